-- Rows are seen only by who says whose they want: docs/tenants.md.
SELECT keep_tenants_apart('products');
SELECT keep_tenants_apart('tuning');
