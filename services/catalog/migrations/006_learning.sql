-- What answers showed and what was done with it, where that is recorded: without users and sessions, and for some weeks only.
-- `impression` is a packed steward.v1.Impression; `products` are its product ids in their order.
CREATE TABLE impressions (
    tenant_id  text COLLATE "C" NOT NULL,
    request_id text COLLATE "C" NOT NULL,
    query      text NOT NULL,
    products   text[] NOT NULL,
    impression bytea NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, request_id)
);

CREATE INDEX impressions_by_time ON impressions (at);

-- `verified`: the answer is known, and showed that product at that position.
CREATE TABLE interactions (
    tenant_id  text COLLATE "C" NOT NULL,
    event_id   text COLLATE "C" NOT NULL,
    request_id text COLLATE "C" NOT NULL,
    kind       bigint NOT NULL,
    product_id text NOT NULL,
    position   bigint NOT NULL,
    verified   boolean NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, event_id)
);

CREATE INDEX interactions_by_request ON interactions (tenant_id, request_id);
CREATE INDEX interactions_by_time ON interactions (at);

SELECT keep_tenants_apart('impressions');
SELECT keep_tenants_apart('interactions');
