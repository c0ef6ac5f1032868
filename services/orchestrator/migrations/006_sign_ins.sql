-- Who is signed in with a cookie: never the cookie itself, only the SHA-256 of its secret. What it may do is what its key may,
-- and it ends with it.
CREATE TABLE sign_ins (
    id         text PRIMARY KEY,
    tenant_id  text NOT NULL,
    key_id     text NOT NULL REFERENCES api_keys,
    digest     bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX sign_ins_key ON sign_ins (key_id, expires_at);
CREATE INDEX sign_ins_expired ON sign_ins (expires_at);

SELECT keep_tenants_apart('sign_ins');
