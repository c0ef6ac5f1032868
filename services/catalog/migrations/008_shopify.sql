-- Of each product of a Shopify shop that a webhook has told of: as of when, in microseconds since 1970, and the variants that
-- it had then. One that was deleted stays, as of the end of time: what is told late does not bring it back.
CREATE TABLE shopify_products (
    tenant_id    text COLLATE "C" NOT NULL,
    shopify_id   text COLLATE "C" NOT NULL,
    told_at      bigint NOT NULL,
    triggered_at bigint NOT NULL,
    variants     text[] NOT NULL,
    PRIMARY KEY (tenant_id, shopify_id)
);

SELECT keep_tenants_apart('shopify_products');
