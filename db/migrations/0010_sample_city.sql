-- oldest program: 1
--
-- One row says that everything in this database is made up (示例数据), and since when; none in a real one.

CREATE TABLE sample_city_mark (
    id         BIGINT NOT NULL PRIMARY KEY,
    started_at BIGINT NOT NULL,
    made_at    BIGINT               -- NULL while it is being made
);
