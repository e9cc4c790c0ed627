#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "platform/base/clock.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/problem.hpp"

namespace qz {

namespace json = boost::json;

// Parses with the limits of SECURITY C7 (depth 64); refuses a name that stands twice in one object. Throws
// Problem::Malformed: platform.http.not_json with the byte, counted from one, or platform.http.named_twice.
json::value ParseJson(std::string_view text);

struct TextLimits {
    std::size_t shortest = 1;    // in code points
    std::size_t longest = 1000;  // in code points
};

// Reads an object's members and collects every fault, each at its field, instead of stopping at the first.
//   const json::value body = request.Json();   // outlives the Fields
//   Fields fields(body);
//   const auto title = fields.Text("title", {.longest = 120});
//   const auto unit = fields.IdOf<UnitId>("unit");
//   fields.Finish();            // throws Problem::Rejected with all findings; also names members nobody read
class Fields {
 public:
    explicit Fields(const json::value& value, std::string path = {});
    explicit Fields(json::value&& value, std::string path = {}) = delete;

    std::string Text(std::string_view name, TextLimits limits = {});
    std::optional<std::string> OptionalText(std::string_view name, TextLimits limits = {});
    std::int64_t Integer(std::string_view name, std::int64_t least, std::int64_t most);
    std::optional<std::int64_t> OptionalInteger(std::string_view name, std::int64_t least, std::int64_t most);
    bool Flag(std::string_view name, bool otherwise);
    template <class IdType>
    IdType IdOf(std::string_view name) {
        return IdType{IdValue(name, true).value_or(0)};
    }
    template <class IdType>
    std::optional<IdType> OptionalId(std::string_view name) {
        const auto value = IdValue(name, false);
        return value ? std::optional<IdType>(IdType{*value}) : std::nullopt;
    }
    qz::Date Date(std::string_view name);
    std::optional<qz::Date> OptionalDate(std::string_view name);
    Instant Moment(std::string_view name);
    // One of a fixed list; the index in the list. The finding names the words that are allowed.
    std::size_t OneOf(std::string_view name, std::initializer_list<std::string_view> words);
    // The raw member, for nested reading; null when absent (a finding where required).
    const json::array& Array(std::string_view name, std::size_t most, bool required = true);
    const json::object& Object(std::string_view name, bool required = true);
    const json::value* Raw(std::string_view name);

    // The path of a member, for findings that the caller adds: "rows[3].name".
    std::string PathOf(std::string_view name) const;
    void Add(Finding finding) { findings_.push_back(std::move(finding)); }
    Findings& findings() { return findings_; }
    void Finish();

 private:
    std::optional<std::int64_t> IdValue(std::string_view name, bool required);
    const json::value* Member(std::string_view name, bool required);
    void Fault(std::string_view name, std::string_view code, Arguments arguments = {});

    json::object empty_;
    const json::object* object_;
    std::string path_;
    std::vector<std::string_view> read_;
    Findings findings_;
};

// Appends `text` as a JSON string, quotes included: for the hot paths that splice their answer.
void AppendJson(std::string& out, std::string_view text);

// The number of code points of well-formed UTF-8; nothing where the text is not well formed.
std::optional<std::size_t> CountCodePoints(std::string_view utf8);

}  // namespace qz
