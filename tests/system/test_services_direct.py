"""The services themselves: the same code as behind the Kafka commands."""

import copy as copies

import pytest
from checks import problem
from harness import wait_until
from products import PRODUCTS


@pytest.fixture
def catalog(stack):
    return stack.copy("catalog").client


@pytest.fixture
def composer(stack):
    return stack.copy("response-composer").client


@pytest.fixture
def found(catalog):
    answer = catalog.post("/search", json={"query": "wireless headphones", "limit": 5})
    assert answer.status_code == 200, answer.text
    return answer.json()


def new_product(number):
    product = copies.deepcopy(PRODUCTS[0])
    product.update(product_id=f"X-{number}", title=f"Quirkwidget {number}", brand="Quirk")
    return product


def found_ids(catalog, query):
    return [one["product_id"] for one in catalog.post("/search", json={"query": query}).json().get("candidates", [])]


def test_search(found):
    assert found["total"] >= 4
    best = found["candidates"][0]
    assert best["relevance"] == pytest.approx(1.0) and set(best["matched"]) and "Headphones" in best["title"]
    assert {facet["name"] for facet in found["facets"]} >= {"brand", "category"}


def test_a_product_is_written_read_found_and_removed(catalog):
    product = new_product(1)
    assert catalog.put("/products/X-1", json=product).status_code in (200, 201)
    read = catalog.get("/products/X-1").json()
    assert read["title"] == product["title"] and read["price"] == product["price"] and read["version"] >= 1
    wait_until(lambda: "X-1" in found_ids(catalog, "quirkwidget"), 10, "it is found")
    product["title"] = "Renamed 1"
    assert catalog.put("/products/X-1", json=product).status_code == 200
    assert catalog.get("/products/X-1").json()["version"] > read["version"]
    wait_until(lambda: "X-1" not in found_ids(catalog, "quirkwidget"), 10, "the index follows")
    assert catalog.delete("/products/X-1").status_code in (200, 204)
    problem(catalog.get("/products/X-1"), 404)


def test_many_at_once(catalog):
    many = [new_product(number) for number in range(10, 40)]
    answer = catalog.put("/products", json={"products": many})
    assert answer.status_code == 200 and answer.json()["accepted"] == 30
    wait_until(lambda: len(found_ids(catalog, "quirkwidget")) > 0, 10)
    answer = catalog.request("DELETE", "/products", json={"product_ids": [product["product_id"] for product in many]})
    assert answer.status_code == 200 and answer.json()["accepted"] == 30
    wait_until(lambda: not found_ids(catalog, "quirkwidget"), 10)


def test_of_many_the_bad_ones_are_named(catalog):
    bad = new_product(51)
    bad["price"] = {"currency_code": "USD", "amount_minor": -5}
    answer = catalog.put("/products", json={"products": [new_product(50), bad]})
    assert answer.status_code == 200, answer.text
    content = answer.json()
    assert content["accepted"] == 1
    assert content["rejected"][0]["index"] == 1 and "price" in content["rejected"][0]["reason"]
    catalog.delete("/products/X-50")


@pytest.mark.parametrize("body, field", [
    ({"query": 5}, "query"), ({"query": "x", "nonsense": 1}, "nonsense"), ({"query": "x", "limit": "ten"}, "limit"),
])
def test_bad_searches_name_the_field(catalog, body, field):
    problem(catalog.post("/search", json=body), (400, 422), field=field)


def test_an_id_in_the_path_and_another_in_the_body(catalog):
    problem(catalog.put("/products/X-60", json=new_product(61)), (400, 422), field="product_id")


def test_rank(composer, found):
    answer = composer.post("/rank", json={"found": found})
    assert answer.status_code == 200, answer.text
    content = answer.json()
    assert content["message"]
    assert {product["product_id"] for product in content["products"]} <= {one["product_id"] for one in found["candidates"]}
    assert all(product["reasons"] and 0 <= product["score"] <= 1 for product in content["products"])


def test_rank_is_the_same_each_time(composer, found):
    answers = {composer.post("/rank", json={"found": found}).text for _ in range(3)}
    assert len(answers) == 1


def test_compose(composer, found):
    products = composer.post("/rank", json={"found": found}).json()["products"]
    answer = composer.post("/compose", json={"found": found, "products": products})
    assert answer.status_code == 200 and answer.json()["message"]


def test_rank_without_anything_to_rank(composer):
    problem(composer.post("/rank", json={}), (400, 422), field="found")
