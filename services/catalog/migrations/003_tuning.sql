-- Merchandising rules and synonyms, one row each; `content` is a packed steward.v1.MerchandisingRule or Synonym, NULL once
-- it was deleted: the row then tells the copies so. `sequence` as that of products.
CREATE SEQUENCE tuning_sequence;

CREATE TABLE tuning (
    tenant_id  text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    tuning_id  text COLLATE "C" NOT NULL,
    version    bigint NOT NULL,
    sequence   bigint NOT NULL,
    content    bytea,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, kind, tuning_id)
);

CREATE UNIQUE INDEX tuning_by_sequence ON tuning (sequence);
