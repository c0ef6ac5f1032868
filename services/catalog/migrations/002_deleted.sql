-- Finds the rows that were deleted long ago, which purge.c removes.
CREATE INDEX products_deleted ON products (changed_at) WHERE product IS NULL;
