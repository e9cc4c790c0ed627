-- oldest program: 18
--
-- What was answered to acts on many returns at once: whoever asks again with the same Idempotency-Key is told the same.

CREATE TABLE forms_outcome (
    unit_id BIGINT NOT NULL,             -- of the post that asked
    id      BIGINT NOT NULL,
    answer  TEXT NOT NULL,               -- JSON, as it was sent
    made_at BIGINT NOT NULL,
    PRIMARY KEY (unit_id, id)
);
CREATE INDEX forms_outcome_made ON forms_outcome (made_at);
