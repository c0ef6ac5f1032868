-- Rows are seen only by who says whose they want: docs/tenants.md. An id in a table is a tenant's key: "acme/s-42"; of
-- the default tenant the id alone, unless it has a slash, and those that have one are renamed here.
UPDATE sessions SET id = tenant_id || '/' || id WHERE tenant_id <> 'default' OR strpos(id, '/') > 0;
UPDATE sessions_records SET id = tenant_id || '/' || id WHERE tenant_id <> 'default' OR strpos(id, '/') > 0;
UPDATE sessions_records SET owner = tenant_id || '/' || owner WHERE tenant_id <> 'default' OR strpos(owner, '/') > 0;

SELECT keep_tenants_apart('sessions');
SELECT keep_tenants_apart('sessions_records');
