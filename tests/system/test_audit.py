"""The audit log: what is in it, and that nobody can change it unseen."""

import json
import os
import subprocess

import psycopg
import pytest
from harness import wait_until
from products import PRODUCTS
from local import services

PRODUCT = {**PRODUCTS[0], "product_id": "of-the-audit"}


@pytest.fixture
def database(dependencies):
    """Of a service, as its superuser: who may do anything."""
    opened = []

    def connect(service="catalog"):
        opened.append(psycopg.connect(dependencies.postgres.url_of(services.database_of(service), "steward"), autocommit=True))
        return opened[-1]

    yield connect
    for one in opened:
        one.close()


@pytest.fixture
def verify(stack, tmp_path):
    """The tool's word about entries in a file."""
    def run(entries, code=0, checkpoints=None):
        path = tmp_path / "log.jsonl"
        path.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
        words = ["audit", "verify", "--service", "catalog", "--file", str(path), "--json"]
        if checkpoints is not None:
            (tmp_path / "checkpoints").write_text("".join(json.dumps(one) + "\n" for one in checkpoints))
            words += ["--checkpoints", str(tmp_path / "checkpoints")]
        done = subprocess.run([stack.build / "bin/steward", *words], capture_output=True, text=True, check=False, timeout=60,
                              env={"PATH": os.environ["PATH"]})
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)
    return run


def entries_of(database):
    rows = database.execute("SELECT sequence, record, encode(hash, 'hex') FROM audit WHERE tenant_id = 'default' ORDER BY sequence")
    return [{"sequence": sequence, "record": record, "hash": hashed} for sequence, record, hashed in rows]


def records_of(database):
    return [json.loads(entry["record"]) for entry in entries_of(database)]


def checkpoint_of(entries, service="catalog"):
    return {"service": service, "tenant_id": "default", "sequence": entries[-1]["sequence"], "hash": entries[-1]["hash"], "at": "-"}


def change_something(client):
    assert client.put("/products/of-the-audit", json=PRODUCT, headers={"X-Request-Id": "of-the-audit"}).status_code in (200, 201)
    assert client.put("/products", json={"products": [PRODUCT]}).status_code == 200
    assert client.delete("/products/of-the-audit").status_code == 204


def test_what_is_administered_is_in_it(stack, database, verify):
    catalog = database()
    before = len(records_of(catalog))
    change_something(stack.copy("catalog").client)
    new = records_of(catalog)[before:]
    assert [record["action"] for record in new] == ["product.put", "products.put", "product.delete"]
    assert [record["target"] for record in new] == ["of-the-audit", "products", "of-the-audit"]
    assert new[0]["correlation_id"] == "of-the-audit" and new[1]["detail"] == {"count": 1}
    assert {(record["kind"], record["subject"], record["outcome"]) for record in new} == {("anonymous", "anonymous", "done")}
    assert not [record for record in new if PRODUCT["title"] in json.dumps(record)]
    told = verify(entries_of(catalog))
    assert told["ok"] and told["entries"] == before + 3


def test_what_a_shop_decides_about_its_search_is_in_it(stack, database, verify):
    catalog, client = database(), stack.copy("catalog").client
    rule = {"effect": "HIDE", "products": {"product_ids": ["of-nobody"]}, "when": {"query_contains": "audited"}}
    before = len(records_of(catalog))
    for path, body in [("/rules/of-the-audit", rule), ("/synonyms/of-the-audit", {"rule": "audited => noted"})]:
        assert client.put(path, json=body).status_code == 201
        assert client.put(path, json={"effect": "NONE_SUCH", "rule": "#"}).status_code in (400, 422)
        assert client.get(path.rsplit("/", 1)[0]).status_code == 200
        assert client.delete(path).status_code == 204
    new = records_of(catalog)[before:]
    assert [record["action"] for record in new] == ["rule.put", "rule.delete", "synonym.put", "synonym.delete"]
    assert {(record["target"], record["subject"]) for record in new} == {("of-the-audit", "anonymous")}
    assert not [record for record in new if "noted" in json.dumps(record)]
    assert verify(entries_of(catalog))["ok"]


def test_what_is_refused_or_only_read_is_not(stack, database):
    catalog, client = database(), stack.copy("catalog").client
    before = len(records_of(catalog))
    assert client.put("/products/of-the-audit", json={"title": ""}).status_code == 422
    assert client.get("/products").status_code == 200
    for gone in ("/products", "/rules", "/synonyms"):
        assert client.delete(f"{gone}/not-there").status_code == 404
    assert len(records_of(catalog)) == before


@pytest.fixture
def full(database):
    """As many synonyms as a tenant may have."""
    catalog = database()
    catalog.execute("INSERT INTO tuning (tenant_id, kind, tuning_id, version, sequence, content) SELECT 'full-audit', 'synonym', "
                    "'s' || n, 1, nextval('tuning_sequence'), '\\x1204612c2062' FROM generate_series(1, 2000) n")
    yield catalog
    catalog.execute("DELETE FROM tuning WHERE tenant_id = 'full-audit'")


def test_a_synonym_more_than_may_be_is_not(stack, full):
    client, tenant = stack.copy("catalog").client, {"Steward-Tenant": "full-audit"}

    def noted():
        rows = full.execute("SELECT record FROM audit WHERE tenant_id = 'full-audit' ORDER BY sequence")
        return [json.loads(record)["target"] for (record,) in rows]

    assert client.put("/synonyms/more", json={"rule": "sofa, couch"}, headers=tenant).status_code == 422
    assert noted() == []
    assert client.put("/synonyms/s1", json={"rule": "sofa, couch"}, headers=tenant).status_code == 200
    assert noted() == ["s1"]


def test_an_operator_who_erases_a_session_is_in_it(stack, search, database, session_id):
    orchestrator, edge = database("orchestrator"), stack.copy("orchestrator").client
    search("usb c cable", session_id=session_id)
    assert edge.delete(f"/api/v1/sessions/{session_id}").status_code == 200
    newest = records_of(orchestrator)[-1]
    assert (newest["action"], newest["target"]) == ("session.erase", session_id)


def test_copies_beside_each_other_keep_one_chain(stack, database, verify):
    with stack.one_more("catalog") as other:
        clients = [stack.copy("catalog").client, other.client]
        for number in range(20):
            change_something(clients[number % 2])
    catalog = database()
    sequences = [entry["sequence"] for entry in entries_of(catalog)]
    assert sequences == list(range(1, len(sequences) + 1)) and len(sequences) >= 60
    assert verify(entries_of(catalog))["ok"]


def test_the_service_itself_cannot_change_it(dependencies, stack, database):
    change_something(stack.copy("catalog").client)
    before = entries_of(database())
    with psycopg.connect(dependencies.database_url("catalog"), autocommit=True) as service:
        for sql in ("UPDATE audit SET record = '{}'", "DELETE FROM audit", "TRUNCATE audit"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                service.execute(sql)
    assert entries_of(database()) == before


def tampered(database, sql):
    """The log as it is after its owner did that; put back afterwards."""
    with database.transaction(force_rollback=True):
        database.execute("ALTER TABLE audit DISABLE TRIGGER USER")
        database.execute(sql)
        return entries_of(database)


def test_what_a_superuser_changes_is_caught(stack, database, verify):
    change_something(stack.copy("catalog").client)
    catalog = database()
    whole = entries_of(catalog)
    assert len(whole) >= 3
    for sql, broken_at in [
        ("UPDATE audit SET record = replace(record, 'anonymous', 'nobody') WHERE sequence = 2", 2),
        ("DELETE FROM audit WHERE sequence = 1", 2),
        ("DELETE FROM audit WHERE sequence = 2", 3),
        ("UPDATE audit SET hash = sha256(hash) WHERE sequence = 1", 1),
    ]:
        told = verify(tampered(catalog, sql), code=1)
        assert (told["ok"], told["broken_at"]) == (False, broken_at), sql
    assert verify(entries_of(catalog))["ok"]


def test_what_is_cut_off_or_written_anew_is_caught_by_a_checkpoint(stack, database, verify):
    change_something(stack.copy("catalog").client)
    catalog = database()
    whole = entries_of(catalog)
    checkpoints = [checkpoint_of(whole[:-1]), checkpoint_of(whole), {**checkpoint_of(whole, "orchestrator"), "sequence": 10**6}]
    assert verify(whole, checkpoints=checkpoints)["checkpoints"] == 2
    assert verify(whole[:-1])["ok"]  # a chain that was cut off fits
    told = verify(whole[:-1], code=1, checkpoints=checkpoints)
    assert told["broken_at"] == len(whole) and "cut off" in told["why"]
    anew = {**checkpoint_of(whole), "hash": "00" * 32}
    assert "written anew" in verify(whole, code=1, checkpoints=[anew])["why"]


@pytest.mark.breaks
def test_without_its_trace_nothing_is_erased(stack, dependencies, search, session_id):
    """The database is away: the act is refused as the trace is."""
    edge = stack.copy("orchestrator")
    search("usb c cable", session_id=session_id)
    with dependencies.proxy("postgres").away():
        wait_until(lambda: edge.get("/readyz").status_code == 503, 30)
        assert edge.client.delete(f"/api/v1/sessions/{session_id}").status_code == 503
    stack.wait_ready()
    assert edge.client.get(f"/api/v1/sessions/{session_id}").status_code == 200


# ---- read by those who may ----


@pytest.fixture
def tool(cli):
    """tool("audit", "list", key=KEY): what the tool prints."""
    return lambda *words, key="", code=0: cli(*words, code=code, settings={"STEWARD_KEY": key}).stdout


@pytest.fixture(scope="module")
def key_of(stack):
    """The secret of a key of that role, of that tenant."""
    return lambda role, tenant="default": stack.make_key(role, tenant)["secret"]


def shown(key):
    return {"Authorization": f"Bearer {key}"}


def test_only_those_who_may_read_it(stack, key_of):
    for client, path in [(stack.copy("orchestrator").client, "/api/v1/audit"), (stack.copy("catalog").client, "/audit")]:
        assert client.get(path).status_code == 403  # an operator on this machine
        assert client.get(path, headers=shown(key_of("viewer"))).status_code == 403
        for role in ("auditor", "admin"):
            assert client.get(path, headers=shown(key_of(role))).status_code == 200


def test_it_comes_in_pages(stack, key_of):
    client, key = stack.copy("catalog").client, key_of("auditor")
    change_something(client)

    def page(**params):
        return [entry["sequence"] for entry in client.get("/audit", params=params, headers=shown(key)).json().get("entries", [])]

    newest = page(limit=3)
    last = newest[0]
    assert newest == [last, last - 1, last - 2]
    assert page(limit=2, before=last) == [last - 1, last - 2]
    assert page(limit=2, after=0) == [1, 2] and page(after=last) == []
    for wrong in ({"limit": 1001}, {"after": -1}, {"before": "x"}):
        assert client.get("/audit", params=wrong, headers=shown(key)).status_code == 422


def test_who_did_it_is_a_key(stack, database, key_of):
    key = key_of("operator")
    stack.copy("catalog").client.put("/products/of-the-audit", json=PRODUCT, headers=shown(key))
    newest = records_of(database())[-1]
    assert newest["kind"] == "key" and newest["role"] == "operator" and newest["subject"] in key
    assert key not in json.dumps(records_of(database()))


def test_the_tool_reads_and_verifies_it(stack, tool, key_of, tmp_path):
    change_something(stack.copy("catalog").client)
    key, catalog = key_of("auditor"), ("--service", "catalog")
    assert "product.delete" in tool("audit", "list", *catalog, key=key)
    exported = tool("audit", "list", *catalog, "--export", key=key)
    (tmp_path / "log").write_text(exported)
    (tmp_path / "checkpoints").write_text(tool("audit", "checkpoint", *catalog, key=key))
    for more in ([], ["--file", tmp_path / "log"]):
        told = tool("audit", "verify", *catalog, "--checkpoints", tmp_path / "checkpoints", *more, key=key)
        assert told.startswith(f"whole: {len(exported.splitlines())} entries, 1 checkpoints met")
    (tmp_path / "log").write_text(exported.replace("product.delete", "product.put   ", 1))
    assert tool("audit", "verify", *catalog, "--file", tmp_path / "log", code=1).startswith("broken at entry ")


def test_a_tenant_reads_its_own_only(stack, key_of):
    client, ours, theirs = stack.copy("catalog").client, key_of("admin"), key_of("admin", "acme-audit")
    change_something(client)
    assert client.put("/products/of-the-audit", json=PRODUCT, headers=shown(theirs)).status_code == 201
    page = client.get("/audit", headers=shown(theirs)).json()
    assert page["tenant_id"] == "acme-audit" and [entry["sequence"] for entry in page["entries"]] == [1]
    assert "acme-audit" not in client.get("/audit", headers=shown(ours)).text
