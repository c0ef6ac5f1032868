"""A search over HTTP, from the question to the ranked answer."""

import concurrent.futures
import gzip
import time
import uuid
from urllib.parse import quote

import pytest
from checks import completed, ids, problem, states
from harness import wait_until


def test_a_search_is_answered_ranked_and_explained(search):
    began = time.time()
    content = completed(search("wireless headphones under 100", limit=10))
    assert content["request_id"] and content["session_id"] and content["message"]
    assert content["total"] >= len(content["products"]) > 0
    first = content["products"][0]
    assert "Headphones" in first["title"] and first["brand"] and 0 < first["score"] <= 1 and first["reasons"]
    assert first["price"]["currency_code"] == "USD"
    assert all(product["price"]["amount_minor"] <= 10000 for product in content["products"])
    assert content["requirements"]["price"]["max"]["amount_minor"] == 10000
    scores = [product["score"] for product in content["products"]]
    assert scores == sorted(scores, reverse=True)
    assert states(content["timeline"])[-3:] == ["SEARCHING", "RANKING", "COMPLETED"]
    assert all(step["at"].startswith(time.strftime("%Y-", time.gmtime(began))) for step in content["timeline"])


def test_misspelt_words_are_corrected_and_said(search):
    content = completed(search("wireles headphnes"))
    assert {one["to"] for one in content["corrections"]} >= {"headphones"}
    assert "T-001" in ids(content)


def test_what_is_excluded_is_left_out(search):
    content = completed(search("headphones without cable"))
    assert "T-007" not in ids(content) and "T-001" in ids(content)


def test_nothing_relevant_is_said(search):
    content = completed(search("xylophone quartz zeppelin"))
    assert not ids(content) and content["message"]


@pytest.mark.parametrize("limit", [1, 3])
def test_limit(search, limit):
    content = completed(search("cable", limit=limit))
    assert len(ids(content)) == limit and content["total"] >= 5


@pytest.mark.parametrize("filters, fits", [
    ({"brands": ["Linkwell"]}, lambda product: product["brand"] == "Linkwell"),
    ({"price": {"max": {"currency_code": "USD", "amount_minor": 1000}}}, lambda product: product["price"]["amount_minor"] <= 1000),
    ({"min_rating": 4.3}, lambda product: product["rating"]["stars"] >= 4.3),
    ({"colours": ["white"]}, lambda product: product["product_id"] == "T-010"),
])
def test_filters(search, filters, fits):
    content = completed(search("cable", filters=filters))
    assert ids(content) and all(fits(product) for product in content["products"])


def test_filter_in_stock(search):
    assert "T-006" in ids(completed(search("wireless sport headphones")))
    assert "T-006" not in ids(completed(search("wireless sport headphones", filters={"in_stock": True})))


def test_names_in_camel_case_are_accepted(search):
    products = completed(search("cable", filters={"minRating": 4.5}))["products"]
    assert products and all(product["rating"]["stars"] >= 4.5 for product in products)


@pytest.mark.parametrize("sort, key", [
    ("PRICE_ASCENDING", lambda product: product["price"]["amount_minor"]),
    ("PRICE_DESCENDING", lambda product: -product["price"]["amount_minor"]),
    ("RATING", lambda product: -product["rating"]["stars"]),
    ("RATING_ASCENDING", lambda product: product["rating"]["stars"] if "rating" in product else 6),
])
def test_sort(search, sort, key):
    products = completed(search("cable", sort=sort))["products"]
    assert len(products) > 2
    assert [key(product) for product in products] == sorted(key(product) for product in products)


@pytest.mark.parametrize("sort", ["RELEVANCE", "PRICE_ASCENDING"])
def test_pages_follow_each_other_without_gap_or_repeat(search, sort):
    whole = completed(search("cable", limit=50, sort=sort))
    seen, cursor = [], ""
    for _ in range(20):
        page = completed(search("cable", limit=2, sort=sort, **({"cursor": cursor} if cursor else {})))
        seen += ids(page)
        cursor = page.get("next_cursor", "")
        if not cursor:
            break
    assert not cursor and len(seen) == len(set(seen)) == whole["total"]
    assert set(seen) == set(ids(whole))
    if sort != "RELEVANCE":
        assert seen == ids(whole)


def test_a_cursor_that_is_none_is_refused(search):
    problem(search("cable", cursor="nonsense"), (400, 422), field="cursor")


def test_ids_that_the_client_chose_are_kept(search, session_id):
    request_id = str(uuid.uuid4())
    content = completed(search("kettle", request_id=request_id, session_id=session_id, user_id="ann"))
    assert (content["request_id"], content["session_id"]) == (request_id, session_id)


def test_the_correlation_id_comes_back(search):
    answer = search("kettle", headers={"X-Request-Id": "my-own-id-1"})
    assert answer.headers["x-request-id"] == "my-own-id-1"


def test_respond_async(search, edge):
    answer = search("usb c cable", headers={"Prefer": "respond-async"})
    assert answer.status_code == 202
    place = answer.headers["location"]
    assert place == f"/api/v1/requests/{answer.json()['request_id']}"
    done = wait_until(lambda: (got := edge.get(place)).status_code == 200 and got.json()["status"] == "COMPLETED" and got, 10)
    assert ids(done.json())


@pytest.mark.parametrize("prefer", [["handling=lenient", "respond-async"], ["respond-async; why=slow"], ["respond-async", "return=minimal"]])
def test_respond_async_however_it_is_said(edge, prefer):
    headers = [("Prefer", value) for value in prefer]
    assert edge.post("/api/v1/search", json={"query": "usb c cable"}, headers=headers).status_code == 202


@pytest.mark.parametrize("name", ["a/b", "100%", "%2F", "q?x#y", "ä ö", "a+b"])
def test_whatever_a_request_is_called_its_address_leads_to_it(search, edge, session_id, name):
    name = f"{session_id} {name}"
    answer = search("usb c cable", headers={"Prefer": "respond-async"}, request_id=name, session_id=name)
    place = answer.headers["location"]
    assert place == f"/api/v1/requests/{quote(name, safe='')}"
    done = wait_until(lambda: (got := edge.get(place)).json().get("status") == "COMPLETED" and got.json(), 10)
    assert done["request_id"] == name and ids(done)
    session = edge.get(f"/api/v1/sessions/{quote(name, safe='')}")
    assert [request["request_id"] for request in session.json()["requests"]] == [name]


def test_a_short_wait_ends_with_202_or_the_answer(search, edge):
    answer = search("usb c cable", headers={"Prefer": "wait=0"})
    assert answer.status_code in (200, 202)
    place = f"/api/v1/requests/{answer.json()['request_id']}"
    wait_until(lambda: edge.get(place).json()["status"] == "COMPLETED", 10)


def test_the_same_idempotency_key_gives_the_same_answer(search):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first, second = search("tea pot", headers=key), search("tea pot", headers=key)
    assert completed(first) == completed(second)
    problem(search("coffee maker", headers=key), 422)


def test_idempotency_key_of_concurrent_requests(stack):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    ask = stack.copy("orchestrator").post
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask("/api/v1/search", json={"query": "tea pot"}, headers=key), range(8)))
    done = [answer.json()["request_id"] for answer in answers if answer.status_code == 200]
    assert done and len(set(done)) == 1
    assert all(answer.status_code in (200, 202, 409) for answer in answers)


def test_the_session_shows_its_requests(search, edge, session_id):
    for query in ("tea pot", "coffee maker"):
        completed(search(query, session_id=session_id, user_id="ann"))
    view = edge.get(f"/api/v1/sessions/{session_id}")
    assert view.status_code == 200
    content = view.json()
    assert content["session_id"] == session_id and content["user_id"] == "ann" and content["created_at"]
    assert sorted(request["query"] for request in content["requests"]) == ["coffee maker", "tea pot"]
    for request in content["requests"]:
        assert request["status"] == "COMPLETED" and states(request["timeline"])[-1] == "COMPLETED"
        assert all(step["at"] for step in request["timeline"])


def test_what_is_not_there(edge):
    problem(edge.get(f"/api/v1/requests/{uuid.uuid4()}"), 404)
    problem(edge.get("/api/v1/sessions/no-such-session"), 404)


def test_a_session_of_somebody_else(search, session_id):
    completed(search("tea pot", session_id=session_id, user_id="ann"))
    problem(search("tea pot", session_id=session_id, user_id="bob"), (403, 404))


@pytest.mark.parametrize("body, field", [
    ({"query": "x", "colour": "red"}, "colour"),
    ({"query": "x", "filters": {"brand": "Sonora"}}, "filters.brand"),
    ({"query": 7}, "query"),
    ({"query": "x", "limit": "many"}, "limit"),
    ({"query": "x", "limit": 0.5}, "limit"),
    ({"query": "x", "limit": -1}, "limit"),
    ({"query": "x", "limit": 101}, "limit"),
    ({"query": "x", "sort": "SIDEWAYS"}, "sort"),
    ({"query": "x", "filters": {"brands": "Sonora"}}, "filters.brands"),
    ({"limit": 3}, "query"),
    ({"query": ""}, "query"),
    ({"query": "x\u0000y"}, "query"),
    ({"query": "x" * 10240}, "query"),
])
def test_bad_fields_are_named(search, body, field):
    problem(search(body), (400, 422), field=field)


@pytest.mark.parametrize("body", [
    b"", b"{", b"null", b"[]", b'"text"', b'{"query":"a","query":"b"}', b'{"query":"\xff"}', b"{" * 5000, b'{"query":"x"} trailing',
    b'{"query":"x","limit":1e999}', b'{"query":"\\ud800"}', b"\x00\x01\x02",
])
def test_what_is_not_json_is_refused(edge, body):
    answer = edge.post("/api/v1/search", content=body, headers={"Content-Type": "application/json"})
    problem(answer, (400, 422))


def test_another_content_type_is_refused(edge):
    answer = edge.post("/api/v1/search", content=b"<query/>", headers={"Content-Type": "application/xml"})
    problem(answer, 415)


def test_a_coded_body_is_refused(edge):
    body = gzip.compress(b'{"query":"tea pot"}')
    answer = edge.post("/api/v1/search", content=body, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})
    problem(answer, 415, field="Content-Encoding")


def test_a_body_that_is_too_large(edge):
    answer = edge.post("/api/v1/search", json={"query": "x" * (9 << 20)})
    assert problem(answer, 413)["max"] > 0


@pytest.mark.parametrize("query", [
    "?!.,;", "שלום אוזניות", "🎧🎧🎧", "'; drop table products; --", "{{7*7}} ${jndi:ldap://x}", "%s%n%x", "a " * 200, "<script>alert(1)</script>",
])
def test_odd_queries_are_only_queries(search, query):
    answer = search(query)
    if answer.status_code == 200:
        completed(answer)
    else:
        problem(answer, (400, 422), field="query")


def test_every_answer_has_security_headers(edge):
    headers = edge.get("/healthz").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


def test_what_was_accepted_can_be_asked_for_at_once(search, edge):
    for _ in range(20):
        answer = search("usb c cable", headers={"Prefer": "respond-async"})
        assert edge.get(answer.headers["location"]).status_code == 200
