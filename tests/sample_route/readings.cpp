#include "tests/sample_route/readings.hpp"

#include "audit/audit.hpp"

namespace qz::sample {

void MakeTable(storage::Database& database) {
    database.Write([](storage::Tx& tx) {
        tx.Execute(
            "CREATE TABLE sample_reading (unit_id BIGINT NOT NULL, id BIGINT NOT NULL, day TEXT NOT NULL, "
            "litres BIGINT NOT NULL, PRIMARY KEY (unit_id, id), UNIQUE (unit_id, day))");
    });
}

// model: plain values.
struct Reading {
    std::string day;
    std::int64_t litres = 0;
};

// rules: values in, values out.
Findings CheckReading(const Reading& reading) {
    Findings findings;
    if (reading.litres % 10 != 0) findings.push_back({"litres", "sample.reading.not_in_tens", {}});
    return findings;
}

// store: all SQL, in the transaction of the request.
//
// Two clerks may write the same day together: the unique index decides, not an earlier SELECT.
constexpr std::string_view kInsertReading = R"sql(
    INSERT INTO sample_reading (unit_id, id, day, litres)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (unit_id, day) DO NOTHING
    RETURNING id)sql";

ReadingId InsertReading(storage::Tx& tx, UnitId unit, const Reading& reading) {
    const auto row =
        tx.QueryOptional(kInsertReading, unit, tx.NewId<ReadingId>(), reading.day, reading.litres);
    if (!row) throw Problem::Conflict("sample.reading.day_is_taken");
    return row->Get<ReadingId>("id");
}

constexpr std::string_view kFindReading =
    "SELECT day, litres FROM sample_reading WHERE unit_id = $1 AND id = $2";

std::optional<Reading> FindReading(storage::Snapshot& snapshot, const Scope& scope, ReadingId id) {
    const auto row = snapshot.QueryOptional(kFindReading, scope.unit(), id);
    if (!row) return std::nullopt;
    return Reading{row->Get<std::string>("day"), row->Get<std::int64_t>("litres")};
}

// api: decode, ask the rules, store, answer.
Reading PrepareReading(const http::Request& request) {  // on a worker, before the write queue
    const json::value body = request.Json();
    Fields fields(body);
    Reading reading{fields.Text("day", {.shortest = 10, .longest = 10}),
                    fields.Integer("litres", 0, 1'000'000)};
    fields.Finish();
    return reading;
}

http::Reply WriteReading(const http::Request&, const Actor& clerk, const Scope& scope, const Reading& reading,
                         storage::Tx& tx) {
    if (Findings findings = CheckReading(reading); !findings.empty())
        throw Problem::Rejected("sample.reading.faults", std::move(findings));

    const ReadingId id = InsertReading(tx, scope.unit(), reading);
    audit::Record(tx, clerk, "sample.reading.written", id);
    return http::Created(id);
}

http::Reply ShowReading(const http::Request& request, const Actor&, const Scope& scope,
                        storage::Snapshot& snapshot) {
    const Reading reading = OrNotFound(FindReading(snapshot, scope, request.Path<ReadingId>("reading")));
    return http::Json(json::object{{"day", reading.day}, {"litres", reading.litres}});
}

void AddRoutes(http::Router& router) {
    router.Post("/api/sample/readings", http::Permission{"sample.write"}, http::ScopeFrom{"own"},
                http::Reads{"id"}, http::Writes{"day", "litres"}, PrepareReading, WriteReading);
    router.Get("/api/sample/readings/{reading}", http::Permission{"sample.read"}, http::ScopeFrom{"own"},
               http::Reads{"day", "litres"}, ShowReading);
}

}  // namespace qz::sample
