"""What a shop decides about its search while it runs: merchandising rules and synonyms."""

import datetime
import json

import pytest
from checks import completed, problem
from harness import wait_until

WHEN = {"query_contains": "headphones"}


@pytest.fixture
def catalog(stack):
    client = stack.copy("catalog").client
    yield client
    for rule in client.get("/rules").json().get("rules", []):
        client.delete(f"/rules/{rule['rule_id']}")
    for synonym in client.get("/synonyms").json().get("synonyms", []):
        client.delete(f"/synonyms/{synonym['synonym_id']}")


def ids(answer):
    return [one["product_id"] for one in completed(answer)["products"]]


def put(catalog, rule_id, **rule):
    answer = catalog.put(f"/rules/{rule_id}", json=rule)
    assert answer.status_code in (200, 201), answer.text


def test_what_is_pinned_is_first_and_said_to_be_featured(catalog, search):
    shown = completed(search("wireless headphones"))["products"]
    usual = [one["product_id"] for one in shown]
    last = max(shown[1:], key=lambda one: one["price"]["amount_minor"])["product_id"]
    put(catalog, "pin", effect="PIN", position=1, products={"product_ids": [last]}, when=WHEN)
    wait_until(lambda: ids(search("wireless headphones"))[0] == last, 10, "the pin is followed")
    first = completed(search("wireless headphones"))["products"][0]
    assert first["featured"] and first["reasons"][0] == "featured by the shop"
    price = first["price"]["amount_minor"]
    below = completed(search({"query": "wireless headphones",
                              "filters": {"price": {"max": {"currency_code": first["price"]["currency_code"], "amount_minor": price - 1}}}}))
    assert last not in [one["product_id"] for one in below["products"]]
    assert catalog.delete("/rules/pin").status_code == 204
    wait_until(lambda: ids(search("wireless headphones")) == usual, 10, "the rule is gone")


def test_why_it_is_first(catalog, edge, search, session_id):
    last = ids(search("wireless headphones"))[-1]
    put(catalog, "pin", effect="PIN", position=1, products={"product_ids": [last]}, when=WHEN)
    wait_until(lambda: ids(search("wireless headphones"))[0] == last, 10, "the pin is followed")

    def say(text):
        return edge.post("/api/v1/chat", json={"session_id": session_id, "message": text}).json()
    shown = say("wireless headphones")
    for _ in range(2):
        if shown.get("clarification"):
            shown = say("doesn't matter")
    assert shown["products"][0]["product_id"] == last
    assert "The shop features it" in say("why is this first?")["message"]


def test_every_copy_follows(stack, catalog):
    with stack.one_more("catalog") as other:
        put(catalog, "hide", effect="HIDE", products={"filters": {"brands": ["Nobody"]}}, when={"query_is": "unused"})
        usual = [one["product_id"] for one in catalog.post("/search", json={"query": "headphones"}).json()["candidates"]]
        put(catalog, "hide", effect="HIDE", products={"product_ids": [usual[0]]})
        for copy in (catalog, other.client):
            wait_until(lambda copy=copy: usual[0] not in [one["product_id"] for one in copy.post("/search", json={"query": "headphones"}).json()
                       .get("candidates", [])], 10, "the copy follows")


def test_a_rule_of_yesterday_is_not_followed(catalog):
    first = catalog.post("/search", json={"query": "usb cable"}).json()["candidates"][0]["product_id"]
    yesterday = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    put(catalog, "old", effect="HIDE", products={"product_ids": [first]}, ends_at=yesterday)
    put(catalog, "marker", effect="HIDE", products={"product_ids": [first]}, when={"query_contains": "marker"})
    wait_until(lambda: first not in str(catalog.post("/search", json={"query": "usb cable marker"}).json().get("candidates")), 10,
               "both rules are there")
    assert catalog.post("/search", json={"query": "usb cable"}).json()["candidates"][0]["product_id"] == first


def test_synonyms_are_followed_without_a_restart(catalog, search):
    assert completed(search("zorbophones"))["total"] == 0
    assert catalog.put("/synonyms/z", json={"rule": "zorbophones => headphones"}).status_code == 201
    wait_until(lambda: completed(search("zorbophones"))["total"] > 0, 10, "the synonym is followed")
    assert catalog.delete("/synonyms/z").status_code == 204
    wait_until(lambda: completed(search("zorbophones"))["total"] == 0, 10, "it is gone")


def test_what_is_refused(catalog):
    problem(catalog.put("/rules/x", json={"effect": "PIN", "products": {"product_ids": ["a"]}}), 422, field="position")
    problem(catalog.put("/rules/x", json={"effect": "DANCE"}), 400)
    problem(catalog.put("/rules/x", json={"rule_id": "y", "effect": "HIDE", "products": {"product_ids": ["a"]}}), 422, field="rule_id")
    problem(catalog.put("/synonyms/x", json={"rule": "alone"}), 422, field="rule")
    problem(catalog.delete("/rules/none"), 404)
    problem(catalog.delete("/synonyms/none"), 404)


def test_tenants_have_their_own(catalog):
    headers = {"Steward-Tenant": "other-shop"}
    assert catalog.put("/synonyms/s", json={"rule": "sofa, couch"}, headers=headers).status_code == 201
    assert catalog.get("/synonyms").json().get("synonyms", []) == []
    assert len(catalog.get("/synonyms", headers=headers).json()["synonyms"]) == 1
    problem(catalog.delete("/synonyms/s"), 404)
    assert catalog.delete("/synonyms/s", headers=headers).status_code == 204


def test_the_command_line(catalog, cli, tmp_path):
    rule = tmp_path / "rule.json"
    rule.write_text(json.dumps({"effect": "BOOST", "factor": 2, "products": {"filters": {"brands": ["Sony"]}}, "when": WHEN}))
    assert "added" in cli("catalog", "rules", "put", "sony", rule).stdout
    assert "replaced" in cli("catalog", "rules", "put", "sony", rule).stdout
    listed = cli("catalog", "rules", "list").stdout
    assert "sony" in listed and "boost by 2" in listed and 'has "headphones"' in listed
    assert "deleted" in cli("catalog", "rules", "delete", "sony").stdout
    cli("catalog", "rules", "delete", "sony", code=3)
    assert "added" in cli("catalog", "synonyms", "put", "tv", "tv, telly").stdout
    assert "tv, telly" in cli("catalog", "synonyms", "list").stdout
    cli("catalog", "synonyms", "put", "one", "alone", code=1)
    cli("catalog", "synonyms", code=2)
