-- oldest program: 1
--
-- Units and the versions of their tree. A unit's id never changes; what it is called and where it stands belongs to a
-- version. Versions that differ only in names share their places (a layout), so a rename costs two rows, not a tree.

CREATE TABLE directory_unit (
    id       BIGINT NOT NULL PRIMARY KEY,
    code     TEXT NOT NULL,
    revision BIGINT NOT NULL
);

CREATE UNIQUE INDEX directory_unit_code ON directory_unit (code);

-- A version has no number until it is switched to: staged rows are invisible. The highest number is in force; the
-- unique index decides when two switches meet.
CREATE TABLE directory_version (
    id         BIGINT NOT NULL PRIMARY KEY,
    number     BIGINT,
    layout_id  BIGINT NOT NULL,
    cause      TEXT NOT NULL,
    effective  BIGINT NOT NULL,
    document   TEXT NOT NULL,
    unit_count BIGINT NOT NULL,
    made_at    BIGINT NOT NULL
);

CREATE UNIQUE INDEX directory_version_number ON directory_version (number);
CREATE INDEX directory_version_layout ON directory_version (layout_id);

-- The tree of a layout in pre-order; layout_id is the id of the version that first had it.
CREATE TABLE directory_place (
    layout_id      BIGINT NOT NULL,
    ordinal        BIGINT NOT NULL,
    unit_id        BIGINT NOT NULL,
    parent_ordinal BIGINT NOT NULL,
    last_ordinal   BIGINT NOT NULL,
    depth          SMALLINT NOT NULL,
    PRIMARY KEY (layout_id, ordinal)
) CLUSTERED;

CREATE UNIQUE INDEX directory_place_unit ON directory_place (layout_id, unit_id);

-- What other rooms may join, for reading: the place of each unit in each version that is or was in force.
CREATE VIEW directory_position AS
    SELECT version.id AS version_id, place.ordinal AS ordinal, place.unit_id AS unit_id,
           place.parent_ordinal AS parent_ordinal, place.last_ordinal AS last_ordinal, place.depth AS depth
    FROM directory_version AS version
    JOIN directory_place AS place ON place.layout_id = version.layout_id
    WHERE version.number IS NOT NULL;

-- What a unit is called and is, from this version on until a later one says otherwise. pinyin_key is an ICU
-- collation key (zh@collation=pinyin) of the name shown.
CREATE TABLE directory_label (
    version_id       BIGINT NOT NULL,
    unit_id          BIGINT NOT NULL,
    official_name    TEXT NOT NULL,
    display_name     TEXT,
    level            TEXT NOT NULL,
    kind             TEXT NOT NULL,
    in_use           SMALLINT NOT NULL,
    line_superior_id BIGINT,
    search_text      TEXT NOT NULL,
    initials         TEXT NOT NULL,
    pinyin_key       BYTES NOT NULL,
    PRIMARY KEY (version_id, unit_id)
) CLUSTERED;

CREATE INDEX directory_label_unit ON directory_label (unit_id);

-- Merges and splits: who carries on the work of a unit that a version no longer has.
CREATE TABLE directory_successor (
    version_id   BIGINT NOT NULL,
    unit_id      BIGINT NOT NULL,
    successor_id BIGINT NOT NULL,
    PRIMARY KEY (version_id, unit_id, successor_id)
) CLUSTERED;

CREATE INDEX directory_successor_unit ON directory_successor (unit_id);

-- A table of units handed in: checking, faulty, same, ready, switched, failed.
CREATE TABLE directory_import (
    id            BIGINT NOT NULL PRIMARY KEY,
    state         TEXT NOT NULL,
    version_id    BIGINT,
    base_number   BIGINT NOT NULL,
    row_count     BIGINT NOT NULL,
    added         BIGINT NOT NULL,
    renamed       BIGINT NOT NULL,
    moved         BIGINT NOT NULL,
    removed       BIGINT NOT NULL,
    changed       BIGINT NOT NULL,
    fault_count   BIGINT NOT NULL,
    warning_count BIGINT NOT NULL,
    made_at       BIGINT NOT NULL,
    revision      BIGINT NOT NULL
);

CREATE INDEX directory_import_made_at ON directory_import (made_at);

-- The file as it came, deflated, in parts; gone once it is checked.
CREATE TABLE directory_import_source (
    import_id BIGINT NOT NULL,
    part      BIGINT NOT NULL,
    bytes     BYTES NOT NULL,
    PRIMARY KEY (import_id, part)
);

CREATE TABLE directory_import_fault (
    import_id BIGINT NOT NULL,
    seq       BIGINT NOT NULL,
    place     TEXT NOT NULL,
    code      TEXT NOT NULL,
    arguments TEXT NOT NULL,
    blocks    SMALLINT NOT NULL,
    PRIMARY KEY (import_id, seq)
) CLUSTERED;

-- The difference to the version in force when the table was checked, for review.
CREATE TABLE directory_import_row (
    import_id       BIGINT NOT NULL,
    change          TEXT NOT NULL,
    seq             BIGINT NOT NULL,
    unit_id         BIGINT NOT NULL,
    code            TEXT NOT NULL,
    name            TEXT NOT NULL,
    was_name        TEXT,
    parent_code     TEXT NOT NULL,
    was_parent_code TEXT,
    PRIMARY KEY (import_id, change, seq)
) CLUSTERED;
