// Summaries that two officers release, the page of what was done, and claimed hours.
#include "feedback/office/parts.hpp"

namespace qz::feedback::office {

namespace {

using http::Permission;
using http::Reads;
using http::Request;
using http::ScopeFrom;
using http::Writes;

// SECURITY A10: "monthly rounded totals over at least 10 reports".
constexpr std::int64_t kFewestReports = 10;
constexpr std::int64_t kRoundedTo = 5;

constexpr std::string_view kWriteSummary = R"sql(
    INSERT INTO feedback_summary (case_id, text, cites, category, outcome, state, written_by)
    VALUES ($1, $2, $3, $4, $5, 'draft', $6)
    ON CONFLICT (case_id) DO UPDATE SET text = $2, cites = $3, category = $4, outcome = $5, state = 'draft',
        written_by = $6, first_by = NULL, second_by = NULL)sql";
constexpr std::string_view kFindSummary = "SELECT state, first_by FROM feedback_summary WHERE case_id = $1";
constexpr std::string_view kReleaseFirst =
    "UPDATE feedback_summary SET state = 'one', first_by = $2 WHERE case_id = $1 AND state = 'draft'";
constexpr std::string_view kReleaseSecond = R"sql(
    UPDATE feedback_summary SET state = 'released', second_by = $2, released_on = $3
    WHERE case_id = $1 AND state = 'one' AND first_by <> $2)sql";
constexpr std::string_view kListDone = R"sql(
    SELECT feedback_summary.case_id, feedback_summary.text, feedback_summary.cites, feedback_summary.category,
           feedback_summary.outcome, feedback_summary.released_on, feedback_office.name
    FROM feedback_summary JOIN feedback_case ON feedback_case.id = feedback_summary.case_id
    JOIN feedback_office ON feedback_office.id = feedback_case.office
    WHERE feedback_summary.state = 'released' AND (feedback_summary.released_on, feedback_summary.case_id) < ($1, $2)
    ORDER BY feedback_summary.released_on DESC, feedback_summary.case_id DESC LIMIT $3)sql";
constexpr std::string_view kSetHours = R"sql(
    INSERT INTO feedback_hours (office, month, subject, hours, reports) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (office, month, subject) DO UPDATE SET hours = $4, reports = $5)sql";

http::Reply Write(const Connections& connections, const Request& request, const Actor& actor,
                  storage::Tx& tx) {
    const std::string id = PathId(request, "case");
    const json::value body = request.Json();
    Fields fields(body);
    const std::string text = fields.Text("text", {.longest = 4000});
    const std::string category = fields.Text("category", {.longest = 40});
    const std::string outcome = fields.Text("outcome", {.longest = 400});
    const json::value* const cites = fields.Raw("cites");
    fields.Finish();
    // A form or a document by its public number, and nothing else.
    json::value cited = nullptr;
    if (cites != nullptr && !cites->is_null()) {
        Fields inner(*cites, "cites");
        json::object kept;
        for (const char* name : {"form", "document"}) {
            if (const auto number = inner.OptionalText(name, {.longest = 80})) kept[name] = *number;
        }
        inner.Finish();
        cited = std::move(kept);
    }
    const Date today = DateOf(request.Now());
    return Perform(connections, request, actor, tx, "feedback.summary.written", [&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        const Case matter = FindCase(connection, id, office.id);
        if (matter.state == State::kNew || matter.state == State::kMerged) {
            throw Problem::Conflict("feedback.office.wrong_step",
                                    {{"state", std::string(ToWord(matter.state))}});
        }
        if (connection.Text(kFindSummary, Bytes{id}) == "released") {
            throw Problem::Conflict("feedback.office.summary_released");
        }
        connection.Execute(kWriteSummary, Bytes{id}, text, json::serialize(cited), category, outcome,
                           actor.post.value);
        UpdateCase(connection, matter, today);
        AddHistory(connection, id, today, actor, "summary_written");
        return json::object{{"state", "draft"}};
    });
}

http::Reply Release(const Connections& connections, const Request& request, const Actor& actor,
                    storage::Tx& tx) {
    const std::string id = PathId(request, "case");
    const Date today = DateOf(request.Now());
    return Perform(connections, request, actor, tx, "feedback.summary.released", [&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        const Case matter = FindCase(connection, id, office.id);
        std::string state;
        std::int64_t first = 0;
        connection.Each(
            kFindSummary,
            [&](const Row& row) {
                state = row.Text(0);
                first = row.Integer(1);
            },
            Bytes{id});
        if (state.empty()) throw Problem::NotFound();
        if (state == "released") throw Problem::Conflict("feedback.office.summary_released");
        if (state == "one" && first == actor.post.value)
            throw Problem::Conflict("feedback.office.two_officers");
        const std::int64_t changed =
            state == "draft"
                ? connection.Execute(kReleaseFirst, Bytes{id}, actor.post.value)
                : connection.Execute(kReleaseSecond, Bytes{id}, actor.post.value, std::int64_t{today.days});
        if (changed == 0) throw Problem::Conflict("feedback.office.two_officers");
        UpdateCase(connection, matter, today);
        AddHistory(connection, id, today, actor, "summary_released");
        return json::object{{"state", state == "draft" ? "one" : "released"}};
    });
}

http::Reply Done(const Connections& connections, const Request& request) {
    const http::Page page = http::Page::From(request, 1);
    std::string next;
    const json::array items = connections.database->Read([&](Connection& connection) {
        return DoneJson(connection, page.after.empty() ? "" : page.after[0], page.limit, &next);
    });
    return http::Json(json::object{
        {"items", items},
        {"next", next.empty() ? json::value(nullptr) : json::value(http::Page::Cursor({next}))}});
}

http::Reply ClaimHours(const Connections& connections, const Request& request, const Actor& actor,
                       storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const std::string text = fields.Text("month", {.longest = 7});
    struct Line {
        std::string subject;
        std::int64_t hours;
        std::int64_t reports;
    };
    std::vector<Line> lines;
    for (const json::value& item : fields.Array("lines", 500)) {
        Fields one(item, "lines[" + std::to_string(lines.size()) + "]");
        Line line;
        line.subject = one.Text("subject", {.longest = 80});
        line.hours = one.Integer("hours", 0, 10'000'000);
        line.reports = one.Integer("reports", 0, 1'000'000);
        if (line.reports < kFewestReports)
            one.Add({one.PathOf("reports"), "feedback.office.too_few_reports", {}});
        if (!line.subject.starts_with("form:") && !line.subject.starts_with("issuer:")) {
            one.Add({one.PathOf("subject"), "feedback.office.hours_subject", {}});
        }
        one.Finish();
        line.hours = (line.hours + kRoundedTo / 2) / kRoundedTo * kRoundedTo;
        lines.push_back(std::move(line));
    }
    fields.Finish();
    const auto month = EpochFromText(text);
    // A month that runs on would be published while reports are still counted.
    if (!month || *month >= MonthOf(DateOf(request.Now()))) {
        throw Problem::RejectedAt("month", "feedback.office.month_open");
    }
    return Perform(connections, request, actor, tx, "feedback.hours.claimed", [&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        for (const Line& line : lines) {
            connection.Execute(kSetHours, Bytes{office.id}, std::int64_t{*month}, line.subject, line.hours,
                               line.reports / kRoundedTo * kRoundedTo);
        }
        return json::object{{"lines", lines.size()}};
    });
}

}  // namespace

json::array DoneJson(Connection& connection, std::string_view before, int limit, std::string* next) {
    std::int64_t day = INT64_MAX;
    std::string id;
    if (const auto bar = before.find('.'); bar != std::string_view::npos) {
        day = ParseIdValue(before.substr(0, bar)).value_or(0);
        id = FromBase64Url(before.substr(bar + 1)).value_or("");
    }
    json::array items;
    std::string last;
    bool more = false;
    connection.Each(
        kListDone,
        [&](const Row& row) {
            if (static_cast<int>(items.size()) == limit) {
                more = true;
                return;
            }
            last = std::to_string(row.Integer(5)) + "." + Base64Url(row.Text(0));
            // The case stays unnamed: who holds a summary must not find the case by it.
            items.push_back(json::object{{"text", row.Text(1)},
                                         {"cites", ParseJson(row.Text(2))},
                                         {"category", row.Text(3)},
                                         {"outcome", row.Text(4)},
                                         {"month", DayOf(row.Integer(5)).ToString().substr(0, 7)},
                                         {"office", row.Text(6)}});
        },
        day, Bytes{id}, limit + 1);
    if (next != nullptr && more) *next = last;
    return items;
}

void AddSummaryRoutes(http::Router& router, const Connections& connections) {
    const Permission handle{"feedback.handle"};
    const ScopeFrom own{"own"};
    const auto add = [&](const char* path, Reads reads, Writes writes, auto function) {
        router
            .Post(path, handle, own, std::move(reads), std::move(writes),
                  [connections, function](const Request& request, const Actor& actor, const Scope&,
                                          storage::Tx& tx) {
                      return function(connections, request, actor, tx);
                  })
            .Rebuild([connections](const Request& request, const Actor& actor, const Scope&, std::int64_t,
                                   storage::Snapshot&) { return Rebuild(connections, request, actor); });
    };
    add("/api/feedback/cases/{case}/summary", Reads{"state"}, Writes{"text", "cites", "category", "outcome"},
        Write);
    add("/api/feedback/cases/{case}/summary/release", Reads{"state"}, Writes{}, Release);
    add("/api/feedback/hours", Reads{"lines"}, Writes{"month", "lines"}, ClaimHours);
    router.Get("/api/feedback/done", Permission{"feedback.read_done"}, ScopeFrom{"all"},
               Reads{"items", "next"},
               [connections](const Request& request, const Actor&, const Scope&, storage::Snapshot&) {
                   return Done(connections, request);
               });
}

}  // namespace qz::feedback::office
