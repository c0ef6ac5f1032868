"""Filters and facets, on the demo catalogue: what the documents show works, and what is chosen leaves what was told."""

import json
import re

import pytest
from checks import completed, ids, problem
from harness import ROOT, Dependencies, Stack, demo

EXAMPLES = [json.loads(one) for one in re.findall(r"```json\n(.*?)```", (ROOT / "docs/filters.md").read_text(), re.S)]


@pytest.fixture(scope="module")
def shop():
    with Dependencies(safe=False) as dependencies, Stack(dependencies) as stack:
        stack.wait_ready()
        demo.load(stack)
        yield stack


def find(shop, body):
    return completed(shop.copy("orchestrator").client.post("/api/v1/search", json=body))


@pytest.mark.parametrize("body", EXAMPLES, ids=lambda body: json.dumps(body)[:60])
def test_the_examples_of_the_documents_find_something(shop, body):
    found = find(shop, body)
    assert found["total"] > 0 and not found.get("loosened"), found["message"]


def chosen(facet, value):
    """As docs/filters.md says it."""
    name = facet["name"]
    lists = {"brand": "brands", "colour": "colours", "size": "sizes"}
    if facet["kind"] == "TREE":
        return {"categories": [value["path"]]}
    if name in lists:
        return {lists[name]: [value["value"]]}
    if name == "price":
        return {"price": value["price"]}
    if name == "rating":
        return {"min_rating": float(value["value"])}
    if name == "stock":
        return {"in_stock": True}
    how = {"range": value["range"]} if facet["kind"] == "RANGE" else {"any_of": [value["value"]]}
    return {"attributes": [{"name": name, **how}]}


@pytest.mark.parametrize("query", ["headphones", "t-shirt", "sofa"])
def test_every_value_of_a_facet_leaves_what_it_says(shop, query):
    facets = find(shop, {"query": query})["facets"]
    assert {facet["kind"] for facet in facets} >= {"TREE", "LIST", "RANGE"}
    for facet in facets:
        for value in facet["values"][:4]:
            assert find(shop, {"query": query, "filters": chosen(facet, value)})["total"] == value["count"], (facet["name"], value)


def test_what_means_nothing_is_refused_with_all_that_is_wrong(shop):
    body = {"query": "lamp", "filters": {"attributes": [{"name": "wieght", "range": {"min": 1, "unit": "stone"}}, {"name": "power"}]}}
    refused = shop.copy("orchestrator").client.post("/api/v1/search", json=body)
    problem(refused, 422, field="filters.attributes[0].name")
    assert refused.json()["type"].endswith("search-failed")
    faults = {fault["field"]: fault["detail"] for fault in refused.json()["faults"]}
    assert set(faults) == {"filters.attributes[0].name", "filters.attributes[0].range.unit", "filters.attributes[1]"}
    assert "weight" in faults["filters.attributes[0].name"]


@pytest.mark.parametrize("query, shown", [
    ("auralis pulse headphones in sand", "auralis-pulse-wireless-headphones-sand"),
    ("auralis pulse headphones white", "auralis-pulse-wireless-headphones"),
    ("marlow street ruben t-shirt olive", "marlow-street-ruben-t-shirt-olive"),
    ("kaido lyra smartphone 512 GB", "kaido-lyra-smartphone-512-gb"),
])
def test_the_variant_that_is_asked_for_is_shown(shop, query, shown):
    found = find(shop, {"query": query})
    assert ids(found)[0] == shown
    others = found["products"][0]["variants"]
    assert others and shown not in {one["product_id"] for one in others}
    assert all(one["differs"] and one["price"] for one in others)
    group = {shown, *(one["product_id"] for one in others)}
    assert not group & set(ids(found)[1:])


def test_variants_follow_the_filters(shop):
    found = find(shop, {"query": "kaido lyra smartphone", "filters": {"attributes": [{"name": "storage", "range": {"min": 64, "max": 64, "unit": "GB"}}]}})
    assert ids(found)[0] == "kaido-lyra-smartphone-64-gb"
    assert {"storage 512 GB"} <= {text for one in found["products"][0]["variants"] for text in one["differs"]}


def test_categories(shop):
    listed = shop.copy("orchestrator").client.get("/api/v1/categories").json()["categories"]
    counts = {one["path"]: one["count"] for one in listed}
    assert counts["Electronics"] > counts["Electronics > Audio"] > counts["Electronics > Audio > Headphones"] > 0
    places = [one["path"] for one in listed]
    assert all(place.rpartition(" > ")[0] in places[:at] for at, place in enumerate(places) if " > " in place)
    below = shop.copy("orchestrator").client.get("/api/v1/categories", params={"under": "electronics > audio", "depth": 2}).json()["categories"]
    assert below[0]["path"] == "Electronics > Audio" and {one["depth"] for one in below} == {1, 2}
    problem(shop.copy("orchestrator").client.get("/api/v1/categories", params={"depth": 0}), 422, field="depth")


@pytest.mark.parametrize("product", ["auralis-pulse-wireless-headphones", "kaido-lyra-smartphone-512-gb", "plank-co-coast-office-chair"])
def test_similar_products(shop, product):
    client = shop.copy("orchestrator").client
    own = shop.copy("catalog").client.get(f"/products/{product}").json()
    found = client.get(f"/api/v1/products/{product}/similar", params={"limit": 5}).json()["products"]
    assert len(found) == 5
    variants = {other["product_id"] for one in found for other in one.get("variants", [])} | {one["product_id"] for one in found}
    assert product not in variants and own["variant_of"] not in variants
    assert sum(one["category"] == own["categories"][-1] for one in found) >= 4


def test_similar_to_nothing(shop):
    problem(shop.copy("orchestrator").client.get("/api/v1/products/no-such-product/similar"), 404)
