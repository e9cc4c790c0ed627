// The door of feedback/posters: the posters of the burden-reduction code (减负码), one A4 page for each town
// and village.
//
// A code names a scope of at least 20 plausible reporters and nothing finer: every poster of a scope carries
// the same code (SECURITY A3). Pages hold no date and no number, and the same posters are the same bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "directory/directory.hpp"
#include "feedback/database/database.hpp"
#include "platform/http/http.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/storage/storage.hpp"

namespace qz::feedback::posters {

// A unit that a code may name: its code stands behind the # of the address.
struct CodeScope {
    UnitId unit;
    std::string code;
};

// A case office whose officers have made its keys.
struct KeyedOffice {
    std::string id;
    std::string name;
    std::string role;                 // "case" or "supervision"
    std::vector<std::string> serves;  // prefixes of unit codes
    std::string second;               // the id of the office for matters about this one; "" for none
    std::string fingerprint;          // five groups of four
};

struct Poster {
    std::string unit;  // the name, in large type
    std::string unit_code;
    std::string place;  // the names above it below the province; "" for the root
    std::string town;   // what a file of one town is called: code and name
    std::string scope;  // the code behind the #
    std::string scope_name;
    // The office that opens what is reported there, then the second one where it has keys too.
    struct Key {
        std::string office;
        std::string fingerprint;
    };
    std::vector<Key> keys;
};

// A poster for each town and village in use in the subtree, in the tree's order. Throws Problem kConflict,
// with the unit's name, where the root is out of use, holds no such unit, or where one of them has no scope
// or no office with a key: half of the posters would be no answer.
std::vector<Poster> ChoosePosters(const directory::Tree& tree, Ordinal root,
                                  const std::vector<CodeScope>& scopes,
                                  const std::vector<KeyedOffice>& offices);

// Whether `text` is what a code may open and no more: http:// or https://, a host in ASCII, a port where it
// needs one, and at most a slash behind. What is printed cannot be mended.
bool IsPublicUrl(std::string_view text);

struct Print {
    std::string public_url = "http://localhost:8080";
    std::string watermark;  // 示例数据 in the sample city; else ""
    i18n::Language language = i18n::Language::kChinese;
};

// One PDF, a page for each poster, written as the pages are made. Throws Problem kConflict
// "feedback.posters.address" where the address is none that a code holds, "feedback.posters.no_font" where
// this machine's fonts lack a character; std::runtime_error where the stream fails.
void WritePosters(std::ostream& out, const std::vector<Poster>& posters, const Print& print);

struct Connections {
    Database* database = nullptr;
    std::string public_url = "http://localhost:8080";
    std::string watermark;
    // Where drawn files lie; the latest few.
    std::filesystem::path files = "posters";
    // Units with at least 20 plausible reporters; connections.cpp connects the office room.
    std::function<std::vector<CodeScope>(storage::Snapshot&, Connection&)> list_scopes;
};

// GET /api/feedback/posters?within=<unit id>: the posters of that subtree, or of all; 202 while they are
// drawn.
void AddRoutes(http::Router& router, const Connections& connections);

// `qingzhuang posters`: `scope` is a unit's code or "all". One file `out`, or, where `folder` is given, one
// file for each town in it. 0, or 1 with a sentence when nothing was written.
struct Order {
    std::string scope = "all";
    std::filesystem::path out;
    std::filesystem::path folder;
    i18n::Language language = i18n::Language::kChinese;
};
int PostersCommand(storage::Database& hub, const Connections& connections, const Order& order,
                   std::ostream& said, std::ostream& err);

}  // namespace qz::feedback::posters
