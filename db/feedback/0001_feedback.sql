-- The database of anonymous feedback, SQLite always, apart from the hub's. Days are days since 1970-01-01 in China; nothing
-- here is a moment. Ids are 16 random bytes. Every table is WITHOUT ROWID: none remembers the order in which rows came.

CREATE TABLE feedback_setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

-- A case office (受理办公室) or the second office, which takes matters about the first. `unit` is the hub's unit id.
CREATE TABLE feedback_office (
    id           BLOB NOT NULL PRIMARY KEY,
    unit         INTEGER NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    role         TEXT NOT NULL,
    serves       TEXT NOT NULL,
    second       BLOB,
    identity_key BLOB,
    made_on      INTEGER NOT NULL
) WITHOUT ROWID;

-- Public halves alone; the private ones lie wrapped in $QZ_KEYS.
CREATE TABLE feedback_epoch (
    office     BLOB NOT NULL,
    epoch      INTEGER NOT NULL,
    public_key BLOB NOT NULL,
    signature  BLOB NOT NULL,
    destroyed  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (office, epoch)
) WITHOUT ROWID;

-- What has come and waits for its batch. Written anew in another order at each round of the intake.
CREATE TABLE feedback_waiting (
    id           BLOB NOT NULL PRIMARY KEY,
    office       BLOB NOT NULL,
    epoch        INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    day          INTEGER NOT NULL,
    slow         INTEGER NOT NULL,
    hash         BLOB NOT NULL,
    lookup       BLOB NOT NULL,
    reply_public BLOB NOT NULL,
    sealed       BLOB NOT NULL,
    pictures     BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX feedback_waiting_hash ON feedback_waiting (hash);
CREATE INDEX feedback_waiting_lookup ON feedback_waiting (lookup);

CREATE TABLE feedback_case (
    id           BLOB NOT NULL PRIMARY KEY,
    office       BLOB NOT NULL,
    state        TEXT NOT NULL,
    step_due     INTEGER NOT NULL,
    category     TEXT,
    subject_unit INTEGER,
    subject_code TEXT,
    refused_code TEXT,
    outcome      TEXT,
    finding      TEXT,
    objected     INTEGER NOT NULL DEFAULT 0,
    upheld       INTEGER NOT NULL DEFAULT 0,
    slow         INTEGER NOT NULL,
    in_time      INTEGER NOT NULL DEFAULT 1,
    released_on  INTEGER NOT NULL,
    accepted_on  INTEGER,
    closed_on    INTEGER,
    merged_into  BLOB,
    revision     INTEGER NOT NULL DEFAULT 1
) WITHOUT ROWID;
CREATE INDEX feedback_case_office ON feedback_case (office, state);

-- One receipt: who wrote one report, known by the hash of a derived id and by the key that answers are sealed to.
CREATE TABLE feedback_voice (
    id           BLOB NOT NULL PRIMARY KEY,
    case_id      BLOB NOT NULL,
    lookup_hash  BLOB NOT NULL UNIQUE,
    reply_public BLOB NOT NULL,
    epoch        INTEGER NOT NULL,
    released_on  INTEGER NOT NULL,
    objected     INTEGER NOT NULL DEFAULT 0,
    told         INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX feedback_voice_case ON feedback_voice (case_id);

CREATE TABLE feedback_part (
    id          BLOB NOT NULL PRIMARY KEY,
    voice       BLOB NOT NULL,
    kind        INTEGER NOT NULL,
    epoch       INTEGER NOT NULL,
    day         INTEGER NOT NULL,
    hash        BLOB NOT NULL UNIQUE,
    sealed      BLOB NOT NULL,
    pictures    BLOB NOT NULL,
    sealed_key  BLOB
) WITHOUT ROWID;
CREATE INDEX feedback_part_voice ON feedback_part (voice);

CREATE TABLE feedback_answer (
    id    BLOB NOT NULL PRIMARY KEY,
    voice BLOB NOT NULL,
    place INTEGER NOT NULL,
    day   INTEGER NOT NULL,
    kind  TEXT NOT NULL,
    box   BLOB NOT NULL,
    UNIQUE (voice, place)
) WITHOUT ROWID;

CREATE TABLE feedback_history (
    case_id BLOB NOT NULL,
    place   INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    officer INTEGER NOT NULL,
    what    TEXT NOT NULL,
    detail  TEXT NOT NULL,
    PRIMARY KEY (case_id, place)
) WITHOUT ROWID;

-- A question to a handling unit, about a whole category. It does not know the cases that wait for it.
CREATE TABLE feedback_question (
    id          BLOB NOT NULL PRIMARY KEY,
    office      BLOB NOT NULL,
    unit        INTEGER NOT NULL,
    about       INTEGER NOT NULL,
    question    TEXT NOT NULL,
    asked_on    INTEGER NOT NULL,
    due         INTEGER NOT NULL,
    summary     TEXT,
    answer      TEXT,
    answered_on INTEGER
) WITHOUT ROWID;
CREATE TABLE feedback_referral (
    case_id  BLOB NOT NULL,
    question BLOB NOT NULL,
    PRIMARY KEY (case_id, question)
) WITHOUT ROWID;

CREATE TABLE feedback_summary (
    case_id     BLOB NOT NULL PRIMARY KEY,
    text        TEXT NOT NULL,
    cites       TEXT NOT NULL,
    category    TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    state       TEXT NOT NULL,
    written_by  INTEGER NOT NULL,
    first_by    INTEGER,
    second_by   INTEGER,
    released_on INTEGER
) WITHOUT ROWID;

CREATE TABLE feedback_hours (
    office  BLOB NOT NULL,
    month   INTEGER NOT NULL,
    subject TEXT NOT NULL,
    hours   INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    PRIMARY KEY (office, month, subject)
) WITHOUT ROWID;

-- How many plausible reporters an administrator counted for a unit.
CREATE TABLE feedback_reporters (
    unit  INTEGER NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    name  TEXT NOT NULL,
    day   INTEGER NOT NULL
) WITHOUT ROWID;

-- What happened on a day, counted and nothing else: what the figures of a closed period are made from.
CREATE TABLE feedback_count (
    month    INTEGER NOT NULL,
    quarter  INTEGER NOT NULL,
    measure  TEXT NOT NULL,
    category TEXT NOT NULL,
    county   TEXT NOT NULL,
    town     TEXT NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (month, measure, category, county, town)
) WITHOUT ROWID;
-- The tables of a period as they were published: never computed a second time.
CREATE TABLE feedback_figures (
    period TEXT NOT NULL PRIMARY KEY,
    tables TEXT NOT NULL
) WITHOUT ROWID;

-- What an officer's request did, so that a repetition finds it, and the hub's audit row is never missing
-- (docs/decisions/0007). `audited` turns 1 when the hub has the row.
CREATE TABLE feedback_act (
    key     BLOB NOT NULL PRIMARY KEY,
    officer INTEGER NOT NULL,
    unit    INTEGER NOT NULL,
    what    TEXT NOT NULL,
    day     INTEGER NOT NULL,
    reply   TEXT NOT NULL,
    audited INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
