-- oldest program: 1
--
-- What platform/storage itself keeps. Words the runner replaces: BYTES (BLOB or BYTEA) and CLUSTERED
-- (WITHOUT ROWID on SQLite: rows lie in the order of the primary key; for narrow rows with a composite key).

-- What caches are valid under: one number for each subject.
CREATE TABLE platform_version (
    name   TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
) CLUSTERED;

-- One row for each committed change that others may follow; numbered by the sequencer.
CREATE TABLE platform_change (
    unit_id   BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    number    BIGINT,
    topic     TEXT NOT NULL,
    object_id BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (id, unit_id)  -- in the order of writing: appended, not scattered
) CLUSTERED;

-- Not unique: a unique key of a table distributed by unit would have to contain unit_id.
CREATE INDEX platform_change_number ON platform_change (number) WHERE number IS NOT NULL;
CREATE INDEX platform_change_unnumbered ON platform_change (id) WHERE number IS NULL;

-- How far the rows of a table are numbered (reserved) and how far followers may read (published).
CREATE TABLE platform_sequencer (
    name      TEXT NOT NULL PRIMARY KEY,
    reserved  BIGINT NOT NULL,
    published BIGINT NOT NULL
) CLUSTERED;

-- Process numbers for ids: leased, so that two processes never share one.
CREATE TABLE platform_process (
    number       BIGINT NOT NULL PRIMARY KEY,
    holder       BIGINT NOT NULL,
    leased_until BIGINT NOT NULL
);

-- One effect for one request, however often it is sent.
CREATE TABLE platform_idempotency (
    unit_id      BIGINT NOT NULL,
    account_id   BIGINT NOT NULL,
    key          TEXT NOT NULL,
    request_hash BYTES NOT NULL,
    status       SMALLINT NOT NULL,
    object_id    BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (unit_id, account_id, key)
) CLUSTERED;

CREATE INDEX platform_idempotency_at ON platform_idempotency (at);
