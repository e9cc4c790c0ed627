#include "platform/workbook/archive.hpp"

#include <zip.h>

#include "platform/workbook/written_text.hpp"

namespace qz::workbook {
namespace {

std::string LowerCase(std::string_view name) {
    std::string lower(name);
    for (char& character : lower) {
        if (character >= 'A' && character <= 'Z') character = static_cast<char>(character + 32);
        if (character == '\\') character = '/';
    }
    return lower;
}

}  // namespace

void Refuse(std::string code, Arguments arguments) {
    throw Problem::Rejected(std::move(code), {}, std::move(arguments));
}

void RefusePart(std::string_view part) {
    // The name came with the file and may be any bytes.
    const auto written = WrittenText(part.substr(0, 200));
    Refuse("platform.workbook.unreadable_part", {{"part", written ? written->text : "?"}});
}

void Archive::Closer::operator()(zip* archive) const {
    zip_discard(archive);
}

Archive::Archive(const Source& source, const Limits& limits) : limits_(limits) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* bytes = source.in_memory
                              ? zip_source_buffer_create(source.bytes.data(), source.bytes.size(), 0, &error)
                              : zip_source_file_create(source.path.c_str(), 0, -1, &error);
    if (!bytes) {
        zip_error_fini(&error);
        Refuse("platform.workbook.damaged");
    }
    zip_.reset(zip_open_from_source(bytes, ZIP_RDONLY, &error));
    zip_error_fini(&error);
    if (!zip_) {
        zip_source_free(bytes);
        Refuse("platform.workbook.damaged");
    }
    const auto count = static_cast<std::uint64_t>(zip_get_num_entries(zip_.get(), 0));
    if (count > limits_.entries) {
        Refuse("platform.workbook.too_many_entries", {{"most", std::to_string(limits_.entries)}});
    }
    for (std::uint64_t index = 0; index < count; ++index) {
        zip_stat_t stat;
        const bool known =
            zip_stat_index(zip_.get(), index, 0, &stat) == 0 && (stat.valid & ZIP_STAT_NAME) != 0;
        if (!known) Refuse("platform.workbook.damaged");
        if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
            Refuse("platform.workbook.encrypted");
        }
        const std::string name = LowerCase(stat.name);
        if (name.ends_with('/')) continue;  // a folder holds nothing
        // Of two parts with one name different programs read different ones: what was checked would not be
        // what is read.
        if (!entries_.emplace(name, index).second) RefusePart(stat.name);
    }
}

bool Archive::Has(std::string_view name) const {
    return entries_.contains(LowerCase(name));
}

bool Archive::HasEnding(std::string_view ending) const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [ending](const auto& entry) { return entry.first.ends_with(ending); });
}

std::uint64_t Archive::IndexOf(std::string_view name) const {
    const auto entry = entries_.find(LowerCase(name));
    if (entry == entries_.end()) RefusePart(name);
    return entry->second;
}

void Archive::Stream(std::string_view name, const std::function<bool(std::string_view piece)>& take) {
    const std::uint64_t index = IndexOf(name);
    zip_stat_t stat;
    if (zip_stat_index(zip_.get(), index, 0, &stat) != 0) RefusePart(name);
    if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) RefusePart(name);
    constexpr std::uint64_t kRatioMattersBeyond = 4u << 20;
    const std::uint64_t packed = std::max<std::uint64_t>(stat.comp_size, 1);
    const auto check = [&](std::uint64_t bytes, std::uint64_t bytes_in_all) {
        if (bytes > limits_.entry_bytes || bytes_in_all > limits_.unpacked_bytes ||
            (bytes > kRatioMattersBeyond && bytes / packed > limits_.ratio)) {
            Refuse("platform.workbook.unpacks_too_large",
                   {{"most", std::to_string(limits_.unpacked_bytes >> 20)}});
        }
    };
    // What the directory admits to is refused before anything is unpacked.
    check(stat.size, unpacked_ + std::min(stat.size, limits_.unpacked_bytes));
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen_index(zip_.get(), index, 0),
                                                                 zip_fclose);
    if (!file) RefusePart(name);

    std::uint64_t unpacked = 0;
    std::vector<char> piece(64u << 10);
    while (true) {
        const zip_int64_t got = zip_fread(file.get(), piece.data(), piece.size());
        if (got < 0) RefusePart(name);
        if (got == 0) return;
        unpacked += static_cast<std::uint64_t>(got);
        unpacked_ += static_cast<std::uint64_t>(got);
        check(unpacked, unpacked_);
        if (!take({piece.data(), static_cast<std::size_t>(got)})) return;
    }
}

}  // namespace qz::workbook
