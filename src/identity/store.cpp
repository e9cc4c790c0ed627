#include "identity/store.hpp"

namespace qz::identity {

namespace {

constexpr std::string_view kInsertPerson =
    "INSERT INTO identity_person (id, name, created_at) VALUES ($1, $2, $3)";
constexpr std::string_view kFindPersonName = "SELECT name FROM identity_person WHERE id = $1";
constexpr std::string_view kUpdatePersonName = "UPDATE identity_person SET name = $2 WHERE id = $1";
constexpr std::string_view kUpdateSearchText = "UPDATE identity_account SET search_text = $2 WHERE id = $1";

constexpr std::string_view kFindPost = R"sql(
    SELECT post.unit_id, post.id, post.person_id, post.role, post.title, post.enabled, post.valid_from,
           post.valid_until, person.name
    FROM identity_post AS post JOIN identity_person AS person ON person.id = post.person_id
    WHERE post.id = $1)sql";
constexpr std::string_view kListPostsOf = R"sql(
    SELECT post.unit_id, post.id, post.person_id, post.role, post.title, post.enabled, post.valid_from,
           post.valid_until, person.name
    FROM identity_post AS post JOIN identity_person AS person ON person.id = post.person_id
    WHERE post.person_id = $1
    ORDER BY post.id)sql";

// Every statement over accounts begins alike.
#define QZ_ACCOUNT_COLUMNS                                                                                   \
    "SELECT account.id, account.person_id, account.unit_id, account.login, account.login_key, person.name, " \
    "account.password_hash, account.totp_secret, account.totp_pending, account.state, "                      \
    "account.activation_index, account.activation_expires, account.phone"
constexpr std::string_view kFindAccount = QZ_ACCOUNT_COLUMNS R"sql(
    FROM identity_account AS account JOIN identity_person AS person ON person.id = account.person_id
    WHERE account.id = $1)sql";
constexpr std::string_view kFindAccountByLogin = QZ_ACCOUNT_COLUMNS R"sql(
    FROM identity_account AS account JOIN identity_person AS person ON person.id = account.person_id
    WHERE account.login_key = $1)sql";
constexpr std::string_view kFindAccountOf = QZ_ACCOUNT_COLUMNS R"sql(
    FROM identity_account AS account JOIN identity_person AS person ON person.id = account.person_id
    WHERE account.person_id = $1
    ORDER BY account.id LIMIT 1)sql";
constexpr std::string_view kListAccounts = QZ_ACCOUNT_COLUMNS R"sql(, place.ordinal
    FROM directory_position AS place
    JOIN identity_account AS account ON account.unit_id = place.unit_id
    JOIN identity_person AS person ON person.id = account.person_id
    WHERE place.version_id = $1 AND place.ordinal BETWEEN $2 AND $3
      AND (place.ordinal > $4 OR (place.ordinal = $4 AND account.id > $5))
      AND ($6 = '' OR account.search_text LIKE $6 ESCAPE '\')
      AND ($7 < 0 OR account.state = $7)
    ORDER BY place.ordinal, account.id
    LIMIT $8)sql";
#undef QZ_ACCOUNT_COLUMNS

constexpr std::string_view kListAccountsCalled =
    "SELECT id FROM identity_account WHERE search_text LIKE $1 ESCAPE '\\' ORDER BY id LIMIT $2";
constexpr std::string_view kUnitHasAccount = "SELECT id FROM identity_account WHERE unit_id = $1 LIMIT 1";
constexpr std::string_view kUpdateState = "UPDATE identity_account SET state = $2 WHERE id = $1";
constexpr std::string_view kUpdateActivation = R"sql(
    UPDATE identity_account
    SET state = 0, password_hash = '', activation_index = $2, activation_expires = $3
    WHERE id = $1)sql";
constexpr std::string_view kUpdatePassword = R"sql(
    UPDATE identity_account
    SET state = 1, password_hash = $2, activation_index = '', activation_expires = 0
    WHERE id = $1)sql";
constexpr std::string_view kUpdatePhone = "UPDATE identity_account SET phone = $2 WHERE id = $1";
constexpr std::string_view kUpdateTotp =
    "UPDATE identity_account SET totp_secret = $2, totp_pending = $3 WHERE id = $1";
constexpr std::string_view kTakeTotpStep = R"sql(
    INSERT INTO identity_totp_used (account_id, step) VALUES ($1, $2)
    ON CONFLICT (account_id, step) DO NOTHING)sql";

constexpr std::string_view kLockAttempts = R"sql(
    INSERT INTO identity_attempt (login_key, failures, locked_until, at) VALUES ($1, 0, 0, $2)
    ON CONFLICT (login_key) DO UPDATE SET at = $2
    RETURNING failures, locked_until)sql";
constexpr std::string_view kFindAttempts =
    "SELECT failures, locked_until FROM identity_attempt WHERE login_key = $1";
constexpr std::string_view kUpdateAttempts =
    "UPDATE identity_attempt SET failures = $2, locked_until = $3 WHERE login_key = $1";
constexpr std::string_view kDeleteAttempts = "DELETE FROM identity_attempt WHERE login_key = $1";

constexpr std::string_view kInsertSession = R"sql(
    INSERT INTO identity_session (token_hash, account_id, post_id, for_post_id, second_factor, created_at,
                                  last_used, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql";
constexpr std::string_view kFindSession = R"sql(
    SELECT account_id, post_id, for_post_id, second_factor, last_used, expires_at
    FROM identity_session WHERE token_hash = $1)sql";
constexpr std::string_view kUpdateSeat =
    "UPDATE identity_session SET post_id = $2, for_post_id = $3 WHERE token_hash = $1";
constexpr std::string_view kDeleteSession = "DELETE FROM identity_session WHERE token_hash = $1";
constexpr std::string_view kDeleteSessions =
    "DELETE FROM identity_session WHERE account_id = $1 AND token_hash <> $2";
constexpr std::string_view kUpdateLastUse =
    "UPDATE identity_session SET last_used = $2 WHERE token_hash = $1 AND last_used < $2";

constexpr std::string_view kDeleteOldSessions =
    "DELETE FROM identity_session WHERE expires_at <= $1 OR last_used < $2";
constexpr std::string_view kForgetOldCodes = R"sql(
    UPDATE identity_account SET activation_index = ''
    WHERE activation_index <> '' AND activation_expires <= $1)sql";
constexpr std::string_view kDeleteOldSteps = "DELETE FROM identity_totp_used WHERE step < $1";
constexpr std::string_view kDeleteOldAttempts =
    "DELETE FROM identity_attempt WHERE at < $1 AND locked_until <= $2";

Account ReadAccount(const storage::Row& row) {
    Account account;
    account.id = row.Get<AccountId>(0);
    account.person = row.Get<PersonId>(1);
    account.unit = row.Get<UnitId>(2);
    account.login = row.Get<std::string>(3);
    account.login_key = row.Get<std::string>(4);
    account.name = row.Get<std::string>(5);
    account.password_hash = row.Get<std::string>(6);
    account.totp_secret = row.Get<std::string>(7);
    account.totp_pending = row.Get<std::string>(8);
    account.state = static_cast<AccountState>(row.Get<std::int64_t>(9));
    account.activation_index = row.Get<std::string>(10);
    account.activation_expires = row.Get<Instant>(11);
    account.phone = row.Get<std::string>(12);
    return account;
}

std::optional<Account> FirstAccount(const storage::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return ReadAccount(rows[0]);
}

Post ReadPost(const storage::Row& row) {
    Post post;
    post.view.unit = row.Get<UnitId>("unit_id");
    post.view.id = row.Get<PostId>("id");
    post.view.person = row.Get<PersonId>("person_id");
    post.view.role = row.Get<std::string>("role");
    post.view.title = row.Get<std::string>("title");
    post.view.enabled = row.Get<bool>("enabled");
    post.view.person_name = row.Get<std::string>("name");
    post.valid_from = row.Get<Date>("valid_from");
    post.valid_until = row.Get<std::optional<Date>>("valid_until");
    return post;
}

// What a person types is text, not a pattern.
std::string LikePattern(const std::string& search) {
    if (search.empty()) return "";
    std::string pattern = "%";
    for (const char character : search) {
        if (character == '%' || character == '_' || character == '\\') pattern += '\\';
        pattern += character;
    }
    return pattern + '%';
}

}  // namespace

PersonId InsertPerson(storage::Tx& tx, std::string_view name) {
    const auto person = tx.NewId<PersonId>();
    tx.Execute(kInsertPerson, person, name, tx.Now());
    return person;
}

std::string PersonName(storage::Snapshot& snapshot, PersonId person) {
    const auto row = snapshot.QueryOptional(kFindPersonName, person);
    return row ? row->Get<std::string>("name") : std::string();
}

void UpdatePersonName(storage::Tx& tx, const Account& account, std::string_view name) {
    tx.Execute(kUpdatePersonName, account.person, name);
    tx.Execute(kUpdateSearchText, account.id, SearchText(account.login + ' ' + std::string(name)));
    tx.BumpVersion(kVersion);
}

std::optional<Post> FindPostRow(storage::Snapshot& snapshot, PostId post) {
    const storage::Rows rows = snapshot.Query(kFindPost, post);
    if (rows.empty()) return std::nullopt;
    return ReadPost(rows[0]);
}

std::vector<Post> ListPostsOf(storage::Snapshot& snapshot, PersonId person) {
    std::vector<Post> posts;
    for (const storage::Row row : snapshot.Query(kListPostsOf, person)) posts.push_back(ReadPost(row));
    return posts;
}

std::optional<Account> FindAccount(storage::Snapshot& snapshot, AccountId account) {
    return FirstAccount(snapshot.Query(kFindAccount, account));
}

std::optional<Account> FindAccountByLogin(storage::Snapshot& snapshot, std::string_view login_key) {
    return FirstAccount(snapshot.Query(kFindAccountByLogin, login_key));
}

std::optional<Account> FindAccountOf(storage::Snapshot& snapshot, PersonId person) {
    return FirstAccount(snapshot.Query(kFindAccountOf, person));
}

std::vector<AccountRow> ListAccounts(storage::Snapshot& snapshot, const AccountQuery& query) {
    const std::string pattern = LikePattern(query.search);
    std::vector<AccountRow> accounts;
    for (const storage::Row row : snapshot.Query(
             kListAccounts, query.version, query.range.first, query.range.last, query.after_ordinal,
             query.after_account, pattern, query.state ? static_cast<int>(*query.state) : -1, query.limit)) {
        accounts.push_back({ReadAccount(row), static_cast<Ordinal>(row.Get<std::int64_t>("ordinal"))});
    }
    return accounts;
}

std::vector<AccountId> ListAccountsCalled(storage::Snapshot& snapshot, std::string_view words, int most) {
    const std::string folded = SearchText(words);
    std::vector<AccountId> called;
    if (folded.find_first_not_of(' ') == std::string::npos) return called;
    for (const storage::Row row : snapshot.Query(kListAccountsCalled, LikePattern(folded), most))
        called.push_back(row.Get<AccountId>(0));
    return called;
}

bool UnitHasAccount(storage::Snapshot& snapshot, UnitId unit) {
    return !snapshot.Query(kUnitHasAccount, unit).empty();
}

void UpdateState(storage::Tx& tx, AccountId account, AccountState state) {
    tx.Execute(kUpdateState, account, static_cast<int>(state));
    tx.BumpVersion(kVersion);
}

void UpdateActivation(storage::Tx& tx, AccountId account, std::string_view activation_index,
                      Instant expires) {
    tx.Execute(kUpdateActivation, account, activation_index, expires);
    tx.BumpVersion(kVersion);
}

void UpdatePassword(storage::Tx& tx, AccountId account, std::string_view hash) {
    tx.Execute(kUpdatePassword, account, hash);
    tx.BumpVersion(kVersion);
}

void UpdatePhone(storage::Tx& tx, AccountId account, std::string_view phone) {
    tx.Execute(kUpdatePhone, account, phone);
}

void UpdateTotp(storage::Tx& tx, AccountId account, std::string_view secret, std::string_view pending) {
    tx.Execute(kUpdateTotp, account, secret, pending);
    tx.BumpVersion(kVersion);
}

bool TakeTotpStep(storage::Tx& tx, AccountId account, std::int64_t step) {
    return tx.Execute(kTakeTotpStep, account, step) == 1;
}

Attempts LockAttempts(storage::Tx& tx, std::string_view login_key) {
    const auto row = tx.QueryOne(kLockAttempts, login_key, tx.Now());
    return {static_cast<int>(row.Get<std::int64_t>("failures")), row.Get<Instant>("locked_until")};
}

Attempts FindAttempts(storage::Snapshot& snapshot, std::string_view login_key) {
    const auto row = snapshot.QueryOptional(kFindAttempts, login_key);
    if (!row) return {};
    return {static_cast<int>(row->Get<std::int64_t>("failures")), row->Get<Instant>("locked_until")};
}

void UpdateAttempts(storage::Tx& tx, std::string_view login_key, const Attempts& attempts) {
    tx.Execute(kUpdateAttempts, login_key, attempts.failures, attempts.locked_until);
}

void DeleteAttempts(storage::Tx& tx, std::string_view login_key) {
    tx.Execute(kDeleteAttempts, login_key);
}

void InsertSession(storage::Tx& tx, const Session& session) {
    tx.Execute(kInsertSession, storage::Blob{session.token_hash}, session.account, session.post,
               session.for_post, session.second_factor, tx.Now(), session.last_used, session.expires_at);
}

std::optional<Session> FindSession(storage::Snapshot& snapshot, std::string_view token_hash) {
    const auto row = snapshot.QueryOptional(kFindSession, storage::Blob{token_hash});
    if (!row) return std::nullopt;
    Session session;
    session.token_hash = token_hash;
    session.account = row->Get<AccountId>("account_id");
    session.post = row->Get<PostId>("post_id");
    session.for_post = row->Get<std::optional<PostId>>("for_post_id");
    session.second_factor = row->Get<bool>("second_factor");
    session.last_used = row->Get<Instant>("last_used");
    session.expires_at = row->Get<Instant>("expires_at");
    return session;
}

void UpdateSeat(storage::Tx& tx, std::string_view token_hash, PostId post, std::optional<PostId> for_post) {
    tx.Execute(kUpdateSeat, storage::Blob{token_hash}, post, for_post);
    tx.BumpVersion(kVersion);
}

void DeleteSession(storage::Tx& tx, std::string_view token_hash) {
    if (tx.Execute(kDeleteSession, storage::Blob{token_hash}) > 0) tx.BumpVersion(kVersion);
}

void DeleteSessions(storage::Tx& tx, AccountId account, std::string_view except_hash) {
    if (tx.Execute(kDeleteSessions, account, storage::Blob{except_hash}) > 0) tx.BumpVersion(kVersion);
}

void UpdateLastUse(storage::Tx& tx, std::string_view token_hash, Instant last_used) {
    tx.Execute(kUpdateLastUse, storage::Blob{token_hash}, last_used);
}

void DeleteExpired(storage::Tx& tx, Instant now) {
    // The times of last use reach the table up to a minute late.
    tx.Execute(kDeleteOldSessions, now, now.Plus(-kIdle - std::chrono::minutes(5)));
    tx.Execute(kForgetOldCodes, now);
    tx.Execute(kDeleteOldSteps,
               (now.milliseconds - std::chrono::milliseconds(std::chrono::hours(1)).count()) / 30'000);
    tx.Execute(kDeleteOldAttempts, now.Plus(-std::chrono::hours(24)), now);
}

}  // namespace qz::identity
