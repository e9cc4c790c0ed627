#include <cerrno>
#include <cstdio>

#include "platform/workbook/archive.hpp"
#include "platform/workbook/csv.hpp"
#include "platform/workbook/xlsx.hpp"

namespace qz::workbook {
namespace {

std::string ReadFile(const std::filesystem::path& path, std::uint64_t most) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
    if (!file) throw std::system_error(errno, std::generic_category(), "cannot open a table to read");
    std::string bytes;
    std::vector<char> piece(64u << 10);
    while (bytes.size() < most) {
        const std::size_t got = std::fread(piece.data(), 1, piece.size(), file.get());
        if (got == 0) break;
        bytes.append(piece.data(), std::min<std::uint64_t>(got, most - bytes.size()));
    }
    if (std::ferror(file.get())) throw std::system_error(EIO, std::generic_category(), "cannot read a table");
    return bytes;
}

// The old container of Office: .xls, and every workbook with a password.
[[noreturn]] void RefuseCompound(std::string_view bytes) {
    std::string stream;  // names in it are UTF-16LE
    for (const char character : std::string_view("EncryptedPackage")) {
        stream += character;
        stream += '\0';
    }
    if (bytes.find(stream) != std::string_view::npos) Refuse("platform.workbook.encrypted");
    Refuse("platform.workbook.old_format");
}

bool LooksLikeMarkup(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && bytes[first] == '<';
}

}  // namespace

Summary ReadTable(const Source& source, const ReadOptions& options, const RowTaker& taker) {
    const Limits& limits = options.limits;
    const std::uint64_t size =
        source.in_memory ? source.bytes.size() : std::filesystem::file_size(source.path);
    if (size > limits.file_bytes) {
        Refuse("platform.workbook.file_too_large", {{"most", std::to_string(limits.file_bytes >> 20)}});
    }
    constexpr std::uint64_t kEnoughToTell = 4096;
    const std::string start = source.in_memory ? std::string(source.bytes.substr(0, kEnoughToTell))
                                               : ReadFile(source.path, kEnoughToTell);
    if (start.empty()) Refuse("platform.workbook.empty_file");
    if (start.starts_with("PK\x03\x04") || start.starts_with("PK\x05\x06"))
        return ReadXlsx(source, options, taker);

    std::string bytes =
        source.in_memory ? std::string(source.bytes) : ReadFile(source.path, limits.file_bytes);
    if (start.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) RefuseCompound(bytes);
    if (LooksLikeMarkup(start)) Refuse("platform.workbook.web_page");
    const bool wide = start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF");
    if (start.starts_with("%PDF") || (!wide && start.find('\0') != std::string::npos)) {
        Refuse("platform.workbook.not_a_workbook");
    }
    return ReadCsv(std::move(bytes), options, taker);
}

}  // namespace qz::workbook
