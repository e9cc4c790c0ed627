-- oldest program: 20
--
-- A unit's pause (0015) and one of its task may overlap; those hours count once.

ALTER TABLE forms_unit_pause ADD COLUMN task_stood BIGINT NOT NULL DEFAULT 0; -- forms_task.stood when paused_at was
-- What overlapped before this step is not known any more.
UPDATE forms_unit_pause
SET task_stood = COALESCE((SELECT stood FROM forms_task WHERE forms_task.id = forms_unit_pause.task_id), 0)
WHERE paused_at IS NOT NULL;
