-- oldest program: 1
--
-- People, posts, accounts and sessions. Accounts, sessions and what hangs on them stay on the coordinator and are keyed
-- by their own ids; posts and what belongs to a unit's work carry unit_id in their keys.

CREATE TABLE identity_person (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- valid_from and valid_until are days (both inclusive); valid_until NULL: without end.
CREATE TABLE identity_post (
    unit_id     BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    person_id   BIGINT NOT NULL,
    role        TEXT NOT NULL,
    title       TEXT NOT NULL,
    enabled     SMALLINT NOT NULL,
    valid_from  BIGINT NOT NULL,
    valid_until BIGINT,
    PRIMARY KEY (unit_id, id)
);
CREATE INDEX identity_post_id ON identity_post (id);
CREATE INDEX identity_post_person ON identity_post (person_id);

-- state: 0 waits for activation, 1 active, 2 disabled. unit_id is the unit of the first post: who manages the account.
-- totp_secret and totp_pending are sealed; activation_index is a keyed hash. phone: where the person can be asked about
-- what was filled, typed by the person alone; '' where none was given.
CREATE TABLE identity_account (
    id                 BIGINT NOT NULL PRIMARY KEY,
    person_id          BIGINT NOT NULL,
    unit_id            BIGINT NOT NULL,
    login              TEXT NOT NULL,
    login_key          TEXT NOT NULL,
    search_text        TEXT NOT NULL,
    phone              TEXT NOT NULL,
    password_hash      TEXT NOT NULL,
    totp_secret        TEXT NOT NULL,
    totp_pending       TEXT NOT NULL,
    state              SMALLINT NOT NULL,
    activation_index   TEXT NOT NULL,
    activation_expires BIGINT NOT NULL,
    created_by_unit    BIGINT NOT NULL,
    created_at         BIGINT NOT NULL
);
CREATE UNIQUE INDEX identity_account_login ON identity_account (login_key);
CREATE INDEX identity_account_unit ON identity_account (unit_id, id);
CREATE INDEX identity_account_person ON identity_account (person_id);

-- Failures in a row by what was typed, whether or not such an account exists: the lock tells nobody which logins are real.
CREATE TABLE identity_attempt (
    login_key    TEXT NOT NULL PRIMARY KEY,
    failures     SMALLINT NOT NULL,
    locked_until BIGINT NOT NULL,
    at           BIGINT NOT NULL
) CLUSTERED;

-- The cookie's SHA-256; the cookie itself is nowhere.
CREATE TABLE identity_session (
    token_hash    BYTES NOT NULL PRIMARY KEY,
    account_id    BIGINT NOT NULL,
    post_id       BIGINT NOT NULL,
    for_post_id   BIGINT,
    second_factor SMALLINT NOT NULL,
    created_at    BIGINT NOT NULL,
    last_used     BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL
);
CREATE INDEX identity_session_account ON identity_session (account_id);
CREATE INDEX identity_session_expires ON identity_session (expires_at);

-- A code is taken once (RFC 6238, 5.2).
CREATE TABLE identity_totp_used (
    account_id BIGINT NOT NULL,
    step       BIGINT NOT NULL,
    PRIMARY KEY (account_id, step)
) CLUSTERED;

-- AB 岗: unit_id is the unit of from_post.
CREATE TABLE identity_delegation (
    unit_id     BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    from_post   BIGINT NOT NULL,
    to_post     BIGINT NOT NULL,
    valid_from  BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    note        TEXT NOT NULL,
    revoked_at  BIGINT,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (unit_id, id)
);
CREATE INDEX identity_delegation_from ON identity_delegation (from_post);
CREATE INDEX identity_delegation_to ON identity_delegation (to_post);
CREATE INDEX identity_delegation_id ON identity_delegation (id);

-- 交接单: who handed what to whom; the names as they were on that day.
CREATE TABLE identity_handover (
    unit_id   BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    from_post BIGINT NOT NULL,
    to_post   BIGINT NOT NULL,
    from_name TEXT NOT NULL,
    to_name   TEXT NOT NULL,
    title     TEXT NOT NULL,
    reason    TEXT NOT NULL,
    by_name   TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (unit_id, id)
);
CREATE INDEX identity_handover_id ON identity_handover (id);

CREATE TABLE identity_handover_item (
    unit_id     BIGINT NOT NULL,
    handover_id BIGINT NOT NULL,
    position    SMALLINT NOT NULL,
    label       TEXT NOT NULL,
    number      BIGINT NOT NULL,
    PRIMARY KEY (unit_id, handover_id, position)
) CLUSTERED;

-- 换届: one workbook, read and checked, then applied in slices. state: 0 staged, 1 being applied, 2 done.
-- plan and outcome are JSON; unit_id and post_id are those of whoever uploaded it.
CREATE TABLE identity_replacement (
    id         BIGINT NOT NULL PRIMARY KEY,
    unit_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    post_id    BIGINT NOT NULL,
    state      SMALLINT NOT NULL,
    reason     TEXT NOT NULL,
    plan       TEXT NOT NULL,
    total_rows BIGINT NOT NULL,
    done_rows  BIGINT NOT NULL,
    outcome    TEXT NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX identity_replacement_unit ON identity_replacement (unit_id, id);
