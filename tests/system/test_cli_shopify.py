"""`steward catalog shopify`: what a Shopify shop sells, by a bulk operation; `catalog subscribe`: what it is to tell. Each question is
judged by Shopify's own schema of its Admin API, which answers it, too."""

import json

import pytest
from checks import completed
from harness import shopify, wait_until
from offers import word

ID, SECRET = "shopify-app-id", "shopify-app-geheim-6"
SETTINGS = {"STEWARD_SHOPIFY_ID": ID, "STEWARD_SHOPIFY_SECRET": SECRET}


@pytest.fixture(scope="module")
def running():
    if shopify.missing():
        pytest.skip(f"there is no {shopify.missing()}")
    admin = shopify.Admin(ID, SECRET)
    yield admin
    admin.close()


@pytest.fixture
def shop(running):
    yield running
    assert running.wrong == []
    running.behave()


@pytest.fixture
def fetch(cli, shop, tmp_path):
    """Fetches it: the products, and what was said."""
    def run(code=0, settings=SETTINGS, url=shop.url):
        file = tmp_path / "shop.jsonl"
        file.unlink(missing_ok=True)
        done = cli("catalog", "shopify", url, file, code=code, settings=settings)
        assert SECRET not in done.stdout + done.stderr and shop.token not in done.stdout + done.stderr
        assert file.exists() == (done.returncode == 0) and not (tmp_path / "shop.jsonl.part").exists()
        return [json.loads(line) for line in file.open()] if file.exists() else [], done.stdout + done.stderr
    return run


def variant(number, title, price="30.00", product=None, **more):
    return {"id": number, "product": product or number, "title": title, "price": price, **more}


def options(**named):
    return [{"name": name, "value": value} for name, value in named.items()]


def test_its_variants_become_products(shop, fetch):
    shop.offers = [
        variant(11, "Tea Pot", "12.50", product=1, brand="Fonte", ean="4006381333931", quantity=7, type="Pots", category="Home > Kitchen"),
        variant(21, "Shirt", product=2, options=options(Color="Blue", Size="XL", **{"Sleeve length": "long"}), quantity=-2),
        variant(22, "Shirt", product=2, options=options(Farbe="Rot", Größe="S")),
        variant(31, "No longer", status="ARCHIVED"),
    ]
    products, said = fetch()
    assert "3 products fetched, 1 left out (the first: it is not for sale)" in said
    pot, blue, red = products
    assert {name: value for name, value in pot.items() if value} == {
        "product_id": "shopify-11", "variant_of": "shopify-1", "title": "Tea Pot", "brand": "Fonte", "description": "All about Tea Pot",
        "categories": ["Home", "Kitchen", "Pots"], "codes": ["sku-11", "4006381333931"], "price": {"currency_code": "EUR", "amount_minor": 1250},
        "stock": {"quantity": 7}, "url": "https://shop.example/products/1?variant=11", "released_at": "2026-05-01T10:00:00Z"}
    assert blue["variant_of"] == red["variant_of"] == "shopify-2"
    assert (blue["colours"], blue["sizes"], blue["stock"]["quantity"]) == (["Blue"], ["XL"], 0)
    assert blue["attributes"] == [{"name": "sleeve_length", "text": "long"}]
    assert (red["colours"], red["sizes"], red.get("stock")) == (["Rot"], ["S"], None)


def test_what_was_fetched_can_be_imported(stack, shop, fetch, cli, search, tmp_path):
    name = word()
    shop.offers = [variant(51, f"{name} Pot", options=options(Color="Blue")), variant(52, f"{name} Pot", product=51, options=options(Color="Red"))]
    fetch()
    assert cli("catalog", "import", tmp_path / "shop.jsonl").stdout.startswith("2 products imported, 0 rejected")
    found = wait_until(lambda: completed(search(name)).get("products"), 20, "they are found")
    shown = {found[0]["product_id"], *(one["product_id"] for one in found[0]["variants"])}
    assert len(found) == 1 and shown == {"shopify-51", "shopify-52"}
    for product_id in shown:
        assert stack.copy("catalog").client.delete(f"/products/{product_id}").status_code == 204


@pytest.mark.parametrize("has_parts", [True, False])
def test_a_large_shop_comes_in_parts(shop, fetch, has_parts):
    shop.offers, shop.has_parts, shop.cuts = [variant(number, f"Lamp {number} " + "x" * 900) for number in range(1, 3001)], has_parts, 2
    products, _ = fetch()
    assert [one["product_id"] for one in products] == [f"shopify-{number}" for number in range(1, 3001)]
    assert len([1 for path, _, _ in shop.requests if path == "/lines"]) == (4 if has_parts else 3)  # two of them failed


def test_it_is_waited_for_and_left_alone(shop, fetch):
    shop.offers, shop.states, shop.throttle = [variant(1, "Lamp")], ["CREATED", "RUNNING", "COMPLETED"], 1
    products, _ = fetch()
    assert len(products) == 1 and shop.states == []


def test_a_shop_that_sells_nothing_has_an_empty_file(shop, fetch):
    shop.offers = []
    assert fetch() == ([], "0 products fetched\n")


@pytest.mark.parametrize("states, trouble, said", [
    (["FAILED"], None, "ended as FAILED"),
    (["CANCELED"], None, "ended as CANCELED"),
    ([], "A bulk operation is in progress", "A bulk operation is in progress"),
])
def test_what_goes_wrong_is_said(shop, fetch, states, trouble, said):
    shop.offers, shop.states, shop.trouble = [variant(1, "Lamp")], states, trouble
    assert said in fetch(code=1)[1]


@pytest.mark.parametrize("fault", ["malformed", "wrong types", "empty"])
def test_what_is_no_answer_is_said(shop, fetch, fault):
    shop.fault = fault
    assert "the shop" in fetch(code=1)[1]


@pytest.mark.parametrize("settings, url, code, said", [
    ({}, None, 2, "STEWARD_SHOPIFY_ID"),
    ({**SETTINGS, "STEWARD_SHOPIFY_SECRET": "another"}, None, 1, "refuses the key"),
    (SETTINGS, "http://shop.example", 2, "https://my-shop.myshopify.com"),
    (SETTINGS, "https://me:word@shop.example", 2, "https://my-shop.myshopify.com"),
])
def test_who_may_not_is_told(shop, fetch, settings, url, code, said):
    assert said in fetch(code=code, settings=settings, url=url or shop.url)[1]


# ---- what it is to tell ----


@pytest.fixture
def subscribe(cli, shop):
    def run(address, *options, code=0):
        done = cli("catalog", "subscribe", shop.url, address, "--json", *options, code=code, settings=SETTINGS)
        assert SECRET not in done.stdout + done.stderr and shop.token not in done.stdout + done.stderr
        return set(json.loads(done.stdout).values()) if code == 0 else done.stderr
    return run


def test_it_is_subscribed_once_and_left(shop, subscribe):
    one, other = (f"https://{word()}.example/webhooks/shopify" for _ in range(2))
    assert subscribe(one) == {"subscribed"}
    shop.throttle = 1
    assert subscribe(one) == {"was subscribed"}
    assert subscribe(other) == {"subscribed"}
    assert subscribe(one, "--remove") == {"removed"}
    assert subscribe(one, "--remove") == {"none"}
    assert subscribe(other) == {"was subscribed"}  # nobody else's is touched
    subscribe(other, "--remove")


def test_all_that_the_catalogue_listens_to_is_told(cli, subscribe, shop):
    address = f"https://{word()}.example/webhooks/shopify"
    said = cli("catalog", "subscribe", shop.url, address, settings=SETTINGS).stdout
    assert [line.split(None, 1) for line in said.splitlines()] == [[topic, "subscribed"] for topic in (
        "products/create", "products/update", "products/delete")]
    subscribe(address, "--remove")


@pytest.mark.parametrize("address, code, said", [
    ("http://shop.example/webhooks/shopify", 2, "https:// addresses only"),
    ("https://shop.invalid/webhooks/shopify", 1, "Address is invalid"),
])
def test_an_address_that_is_none_is_told(subscribe, address, code, said):
    assert said in json.loads(subscribe(address, code=code))["error"]


@pytest.mark.parametrize("fault", ["malformed", "wrong types", "empty"])
def test_a_subscription_that_is_not_answered_for_is_said(shop, subscribe, fault):
    shop.fault = fault
    assert "the shop" in subscribe("https://shop.example/webhooks/shopify", code=1)
