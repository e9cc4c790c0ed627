#include "platform/base/json.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <boost/json/stream_parser.hpp>

namespace qz {

namespace {

// The parser does not say how far it came, so a text that failed is fed again byte by byte.
std::size_t PositionOfFault(std::string_view text, const json::parse_options& options) {
    json::stream_parser parser(json::storage_ptr{}, options);
    boost::system::error_code error;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (parser.write_some(text.data() + at, 1, error) == 0 || error) return at + 1;
    }
    return text.size();
}

bool HoldsNul(const json::value& value) {
    if (const json::string* text = value.if_string()) return text->find('\0') != json::string::npos;
    if (const json::array* array = value.if_array())
        return std::any_of(array->begin(), array->end(), HoldsNul);
    if (const json::object* object = value.if_object()) {
        return std::any_of(object->begin(), object->end(), [](const auto& member) {
            return member.key().find('\0') != json::string_view::npos || HoldsNul(member.value());
        });
    }
    return false;
}

// Of sound JSON. Each member was sent with one colon, which stands outside of quotes.
std::size_t CountSentMembers(std::string_view text) {
    std::size_t count = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"') {
            quoted = !quoted;
        } else if (quoted) {
            if (c == '\\') ++at;
        } else if (c == ':') {
            ++count;
        }
    }
    return count;
}

// An object keeps one of two members of the same name.
std::size_t CountKeptMembers(const json::value& value) {
    std::size_t count = 0;
    if (const json::array* array = value.if_array()) {
        for (const json::value& element : *array) count += CountKeptMembers(element);
    } else if (const json::object* object = value.if_object()) {
        count = object->size();
        for (const auto& member : *object) count += CountKeptMembers(member.value());
    }
    return count;
}

// The first name that stands twice in one object of sound JSON; "" where none does.
std::string FindNameGivenTwice(std::string_view text) {
    std::vector<std::set<std::string>> open;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '{') open.emplace_back();
        if (text[at] == '}') open.pop_back();
        if (text[at] != '"') continue;
        std::size_t end = at + 1;
        while (text[end] != '"') end += text[end] == '\\' ? 2 : 1;
        const std::string_view quoted = text.substr(at, end + 1 - at);
        at = end;
        const std::size_t next = text.find_first_not_of(" \t\r\n", end + 1);
        if (next == std::string_view::npos || text[next] != ':') continue;
        const json::value read = json::parse({quoted.data(), quoted.size()});
        std::string name(read.as_string().data(), read.as_string().size());
        if (!open.back().insert(name).second) return name;
    }
    return {};
}

}  // namespace

json::value ParseJson(std::string_view text) {
    json::parse_options options;
    options.max_depth = 64;
    boost::system::error_code error;
    json::stream_parser parser(json::storage_ptr{}, options);
    const std::size_t read = parser.write_some(text.data(), text.size(), error);
    if (!error && read < text.size()) error = json::error::extra_data;
    if (!error) parser.finish(error);
    if (error)
        throw Problem::Malformed("platform.http.not_json",
                                 {{"position", std::to_string(PositionOfFault(text, options))}});
    json::value value = parser.release();
    // Only this escape can say NUL, which no column takes.
    if (const std::size_t at = text.find("\\u0000"); at != std::string_view::npos && HoldsNul(value))
        throw Problem::Malformed("platform.http.not_json", {{"position", std::to_string(at + 1)}});
    if (CountSentMembers(text) != CountKeptMembers(value))
        throw Problem::Malformed("platform.http.named_twice", {{"member", FindNameGivenTwice(text)}});
    return value;
}

Fields::Fields(const json::value& value, std::string path)
    : object_(value.if_object()), path_(std::move(path)) {
    if (!object_) {
        object_ = &empty_;
        findings_.push_back({path_, "platform.http.not_an_object", {}});
    }
}

std::string Fields::PathOf(std::string_view name) const {
    if (path_.empty()) return std::string(name);
    return path_ + "." + std::string(name);
}

void Fields::Fault(std::string_view name, std::string_view code, Arguments arguments) {
    findings_.push_back({PathOf(name), std::string(code), std::move(arguments)});
}

const json::value* Fields::Member(std::string_view name, bool required) {
    read_.push_back(name);
    const json::value* member = object_->if_contains(name);
    if (member && member->is_null()) member = nullptr;
    if (!member && required) Fault(name, "platform.http.missing");
    return member;
}

std::optional<std::string> Fields::OptionalText(std::string_view name, TextLimits limits) {
    const json::value* member = Member(name, false);
    if (!member) return std::nullopt;
    const json::string* text = member->if_string();
    if (!text) {
        Fault(name, "platform.http.not_text");
        return std::nullopt;
    }
    const auto length = CountCodePoints({text->data(), text->size()});
    if (!length) {
        Fault(name, "platform.http.not_utf8");
    } else if (*length > limits.longest) {
        Fault(name, "platform.http.too_long",
              {{"most", std::to_string(limits.longest)}, {"length", std::to_string(*length)}});
    } else if (*length < limits.shortest) {
        Fault(name, *length == 0 ? "platform.http.missing" : "platform.http.too_short",
              {{"least", std::to_string(limits.shortest)}});
    }
    return std::string(text->data(), text->size());
}

std::string Fields::Text(std::string_view name, TextLimits limits) {
    const std::size_t before = findings_.size();
    auto text = OptionalText(name, limits);
    if (!text && findings_.size() == before) Fault(name, "platform.http.missing");
    return text.value_or("");
}

std::optional<std::int64_t> Fields::OptionalInteger(std::string_view name, std::int64_t least,
                                                    std::int64_t most) {
    const json::value* member = Member(name, false);
    if (!member) return std::nullopt;
    std::int64_t value = 0;
    if (member->is_int64()) {
        value = member->get_int64();
    } else {
        Fault(name, "platform.http.not_an_integer");
        return std::nullopt;
    }
    if (value < least || value > most) {
        Fault(name, "platform.http.out_of_range",
              {{"least", std::to_string(least)}, {"most", std::to_string(most)}});
    }
    return value;
}

std::int64_t Fields::Integer(std::string_view name, std::int64_t least, std::int64_t most) {
    const std::size_t before = findings_.size();
    const auto value = OptionalInteger(name, least, most);
    if (!value && findings_.size() == before) Fault(name, "platform.http.missing");
    return value.value_or(least);
}

bool Fields::Flag(std::string_view name, bool otherwise) {
    const json::value* member = Member(name, false);
    if (!member) return otherwise;
    if (!member->is_bool()) {
        Fault(name, "platform.http.not_yes_or_no");
        return otherwise;
    }
    return member->get_bool();
}

std::optional<std::int64_t> Fields::IdValue(std::string_view name, bool required) {
    const json::value* member = Member(name, required);
    if (!member) return std::nullopt;
    const json::string* text = member->if_string();
    const auto value = text ? ParseIdValue({text->data(), text->size()}) : std::nullopt;
    if (!value) Fault(name, "platform.http.not_an_id");
    return value;
}

std::optional<Date> Fields::OptionalDate(std::string_view name) {
    const json::value* member = Member(name, false);
    if (!member) return std::nullopt;
    const json::string* text = member->if_string();
    const auto date = text ? ParseDate({text->data(), text->size()}) : std::nullopt;
    if (!date) Fault(name, "platform.http.not_a_date");
    return date;
}

Date Fields::Date(std::string_view name) {
    const std::size_t before = findings_.size();
    const auto date = OptionalDate(name);
    if (!date && findings_.size() == before) Fault(name, "platform.http.missing");
    return date.value_or(qz::Date{});
}

Instant Fields::Moment(std::string_view name) {
    const json::value* member = Member(name, true);
    if (!member) return {};
    const json::string* text = member->if_string();
    const auto moment = text ? ParseInstant({text->data(), text->size()}) : std::nullopt;
    if (!moment) Fault(name, "platform.http.not_a_moment");
    return moment.value_or(Instant{});
}

std::size_t Fields::OneOf(std::string_view name, std::initializer_list<std::string_view> words) {
    const json::value* member = Member(name, true);
    if (!member) return 0;
    if (const json::string* text = member->if_string()) {
        std::size_t index = 0;
        for (const std::string_view word : words) {
            if (std::string_view(text->data(), text->size()) == word) return index;
            ++index;
        }
    }
    std::string allowed;
    for (const std::string_view word : words) {
        if (!allowed.empty()) allowed += ", ";
        allowed += word;
    }
    Fault(name, "platform.http.not_one_of", {{"allowed", allowed}});
    return 0;
}

const json::array& Fields::Array(std::string_view name, std::size_t most, bool required) {
    static const json::array nothing;
    const json::value* member = Member(name, required);
    if (!member) return nothing;
    const json::array* array = member->if_array();
    if (!array) {
        Fault(name, "platform.http.not_a_list");
        return nothing;
    }
    if (array->size() > most) {
        Fault(name, "platform.http.too_many", {{"most", std::to_string(most)}});
        return nothing;
    }
    return *array;
}

const json::object& Fields::Object(std::string_view name, bool required) {
    static const json::object nothing;
    const json::value* member = Member(name, required);
    if (!member) return nothing;
    const json::object* object = member->if_object();
    if (!object) {
        Fault(name, "platform.http.not_an_object");
        return nothing;
    }
    return *object;
}

const json::value* Fields::Raw(std::string_view name) {
    return Member(name, false);
}

void Fields::Finish() {
    for (const auto& member : *object_) {
        const std::string_view name(member.key().data(), member.key().size());
        if (std::find(read_.begin(), read_.end(), name) == read_.end()) {
            findings_.push_back({PathOf(name), "platform.http.unknown_member", {}});
        }
    }
    if (!findings_.empty()) throw Problem::Rejected("platform.http.faults", std::move(findings_));
}

void AppendJson(std::string& out, std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    std::size_t plain = 0;  // where the run of characters that need no escape begins
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        out.append(text.substr(plain, i - plain));
        plain = i + 1;
        switch (byte) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += "\\u00";
                out += kHex[byte >> 4];
                out += kHex[byte & 15];
        }
    }
    out.append(text.substr(plain));
    out += '"';
}

std::optional<std::size_t> CountCodePoints(std::string_view utf8) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < utf8.size(); ++count) {
        const auto lead = static_cast<unsigned char>(utf8[at]);
        std::size_t length = 0;
        char32_t point = 0;
        if (lead < 0x80) {
            length = 1, point = lead;
        } else if (lead >> 5 == 0x6) {
            length = 2, point = lead & 0x1Fu;
        } else if (lead >> 4 == 0xE) {
            length = 3, point = lead & 0x0Fu;
        } else if (lead >> 3 == 0x1E) {
            length = 4, point = lead & 0x07u;
        } else {
            return std::nullopt;
        }
        if (at + length > utf8.size()) return std::nullopt;
        for (std::size_t i = 1; i < length; ++i) {
            const auto next = static_cast<unsigned char>(utf8[at + i]);
            if (next >> 6 != 0x2) return std::nullopt;
            point = point << 6 | (next & 0x3Fu);
        }
        constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
        if (point < kLeast[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
            return std::nullopt;
        }
        at += length;
    }
    return count;
}

}  // namespace qz
