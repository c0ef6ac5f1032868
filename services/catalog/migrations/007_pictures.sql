-- What the pictures of products look like, for those that have one; `fingerprint` is a packed steward.v1.Fingerprint, NULL as
-- long as nobody has had it. Who goes to look sets `due_at`, when another may; so one does at a time, and what cannot be had
-- is tried again ever later. `sequence` as that of products.
CREATE SEQUENCE pictures_sequence;

CREATE TABLE pictures (
    tenant_id   text COLLATE "C" NOT NULL,
    product_id  text COLLATE "C" NOT NULL,
    image_url   text NOT NULL,
    fingerprint bytea,
    tries       bigint NOT NULL,
    due_at      timestamptz NOT NULL,
    sequence    bigint NOT NULL,
    PRIMARY KEY (tenant_id, product_id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES products ON DELETE CASCADE
);

CREATE UNIQUE INDEX pictures_by_sequence ON pictures (sequence);

SELECT keep_tenants_apart('pictures');
