-- Sessions: the state of the session fold, a row for each, and its finished requests.
CREATE TABLE sessions (
    id         text PRIMARY KEY,
    tenant_id  text NOT NULL,
    version    bigint NOT NULL,
    state      bytea NOT NULL,  -- steward.v1.SessionState
    book       bytea NOT NULL,  -- steward.v1.FoldBook: what it waits for, what it told
    partition  integer NOT NULL, -- through which it was written last: whose timers it has
    is_waiting boolean NOT NULL,
    due_at     bigint NOT NULL, -- milliseconds since 1970; 0: no timer
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 60, toast_tuple_target = 8160);

-- Room on the page and no index on what changes: so updates stay heap-only.
CREATE INDEX sessions_waiting ON sessions (partition) WHERE is_waiting;
ALTER TABLE sessions ALTER COLUMN state SET STORAGE EXTERNAL, ALTER COLUMN book SET STORAGE EXTERNAL;

CREATE TABLE sessions_records (
    id         text PRIMARY KEY, -- of the request
    owner      text NOT NULL,    -- its session
    tenant_id  text NOT NULL,
    record     bytea,            -- steward.v1.RequestRecord; null: not answered yet
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
) WITH (toast_tuple_target = 8160);
CREATE INDEX sessions_records_owner ON sessions_records (owner, created_at);
ALTER TABLE sessions_records ALTER COLUMN record SET STORAGE EXTERNAL;

-- How far the folds have read, and who may write: see common/fold.
CREATE TABLE fold_offsets (
    topic       text NOT NULL,
    partition   integer NOT NULL,
    epoch       bigint NOT NULL,      -- raised by each new owner
    next_offset bigint NOT NULL,      -- -1: nothing read yet
    unsent      text NOT NULL,        -- keys whose messages are not known to be published, a line each
    moves       bigint NOT NULL DEFAULT 0,
    changed_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 20);
