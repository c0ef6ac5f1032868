-- What was administered, and who signed in: docs/audit.md. Rows are added and never changed. The database numbers the rows
-- of a tenant and chains them, so whoever adds one chooses neither its place nor its hash.
CREATE TABLE audit (
    tenant_id text COLLATE "C" NOT NULL,
    sequence  bigint NOT NULL, -- of the tenant: 1, 2, 3, ...
    record    text NOT NULL,   -- canonical JSON (RFC 8785)
    hash      bytea NOT NULL,  -- SHA-256 of the hash before it (of the first: 32 zero bytes) and the record
    PRIMARY KEY (tenant_id, sequence)
);

-- Writers of a tenant wait for each other until their transactions end, whatever copy they are of: one chain. The record
-- comes with its sequence as 0; the first of them is it, for every member before it is text with its quotes escaped.
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest audit%ROWTYPE;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit'), hashtext(NEW.tenant_id));
    SELECT * INTO newest FROM audit WHERE tenant_id = NEW.tenant_id ORDER BY sequence DESC LIMIT 1;
    IF NEW.record::jsonb ->> 'tenant_id' IS DISTINCT FROM NEW.tenant_id OR NEW.record::jsonb ->> 'sequence' <> '0' THEN
        RAISE EXCEPTION 'not a record of the audit log' USING ERRCODE = 'check_violation';
    END IF;
    NEW.sequence := coalesce(newest.sequence, 0) + 1;
    NEW.record := regexp_replace(NEW.record, '"sequence":0', '"sequence":' || NEW.sequence);
    NEW.hash := sha256(coalesce(newest.hash, decode(repeat('00', 32), 'hex')) || convert_to(NEW.record, 'UTF8'));
    RETURN NEW;
END $$;

CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only added to' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_chain BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_chain();
CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_keep();
REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM PUBLIC, CURRENT_USER;
