// The door of platform/http: requests, replies, routes and the server.
//
// A handler is a plain function. A reading one gets a Snapshot, a writing one a Tx that commits when it
// returns. A route cannot be added without a permission, or Open… in plain sight; the server refuses to start
// when a route lacks its scope source or its fields (SECURITY B3).
#pragma once

#include <any>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "platform/base/actor.hpp"
#include "platform/base/clock.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/json.hpp"
#include "platform/base/problem.hpp"
#include "platform/storage/storage.hpp"

namespace qz::http {

enum class Method { kGet, kPost, kPut, kPatch, kDelete };

// One request, whole: header and body have been read within their limits. Lives until the reply has left.
class Request {
 public:
    virtual ~Request() = default;

    virtual Method method() const = 0;
    virtual std::string_view path() const = 0;  // without the query
    virtual std::string_view Body() const = 0;
    virtual std::string_view Header(std::string_view name) const = 0;  // "" when absent; name in any case
    virtual std::string_view Cookie(std::string_view name) const = 0;  // "" when absent
    virtual Instant Now() const = 0;                                   // when the request was complete
    virtual std::string_view id() const = 0;                           // random; in the log and in problems

    // A part of the path that the route names: "/api/forms/tasks/{task}" → Path<TaskId>("task").
    // A text that is no id answers 404, like an id of nothing.
    template <class IdType>
    IdType Path(std::string_view name) const {
        const auto id = ParseId<IdType>(PathText(name));
        if (!id) throw Problem::NotFound();
        return *id;
    }
    virtual std::string_view PathText(std::string_view name) const = 0;  // percent-decoded
    // A query parameter, percent-decoded; nothing when absent.
    virtual std::optional<std::string_view> Query(std::string_view name) const = 0;
    // One query parameter as an id; Problem::RejectedAt when it is there and no id.
    template <class IdType>
    std::optional<IdType> QueryId(std::string_view name) const {
        const auto text = Query(name);
        if (!text) return std::nullopt;
        const auto id = ParseId<IdType>(*text);
        if (!id) throw Problem::RejectedAt(std::string(name), "platform.http.not_an_id");
        return id;
    }

    // The body, parsed; Problem::Malformed where it is no JSON.
    virtual json::value Json() const { return ParseJson(Body()); }
    // Whether the browser reached us through TLS, directly or through the proxy. Set-Cookie then gets ";
    // Secure" by itself.
    virtual bool Secure() const { return false; }
    // The revision in If-Match. Missing: Problem kPrecondition "platform.http.precondition_missing".
    std::int64_t IfMatch() const;
};

struct Reply {
    int status = 200;
    std::string body;
    std::string_view content_type = "application/json; charset=utf-8";  // points to a literal
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<std::int64_t> etag;  // the object's revision
    std::int64_t object = 0;           // what the write made or changed; the idempotency row keeps it
    bool refused = false;              // commits, and is no effect: a retry is judged anew
    std::shared_ptr<const Problem>
        problem;  // set by Refused: rendered in the reader's language after the commit

    Reply&& WithEtag(std::int64_t revision) && {
        etag = revision;
        return std::move(*this);
    }
    Reply&& WithHeader(std::string name, std::string value) && {
        headers.emplace_back(std::move(name), std::move(value));
        return std::move(*this);
    }
};

Reply Json(const json::value& value);
// JSON text that is already made: the hot paths splice it.
Reply JsonText(std::string text);
Reply NoContent();
// 201 with {"id": "…"}; 200 with the same.
template <class Tag>
Reply Created(Id<Tag> id) {
    Reply reply;
    reply.status = 201;
    reply.body = "{\"id\":\"" + id.ToString() + "\"}";
    reply.object = id.value;
    return reply;
}
template <class Tag>
Reply Done(Id<Tag> id) {
    Reply reply = Created(id);
    reply.status = 200;
    return reply;
}
// A download: `bytes` with a file name that may be Chinese (RFC 6266, filename*).
Reply Download(std::string bytes, std::string_view content_type, std::string_view file_name);
// A refusal that must leave a trace: what the handler wrote commits, the reader gets the problem.
Reply Refused(const Problem& problem);

// A page of a list: ?limit=50&cursor=… The cursor is opaque to clients and holds the last row's sort key.
struct Page {
    int limit = 50;
    std::vector<std::string> after;  // the parts of the cursor; empty on the first page

    // Reads limit (1…200) and cursor; a cursor that nobody handed out is Problem::RejectedAt("cursor").
    static Page From(const Request& request, std::size_t cursor_parts = 1);
    static std::string Cursor(std::initializer_list<std::string_view> parts);
};

// What a post must be allowed to do, in the folder's own words: "forms.fill".
struct Permission {
    std::string_view name;
};
// Where the object's place in the tree comes from: a {part} of the path ("unit", "task"), or one of
//   "own"  – the acting post's own unit,
//   "list" – the rows are filtered by the scope,
//   "all"  – the permission holds everywhere or nowhere (administrators, shared catalogues).
struct ScopeFrom {
    std::string_view source;
};
// The members that a reply may show, and a body may carry, at the top level. Held in dev builds for replies
// and always for bodies. Reads{"*"} is for replies that are not JSON objects.
struct Reads {
    std::vector<std::string_view> members;
    Reads(std::initializer_list<std::string_view> names) : members(names) {}
};
struct Writes {
    std::vector<std::string_view> members;
    Writes(std::initializer_list<std::string_view> names) : members(names) {}
};

// What an anonymous route is told: the bytes that were sent, and nothing of who sent them. Good until the
// reply is given.
struct Nameless {
    std::string_view body;
};
// Once, on any thread.
using GiveReply = std::function<void(Reply)>;

struct Route {
    enum class Access { kPermission, kOpen, kSignedIn };

    Method method = Method::kGet;
    std::string pattern;
    Access access = Access::kPermission;
    std::string permission;
    std::string scope_from;
    std::vector<std::string_view> reads;
    std::vector<std::string_view> writes;
    bool is_write = false;
    std::size_t body_limit = 1 << 20;
    bool slow = false;         // its Prepare runs on the slow lane: password hashing, workbooks
    bool within_unit = false;  // its writes go through storage's SubmitUnitWrite

    // Exactly one of the five is set, the open ones where access is kOpen; `prepared` is empty where the
    // route has no Prepare.
    std::function<Reply(const Request&, const Actor&, const Scope&, storage::Snapshot&)> read;
    std::function<Reply(const Request&, const Actor&, const Scope&, const std::any& prepared, storage::Tx&)>
        write;
    std::function<Reply(const Request&, storage::Snapshot&)> open_read;
    std::function<Reply(const Request&, const std::any& prepared, storage::Tx&)> open_write;
    std::function<void(Nameless, GiveReply)> nameless;
    std::function<std::any(const Request&)> prepare;
    // The answer of an earlier request with the same key; by default {"id": object}.
    std::function<Reply(const Request&, const Actor&, const Scope&, std::int64_t object, storage::Snapshot&)>
        rebuild;

    Route& Body(std::size_t bytes) {
        body_limit = bytes;
        return *this;
    }
    Route& Slow() {
        slow = true;
        return *this;
    }
    // The handler changes rows of the path's {unit} alone: see storage::Database::SubmitUnitWrite.
    Route& WithinUnit() {
        within_unit = true;
        return *this;
    }
    Route& Rebuild(
        std::function<Reply(const Request&, const Actor&, const Scope&, std::int64_t, storage::Snapshot&)>
            function) {
        rebuild = std::move(function);
        return *this;
    }
};

class Router {
 public:
    // Reading.
    template <class Handler>
    Route& Get(std::string_view pattern, Permission permission, ScopeFrom scope, Reads reads,
               Handler handler) {
        Route& route = Add(Method::kGet, pattern, Route::Access::kPermission);
        route.permission = permission.name;
        route.scope_from = scope.source;
        route.reads = std::move(reads.members);
        route.read = std::move(handler);
        return route;
    }

    // Writing, in one go: Reply(request, actor, scope, tx).
    template <class Handler>
    Route& Post(std::string_view pattern, Permission p, ScopeFrom s, Reads r, Writes w, Handler handler) {
        return AddWrite(Method::kPost, pattern, p, s, std::move(r), std::move(w), std::move(handler));
    }
    template <class Handler>
    Route& Put(std::string_view pattern, Permission p, ScopeFrom s, Reads r, Writes w, Handler handler) {
        return AddWrite(Method::kPut, pattern, p, s, std::move(r), std::move(w), std::move(handler));
    }
    template <class Handler>
    Route& Patch(std::string_view pattern, Permission p, ScopeFrom s, Reads r, Writes w, Handler handler) {
        return AddWrite(Method::kPatch, pattern, p, s, std::move(r), std::move(w), std::move(handler));
    }
    template <class Handler>
    Route& Delete(std::string_view pattern, Permission p, ScopeFrom s, Reads r, Writes w, Handler handler) {
        return AddWrite(Method::kDelete, pattern, p, s, std::move(r), std::move(w), std::move(handler));
    }

    // Writing, with a first half on a worker, without a transaction: T prepare(request), then
    // Reply handler(request, actor, scope, const T&, tx). The handler may run more than once.
    template <class Prepare, class Handler>
    Route& Post(std::string_view pattern, Permission p, ScopeFrom s, Reads r, Writes w, Prepare prepare,
                Handler handler) {
        return AddPrepared(Method::kPost, pattern, p, s, std::move(r), std::move(w), std::move(prepare),
                           std::move(handler));
    }
    template <class Prepare, class Handler>
    Route& Put(std::string_view pattern, Permission p, ScopeFrom s, Reads r, Writes w, Prepare prepare,
               Handler handler) {
        return AddPrepared(Method::kPut, pattern, p, s, std::move(r), std::move(w), std::move(prepare),
                           std::move(handler));
    }
    template <class Prepare, class Handler>
    Route& Patch(std::string_view pattern, Permission p, ScopeFrom s, Reads r, Writes w, Prepare prepare,
                 Handler handler) {
        return AddPrepared(Method::kPatch, pattern, p, s, std::move(r), std::move(w), std::move(prepare),
                           std::move(handler));
    }

    // For everyone, signed in or not: sign-in, health, the page's own sentences.
    // Reply handler(request, snapshot), and for writes T prepare(request), Reply handler(request, const T&,
    // tx).
    template <class Handler>
    Route& OpenGet(std::string_view pattern, Reads reads, Handler handler) {
        Route& route = Add(Method::kGet, pattern, Route::Access::kOpen);
        route.reads = std::move(reads.members);
        route.open_read = std::move(handler);
        return route;
    }
    template <class Prepare, class Handler>
    Route& OpenPost(std::string_view pattern, Reads reads, Writes writes, Prepare prepare, Handler handler) {
        using T = std::invoke_result_t<Prepare, const Request&>;
        Route& route = Add(Method::kPost, pattern, Route::Access::kOpen);
        route.is_write = true;
        route.reads = std::move(reads.members);
        route.writes = std::move(writes.members);
        route.prepare = [prepare = std::move(prepare)](const Request& request) {
            return std::any(prepare(request));
        };
        route.open_write = [handler = std::move(handler)](const Request& request, const std::any& prepared,
                                                          storage::Tx& tx) {
            return handler(request, std::any_cast<const T&>(prepared), tx);
        };
        return route;
    }

    // Under /f alone: anonymous feedback. No transaction of the hub, no request, no header, no id, no log, no
    // figure; the handler must not throw once it has given its reply.
    Route& OpenNameless(Method method, std::string_view pattern, Reads reads,
                        std::function<void(Nameless, GiveReply)> handler) {
        Route& route = Add(method, pattern, Route::Access::kOpen);
        route.is_write = method != Method::kGet;
        route.reads = std::move(reads.members);
        if (route.is_write) route.writes = {"*"};
        route.nameless = std::move(handler);
        return route;
    }

    // For anyone signed in, about themselves: who am I, sign out, switch post. The scope is the own unit.
    template <class Handler>
    Route& SignedInGet(std::string_view pattern, Reads reads, Handler handler) {
        Route& route = Get(pattern, Permission{""}, ScopeFrom{"own"}, std::move(reads), std::move(handler));
        route.access = Route::Access::kSignedIn;
        return route;
    }
    template <class Prepare, class Handler>
    Route& SignedInPost(std::string_view pattern, Reads reads, Writes writes, Prepare prepare,
                        Handler handler) {
        Route& route = AddPrepared(Method::kPost, pattern, Permission{""}, ScopeFrom{"own"}, std::move(reads),
                                   std::move(writes), std::move(prepare), std::move(handler));
        route.access = Route::Access::kSignedIn;
        return route;
    }

    const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

    // A Prepare for routes that need none before the transaction but have a body to hold against Writes.
    static json::value Body(const Request& request) { return request.Json(); }

 private:
    Route& Add(Method method, std::string_view pattern, Route::Access access) {
        routes_.push_back(std::make_unique<Route>());
        Route& route = *routes_.back();
        route.method = method;
        route.pattern = pattern;
        route.access = access;
        return route;
    }
    template <class Handler>
    Route& AddWrite(Method method, std::string_view pattern, Permission permission, ScopeFrom scope,
                    Reads reads, Writes writes, Handler handler) {
        Route& route = Declare(method, pattern, permission, scope, std::move(reads), std::move(writes));
        route.write = [handler = std::move(handler)](const Request& request, const Actor& actor,
                                                     const Scope& where, const std::any&, storage::Tx& tx) {
            return handler(request, actor, where, tx);
        };
        return route;
    }
    template <class Prepare, class Handler>
    Route& AddPrepared(Method method, std::string_view pattern, Permission permission, ScopeFrom scope,
                       Reads reads, Writes writes, Prepare prepare, Handler handler) {
        using T = std::invoke_result_t<Prepare, const Request&>;
        Route& route = Declare(method, pattern, permission, scope, std::move(reads), std::move(writes));
        route.prepare = [prepare = std::move(prepare)](const Request& request) {
            return std::any(prepare(request));
        };
        route.write = [handler = std::move(handler)](const Request& request, const Actor& actor,
                                                     const Scope& where, const std::any& prepared,
                                                     storage::Tx& tx) {
            return handler(request, actor, where, std::any_cast<const T&>(prepared), tx);
        };
        return route;
    }
    Route& Declare(Method method, std::string_view pattern, Permission permission, ScopeFrom scope,
                   Reads reads, Writes writes) {
        Route& route = Add(method, pattern, Route::Access::kPermission);
        route.is_write = true;
        route.permission = permission.name;
        route.scope_from = scope.source;
        route.reads = std::move(reads.members);
        route.writes = std::move(writes.members);
        return route;
    }

    std::vector<std::unique_ptr<Route>> routes_;
};

// Who asks and where the permission holds; thrown Problems refuse. Runs inside the request's own transaction,
// so a role that changed acts on the next request (SECURITY B5). identity::Gate provides it.
struct Permitted {
    Actor actor;
    Scope scope;
};
// Open routes are answered without asking it.
using Authorize = std::function<Permitted(storage::Snapshot&, const Request&, const Route&)>;

// A file that ships inside the program, pre-compressed.
struct StaticFile {
    std::string_view path{};  // "/assets/office-4f2a.js"
    std::string_view content_type{};
    std::string_view plain{};
    std::string_view gzip{};  // "" where it is not smaller
    std::string_view brotli{};
    std::string_view etag{};                     // quoted
    bool immutable = false;                      // its name carries its hash
    std::string_view content_security_policy{};  // "" for the default
};

// A packed web build, unpacked into views. Keep it as long as the server runs; the pack's bytes too.
class StaticFiles {
 public:
    std::span<const StaticFile> files() const { return files_; }

 private:
    friend StaticFiles LoadPack(std::string_view pack);
    std::vector<StaticFile> files_;
    std::deque<std::string> texts_;  // a deque: the views into it stay good as it grows
};

// Reads the format that README.md describes. An empty pack has no files. Throws std::runtime_error for a
// damaged one.
StaticFiles LoadPack(std::string_view pack);

struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any free one; see Server::port()
    int threads = 2;            // event loops
    int preparers = 2;          // threads for Prepare
    int slow_preparers = 1;     // threads for slow Prepare
    std::size_t header_limit = 16 << 10;
    std::chrono::seconds header_time{10};
    std::chrono::seconds body_time{60};
    std::chrono::seconds idle_time{75};
    std::chrono::seconds drain_time{20};
    std::size_t connection_limit = 10'000;
    std::string tls_certificate;  // PEM files; empty: plain HTTP behind a proxy
    std::string tls_key;
    bool behind_proxy = true;                        // X-Forwarded-Proto decides whether cookies are Secure
    std::string release;                             // shown by /healthz
    const Clock* clock = nullptr;                    // nullptr: the system's
    std::function<void(std::string_view line)> log;  // one JSON line at a time; empty: stderr
};

class Server {
 public:
    // Checks every route and throws std::logic_error that names the route and what it lacks.
    // `files` outlive the server.
    Server(const Options& options, const Router& router, storage::Database& database, Authorize authorize,
           std::span<const StaticFile> files);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Binds and begins to serve; throws std::runtime_error when the address is taken.
    void Start();
    std::uint16_t port() const;
    // Accepts no more, finishes what runs (at most drain_time), answers it, returns. Loses no request.
    void Stop();

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

// Runs one request through a router without a socket: for api tests. Everything of the path above the edge is
// the same: matching, authorisation, Writes, idempotency, transaction, rendering. What every client of ours
// sends is added where it is not given: a fresh Idempotency-Key on a write, Content-Type on a body. Give a
// header as "" to leave it out.
struct InProcess {
    const Router& router;
    storage::Database& database;
    Authorize authorize;
    const Clock* clock = nullptr;

    struct Answer {
        int status = 0;
        std::string body;
        std::vector<std::pair<std::string, std::string>> headers;
        json::value Json() const { return ParseJson(body); }
    };
    Answer Send(Method method, std::string_view target, std::string_view body = {},
                std::vector<std::pair<std::string, std::string>> headers = {}) const;
};

// Every route as JSON lines: method, pattern, access, permission, scope, reads, writes. The authorisation
// matrix and the comparison with docs/openapi.yaml read it.
std::string DescribeRoutes(const Router& router);

}  // namespace qz::http
