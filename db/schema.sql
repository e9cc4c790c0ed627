-- The present schema, made by tools/generate-schema from db/migrations; not read by the program. PostgreSQL has the
-- same tables with BYTEA for BLOB and without WITHOUT ROWID.

CREATE TABLE admission_assessment (
    proposal_id BIGINT NOT NULL PRIMARY KEY,
    content     TEXT NOT NULL               -- JSON
);

CREATE TABLE admission_estimate (
    unit_id BIGINT NOT NULL,
    form_id BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (unit_id, form_id)
);

CREATE INDEX admission_estimate_form ON admission_estimate (form_id);

CREATE TABLE admission_event (
    proposal_id BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    what        TEXT NOT NULL,
    unit_id     BIGINT NOT NULL,            -- in whose name; 0: the clock
    account_id  BIGINT NOT NULL,
    detail      TEXT NOT NULL,              -- JSON
    at          BIGINT NOT NULL,
    PRIMARY KEY (proposal_id, id)
);

CREATE TABLE admission_field (
    proposal_id   BIGINT NOT NULL,
    code          TEXT NOT NULL,
    position      BIGINT NOT NULL,
    element_id    BIGINT NOT NULL,
    label         TEXT NOT NULL,
    answer        TEXT NOT NULL,            -- ask, use_held, counts, rows, drop
    purpose       TEXT NOT NULL,
    basis         TEXT NOT NULL,
    justification TEXT NOT NULL,
    local         SMALLINT NOT NULL,        -- of a form handed down: added here
    verdict       TEXT NOT NULL,            -- as it stood when it was submitted
    derivation    TEXT NOT NULL,            -- the expression that gives it; '' where none does
    year_seconds  BIGINT NOT NULL,          -- what asking costs
    PRIMARY KEY (proposal_id, code)
);

CREATE TABLE admission_layout (
    form_id BIGINT NOT NULL PRIMARY KEY,
    layout  TEXT NOT NULL,                  -- JSON
    at      BIGINT NOT NULL
);

CREATE TABLE admission_notice (
    unit_id     BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    proposal_id BIGINT NOT NULL,            -- 0: about a task
    task_id     BIGINT NOT NULL,            -- 0: about a proposal
    form_id     BIGINT NOT NULL,
    detail      TEXT NOT NULL,              -- JSON
    at          BIGINT NOT NULL,
    seen_at     BIGINT,
    PRIMARY KEY (unit_id, id)
);

CREATE INDEX admission_notice_proposal ON admission_notice (proposal_id, kind);

CREATE TABLE admission_number (
    gate_unit_id BIGINT NOT NULL,
    series       TEXT NOT NULL,
    year         BIGINT NOT NULL,
    ordinal      BIGINT NOT NULL,
    proposal_id  BIGINT NOT NULL,
    PRIMARY KEY (gate_unit_id, series, year, ordinal)
);

CREATE TABLE admission_policy (
    revision   BIGINT NOT NULL PRIMARY KEY,
    content    TEXT NOT NULL,               -- JSON
    unit_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    at         BIGINT NOT NULL
);

CREATE TABLE admission_proposal (
    id                 BIGINT NOT NULL PRIMARY KEY,
    form_id            BIGINT NOT NULL,
    issuer_unit_id     BIGINT NOT NULL,
    title              TEXT NOT NULL,
    class              TEXT NOT NULL,       -- statistical, entitlement, routine
    layout             TEXT NOT NULL,       -- single, roster
    period             TEXT NOT NULL,       -- the form's cycle
    times              BIGINT NOT NULL,     -- how often a year
    origin             SMALLINT NOT NULL,   -- 0 own, 1 handed down, 2 emergency
    purpose            TEXT NOT NULL,
    legal_basis        TEXT NOT NULL,
    justification_rows TEXT NOT NULL,
    paper_wanted       SMALLINT NOT NULL,
    months             BIGINT NOT NULL,     -- valid for
    leader             TEXT NOT NULL,       -- emergency: who ordered it
    document           TEXT NOT NULL,       -- handed down: which document says so
    state              SMALLINT NOT NULL,
    gate_unit_id       BIGINT NOT NULL,     -- 0 until it is submitted
    policy             TEXT NOT NULL,
    silence            TEXT NOT NULL,       -- admitted, escalated
    escalated          SMALLINT NOT NULL,
    due_day            BIGINT,
    number             TEXT,                -- 准入编号
    approval           TEXT NOT NULL,       -- 批准（备案）文号 of a recorded survey
    valid_until        BIGINT,
    conditions         TEXT NOT NULL,
    reason             TEXT NOT NULL,       -- of the last decision
    unit_seconds       BIGINT NOT NULL,     -- of one unit and one time, as the bill says
    year_seconds       BIGINT NOT NULL,     -- of all units in a year
    merged_into        BIGINT,              -- a form
    revision           BIGINT NOT NULL,
    created_at         BIGINT NOT NULL,
    submitted_at       BIGINT,
    decided_at         BIGINT
);

CREATE INDEX admission_proposal_form ON admission_proposal (form_id, id);

CREATE INDEX admission_proposal_gate ON admission_proposal (gate_unit_id, state, due_day);

CREATE INDEX admission_proposal_issuer ON admission_proposal (issuer_unit_id, id);

CREATE UNIQUE INDEX admission_proposal_number ON admission_proposal (number) WHERE number IS NOT NULL;

CREATE UNIQUE INDEX admission_proposal_open ON admission_proposal (form_id) WHERE state IN (0, 1, 4);

CREATE TABLE admission_sample (
    proposal_id  BIGINT NOT NULL PRIMARY KEY,
    gate_unit_id BIGINT NOT NULL,
    drawn_at     BIGINT NOT NULL,
    finding      TEXT NOT NULL,
    reviewed_at  BIGINT,
    reviewed_by  BIGINT
);

CREATE INDEX admission_sample_gate ON admission_sample (gate_unit_id, reviewed_at);

CREATE TABLE admission_scope (
    proposal_id  BIGINT NOT NULL,
    position     BIGINT NOT NULL,
    root_unit_id BIGINT NOT NULL,
    level        TEXT NOT NULL,             -- "village", …, or "self": the root unit alone
    PRIMARY KEY (proposal_id, position)
);

CREATE TABLE admission_upward (
    id           BIGINT NOT NULL PRIMARY KEY,
    gate_unit_id BIGINT NOT NULL,
    proposal_id  BIGINT NOT NULL,
    document     TEXT NOT NULL,
    units        BIGINT NOT NULL,
    year_seconds BIGINT NOT NULL,
    held_fields  BIGINT NOT NULL,
    fields       BIGINT NOT NULL,
    at           BIGINT NOT NULL
);

CREATE INDEX admission_upward_gate ON admission_upward (gate_unit_id, id);

CREATE TABLE admission_verification (
    unit_id        BIGINT NOT NULL,
    id             BIGINT NOT NULL,
    task_id        BIGINT NOT NULL,
    form_id        BIGINT NOT NULL,
    issuer_unit_id BIGINT NOT NULL,
    title          TEXT NOT NULL,
    kind           TEXT NOT NULL,
    reason         TEXT NOT NULL,
    fields         TEXT NOT NULL,           -- JSON [{code, label}]: what is doubted; []: the task
    state          SMALLINT NOT NULL,       -- 0 open, 1 answered
    due_day        BIGINT NOT NULL,
    answer         TEXT NOT NULL,
    opened_at      BIGINT NOT NULL,
    answered_at    BIGINT,
    PRIMARY KEY (unit_id, id)
);

CREATE INDEX admission_verification_issuer ON admission_verification (issuer_unit_id, state, task_id);

CREATE UNIQUE INDEX admission_verification_once ON admission_verification (unit_id, task_id);

CREATE TABLE admission_workbook (
    unit_id    BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    name       TEXT NOT NULL,
    content    TEXT NOT NULL,               -- JSON: the header rows that persons marked
    at         BIGINT NOT NULL,
    PRIMARY KEY (unit_id, id)
);

CREATE TABLE admission_workbook_part (
    unit_id     BIGINT NOT NULL,
    workbook_id BIGINT NOT NULL,
    place       BIGINT NOT NULL,
    piece       TEXT NOT NULL,
    PRIMARY KEY (unit_id, workbook_id, place)
);

CREATE TABLE audit_checkpoint (
    size       BIGINT NOT NULL PRIMARY KEY,
    origin     TEXT NOT NULL,
    root       BLOB NOT NULL,
    at         BIGINT NOT NULL,
    suite      TEXT NOT NULL,         -- the signature's: "ed25519"
    key_number BIGINT NOT NULL,
    public_key BLOB NOT NULL,
    signature  BLOB NOT NULL
);

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
    commitment    BLOB,              -- SHA-256 of salt and personal text; NULL where there is none
    PRIMARY KEY (id, unit_id)         -- in the order of writing: appended, not scattered
) WITHOUT ROWID;

CREATE INDEX audit_entry_account ON audit_entry (account_id, at, id);

CREATE INDEX audit_entry_at ON audit_entry (at, id);

CREATE INDEX audit_entry_capability ON audit_entry (capability, at, id);

CREATE INDEX audit_entry_number ON audit_entry (number) WHERE number IS NOT NULL;

CREATE INDEX audit_entry_object ON audit_entry (object_id, at, id);

CREATE INDEX audit_entry_unit ON audit_entry (unit_id, at, id);

CREATE INDEX audit_entry_unnumbered ON audit_entry (id) WHERE number IS NULL;

CREATE TABLE audit_personal (
    unit_id  BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    salt     BLOB NOT NULL,
    personal TEXT NOT NULL,
    PRIMARY KEY (unit_id, entry_id)
) WITHOUT ROWID;

CREATE TABLE audit_tile (
    level    BIGINT NOT NULL,
    position BIGINT NOT NULL,
    hashes   BLOB NOT NULL,
    PRIMARY KEY (level, position)
);

CREATE TABLE audit_tree (
    id     BIGINT NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,             -- random, made with the log; named in every checkpoint
    suite  TEXT NOT NULL,             -- the hash: "sha256"
    size   BIGINT NOT NULL
);

CREATE TABLE calendar_day (
    day       BIGINT NOT NULL PRIMARY KEY,
    kind      TEXT NOT NULL,
    name      TEXT NOT NULL,
    authority TEXT NOT NULL,
    revision  BIGINT NOT NULL
);

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

CREATE UNIQUE INDEX catalogue_claim_open ON catalogue_claim (element_id)
    WHERE state IN ('proposed', 'declined', 'escalated', 'disputed');

CREATE INDEX catalogue_claim_state ON catalogue_claim (state, due_day);

CREATE TABLE catalogue_code (
    set_code TEXT NOT NULL,
    code     TEXT NOT NULL,
    place    BIGINT NOT NULL,
    label    TEXT NOT NULL,
    PRIMARY KEY (set_code, code)
);

CREATE TABLE catalogue_code_set (
    code  TEXT NOT NULL PRIMARY KEY,
    label TEXT NOT NULL,
    at    BIGINT NOT NULL
);

CREATE TABLE catalogue_confirmation (
    unit_id        BIGINT NOT NULL,
    subject_prefix TEXT NOT NULL,
    at             BIGINT NOT NULL,
    id             BIGINT NOT NULL,
    reference      BIGINT NOT NULL,
    account_id     BIGINT NOT NULL,
    PRIMARY KEY (unit_id, subject_prefix, at, id)
) WITHOUT ROWID;

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
, period_type TEXT NOT NULL DEFAULT 'none', purposes TEXT NOT NULL DEFAULT '[]', claim TEXT NOT NULL DEFAULT 'unclaimed', state TEXT NOT NULL DEFAULT 'live', search TEXT NOT NULL DEFAULT '', stamp BIGINT NOT NULL DEFAULT 0);

CREATE INDEX catalogue_element_stamp ON catalogue_element (stamp);

CREATE TABLE catalogue_element_version (
    element_id BIGINT NOT NULL,
    revision   BIGINT NOT NULL,
    element    TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (element_id, revision)
);

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
) WITHOUT ROWID;

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

CREATE TABLE catalogue_import_part (
    unit_id   BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    kind      TEXT NOT NULL,            -- file, errors
    place     BIGINT NOT NULL,
    piece     TEXT NOT NULL,
    PRIMARY KEY (unit_id, import_id, kind, place)
);

CREATE TABLE catalogue_import_row (
    unit_id        BIGINT NOT NULL,
    import_id      BIGINT NOT NULL,
    number         BIGINT NOT NULL,     -- as on the screen of Excel
    target_unit_id BIGINT NOT NULL,
    subject        TEXT NOT NULL,
    fields         TEXT NOT NULL,       -- JSON: {"element id": "stored value"}
    PRIMARY KEY (unit_id, import_id, number)
);

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
) WITHOUT ROWID;

CREATE TABLE catalogue_refusal (
    text       TEXT NOT NULL,
    element_id BIGINT NOT NULL,
    unit_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (text, element_id)
);

CREATE TABLE catalogue_successor (
    element_id   BIGINT NOT NULL,
    successor_id BIGINT NOT NULL,
    kind         TEXT NOT NULL,         -- merge, split
    reason       TEXT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (element_id, successor_id)
);

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

CREATE TABLE directory_import_fault (
    import_id BIGINT NOT NULL,
    seq       BIGINT NOT NULL,
    place     TEXT NOT NULL,
    code      TEXT NOT NULL,
    arguments TEXT NOT NULL,
    blocks    SMALLINT NOT NULL,
    PRIMARY KEY (import_id, seq)
) WITHOUT ROWID;

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
) WITHOUT ROWID;

CREATE TABLE directory_import_source (
    import_id BIGINT NOT NULL,
    part      BIGINT NOT NULL,
    bytes     BLOB NOT NULL,
    PRIMARY KEY (import_id, part)
);

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
    pinyin_key       BLOB NOT NULL,
    PRIMARY KEY (version_id, unit_id)
) WITHOUT ROWID;

CREATE INDEX directory_label_unit ON directory_label (unit_id);

CREATE TABLE directory_place (
    layout_id      BIGINT NOT NULL,
    ordinal        BIGINT NOT NULL,
    unit_id        BIGINT NOT NULL,
    parent_ordinal BIGINT NOT NULL,
    last_ordinal   BIGINT NOT NULL,
    depth          SMALLINT NOT NULL,
    PRIMARY KEY (layout_id, ordinal)
) WITHOUT ROWID;

CREATE UNIQUE INDEX directory_place_unit ON directory_place (layout_id, unit_id);

CREATE VIEW directory_position AS
    SELECT version.id AS version_id, place.ordinal AS ordinal, place.unit_id AS unit_id,
           place.parent_ordinal AS parent_ordinal, place.last_ordinal AS last_ordinal, place.depth AS depth
    FROM directory_version AS version
    JOIN directory_place AS place ON place.layout_id = version.layout_id
    WHERE version.number IS NOT NULL;

CREATE TABLE directory_successor (
    version_id   BIGINT NOT NULL,
    unit_id      BIGINT NOT NULL,
    successor_id BIGINT NOT NULL, keeps SMALLINT NOT NULL DEFAULT 0,
    PRIMARY KEY (version_id, unit_id, successor_id)
) WITHOUT ROWID;

CREATE INDEX directory_successor_unit ON directory_successor (unit_id);

CREATE TABLE directory_unit (
    id       BIGINT NOT NULL PRIMARY KEY,
    code     TEXT NOT NULL,
    revision BIGINT NOT NULL
);

CREATE UNIQUE INDEX directory_unit_code ON directory_unit (code);

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

CREATE INDEX directory_version_layout ON directory_version (layout_id);

CREATE UNIQUE INDEX directory_version_number ON directory_version (number);

CREATE TABLE forms_correction (
    unit_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    field TEXT NOT NULL,
    element_id BIGINT NOT NULL,
    subject TEXT NOT NULL,
    row_key TEXT NOT NULL,
    row_name TEXT NOT NULL,
    held TEXT,
    held_version BIGINT NOT NULL,
    held_source TEXT NOT NULL,
    reported TEXT,
    reason TEXT NOT NULL,
    state SMALLINT NOT NULL,             -- 0 open, 1 upheld, 2 rejected, 3 withdrawn
    escalated SMALLINT NOT NULL,
    decider_unit_id BIGINT NOT NULL,
    due_day BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    opened_by BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by BIGINT,
    decision_reason TEXT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (unit_id, id)
);

CREATE INDEX forms_correction_decider ON forms_correction (decider_unit_id, state, due_day);

CREATE UNIQUE INDEX forms_correction_open ON forms_correction (unit_id, element_id, subject) WHERE state = 0;

CREATE TABLE forms_decision (
    unit_id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    return_version BIGINT NOT NULL,
    step SMALLINT NOT NULL,
    verdict TEXT NOT NULL,               -- approved, sent_back, passed_overdue, signed, sign_off_refused, withdrawn
    reason TEXT NOT NULL,
    fields TEXT NOT NULL,
    decider_unit_id BIGINT NOT NULL,
    decided_by BIGINT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (unit_id, task_id, id)
);

CREATE TABLE forms_export (
    unit_id BIGINT NOT NULL,             -- of the post that asked
    id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    approved_only SMALLINT NOT NULL,
    full_numbers SMALLINT NOT NULL,      -- ID numbers unmasked: a second person has to agree (SECURITY B8)
    purpose TEXT NOT NULL,               -- of full numbers
    parent_unit_id BIGINT NOT NULL,
    state SMALLINT NOT NULL,             -- 0 waiting, 1 ready, 2 failed, 3 until a second person agrees, 4 refused, 5 deleted
    file_name TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    requested_by BIGINT NOT NULL,
    requested_person BIGINT NOT NULL,
    requested_at BIGINT NOT NULL,
    decided_by BIGINT,                   -- the second person
    decided_at BIGINT,
    made_at BIGINT,
    PRIMARY KEY (unit_id, id)
);

CREATE INDEX forms_export_task ON forms_export (task_id, id);

CREATE TABLE forms_filed (
    unit_id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    id BIGINT NOT NULL,
    first_ordinal BIGINT NOT NULL,
    unit_count BIGINT NOT NULL,
    units BLOB NOT NULL,                -- ordinals in the task's tree, figures, counts of cells
    "values" BLOB NOT NULL,             -- columns: value, source and version of every cell
    filed_at BIGINT NOT NULL,
    PRIMARY KEY (unit_id, task_id, number)
);

CREATE INDEX forms_filed_task ON forms_filed (task_id, first_ordinal);

CREATE TABLE forms_filing (
    unit_id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    unit_ordinal BIGINT NOT NULL,
    state SMALLINT NOT NULL,             -- 0 files, 1 added, 2 passed on, 3 declined
    origin_unit_id BIGINT,               -- added: who passed it here
    reason TEXT NOT NULL,
    received_at BIGINT,
    received_by BIGINT,
    assigned_post_id BIGINT,
    changed_at BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (unit_id, task_id)
);

CREATE INDEX forms_filing_post ON forms_filing (assigned_post_id);

CREATE INDEX forms_filing_task ON forms_filing (task_id, unit_ordinal);

CREATE TABLE forms_form (
    id BIGINT PRIMARY KEY,
    owner_unit_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    class TEXT NOT NULL,
    layout TEXT NOT NULL,
    draft TEXT NOT NULL,                 -- the definition being edited, JSON
    published_version_id BIGINT,         -- the latest frozen one
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by BIGINT NOT NULL
);

CREATE INDEX forms_form_owner ON forms_form (owner_unit_id, id);

CREATE TABLE forms_outcome (
    unit_id BIGINT NOT NULL,             -- of the post that asked
    id      BIGINT NOT NULL,
    answer  TEXT NOT NULL,               -- JSON, as it was sent
    made_at BIGINT NOT NULL,
    PRIMARY KEY (unit_id, id)
);

CREATE INDEX forms_outcome_made ON forms_outcome (made_at);

CREATE TABLE forms_postponement (
    task_id      BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    was          BIGINT NOT NULL,       -- the deadline before
    deadline     BIGINT NOT NULL,
    reason       TEXT NOT NULL,
    postponed_at BIGINT NOT NULL,
    postponed_by BIGINT NOT NULL,
    PRIMARY KEY (task_id, id)
);

CREATE TABLE forms_reminder (
    task_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    unit_count BIGINT NOT NULL,
    reminded_at BIGINT NOT NULL,
    reminded_by BIGINT NOT NULL,
    PRIMARY KEY (task_id, id)
);

CREATE TABLE forms_return (
    unit_id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    unit_ordinal BIGINT NOT NULL,
    state SMALLINT NOT NULL,             -- 0 open, 1 signing, 2 reported, 3 approved, 4 sent back, 5 withdrawn
    revision BIGINT NOT NULL,
    baseline TEXT NOT NULL,              -- what the hub brought, frozen on open
    draft TEXT,                          -- what is being typed
    draft_at BIGINT,
    draft_by BIGINT,
    answers TEXT,                        -- the whole return as reported
    changes TEXT,                        -- its difference to the baseline
    figures TEXT,                        -- the totals it adds to roll-ups, in field order
    version BIGINT NOT NULL,             -- how often it was reported
    origin SMALLINT NOT NULL,            -- 0 manual, 1 one click, 2 by the hub
    late SMALLINT NOT NULL,
    step SMALLINT NOT NULL,              -- which step of the chain decides next
    step_due BIGINT,                     -- day on which it passes as 逾期未审
    opened_at BIGINT NOT NULL,
    reported_at BIGINT,
    reported_by BIGINT,
    post_id BIGINT,                      -- the post whose work this is
    sent_back TEXT,                      -- reason and fields, JSON, while sent back
    cell_count BIGINT,                   -- of the last report: cells delivered,
    typed_count BIGINT,                  -- of these typed by a person,
    disputed_count BIGINT, not_signed SMALLINT NOT NULL DEFAULT 0,               -- of these in dispute with their source
    PRIMARY KEY (unit_id, task_id)
);

CREATE INDEX forms_return_due ON forms_return (step_due, task_id) WHERE step_due IS NOT NULL;

CREATE INDEX forms_return_post ON forms_return (post_id) WHERE state IN (0, 1, 4, 5);

CREATE INDEX forms_return_signing ON forms_return (task_id, unit_id) WHERE state = 1;

CREATE INDEX forms_return_task ON forms_return (task_id, unit_ordinal);

CREATE TABLE forms_return_version (
    unit_id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    answers TEXT NOT NULL,
    changes TEXT NOT NULL,
    remarks TEXT NOT NULL,
    origin SMALLINT NOT NULL,
    reported_at BIGINT NOT NULL,
    reported_by BIGINT NOT NULL,
    PRIMARY KEY (task_id, unit_id, number)  -- the tasks that are open now share few pages
);

CREATE TABLE forms_reveal (
    unit_id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    revealed_at BIGINT NOT NULL,
    PRIMARY KEY (unit_id, task_id, id)
);

CREATE TABLE forms_task (
    id BIGINT PRIMARY KEY,
    form_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    issuer_unit_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    period TEXT NOT NULL,
    tree_version_id BIGINT NOT NULL,     -- the tree that its returns' ordinals are numbered in
    published_at BIGINT NOT NULL,
    published_by BIGINT NOT NULL,
    deadline BIGINT NOT NULL,
    late_policy SMALLINT NOT NULL,       -- 0 accept, 1 refuse
    chain TEXT NOT NULL,                 -- "township,county,issuer"
    step_days SMALLINT NOT NULL,         -- working days a reviewer has
    contact_name TEXT NOT NULL,
    contact_phone TEXT NOT NULL,
    note TEXT NOT NULL,
    state SMALLINT NOT NULL,             -- 0 open, 1 paused, 2 closed, 3 void
    state_reason TEXT NOT NULL,
    paused_at BIGINT,
    auto_file SMALLINT NOT NULL DEFAULT 0, -- 1: where nothing is unknown the hub files by itself
    revision BIGINT NOT NULL
, stood BIGINT NOT NULL DEFAULT 0);

CREATE INDEX forms_task_form ON forms_task (form_id, id);

CREATE INDEX forms_task_issuer ON forms_task (issuer_unit_id, id);

CREATE INDEX forms_task_state ON forms_task (state, id);

CREATE TABLE forms_task_scope (
    task_id BIGINT NOT NULL,
    position SMALLINT NOT NULL,
    root_unit_id BIGINT NOT NULL,
    level TEXT NOT NULL,                 -- "village", …, or "self": the root unit alone
    first_ordinal BIGINT NOT NULL,
    last_ordinal BIGINT NOT NULL,
    PRIMARY KEY (task_id, position)
);

CREATE TABLE forms_unit_pause (
    unit_id   BIGINT NOT NULL,
    task_id   BIGINT NOT NULL,
    paused_at BIGINT,                   -- NULL while the clock runs
    stood     BIGINT NOT NULL, task_stood BIGINT NOT NULL DEFAULT 0,          -- milliseconds of earlier pauses
    PRIMARY KEY (unit_id, task_id)
);

CREATE INDEX forms_unit_pause_task ON forms_unit_pause (task_id);

CREATE TABLE forms_version (
    id BIGINT PRIMARY KEY,
    form_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    definition TEXT NOT NULL,            -- frozen, JSON
    published_at BIGINT NOT NULL,
    published_by BIGINT NOT NULL
);

CREATE UNIQUE INDEX forms_version_number ON forms_version (form_id, number);

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

CREATE INDEX handed_matter_last ON handed_matter (last_at);

CREATE UNIQUE INDEX handed_matter_same ON handed_matter (issuer_unit_id, issuer_name, fingerprint);

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

CREATE TABLE handed_reveal (
    unit_id BIGINT NOT NULL,
    day     BIGINT NOT NULL,
    taken   BIGINT NOT NULL,
    PRIMARY KEY (unit_id, day)
);

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

CREATE INDEX handed_workbook_at ON handed_workbook (at);

CREATE INDEX handed_workbook_id ON handed_workbook (id);

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

CREATE INDEX identity_account_person ON identity_account (person_id);

CREATE INDEX identity_account_unit ON identity_account (unit_id, id);

CREATE TABLE identity_attempt (
    login_key    TEXT NOT NULL PRIMARY KEY,
    failures     SMALLINT NOT NULL,
    locked_until BIGINT NOT NULL,
    at           BIGINT NOT NULL
) WITHOUT ROWID;

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

CREATE INDEX identity_delegation_id ON identity_delegation (id);

CREATE INDEX identity_delegation_to ON identity_delegation (to_post);

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
) WITHOUT ROWID;

CREATE TABLE identity_person (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

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

CREATE TABLE identity_session (
    token_hash    BLOB NOT NULL PRIMARY KEY,
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

CREATE TABLE identity_totp_used (
    account_id BIGINT NOT NULL,
    step       BIGINT NOT NULL,
    PRIMARY KEY (account_id, step)
) WITHOUT ROWID;

CREATE TABLE platform_change (
    unit_id   BIGINT NOT NULL,
    id        BIGINT NOT NULL,
    number    BIGINT,
    topic     TEXT NOT NULL,
    object_id BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (id, unit_id)  -- in the order of writing: appended, not scattered
) WITHOUT ROWID;

CREATE INDEX platform_change_number ON platform_change (number) WHERE number IS NOT NULL;

CREATE INDEX platform_change_unnumbered ON platform_change (id) WHERE number IS NULL;

CREATE TABLE platform_idempotency (
    unit_id      BIGINT NOT NULL,
    account_id   BIGINT NOT NULL,
    key          TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    status       SMALLINT NOT NULL,
    object_id    BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (unit_id, account_id, key)
) WITHOUT ROWID;

CREATE INDEX platform_idempotency_at ON platform_idempotency (at);

CREATE TABLE platform_job (
    unit_id      BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    payload      TEXT NOT NULL,
    state        SMALLINT NOT NULL,  -- 0 waiting, 1 running, 2 done, 3 failed
    run_at       BIGINT NOT NULL,
    attempts     INTEGER NOT NULL,
    last_error   TEXT NOT NULL,
    lease_holder BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    finished_at  BIGINT,
    PRIMARY KEY (unit_id, id)
);

CREATE INDEX platform_job_done ON platform_job (finished_at) WHERE state = 2;

CREATE INDEX platform_job_failed ON platform_job (id) WHERE state = 3;

CREATE INDEX platform_job_running ON platform_job (leased_until) WHERE state = 1;

CREATE INDEX platform_job_waiting ON platform_job (run_at) WHERE state = 0;

CREATE TABLE platform_process (
    number       BIGINT NOT NULL PRIMARY KEY,
    holder       BIGINT NOT NULL,
    leased_until BIGINT NOT NULL
);

CREATE TABLE platform_recurrence (
    kind         TEXT NOT NULL PRIMARY KEY,
    run_at       BIGINT NOT NULL,
    lease_holder BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    last_error   TEXT NOT NULL
);

CREATE TABLE platform_sequencer (
    name      TEXT NOT NULL PRIMARY KEY,
    reserved  BIGINT NOT NULL,
    published BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE platform_version (
    name   TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sample_city_mark (
    id         BIGINT NOT NULL PRIMARY KEY,
    started_at BIGINT NOT NULL,
    made_at    BIGINT               -- NULL while it is being made
);
