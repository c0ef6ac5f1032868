"""Shoppers with a taste of their own are shown pages, and click by HTTP and by Kafka: what was recorded of it is learnt, tried
beside the ranking in force, and put in force."""

import collections
import concurrent.futures
import json
import random

import pytest
from checks import completed
from harness import wait_until

TENANT = "shoppers"  # nobody else's clicks are among theirs
HEADERS = {"Steward-Tenant": TENANT}
THINGS = ("lamp", "chair", "desk", "rug", "vase", "clock")
MORE_WORDS = "made by hand with great care from old oak and brass for a quiet room".split()
OF_EACH = 20
PAGES, TRIED, IN_FORCE = 160, 120, 24
GOOD_STARS = 4.2
AT_ONCE = 4


def catalogue():
    """Long titles fit the words less well, and are rated no worse: the ranking built in prefers what nobody asked for."""
    chance = random.Random(1)
    return [{"product_id": f"{thing}-{number:02d}", "title": " ".join([thing, *MORE_WORDS[:number * 12 // OF_EACH]]),
             "brand": f"Maker {number}", "price": {"currency_code": "USD", "amount_minor": chance.randrange(1000, 20000)},
             "rating": {"stars": chance.choice((2.6, 3.2, 3.8, 4.4, 5.0)), "count": 400}, "stock": {"quantity": 50}}
            for thing in THINGS for number in range(OF_EACH)]


@pytest.fixture(scope="module")
def stars(stack):
    catalog = stack.copy("catalog").client
    products = catalogue()
    for start in range(0, len(products), 100):
        answer = catalog.put("/products", json={"products": products[start:start + 100]}, headers=HEADERS)
        assert answer.json()["accepted"] == len(products[start:start + 100]), answer.text
    wait_until(lambda: catalog.get("/stats", headers=HEADERS).json()["indexed"] == len(products), 20, "they can be found")
    return {product["product_id"]: product["rating"]["stars"] for product in products}


class Shoppers:
    """They look at the k-th place with chance 1/k, and click on what others rate well."""

    def __init__(self, stack, producer, stars):
        self.stack, self.producer, self.stars = stack, producer, stars
        self.random = random.Random(2)

    def log(self):
        """{request: places that were clicked}, as it is recorded."""
        found, after = {}, ""
        while True:
            page = self.stack.copy("catalog").client.get("/rank/log", params={"limit": 1000, "after": after}, headers=HEADERS).json()
            if not page.get("entries"):
                return found
            found.update({one["impression"]["request_id"]: sorted(one.get("clicked", [])) for one in page["entries"]})
            after = page["entries"][-1]["impression"]["request_id"]

    def search(self, name, number):
        limit = self.random_limits[number]
        body = {"query": f"{THINGS[number % len(THINGS)]} under {limit}", "request_id": f"{name}-{number}", "limit": 10}
        return completed(self.stack.copy("orchestrator").post("/api/v1/search", json=body, headers=HEADERS))

    def look_at_pages(self, name, count):
        self.random_limits = [self.random.randrange(60, 220) for _ in range(count)]
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            pages = list(pool.map(lambda number: self.search(name, number), range(count)))
        wait_until(lambda: {page["request_id"] for page in pages} <= self.log().keys(), 40, "what was shown is recorded")
        return pages

    def click(self, pages):
        clicks = [{"kind": "CLICK", "request_id": page["request_id"], "product_id": product["product_id"], "position": place}
                  for page in pages for place, product in enumerate(page["products"], 1) if self.likes(product, place)]
        half = len(clicks) // 2
        self.click_by_http(clicks[:half])
        for click in clicks[half:]:
            self.producer.send_later("steward.interactions", json.dumps({**click, "tenant_id": TENANT}).encode(), key=click["request_id"])
        self.producer.flush()
        expected = collections.defaultdict(list)
        for click in clicks:
            expected[click["request_id"]].append(click["position"])
        wait_until(lambda: all(one in self.log().items() for one in expected.items()), 40, "what was clicked is recorded", every=0.2)
        return len(clicks)

    def click_by_http(self, clicks):
        for start in range(0, len(clicks), 50):
            batch = clicks[start:start + 50]
            answer = self.stack.copy("orchestrator").post("/api/v1/events", json={"events": batch}, headers=HEADERS)
            assert answer.json() == {"accepted": len(batch), "recording": True}

    def likes(self, product, place):
        chance = 0.9 if self.stars[product["product_id"]] > GOOD_STARS else 0.1
        return self.random.random() < 1 / place and self.random.random() < chance

    def stars_on_top(self, pages):
        return sum(self.stars[page["products"][0]["product_id"]] for page in pages) / len(pages)


@pytest.mark.slow
def test_what_shoppers_like_is_learnt_tried_and_put_in_force(stack, producer, stars, cli, tmp_path):
    shoppers, weights = Shoppers(stack, producer, stars), tmp_path / "weights.txt"
    pages = shoppers.look_at_pages("first", PAGES)
    assert shoppers.click(pages) >= 100
    said = cli("rank", "fit", "--tenant", TENANT, "--out", weights).stderr
    assert f"{PAGES} answers" in said
    learnt = {name: float(value) for name, value in (line.split() for line in weights.read_text().splitlines() if line[0] != "#")}
    assert max(learnt, key=learnt.get) == "RATING", learnt

    with stack.told({"STEWARD_RANK_CANDIDATE": weights, "STEWARD_RANK_TRIAL_PERCENT": 100}, "response-composer"):
        shoppers.click(shoppers.look_at_pages("tried", TRIED))
    compared = json.loads(cli("rank", "compare", "--tenant", TENANT, "--json").stdout)
    assert compared["candidate"] > compared["in_force"] and compared["p"] < 0.05, compared

    with stack.told({"STEWARD_RANK_WEIGHTS": weights}, "response-composer"):
        assert shoppers.stars_on_top(shoppers.look_at_pages("in-force", IN_FORCE)) > shoppers.stars_on_top(pages) + 0.5
