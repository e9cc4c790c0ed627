-- oldest program: 18
--
-- 延期: every later deadline of a task, with its reason.

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
