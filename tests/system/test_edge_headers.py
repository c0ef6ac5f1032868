"""What every answer of every address of every service says to browsers, and what pages of other origins may do."""

import socket

import pytest
from checks import problem
from harness import wait_until

SERVICES = ["orchestrator", "media", "catalog", "response-composer", "device-adapter", "monitoring"]
SHOP = "https://shop.example"
ELSEWHERE = ["https://evil.example", "https://shop.example.evil", "http://shop.example", "null"]
INTERNAL = ["/healthz", "/readyz", "/health", "/openapi.json", "/problems", "/problems/not-found", "/metrics"]


def addresses(copy):
    """(method, path) of each route: those of the document, and those that are for machines."""
    described = copy.get("/openapi.json").json()["paths"]
    for path, item in described.items():
        for method in item:
            yield method.upper(), path.replace("{", "").replace("}", "")
    for path in INTERNAL:
        yield "GET", path
    yield "GET", "/no/such/address"
    yield "PATCH", "/healthz"


def takes_body(copy):
    """(method, path, whether it is a message in JSON and nothing else: else bytes)"""
    for path, item in copy.get("/openapi.json").json()["paths"].items():
        for method, operation in item.items():
            if method in ("post", "put") and "requestBody" in operation:
                content = operation["requestBody"]["content"]
                only_json = list(content) == ["application/json"] and "schema" in content["application/json"]
                yield method.upper(), path.replace("{", "").replace("}", ""), only_json


def check_headers(headers, where):
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, where
    assert "unsafe" not in policy, where
    assert headers["x-content-type-options"] == "nosniff", where
    assert headers["referrer-policy"] == "no-referrer", where
    assert headers["cross-origin-resource-policy"] == "same-origin", where
    # Files for everybody have a name for their content, and are asked for again; all else is kept by nobody.
    assert headers["cache-control"] == ("no-cache" if "etag" in headers else "no-store"), where
    assert "server" not in headers and "access-control-allow-origin" not in headers, where


@pytest.mark.parametrize("service", SERVICES)
def test_every_answer_has_them(stack, service):
    copy = stack.copy(service)
    for method, path in addresses(copy):
        with copy.client.stream(method, path) as answer:
            check_headers(answer.headers, (method, path, answer.status_code))
            assert "strict-transport-security" not in answer.headers  # nobody said that TLS ends in front


@pytest.mark.parametrize("service", SERVICES)
def test_every_address_refuses_what_it_does_not_take_with_a_problem(stack, service):
    copy = stack.copy(service)
    for method, path, is_json in takes_body(copy):
        refused = copy.client.request(method, path, content=b"{", headers={"X-Request-Id": "of-mine"})
        content = problem(refused, (400, 401, 403) if is_json else (401, 403, 415, 422))
        assert content["correlation_id"] == "of-mine", path
        if refused.status_code in (401, 403) or not is_json:
            continue  # who asks is looked at before what is asked; and what the bytes are is told by themselves
        assert content["faults"], path
        problem(copy.client.request(method, path, content=b"{}", headers={"Content-Type": "text/plain"}), 415)
    known = set(addresses(copy))
    for path in {path for _, path in known} - {path for method, path in known if method == "OPTIONS"} - {"/no/such/address"}:
        refused = copy.client.request("OPTIONS", path)
        assert problem(refused, 405)["type"] == "/problems/method-not-allowed"
        assert refused.headers["allow"]


@pytest.mark.parametrize("service", ["orchestrator", "monitoring"])
def test_the_server_as_a_whole_says_which_methods_it_knows(stack, service):
    with socket.create_connection(("127.0.0.1", stack.copy(service).port), timeout=5) as one:
        one.sendall(b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answers = b"".join(iter(lambda: one.recv(65536), b"")).split(b"HTTP/1.1 ")[1:]
    assert [answer[:4] for answer in answers] == [b"204 ", b"204 "]
    assert b"\r\nAllow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n" in answers[0]


def test_where_tls_ends_in_front_browsers_are_told(stack):
    with stack.one_more("orchestrator", {"STEWARD_HSTS_SECONDS": 3600}) as copy:
        for path in ("/healthz", "/no/such/address"):
            assert copy.get(path).headers["strict-transport-security"] == "max-age=3600"


# ---- pages of other origins ----


@pytest.fixture(scope="module")
def listed(stack):
    with stack.one_more("orchestrator", {"STEWARD_CORS_ORIGINS": f"{SHOP} http://127.0.0.1:5173"}) as copy:
        yield copy


def preflight(copy, origin, method="POST", path="/api/v1/search"):
    return copy.client.request("OPTIONS", path, headers={"Origin": origin, "Access-Control-Request-Method": method,
                                                         "Access-Control-Request-Headers": "content-type"})


def test_a_listed_origin_may_read_answers(listed):
    answer = listed.get("/api/v1/requests/none", headers={"Origin": SHOP})
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert answer.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in answer.headers
    assert "X-Request-Id" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize("origin", ELSEWHERE)
def test_no_other_origin_may(listed, origin):
    answer = listed.get("/api/v1/requests/none", headers={"Origin": origin})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.headers["vary"] == "Origin"
    refused = preflight(listed, origin)
    assert problem(refused, 403)["type"] == "/problems/origin-not-allowed"
    assert not [name for name in refused.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path,method,methods,header", [
    ("/api/v1/search", "POST", {"POST"}, "Idempotency-Key"),
    ("/api/v1/sessions/x", "DELETE", {"DELETE", "GET", "HEAD"}, "Authorization"),
    ("/api/v1/requests/x/events", "GET", {"GET", "HEAD"}, "Last-Event-ID"),
])
def test_a_preflight_says_what_the_address_takes(listed, path, method, methods, header):
    answer = preflight(listed, SHOP, method, path)
    assert answer.status_code == 204 and answer.content == b""
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert set(answer.headers["access-control-allow-methods"].split(", ")) == methods
    allowed = answer.headers["access-control-allow-headers"].split(", ")
    assert header in allowed and "Content-Type" in allowed and "*" not in allowed


def test_a_preflight_for_what_is_not_there_is_refused(listed):
    assert problem(preflight(listed, SHOP, path="/no/such/address"), 404)
    assert problem(preflight(listed, SHOP, method="PATCH"), 405)
    assert problem(preflight(listed, SHOP, method="NONSENSE"), 405)


@pytest.mark.parametrize("origins,said", [("*", "any origin is never allowed"), ("https://shop.example/", "nothing behind"),
                                          ("shop.example", "http:// or https://")])
def test_origins_that_no_browser_sends_stop_the_process(stack, origins, said):
    copy = stack.refused("monitoring", {"STEWARD_CORS_ORIGINS": origins})
    assert copy.exit_code in (1, 2)
    assert "STEWARD_CORS_ORIGINS" in copy.log() and said in copy.log()


# ---- how many may be connected ----


@pytest.fixture
def raw_connections():
    """Opens so many; they are closed afterwards."""
    made = []

    def more(port, count):
        new = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(count)]
        made.extend(new)
        return new

    yield more
    for one in made:
        one.close()


def test_connections_of_one_address_have_a_cap(stack, raw_connections):
    with stack.one_more("orchestrator", {"STEWARD_HTTP_CONNECTIONS_PER_ADDRESS": 5}) as copy:
        copy.client.close()
        open_ones = raw_connections(copy.port, 5)
        wait_until(lambda: b"429" in refused_by(raw_connections, copy.port), 10, "one too many is told so")
        for one in open_ones[:4]:
            one.close()
        wait_until(lambda: copy.get("/healthz").status_code == 200, 10, "there is room again")


def test_connections_of_all_have_a_cap(stack, raw_connections):
    with stack.one_more("monitoring", {"STEWARD_HTTP_MAX_CONNECTIONS": 6}) as copy:
        copy.client.close()
        raw_connections(copy.port, 6)
        seen = wait_until(lambda: refused_by(raw_connections, copy.port), 10)
        assert b" 503 " in seen and b"/problems/too-many-connections" in seen and b'"max":6' in seen
        assert b"Retry-After: 1" in seen and b"X-Request-Id: " in seen


def refused_by(raw_connections, port):
    """All that is said to one more, which is closed then; nothing, when it is let in."""
    one, said = raw_connections(port, 1)[0], b""
    one.settimeout(2)
    try:
        while piece := one.recv(4096):
            said += piece
    except TimeoutError:
        return b""
    return said
