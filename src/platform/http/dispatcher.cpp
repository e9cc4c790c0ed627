#include "platform/http/dispatcher.hpp"

#include "platform/http/hash.hpp"
#include "platform/http/problems.hpp"
#include "platform/http/text.hpp"

namespace qz::http {

namespace {

// Connections are many, and nobody is known before his request is whole: a larger body is not even read from
// somebody who may not send it.
constexpr std::size_t kReadUnasked = 64 << 10;
// What a request that is refused anyway may still send, so that its connection can go on.
constexpr std::size_t kReadAndForget = 64 << 10;

bool IsRaw(const Route& route) {
    return std::find(route.writes.begin(), route.writes.end(), "*") != route.writes.end();
}

bool IsWriting(const Message& message) {
    return message.known_method() && *message.known_method() != Method::kGet;
}

// SECURITY C2: 8 to 128 visible ASCII characters.
bool IsKey(std::string_view key) {
    if (key.size() < 8 || key.size() > 128) return false;
    return std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

// A page of another site must not write with the reader's cookie. Browsers that know Sec-Fetch-Site say it
// themselves; the older ones send Origin.
bool IsCrossSite(const Message& message) {
    const std::string_view site = message.Header("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none") return true;
    const std::string_view origin = message.Header("Origin");
    if (origin.empty()) return false;
    const std::size_t scheme = origin.find("://");
    if (scheme == std::string_view::npos) return true;  // "null"
    return !EqualIgnoringCase(origin.substr(scheme + 3), message.Header("Host"));
}

}  // namespace

void Exchange::Clear() {
    if (traceless) message.Wipe();
    message.Clear();
    route = nullptr;
    place = 0;
    traceless = false;
    early.reset();
    asks_readiness = asks_metrics = false;
    prepared.reset();
    key.clear();
    hash.clear();
    effect_unit = {};
    effect_account = {};
    attempts = 0;
    looks_first = false;
    reply = {};
    replayed = false;
    failure = nullptr;
}

Dispatcher::Dispatcher(const Router& router, storage::Database& database, Authorize authorize,
                       Surroundings surroundings)
    : database_(database),
      authorize_(std::move(authorize)),
      around_(std::move(surroundings)),
      routes_(router),
      files_(around_.files) {}

Dispatcher::BodyRule Dispatcher::Begin(Exchange& exchange) const {
    Message& message = exchange.message;
    exchange.traceless = IsTraceless(message.path());
    if (!exchange.traceless) message.DrawId();
    exchange.place = around_.metrics ? around_.metrics->other() : 0;
    // A proxy in front is the only one who may say this; without one the header is anybody's word.
    if (around_.behind_proxy && EqualIgnoringCase(message.Header("X-Forwarded-Proto"), "https")) {
        message.SetSecure(true);
    }

    if (const std::string_view header = message.RepeatedHeader(); !header.empty()) {
        RefuseRepeated(exchange, header);
        return {kReadAndForget, kReadAndForget};
    }

    auto match = routes_.Find(message.method(), message.known_method().has_value() && !message.is_head(),
                              message.path());
    if (match.route) {
        exchange.route = match.route;
        exchange.place = match.index;
        exchange.traceless = exchange.traceless || IsTraceless(match.route->pattern);
        message.SetPathParts(std::move(match.parts));
        CheckBeforeBody(exchange);
        if (exchange.early) return {kReadAndForget, kReadAndForget};
        if (!exchange.route->is_write) return {0, 0};
        const std::size_t limit = exchange.route->body_limit;
        // The bodies of all reporters together have a bound of their own.
        if (exchange.route->nameless) return {limit, limit};
        // Of an open route there is nobody to ask for.
        const bool is_open = exchange.route->access == Route::Access::kOpen;
        return {is_open ? std::min(limit, kReadUnasked) : limit, kReadUnasked};
    }
    if (match.allow.empty()) {
        BeginElsewhere(exchange);
    } else {
        Refuse(exchange, 405, "platform.http.method_not_allowed");
        exchange.early->headers.emplace_back("Allow", std::move(match.allow));
    }
    return {kReadAndForget, kReadAndForget};
}

// What is no route: the program's own state, files, and nothing.
void Dispatcher::BeginElsewhere(Exchange& exchange) const {
    const Message& message = exchange.message;
    const bool reads = message.known_method() == Method::kGet;
    const std::string_view path = message.path();
    if (reads && path == "/healthz") {
        const bool healthy = database_.figures().healthy;
        exchange.early.emplace();
        exchange.early->status = healthy ? 200 : 503;
        exchange.early->content_type = "application/json; charset=utf-8";
        exchange.early->no_store = true;
        exchange.early->body = json::serialize(
            json::object{{"status", healthy ? "alive" : "must_restart"}, {"release", around_.release}});
    } else if (reads && path == "/readyz") {
        exchange.asks_readiness = true;
    } else if (reads && path == "/metrics" && around_.metrics && message.peer_is_loopback() &&
               message.Header("X-Forwarded-For").empty()) {
        exchange.asks_metrics = true;
    } else if (const StaticFile* file = path.starts_with('/') ? files_.Find(path) : nullptr) {
        if (reads) {
            exchange.early = FileTable::Serve(*file, message);
            if (around_.metrics) exchange.place = around_.metrics->files();
        } else {
            Refuse(exchange, 405, "platform.http.method_not_allowed");
            exchange.early->headers.emplace_back("Allow", "GET, HEAD");
        }
    } else {
        exchange.early = RenderProblem(Problem::NotFound(), message.Header("Accept-Language"), message.id());
    }
}

void Dispatcher::Refuse(Exchange& exchange, int status, std::string_view code) const {
    exchange.early =
        RenderStatus(status, code, exchange.message.Header("Accept-Language"), exchange.message.id());
}

void Dispatcher::RefuseRepeated(Exchange& exchange, std::string_view header) const {
    exchange.early =
        RenderProblem(Problem::Malformed("platform.http.repeated_header", {{"header", std::string(header)}}),
                      exchange.message.Header("Accept-Language"), exchange.message.id());
}

void Dispatcher::RefuseRepeatedParameter(Exchange& exchange, std::string_view parameter) const {
    exchange.early = RenderProblem(
        Problem::Malformed("platform.http.repeated_parameter", {{"parameter", std::string(parameter)}}),
        exchange.message.Header("Accept-Language"), exchange.message.id());
}

void Dispatcher::CheckBeforeBody(Exchange& exchange) const {
    const Message& message = exchange.message;
    const Route& route = *exchange.route;
    if (message.query_is_malformed()) return Refuse(exchange, 400, "platform.http.query_malformed");
    if (const std::string_view name = message.RepeatedParameter(); !name.empty()) {
        return RefuseRepeatedParameter(exchange, name);
    }
    // Where nobody is known there is no authority that another site could borrow.
    if (!IsWriting(message) || route.nameless) return;
    if (IsCrossSite(message)) return Refuse(exchange, 403, "platform.http.cross_site");
    if (route.access != Route::Access::kOpen) {
        const std::string_view key = message.Header("Idempotency-Key");
        if (!IsKey(key)) return Refuse(exchange, 400, "platform.http.idempotency_key_missing");
        exchange.key = key;
    }
    if (IsRaw(route)) return;
    const std::string_view type = message.Header("Content-Type");
    if (!type.empty() && !EqualIgnoringCase(Trim(type.substr(0, type.find(';'))), "application/json")) {
        Refuse(exchange, 415, "platform.http.not_json_type");
    }
}

void Dispatcher::AuthoriseFirst(const std::shared_ptr<Exchange>& exchange) {
    AuthoriseThen(exchange, [exchange] { exchange->settled(); });
}

bool Dispatcher::AnswerAtOnce(Exchange& exchange) {
    exchange.began = std::chrono::steady_clock::now();
    if (exchange.early || exchange.failure) return true;
    if (exchange.asks_metrics) {
        Metrics::Gauges gauges;
        gauges.storage = database_.figures();
        if (around_.connections) gauges.connections = around_.connections->load();
        if (around_.plain) gauges.waiting_plain = around_.plain->waiting();
        if (around_.slow) gauges.waiting_slow = around_.slow->waiting();
        exchange.early.emplace();
        exchange.early->content_type = "text/plain; version=0.0.4; charset=utf-8";
        exchange.early->no_store = true;
        exchange.early->body = around_.metrics->Text(gauges);
        return true;
    }
    const bool untyped = exchange.route && exchange.route->is_write && !IsRaw(*exchange.route) &&
                         !exchange.message.Body().empty() && exchange.message.Header("Content-Type").empty();
    if (untyped) {
        Refuse(exchange, 415, "platform.http.not_json_type");
        return true;
    }
    return false;
}

void Dispatcher::Run(const std::shared_ptr<Exchange>& exchange) {
    if (exchange->asks_readiness) return SubmitRead(exchange);
    const Route& route = *exchange->route;  // what has none was answered at once
    if (route.nameless) return RunNameless(exchange);
    if (!route.is_write) return SubmitRead(exchange);
    // What costs much is done only for who may ask for it.
    if (route.slow && route.access != Route::Access::kOpen) {
        return AuthoriseThen(exchange, [this, exchange] { PrepareAndWrite(exchange); });
    }
    PrepareAndWrite(exchange);
}

// The hub's database is not asked: its own log would keep the moment.
void Dispatcher::RunNameless(const std::shared_ptr<Exchange>& exchange) {
    const auto work = [exchange] {
        try {
            exchange->route->nameless({exchange->message.Body()}, [exchange](Reply reply) {
                exchange->reply = std::move(reply);
                exchange->settled();
            });
        } catch (...) {
            exchange->failure = std::current_exception();
            exchange->settled();
        }
    };
    if (!around_.plain || !exchange->route->is_write) return work();
    if (around_.plain->Submit(work)) return;
    exchange->failure = std::make_exception_ptr(Problem(Problem::Kind::kBusy, "platform.http.busy"));
    exchange->settled();
}

void Dispatcher::PrepareAndWrite(const std::shared_ptr<Exchange>& exchange) {
    const Route& route = *exchange->route;
    const auto work = [this, exchange] {
        try {
            PrepareWork(*exchange);
        } catch (...) {
            // Whoever may not ask is told that, and not what is wrong with the body.
            const std::exception_ptr fault = std::current_exception();
            const auto tell = [exchange, fault] {
                exchange->failure = fault;
                exchange->settled();
            };
            if (exchange->route->access == Route::Access::kOpen) return tell();
            return AuthoriseThen(exchange, tell);
        }
        SubmitWrite(exchange);
    };
    Lane* const lane = route.slow ? around_.slow : around_.plain;
    const bool trivial = !route.prepare && exchange->message.Body().empty();
    if (!lane || trivial) return work();
    if (lane->Submit(work)) return;
    exchange->failure = std::make_exception_ptr(Problem(Problem::Kind::kBusy, "platform.http.busy"));
    exchange->settled();
}

void Dispatcher::AuthoriseThen(const std::shared_ptr<Exchange>& exchange, std::function<void()> then) {
    const bool queued = database_.SubmitRead(
        [this, exchange](storage::Snapshot& snapshot) {
            authorize_(snapshot, exchange->message, *exchange->route);
        },
        [exchange, then = std::move(then)](std::exception_ptr failure) {
            if (!failure) return then();
            exchange->failure = std::move(failure);
            exchange->settled();
        });
    if (queued) return;
    exchange->failure = std::make_exception_ptr(Problem(Problem::Kind::kBusy, "platform.http.busy"));
    exchange->settled();
}

void Dispatcher::PrepareWork(Exchange& exchange) const {
    const Route& route = *exchange.route;
    if (!IsRaw(route) && !exchange.message.Body().empty()) HoldAgainstWrites(exchange);
    if (route.access != Route::Access::kOpen) {
        exchange.hash = Sha256({NameOf(route.method), exchange.message.target(), exchange.message.Body()});
    }
    if (route.prepare) exchange.prepared = route.prepare(exchange.message);
}

void Dispatcher::HoldAgainstWrites(Exchange& exchange) const {
    const json::value& body = exchange.message.ParseBody();
    const json::object* const object = body.if_object();
    if (!object) throw Problem::RejectedAt("", "platform.http.not_an_object");
    Findings findings;
    const auto& writes = exchange.route->writes;
    for (const auto& member : *object) {
        const std::string_view name(member.key().data(), member.key().size());
        if (std::find(writes.begin(), writes.end(), name) == writes.end()) {
            findings.push_back({std::string(name), "platform.http.unknown_member", {}});
        }
    }
    if (!findings.empty()) throw Problem::Rejected("platform.http.faults", std::move(findings));
}

void Dispatcher::Note(const Exchange& exchange, std::string_view event, std::string_view what) const {
    if (!around_.log || exchange.traceless) return;
    const std::string_view pattern =
        exchange.route ? std::string_view(exchange.route->pattern) : std::string_view{};
    around_.log->Event(exchange.message.Now(), event, exchange.message.id(), pattern, what);
}

}  // namespace qz::http
