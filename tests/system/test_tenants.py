"""One tenant cannot read, guess or disturb what is another's: in no table, over no route, and with the same ids in both.

Tenant A has a lamp that is called after an animal, and has talked about it. Tenant B knows all of A's ids and asks for
everything with them: the animal must not be in what it is told, and A must find everything as it was."""

import re
import uuid

import psycopg
import pytest
from checks import completed, problem
from harness import wait_until
from live_client import Live, is_answer, problem_of
from local import services

SECRET = "quokka"  # B never says it
A, B = f"a-{uuid.uuid4().hex[:8]}", f"b-{uuid.uuid4().hex[:8]}"
METHODS = ("get", "put", "post", "delete", "patch")

# Tables whose rows belong to no tenant, and why.
OF_NOBODY = {
    "fold_offsets": "how far the topics are read; names keys of sessions, and only the fold driver reads it",
    "steward_migrations": "which migrations were applied",
}
ADDED_TO = {"audit"}  # nothing is ever deleted from it, by anybody


def of(tenant):
    return {"Steward-Tenant": tenant}


class Shop:
    """What A has."""

    def __init__(self, stack):
        self.stack = stack
        self.edge, self.catalog = stack.copy("orchestrator").client, stack.copy("catalog").client
        self.product, self.session, self.request, self.user = (f"{what}-{uuid.uuid4()}" for what in
                                                               ("lamp", "session", "request", "user"))
        self.put(A, self.product, f"{SECRET.title()} lamp")
        completed(self.edge.post("/api/v1/chat", headers=of(A), json={
            "message": f"show me a {SECRET} lamp", "session_id": self.session, "request_id": self.request,
            "user_id": self.user}))
        self.leave_traces()

    def leave_traces(self):
        """Something in every table."""
        said = self.catalog.put("/synonyms/animal", headers=of(A), json={"rule": f"{SECRET}, marsupial"})
        assert said.status_code in (200, 201), said.text
        self.search(A, SECRET, session_id=f"{self.session}-gone")
        self.edge.post("/api/v1/events", headers=of(A), json={"events": [
            {"kind": "CLICK", "request_id": self.request, "product_id": self.product, "position": 1}]})
        wait_until(lambda: any(one.get("clicked") for one in self.seen_by_a("/rank/log")["entries"]), 20, "the click is recorded")
        wait_until(lambda: self.seen_by_a("/queries").get("queries"), 20, "the search is counted")
        assert self.edge.delete(f"/api/v1/sessions/{self.session}-gone", headers=of(A)).status_code == 200
        self.key = self.key_of(A, SECRET)
        signed_in = self.edge.post("/api/v1/sign-in", headers={"Authorization": f"Bearer {self.key['secret']}"})
        assert signed_in.status_code in (200, 201), signed_in.text
        self.edge.cookies.clear()  # the sign-in stays in the table; the client goes on as before

    def key_of(self, tenant, name, role="admin"):
        made = self.stack.make_key(role, tenant, name)
        return {"secret": made["secret"], "key_id": made["key"]["key_id"]}

    def seen_by_a(self, path):
        return self.catalog.get(path, headers=of(A)).json()

    def put(self, tenant, product, title):
        answer = self.catalog.put(f"/products/{product}", headers=of(tenant), json={
            "title": title, "brand": f"{title.split()[0]}works", "price": {"currency_code": "USD", "amount_minor": 2500}})
        assert answer.status_code in (200, 201), answer.text
        wait_until(lambda: self.is_indexed(tenant), 15, "it can be searched")

    def is_indexed(self, tenant):
        stats = self.catalog.get("/stats", headers=of(tenant)).json()
        return stats["indexed_sequence"] == stats["sequence"] and stats["indexed"] == stats["products"]

    def search(self, tenant, query, **more):
        return completed(self.edge.post("/api/v1/search", headers=of(tenant), json={"query": query, **more}))

    def as_it_is(self):
        """All that A can see of its own."""
        looks = [(self.edge, f"/api/v1/sessions/{self.session}"), (self.edge, f"/api/v1/requests/{self.request}"),
                 (self.edge, f"/api/v1/sessions?user_id={self.user}"), (self.catalog, f"/products/{self.product}"),
                 (self.catalog, "/products"), (self.catalog, "/stats"), (self.catalog, f"/suggest?q={SECRET[:4]}")]
        seen = {path: client.get(path, headers=of(A)) for client, path in looks}
        assert {answer.status_code for answer in seen.values()} == {200}
        return {path: answer.json() for path, answer in seen.items()}


@pytest.fixture(scope="module")
def shop(stack, dependencies):
    shop = Shop(stack)
    with psycopg.connect(dependencies.database_url("catalog")) as database:  # no picture is looked at here, and no webhook comes
        see(database, A)
        database.execute("insert into pictures (tenant_id, product_id, image_url, tries, due_at, sequence) values (%s, %s, %s, 1, now(), 1)",
                         [A, shop.product, f"https://shop.example/{SECRET}.png"])
        database.execute("insert into shopify_products (tenant_id, shopify_id, told_at, triggered_at, variants) values (%s, %s, 1, 1, %s)",
                         [A, SECRET, [shop.product]])
    return shop


# ---- tables ----

TABLES = """
    select c.oid::regclass::text, c.relrowsecurity and c.relforcerowsecurity,
           exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull),
           (select count(*) from pg_policies p where p.schemaname = n.nspname and p.tablename = c.relname
            and p.qual like '%app.tenants%' and p.with_check = p.qual and p.cmd = 'ALL'),
           (select count(*) from pg_policies p where p.schemaname = n.nspname and p.tablename = c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')"""


@pytest.fixture(params=services.with_database())
def database(request, dependencies, shop):
    """As the service itself is connected."""
    with psycopg.connect(dependencies.database_url(request.param)) as connection:
        yield connection


def tables_of_tenants(database):
    return [row[0] for row in database.execute(TABLES) if row[2]]


def see(database, tenants):
    database.execute("select set_config('app.tenants', %s, true)", [tenants])


def test_every_table_has_its_policy(database):
    tables = database.execute(TABLES).fetchall()
    assert len(tables) >= 2
    for name, is_forced, has_tenant, good, policies in tables:
        if has_tenant:
            assert is_forced and good == policies == 1, f"{name}: keep_tenants_apart('{name}') is missing in its migration"
        else:
            assert name in OF_NOBODY, f"{name} has no tenant_id: whose are its rows?"


def test_the_role_is_bound_by_them(database):
    assert database.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user").fetchone() == (False,)


def test_who_does_not_say_whose_sees_nothing(database):
    for table in tables_of_tenants(database):
        for said in (None, "", "x"):
            if said is not None:
                see(database, said)
            assert database.execute(f"select count(*) from {table}").fetchone() == (0,), f"{table}, told {said!r}"
            assert table in ADDED_TO or database.execute(f"delete from {table}").rowcount == 0
        see(database, "*")
        assert database.execute(f"select count(*) from {table}").fetchone()[0] > 0, f"{table} has nothing: this shows nothing"
        database.rollback()
        assert database.execute(f"select count(*) from {table}").fetchone() == (0,), "the setting ends with the transaction"


def test_no_table_gives_one_tenants_rows_to_another(database, shop):
    shop.put(B, "own", "Own lamp")
    shop.search(B, "lamp", session_id="own")
    for table in tables_of_tenants(database):
        see(database, B)
        assert database.execute(f"select distinct tenant_id from {table}").fetchall() in ([(B,)], []), table
        assert table in ADDED_TO or database.execute(f"delete from {table} where tenant_id = %s", [A]).rowcount == 0
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)):
            see(database, f"{A},{B}")
            database.execute(f"create temporary table copied on commit drop as select * from {table} where tenant_id = %s", [A])
            taken = database.execute("select count(*) from copied").fetchone()[0]
            see(database, B)
            if not taken:  # A has nothing in it: as good as refused
                raise psycopg.errors.InsufficientPrivilege
            database.execute(f"insert into {table} select * from copied")
        database.rollback()


# ---- routes ----

def resolved(document, schema):
    return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def operations(copy):
    document = copy.get("/openapi.json").json()
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                body = item[method].get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
                yield method, path, item[method], body and resolved(document, body)


def what_b_says(shop):
    """By the name of a field or parameter: A's ids, and what makes the rest acceptable."""
    lamp = {"product_id": shop.product, "title": "Common lamp", "price": {"currency_code": "USD", "amount_minor": 1}}
    return {"session_id": shop.session, "request_id": shop.request, "id": shop.product, "user_id": shop.user,
            "product_id": shop.product, "product_ids": [shop.product], "products": [lamp], "title": "Common lamp",
            "query": "lamp", "message": "show me a lamp", "q": "lam", "name": "x", "type": "not-found",
            "Idempotency-Key": shop.request, "Last-Event-ID": f"{shop.request}.0", "Prefer": "wait=10"}


@pytest.fixture(scope="module", params=["an operator who names B", "a key of B"])
def as_b(request, shop):
    """Headers of who asks for B."""
    return of(B) if "names" in request.param else {"Authorization": f"Bearer {shop.key_of(B, 'own')['secret']}"}


def ask_as_b(copy, shop, headers, method, path, operation, body):
    said = what_b_says(shop)
    if "/keys/" in path:
        said["id"] = said["key_id"] = shop.key["key_id"]
    if "/requests/" in path:
        said["id"] = shop.request
    parameters = {place: {one["name"]: said[one["name"]] for one in operation.get("parameters", [])
                          if one["in"] == place and one["name"] in said} for place in ("query", "header")}
    fields = {name: said[name] for name in (body or {}).get("properties", {}) if name in said}
    return copy.client.request(method, re.sub(r"{(\w+)}", lambda hole: said.get(hole[1], "some"), path),
                               params=parameters["query"], headers={**parameters["header"], **headers},
                               **({"json": fields} if body else {}))


@pytest.mark.parametrize("service", services.NAMES)
def test_no_route_lets_b_at_what_is_as(stack, shop, as_b, service):
    before, copy, asked = shop.as_it_is(), stack.copy(service), {}
    for method, path, operation, body in operations(copy):
        if "text/event-stream" in str(operation) and method == "post":
            continue
        answer = ask_as_b(copy, shop, as_b, method, path, operation, body)
        asked[method, path] = answer.status_code
        assert answer.status_code < 500, f"{method} {path}: {answer.text[:300]}"
        assert SECRET not in answer.text.lower(), f"{method} {path} tells B: {answer.text[:500]}"
    wait_until(lambda: shop.is_indexed(A), 15, "what may have been done to A can be seen")
    assert shop.as_it_is() == before
    assert shop.edge.get("/api/v1/me", headers={"Authorization": f"Bearer {shop.key['secret']}"}).json()["tenant_id"] == A
    assert len(asked) >= {"orchestrator": 10, "catalog": 10, "response-composer": 3}.get(service, 0), asked


def test_what_is_as_is_not_there_for_b(shop):
    before = shop.as_it_is()
    for client, method, path in [(shop.edge, "get", f"/api/v1/sessions/{shop.session}"),
                                 (shop.edge, "get", f"/api/v1/requests/{shop.request}"),
                                 (shop.edge, "get", f"/api/v1/requests/{shop.request}/events"),
                                 (shop.catalog, "get", f"/products/{shop.product}"),
                                 (shop.catalog, "delete", f"/products/{shop.product}")]:
        stranger = f"{B}-{uuid.uuid4().hex[:8]}"  # one who has never been here
        problem(client.request(method, path, headers=of(stranger)), 404)
    listed = shop.edge.get("/api/v1/sessions", params={"user_id": shop.user}, headers=of(f"{B}-new")).json()
    assert listed.get("sessions", []) == []
    assert shop.as_it_is() == before


def test_same_ids_are_different_things(shop):
    """Also the very same request: it is not a repetition, and each is answered with its own."""
    same = {"session_id": f"same-{uuid.uuid4()}", "request_id": f"same-{uuid.uuid4()}"}
    shop.put(B, shop.product, "Common torch")
    assert "Quokka" in shop.search(A, "lamp", **same)["products"][0]["title"]
    assert "Common" in shop.search(B, "torch", **same)["products"][0]["title"]
    for tenant, title, query in ((A, "Quokka", "lamp"), (B, "Common", "torch")):
        kept = shop.edge.get(f"/api/v1/requests/{same['request_id']}", headers=of(tenant)).json()
        assert title in kept["products"][0]["title"] and kept["session_id"] == same["session_id"]
        again = shop.search(tenant, query, **same)
        assert again["request_id"] == same["request_id"] and title in again["products"][0]["title"]
    answer = shop.edge.delete(f"/api/v1/sessions/{same['session_id']}", headers=of(B))
    assert answer.status_code == 200, answer.text
    problem(shop.edge.get(f"/api/v1/sessions/{same['session_id']}", headers=of(B)), 404)
    assert shop.edge.get(f"/api/v1/sessions/{same['session_id']}", headers=of(A)).status_code == 200


def test_an_idempotency_key_is_its_tenants(shop):
    key = {"Idempotency-Key": f"key-{uuid.uuid4()}"}
    first = shop.edge.post("/api/v1/search", headers={**of(A), **key}, json={"query": f"{SECRET} lamp"})
    other = shop.edge.post("/api/v1/search", headers={**of(B), **key}, json={"query": "something else"})
    assert completed(first)["products"] and SECRET not in other.text.lower() and other.status_code == 200


def test_b_never_finds_as_products(shop):
    guesses = f"{B}-guesses"  # the word itself: so it is among what is searched for there, and not at B's
    shop.put(guesses, "common", "Common lamp")
    for query in (SECRET, f"{SECRET} lamp", "lamp", f"{SECRET}works", "quoka lamp"):
        assert SECRET.title() not in str(shop.search(guesses, query).get("products"))
    assert SECRET in shop.edge.get("/api/v1/suggest?q=quok", headers=of(A)).text.lower()
    for query in ("quok", SECRET, "lam"):
        said = shop.edge.get("/api/v1/suggest", params={"q": query}, headers=of(guesses)).json()
        assert SECRET.title() not in str(said)


def test_ids_with_slashes_are_no_way_around(shop):
    """A key inside is "tenant/id": an id that looks like one is only an odd id."""
    before = shop.as_it_is()
    for name in (f"{A}/{shop.session}", f"default/{shop.session}", f"/{shop.session}", f"../{A}/{shop.session}"):
        for tenant in (B, "default"):
            odd = shop.search(tenant, "lamp", session_id=name)
            assert odd["session_id"] == name
    assert shop.as_it_is() == before


# ---- live ----

def test_b_hears_nothing_of_a(shop, port):
    with Live(port, additional_headers=of(A)) as a, Live(port, additional_headers=of(B)) as b:
        a.follow(shop.session)
        b.follow(shop.session)
        before = len(b.events)
        a.search(f"{SECRET} lamp", session_id=shop.session)
        assert any(event.get("request_id") for event in a.events)
        b.search("lamp", session_id=f"{shop.session}-b")  # what would have come has come by then
        assert SECRET not in str(b.events).lower()
        assert all(event["session_id"] != shop.session for event in b.events[before:])


def test_b_cannot_ask_for_what_was(shop, port):
    with Live(port, additional_headers=of(f"{B}-live")) as b:
        b.send({"session_id": shop.session, "follow": {"after": f"{shop.request}.0"}})
        first = b.next()
        assert problem_of(first) == ("unknown-event", 404)
        b.send({"session_id": shop.session, "request_id": shop.request, "search": {"query": "lamp"}})
        answer = b.until(is_answer)[-1]
        assert answer["response"]["status"] == "COMPLETED" and SECRET not in str(b.events).lower()


# ---- who may name a tenant ----

@pytest.mark.parametrize("role", ["viewer", "operator", "auditor", "admin"])
def test_a_key_asks_for_its_own_tenant_only(stack, shop, role):
    key = {"Authorization": f"Bearer {shop.key_of(B, role, role)['secret']}"}
    for service in ("orchestrator", "catalog"):
        for method, path, operation, body in operations(stack.copy(service)):
            if operation["security"]:
                answer = ask_as_b(stack.copy(service), shop, {**key, **of(A)}, method, path, operation, body)
                assert problem(answer, 403)["type"] in ("/problems/tenant-not-yours", "/problems/missing-scope",
                                                        "/problems/missing-role"), f"{method} {path}"


@pytest.mark.parametrize("name", ["*", "one,other", "a b", "a/b", "x" * 65, "'", "ü"])
def test_what_is_no_tenant_is_refused(edge, stack, name):
    for client in (edge, stack.copy("catalog").client):
        path = "/api/v1/sessions?user_id=u" if client is edge else "/products"
        answer = client.get(path, headers={"Steward-Tenant": name.encode()})
        assert problem(answer, 400)["type"] in ("/problems/invalid-tenant", "/problems/bad-request")


def test_not_everybody_may_name_a_tenant(stack, shop):
    everybody = {"STEWARD_ANONYMOUS": "always"}
    afar = {"X-Forwarded-For": "192.0.2.7"}
    with stack.one_more("catalog", everybody) as catalog:
        assert problem(catalog.get("/products", headers={**of(A), **afar}), 403)["type"] == "/problems/tenant-not-yours"
        assert catalog.get("/products", headers=afar).status_code == 200
        for named, status in ((A, 403), ("default", 200), ("", 200)):
            answer = catalog.post("/search", headers=afar, json={"query": f"{SECRET} lamp", "tenant_id": named})
            assert answer.status_code == status and SECRET.title() not in answer.text


def test_a_body_names_no_other_tenant(shop):
    answer = shop.catalog.post("/search", headers=of(B), json={"query": "lamp", "tenant_id": A})
    assert problem(answer, 403, "tenant_id")["type"] == "/problems/tenant-not-yours"
    found = shop.catalog.post("/search", headers=of(A), json={"query": "lamp"}).json()
    assert SECRET.title() in str(found), "who names none asks for its own"


def test_a_tenant_that_can_have_no_index_is_refused_its_products(stack):
    """One more than may be is told so, rather than never found; those that are there go on."""
    more, mine = of(f"more-{uuid.uuid4().hex[:8]}"), f"room-{uuid.uuid4()}"
    product = {"title": "One lamp", "price": {"currency_code": "USD", "amount_minor": 2500}}
    many = {"products": [{"product_id": "x-1", **product}]}
    with stack.one_more("catalog", {"STEWARD_CATALOG_TENANTS": 1}) as copy:
        for answer in (copy.client.put("/products/x-1", headers=more, json=product),
                       copy.client.put("/products", headers=more, json=many)):
            assert problem(answer, 409)["type"] == "/problems/too-many-tenants"
        assert copy.client.get("/products/x-1", headers=more).status_code == 404
        assert copy.client.put(f"/products/{mine}", json=product).status_code == 201
        assert copy.client.delete(f"/products/{mine}").status_code == 204
