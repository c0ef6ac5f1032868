"""Signing in with a cookie: what the cookie is like, what it allows, who may use it, and how it ends."""

import json

import psycopg
import pytest
from checks import completed, problem
from harness import wait_until


@pytest.fixture(scope="module")
def closed(stack):
    """A copy of the edge that answers nobody without a credential."""
    with stack.one_more("orchestrator", {"STEWARD_ANONYMOUS": "never"}) as copy:
        yield copy


@pytest.fixture(scope="module")
def key_of(stack):
    return stack.make_key


def sign_in(copy, key, **headers):
    return copy.post("/api/v1/sign-in", headers={"Authorization": f"Bearer {key['secret']}", **headers})


def with_cookie(answer, copy, **headers):
    """What a page of this host sends."""
    return {"Cookie": answer.headers["set-cookie"].split(";")[0], "Origin": copy.url, **headers}


def attributes(answer):
    parts = answer.headers["set-cookie"].split("; ")
    return parts[0].split("=")[0], set(parts[1:])


def test_the_cookie_of_this_machine(closed, key_of):
    answer = sign_in(closed, key_of("viewer"))
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    name, rest = attributes(answer)
    assert name == "steward" and rest == {"Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Strict"}


def test_the_cookie_of_anywhere_else_is_for_tls_and_this_host_only(closed, key_of):
    answer = sign_in(closed, key_of("viewer"), Host="shop.example")
    name, rest = attributes(answer)
    assert name == "__Host-steward" and rest == {"Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Strict", "Secure"}
    headers = {"Cookie": answer.headers["set-cookie"].split(";")[0], "Host": "shop.example"}
    assert closed.get("/api/v1/me", headers=headers).json()["kind"] == "cookie"
    assert closed.get("/api/v1/me", headers={**headers, "Host": "127.0.0.1"}).status_code == 401


def test_it_allows_what_its_key_allows(closed, key_of):
    key = key_of("viewer")
    headers = with_cookie(sign_in(closed, key), closed)
    me = closed.get("/api/v1/me", headers=headers).json()
    assert (me["kind"], me["subject"], me["role"]) == ("cookie", key["key"]["key_id"], "viewer")
    completed(closed.post("/api/v1/search", json={"query": "usb c cable"}, headers=headers))
    assert problem(closed.get("/api/v1/keys", headers=headers), 403)["type"] == "/problems/missing-scope"
    assert closed.get("/api/v1/me").status_code == 401


def test_only_a_key_signs_in(stack, closed, key_of):
    assert problem(closed.post("/api/v1/sign-in"), 401)
    assert problem(stack.copy("orchestrator").post("/api/v1/sign-in"), 401)  # anonymous, on this machine
    headers = with_cookie(sign_in(closed, key_of("viewer")), closed)
    assert problem(closed.post("/api/v1/sign-in", headers=headers), 401)  # a cookie does not beget another


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""},
                                     {"Origin": "", "Sec-Fetch-Site": "cross-site"}, {"Origin": "", "Sec-Fetch-Site": "same-site"},
                                     {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://127.0.0.1:1"}])
def test_pages_of_other_hosts_change_nothing(closed, key_of, headers):
    own = with_cookie(sign_in(closed, key_of("viewer")), closed)
    forged = {name: value for name, value in {**own, **headers}.items() if value}
    for method, path in [("POST", "/api/v1/search"), ("POST", "/api/v1/sign-out"), ("DELETE", "/api/v1/sessions/x")]:
        answer = closed.client.request(method, path, headers=forged, content=b'{"query":"x"}' if "search" in path else None)
        assert problem(answer, 403)["type"] == "/problems/cross-site-request"
    assert closed.get("/api/v1/me", headers=own).status_code == 200


def test_the_browsers_word_is_enough(closed, key_of):
    cookie = with_cookie(sign_in(closed, key_of("viewer")), closed)["Cookie"]
    headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
    completed(closed.post("/api/v1/search", json={"query": "usb c cable"}, headers=headers))


def test_after_signing_out_it_is_worth_nothing(closed, key_of):
    headers = with_cookie(sign_in(closed, key_of("viewer")), closed)
    answer = closed.post("/api/v1/sign-out", headers=headers)
    assert answer.status_code == 204 and "Max-Age=0" in answer.headers["set-cookie"]
    assert closed.get("/api/v1/me", headers=headers).status_code == 401


def test_they_are_listed_and_ended(closed, key_of):
    key = key_of("viewer")
    first, second = (sign_in(closed, key) for _ in range(2))
    headers = with_cookie(first, closed)

    def listed():
        return {one["sign_in_id"] for one in closed.get("/api/v1/sign-ins", headers=headers).json().get("sign_ins", [])}

    ids = [answer.json()["sign_in_id"] for answer in (first, second)]
    assert listed() == set(ids)
    other = with_cookie(sign_in(closed, key_of("viewer")), closed)
    assert closed.client.delete(f"/api/v1/sign-ins/{ids[1]}", headers=other).status_code == 404  # somebody else's
    assert closed.client.delete(f"/api/v1/sign-ins/{ids[1]}", headers=headers).status_code == 204
    assert listed() == {ids[0]}
    assert closed.get("/api/v1/me", headers=with_cookie(second, closed)).status_code == 401
    admin = {"Authorization": f"Bearer {key_of('admin')['secret']}"}
    assert closed.client.delete(f"/api/v1/sign-ins/{ids[0]}", headers=admin).status_code == 204
    assert closed.get("/api/v1/me", headers=headers).status_code == 401


def test_it_ends_with_its_key(closed, key_of):
    key = key_of("viewer")
    headers = with_cookie(sign_in(closed, key), closed)
    admin = {"Authorization": f"Bearer {key_of('admin')['secret']}"}
    assert closed.client.delete(f"/api/v1/keys/{key['key']['key_id']}", headers=admin).status_code == 200
    assert closed.get("/api/v1/me", headers=headers).status_code == 401


def test_it_ends_by_itself(closed, key_of, dependencies):
    answer = sign_in(closed, key_of("viewer"))
    with psycopg.connect(dependencies.database_url("orchestrator"), autocommit=True) as database:
        database.execute("SELECT set_config('app.tenants', '*', false)")
        database.execute("UPDATE sign_ins SET expires_at = now() WHERE id = %s", (answer.json()["sign_in_id"],))
        kept = database.execute("SELECT digest FROM sign_ins WHERE id = %s", (answer.json()["sign_in_id"],)).fetchone()[0]
    assert closed.get("/api/v1/me", headers=with_cookie(answer, closed)).status_code == 401
    secret = answer.headers["set-cookie"].split(";")[0].split(".")[1]
    assert len(kept) == 32 and kept.hex() != secret


@pytest.mark.parametrize("value", ["", "x", "." * 101, "steward", "a" * 36 + "." + "b" * 64])
def test_a_cookie_that_is_none_is_as_if_there_were_none(stack, closed, value):
    headers = {"Cookie": f"other=1; steward={value}"}
    assert closed.get("/api/v1/me", headers=headers).status_code == 401
    assert stack.copy("orchestrator").get("/api/v1/me", headers=headers).json()["kind"] == "anonymous"


def test_it_is_in_the_audit_log(closed, key_of):
    key, auditor = key_of("viewer"), {"Authorization": f"Bearer {key_of('auditor')['secret']}"}
    signed = sign_in(closed, key)
    closed.post("/api/v1/sign-out", headers=with_cookie(signed, closed))
    entries = closed.get("/api/v1/audit", params={"limit": 4}, headers=auditor).json()["entries"]
    records = [json.loads(entry["record"]) for entry in entries]
    mine = [(one["action"], one["kind"]) for one in records if one["target"] == signed.json()["sign_in_id"]]
    assert mine == [("sign-out", "cookie"), ("sign-in", "key")]
    somebody = with_cookie(sign_in(closed, key_of("viewer")), closed)
    for not_theirs in (sign_in(closed, key).json()["sign_in_id"], "made-up"):
        assert closed.client.delete(f"/api/v1/sign-ins/{not_theirs}", headers=somebody).status_code == 404
    assert "sign-in.revoke" not in closed.get("/api/v1/audit", params={"limit": 4}, headers=auditor).text
    assert {one["subject"] for one in records if one["action"].startswith("sign-")} >= {key["key"]["key_id"]}


@pytest.mark.breaks
def test_while_the_database_is_away_nobody_is_signed_in_or_out(closed, key_of, dependencies):
    headers = with_cookie(sign_in(closed, key_of("viewer")), closed)
    with dependencies.proxy("postgres").away():
        wait_until(lambda: closed.get("/readyz").status_code == 503, 30)
        assert problem(closed.get("/api/v1/me", headers=headers), 503)["retryable"]
    wait_until(lambda: closed.get("/api/v1/me", headers=headers).status_code == 200, 30)


def test_without_a_secret_the_catalogue_is_asked_with_the_callers_key(stack, key_of):
    """Where nobody unknown is answered: a key goes on to the catalogue, and a cookie, which cannot, is told so."""
    never, key = {"STEWARD_ANONYMOUS": "never"}, key_of("viewer")
    who = {"Authorization": f"Bearer {key['secret']}"}
    with stack.one_more("catalog", never) as catalog, \
            stack.one_more("orchestrator", {**never, "STEWARD_CATALOG_URL": catalog.url}) as edge:
        product = catalog.get("/products?limit=1", headers=who).json()["products"][0]["product_id"]
        cookie = with_cookie(sign_in(edge, key), edge)
        for path in ("/api/v1/suggest?q=us", "/api/v1/categories", f"/api/v1/products/{product}/similar"):
            assert problem(edge.get(path), 401)["type"] == "/problems/not-authenticated"
            assert edge.get(path, headers=who).status_code == 200
            refused = problem(edge.get(path, headers=cookie), 403)
            assert refused["type"] == "/problems/catalog-refuses" and "STEWARD_SERVICE_SECRET" in refused["detail"]
        assert edge.get("/api/v1/suggest?q=us", headers=who).json()["suggestions"]
        completed(edge.post("/api/v1/search", json={"query": "usb c cable"}, headers=cookie))
