-- The products, one row each; `product` is a packed steward.v1.Product, NULL once it was deleted: the row then tells the
-- copies so. `sequence` numbers the changes of the whole catalogue in the order of their commits: writers take it under
-- an advisory lock that lasts to the end of their transaction, so who has seen n never meets a smaller one later.
CREATE SEQUENCE products_sequence;

CREATE TABLE products (
    tenant_id  text COLLATE "C" NOT NULL,
    product_id text COLLATE "C" NOT NULL,
    version    bigint NOT NULL,
    sequence   bigint NOT NULL,
    product    bytea,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, product_id)
);

CREATE UNIQUE INDEX products_by_sequence ON products (sequence);
