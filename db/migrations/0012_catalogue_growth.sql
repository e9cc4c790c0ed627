-- oldest program: 12
--
-- The catalogue grows: other names of an element, what became of it, who answers for it, where it is held.

ALTER TABLE catalogue_element ADD COLUMN period_type TEXT NOT NULL DEFAULT 'none';
ALTER TABLE catalogue_element ADD COLUMN purposes TEXT NOT NULL DEFAULT '[]';    -- JSON: what it may be given for
ALTER TABLE catalogue_element ADD COLUMN claim TEXT NOT NULL DEFAULT 'unclaimed';
ALTER TABLE catalogue_element ADD COLUMN state TEXT NOT NULL DEFAULT 'live';     -- live, merged, split, removed
ALTER TABLE catalogue_element ADD COLUMN search TEXT NOT NULL DEFAULT '';        -- label, aliases, initials, code; normalised
ALTER TABLE catalogue_element ADD COLUMN stamp BIGINT NOT NULL DEFAULT 0;        -- the catalogue's version that wrote it last
UPDATE catalogue_element SET claim = 'claimed' WHERE steward_unit_id IS NOT NULL;
CREATE INDEX catalogue_element_stamp ON catalogue_element (stamp);

-- Other names of an element, with who gave them and when.
CREATE TABLE catalogue_alias (
    element_id BIGINT NOT NULL,
    text       TEXT NOT NULL,           -- the label as it is searched for
    label      TEXT NOT NULL,
    kind       TEXT NOT NULL,           -- alias, merged, taught
    unit_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (element_id, text)
);

-- «This column is not that element»: a person said so.
CREATE TABLE catalogue_refusal (
    text       TEXT NOT NULL,
    element_id BIGINT NOT NULL,
    unit_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (text, element_id)
);

-- Merged into, or split into, these.
CREATE TABLE catalogue_successor (
    element_id   BIGINT NOT NULL,
    successor_id BIGINT NOT NULL,
    kind         TEXT NOT NULL,         -- merge, split
    reason       TEXT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (element_id, successor_id)
);

-- What happened to an element, told in its history. Rows are only added.
CREATE TABLE catalogue_event (
    element_id BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    what       TEXT NOT NULL,
    detail     TEXT NOT NULL,           -- JSON
    document   TEXT NOT NULL,
    unit_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL,         -- 0: the hub itself
    at         BIGINT NOT NULL,
    PRIMARY KEY (element_id, id)
);

-- 数源认领: who is asked to answer for an element, and what came of it.
CREATE TABLE catalogue_claim (
    id               BIGINT NOT NULL PRIMARY KEY,
    element_id       BIGINT NOT NULL,
    proposed_unit_id BIGINT NOT NULL,
    reason           TEXT NOT NULL,
    state            TEXT NOT NULL,     -- proposed, accepted, declined, escalated, designated, disputed, ruled
    due_day          BIGINT NOT NULL,   -- silence beyond it goes to the data authority
    answer           TEXT NOT NULL,     -- why it was declined or disputed, or the ruling
    document         TEXT NOT NULL,
    disputed_by      BIGINT,            -- the unit that disputes
    opened_at        BIGINT NOT NULL,
    decided_at       BIGINT,
    decided_by       BIGINT,
    revision         BIGINT NOT NULL
);
CREATE INDEX catalogue_claim_element ON catalogue_claim (element_id, id);
CREATE INDEX catalogue_claim_state ON catalogue_claim (state, due_day);
-- Of an element one claim is being decided at a time.
CREATE UNIQUE INDEX catalogue_claim_open ON catalogue_claim (element_id)
    WHERE state IN ('proposed', 'declined', 'escalated', 'disputed');

-- How many units below a unit hold a value, counted by a job. Roots are governments down to the county.
CREATE TABLE catalogue_coverage (
    element_id   BIGINT NOT NULL,
    root_unit_id BIGINT NOT NULL,
    level        TEXT NOT NULL,         -- of the units counted
    units        BIGINT NOT NULL,
    fresh        BIGINT NOT NULL,       -- of these, within the element's refresh cycle when they were counted
    oldest       BIGINT NOT NULL,       -- days since 1970-01-01
    latest       BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (element_id, root_unit_id, level)
);

CREATE TABLE catalogue_coverage_source (
    element_id BIGINT NOT NULL,
    label      TEXT NOT NULL,
    units      BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (element_id, label)
);
