"""Who is answered without a credential, and that every route asks for one."""

import re

import pytest
import redis
import websockets
from checks import completed, problem
from live_client import Live
from local import services

# What everybody may ask, always: health, documents, what problems mean, and the page, which holds nothing of anybody.
PUBLIC = {"/healthz", "/readyz", "/health", "/metrics", "/openapi.json", "/problems", "/problems/{type}", "/docs",
          "/redoc", "/asyncapi", "/asyncapi.json"}
# What only one may send, who is known by a signature over the bytes.
SIGNED = {"/webhooks/shopify"}
METHODS = ("get", "put", "post", "delete", "patch")


@pytest.fixture(scope="module")
def closed(dependencies, stack):
    """One more copy of each service, that answers nobody without a credential."""
    with stack.more(*services.NAMES, settings={"STEWARD_ANONYMOUS": "never"}) as copies:
        yield copies


def operations(copy):
    for path, item in copy.get("/openapi.json").json()["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


@pytest.mark.parametrize("service", services.NAMES)
def test_every_route_asks_for_a_credential(closed, service):
    copy, asked = closed[service], 0
    for method, path, operation in operations(copy):
        answer = copy.client.request(method, re.sub(r"{\w+}", "some", path))
        if path in PUBLIC:
            assert operation["security"] == []
            continue
        if path in SIGNED:
            assert operation["security"] == []
            assert problem(copy.post(path, json={}), (401, 403))
            continue
        assert problem(answer, 401)["type"] == "/problems/not-authenticated", f"{method} {path}"
        assert answer.headers["www-authenticate"] == 'Bearer realm="steward"'
        assert [list(one) for one in operation["security"]] == [["key"], ["token"]], f"{method} {path}"
        asked += 1
    assert asked >= {"orchestrator": 10, "catalog": 10, "response-composer": 3}.get(service, 0)


@pytest.mark.parametrize("service", services.NAMES)
@pytest.mark.parametrize("path", sorted(PUBLIC - {"/problems/{type}"}))
def test_what_is_public_is_answered(closed, service, path):
    assert closed[service].get(path).status_code == 200


@pytest.mark.parametrize("shown", ["Bearer", "Bearer nonsense", "Basic bWU6bWU=", "nonsense", "Bearer a.b.c",
                                   "Bearer " + "x" * 9000, "Bearer st_live_00000000_0_0"])
@pytest.mark.parametrize("service", ["orchestrator", "catalog"])
def test_a_bad_credential_is_worse_than_none(stack, service, shown):
    """It is refused where nobody needs one, too: who shows one means it."""
    answer = stack.copy(service).client.post("/search" if service == "catalog" else "/api/v1/search",
                                             json={"query": "tea pot"}, headers={"Authorization": shown})
    assert problem(answer, 401)["type"] == "/problems/invalid-credential"
    assert 'error="invalid_token"' in answer.headers["www-authenticate"] and "nonsense" not in answer.text


def test_a_websocket_asks_for_one(closed):
    with pytest.raises(websockets.InvalidStatus) as refused:
        Live(closed["orchestrator"].port)
    assert refused.value.response.status_code == 401 and b"not-authenticated" in refused.value.response.body


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}, {"Via": "1.1 proxy"},
                                     {"X-Real-IP": "127.0.0.1"}, {"Host": "evil.example"}])
def test_on_loopback_nothing_that_came_through_a_proxy(edge, headers):
    """Nor to a name that somebody has pointed at this machine."""
    problem(edge.get("/api/v1/sessions?user_id=anna", headers=headers), 401)


@pytest.mark.parametrize("origin, status", [("https://evil.example", 403), ("null", 403), ("http://localhost:5173", 200)])
def test_pages_of_other_origins_cannot_use_this_machine(search, origin, status):
    answer = search("tea pot", headers={"Origin": origin})
    if status == 200:
        completed(answer)
    else:
        assert problem(answer, status)["type"] == "/problems/origin-not-allowed"


def test_a_process_that_listens_for_everybody_answers_nobody_unknown(stack):
    with stack.one_more("catalog", {"STEWARD_ADDRESS": "0.0.0.0"}) as copy:
        problem(copy.get("/products"), 401)
        assert "nobody is answered without a key or token" in copy.log()


@pytest.fixture
def welcoming(stack, dependencies):
    """A copy that answers everybody, up to a limit, and a Redis that knows nobody yet."""
    settings = {"STEWARD_ANONYMOUS": "always", "STEWARD_ANONYMOUS_RATE_PER_SECOND": 1, "STEWARD_ANONYMOUS_RATE_BURST": 20}
    with stack.one_more("catalog", settings) as copy:
        redis.Redis.from_url(dependencies.redis.url).flushall()
        yield copy


def test_everybody_may_look_and_nobody_change(welcoming):
    assert welcoming.get("/products", headers={"X-Forwarded-For": "1.2.3.4"}).status_code == 200
    for answer in (welcoming.client.delete("/products/usb-c-cable"),
                   welcoming.client.put("/products/new", json={"product_id": "new", "title": "New"})):
        content = problem(answer, 403)
        assert content["type"] == "/problems/missing-scope" and "catalog:write" in content["detail"]
        assert 'error="insufficient_scope", scope="catalog:write"' in answer.headers["www-authenticate"]


def test_everybody_has_a_limit_of_their_own(welcoming):
    answers = [welcoming.get("/stats") for _ in range(60)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused and {answer.status_code for answer in answers} <= {200, 429}
    assert int(refused[0].headers["retry-after"]) >= 1
    assert problem(refused[0], 429)["type"] == "/problems/too-many-requests"


def test_the_document_names_the_scopes(edge):
    described = edge.get("/openapi.json").json()
    assert set(described["components"]["securitySchemes"]) == {"key", "token"}
    assert described["paths"]["/api/v1/search"]["post"]["security"] == [{"key": ["search"]}, {"token": ["search"]}, {}]
