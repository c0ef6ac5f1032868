"""Every problem has an address that explains it, and the documentation says the same."""

import json
import re
import socket
from pathlib import Path

import pytest
from local import paths

PAGE = Path(paths.ROOT) / "docs/problems.md"
NAMED = re.compile(r'(?:(?:call_problem|response_failed)\([^;]*?|[.>]type = )"([a-z]+(?:-[a-z]+)+|internal|overloaded|unavailable|starting)"')


def documented():
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*?) \| (.*) \|$", PAGE.read_text(), re.M)
    return {f"/problems/{name}": (status, meaning) for name, status, meaning in rows}


def test_the_page_and_the_service_say_the_same(edge):
    told = {one["type"]: (one["status"], one["meaning"]) for one in edge.get("/problems").json()["problems"]}
    assert told == documented()


def test_the_address_of_a_problem_explains_it(edge):
    problem = edge.post("/api/v1/search", json={"query": ""}).json()
    answer = edge.get(problem["type"])
    assert answer.status_code == 200
    assert answer.json()["type"] == problem["type"]
    assert str(problem["status"]) == answer.json()["status"]


def test_an_unknown_type_is_a_problem_itself(edge):
    answer = edge.get("/problems/nonsense")
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"


def test_every_type_that_the_source_names_is_explained():
    sources = [path for folder in ("services", "common/service") for path in (Path(paths.ROOT) / folder).rglob("*.c")]
    named = {name for path in sources for name in NAMED.findall(path.read_text())}
    assert len(named) > 10
    assert {f"/problems/{name}" for name in named} <= set(documented())


def test_every_fault_is_told(edge):
    answer = edge.post("/api/v1/search", json={"query": "x", "limit": 500, "user_id": " x", "filters": {"min_rating": 9}})
    assert answer.status_code == 422
    assert {fault["field"] for fault in answer.json()["faults"]} == {"limit", "user_id", "filters.min_rating"}
    assert all(fault["detail"] for fault in answer.json()["faults"])


def test_every_fault_of_the_shape_is_told(edge):
    answer = edge.post("/api/v1/search", json={"query": 7, "limit": "many", "nonsense": 1, "filters": {"in_stock": "maybe"}})
    assert answer.status_code == 400 and answer.json()["type"] == "/problems/invalid-body"
    assert {fault["field"] for fault in answer.json()["faults"]} == {"query", "limit", "nonsense", "filters.in_stock"}
    assert answer.json()["field"] == "query"


def test_a_browser_gets_a_page_about_the_problem(edge):
    answer = edge.get("/problems/invalid-body", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8" and answer.headers["vary"] == "Accept"
    assert "<h1>invalid-body</h1>" in answer.text and "<code>faults</code>" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


# ---- what is no HTTP ----

BROKEN_HTTP = {
    "malformed-request": (400, b"GET / HTTP/1.1\r\nno header\r\n\r\n"),
    "body-too-large": (413, b"POST /api/v1/search HTTP/1.1\r\nHost: a\r\nX-Request-Id: of-mine\r\nContent-Length: 8388609\r\n\r\n"),
    "target-too-long": (414, b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"),
    "expectation-failed": (417, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: much\r\n\r\n"),
    "head-too-large": (431, b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-A: b\r\n" * 70 + b"\r\n"),
    "not-implemented": (501, b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n"),
    "http-version": (505, b"GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
}


@pytest.mark.parametrize("kind", BROKEN_HTTP)
def test_what_is_no_http_is_a_problem_too(edge, port, kind):
    status, request = BROKEN_HTTP[kind]
    head, content = raw(port, request)
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert "Content-Type: application/problem+json" in head and "X-Content-Type-Options: nosniff" in head
    assert content["type"] == f"/problems/{kind}" and content["status"] == status and content["detail"]
    assert f"X-Request-Id: {content['correlation_id']}\r\n" in head
    assert (content["correlation_id"] == "of-mine") == (b"of-mine" in request)
    assert edge.get(content["type"]).status_code == 200


def raw(port, request):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        seen = b""
        while piece := connection.recv(65536):
            seen += piece
    head, _, body = seen.decode().partition("\r\n\r\n")
    return head + "\r\n", json.loads(body)
