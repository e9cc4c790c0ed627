#include "audit/audit.hpp"
#include "calendar/store.hpp"

namespace qz::calendar {

namespace {

json::object DayJson(const DayRow& row) {
    return {{"day", row.day.ToString()},
            {"kind", ToWord(row.adjusted.kind)},
            {"name", row.adjusted.name},
            {"authority", row.adjusted.authority},
            {"revision", row.revision}};
}

Date PathDay(const http::Request& request) {
    const auto day = ParseDate(request.PathText("date"));
    if (!day) throw Problem::NotFound();
    return *day;
}

http::Reply GetDays(const http::Request& request, const Actor&, const Scope&, storage::Snapshot& snapshot) {
    const auto text = request.Query("year");
    if (!text) throw Problem::RejectedAt("year", "platform.http.missing");
    const auto year = ParseIdValue(*text);
    if (!year || *year < 2000 || *year > 2200) {
        throw Problem::RejectedAt("year", "platform.http.out_of_range",
                                  {{"least", "2000"}, {"most", "2200"}});
    }
    json::array items;
    const int civil = static_cast<int>(*year);
    for (const DayRow& row : ListDays(snapshot, Date::From(civil, 1, 1), Date::From(civil, 12, 31))) {
        items.push_back(DayJson(row));
    }
    return http::Json(json::object{{"year", *year}, {"items", std::move(items)}});
}

Calendar::Adjusted ReadAdjusted(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    Calendar::Adjusted adjusted;
    adjusted.kind = fields.OneOf("kind", {"holiday", "adjusted_working"}) == 0 ? DayKind::kHoliday
                                                                               : DayKind::kAdjustedWorking;
    adjusted.name = fields.Text("name", {.longest = 40});
    // A day off the week without a notice behind it would move every deadline on nobody's authority.
    adjusted.authority = fields.Text("authority", {.longest = 100});
    fields.Finish();
    return adjusted;
}

http::Reply DayReply(const DayRow& row) {
    http::Reply reply = http::Json(DayJson(row)).WithEtag(row.revision);
    reply.object = row.day.days;
    return reply;
}

http::Reply PutDay(const http::Request& request, const Actor& actor, const Scope&,
                   const Calendar::Adjusted& adjusted, storage::Tx& tx) {
    const Date day = PathDay(request);
    const std::int64_t revision = UpsertDay(tx, day, adjusted);
    audit::Record(
        tx, actor, "calendar.day.set", std::int64_t{day.days},
        {.detail = json::serialize(json::object{{"day", day.ToString()}, {"kind", ToWord(adjusted.kind)}})});
    return DayReply({day, adjusted, revision});
}

http::Reply RebuildDay(const http::Request&, const Actor&, const Scope&, std::int64_t object,
                       storage::Snapshot& snapshot) {
    return DayReply(OrNotFound(FindDay(snapshot, Date{static_cast<std::int32_t>(object)})));
}

http::Reply RemoveDay(const http::Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
    const Date day = PathDay(request);
    if (!DeleteDay(tx, day)) throw Problem::NotFound();
    audit::Record(tx, actor, "calendar.day.removed", std::int64_t{day.days},
                  {.detail = json::serialize(json::object{{"day", day.ToString()}})});
    return http::NoContent();
}

}  // namespace

void AddRoutes(http::Router& router) {
    const http::Permission manage{"calendar.manage"};
    const http::ScopeFrom all{"all"};
    const http::Reads day{"day", "kind", "name", "authority", "revision"};
    router.Get("/api/calendar/days", {"calendar.read"}, all, {"year", "items"}, GetDays);
    router
        .Put("/api/calendar/days/{date}", manage, all, day, {"kind", "name", "authority"}, ReadAdjusted,
             PutDay)
        .Rebuild(RebuildDay);
    router.Delete("/api/calendar/days/{date}", manage, all, {}, {}, RemoveDay);
}

}  // namespace qz::calendar
