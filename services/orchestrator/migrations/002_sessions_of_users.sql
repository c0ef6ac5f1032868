-- Sessions by whom they belong to. Neither column changes once it is set, so updates stay heap-only.
ALTER TABLE sessions
    ADD COLUMN belongs_to text NOT NULL DEFAULT '', -- a user; empty: nobody named
    ADD COLUMN title      text NOT NULL DEFAULT '';
CREATE INDEX sessions_belongs_to ON sessions (tenant_id, belongs_to) WHERE belongs_to <> '';
