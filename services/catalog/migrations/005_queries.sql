-- What was searched for, by day: counts only. `sessions` has a bit for each mark that a session drew (1 to 64): as many bits
-- as are set, so many different sessions there were at least; which ones nobody can tell. `good`: it found something and
-- needed no correction.
CREATE TABLE queries (
    tenant_id text COLLATE "C" NOT NULL,
    day       date NOT NULL,
    query     text COLLATE "C" NOT NULL,
    searches  bigint NOT NULL,
    good      bigint NOT NULL,
    empty     bigint NOT NULL,
    clicks    bigint NOT NULL,
    sessions  bigint NOT NULL,
    PRIMARY KEY (tenant_id, day, query)
);

CREATE INDEX queries_by_day ON queries (day);

SELECT keep_tenants_apart('queries');
