// One connection's conversation, for a plain or a TLS stream. Included by connection.cpp and tls.cpp alone.
#pragma once

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "platform/base/wiped.hpp"
#include "platform/http/edge.hpp"
#include "platform/http/text.hpp"

namespace qz::http {

namespace beast = boost::beast;

template <class Stream>
class Session final : public Connection {
 public:
    Session(std::shared_ptr<Loop> loop, Edge& edge, Stream stream)
        : Connection(std::move(loop), edge), stream_(std::move(stream)) {
        beast::error_code error;
        const auto peer = stream_.lowest_layer().remote_endpoint(error);
        peer_is_loopback_ = !error && peer.address().is_loopback();
    }

    static void Spawn(std::shared_ptr<Session> session) {
        const Executor executor = session->loop_->io.get_executor();
        asio::co_spawn(executor, Serve(std::move(session)), asio::detached);
    }

    void Kill() override {
        beast::error_code ignored;
        stream_.lowest_layer().close(ignored);
    }

 private:
    // A body in chunks grows as it comes, and what it has outgrown is given back.
    using Body = beast::http::basic_string_body<char, std::char_traits<char>, Wiping<char>>;
    using Parser = beast::http::request_parser<Body, Wiping<char>>;
    static constexpr bool kIsTls = !std::is_same_v<Stream, Socket>;
    static constexpr std::size_t kHeaderRead = 8 << 10;
    static constexpr std::size_t kBodyRead = 64 << 10;
    // A report without pictures; such bodies are as many as there are connections.
    static constexpr std::size_t kSmallBody = 64 << 10;
    // Up to here head and body are copied together: one buffer is one write without a gather list.
    static constexpr std::size_t kCopied = 16 << 10;
    // The slowest line that is still served, in bytes a second.
    static constexpr std::size_t kSlowestReader = 4 << 10;
    static constexpr std::size_t kLinger = 4 << 20;

    void Cancel() override {
        beast::error_code ignored;
        stream_.lowest_layer().cancel(ignored);
    }

    static Task<void> Serve(std::shared_ptr<Session> self) {
        try {
            bool good = true;
            if constexpr (kIsTls) good = co_await self->Handshake();
            if (good) co_await self->Converse();
            if (good) co_await self->Close();
        } catch (const std::exception&) {
            // Out of memory, at worst: this connection ends and the others go on.
        }
        self->Kill();
    }

    Task<bool> Handshake() {
        beast::error_code error;
        if constexpr (kIsTls) {
            Expect(edge_.options.header_time);
            auto token = asio::redirect_error(kAwait, error);
            co_await stream_.async_handshake(asio::ssl::stream_base::server, token);
        }
        co_return !error;
    }

    Task<void> Converse() {
        for (;;) {
            Parser parser;
            parser.header_limit(static_cast<std::uint32_t>(edge_.options.header_limit));
            parser.body_limit(boost::none);
            exchange_->Clear();
            const bool goes_on = co_await OneRequest(parser);
            if (!goes_on) break;
            is_fresh_ = false;
        }
    }

    // false: the connection ends.
    Task<bool> OneRequest(Parser& parser) {
        const beast::error_code header_error = co_await ReadHeader(parser);
        Exchange& exchange = *exchange_;
        exchange.message.SetTime(edge_.clock.Now());
        exchange.message.SetPeer(peer_is_loopback_);
        exchange.message.SetSecure(kIsTls);
        if (header_error) {
            const bool unanswerable = !parser.got_some() && !timed_out_;
            if (unanswerable || !RefuseUnread(header_error)) co_return false;
            exchange.began = std::chrono::steady_clock::now();
            has_unread_ = true;
            co_await Write(edge_.dispatcher.Finish(exchange), false);
            co_return false;
        }
        FillMessage(parser);
        const Dispatcher::BodyRule rule = edge_.dispatcher.Begin(exchange);
        if (exchange.route && exchange.route->nameless && exchange.route->is_write && !IsAdmitted()) {
            edge_.dispatcher.Refuse(exchange, 429, "platform.http.too_many_requests");
        }
        const bool is_plain = CheckProtocol(parser);
        // Held until the answer has left.
        std::optional<Uploads::Place> place;
        const bool has_room = HasRoom(parser, rule, place);
        bool whole = is_plain && parser.is_done();
        if (!has_room) {
            co_await ReadAndForget(parser);
        } else if (is_plain && !whole) {
            whole = co_await ReadBody(parser, rule);
        }
        if (whole) exchange.message.SetBody(std::move(parser.get().body()));
        has_unread_ = !whole;
        exchange.message.SetTime(edge_.clock.Now());
        ExpectNothing();
        if (!edge_.dispatcher.AnswerAtOnce(exchange)) co_await Settle(Step::kRun);
        Answer answer = edge_.dispatcher.Finish(exchange);
        const bool keep = whole && !answer.close && parser.get().version() == 11 && parser.keep_alive() &&
                          !edge_.draining.load(std::memory_order_relaxed);
        const bool written = co_await Write(answer, keep);
        if (exchange.traceless) WipeWhatPassed(parser, answer);
        co_return written&& keep;
    }

    // What an anonymous request left in this connection: its bytes as they came, and its answer. What stands
    // behind it already is the next request.
    void WipeWhatPassed(Parser& parser, Answer& answer) {
        const auto rest = buffer_.prepare(buffer_.capacity() - buffer_.size());
        ::explicit_bzero(rest.data(), rest.size());
        Wipe(parser.get().body());  // where it was not read to its end
        Wipe(out_);
        Wipe(answer.body);
    }

    // Reads until the header is whole. No error: it is.
    Task<beast::error_code> ReadHeader(Parser& parser) {
        beast::error_code error;
        bool began = false;
        std::size_t taken = 0;
        idle_ = buffer_.size() == 0;
        Expect(edge_.draining.load() ? std::chrono::seconds(1) : edge_.options.idle_time);
        for (;;) {
            if (buffer_.size() > 0) {
                if (!began) Expect(edge_.options.header_time);
                began = true;
                idle_ = false;
                const std::size_t consumed = parser.put(buffer_.data(), error);
                const bool folds =
                    HoldsFoldedLine({static_cast<const char*>(buffer_.data().data()), consumed});
                buffer_.consume(consumed);
                // The parser's own limit counts what it has not yet taken, so many small lines would pass it.
                taken += consumed;
                const bool whole = parser.is_header_done();
                if (taken + (whole ? 0 : buffer_.size()) > edge_.options.header_limit) {
                    co_return beast::error_code(beast::http::error::header_limit);
                }
                if (folds) co_return beast::error_code(beast::http::error::bad_value);
                if (whole) co_return beast::error_code{};
                if (error != beast::http::error::need_more) co_return error;
            } else if (edge_.draining.load() && !is_fresh_ && !HasArrived()) {
                co_return asio::error::operation_aborted;
            }
            error = co_await Fill(kHeaderRead);
            // Drain() woke us, or what it looked for had just arrived.
            const bool woken =
                error == asio::error::operation_aborted && !timed_out_ && edge_.draining.load();
            if (error && !(woken && HasArrived())) co_return error;
        }
    }

    // A line that goes on behind a blank (obs-fold): Beast joins it, others read a header of its own. Whole
    // lines alone are taken from the buffer, so the blank always stands behind its line's end here.
    static bool HoldsFoldedLine(std::string_view taken) {
        for (std::size_t at = taken.find('\n'); at != std::string_view::npos && at + 1 < taken.size();
             at = taken.find('\n', at + 1)) {
            if (taken[at + 1] == ' ' || taken[at + 1] == '\t') return true;
        }
        return false;
    }

    // Asked of the socket each time and kept nowhere; "" is loopback, the proxy.
    std::string PeerAddress() {
        if (peer_is_loopback_) return {};
        beast::error_code error;
        const auto peer = stream_.lowest_layer().remote_endpoint(error);
        return error ? std::string() : peer.address().to_string();
    }
    bool IsAdmitted() {
        const std::string address = PeerAddress();
        return address.empty() || edge_.brake.Admit(address, std::chrono::steady_clock::now());
    }

    // A large anonymous body needs a place; without one the exchange is refused.
    bool HasRoom(const Parser& parser, Dispatcher::BodyRule rule, std::optional<Uploads::Place>& place) {
        Exchange& exchange = *exchange_;
        if (!exchange.route || !exchange.route->nameless || !exchange.route->is_write || exchange.early) {
            return true;
        }
        const auto bytes = static_cast<std::size_t>(parser.content_length().value_or(rule.limit));
        if (bytes <= kSmallBody || bytes > rule.limit) return true;
        auto entered = edge_.uploads.Enter(PeerAddress(), bytes, std::chrono::steady_clock::now());
        if (entered) {
            place.emplace(std::move(*entered));
            return true;
        }
        edge_.dispatcher.Refuse(exchange, 503, "platform.http.busy");
        return false;
    }

    // A browser takes an answer only when it has sent its body: the body is read and nothing of it kept. The
    // connection ends after the answer.
    Task<void> ReadAndForget(const Parser& parser) {
        std::uint64_t left = parser.content_length().value_or(0);
        if (!exchange_->message.Header("Expect").empty()) co_return;
        Expect(edge_.options.body_time * static_cast<int>(1 + left / (1 << 20)));
        for (;;) {
            const std::size_t taken = static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer_.size()));
            buffer_.consume(taken);
            left -= taken;
            if (left == 0) co_return;
            const beast::error_code error = co_await Fill(kBodyRead);
            if (error) co_return;
        }
    }

    bool HasArrived() {
        beast::error_code error;
        return stream_.lowest_layer().available(error) > 0 && !error;
    }

    // An answer for a header that never became one; false where nobody waits for it.
    bool RefuseUnread(const beast::error_code& error) {
        if (timed_out_ && idle_) return false;
        if (timed_out_) {
            edge_.dispatcher.Refuse(*exchange_, 408, "platform.http.too_slow");
        } else if (error == beast::http::error::header_limit) {
            edge_.dispatcher.Refuse(*exchange_, 431, "platform.http.header_too_large");
        } else if (error == beast::http::error::multiple_content_length) {
            edge_.dispatcher.RefuseRepeated(*exchange_, "Content-Length");
        } else if (error.category() ==
                   beast::http::make_error_code(beast::http::error::bad_method).category()) {
            edge_.dispatcher.Refuse(*exchange_, 400, "platform.http.malformed");
        } else {
            return false;  // the peer is gone
        }
        return true;
    }

    void FillMessage(const Parser& parser) {
        const auto& request = parser.get();
        std::optional<Method> method;
        switch (request.method()) {
            case beast::http::verb::get:
            case beast::http::verb::head:
                method = Method::kGet;
                break;
            case beast::http::verb::post:
                method = Method::kPost;
                break;
            case beast::http::verb::put:
                method = Method::kPut;
                break;
            case beast::http::verb::patch:
                method = Method::kPatch;
                break;
            case beast::http::verb::delete_:
                method = Method::kDelete;
                break;
            default:
                break;
        }
        Message& message = exchange_->message;
        message.SetStart(method, request.method() == beast::http::verb::head,
                         {request.target().data(), request.target().size()});
        for (const auto& field : request) {
            const std::string_view name(field.name_string().data(), field.name_string().size());
            // Without a proxy these would be the client's own word about itself.
            if (!edge_.options.behind_proxy && name.size() > 12 &&
                EqualIgnoringCase(name.substr(0, 12), "X-Forwarded-")) {
                continue;
            }
            message.AddHeader(name, {field.value().data(), field.value().size()});
        }
    }

    // What a proxy and we might read differently is refused, not guessed. false: where the next request would
    // begin is not certain, and the connection ends with the answer.
    bool CheckProtocol(const Parser& parser) {
        const auto& request = parser.get();
        const auto hosts = request.count(beast::http::field::host);
        const bool one_host = hosts == 1 || (hosts == 0 && request.version() < 11);
        if (!one_host || !HasPlainLength(request) || !exchange_->message.target().starts_with('/')) {
            // Where one of them stands twice, that has been said.
            if (exchange_->message.RepeatedHeader().empty())
                edge_.dispatcher.Refuse(*exchange_, 400, "platform.http.malformed");
            return false;
        }
        if (const auto expect = exchange_->message.Header("Expect");
            !expect.empty() && !EqualIgnoringCase(expect, "100-continue")) {
            edge_.dispatcher.Refuse(*exchange_, 417, "platform.http.expectation_unknown");
        }
        return true;
    }

    // One Content-Length that is a number, or "Transfer-Encoding: chunked" and nothing else (RFC 9112 §6.1),
    // or neither. Beast has refused both together and lengths that differ; it takes "gzip, chunked", which it
    // does not unpack, any coding in HTTP/1.0, and a list of equal lengths.
    static bool HasPlainLength(const typename Parser::value_type& request) {
        using beast::http::field;
        const auto codings = request.count(field::transfer_encoding);
        const auto lengths = request.count(field::content_length);
        if (codings > 0) {
            const auto coding = request[field::transfer_encoding];
            return codings == 1 && lengths == 0 && request.version() == 11 &&
                   EqualIgnoringCase({coding.data(), coding.size()}, "chunked");
        }
        const auto length = request[field::content_length];
        return lengths == 0 || (lengths == 1 && std::all_of(length.begin(), length.end(),
                                                            [](char c) { return c >= '0' && c <= '9'; }));
    }

    // false: the body was not read to its end, and the connection cannot go on after the answer.
    Task<bool> ReadBody(Parser& parser, Dispatcher::BodyRule rule) {
        Exchange& exchange = *exchange_;
        const auto length = parser.content_length();
        const bool waits = !exchange.message.Header("Expect").empty();
        if (length && *length > rule.limit) {
            if (!exchange.early) edge_.dispatcher.Refuse(exchange, 413, "platform.http.too_large");
            co_return false;
        }
        if (exchange.early && (waits || !length)) co_return false;
        // A body that says it is small is not worth a question of its own.
        if (length.value_or(rule.limit) > rule.unasked) {
            ExpectNothing();
            co_await Settle(Step::kAuthoriseFirst);
            if (exchange.failure) co_return false;
        }
        // A minute for each mebibyte begun: a workbook may come over a village's line.
        Expect(edge_.options.body_time * static_cast<int>(1 + length.value_or(rule.limit) / (1 << 20)));
        if (waits && buffer_.size() == 0) {
            const bool told = co_await WriteAll(asio::buffer(kContinue));
            if (!told) co_return false;
        }
        parser.eager(true);
        parser.body_limit(rule.limit);
        // The body's limit counts neither what may stand beside the length of a chunk nor what follows the
        // last.
        std::size_t extensions = 0;
        const std::size_t most = edge_.options.header_limit;
        auto count_extension = [&extensions, most](std::uint64_t, std::string_view text,
                                                   beast::error_code& fault) {
            extensions += text.size();
            if (extensions > most) fault = beast::http::error::bad_chunk_extension;
        };
        parser.on_chunk_header(count_extension);
        beast::error_code error;
        for (;;) {
            if (buffer_.size() > 0) {
                buffer_.consume(parser.put(buffer_.data(), error));
                if (parser.is_done()) co_return true;
                if (error && error != beast::http::error::need_more) break;
                // What is left is a line that has no end yet.
                if (buffer_.size() > most) {
                    error = beast::http::error::bad_chunk_extension;
                    break;
                }
            }
            error = co_await Fill(kBodyRead);
            if (error) break;
        }
        if (timed_out_) {
            edge_.dispatcher.Refuse(exchange, 408, "platform.http.too_slow");
        } else if (error == beast::http::error::body_limit) {
            if (!exchange.early) edge_.dispatcher.Refuse(exchange, 413, "platform.http.too_large");
        } else {
            edge_.dispatcher.Refuse(exchange, 400, "platform.http.malformed");
        }
        co_return false;
    }

    enum class Step { kAuthoriseFirst, kRun };

    // Hands the exchange over and waits until it has settled.
    Task<void> Settle(Step step) {
        // Initiation happens inside the co_await: what it needs is passed by value. One plain pointer,
        // because g++ 12 misplaces a pointer to member on this way.
        step_ = step;
        return asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(
            [](auto handler, Session* self) {
                const auto kept = std::make_shared<decltype(handler)>(std::move(handler));
                self->resume_ = [kept] { std::move (*kept)(); };
                Dispatcher& dispatcher = self->edge_.dispatcher;
                if (self->step_ == Step::kRun) {
                    dispatcher.Run(self->exchange_);
                } else {
                    dispatcher.AuthoriseFirst(self->exchange_);
                }
            },
            kAwait, this);
    }

    Task<beast::error_code> Fill(std::size_t most) {
        beast::error_code error;
        const auto room = buffer_.prepare(most);
        auto token = asio::redirect_error(kAwait, error);
        const std::size_t read = co_await stream_.async_read_some(room, token);
        buffer_.commit(read);
        co_return error;
    }

    template <class Buffers>
    Task<bool> WriteAll(Buffers buffers) {
        beast::error_code error;
        auto token = asio::redirect_error(kAwait, error);
        co_await asio::async_write(stream_, buffers, token);
        co_return !error;
    }

    Task<bool> Write(const Answer& answer, bool keep) {
        const std::string_view bytes = answer.head_only ? std::string_view{} : answer.bytes();
        timed_out_ = false;
        Expect(std::chrono::seconds(30 + bytes.size() / kSlowestReader));
        out_.clear();
        AppendHead(out_, answer, loop_->date, keep);
        bool written = false;
        if (bytes.size() <= kCopied) {
            out_ += bytes;
            written = co_await WriteAll(asio::buffer(out_));
        } else {
            const std::array<asio::const_buffer, 2> parts{asio::buffer(out_),
                                                          asio::buffer(bytes.data(), bytes.size())};
            written = co_await WriteAll(parts);
        }
        co_return written;
    }

    // Tells the peer that nothing more comes, and lets it finish sending: closing at once would take the
    // answer back from a client that is still busy with its body.
    Task<void> Close() {
        timed_out_ = false;
        Expect(std::chrono::seconds(2));
        beast::error_code error;
        if constexpr (kIsTls) {
            // Behind our close_notify OpenSSL takes no more data: what still comes is read before.
            if (has_unread_) co_await ReadRest();
            auto token = asio::redirect_error(kAwait, error);
            co_await stream_.async_shutdown(token);
        } else {
            stream_.shutdown(asio::socket_base::shutdown_send, error);
            if (!error) co_await ReadRest();
        }
    }
    // Until the peer ends, the time is over or it was enough.
    Task<void> ReadRest() {
        beast::error_code error;
        for (std::size_t read = 0; !error && read < kLinger;) {
            buffer_.clear();
            error = co_await Fill(kBodyRead);
            read += buffer_.size();
        }
    }

    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

    Stream stream_;
    beast::basic_flat_buffer<Wiping<char>> buffer_;
    std::string out_;
    bool peer_is_loopback_ = false;
    bool has_unread_ = false;  // the peer may still be sending what was refused
    Step step_ = Step::kRun;
};

}  // namespace qz::http
