-- oldest program: 17
--
-- An abolished unit (撤销) has no successor: the unit above it keeps its papers. keeps 1: successor_id is that keeper,
-- and nobody carries on the work.

ALTER TABLE directory_successor ADD COLUMN keeps SMALLINT NOT NULL DEFAULT 0;
