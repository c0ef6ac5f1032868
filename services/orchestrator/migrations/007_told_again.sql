-- When something was last told again, in milliseconds, for all topics of that partition's number: see common/fold/again.c.
ALTER TABLE fold_offsets ADD COLUMN told_again_at bigint NOT NULL DEFAULT 0;
