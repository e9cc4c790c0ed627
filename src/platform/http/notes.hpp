// A tiny capability for this room's tests: notes that somebody writes.
#pragma once

#include "platform/http/http.hpp"

namespace qz::http::sample {

using NoteId = Id<struct NoteTag>;

inline void MakeTable(storage::Database& database) {
    database.Write([](storage::Tx& tx) {
        tx.Execute(
            "CREATE TABLE sample_note (id BIGINT PRIMARY KEY, unit_id BIGINT NOT NULL, text TEXT NOT NULL)");
    });
}

inline std::int64_t CountNotes(storage::Database& database) {
    return database.Read([](storage::Snapshot& snapshot) {
        return snapshot.QueryOne("SELECT count(*) AS n FROM sample_note").Get<std::int64_t>("n");
    });
}

inline NoteId InsertNote(storage::Tx& tx, UnitId unit, std::string_view text) {
    const NoteId id = tx.NewId<NoteId>();
    tx.Execute("INSERT INTO sample_note (id, unit_id, text) VALUES ($1, $2, $3)", id, unit, text);
    return id;
}

inline std::string PrepareNote(const Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    std::string text = fields.Text("text", {.longest = 1'000'000});
    fields.Finish();
    return text;
}

inline void AddRoutes(Router& router) {
    router.Post(
        "/api/notes", Permission{"notes.write"}, ScopeFrom{"own"}, Reads{"id"}, Writes{"text"}, PrepareNote,
        [](const Request&, const Actor& actor, const Scope&, const std::string& text, storage::Tx& tx) {
            const NoteId id = InsertNote(tx, actor.unit, text);
            tx.Announce(actor.unit, "sample.note", id.value);
            return Created(id);
        });
    router.Get("/api/notes/{note}", Permission{"notes.read"}, ScopeFrom{"note"}, Reads{"id", "text"},
               [](const Request& request, const Actor&, const Scope&, storage::Snapshot& snapshot) {
                   const auto row = OrNotFound(snapshot.QueryOptional(
                       "SELECT id, text FROM sample_note WHERE id = $1", request.Path<NoteId>("note")));
                   json::object note{{"id", row.Get<NoteId>("id").ToString()},
                                     {"text", row.Get<std::string>("text")}};
                   return Json(note).WithEtag(3);
               });
}

}  // namespace qz::http::sample
