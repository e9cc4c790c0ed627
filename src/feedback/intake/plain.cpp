#include "feedback/intake/plain.hpp"

#include <charconv>

#include "platform/base/json.hpp"

namespace qz::feedback::intake {

namespace {

constexpr std::size_t kSlowWaiting = 32;
constexpr std::size_t kLongestText = 20'000;

constexpr std::string_view kListOffices =
    "SELECT id, serves, role FROM feedback_office WHERE identity_key IS NOT NULL ORDER BY role, id";
constexpr std::string_view kFindEpoch = R"sql(
    SELECT epoch, public_key FROM feedback_epoch
    WHERE office = $1 AND destroyed = 0 AND epoch <= $2 ORDER BY epoch DESC LIMIT 1)sql";

// Full-width digits made narrow; blanks and the # of the printed address left out.
WipedString Tidy(std::string_view typed) {
    WipedString tidy;
    for (std::size_t at = 0; at < typed.size();) {
        const std::string_view rest = typed.substr(at);
        const bool is_wide = rest.size() >= 3 && rest.starts_with("\xef\xbc") &&
                             static_cast<unsigned char>(rest[2]) >= 0x90 &&
                             static_cast<unsigned char>(rest[2]) <= 0x99;  // ０ to ９
        const bool is_left_out =
            rest.starts_with("\u3000") || rest.starts_with("\uff03") || rest.starts_with("\u00a0");
        if (is_wide) tidy += static_cast<char>('0' + (static_cast<unsigned char>(rest[2]) - 0x90));
        if (is_wide || is_left_out) {
            at += rest.starts_with("\u00a0") ? 2 : 3;
            continue;
        }
        if (std::string_view(" \t\r\n#").find(rest[0]) == std::string_view::npos) tidy += rest[0];
        ++at;
    }
    return tidy;
}

// At most `most` bytes, and no half character at the end.
std::string_view Shortened(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
    return text.substr(0, most);
}

bool IsBlank(std::string_view text) {
    while (text.starts_with("\u3000")) text.remove_prefix(3);
    const std::size_t at = text.find_first_not_of(" \t\r\n");
    if (at == std::string_view::npos) return true;
    return text.substr(at).starts_with("\u3000") && IsBlank(text.substr(at));
}

std::string_view Field(const FormFields& typed, std::string_view name) {
    const auto found = typed.find(name);
    return found == typed.end() ? std::string_view{} : std::string_view(found->second);
}

// A JSON text where it stands; a value of Boost's would leave its copies in freed memory.
void AppendText(WipedString& json, std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    json += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') json += '\\';
        if (static_cast<unsigned char>(c) < 0x20) {
            json += "\\u00";
            json += kHex[static_cast<unsigned char>(c) >> 4];
            json += kHex[static_cast<unsigned char>(c) & 15u];
        } else {
            json += c;
        }
    }
    json += '"';
}
void AppendMember(WipedString& json, std::string_view name, std::string_view text) {
    json += ",\"";
    json += name;
    json += "\":";
    AppendText(json, text);
}

bool Serves(const std::string& prefixes, std::string_view scope) {
    const json::value list = ParseJson(prefixes);
    for (const json::value& prefix : list.as_array()) {
        const std::string_view text(prefix.as_string().data(), prefix.as_string().size());
        if (scope.starts_with(text)) return true;
    }
    return false;
}

}  // namespace

bool Rate::Take(Moment now) {
    std::lock_guard lock(mutex_);
    if (last_) saved_ = std::min(most_, saved_ + std::chrono::duration<double>(now - *last_) / every_);
    last_ = now;
    if (saved_ < 1) return false;
    saved_ -= 1;
    return true;
}

SlowLane::SlowLane()
    : thread_([this] {
          pthread_setname_np(pthread_self(), "qz-receipts");
          Run();
      }) {}

SlowLane::~SlowLane() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_all();
    thread_.join();
}

bool SlowLane::Submit(std::function<void()> work) {
    {
        std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= kSlowWaiting) return false;
        queue_.push_back(std::move(work));
    }
    arrived_.notify_one();
    return true;
}

void SlowLane::Run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        arrived_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        const auto work = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        work();
        lock.lock();
    }
}

PlainReport ReadPlain(const FormFields& typed) {
    PlainReport report;
    const std::string_view text = Field(typed, "text");
    report.scope = Tidy(Field(typed, "scope"));
    const std::string_view category = Field(typed, "category");
    const WipedString since = Tidy(Field(typed, "since"));
    const WipedString hours = Tidy(Field(typed, "hours"));
    if (IsBlank(text)) report.fault = "feedback.plain.no_text";
    if (text.size() > kLongestText) report.fault = "feedback.plain.text_too_long";
    if (report.scope.empty() || report.scope.size() > 12 ||
        report.scope.find_first_not_of("0123456789") != std::string::npos) {
        report.fault = "feedback.plain.no_scope";
    }
    if (category.empty() || category.size() > 40) report.fault = "feedback.plain.no_category";
    if (!report.fault.empty()) return report;
    int number = 0;
    const auto read = std::from_chars(hours.data(), hours.data() + hours.size(), number);
    const bool has_hours =
        !hours.empty() && read.ptr == hours.data() + hours.size() && number >= 0 && number <= 744;
    WipedString& json = report.json;
    json = "{\"v\":1";
    AppendMember(json, "scope", report.scope);
    AppendMember(json, "category", category);
    AppendMember(json, "text", text);
    json += ",\"about\":{\"unit\":";
    AppendText(json, Shortened(Field(typed, "about"), 600));
    json += ",\"form\":null},\"since\":";
    if (EpochFromText(since)) {
        AppendText(json, since);
    } else {
        json += "null";
    }
    json += ",\"hours\":";
    json += has_hours ? std::to_string(number) : "null";
    json += ",\"weaker\":true}";
    report.office = FromBase64Url(Field(typed, "office")).value_or("");
    return report;
}

PlainWords ReadWords(const FormFields& typed) {
    PlainWords words;
    const std::string_view kind = Field(typed, "kind");
    const std::string_view text = Field(typed, "text");
    const std::string_view better = Field(typed, "better");
    WipedString& json = words.json;
    json = "{\"v\":1";
    if (kind == "outcome") {
        words.kind = Kind::kOutcome;
        if (better != "yes" && better != "partly" && better != "no")
            words.fault = "feedback.plain.no_outcome";
        AppendMember(json, "better", better);
    } else {
        words.kind = kind == "objection" ? Kind::kObjection : Kind::kMessage;
        if (IsBlank(text)) words.fault = "feedback.plain.no_words";
    }
    if (text.size() > kLongestText) words.fault = "feedback.plain.text_too_long";
    AppendMember(json, "text", text);
    json += '}';
    return words;
}

std::string_view PlainFault(const Outcome& outcome) {
    if (outcome.code == "receipt_unknown") return "feedback.plain.nothing_found";
    if (outcome.code == "already_objected") return "feedback.plain.already_objected";
    if (outcome.code == "already_told") return "feedback.plain.already_told";
    if (outcome.code == "not_closed") return "feedback.plain.not_closed";
    return "feedback.plain.again_later";
}

std::optional<PlainOffice> FindOffice(Connection& connection, std::string_view wanted, std::string_view scope,
                                      Date today) {
    std::vector<std::string> candidates;
    std::optional<std::string> serving;
    connection.Each(kListOffices, [&](const Row& row) {
        candidates.push_back(row.Text(0));
        const bool is_wanted = !wanted.empty() && row.Text(0) == wanted;
        if (is_wanted ||
            (wanted.empty() && !serving && row.Text(2) == "case" && Serves(row.Text(1), scope))) {
            serving = row.Text(0);
        }
    });
    if (!serving && !candidates.empty()) serving = candidates.front();
    if (!serving) return std::nullopt;
    const auto civil = today.Civil();
    const std::int64_t month =
        std::int64_t{static_cast<int>(civil.year())} * 100 + static_cast<unsigned>(civil.month());
    std::optional<PlainOffice> found;
    connection.Each(
        kFindEpoch,
        [&](const Row& row) {
            found = PlainOffice{*serving, static_cast<std::uint32_t>(row.Integer(0)), row.Text(1)};
        },
        Bytes{*serving}, month);
    return found;
}

}  // namespace qz::feedback::intake
