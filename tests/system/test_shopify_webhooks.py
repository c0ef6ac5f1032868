"""A Shopify shop tells of its products as they change: the catalogue has them as an import would have them."""

import json
import uuid

import pytest
from checks import problem
from harness import wait_until
from harness.shopify_sender import ShopifySender, product, variant

SHOP, SECRET = "my-shop.myshopify.com", "shopify-app-geheim-8"
SETTINGS = {"STEWARD_CATALOG_SHOPIFY_SHOP": SHOP, "STEWARD_CATALOG_SHOPIFY_SECRET": SECRET, "STEWARD_CATALOG_SHOPIFY_CURRENCY": "EUR",
            "STEWARD_CATALOG_SHOPIFY_URL": "https://shop.example/"}


@pytest.fixture(scope="module")
def listening(stack):
    with stack.told(SETTINGS, "catalog"):
        yield stack
        assert SECRET not in stack.copy("catalog").log()


@pytest.fixture
def shop(listening):
    return ShopifySender(listening.copy("catalog").client, SHOP, SECRET)


@pytest.fixture
def number(listening):
    """Of a product that nobody else has; it is gone afterwards."""
    chosen = uuid.uuid4().int % 10**15
    yield chosen
    for product_id in (f"shopify-{chosen + place}" for place in range(4)):
        listening.copy("catalog").client.delete(f"/products/{product_id}")


@pytest.fixture
def kept(listening):
    """The product as the catalogue has it; None: it has none."""
    def get(product_id):
        answer = listening.copy("catalog").client.get(f"/products/{product_id}")
        return answer.json() if answer.status_code == 200 else None
    return get


def taken(answer):
    assert answer.status_code == 200 and answer.content == b"", answer.text


def test_a_product_comes_changes_and_goes(shop, number, kept):
    one, two = variant(number + 1), variant(number + 2, colour="Red")
    taken(shop.send("products/create", product(number, "Tea Pot", [one, two], updated_at=shop.later())))
    blue, red = kept(f"shopify-{number + 1}"), kept(f"shopify-{number + 2}")
    assert {name: value for name, value in blue.items() if value and name != "version"} == {
        "product_id": f"shopify-{number + 1}", "variant_of": f"shopify-{number}", "title": "Tea Pot", "brand": "Fonte",
        "description": "All about Tea Pot", "categories": ["Home", "Kitchen", "Pots"], "colours": ["Blue"], "codes": [f"sku-{number + 1}"],
        "price": {"currency_code": "EUR", "amount_minor": 1250}, "released_at": "2026-05-01T10:00:00Z",
        "url": f"https://shop.example/products/pot-{number}?variant={number + 1}"}
    assert red["colours"] == ["Red"] and red["variant_of"] == blue["variant_of"]
    one["price"] = "9.00"
    taken(shop.send("products/update", product(number, "Tea Pot", [one], updated_at=shop.later())))
    assert kept(f"shopify-{number + 1}")["price"]["amount_minor"] == 900 and kept(f"shopify-{number + 2}") is None
    taken(shop.send("products/delete", {"id": number}))
    assert kept(f"shopify-{number + 1}") is None


def test_it_is_found_at_once_and_no_longer(listening, shop, number):
    name = "zorp" + uuid.uuid4().hex[:8].translate(str.maketrans("0123456789", "ghijklmnop"))

    def found():
        answer = listening.copy("catalog").client.post("/search", json={"query": name})
        return [one["product_id"] for one in answer.json().get("candidates", [])]
    taken(shop.send("products/create", product(number, f"{name} pot", [variant(number + 1)], updated_at=shop.later())))
    wait_until(lambda: found() == [f"shopify-{number + 1}"], 20, "it is found")
    taken(shop.send("products/delete", {"id": number}))
    wait_until(lambda: found() == [], 20, "it is not found any more")


def test_an_import_is_changed_not_doubled(listening, shop, number, kept, cli, tmp_path):
    """The stock of what the import has told is counted, that of nothing else."""
    imported = [{"product_id": f"shopify-{number + place}", "variant_of": f"shopify-{number}", "title": "Tea Pot", "stock": {"quantity": 3}}
                for place in (1, 2)]
    (tmp_path / "shop.jsonl").write_text("".join(json.dumps(one) + "\n" for one in imported))
    cli("catalog", "import", tmp_path / "shop.jsonl")
    indexed = listening.copy("catalog").client.get
    wait_until(lambda: (lambda said: said["indexed_sequence"] == said["sequence"])(indexed("/stats").json()), 20, "the index has it")
    taken(shop.send("products/update", product(number, "Tea Pot", [variant(number + 1, quantity=-1), variant(number + 3)], updated_at=shop.later())))
    assert kept(f"shopify-{number + 1}")["stock"]["quantity"] == 0 and "price" in kept(f"shopify-{number + 1}")
    assert kept(f"shopify-{number + 2}") is None  # the shop has it no more
    assert "stock" not in kept(f"shopify-{number + 3}")


def test_what_is_sent_twice_or_late_changes_nothing(shop, number, kept):
    before, now = shop.later(), shop.later()
    late = shop.delivery("products/update", product(number, "Old Pot", [variant(number + 1)], updated_at=before))
    news = shop.delivery("products/update", product(number, "New Pot", [variant(number + 1)], updated_at=now))
    taken(shop.again(news))
    version = kept(f"shopify-{number + 1}")["version"]
    for delivery in (news, late, late):
        taken(shop.again(delivery))
    again = kept(f"shopify-{number + 1}")
    assert again["title"] == "New Pot" and again["version"] == version
    taken(shop.send("products/update", product(number, "Newest Pot", [variant(number + 1)], updated_at=now)))  # within the same second
    assert kept(f"shopify-{number + 1}")["title"] == "Newest Pot"


def test_what_was_deleted_does_not_come_back(shop, number, kept):
    late = shop.delivery("products/update", product(number, "Pot", [variant(number + 1)], updated_at=shop.later()))
    gone = shop.delivery("products/delete", {"id": number})
    for delivery in (gone, late, gone):
        taken(shop.again(delivery))
    assert kept(f"shopify-{number + 1}") is None


def test_what_is_not_for_sale_goes(shop, number, kept):
    pot = product(number, "Pot", [variant(number + 1)], updated_at=shop.later())
    taken(shop.send("products/create", pot))
    assert kept(f"shopify-{number + 1}")
    taken(shop.send("products/update", {**pot, "status": "draft", "updated_at": shop.later()}))
    assert kept(f"shopify-{number + 1}") is None


def test_a_variant_that_breaks_a_rule_is_left_out_by_itself(listening, shop, number, kept):
    bad = variant(number + 2, price="a lot")
    taken(shop.send("products/create", product(number, "Pot", [variant(number + 1), bad], updated_at=shop.later())))
    assert kept(f"shopify-{number + 1}") and kept(f"shopify-{number + 2}") is None
    assert "variants of a shop's product are left out" in listening.copy("catalog").log()


@pytest.mark.parametrize("changed, status, kind", [
    ({"X-Shopify-Hmac-Sha256": None}, 401, "bad-signature"),
    ({"X-Shopify-Hmac-Sha256": ""}, 401, "bad-signature"),
    ({"X-Shopify-Hmac-Sha256": "no base64 at all"}, 401, "bad-signature"),
    ({"X-Shopify-Hmac-Sha256": "A" * 43 + "="}, 401, "bad-signature"),
    ({"X-Shopify-Shop-Domain": "other.myshopify.com"}, 403, "other-shop"),
    ({"X-Shopify-Shop-Domain": None}, 403, "other-shop"),
    ({"Content-Type": "text/plain"}, 415, "unsupported-media-type"),
])
def test_who_is_not_the_shop_changes_nothing(shop, number, kept, changed, status, kind):
    pot = product(number, "Pot", [variant(number + 1)], updated_at=shop.later())
    assert problem(shop.send("products/create", pot, **changed), status)["type"] == f"/problems/{kind}"
    assert kept(f"shopify-{number + 1}") is None


def test_another_secret_or_another_body_is_none(shop, number):
    body, headers = shop.delivery("products/create", product(number, "Pot", [variant(number + 1)], updated_at=shop.later()))
    problem(shop.again((body, {**headers, "X-Shopify-Hmac-Sha256": shop.signature(body, "another")})), 401)
    problem(shop.again((body + b" ", headers)), 401)
    problem(shop.again((body.replace(b"12.50", b"00.01"), headers)), 401)


@pytest.mark.parametrize("body", [b"7", b"[]", b"{", b"\xff\xfe", b'{"id":1,"id":2}', b'{"id":"x"}', b"[" * 3000 + b"]" * 3000,
                                  b'{"id":5,"status":"active","updated_at":"2026-11-22T09:00:00Z","variants":[[[]]]}'])
def test_signed_nonsense_is_taken_and_left(listening, shop, body):
    """Trying again would not mend it, and the shop would stop telling."""
    taken(shop.send("products/update", body))
    assert "what a shop has told cannot be read" in listening.copy("catalog").log()


def test_what_is_not_listened_for_is_taken_and_left(shop, number, kept):
    pot = product(number, "Pot", [variant(number + 1)], updated_at=shop.later())
    for topic in ("orders/create", "products/Update", "", None):
        taken(shop.send(topic or "", pot, **({} if topic else {"X-Shopify-Topic": topic})))
    assert kept(f"shopify-{number + 1}") is None


def test_what_is_too_large_is_refused(shop):
    problem(shop.send("products/update", b'{"id":1,"body_html":"' + b"x" * (2 << 20) + b'"}'), 413)


@pytest.mark.breaks
def test_without_a_database_it_is_to_be_sent_again(shop, number, kept, dependencies):
    delivery = shop.delivery("products/create", product(number, "Pot", [variant(number + 1)], updated_at=shop.later()))
    with dependencies.proxy("postgres").away():
        wait_until(lambda: shop.again(delivery).status_code == 503, 20, "it is refused")
    wait_until(lambda: shop.again(delivery).status_code == 200, 20, "it is taken")
    assert kept(f"shopify-{number + 1}")


def test_nobody_is_listened_to_unless_it_is_set(stack):
    with stack.one_more("catalog") as copy:
        problem(ShopifySender(copy.client, SHOP, SECRET).send("products/delete", {"id": 1}), 403)


@pytest.mark.parametrize("settings, said", [
    ({"STEWARD_CATALOG_SHOPIFY_SECRET": ""}, "STEWARD_CATALOG_SHOPIFY_SECRET"),
    ({"STEWARD_CATALOG_SHOPIFY_CURRENCY": "EURO"}, "STEWARD_CATALOG_SHOPIFY_CURRENCY"),
    ({"STEWARD_CATALOG_SHOPIFY_TENANT": "a b"}, "STEWARD_CATALOG_SHOPIFY_TENANT"),
])
def test_a_wrong_setting_is_named(stack, settings, said):
    assert said in stack.refused("catalog", {**SETTINGS, **settings}).log()
