"""Marketplaces beside the own catalogue: asked all at once, put together with it, and never waited for."""

import email.utils
import json
import re
import time
import uuid
from pathlib import Path

import pytest
import redis
from checks import completed, ids
from harness import wait_until
from harness.marketplaces import FAULTS, Amazon, BestBuy, Csv, Ebay, Etsy, Feed
from harness.messages import sources_pb2
from harness.vault import Vault
from local import paths, ports
from offers import asks_again, finder, offer, status, theirs, word

KEY, SECRET, FEED_KEY = "app-id-geheim-1", "cert-id-geheim-2", "feed-key-geheim-3"
BUY_KEY = "buy-key-geheim-4"
DEADLINE_MS = 700
MAPPING = """# what the feed of the test calls things
ref = product_id
name = title
maker = brand
cost.value = price EUR
cost.iso = currency
links.0.href = url
ean = codes
"""


class Shops:
    def __init__(self, folder):
        self.ebay, self.feed, self.csv = Ebay(KEY, SECRET), Feed(FEED_KEY), Csv()
        self.etsy, self.bestbuy, self.amazon = Etsy(KEY, SECRET), BestBuy(BUY_KEY), Amazon(KEY, SECRET)
        self.all = [self.ebay, self.feed, self.csv, self.etsy, self.bestbuy, self.amazon]
        self.vault = Vault()
        self.vault.secrets["secret/data/shops"] = {"etsy": KEY}
        (folder / "feed.map").write_text(MAPPING)
        (folder / "secret").write_text(SECRET + "\n")
        (folder / "rates.json").write_text(json.dumps({"base": "EUR", "date": "2026-11-20", "rates": {"USD": 1.25}}))
        self.folder = folder

    def settings(self, **more):
        sources = [
            {"name": "ebay", "kind": "ebay", "url": self.ebay.url, "marketplace": "EBAY_US", "currency": "USD", "partner_tag": "tag-77",
             "deadline_ms": DEADLINE_MS, "key": {"env": "TEST_EBAY_ID"}, "secret": {"file": str(self.folder / "secret")}},
            {"name": "corner-shop", "kind": "feed", "url": self.feed.url + "/find?q={query}&n={limit}", "currency": "EUR",
             "items": "data.hits", "mapping": str(self.folder / "feed.map"), "key": {"env": "TEST_FEED_KEY"}, "deadline_ms": DEADLINE_MS},
            {"name": "price-list", "kind": "feed", "url": self.csv.url + "/all.csv", "currency": "USD", "mapping": "csv",
             "deadline_ms": DEADLINE_MS},
            {"name": "etsy", "kind": "etsy", "url": self.etsy.url, "currency": "USD", "deadline_ms": DEADLINE_MS,
             "key": {"kept": "vault:secret/data/shops#etsy"}, "secret": {"file": str(self.folder / "secret")}},
            {"name": "bestbuy", "kind": "bestbuy", "url": self.bestbuy.url, "currency": "USD", "deadline_ms": DEADLINE_MS,
             "key": {"env": "TEST_BUY_KEY"}},
            {"name": "amazon", "kind": "amazon", "url": self.amazon.url, "marketplace": "www.amazon.com", "currency": "USD",
             "partner_tag": "tag-20", "deadline_ms": DEADLINE_MS, "key": {"env": "TEST_EBAY_ID"}, "secret": {"env": "TEST_SECRET"}},
            {"name": "gone", "kind": "feed", "url": f"http://127.0.0.1:{ports.free(1)[0]}/", "currency": "USD", "mapping": "csv",
             "deadline_ms": DEADLINE_MS},
        ]
        (self.folder / "sources.json").write_text(json.dumps({"sources": sources}))
        return {"STEWARD_CATALOG_SOURCES": str(self.folder / "sources.json"), "STEWARD_CATALOG_RATES": str(self.folder / "rates.json"),
                "TEST_EBAY_ID": KEY, "TEST_SECRET": SECRET, "TEST_FEED_KEY": FEED_KEY, "TEST_BUY_KEY": BUY_KEY,
                **self.vault.settings(), **more}

    def close(self):
        for shop in self.all:
            shop.close()
        self.vault.close()


@pytest.fixture(scope="module")
def shops(stack, tmp_path_factory):
    running = Shops(tmp_path_factory.mktemp("sources"))
    with stack.told(running.settings(), "catalog"):
        yield running
    running.close()


@pytest.fixture(autouse=True)
def well_behaved(request):
    yield
    if "shops" in request.fixturenames:
        running = request.getfixturevalue("shops")
        for shop in running.all:
            shop.behave()
            assert shop.wrong == []


@pytest.fixture
def find(stack):
    return finder(stack)


def test_without_marketplaces_nothing_is_told_of_them(search):
    answer = completed(search("tea pot"))
    assert not answer.get("sources") and all(not product.get("offers") for product in answer["products"])


def test_one_search_finds_what_all_of_them_have(shops, search):
    name = word()
    shops.ebay.offers = [offer(1, f"{name} lamp, brass", "30.00")]
    shops.feed.offers = [offer(2, f"{name} lamp of glass", "20.00", brand="Lumen")]
    shops.csv.offers = [offer(3, f"Green {name} lamp", "12.50"), offer(4, "Nothing like it", "1.00")]
    shops.etsy.offers = [offer(5, f"Hand made {name} lamp", "44.00")]
    shops.bestbuy.offers = [offer(6, f"Smart {name} lamp", "55.50", brand="Lumen")]
    shops.amazon.offers = [offer(7, f"Desk {name} lamp", "66.25")]
    answer = completed(search(f"{name} lamp"))
    assert {one["name"]: one["status"] for one in answer["sources"]} == \
        {"ebay": "OK", "corner-shop": "OK", "price-list": "OK", "etsy": "OK", "bestbuy": "OK", "amazon": "OK", "gone": "FAILED"}
    products = {product["product_id"]: product for product in answer["products"] if ":" in product["product_id"]}
    assert set(products) == {"ebay:v1|1|0", "corner-shop:2", "price-list:3", "etsy:5", "bestbuy:6", "amazon:B7"}
    assert products["etsy:5"]["price"]["amount_minor"] == 4400 and products["bestbuy:6"]["price"]["amount_minor"] == 5550
    assert products["ebay:v1|1|0"]["url"].endswith("campid=tag-77")
    assert products["amazon:B7"]["url"].endswith("tag=tag-20") and products["amazon:B7"]["price"]["amount_minor"] == 6625
    euros = products["corner-shop:2"]["offers"][0]
    assert euros["price"] == {"currency_code": "EUR", "amount_minor": 2000} and euros["converted"]["amount_minor"] == 2500
    assert products["corner-shop:2"]["price"] == {"currency_code": "USD", "amount_minor": 2500}
    assert answer["message"] and answer["total"] >= 3


def test_a_product_of_ours_has_their_offers_and_the_best_price(shops, search, find):
    shops.ebay.offers = [offer(1, "NEW Brasa Espresso Machine - Free Shipping", "279.00"), offer(2, "Cover for Brasa Espresso Machine", "9.00")]
    shops.feed.offers = [offer(3, "Espresso Machine", "200.00", brand="Brasa")]
    answer = completed(search("brasa espresso machine"))
    ours = next(product for product in answer["products"] if product["product_id"] == "T-031")
    assert [one["source"] for one in ours["offers"]] == ["corner-shop", "ebay"]
    assert ours["best_price"] == {"currency_code": "USD", "amount_minor": 25000} and ours["price"]["amount_minor"] == 29900
    assert "ebay:v1|1|0" not in ids(answer) and "ebay:v1|2|0" in ids(answer)


def test_offers_of_one_product_are_one(shops, find):
    name = word()
    shops.ebay.offers = [offer(1, f"Acme {name} Kettle 2000 W", "31.00")]
    shops.feed.offers = [offer(2, f"{name} Kettle, 2000W", "20.00", brand="Acme", ean="4006381333931")]
    shops.csv.offers = [offer(3, f"Boiler, {name} water kettle", "29.00", ean="4006381333931")]
    answer = find(f"{name} kettle")
    theirs = [one for one in answer["candidates"] if ":" in one["product_id"]]
    assert len(theirs) == 1 and [one["source"] for one in theirs[0]["offers"]] == ["corner-shop", "price-list", "ebay"]


def test_what_is_asked_for_counts_for_them_too(shops, find):
    name = word()
    shops.ebay.offers = [offer(1, f"{name} mug", "8.00"), offer(2, f"{name} mug", "80.00"), offer(3, f"{name} mug with lid", "9.00"),
                         offer(4, f"{name} mug, in yen", "900", currency="JPY")]
    answer = find(f"{name} mug under 20 without lid")
    assert [one["product_id"] for one in answer["candidates"] if ":" in one["product_id"]] == ["ebay:v1|1|0"]
    assert "price:[..20.00],priceCurrency:USD" in shops.ebay.requests[-1][1]["filter"]
    assert not find(f"{name} mug", filters={"attributes": [{"name": "weight", "range": {"max": 3, "unit": "kg"}}]}).get("candidates")


def test_a_catalogue_without_prices_takes_theirs(stack, shops):
    name = word()
    shops.ebay.offers = [offer(1, f"{name} vase", "8.00"), offer(2, f"{name} vase", "80.00")]
    shops.feed.offers = [offer(3, f"{name} vase of glass", "20.00")]
    asked = {"query": f"{name} vase", "filters": {"price": {"max": {"amount_minor": 2500}}}}
    answer = stack.copy("catalog").client.post("/search", json=asked, headers={"Steward-Tenant": "empty-shop"}).json()
    assert set(theirs(answer)) == {"ebay:v1|1|0", "corner-shop:3"}
    assert {one["price"]["currency_code"] for one in answer["candidates"]} == {"USD"}


def test_the_rates_of_the_day_are_read_again(stack, shops, find):
    name, rates = word(), shops.folder / "rates.json"
    shops.feed.offers = [offer(1, f"{name} sofa", "20.00")]

    def price():
        return find(name)["candidates"][0]["price"]["amount_minor"]

    before = rates.read_text()
    assert price() == 2500
    rates.write_text(before.replace("1.25", "1.5"))
    wait_until(lambda: price() == 3000, 20, "the new rates count")
    rates.write_text("{")
    wait_until(lambda: "exchange rates not read" in stack.copy("catalog").log(), 20, "the broken table is told")
    assert price() == 3000
    rates.write_text(before)
    wait_until(lambda: price() == 2500, 20, "the old rates count again")


def test_a_conversation_speaks_of_our_products_only(shops, edge):
    shops.ebay.offers = [offer(1, "Fonte Electric Kettle", "20.00"), offer(2, "Another electric kettle", "10.00")]
    answer = completed(edge.post("/api/v1/chat", json={"session_id": f"sources-{uuid.uuid4()}", "message": "electric kettle"}))
    assert answer["products"] and not [one for one in ids(answer) if ":" in one]
    assert any(product.get("offers") for product in answer["products"])


def test_pages_neither_repeat_nor_lose_a_product(shops, search):
    name = word()
    shops.ebay.offers = [offer(i, f"{name} headphones {chr(97 + i) * 4}", f"{50 + i}.00") for i in range(8)]
    for sort in ("RELEVANCE", "PRICE_ASCENDING"):
        seen, cursor = [], ""
        while True:
            page = completed(search({"query": f"{name} headphones", "limit": 3, "cursor": cursor, "sort": sort}))
            seen += [(product["product_id"], product["price"]["amount_minor"]) for product in page["products"]]
            cursor = page.get("next_cursor")
            if not cursor:
                break
        assert len(seen) == len(set(seen)) == page["total"]
        assert len([one for one, _ in seen if ":" in one]) == 8
        if sort == "PRICE_ASCENDING":
            assert [price for _, price in seen] == sorted(price for _, price in seen)


def test_what_was_said_is_kept(shops, find):
    name = word()
    shops.ebay.offers = [offer(1, f"{name} chair", "30.00")]
    assert status(find(name), "ebay") == "OK"
    wait_until(lambda: status(find(name), "ebay") == "CACHED", 10, "it is kept")
    asked = [query["q"] for path, query, _ in shops.ebay.requests if "search" in path]
    assert asked.count(name) == 1


def test_what_is_old_is_told_while_it_is_asked_anew(shops, find, dependencies):
    name = word()
    shops.ebay.offers = [offer(1, f"{name} stool", "30.00")]
    find(name)
    wait_until(lambda: status(find(name), "ebay") == "CACHED", 10, "it is kept")
    shops.ebay.offers = [offer(2, f"{name} stool", "20.00")]
    make_older(dependencies.redis.url, "ebay", f"{name} stool", 6 * 60)
    answer = find(name)
    assert status(answer, "ebay") == "STALE" and theirs(answer) == ["ebay:v1|1|0"]
    wait_until(lambda: theirs(find(name)) == ["ebay:v1|2|0"], 20, "it was asked anew")
    assert status(find(name), "ebay") == "CACHED"


def make_older(url, source, title, seconds):
    """What is kept of a marketplace's answer with this product in it."""
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter(f"steward:offers:{source}:*"):
            found = sources_pb2.OffersFound.FromString(client.get(key))
            if title in [one.title for one in found.offers]:
                found.asked_ms -= seconds * 1000
                client.set(key, found.SerializeToString(), keepttl=True)
                return
    raise AssertionError("it is not kept")


@pytest.mark.breaks
def test_without_redis_they_are_asked_each_time(shops, find, dependencies):
    name = word()
    with dependencies.proxy("redis").away():
        assert status(find(name), "ebay") == "OK" and status(find(name), "ebay") == "OK"


@pytest.mark.parametrize("which", ["ebay", "etsy", "bestbuy", "amazon"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_marketplace_that_fails_holds_nobody_up(shops, find, fault, which):
    name, shop = word(), getattr(shops, which)
    shops.feed.offers = [offer(1, f"{name} desk", "30.00")]
    shop.fault = fault
    shop.let_go.clear()
    began = time.monotonic()
    answer = find(f"{name} desk")
    took = time.monotonic() - began
    assert status(answer, which) == ("LATE" if fault == "slow" else "FAILED"), answer["sources"]
    assert "corner-shop:1" in [one["product_id"] for one in answer["candidates"]]
    assert took < DEADLINE_MS / 1000 + 1.5  # its deadline, and what a busy machine takes
    shop.behave()
    asks_again(find, which)


@pytest.fixture
def encoded(shops):
    yield lambda name: setattr(shops.csv, "encoding", name)
    shops.csv.encoding = "utf-8"


def told_of(stack, name):
    return next(one for one in stack.copy("catalog").client.get("/health").json()["sources"] if one["name"] == name)


def test_entries_that_are_not_utf8_are_counted(stack, shops, find, encoded):
    asks_again(find, "price-list")
    name = word()
    shops.csv.offers = [offer(1, f"{name} maker", 20), offer(2, f"{name} für Gäste", 20), offer(3, f"{name} Café", 30)]
    encoded("latin-1")
    answer = find(name)
    assert theirs(answer) == ["price-list:1"]
    assert next(one for one in answer["sources"] if one["name"] == "price-list")["unreadable"] == 2
    assert told_of(stack, "price-list")["unreadable"] == 2 and told_of(stack, "price-list")["status"] == "ok"
    encoded("utf-8")
    assert len(theirs(find(f"{name} maker"))) == 1 and "unreadable" not in told_of(stack, "price-list")


def test_feed_in_utf16_is_refused_as_that(stack, shops, find, encoded):
    asks_again(find, "price-list")
    shops.csv.offers = [offer(1, "kettle", 20)]
    encoded("utf-16")
    assert status(find(word()), "price-list") == "FAILED"
    assert told_of(stack, "price-list")["detail"] == "its answer is UTF-16: it has to give UTF-8"
    encoded("utf-8")
    asks_again(find, "price-list")


@pytest.mark.parametrize("fault", ["endless head", "endless line"])
def test_a_head_without_an_end_is_told_as_that(stack, shops, find, fault):
    asks_again(find, "bestbuy")
    shops.bestbuy.fault = fault
    assert status(find(word()), "bestbuy") == "FAILED"
    assert told_of(stack, "bestbuy")["detail"] == "the head of the reply is larger than 65536 bytes"


def test_one_who_says_until_when_is_left_alone_until_then(stack, shops, find):
    asks_again(find, "amazon")
    shops.amazon.fault, shops.amazon.retry_after = 429, email.utils.formatdate(time.time() + 3, usegmt=True)
    began = time.monotonic()
    assert status(find(word()), "amazon") == "THROTTLED"
    shops.amazon.behave()
    asks_again(find, "amazon")
    assert time.monotonic() - began > 1.8  # dates have whole seconds


def test_what_comes_late_is_there_for_the_next_who_asks(shops, find):
    name = word()
    shops.ebay.offers = [offer(1, f"{name} rug", "30.00")]
    shops.ebay.fault = "slow"
    shops.ebay.let_go.clear()
    assert status(find(name), "ebay") == "LATE"
    shops.ebay.fault = None
    shops.ebay.let_go.set()
    wait_until(lambda: status(find(name), "ebay") == "CACHED", 30, "it is kept", every=0.2)


@pytest.mark.parametrize("which", ["ebay", "amazon"])
def test_a_marketplace_that_wants_to_be_left_alone_is(shops, find, which):
    shop = getattr(shops, which)
    shop.fault, shop.retry_after = 429, 2
    assert status(find(word()), which) == "THROTTLED"
    asked = len(shop.requests)
    shop.fault = None
    assert status(find(word()), which) == "THROTTLED" and len(shop.requests) == asked
    shop.retry_after = None
    asks_again(find, which)


def test_nobody_is_left_alone_for_longer_than_an_hour(stack, shops, find):
    catalog = stack.copy("catalog")
    shops.etsy.fault, shops.etsy.retry_after = 429, 10_000_000
    find(word())
    told = next(one for one in catalog.client.get("/health").json()["sources"] if one["name"] == "etsy")
    assert "3600000 ms" in told["detail"]
    catalog.restart()  # it forgets
    stack.wait_ready()


def test_one_that_does_not_answer_is_not_asked_for_a_while(shops, find):
    asks_again(find, "ebay")
    shops.ebay.fault = 500
    for _ in range(6):
        find(word())
    asked = len([1 for path, _, _ in shops.ebay.requests if "search" in path])
    for _ in range(20):
        find(word())
    assert len([1 for path, _, _ in shops.ebay.requests if "search" in path]) <= asked + 6  # trials are rare
    shops.ebay.behave()
    asks_again(find, "ebay")


@pytest.mark.parametrize("which", ["ebay", "amazon"])
def test_a_token_that_is_refused_or_old_is_fetched_anew(shops, find, which):
    asks_again(find, which)
    shop = getattr(shops, which)
    before = shop.tokens
    shop.good = "no longer"
    assert status(find(word()), which) == "OK" and shop.tokens == before + 1
    shop.good, shop.lives = "no longer", 2
    find(word())
    wait_until(lambda: find(word()) and shop.tokens >= before + 4, 20, "each token is used for a second", every=0.2)


@pytest.mark.parametrize("which", ["ebay", "amazon"])
def test_who_gives_no_token_is_asked_no_more_than_who_gives_no_offers(stack, shops, find, which):
    def told():
        return next(one for one in stack.copy("catalog").client.get("/health").json()["sources"] if one["name"] == which)["detail"]

    asks_again(find, which)
    shop = getattr(shops, which)
    shop.good, shop.token_fault, shop.retry_after = "no longer", 429, 2
    assert status(find(word()), which) == "THROTTLED" and "no token: it wants to be left alone for 2000 ms" in told()
    asked, shop.token_fault = len(shop.requests), None
    assert status(find(word()), which) == "THROTTLED" and len(shop.requests) == asked
    shop.retry_after = None
    asks_again(find, which)
    shop.good, shop.token_fault = "no longer", 500
    assert status(find(word()), which) == "FAILED" and "no token: status 500" in told()
    for _ in range(5):
        find(word())
    asked = len(shop.requests)
    for _ in range(20):
        find(word())
    assert len(shop.requests) <= asked + 6 and "not answered lately" in told()  # trials are rare
    shop.token_fault = None
    asks_again(find, which)


def test_what_has_the_id_of_another_or_an_address_that_is_none_is_no_offer(shops, find):
    name = word()
    shops.ebay.offers = [offer(1, f"{name} lamp", "5.00"), offer(1, f"{name} kettle", "7.00"), offer("2\r\nx", f"{name} broom", "5.00")]
    found = find(name)["candidates"]
    assert [(one["product_id"], one["title"], len(one["offers"])) for one in found] == [("ebay:v1|1|0", f"{name} lamp", 1)]


def test_wrong_prices_and_addresses_are_no_offers(shops, find):
    name = word()
    shops.ebay.offers = [offer(1, f"{name} good", "5.00"), offer(2, f"{name} free", "0"), offer(3, f"{name} no figure", "cheap"),
                         offer(4, f"{name} below", "-3.00"), offer(5, f"{name} far too dear", "1e15"), offer(6, "", "5.00")]
    assert [one["product_id"] for one in find(name)["candidates"]] == ["ebay:v1|1|0"]


def test_their_health_is_told_and_their_answers_are_counted(stack, shops):
    health = stack.copy("catalog").client.get("/health").json()
    assert {one["name"] for one in health["sources"]} == {"ebay", "corner-shop", "price-list", "etsy", "bestbuy", "amazon", "gone"}
    metrics = stack.copy("catalog").client.get("/metrics").text
    assert re.search(r'steward_source_answers_total\{source="ebay",status="OK"\} [1-9]', metrics)


def test_no_secret_is_in_a_log_or_an_answer(stack, shops, find):
    asks_again(find, "ebay")
    everything = stack.copy("catalog").log() + stack.copy("catalog").client.get("/health").text + str(find(word()))
    for secret in (KEY, SECRET, FEED_KEY, BUY_KEY, "token-v1-secret"):
        assert secret not in everything


def blocks_of_the_page():
    return re.findall(r"^```\w*\n(.*?)^```", (paths.ROOT / "docs/marketplaces.md").read_text(), re.MULTILINE | re.DOTALL)


def test_the_examples_of_the_page_are_taken_as_they_stand(stack, tmp_path):
    blocks = blocks_of_the_page()
    kept = {"/run/secrets/ebay": SECRET, "/etc/steward/corner-shop.map": next(one for one in blocks if one.startswith("ref "))}
    sources = next(one for one in blocks if one.startswith('{"sources": [\n  {"name": "ebay", "kind"'))
    for place, text in kept.items():
        (tmp_path / Path(place).name).write_text(text)
        sources = sources.replace(place, str(tmp_path / Path(place).name))
    (tmp_path / "sources.json").write_text(sources)
    (tmp_path / "rates.json").write_text(next(one for one in blocks if one.startswith('{"base"')))
    settings = {"STEWARD_CATALOG_SOURCES": str(tmp_path / "sources.json"), "STEWARD_CATALOG_RATES": str(tmp_path / "rates.json"),
                "EBAY_CLIENT_ID": KEY, "CORNER_SHOP_KEY": FEED_KEY}
    with stack.one_more("catalog", settings, tmp_path) as copy:
        assert [one["name"] for one in copy.client.get("/health").json()["sources"]] == ["ebay", "corner-shop"]


WRONG = [
    ({"name": "A b"}, "name"),
    ({"kind": "amazonas"}, "kind"),
    ({"url": "ftp://x"}, "https://"),
    ({"url": "https://me:pass@shop.example"}, "password"),
    ({"url": "http://shop.example"}, "https://"),
    ({"currency": "euro"}, "currency"),
    ({"marketplace": ""}, "marketplace"),
    ({"key": "geheim"}, "key"),
    ({"key": {"env": "TEST_NOBODY_HAS_THIS"}}, "TEST_NOBODY_HAS_THIS"),
    ({"secret": {"file": "/nowhere/at/all"}}, "/nowhere/at/all"),
    ({"secret": {"file": "/nowhere/at/all", "env": "TEST_EBAY_ID"}}, "one of"),
    ({"key": {"kept": "geheim"}}, "key: it must begin with vault:"),
    ({"key": {"kept": "vault:secret/data/shops#ebay"}}, "STEWARD_VAULT_ADDR"),
    ({"deadline_ms": 5}, "deadline_ms"),
    ({"limit": 1000}, "limit"),
    ({"partner_tag": "a b"}, "partner_tag"),
    ({"partner_tag": "5338…"}, "partner_tag: has 100 characters of ASCII"),
    ({"colour": "red"}, "colour"),
]


@pytest.mark.parametrize("wrong, named", WRONG, ids=[f"{named}-{i}" for i, (_, named) in enumerate(WRONG)])
def test_a_mistake_in_the_file_is_named(stack, tmp_path, wrong, named):
    (tmp_path / "secret").write_text("geheim")
    source = {"name": "ebay", "kind": "ebay", "marketplace": "EBAY_DE", "currency": "EUR", "key": {"env": "TEST_EBAY_ID"},
              "secret": {"file": str(tmp_path / "secret")}, **wrong}
    (tmp_path / "sources.json").write_text(json.dumps({"sources": [source]}))
    said = stack.refused("catalog", {"STEWARD_CATALOG_SOURCES": str(tmp_path / "sources.json"), "TEST_EBAY_ID": "geheim"}).log()
    assert named in said and "sources" in said and "geheim" not in said
