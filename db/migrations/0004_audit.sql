-- oldest program: 1
--
-- Who did what, append-only; and the Merkle tree over it. A leaf of the tree is the canonical JSON of one audit_entry
-- (src/audit/leaf.hpp), so nothing here may be changed once it has its number.

CREATE TABLE audit_entry (
    unit_id       BIGINT NOT NULL,    -- the object's unit
    id            BIGINT NOT NULL,
    number        BIGINT,             -- gapless from 1; the leaf's place in the tree is number - 1
    at            BIGINT NOT NULL,
    account_id    BIGINT NOT NULL,    -- 0: the program itself
    person_id     BIGINT NOT NULL,
    post_id       BIGINT NOT NULL,
    for_post_id   BIGINT NOT NULL,    -- 0: not under a delegation
    actor_unit_id BIGINT NOT NULL,
    capability    TEXT NOT NULL,
    object_id     BIGINT NOT NULL,
    outcome       SMALLINT NOT NULL,  -- 0 done, 1 refused
    detail        TEXT NOT NULL,
    commitment    BYTES,              -- SHA-256 of salt and personal text; NULL where there is none
    PRIMARY KEY (id, unit_id)         -- in the order of writing: appended, not scattered
) CLUSTERED;

-- Not unique: a unique key of a table distributed by unit would have to contain unit_id. `verify audit` finds a number
-- that stands twice.
CREATE INDEX audit_entry_number ON audit_entry (number) WHERE number IS NOT NULL;
CREATE INDEX audit_entry_unnumbered ON audit_entry (id) WHERE number IS NULL;
-- Searches go newest first.
CREATE INDEX audit_entry_at ON audit_entry (at, id);
CREATE INDEX audit_entry_unit ON audit_entry (unit_id, at, id);
CREATE INDEX audit_entry_account ON audit_entry (account_id, at, id);
CREATE INDEX audit_entry_object ON audit_entry (object_id, at, id);
CREATE INDEX audit_entry_capability ON audit_entry (capability, at, id);

-- The personal side of an entry. A row may be erased: the leaf holds only its commitment.
CREATE TABLE audit_personal (
    unit_id  BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    salt     BYTES NOT NULL,
    personal TEXT NOT NULL,
    PRIMARY KEY (unit_id, entry_id)
) CLUSTERED;

-- One row: the log itself. `size` is moved by guarded UPDATE, so that two integrators cannot both add.
CREATE TABLE audit_tree (
    id     BIGINT NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,             -- random, made with the log; named in every checkpoint
    suite  TEXT NOT NULL,             -- the hash: "sha256"
    size   BIGINT NOT NULL
);

-- The hashes of complete subtrees of 256^level leaves, up to 256 in a tile, 32 bytes each.
CREATE TABLE audit_tile (
    level    BIGINT NOT NULL,
    position BIGINT NOT NULL,
    hashes   BYTES NOT NULL,
    PRIMARY KEY (level, position)
);

CREATE TABLE audit_checkpoint (
    size       BIGINT NOT NULL PRIMARY KEY,
    origin     TEXT NOT NULL,
    root       BYTES NOT NULL,
    at         BIGINT NOT NULL,
    suite      TEXT NOT NULL,         -- the signature's: "ed25519"
    key_number BIGINT NOT NULL,
    public_key BYTES NOT NULL,
    signature  BYTES NOT NULL
);
