-- oldest program: 18
--
-- 未审签: a form wants its head's signature, and nobody in the unit can give it.

ALTER TABLE forms_return ADD COLUMN not_signed SMALLINT NOT NULL DEFAULT 0; -- 1: the last report went on without it
CREATE INDEX forms_return_signing ON forms_return (task_id, unit_id) WHERE state = 1;
