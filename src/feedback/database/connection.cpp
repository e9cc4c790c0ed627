#include <charconv>
#include <cstring>
#include <unordered_map>

#include <sqlite3.h>

#include "feedback/database/database.hpp"

namespace qz::feedback {

bool Row::IsNull(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Row::Integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string Row::Text(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return size > 0 ? std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size)) : "";
}

std::optional<std::string> Row::OptionalText(int column) const {
    if (IsNull(column)) return std::nullopt;
    return Text(column);
}

// Prepared once and kept by text; the statements of this program are few and fixed.
class Connection::Statements {
 public:
    ~Statements() {
        for (auto& [text, statement] : kept_) sqlite3_finalize(statement);
    }
    std::unordered_map<std::string, sqlite3_stmt*> kept_;
};

Connection::Connection(const std::filesystem::path& file, bool writes)
    : statements_(std::make_unique<Statements>()) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (writes ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
        sqlite3_close(handle_);
        throw std::runtime_error("cannot open the feedback database " + file.string());
    }
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, 5000);
    try {
        // SECURITY A5. Secure deletion overwrites what goes; a small log is written back often.
        Script(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA "
            "temp_store=MEMORY;"
            "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-16384;");
        if (!writes) Script("PRAGMA query_only=ON;");
    } catch (...) {
        statements_.reset();
        sqlite3_close_v2(handle_);
        throw;
    }
}

Connection::~Connection() {
    statements_.reset();
    sqlite3_close_v2(handle_);
}

bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(handle_) == 0;
}

void Connection::Fail(int code) const {
    if ((code & 0xff) == SQLITE_FULL) throw NoRoom();
    const std::string why = sqlite3_errmsg(handle_);
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) throw Clash(why);
    throw std::runtime_error("feedback database: " + why);
}

void Connection::Script(const std::string& sql) {
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) Fail(sqlite3_extended_errcode(handle_));
}

std::int64_t Connection::Run(std::string_view sql, std::span<const Value> values,
                             const std::function<void(const Row&)>& each) {
    auto [found, fresh] = statements_->kept_.try_emplace(std::string(sql), nullptr);
    if (fresh || found->second == nullptr) {
        if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                               &found->second, nullptr) != SQLITE_OK) {
            Fail(sqlite3_extended_errcode(handle_));
        }
    }
    sqlite3_stmt* const statement = found->second;
    if (sqlite3_stmt_busy(statement) != 0) throw std::logic_error("the statement already runs");
    // Reset in any case, and the bound values are not kept.
    struct Reset {
        sqlite3_stmt* statement;
        ~Reset() {
            sqlite3_reset(statement);
            sqlite3_clear_bindings(statement);
        }
    } const reset{statement};
    const int count = sqlite3_bind_parameter_count(statement);
    for (int index = 1; index <= count; ++index) {
        const char* name = sqlite3_bind_parameter_name(statement, index);
        std::size_t number = 0;
        if (name != nullptr) std::from_chars(name + 1, name + std::strlen(name), number);
        if (number == 0 || number > values.size())
            throw std::logic_error("a value is missing: " + std::string(sql));
        const Value& value = values[number - 1];
        const std::string_view text = value.text().data() == nullptr ? "" : value.text();
        switch (value.kind()) {
            case Value::Kind::kNull:
                sqlite3_bind_null(statement, index);
                break;
            case Value::Kind::kInteger:
                sqlite3_bind_int64(statement, index, value.integer());
                break;
            case Value::Kind::kText:
                sqlite3_bind_text64(statement, index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
                break;
            case Value::Kind::kBytes:
                sqlite3_bind_blob64(statement, index, text.data(), text.size(), SQLITE_STATIC);
                break;
        }
    }
    for (;;) {
        const int code = sqlite3_step(statement);
        if (code == SQLITE_DONE) break;
        if (code != SQLITE_ROW) Fail(sqlite3_extended_errcode(handle_));
        if (each) each(Row(statement));
    }
    return sqlite3_stmt_readonly(statement) != 0 ? 0 : sqlite3_changes64(handle_);
}

}  // namespace qz::feedback
