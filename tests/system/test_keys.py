"""API keys: made, used at every service, listed, rotated, revoked; and that a secret is told once."""

import json
import subprocess
import uuid

import psycopg
import pytest
import websockets
from checks import problem
from harness import wait_until
from live_client import Live
from local import ports, services

GONE_AFTER = 20  # seconds, everywhere: docs/security.md says 15


@pytest.fixture(scope="module")
def closed(stack):
    """Copies of the edge and the catalogue that answer nobody without a credential."""
    with stack.more("orchestrator", "catalog", settings={"STEWARD_ANONYMOUS": "never"}) as copies:
        yield copies


@pytest.fixture(scope="module")
def tool(stack, dependencies, closed):
    """tool("keys", "list", key=KEY): what the command line tool says, as JSON."""
    def run(*words, key="", code=0, **settings):
        env = {"STEWARD_URL": closed["orchestrator"].url, "STEWARD_CATALOG_URL": closed["catalog"].url, "STEWARD_KEY": key,
               **settings}
        done = subprocess.run([stack.build / "bin/steward", *words, "--json"], capture_output=True, text=True, check=False,
                              timeout=60, env=env, cwd=dependencies.folder)
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout or done.stderr)
    return run


@pytest.fixture(scope="module")
def bootstrap(tool, dependencies):
    def make(*words, tenant="default", role="admin"):
        return tool("keys", "create", "first", "--role", role, "--bootstrap", "--tenant", tenant, *words,
                    STEWARD_POSTGRES_URL=dependencies.database_url("orchestrator"))
    return make


@pytest.fixture(scope="module")
def admin(bootstrap):
    return bootstrap()["secret"]


def shown(key):
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def ask(closed):
    """ask(key, "GET", "/api/v1/me"): of the edge, or of the catalogue."""
    def run(key, method, path, service="orchestrator", **options):
        return closed[service].client.request(method, path, headers=shown(key), **options)
    return run


@pytest.fixture
def make(ask, admin):
    def run(key=None, **wanted):
        answer = ask(key or admin, "POST", "/api/v1/keys", json={"name": "of a test", "role": "viewer", **wanted})
        assert answer.status_code == 200, answer.text
        return answer.json()
    return run


def test_the_first_key_is_made_in_the_database(ask, admin):
    said = ask(admin, "GET", "/api/v1/me").json()
    assert (said["kind"], said["role"], said["tenant_id"]) == ("key", "admin", "default")
    assert said["subject"] == admin.split("_")[2] and "keys:write" in said["scopes"]


def test_a_secret_in_a_file_is_made_once_while_it_is_good(ask, tool, bootstrap, admin, tmp_path):
    file = tmp_path / "shop.key"
    made = bootstrap("--secret-file", file)
    assert made["made"] and "secret" not in made and file.stat().st_mode & 0o777 == 0o600
    secret = file.read_text().strip()
    assert ask(secret, "GET", "/api/v1/me").json()["subject"] == made["key_id"]
    assert bootstrap("--secret-file", file) == {"key_id": made["key_id"], "made": False}
    assert file.read_text().strip() == secret
    tool("keys", "revoke", made["key_id"], key=admin)
    another = bootstrap("--secret-file", file)
    assert another["made"] and another["key_id"] != made["key_id"] and file.read_text().strip() != secret


def test_a_secret_that_cannot_be_written_is_told_of(tool, admin, tmp_path):
    said = tool("keys", "create", "nowhere", "--secret-file", tmp_path / "no" / "such", key=admin, code=1)["error"]
    assert "no/such" in said and "keys revoke" in said


def test_a_key_is_good_at_every_service(ask, make):
    key = make()["secret"]
    assert ask(key, "POST", "/api/v1/search", json={"query": "tea pot"}).status_code == 200
    assert ask(key, "GET", "/products", "catalog").status_code == 200
    assert "catalog:write" in problem(ask(key, "DELETE", "/products/none", "catalog"), 403)["detail"]
    assert "keys:read" in problem(ask(key, "GET", "/api/v1/keys"), 403)["detail"]


def test_a_key_that_names_scopes_has_no_more(ask, make):
    key = make(role="operator", scopes=["catalog:read", "search"])["secret"]
    assert set(ask(key, "GET", "/api/v1/me").json()["scopes"]) == {"catalog:read", "search"}
    assert ask(key, "GET", "/products", "catalog").status_code == 200
    problem(ask(key, "DELETE", "/products/none", "catalog"), 403)
    problem(ask(key, "POST", "/api/v1/chat", json={"message": "hello"}), 403)


def test_a_websocket_opens_with_one(closed, make):
    port = closed["orchestrator"].port
    with Live(port, additional_headers=shown(make()["secret"])) as client:
        assert client.search()
    with pytest.raises(websockets.InvalidStatus) as refused:
        Live(port, additional_headers=shown(make(scopes=["search"])["secret"]))
    assert refused.value.response.status_code == 403


def test_a_secret_is_told_once(ask, make, admin, closed, dependencies):
    made = make(name="told once")
    secret = made["secret"]
    listed = ask(admin, "GET", "/api/v1/keys")
    assert made["key"]["key_id"] in {key["key_id"] for key in listed.json()["keys"]}
    assert ask(secret, "GET", "/products", "catalog").status_code == 200
    problem(ask(secret[:-1], "GET", "/products", "catalog"), 401)
    with psycopg.connect(dependencies.postgres.url_of(services.database_of("orchestrator"), "steward")) as database:
        kept = str(database.execute("SELECT * FROM api_keys").fetchall()) + str(database.execute("SELECT * FROM audit").fetchall())
    for part in (secret, secret.split("_")[3]):
        assert part not in listed.text and part not in kept
        assert not [copy.name for copy in closed.values() if part in copy.log()]


@pytest.mark.parametrize("service, path", [("orchestrator", "/api/v1/me"), ("catalog", "/products")])
def test_a_revoked_key_is_soon_refused(ask, make, tool, admin, service, path):
    made = make()
    assert ask(made["secret"], "GET", path, service).status_code == 200
    assert tool("keys", "revoke", made["key"]["key_id"], key=admin)["status"] == "revoked"
    problem(ask(made["secret"], "GET", "/api/v1/me"), 401)
    answer = wait_until(lambda: (got := ask(made["secret"], "GET", path, service)).status_code == 401 and got, GONE_AFTER)
    assert problem(answer, 401)["type"] == "/problems/invalid-credential"
    tool("keys", "revoke", made["key"]["key_id"], key=admin, code=3)


def test_another_takes_its_place_while_both_are_good(ask, make, tool, admin):
    old = make(role="operator", scopes=["catalog:read"], expires_in_s=86400)
    new = tool("keys", "rotate", old["key"]["key_id"], "--overlap-hours", "1", key=admin)
    assert new["key"]["replaces"] == old["key"]["key_id"] and new["key"]["scopes"] == ["catalog:read"]
    assert new["key"]["role"] == "operator" and new["key"]["expires_at"] > old["key"]["expires_at"]
    for key in (old, new):
        assert ask(key["secret"], "GET", "/products", "catalog").status_code == 200
    listed = {key["key_id"]: key for key in ask(admin, "GET", "/api/v1/keys").json()["keys"]}
    assert listed[old["key"]["key_id"]]["expires_at"] < old["key"]["expires_at"]


def test_without_an_overlap_the_old_one_ends(ask, make, admin):
    old = make()
    new = ask(admin, "POST", f"/api/v1/keys/{old['key']['key_id']}/rotate", json={"overlap_s": 0}).json()
    assert ask(new["secret"], "GET", "/api/v1/me").status_code == 200
    problem(ask(old["secret"], "GET", "/api/v1/me"), 401)


def test_a_key_ends_by_itself(ask, make, admin):
    made = make(expires_in_s=5)
    assert ask(made["secret"], "GET", "/products", "catalog").status_code == 200
    for service, path in (("orchestrator", "/api/v1/me"), ("catalog", "/products")):
        wait_until(lambda: ask(made["secret"], "GET", path, service).status_code == 401, 20)  # noqa: B023
    listed = {key["key_id"]: key for key in ask(admin, "GET", "/api/v1/keys").json()["keys"]}
    assert listed[made["key"]["key_id"]]["status"] == "expired"


def test_when_it_was_used_last_is_said(ask, make, tool, admin):
    made = make()
    assert ask(made["secret"], "GET", "/products", "catalog").status_code == 200

    def used():
        listed = tool("keys", "list", key=admin)["keys"]
        return [key for key in listed if key["key_id"] == made["key"]["key_id"] and key.get("last_used_at")]
    wait_until(used, 30, every=0.5)


def test_nobody_gives_more_than_they_have(ask, make, admin):
    maker = make(role="admin", scopes=["keys:write", "search"])
    secret = maker["secret"]
    assert make(secret, role="viewer", scopes=["search"])["key"]["created_by"] == maker["key"]["key_id"]
    for wanted in ({"role": "admin"}, {"role": "viewer"}, {"role": "operator", "scopes": ["catalog:write"]}):
        assert problem(ask(secret, "POST", "/api/v1/keys", json={"name": "more", **wanted}), 403)["type"] == "/problems/missing-scope"
    problem(ask(secret, "POST", f"/api/v1/keys/{admin.split('_')[2]}/rotate", json={"overlap_s": 60}), 403)
    assert ask(admin, "GET", "/api/v1/me").status_code == 200


def test_a_tenant_has_a_thousand_good_ones_at_most(ask, bootstrap, dependencies):
    first = bootstrap(tenant="crowded")
    new, rotate = "/api/v1/keys", f"/api/v1/keys/{first['key']['key_id']}/rotate"
    wanted = {"name": "one more", "role": "viewer"}
    database = dependencies.postgres.url_of(services.database_of("orchestrator"), "steward")
    with psycopg.connect(database, autocommit=True) as accounts:
        accounts.execute("INSERT INTO api_keys (id, tenant_id, name, role, scopes, digest, created_by, replaces, expires_at) SELECT "
                         "'crowd' || lpad(i::text, 4, '0'), 'crowded', '', 'viewer', '', sha256(i::text::bytea), '', '', NULL "
                         "FROM generate_series(1, 999) AS i")
        for path, body in ((new, wanted), (rotate, {"overlap_s": 60})):
            assert problem(ask(first["secret"], "POST", path, json=body), 409)["type"] == "/problems/too-many-keys"
        assert ask(first["secret"], "DELETE", f"{new}/crowd0001").status_code == 200
        assert ask(first["secret"], "POST", new, json=wanted).status_code == 200
        problem(ask(first["secret"], "POST", new, json=wanted), 409)
        accounts.execute("DELETE FROM api_keys WHERE tenant_id = 'crowded'")


@pytest.mark.parametrize("wanted, field", [({"name": ""}, "name"), ({"role": "king"}, "role"), ({"scopes": ["fly"]}, "scopes"),
                                           ({"expires_in_s": -1}, "expires_in_s"), ({"name": "x" * 101}, "name")])
def test_what_makes_no_sense_is_named(ask, admin, wanted, field):
    problem(ask(admin, "POST", "/api/v1/keys", json={"name": "n", "role": "viewer", **wanted}), 422, field)


def test_tenants_do_not_see_each_others(ask, bootstrap, admin, make):
    other = bootstrap(tenant=f"acme-{uuid.uuid4().hex[:6]}")["secret"]
    mine = make()["key"]["key_id"]
    assert {key["key_id"] for key in ask(other, "GET", "/api/v1/keys").json()["keys"]} == {other.split("_")[2]}
    assert other.split("_")[2] not in ask(admin, "GET", "/api/v1/keys").text
    for method, path, body in (("DELETE", f"/api/v1/keys/{mine}", None), ("POST", f"/api/v1/keys/{mine}/rotate", {})):
        assert problem(ask(other, method, path, json=body), 404)["type"] == "/problems/key-not-found"


def test_what_was_done_with_keys_is_in_the_audit_log(ask, make, admin):
    made = make()["key"]["key_id"]
    ask(admin, "DELETE", f"/api/v1/keys/{made}")
    entries = [json.loads(entry["record"]) for entry in ask(admin, "GET", "/api/v1/audit?limit=20").json()["entries"]]
    assert {(entry["action"], entry["target"]) for entry in entries} >= {("key.create", made), ("key.revoke", made)}


def test_while_the_accounts_are_away_it_says_so(stack, admin):
    settings = {"STEWARD_ANONYMOUS": "never", "STEWARD_ACCOUNTS_URL": f"http://127.0.0.1:{ports.free(1)[0]}"}
    with stack.one_more("catalog", settings) as copy:
        for _ in range(8):  # the breaker opens, too
            answer = copy.client.get("/products", headers=shown(admin))
            assert problem(answer, 503)["type"] == "/problems/accounts-silent" and answer.headers["retry-after"]
            assert "127.0.0.1" not in answer.text
        assert "the accounts do not answer" in copy.log()
        problem(copy.client.get("/products"), 401)


@pytest.mark.breaks
def test_while_postgres_is_away_it_says_so(closed, dependencies, make, ask):
    key = make()["secret"]
    with dependencies.proxy("postgres").away():
        answer = ask(key, "GET", "/api/v1/me")
        assert problem(answer, 503)["type"] == "/problems/accounts-silent"
    wait_until(lambda: ask(key, "GET", "/api/v1/me").status_code == 200, 30)


def test_without_a_key_the_tool_says_what_is_missing(tool):
    assert "Bearer" in tool("keys", "list", code=1)["error"]
    assert "STEWARD_POSTGRES_URL" in tool("keys", "create", "x", "--bootstrap", code=4,
                                          STEWARD_POSTGRES_URL="postgresql://nobody@127.0.0.1:1/none")["error"]
