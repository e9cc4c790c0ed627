-- oldest program: 1
--
-- Work that outlives a request. A row is written with its cause, in the cause's transaction, and lies with its unit.

CREATE TABLE platform_job (
    unit_id      BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    payload      TEXT NOT NULL,
    state        SMALLINT NOT NULL,  -- 0 waiting, 1 running, 2 done, 3 failed
    run_at       BIGINT NOT NULL,
    attempts     INTEGER NOT NULL,
    last_error   TEXT NOT NULL,
    lease_holder BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    finished_at  BIGINT,
    PRIMARY KEY (unit_id, id)
);

CREATE INDEX platform_job_waiting ON platform_job (run_at) WHERE state = 0;
CREATE INDEX platform_job_running ON platform_job (leased_until) WHERE state = 1;
CREATE INDEX platform_job_failed ON platform_job (id) WHERE state = 3;
CREATE INDEX platform_job_done ON platform_job (finished_at) WHERE state = 2;

-- What runs again and again, in one process at a time: one row for each kind.
CREATE TABLE platform_recurrence (
    kind         TEXT NOT NULL PRIMARY KEY,
    run_at       BIGINT NOT NULL,
    lease_holder BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    last_error   TEXT NOT NULL
);
