#include "platform/http/static_files.hpp"

#include "platform/http/routes.hpp"
#include "platform/http/text.hpp"

namespace qz::http {

namespace {

[[noreturn]] void Damaged(std::string_view why) {
    throw std::runtime_error("the packed web build is damaged: " + std::string(why));
}

std::string_view TextOf(const json::object& entry, std::string_view name) {
    const json::value* const value = entry.if_contains(name);
    const json::string* const text = value ? value->if_string() : nullptr;
    if (!text) Damaged("an entry lacks " + std::string(name));
    return {text->data(), text->size()};
}

std::string_view BytesOf(const json::object& entry, std::string_view name, std::string_view bytes) {
    const json::value* const value = entry.if_contains(name);
    if (!value || value->is_null()) return {};
    const json::array* const range = value->if_array();
    if (!range || range->size() != 2 || !(*range)[0].is_int64() || !(*range)[1].is_int64()) {
        Damaged(std::string(name) + " is no [offset, length]");
    }
    const std::int64_t offset = (*range)[0].get_int64();
    const std::int64_t length = (*range)[1].get_int64();
    const auto size = static_cast<std::int64_t>(bytes.size());
    if (offset < 0 || length < 0 || offset > size || length > size - offset) {
        Damaged(std::string(name) + " points outside");
    }
    return bytes.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(length));
}

}  // namespace

StaticFiles LoadPack(std::string_view pack) {
    StaticFiles loaded;
    if (pack.empty()) return loaded;
    const std::size_t end = pack.find('\n');
    if (end == std::string_view::npos) Damaged("its index does not end");
    boost::system::error_code error;
    const json::value index = json::parse(pack.substr(0, end), error);
    if (error || !index.is_array()) Damaged("its index is no list");
    const std::string_view bytes = pack.substr(end + 1);
    const auto keep = [&loaded](std::string_view text) -> std::string_view {
        return loaded.texts_.emplace_back(text);
    };
    for (const json::value& value : index.get_array()) {
        const json::object* const entry = value.if_object();
        if (!entry) Damaged("an entry is no object");
        StaticFile file;
        file.path = keep(TextOf(*entry, "path"));
        file.content_type = keep(TextOf(*entry, "content_type"));
        file.etag = keep(TextOf(*entry, "etag"));
        file.plain = BytesOf(*entry, "plain", bytes);
        file.gzip = BytesOf(*entry, "gzip", bytes);
        file.brotli = BytesOf(*entry, "brotli", bytes);
        const json::value* const immutable = entry->if_contains("immutable");
        file.immutable = immutable && immutable->is_bool() && immutable->get_bool();
        const json::value* const policy = entry->if_contains("content_security_policy");
        if (policy && policy->is_string()) {
            file.content_security_policy = keep(TextOf(*entry, "content_security_policy"));
        }
        loaded.files_.push_back(file);
    }
    return loaded;
}

FileTable::FileTable(std::span<const StaticFile> files) {
    for (const StaticFile& file : files) by_path_.emplace(file.path, &file);
}

const StaticFile* FileTable::Exactly(std::string_view path) const {
    const auto found = by_path_.find(path);
    return found == by_path_.end() ? nullptr : found->second;
}

const StaticFile* FileTable::Find(std::string_view path) const {
    if (by_path_.empty()) return nullptr;
    if (const StaticFile* file = Exactly(path)) return file;
    std::string folder(path);
    if (!folder.ends_with('/')) folder += '/';
    if (const StaticFile* file = Exactly(folder + "index.html")) return file;
    if (path == "/api" || path.starts_with("/api/") || IsTraceless(path)) return nullptr;
    if (path.substr(path.rfind('/') + 1).find('.') != std::string_view::npos) return nullptr;
    return Exactly(path.starts_with("/m/") ? "/m/index.html" : "/index.html");
}

Answer FileTable::Serve(const StaticFile& file, const Request& request) {
    Answer answer;
    answer.content_security_policy = file.content_security_policy;
    answer.headers.emplace_back("ETag", std::string(file.etag));
    answer.headers.emplace_back("Cache-Control",
                                file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    answer.headers.emplace_back("Vary", "Accept-Encoding");
    if (NoneMatchNames(request.Header("If-None-Match"), file.etag)) {
        answer.status = 304;
        return answer;
    }
    answer.content_type = file.content_type;
    const std::string_view accepted = request.Header("Accept-Encoding");
    if (!file.brotli.empty() && ListsToken(accepted, "br")) {
        answer.file = file.brotli;
        answer.headers.emplace_back("Content-Encoding", "br");
    } else if (!file.gzip.empty() && ListsToken(accepted, "gzip")) {
        answer.file = file.gzip;
        answer.headers.emplace_back("Content-Encoding", "gzip");
    } else {
        answer.file = file.plain;
    }
    return answer;
}

bool NoneMatchNames(std::string_view header, std::string_view etag) {
    if (etag.empty()) return false;
    while (!header.empty()) {
        const std::size_t comma = header.find(',');
        std::string_view tag = Trim(header.substr(0, comma));
        header = comma == std::string_view::npos ? std::string_view{} : header.substr(comma + 1);
        if (tag == "*") return true;
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        if (tag == etag) return true;
    }
    return false;
}

}  // namespace qz::http
