-- oldest program: 11
--
-- 准入: proposals on their way to a number, what was said of their fields, and who decides by which rule.

-- One form on its way to a number, and with it afterwards.
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
CREATE INDEX admission_proposal_issuer ON admission_proposal (issuer_unit_id, id);
CREATE INDEX admission_proposal_gate ON admission_proposal (gate_unit_id, state, due_day);
CREATE INDEX admission_proposal_form ON admission_proposal (form_id, id);
-- Of a form one proposal is under way at a time.
CREATE UNIQUE INDEX admission_proposal_open ON admission_proposal (form_id) WHERE state IN (0, 1, 4);
CREATE UNIQUE INDEX admission_proposal_number ON admission_proposal (number) WHERE number IS NOT NULL;

CREATE TABLE admission_scope (
    proposal_id  BIGINT NOT NULL,
    position     BIGINT NOT NULL,
    root_unit_id BIGINT NOT NULL,
    level        TEXT NOT NULL,             -- "village", …, or "self": the root unit alone
    PRIMARY KEY (proposal_id, position)
);

-- What the department answers for a field. Before it is submitted only what somebody answered stands here, then every field.
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

-- Verdicts and bill as they stood when it was submitted.
CREATE TABLE admission_assessment (
    proposal_id BIGINT NOT NULL PRIMARY KEY,
    content     TEXT NOT NULL               -- JSON
);

-- What happened to a proposal. Rows are only added.
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

-- One sequence for each gate, series and year: the key decides who gets a number.
CREATE TABLE admission_number (
    gate_unit_id BIGINT NOT NULL,
    series       TEXT NOT NULL,
    year         BIGINT NOT NULL,
    ordinal      BIGINT NOT NULL,
    proposal_id  BIGINT NOT NULL,
    PRIMARY KEY (gate_unit_id, series, year, ordinal)
);

-- Who decides by what, and the minutes of the bill: every set that was ever in force, the newest counts.
CREATE TABLE admission_policy (
    revision   BIGINT NOT NULL PRIMARY KEY,
    content    TEXT NOT NULL,               -- JSON
    unit_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    at         BIGINT NOT NULL
);

-- What a unit is told. `seen_at` is set when somebody there has put it away.
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

-- Admitted at once, drawn to be looked at afterwards.
CREATE TABLE admission_sample (
    proposal_id  BIGINT NOT NULL PRIMARY KEY,
    gate_unit_id BIGINT NOT NULL,
    drawn_at     BIGINT NOT NULL,
    finding      TEXT NOT NULL,
    reviewed_at  BIGINT,
    reviewed_by  BIGINT
);
CREATE INDEX admission_sample_gate ON admission_sample (gate_unit_id, reviewed_at);

-- What 上级下达 costs below, to be told to those who handed it down.
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

-- 转请核实: a unit doubts a task; its clock stands still until it is answered.
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
-- A unit asks once about a task.
CREATE UNIQUE INDEX admission_verification_once ON admission_verification (unit_id, task_id);
CREATE INDEX admission_verification_issuer ON admission_verification (issuer_unit_id, state, task_id);

-- How long a unit says a form took. No account: it is nobody's time but the unit's.
CREATE TABLE admission_estimate (
    unit_id BIGINT NOT NULL,
    form_id BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (unit_id, form_id)
);
CREATE INDEX admission_estimate_form ON admission_estimate (form_id);

-- A workbook on its way to a draft; the file lies sealed in pieces.
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

-- The header of the workbook that a draft came from, for its exports.
CREATE TABLE admission_layout (
    form_id BIGINT NOT NULL PRIMARY KEY,
    layout  TEXT NOT NULL,                  -- JSON
    at      BIGINT NOT NULL
);
