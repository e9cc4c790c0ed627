#include "platform/workbook/content.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "platform/workbook/archive.hpp"

namespace qz::workbook {
namespace {

constexpr std::string_view kCompound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

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

bool LooksLikeMarkup(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && bytes[first] == '<';
}

}  // namespace

// Names in the container are UTF-16LE.
bool HasStream(std::string_view bytes, std::string_view name) {
    std::string stream;
    for (const char character : name) {
        stream += character;
        stream += '\0';
    }
    return bytes.find(stream) != std::string_view::npos;
}

namespace {

std::uint32_t Little(std::string_view bytes, std::size_t at) {
    const auto byte = [&](std::size_t ahead) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + ahead]));
    };
    return byte(0) | byte(1) << 8;
}

// A password asked on opening: of a newer file in the old container, of an old workbook (the record FILEPASS
// behind the first one, or behind the one that recommends read-only), of an old document (a flag of its
// head). Streams begin where a sector does.
bool IsLocked(std::string_view bytes) {
    if (HasStream(bytes, "EncryptedPackage")) return true;
    constexpr std::size_t kSector = 512;
    constexpr std::uint32_t kBegin = 0x0809;
    constexpr std::uint32_t kWriteProtect = 0x0086;
    constexpr std::uint32_t kFilePass = 0x002F;
    constexpr std::uint32_t kDocument = 0xA5EC;
    constexpr std::uint32_t kLockedFlag = 0x0100;
    for (std::size_t at = kSector; at + kSector <= bytes.size(); at += kSector) {
        const std::uint32_t word = Little(bytes, at);
        if (word == kDocument && (Little(bytes, at + 10) & kLockedFlag) != 0) return true;
        // Of the sheets, which begin alike, the kind is another: 5 is the workbook itself.
        if (word != kBegin || Little(bytes, at + 2) > 64 || Little(bytes, at + 6) != 5) continue;
        std::size_t next = at + 4 + Little(bytes, at + 2);
        if (Little(bytes, next) == kWriteProtect) next += 4 + std::min(Little(bytes, next + 2), 64u);
        if (Little(bytes, next) == kFilePass) return true;
    }
    return false;
}

}  // namespace

std::string ReadBytesOf(const Source& source, std::uint64_t most) {
    return source.in_memory ? std::string(source.bytes.substr(0, most)) : ReadFile(source.path, most);
}

bool HoldsMacros(std::string_view bytes) {
    return bytes.starts_with(kCompound) && HasStream(bytes, "_VBA_PROJECT");
}

bool IsOldWorkbook(std::string_view bytes) {
    return bytes.starts_with(kCompound) && !IsLocked(bytes) && !HoldsMacros(bytes);
}

Content ContentOf(const Source& source, const Limits& limits) {
    const std::uint64_t size =
        source.in_memory ? source.bytes.size() : std::filesystem::file_size(source.path);
    if (size > limits.file_bytes) {
        Refuse("platform.workbook.file_too_large", {{"most", std::to_string(limits.file_bytes >> 20)}});
    }
    constexpr std::uint64_t kEnoughToTell = 4096;
    const std::string start = ReadBytesOf(source, kEnoughToTell);
    if (start.empty()) Refuse("platform.workbook.empty_file");
    if (start.starts_with("PK\x03\x04") || start.starts_with("PK\x05\x06")) return Content::kPackage;
    if (start.starts_with(kCompound)) {
        const std::string bytes = source.in_memory ? std::string() : ReadBytesOf(source, limits.file_bytes);
        const std::string_view all = source.in_memory ? source.bytes : std::string_view(bytes);
        if (IsLocked(all)) Refuse("platform.workbook.encrypted");
        if (HoldsMacros(all)) Refuse("platform.workbook.has_macros");
        Refuse("platform.workbook.old_format");
    }
    if (LooksLikeMarkup(start)) Refuse("platform.workbook.web_page");
    const bool wide = start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF");
    if (start.starts_with("%PDF") || start.starts_with("{\\rtf") ||
        (!wide && start.find('\0') != std::string::npos)) {
        // A workbook behind something that a server put before it: Office cannot read it either.
        if (start.find(std::string_view("PK\x03\x04\x14\0", 6)) != std::string::npos)
            Refuse("platform.workbook.damaged");
        Refuse("platform.workbook.not_a_workbook");
    }
    return Content::kText;
}

}  // namespace qz::workbook
