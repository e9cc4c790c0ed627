-- oldest program: 14
--
-- Returns that nobody had to open (系统引用): a row for a task and a county (unit_id) freezes values, sources and
-- versions of all units that it answers for. Rows are only added.

CREATE TABLE forms_filed (
    unit_id BIGINT NOT NULL,
    task_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    id BIGINT NOT NULL,
    first_ordinal BIGINT NOT NULL,
    unit_count BIGINT NOT NULL,
    units BYTES NOT NULL,                -- ordinals in the task's tree, figures, counts of cells
    "values" BYTES NOT NULL,             -- columns: value, source and version of every cell
    filed_at BIGINT NOT NULL,
    PRIMARY KEY (unit_id, task_id, number)
);
CREATE INDEX forms_filed_task ON forms_filed (task_id, first_ordinal);
