-- oldest program: 15
--
-- 转请核实: a unit's own clock in a task stands still while its question is open.

CREATE TABLE forms_unit_pause (
    unit_id   BIGINT NOT NULL,
    task_id   BIGINT NOT NULL,
    paused_at BIGINT,                   -- NULL while the clock runs
    stood     BIGINT NOT NULL,          -- milliseconds of earlier pauses
    PRIMARY KEY (unit_id, task_id)
);
CREATE INDEX forms_unit_pause_task ON forms_unit_pause (task_id);
