"""The catalogue closed to everybody unknown, asked by the edge with a pass (auth/pass.h)."""

import hashlib
import hmac
import json
import secrets
import time

import pytest
from checks import problem

SECRET = secrets.token_hex(32)
NEVER = {"STEWARD_ANONYMOUS": "never", "STEWARD_SERVICE_SECRET": SECRET}
PATHS = ["/api/v1/suggest?q=us", "/api/v1/categories"]
EMPTY = "a-tenant-without-products"


@pytest.fixture(scope="module")
def catalog(stack):
    with stack.one_more("catalog", NEVER) as copy:
        yield copy


@pytest.fixture(scope="module")
def edge(stack, catalog):
    with stack.one_more("orchestrator", {**NEVER, "STEWARD_CATALOG_URL": catalog.url}) as copy:
        yield copy


@pytest.fixture(scope="module")
def key(stack):
    return {"Authorization": f"Bearer {stack.make_key('viewer')['secret']}"}


@pytest.fixture(scope="module")
def cookie(edge, key):
    return {"Cookie": edge.post("/api/v1/sign-in", headers=key).headers["set-cookie"].split(";")[0], "Origin": edge.url}


def pass_of(secret=SECRET, to="catalog", tenant="default", scope="search", seconds=60):
    said = f"{int(time.time()) + seconds}.{scope}.{tenant}"
    signature = hmac.new(secret.encode(), f"{to} {said}".encode(), hashlib.sha256).hexdigest()
    return f"st_pass_{signature}.{said}"


def with_pass(**options):
    return {"Authorization": f"Bearer {pass_of(**options)}"}


@pytest.mark.parametrize("path", PATHS)
def test_who_is_signed_in_with_a_cookie_is_answered(edge, catalog, cookie, key, path):
    assert edge.get(path, headers=cookie).status_code == 200
    assert edge.get(path, headers=key).status_code == 200
    assert problem(edge.get(path), 401)["type"] == "/problems/not-authenticated"
    assert problem(catalog.get(path.replace("/api/v1", "")), 401)["type"] == "/problems/not-authenticated"


def test_suggestions_and_what_is_similar(edge, catalog, cookie, key):
    assert edge.get("/api/v1/suggest?q=us", headers=cookie).json()["suggestions"]
    product = catalog.get("/products?limit=1", headers=key).json()["products"][0]["product_id"]
    assert edge.get(f"/api/v1/products/{product}/similar", headers=cookie).status_code == 200


def test_visitors_of_an_open_shop_are_answered_by_a_closed_catalogue(stack, catalog):
    open_shop = {**NEVER, "STEWARD_ANONYMOUS": "always", "STEWARD_CATALOG_URL": catalog.url}
    with stack.one_more("orchestrator", open_shop) as edge:
        assert edge.get("/api/v1/suggest?q=us").json()["suggestions"]


def test_a_good_pass_allows_its_scope_and_tenant_only(catalog):
    good = with_pass()
    assert catalog.get("/suggest?q=us", headers=good).json()["suggestions"]
    assert problem(catalog.get("/products?limit=1", headers=good), 403)["type"] == "/problems/missing-scope"
    assert problem(catalog.get("/suggest?q=us", headers={**good, "Steward-Tenant": EMPTY}), 403)["type"] == "/problems/tenant-not-yours"
    assert not catalog.get("/suggest?q=us", headers=with_pass(tenant=EMPTY)).json().get("suggestions")
    writing = with_pass(scope="catalog:write")
    assert problem(catalog.client.delete("/products/x", headers=writing), 403)["type"] == "/problems/missing-scope"


@pytest.mark.parametrize("options", [{"secret": secrets.token_hex(32)}, {"secret": ""}, {"seconds": 0}, {"seconds": -3600},
                                     {"to": "orchestrator"}, {"tenant": "a/b"}, {"tenant": ""}])
def test_a_forged_or_old_pass_is_refused(catalog, options):
    refused = problem(catalog.get("/suggest?q=us", headers=with_pass(**options)), 401)
    assert refused["type"] == "/problems/invalid-credential" and SECRET not in json.dumps(refused)


def test_a_pass_for_another_tenant_or_longer_is_not_to_be_made_of_one(catalog):
    taken = pass_of()
    for changed in (taken.replace("default", "acme"), taken.replace("search", "catalog:read"),
                    taken.replace(".1", ".2", 1), taken[:-1], taken + "x", "st_pass_", "st_pass_" + "0" * 64):
        problem(catalog.get("/suggest?q=us", headers={"Authorization": f"Bearer {changed}"}), 401)


def test_where_the_secrets_differ_it_says_what_to_set(stack, catalog, key):
    other = {**NEVER, "STEWARD_SERVICE_SECRET": secrets.token_hex(32), "STEWARD_CATALOG_URL": catalog.url}
    with stack.one_more("orchestrator", other) as edge:
        refused = problem(edge.get("/api/v1/suggest?q=us", headers=key), 403)
        assert refused["type"] == "/problems/catalog-refuses" and "STEWARD_SERVICE_SECRET" in refused["detail"]
    told = problem(stack.copy("catalog").get("/suggest?q=us", headers=with_pass()), 401)  # it has none
    assert "STEWARD_SERVICE_SECRET" in told["detail"]


def test_a_short_secret_is_none(stack):
    copy = stack.refused("catalog", {"STEWARD_SERVICE_SECRET": "abc"})
    assert copy.exit_code in (1, 2)
    assert "STEWARD_SERVICE_SECRET has 3 bytes" in copy.log()


def test_neither_secret_nor_pass_is_in_the_logs(edge, catalog, cookie):
    assert edge.get("/api/v1/suggest?q=us", headers=cookie).status_code == 200
    for copy in (edge, catalog):
        assert SECRET not in copy.log() and "st_pass_" not in copy.log()
