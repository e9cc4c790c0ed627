-- oldest program: 13
--
-- 拿表来填: workbooks that units received outside the system, and what was registered as asked outside of it.

-- Rows go with their files after a day.
CREATE TABLE handed_workbook (
    unit_id      BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    account_id   BIGINT NOT NULL,
    post_id      BIGINT NOT NULL,
    name         TEXT NOT NULL,
    file         TEXT NOT NULL,         -- the sealed file in the folder of the room
    filled_file  TEXT NOT NULL,         -- '' until it is filled
    state        TEXT NOT NULL,         -- ready, filling, filled, failed
    marks        TEXT NOT NULL,         -- JSON: header rows and columns as the person corrected them
    view         TEXT NOT NULL,         -- JSON: what was understood and can be filled; no value of the file
    decision     TEXT NOT NULL,         -- JSON: purpose and what may be written; '' until it is asked for
    filled_cells BIGINT NOT NULL,
    matter_id    BIGINT,                -- registered as this
    revision     BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (unit_id, id)
);
CREATE INDEX handed_workbook_id ON handed_workbook (id);
CREATE INDEX handed_workbook_at ON handed_workbook (at);

-- How many rows of full numbers a unit has taken out on a day.
CREATE TABLE handed_reveal (
    unit_id BIGINT NOT NULL,
    day     BIGINT NOT NULL,
    taken   BIGINT NOT NULL,
    PRIMARY KEY (unit_id, day)
);

-- 系统外要数: one issuer's one table, however many units registered it.
CREATE TABLE handed_matter (
    id             BIGINT NOT NULL PRIMARY KEY,
    issuer_unit_id BIGINT NOT NULL,     -- 0: an issuer outside the tree
    issuer_name    TEXT NOT NULL,
    fingerprint    TEXT NOT NULL,       -- of its columns
    title          TEXT NOT NULL,
    labels         TEXT NOT NULL,       -- JSON: [{"label", "element"}]
    state          TEXT NOT NULL,       -- registered, asked_to_admit, asked_to_stop, will_admit, stopped
    reason         TEXT NOT NULL,       -- of the gate office
    asked_by       BIGINT,              -- the gate office's unit
    asked_at       BIGINT,
    answer         TEXT NOT NULL,       -- of the issuer
    answered_at    BIGINT,
    first_at       BIGINT NOT NULL,
    last_at        BIGINT NOT NULL,
    revision       BIGINT NOT NULL
);
CREATE UNIQUE INDEX handed_matter_same ON handed_matter (issuer_unit_id, issuer_name, fingerprint);
CREATE INDEX handed_matter_last ON handed_matter (last_at);

CREATE TABLE handed_request (
    unit_id    BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    matter_id  BIGINT NOT NULL,
    channel    TEXT NOT NULL,           -- chat_group, phone, email, office_system, paper, meeting, other
    minutes    BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (unit_id, id)
);
CREATE INDEX handed_request_matter ON handed_request (matter_id, unit_id);
