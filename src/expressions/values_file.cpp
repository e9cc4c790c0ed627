#include "expressions/values_file.hpp"

#include <boost/json/basic_parser_impl.hpp>

namespace qz::expressions {
namespace {

namespace json = boost::json;
using boost::system::error_code;

// Receives the events of Boost's parser. Its document type would turn 0.1 into a binary fraction before
// anyone could look; the events carry the number's own characters.
class Handler {
 public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    PeriodValues values;
    Fault fault;    // of the file's content; its code is empty for a fault of syntax
    Position here;  // the character being read

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }

    bool on_object_begin(error_code& error) {
        if (!opened_) return opened_ = true;
        if (place_ == Place::kRoster) {
            place_ = Place::kRow;
            values.rosters[roster_].emplace_back();
            return true;
        }
        if (place_ == Place::kTop && key_ == "PREV") {
            place_ = Place::kLast;
            has_last_ = true;
            return true;
        }
        return Refuse({"expressions.values.not_a_value", {{"element", key_}}, here}, error);
    }
    bool on_object_end(std::size_t, error_code&) {
        place_ = place_ == Place::kRow ? Place::kRoster : Place::kTop;
        return true;
    }
    bool on_array_begin(error_code& error) {
        if (!opened_) return Refuse({"expressions.values.not_an_object", {}, here}, error);
        if (place_ == Place::kTop && key_ == "PREV")
            return Refuse({"expressions.values.previous_not_an_object", {}, here}, error);
        if (place_ != Place::kTop)
            return Refuse({"expressions.values.not_a_value", {{"element", key_}}, here}, error);
        place_ = Place::kRoster;
        roster_ = key_;
        values.rosters[roster_].clear();
        return true;
    }
    bool on_array_end(std::size_t, error_code&) {
        place_ = Place::kTop;
        return true;
    }

    bool on_key_part(json::string_view part, std::size_t, error_code&) { return Collect(part); }
    bool on_key(json::string_view part, std::size_t, error_code& error) {
        Collect(part);
        key_ = std::move(collected_);
        collected_.clear();
        // Which of the two is meant nobody can know.
        if (IsNamedAlready())
            return Refuse({"expressions.values.named_twice", {{"element", key_}}, here}, error);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, error_code&) { return Collect(part); }
    bool on_string(json::string_view part, std::size_t, error_code& error) {
        Collect(part);
        const auto number = Decimal::Parse(collected_);
        return Keep(number ? Value::Number(*number) : Value::Text(collected_), here, error);
    }
    bool on_number_part(json::string_view part, error_code&) { return Collect(part); }
    bool on_int64(std::int64_t, json::string_view part, error_code& error) { return KeepNumber(part, error); }
    bool on_uint64(std::uint64_t, json::string_view part, error_code& error) {
        return KeepNumber(part, error);
    }
    bool on_double(double, json::string_view part, error_code& error) { return KeepNumber(part, error); }
    bool on_bool(bool truth, error_code& error) { return Keep(Value::Truth(truth), here, error); }
    bool on_null(error_code& error) { return Keep(Value(), here, error); }
    bool on_comment_part(json::string_view, error_code&) { return true; }
    bool on_comment(json::string_view, error_code&) { return true; }

 private:
    bool Collect(json::string_view part) {
        collected_.append(part.data(), part.size());
        return true;
    }

    bool IsNamedAlready() const {
        switch (place_) {
            case Place::kTop:
                return values.now.contains(key_) || values.rosters.contains(key_) ||
                       (key_ == "PREV" && has_last_);
            case Place::kLast:
                return values.last.contains(key_);
            case Place::kRow:
                return values.rosters.find(roster_)->second.back().contains(key_);
            case Place::kRoster:
                break;
        }
        return false;
    }

    bool Refuse(Fault why, error_code& error) {
        fault = std::move(why);
        error = json::error::syntax;
        return false;
    }

    // A number ends with the character behind it.
    bool KeepNumber(json::string_view part, error_code& error) {
        Collect(part);
        Position start = here;
        start.column -= std::min(start.column - 1, static_cast<std::uint32_t>(collected_.size()));
        const auto number = ExactJsonNumber(collected_);
        if (opened_ && !number) {
            Arguments arguments{{"element", key_}, {"number", collected_}};
            return Refuse({"expressions.values.not_exact", std::move(arguments), start}, error);
        }
        return Keep(Value::Number(number.value_or(Decimal())), start, error);
    }

    bool Keep(Value value, Position start, error_code& error) {
        collected_.clear();
        if (!opened_) return Refuse({"expressions.values.not_an_object", {}, start}, error);
        switch (place_) {
            case Place::kRoster:
                return Refuse({"expressions.values.not_a_row", {{"roster", roster_}}, start}, error);
            case Place::kRow:
                values.rosters[roster_].back().insert_or_assign(key_, std::move(value));
                return true;
            case Place::kLast:
                values.last.insert_or_assign(key_, std::move(value));
                return true;
            default:
                break;
        }
        if (key_ == "PREV") return Refuse({"expressions.values.previous_not_an_object", {}, start}, error);
        values.now.insert_or_assign(key_, std::move(value));
        return true;
    }

    using Arguments = std::vector<std::pair<std::string, std::string>>;

    enum class Place { kTop, kLast, kRoster, kRow };

    bool opened_ = false;
    bool has_last_ = false;
    Place place_ = Place::kTop;
    std::string roster_;  // whose rows are being read
    std::string key_;
    std::string collected_;
};

}  // namespace

std::optional<Decimal> ExactJsonNumber(std::string_view token) {
    const bool negative = token.starts_with('-');
    if (negative) token.remove_prefix(1);

    const std::size_t mark = token.find_first_of("eE");
    std::string_view mantissa = token.substr(0, mark);
    int exponent = 0;
    if (mark != std::string_view::npos) {
        std::string_view digits = token.substr(mark + 1);
        const bool down = digits.starts_with('-');
        if (down || digits.starts_with('+')) digits.remove_prefix(1);
        // Nothing but zero survives an exponent of thousands, so the rest of its digits need not be counted.
        for (const char c : digits) exponent = std::min(exponent * 10 + (c - '0'), 100'000);
        if (down) exponent = -exponent;
    }

    std::string digits;
    const std::size_t point = mantissa.find('.');
    digits = mantissa.substr(0, point);
    if (point != std::string_view::npos) {
        const std::string_view fraction = mantissa.substr(point + 1);
        digits += fraction;
        exponent -= static_cast<int>(std::min<std::size_t>(fraction.size(), 1'000'000));
    }
    while (!digits.empty() && digits.back() == '0') {
        digits.pop_back();
        ++exponent;
    }
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.empty()) return Decimal();
    if (digits.size() > 20 || exponent > 20 || exponent < -Decimal::kPlaces) return std::nullopt;

    if (exponent >= 0) {
        digits.append(static_cast<std::size_t>(exponent), '0');
    } else {
        const auto places = static_cast<std::size_t>(-exponent);
        if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
        digits.insert(digits.size() - places, 1, '.');
    }
    return Decimal::Parse(negative ? "-" + digits : digits);
}

std::variant<PeriodValues, Fault> ReadValuesFile(std::string_view text) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());

    json::basic_parser<Handler> parser(json::parse_options{});
    Handler& handler = parser.handler();
    error_code error;
    // Byte by byte, because Boost says that a document is wrong and not where.
    for (const char& byte : text) {
        if (parser.done() && std::string_view(" \t\r\n").find(byte) == std::string_view::npos) {
            return Fault{"expressions.values.not_json", {}, handler.here};
        }
        parser.write_some(true, &byte, 1, error);
        if (error) break;
        if (byte == '\n') {
            handler.here = {handler.here.line + 1, 1};
        } else if ((static_cast<unsigned char>(byte) & 0xC0u) != 0x80u) {
            ++handler.here.column;
        }
    }
    if (!error && !parser.done()) parser.write_some(false, "", 0, error);
    if (!handler.fault.code.empty()) return std::move(handler.fault);
    if (error) return Fault{"expressions.values.not_json", {}, handler.here};
    return std::move(handler.values);
}

}  // namespace qz::expressions
