-- oldest program: 7
-- Forms, collection tasks and returns. What a unit writes carries unit_id in its keys.

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

CREATE TABLE forms_version (
    id BIGINT PRIMARY KEY,
    form_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    definition TEXT NOT NULL,            -- frozen, JSON
    published_at BIGINT NOT NULL,
    published_by BIGINT NOT NULL
);
CREATE UNIQUE INDEX forms_version_number ON forms_version (form_id, number);

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
);
CREATE INDEX forms_task_issuer ON forms_task (issuer_unit_id, id);
CREATE INDEX forms_task_form ON forms_task (form_id, id);
CREATE INDEX forms_task_state ON forms_task (state, id);

-- Who files: every unit in use of that level inside the range. Units are not listed; what is missing is computed.
CREATE TABLE forms_task_scope (
    task_id BIGINT NOT NULL,
    position SMALLINT NOT NULL,
    root_unit_id BIGINT NOT NULL,
    level TEXT NOT NULL,                 -- "village", …, or "self": the root unit alone
    first_ordinal BIGINT NOT NULL,
    last_ordinal BIGINT NOT NULL,
    PRIMARY KEY (task_id, position)
);

-- What a unit did with a task beyond filling it, and units that came to it by hand-down or transfer.
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
CREATE INDEX forms_filing_task ON forms_filing (task_id, unit_ordinal);
CREATE INDEX forms_filing_post ON forms_filing (assigned_post_id);

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
    disputed_count BIGINT,               -- of these in dispute with their source
    PRIMARY KEY (unit_id, task_id)
);
CREATE INDEX forms_return_task ON forms_return (task_id, unit_ordinal);
CREATE INDEX forms_return_due ON forms_return (step_due, task_id) WHERE step_due IS NOT NULL;
CREATE INDEX forms_return_post ON forms_return (post_id) WHERE state IN (0, 1, 4, 5);

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

-- 校核申请: a unit says that a value it was brought is wrong. Both values are kept.
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
-- The same value is not asked again, nor disputed twice, while a decision is pending.
CREATE UNIQUE INDEX forms_correction_open ON forms_correction (unit_id, element_id, subject) WHERE state = 0;

CREATE TABLE forms_reminder (
    task_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    unit_count BIGINT NOT NULL,
    reminded_at BIGINT NOT NULL,
    reminded_by BIGINT NOT NULL,
    PRIMARY KEY (task_id, id)
);

CREATE TABLE forms_reveal (
    unit_id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    revealed_at BIGINT NOT NULL,
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
