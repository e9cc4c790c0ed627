-- oldest program: 1
--
-- Days that do not follow the week: public holidays and the days worked in their place. Each says which notice fixed it.

CREATE TABLE calendar_day (
    day       BIGINT NOT NULL PRIMARY KEY,
    kind      TEXT NOT NULL,
    name      TEXT NOT NULL,
    authority TEXT NOT NULL,
    revision  BIGINT NOT NULL
);
