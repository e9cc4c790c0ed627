#include "audit/store.hpp"

namespace qz::audit {

namespace {

// A part of a name that means more people narrows nothing.
constexpr int kMostCalled = 50;

using EntryNumber = Id<struct EntryNumberTag>;

json::object EntryJson(storage::Snapshot& snapshot, const Entry& entry, const Names& names) {
    json::object object{
        {"id", std::to_string(entry.id)},
        {"number", entry.number == 0 ? json::value() : json::value(std::to_string(entry.number))},
        {"at", entry.at.ToString()},
        {"account", entry.account.ToString()},
        {"person", entry.person.ToString()},
        {"post", entry.post.ToString()},
        {"for_post", entry.for_post ? json::value(entry.for_post.ToString()) : json::value()},
        {"actor_unit", entry.actor_unit.ToString()},
        {"unit", entry.unit.ToString()},
        {"capability", entry.capability},
        {"object", std::to_string(entry.object)},
        {"outcome", ToWord(entry.outcome)},
        {"detail", entry.detail},
    };
    if (names.unit) {
        object["actor_unit_name"] = names.unit(snapshot, entry.actor_unit);
        object["unit_name"] = names.unit(snapshot, entry.unit);
    }
    if (names.account) object["account_name"] = names.account(snapshot, entry.account);
    return object;
}

json::object CheckpointJson(const Checkpoint& checkpoint) {
    return {
        {"size", std::to_string(checkpoint.size)},
        {"origin", checkpoint.origin},
        {"root", secrets::Hex(checkpoint.root)},
        {"at", checkpoint.at.ToString()},
        {"suite", checkpoint.signature.suite},
        {"key_number", checkpoint.signature.key_number},
        {"public_key", secrets::Hex(checkpoint.public_key)},
        {"signature", secrets::Hex(checkpoint.signature.bytes)},
    };
}

std::optional<Instant> QueryMoment(const http::Request& request, std::string_view name) {
    const auto text = request.Query(name);
    if (!text || text->empty()) return std::nullopt;
    if (const auto moment = ParseInstant(*text)) return moment;
    if (const auto date = ParseDate(*text)) return StartOf(*date);
    throw Problem::RejectedAt(std::string(name), "audit.entry.not_a_moment");
}

[[noreturn]] void RefuseCursor() {
    throw Problem::RejectedAt("cursor", "platform.http.unknown_cursor");
}

std::int64_t CursorNumber(const std::string& text) {
    const auto number = ParseIdValue(text);
    if (!number) RefuseCursor();
    return *number;
}

http::Reply SearchEntries(const http::Request& request, storage::Snapshot& snapshot, const Names& names) {
    const http::Page page = http::Page::From(request, 2);
    Search search;
    search.from = QueryMoment(request, "from");
    search.to = QueryMoment(request, "to");
    search.account = request.QueryId<AccountId>("account");
    if (const auto who = request.Query("who"); who && names.called && !who->empty()) {
        search.any_of = names.called(snapshot, *who, kMostCalled + 1);
        if (search.any_of->size() > std::size_t{kMostCalled})
            throw Problem::RejectedAt("who", "audit.entry.too_many_called");
    }
    search.unit = request.QueryId<UnitId>("unit");
    if (const auto object = request.QueryId<EntryNumber>("object")) search.object = object->value;
    if (const auto capability = request.Query("capability"); capability && !capability->empty()) {
        search.capability = std::string(*capability);
    }
    if (!page.after.empty()) {
        search.after = Search::Place{Instant{CursorNumber(page.after[0])}, CursorNumber(page.after[1])};
    }

    // One more than the page shows whether there is a next one.
    auto entries = ListEntries(snapshot, search, page.limit + 1);
    json::value next;
    if (entries.size() > static_cast<std::size_t>(page.limit)) {
        entries.pop_back();
        const Entry& last = entries.back();
        next = http::Page::Cursor({std::to_string(last.at.milliseconds), std::to_string(last.id)});
    }
    json::array items;
    for (const Entry& entry : entries) items.push_back(EntryJson(snapshot, entry, names));
    return http::Json(json::object{{"items", std::move(items)}, {"next", std::move(next)}});
}

http::Reply ShowEntry(const http::Request& request, storage::Snapshot& snapshot, const Names& names) {
    const StoredEntry stored = OrNotFound(FindNumbered(snapshot, request.Path<EntryNumber>("entry").value));
    json::object answer = EntryJson(snapshot, stored.entry, names);
    answer["leaf"] = CanonicalLeaf(stored.entry);
    answer["commitment"] = secrets::Hex(stored.entry.commitment);
    answer["personal"] = stored.salt ? json::value(stored.personal) : json::value();
    answer["salt"] = stored.salt ? json::value(secrets::Hex(*stored.salt)) : json::value();
    answer["personal_erased"] = !stored.salt && !stored.entry.commitment.empty();
    answer["proof"] = nullptr;
    const auto checkpoint = FindLatestCheckpoint(snapshot);
    if (checkpoint && stored.entry.number <= checkpoint->size) {
        Tiles tiles(snapshot);
        json::array path;
        const auto index = static_cast<std::uint64_t>(stored.entry.number - 1);
        for (const Hash& hash :
             InclusionProof(index, static_cast<std::uint64_t>(checkpoint->size), tiles.Reader())) {
            path.push_back(json::value(secrets::Hex(hash)));
        }
        answer["proof"] = json::object{{"index", std::to_string(index)},
                                       {"path", std::move(path)},
                                       {"checkpoint", CheckpointJson(*checkpoint)}};
    }
    return http::Json(answer);
}

http::Reply ShowCheckpoints(const http::Request& request, storage::Snapshot& snapshot) {
    const http::Page page = http::Page::From(request);
    std::optional<std::int64_t> below;
    if (!page.after.empty()) below = CursorNumber(page.after[0]);
    auto checkpoints = ListCheckpoints(snapshot, below, page.limit + 1);
    json::value next;
    if (checkpoints.size() > static_cast<std::size_t>(page.limit)) {
        checkpoints.pop_back();
        next = http::Page::Cursor({std::to_string(checkpoints.back().size)});
    }
    json::array items;
    for (const Checkpoint& checkpoint : checkpoints) items.push_back(CheckpointJson(checkpoint));
    return http::Json(json::object{{"items", std::move(items)}, {"next", std::move(next)}});
}

}  // namespace

void AddRoutes(http::Router& router, const Names& names) {
    const http::Permission read{"audit.read"};
    const http::ScopeFrom everywhere{"all"};
    router.Get("/api/audit/entries", read, everywhere, http::Reads{"items", "next"},
               [names](const http::Request& request, const Actor&, const Scope&,
                       storage::Snapshot& snapshot) { return SearchEntries(request, snapshot, names); });
    router.Get("/api/audit/entries/{entry}", read, everywhere, http::Reads{"id",
                                                                           "number",
                                                                           "at",
                                                                           "account",
                                                                           "account_name",
                                                                           "person",
                                                                           "post",
                                                                           "for_post",
                                                                           "actor_unit",
                                                                           "actor_unit_name",
                                                                           "unit",
                                                                           "unit_name",
                                                                           "capability",
                                                                           "object",
                                                                           "outcome",
                                                                           "detail",
                                                                           "leaf",
                                                                           "commitment",
                                                                           "personal",
                                                                           "salt",
                                                                           "personal_erased",
                                                                           "proof"},
               [names](const http::Request& request, const Actor&, const Scope&,
                       storage::Snapshot& snapshot) { return ShowEntry(request, snapshot, names); });
    router.Get("/api/audit/checkpoints", read, everywhere, http::Reads{"items", "next"},
               [](const http::Request& request, const Actor&, const Scope&, storage::Snapshot& snapshot) {
                   return ShowCheckpoints(request, snapshot);
               });
}

}  // namespace qz::audit
