"""A Shopify shop beside the own catalogue. Every question is judged by Shopify's own schema, which answers it, too."""

import json

import pytest
from harness import shopify, wait_until
from harness.marketplaces import FAULTS
from offers import asks_again, finder, offer, status, theirs, word

TOKEN = "storefront-token-geheim-5"


@pytest.fixture(scope="module")
def shop(stack, tmp_path_factory):
    if shopify.missing():
        pytest.skip(f"there is no {shopify.missing()}")
    folder, running = tmp_path_factory.mktemp("shopify"), shopify.Shopify(TOKEN)
    source = {"name": "shop", "kind": "shopify", "url": running.url, "currency": "USD", "marketplace": "US", "partner_tag": "ref=t-7",
              "key": {"env": "TEST_TOKEN"}, "deadline_ms": 1500}
    (folder / "sources.json").write_text(json.dumps({"sources": [source]}))
    with stack.told({"STEWARD_CATALOG_SOURCES": folder / "sources.json", "TEST_TOKEN": TOKEN}, "catalog"):
        yield running
    running.close()


@pytest.fixture(autouse=True)
def well_behaved(shop):
    yield
    shop.behave()
    assert shop.wrong == []


@pytest.fixture
def find(stack):
    return finder(stack)


def test_its_products_are_offers(shop, find):
    name = word()
    shop.offers = [offer(1, f"{name} lamp", "30.00", brand="Lumen"), offer(2, f"{name} lamp, yen", "900", currency="JPY"),
                   offer(3, f"{name} unsold", "5.00", url=None), offer(4, f"{name} tracked", "7.5", url="https://shop.example/p?v=1")]
    answer = find(name)
    found = {one["product_id"]: one for one in answer["candidates"]}
    assert status(answer, "shop") == "OK" and set(found) == {f"shop:gid://shopify/Product/{number}" for number in (1, 2, 4)}
    lamp = found["shop:gid://shopify/Product/1"]
    assert lamp["price"] == {"currency_code": "USD", "amount_minor": 3000} and lamp["url"].endswith("/products/1?ref=t-7")
    assert found["shop:gid://shopify/Product/4"]["url"] == "https://shop.example/p?v=1&ref=t-7"
    assert found["shop:gid://shopify/Product/2"]["price"] == {"currency_code": "JPY", "amount_minor": 900}


def test_it_is_asked_for_the_price_and_the_order(shop, find):
    name = word()
    shop.offers = [offer(1, f"{name} mug", "8.00"), offer(2, f"{name} mug", "80.00"), offer(3, f"{name} cup", "12.00")]
    answer = find(f"{name} between 7 and 20 dollars", sort="PRICE_DESCENDING")
    assert theirs(answer) == ["shop:gid://shopify/Product/3", "shop:gid://shopify/Product/1"]
    assert shop.asked[-1]["filters"] == [{"price": {"min": 7, "max": 20}}]
    assert (shop.asked[-1]["sort"], shop.asked[-1]["reverse"], shop.asked[-1]["country"]) == ("PRICE", True, "US")


def test_a_product_of_ours_has_its_offer(shop, find):
    ours = next(one for one in find("espresso machine")["candidates"] if one["product_id"] == "T-031")
    shop.offers = [offer(1, f"{ours['brand']} {ours['title']}", "250.00")]
    again = next(one for one in find("brasa espresso machine")["candidates"] if one["product_id"] == "T-031")
    assert [one["offer_id"] for one in again["offers"]] == ["gid://shopify/Product/1"]


@pytest.mark.parametrize("fault", FAULTS)
def test_its_failures_hold_nobody_up(shop, find, fault):
    shop.fault = fault
    shop.let_go.clear()
    assert status(find("tea pot " + word()), "shop") == ("LATE" if fault == "slow" else "FAILED")
    shop.behave()
    asks_again(find, "shop")


def test_it_is_left_alone_until_it_has_enough_again(shop, find):
    shop.cost = {"requestedQueryCost": 22, "throttleStatus": {"maximumAvailable": 1000, "currentlyAvailable": 2, "restoreRate": 10}}
    assert status(find(word()), "shop") == "THROTTLED"
    asked, shop.cost = len(shop.requests), None
    assert status(find(word()), "shop") == "THROTTLED" and len(shop.requests) == asked
    wait_until(lambda: status(find(word()), "shop") == "OK", 20, "it is asked again", every=0.2)


def test_a_refused_token_is_no_secret(stack, shop, find):
    shop.token = "another"
    assert status(find(word()), "shop") == "FAILED"
    shop.token, shop.says = TOKEN, f"Who is {TOKEN}?"
    assert status(find(word()), "shop") == "FAILED"
    shop.says = None
    asks_again(find, "shop")
    copy = stack.copy("catalog")
    assert "has our key in it" in copy.log()
    assert TOKEN not in copy.log() + copy.client.get("/health").text
