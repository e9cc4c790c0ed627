// The compiled web application, served from the program.
#pragma once

#include <unordered_map>

#include "platform/http/answer.hpp"
#include "platform/http/http.hpp"

namespace qz::http {

// Finds files by path and answers for them.
class FileTable {
 public:
    explicit FileTable(std::span<const StaticFile> files);

    // The file of that path; its index.html where the path is a folder; the office page, or below /m/ the
    // village page, for a path without a dot in its last part (the page's own router shows it). Nothing below
    // /api and /f but what is really there.
    const StaticFile* Find(std::string_view path) const;
    static Answer Serve(const StaticFile& file, const Request& request);

 private:
    const StaticFile* Exactly(std::string_view path) const;
    std::unordered_map<std::string_view, const StaticFile*> by_path_;
};

// Whether an If-None-Match header names this quoted tag (weak comparison, RFC 9110 §13.1.2).
bool NoneMatchNames(std::string_view header, std::string_view etag);

}  // namespace qz::http
