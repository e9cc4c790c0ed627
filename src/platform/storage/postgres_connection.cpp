#include "platform/storage/postgres_connection.hpp"

#include <cstring>
#include <endian.h>
#include <iterator>
#include <poll.h>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace qz::storage {

namespace {

constexpr std::size_t kMostStatements = 512;

// The server's numbers for the types that travel.
constexpr Oid kBool = 16;
constexpr Oid kBytea = 17;
constexpr Oid kName = 19;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kText = 25;
constexpr Oid kOid = 26;
constexpr Oid kUnknown = 705;
constexpr Oid kBpchar = 1042;
constexpr Oid kVarchar = 1043;
constexpr Oid kNumeric = 1700;

Oid TypeOf(const Parameter& parameter) {
    switch (parameter.kind()) {
        case Parameter::Kind::kInteger:
            return kInt8;
        case Parameter::Kind::kText:
            return kText;
        case Parameter::Kind::kBlob:
            return kBytea;
        case Parameter::Kind::kNull:
            break;
    }
    return 0;
}

template <class Unsigned>
Unsigned BigEndian(const char* bytes) {
    Unsigned value = 0;
    for (std::size_t at = 0; at < sizeof value; ++at) {
        value = static_cast<Unsigned>(value << 8 | static_cast<unsigned char>(bytes[at]));
    }
    return value;
}

// SUM of bigint is numeric; it is read as an integer when it is one. Nothing for fractions and giants.
std::optional<std::int64_t> IntegerOfNumeric(const char* bytes) {
    const int digits = BigEndian<std::uint16_t>(bytes);
    const int weight = static_cast<std::int16_t>(BigEndian<std::uint16_t>(bytes + 2));
    const std::uint16_t sign = BigEndian<std::uint16_t>(bytes + 4);
    if (sign != 0 && sign != 0x4000) return std::nullopt;
    if (weight > 4) return std::nullopt;
    const auto digit = [bytes](int place) {
        return BigEndian<std::uint16_t>(bytes + 8 + 2 * static_cast<std::size_t>(place));
    };
    __extension__ using Wide = __int128;
    Wide value = 0;
    for (int place = 0; place <= weight; ++place) {
        value = value * 10000 + (place < digits ? digit(place) : 0);
    }
    for (int place = std::max(0, weight + 1); place < digits; ++place) {
        if (digit(place) != 0) return std::nullopt;
    }
    if (sign != 0) value = -value;
    if (value > std::numeric_limits<std::int64_t>::max() ||
        value < std::numeric_limits<std::int64_t>::min()) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(value);
}

class PostgresRows final : public RowSource {
 public:
    explicit PostgresRows(PostgresConnection::Result result) : result_(std::move(result)) {}

    int ColumnCount() const override { return PQnfields(result_.get()); }
    std::string_view ColumnName(int column) const override { return PQfname(result_.get(), column); }
    bool IsNull(int row, int column) const override { return PQgetisnull(result_.get(), row, column) != 0; }
    std::int64_t Integer(int row, int column) const override {
        if (!IsNull(row, column)) {
            const char* value = PQgetvalue(result_.get(), row, column);
            switch (PQftype(result_.get(), column)) {
                case kInt8:
                    return static_cast<std::int64_t>(BigEndian<std::uint64_t>(value));
                case kInt4:
                    return static_cast<std::int32_t>(BigEndian<std::uint32_t>(value));
                case kInt2:
                    return static_cast<std::int16_t>(BigEndian<std::uint16_t>(value));
                case kOid:
                    return BigEndian<std::uint32_t>(value);
                case kBool:
                    return *value != 0 ? 1 : 0;
                case kNumeric:
                    if (const auto integer = IntegerOfNumeric(value)) return *integer;
                    break;
                default:
                    break;
            }
        }
        Mismatch(column, "an integer");
    }
    std::string_view Bytes(int row, int column) const override {
        if (!IsNull(row, column)) {
            switch (PQftype(result_.get(), column)) {
                case kText:
                case kVarchar:
                case kBpchar:
                case kName:
                case kUnknown:
                case kBytea:
                    return {PQgetvalue(result_.get(), row, column),
                            static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
                default:
                    break;
            }
        }
        Mismatch(column, "text or bytes");
    }

 private:
    [[noreturn]] void Mismatch(int column, const char* wanted) const {
        throw std::logic_error("column " + std::string(ColumnName(column)) + " is not " + wanted);
    }

    PostgresConnection::Result result_;
};

}  // namespace

PostgresConnection::PostgresConnection(const std::string& location) {
    // What stands before the location is only meant where it says nothing else: a server that vanished
    // without a word would hold a worker for as long as the system's own patience lasts, which is hours.
    const std::pair<const char*, const char*> settings[] = {
        {"keepalives_idle", "30"},
        {"keepalives_interval", "10"},
        {"keepalives_count", "3"},
        {"tcp_user_timeout", "60000"},
        {"dbname", location.c_str()},
        {"client_encoding", "UTF8"},
        {"connect_timeout", "5"},
        {"fallback_application_name", "qingzhuang"},
        {"options", "-c jit=off -c timezone=UTC -c client_min_messages=warning"},
        {nullptr, nullptr},
    };
    const char* keywords[std::size(settings)];
    const char* values[std::size(settings)];
    for (std::size_t at = 0; at < std::size(settings); ++at)
        std::tie(keywords[at], values[at]) = settings[at];
    connection_ = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(connection_) != CONNECTION_OK) {
        const std::string why = PQerrorMessage(connection_);
        PQfinish(connection_);
        throw PostgresError("", "cannot reach PostgreSQL: " + why);
    }
    PQsetNoticeReceiver(
        connection_, [](void*, const PGresult*) {}, nullptr);
    if (PQsetnonblocking(connection_, 1) != 0 || PQenterPipelineMode(connection_) != 1) {
        PQfinish(connection_);
        throw PostgresError("", "PostgreSQL's client library offers no pipeline");
    }
}

PostgresConnection::~PostgresConnection() {
    PQfinish(connection_);
}

void PostgresConnection::FailLost() {
    lost_ = true;
    pending_.clear();
    throw PostgresError("",
                        std::string("the connection to PostgreSQL was lost: ") + PQerrorMessage(connection_));
}

void PostgresConnection::Expect(bool sent) {
    if (!sent) FailLost();
}

PostgresConnection::Statements::value_type& PostgresConnection::Known(std::string_view sql) {
    if (auto* recent = recent_.Find(sql)) return *recent;
    auto found = prepared_.find(sql);
    if (found == prepared_.end()) found = prepared_.emplace(std::string(sql), std::vector<Prepared>()).first;
    recent_.Keep(sql, *found);
    return *found;
}

const std::string& PostgresConnection::Prepare(std::string_view& sql, Parameters parameters) {
    auto& [text, variants] = Known(sql);
    sql = text;
    for (const Prepared& variant : variants) {
        bool fits = variant.types.size() == parameters.size();
        for (std::size_t at = 0; fits && at < parameters.size(); ++at) {
            const Oid type = TypeOf(parameters[at]);
            fits = type == 0 || type == variant.types[at];
        }
        if (fits) return variant.name;
    }
    // A NULL says nothing of its type: it takes the one another call gave, so that few variants arise.
    Prepared made;
    made.name = "s" + std::to_string(++names_);
    for (std::size_t at = 0; at < parameters.size(); ++at) {
        Oid type = TypeOf(parameters[at]);
        for (const Prepared& variant : variants) {
            if (type == 0 && at < variant.types.size()) type = variant.types[at];
        }
        made.types.push_back(type);
    }
    Expect(PQsendPrepare(connection_, made.name.c_str(), text.c_str(), static_cast<int>(made.types.size()),
                         made.types.data()) == 1);
    pending_.push_back({Pending::Kind::kPrepare, Answer::kUnread, sql});
    variants.push_back(std::move(made));
    return variants.back().name;
}

void PostgresConnection::Enqueue(std::string_view sql, Parameters parameters, Answer answer) {
    const std::string& name = Prepare(sql, parameters);
    constexpr std::size_t kInPlace = 24;
    const std::size_t count = parameters.size();
    std::int64_t integers_in_place[kInPlace];
    const char* values_in_place[kInPlace];
    int lengths_in_place[kInPlace];
    int formats_in_place[kInPlace];
    std::vector<std::int64_t> more_integers(count > kInPlace ? count : 0);
    std::vector<const char*> more_values(more_integers.size());
    std::vector<int> more_lengths(more_integers.size());
    std::vector<int> more_formats(more_integers.size());
    const bool many = count > kInPlace;
    std::int64_t* integers = many ? more_integers.data() : integers_in_place;
    const char** values = many ? more_values.data() : values_in_place;
    int* lengths = many ? more_lengths.data() : lengths_in_place;
    int* formats = many ? more_formats.data() : formats_in_place;

    for (std::size_t at = 0; at < count; ++at) {
        const Parameter& parameter = parameters[at];
        formats[at] = 1;
        switch (parameter.kind()) {
            case Parameter::Kind::kNull:
                values[at] = nullptr;
                lengths[at] = 0;
                break;
            case Parameter::Kind::kInteger:
                integers[at] =
                    static_cast<std::int64_t>(htobe64(static_cast<std::uint64_t>(parameter.integer())));
                values[at] = reinterpret_cast<const char*>(&integers[at]);
                lengths[at] = sizeof(std::int64_t);
                break;
            case Parameter::Kind::kText:
            case Parameter::Kind::kBlob:
                values[at] = parameter.text().data() == nullptr ? "" : parameter.text().data();
                lengths[at] = static_cast<int>(parameter.text().size());
                break;
        }
    }
    Expect(PQsendQueryPrepared(connection_, name.c_str(), static_cast<int>(count), values, lengths, formats,
                               1) == 1);
    pending_.push_back({Pending::Kind::kStatement, answer, sql});
}

void PostgresConnection::EnqueueSync() {
    Expect(PQpipelineSync(connection_) == 1);
    pending_.push_back({Pending::Kind::kSync, Answer::kUnread, {}});
}

void PostgresConnection::FlushBuffer() {
    for (;;) {
        const int left = PQflush(connection_);
        if (left == 0) return;
        if (left < 0) FailLost();
        // The server may wait for us to read before it reads on.
        pollfd socket{PQsocket(connection_), POLLIN | POLLOUT, 0};
        ::poll(&socket, 1, -1);
        if ((socket.revents & POLLIN) != 0 && PQconsumeInput(connection_) != 1) FailLost();
    }
}

void PostgresConnection::Send() {
    FlushBuffer();
}

PostgresConnection::Result PostgresConnection::NextResult() {
    Result result(PQgetResult(connection_));
    if (!result && lost()) FailLost();
    return result;
}

std::vector<PostgresConnection::Result> PostgresConnection::Exchange() {
    std::vector<Result> answers;
    if (pending_.empty()) return answers;
    if (pending_.back().kind != Pending::Kind::kSync) Expect(PQsendFlushRequest(connection_) == 1);
    FlushBuffer();
    while (!pending_.empty()) {
        const Pending awaited = pending_.front();
        Result result = NextResult();
        if (!result) continue;  // the end of the statement before
        switch (PQresultStatus(result.get())) {
            case PGRES_PIPELINE_SYNC:
            case PGRES_COMMAND_OK:
            case PGRES_TUPLES_OK:
                pending_.pop_front();
                if (awaited.answer == Answer::kRead) answers.push_back(std::move(result));
                break;
            default:
                Fail(std::move(result), awaited.sql);
        }
    }
    // The end of the last statement, so that the next one may be streamed; it is there without waiting.
    if (PQisBusy(connection_) == 0) Result(PQgetResult(connection_));
    return answers;
}

void PostgresConnection::Fail(Result result, std::string_view sql) {
    const auto field = [&](int code) -> std::string {
        const char* text = PQresultErrorField(result.get(), code);
        return text == nullptr ? "" : text;
    };
    const std::string state = field(PG_DIAG_SQLSTATE);
    const std::string why = PQresultErrorMessage(result.get());
    const std::string constraint = field(PG_DIAG_CONSTRAINT_NAME);
    const std::string text(sql);
    if (PQstatus(connection_) == CONNECTION_BAD || state.empty()) FailLost();
    fault_ = state;
    if (!pending_.empty() && pending_.front().kind == Pending::Kind::kPrepare) {
        recent_.Clear();
        prepared_.erase(prepared_.find(pending_.front().sql));
        // What named it is skipped by the server.
        for (Pending& pending : pending_) pending.sql = {};
    }
    RestorePipeline();
    if (state == "23505") throw UniqueViolation(constraint);
    if (state == "53100") throw NoSpace();
    throw PostgresError(state, "PostgreSQL: " + why + "in: " + text);
}

void PostgresConnection::RestorePipeline() {
    bool sync_is_due = true;
    for (const Pending& pending : pending_) {
        if (pending.kind == Pending::Kind::kSync) sync_is_due = false;
    }
    if (sync_is_due) EnqueueSync();
    FlushBuffer();
    // Preparations that the server skipped are unknown to it.
    bool skipped_preparation = false;
    while (!pending_.empty()) {
        Result result = NextResult();
        if (!result) continue;
        if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) {
            while (!pending_.empty() && pending_.front().kind != Pending::Kind::kSync) {
                skipped_preparation = skipped_preparation || pending_.front().kind == Pending::Kind::kPrepare;
                pending_.pop_front();
            }
            if (!pending_.empty()) pending_.pop_front();
        }
    }
    if (skipped_preparation) {
        recent_.Clear();
        prepared_.clear();
    }
}

void PostgresConnection::TidyStatements() {
    if (prepared_.size() < kMostStatements) return;
    Script("DEALLOCATE ALL");
    recent_.Clear();
    prepared_.clear();
}

Rows PostgresConnection::ToRows(Result result) {
    const int count = PQntuples(result.get());
    if (count == 0) return {};
    return {std::make_shared<PostgresRows>(std::move(result)), count};
}

std::int64_t PostgresConnection::RowsAffected(const Result& result) {
    const char* count = PQcmdTuples(result.get());
    return *count == '\0' ? 0 : std::strtoll(count, nullptr, 10);
}

Rows PostgresConnection::Query(std::string_view sql, Parameters parameters) {
    Enqueue(sql, parameters, Answer::kRead);
    EnqueueSync();
    return ToRows(std::move(Exchange().front()));
}

std::int64_t PostgresConnection::Execute(std::string_view sql, Parameters parameters) {
    Enqueue(sql, parameters, Answer::kRead);
    EnqueueSync();
    return RowsAffected(Exchange().front());
}

void PostgresConnection::ForEach(std::string_view sql, Parameters parameters,
                                 const std::function<void(const Row&)>& each) {
    Stream(sql, parameters, each);
    EnqueueSync();
    Exchange();
}

void PostgresConnection::Stream(std::string_view sql, Parameters parameters,
                                const std::function<void(const Row&)>& each) {
    Prepare(sql, parameters);
    Exchange();
    Enqueue(sql, parameters, Answer::kRead);
    Expect(PQsendFlushRequest(connection_) == 1);
    FlushBuffer();
    if (PQsetSingleRowMode(connection_) != 1) throw std::logic_error("rows cannot be streamed here");
    std::exception_ptr refused;
    for (;;) {
        Result result = NextResult();
        if (!result) continue;
        const auto status = PQresultStatus(result.get());
        if (status == PGRES_SINGLE_TUPLE) {
            if (refused) continue;
            try {
                const PostgresRows row(std::move(result));
                each(Row(row, 0));
            } catch (...) {
                // The rest of the answer is read and dropped, so that the connection stays in step.
                refused = std::current_exception();
            }
            continue;
        }
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) Fail(std::move(result), sql);
        break;
    }
    while (Result(PQgetResult(connection_))) {
    }
    pending_.pop_front();
    if (refused) std::rethrow_exception(refused);
}

void PostgresConnection::Script(const std::string& sql) {
    Exchange();
    if (PQexitPipelineMode(connection_) != 1) {
        EnqueueSync();
        Exchange();
        if (PQexitPipelineMode(connection_) != 1) throw std::logic_error("the pipeline is not empty");
    }
    PQsetnonblocking(connection_, 0);
    const Result result(PQexec(connection_, sql.c_str()));
    const auto status = PQresultStatus(result.get());
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    const std::string why = PQresultErrorMessage(result.get());
    PQsetnonblocking(connection_, 1);
    if (PQenterPipelineMode(connection_) != 1) FailLost();
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
        throw PostgresError(state == nullptr ? "" : state, "PostgreSQL: " + why);
    }
}

}  // namespace qz::storage
