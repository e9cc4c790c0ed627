-- oldest program: 1
--
-- Data elements and code sets (reference tables), and what the hub holds about each unit (by unit).

CREATE TABLE catalogue_code_set (
    code  TEXT NOT NULL PRIMARY KEY,
    label TEXT NOT NULL,
    at    BIGINT NOT NULL
);

CREATE TABLE catalogue_code (
    set_code TEXT NOT NULL,
    code     TEXT NOT NULL,
    place    BIGINT NOT NULL,
    label    TEXT NOT NULL,
    PRIMARY KEY (set_code, code)
);

CREATE TABLE catalogue_element (
    id              BIGINT NOT NULL PRIMARY KEY,
    code            TEXT NOT NULL UNIQUE,
    label           TEXT NOT NULL,
    definition      TEXT NOT NULL,
    type            TEXT NOT NULL,
    unit            TEXT NOT NULL,
    places          SMALLINT NOT NULL,
    code_set        TEXT NOT NULL,
    steward_unit_id BIGINT,             -- NULL: 待认领
    refresh         TEXT NOT NULL,
    sensitivity     TEXT NOT NULL,
    sharing         TEXT NOT NULL,
    legal_basis     TEXT NOT NULL,
    subject         TEXT NOT NULL,
    revision        BIGINT NOT NULL,
    at              BIGINT NOT NULL
);

-- Every revision as it stood, as JSON.
CREATE TABLE catalogue_element_version (
    element_id BIGINT NOT NULL,
    revision   BIGINT NOT NULL,
    element    TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (element_id, revision)
);

-- The log of held values. Rows are only added, at the end: each names the row that stood before it, so that neither a
-- report nor the log's index touches a page for every value.
CREATE TABLE catalogue_held (
    unit_id          BIGINT NOT NULL,
    id               BIGINT NOT NULL,
    previous_id      BIGINT,            -- the row of the version before; NULL for the first
    subject          TEXT NOT NULL,     -- '' the unit itself, else '<roster>:<row key>'
    element_id       BIGINT NOT NULL,
    version          BIGINT NOT NULL,   -- of this unit, subject and element, from 1
    value            TEXT,
    period           TEXT NOT NULL,
    source_kind      TEXT NOT NULL,
    source_label     TEXT NOT NULL,
    source_reference BIGINT NOT NULL,
    as_of            BIGINT NOT NULL,   -- days since 1970-01-01
    verified_by      BIGINT,            -- account
    at               BIGINT NOT NULL,
    PRIMARY KEY (id, unit_id)
) CLUSTERED;

-- The newest row of each, in full: a prefill is one range of one index, and the way into the log.
CREATE TABLE catalogue_latest (
    unit_id          BIGINT NOT NULL,
    subject          TEXT NOT NULL,
    element_id       BIGINT NOT NULL,
    held_id          BIGINT NOT NULL,   -- its row in the log
    previous_id      BIGINT,
    version          BIGINT NOT NULL,
    value            TEXT,
    period           TEXT NOT NULL,
    source_kind      TEXT NOT NULL,
    source_label     TEXT NOT NULL,
    source_reference BIGINT NOT NULL,
    as_of            BIGINT NOT NULL,
    verified_by      BIGINT,
    at               BIGINT NOT NULL,
    PRIMARY KEY (unit_id, subject, element_id)
) CLUSTERED;

-- «Nothing changed»: one row, however many values it confirms. By prefix and time, as they are asked for.
CREATE TABLE catalogue_confirmation (
    unit_id        BIGINT NOT NULL,
    subject_prefix TEXT NOT NULL,
    at             BIGINT NOT NULL,
    id             BIGINT NOT NULL,
    reference      BIGINT NOT NULL,
    account_id     BIGINT NOT NULL,
    PRIMARY KEY (unit_id, subject_prefix, at, id)
) CLUSTERED;

-- Opening stock: a file on its way to becoming held values. unit_id is the importing post's unit.
CREATE TABLE catalogue_import (
    unit_id      BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    account_id   BIGINT NOT NULL,
    source       TEXT NOT NULL,
    as_of        BIGINT NOT NULL,
    roster       TEXT NOT NULL,
    key_column   TEXT NOT NULL,
    skip_faulty  SMALLINT NOT NULL,
    tree_version BIGINT NOT NULL,
    reach        TEXT NOT NULL,         -- JSON: the ordinal ranges of tree_version that the importer may touch
    state        TEXT NOT NULL,         -- waiting, faulty, applying, done
    row_count    BIGINT NOT NULL,
    faulty_rows  BIGINT NOT NULL,
    applied      BIGINT NOT NULL,       -- the last row number that has become held values
    faults       TEXT NOT NULL,         -- JSON: the first ones
    at           BIGINT NOT NULL,
    PRIMARY KEY (unit_id, id)
);

-- The file itself and the workbook of faults, sealed, in pieces; both go when they are of no more use.
CREATE TABLE catalogue_import_part (
    unit_id   BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    kind      TEXT NOT NULL,            -- file, errors
    place     BIGINT NOT NULL,
    piece     TEXT NOT NULL,
    PRIMARY KEY (unit_id, import_id, kind, place)
);

-- Sound rows, read and sealed.
CREATE TABLE catalogue_import_row (
    unit_id        BIGINT NOT NULL,
    import_id      BIGINT NOT NULL,
    number         BIGINT NOT NULL,     -- as on the screen of Excel
    target_unit_id BIGINT NOT NULL,
    subject        TEXT NOT NULL,
    fields         TEXT NOT NULL,       -- JSON: {"element id": "stored value"}
    PRIMARY KEY (unit_id, import_id, number)
);
