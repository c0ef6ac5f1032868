-- API keys: never the key itself, only its SHA-256.
CREATE TABLE api_keys (
    id           text PRIMARY KEY,
    tenant_id    text NOT NULL,
    name         text NOT NULL,
    role         text NOT NULL,
    scopes       text NOT NULL,  -- with blanks between; empty: all of the role
    digest       bytea NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    created_by   text NOT NULL,  -- the subject of whom
    expires_at   timestamptz,    -- null: never
    revoked_at   timestamptz,
    last_used_at timestamptz,
    replaces     text NOT NULL DEFAULT '' -- the key that it was rotated from
);
CREATE INDEX api_keys_tenant ON api_keys (tenant_id, created_at);

SELECT keep_tenants_apart('api_keys');
