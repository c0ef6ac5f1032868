"""eBay beside the own catalogue, with its own OpenAPI file as the judge of what it is asked and of what our small eBay
answers (harness/prism.py)."""

import json

import httpx
import pytest
from harness import prism, wait_until
from offers import finder, offer, status, theirs, word

pytestmark = pytest.mark.timeout(600)  # the first run installs Prism
KEY, SECRET = "app-id-geheim-1", "cert-id-geheim-2"


@pytest.fixture(scope="module")
def ebay(stack, tmp_path_factory):
    if prism.missing():
        pytest.skip(f"there is no {prism.missing()}")
    folder, running = tmp_path_factory.mktemp("ebay"), prism.EbayByPrism(KEY, SECRET)
    source = {"name": "ebay", "kind": "ebay", "url": running.url, "marketplace": "EBAY_US", "currency": "USD", "partner_tag": "tag-77",
              "key": {"env": "TEST_ID"}, "secret": {"env": "TEST_SECRET"}, "deadline_ms": 3000}
    (folder / "sources.json").write_text(json.dumps({"sources": [source]}))
    with stack.told({"STEWARD_CATALOG_SOURCES": folder / "sources.json", "TEST_ID": KEY, "TEST_SECRET": SECRET}, "catalog"):
        # The first answer waits until Prism has compiled all schemas: on a busy machine longer than a source may take.
        wait_until(lambda: status(finder(stack)(word()), "ebay") == "OK", 60, "Prism judges in time")
        yield running
    running.close()


@pytest.fixture
def find(stack, ebay):
    yield finder(stack)
    assert ebay.wrong == []


def test_prism_judges(ebay):
    bearer = {"Authorization": "Bearer any"}
    for url in (ebay.making_up, ebay.passing_on):
        assert httpx.get(f"{url}/item_summary/search?q=x", trust_env=False).status_code == 401
        assert httpx.post(f"{url}/item_summary/search?q=x", headers=bearer, trust_env=False).status_code == 405


def test_what_it_is_asked_and_says_is_as_described(ebay, find):
    name = word()
    ebay.offers = [offer(1, f"{name} lamp", "30.00"), offer(2, f"{name} lamp", "80.00")]
    for sort in ("RELEVANCE", "PRICE_ASCENDING", "PRICE_DESCENDING", "NEWEST"):
        answer = find(f"{name} between {len(sort)} and 50 dollars", sort=sort)
        assert status(answer, "ebay") == "OK" and theirs(answer) == ["ebay:v1|1|0"]
    assert {"q", "limit", "filter"} <= set(ebay.requests[-1][1])


def test_any_answer_that_is_described_can_be_read(ebay, find):
    ebay.judge = ebay.making_up
    answer = find(word())
    assert status(answer, "ebay") == "OK" and theirs(answer) == []  # its prices are no figures
    ebay.judge = ebay.passing_on
