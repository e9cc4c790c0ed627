-- oldest program: 15
--
-- How long a task stood still in pauses that ended: half of its period is half of the time it ran.

ALTER TABLE forms_task ADD COLUMN stood BIGINT NOT NULL DEFAULT 0; -- milliseconds
