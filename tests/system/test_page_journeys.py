"""The page in a browser: every journey of web/tests/journeys, on a stack of its own that has the demo catalogue."""

import contextlib
import json
import subprocess

import pytest
from harness import Dependencies, Stack, demo, wait_until
from harness.journeys import Journeys, missing, names
from harness.marketplaces import Csv
from local import ports, web
from plain import thing

SETTINGS = {"orchestrator": {web.SETTING: web.built()}, "STEWARD_LEARNING": "true"}


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not web.built(), reason="the page is not built: ./dev test web says why"),
    pytest.mark.skipif(bool(missing()), reason=missing()),
]


@pytest.fixture(scope="module")
def shop():
    with Dependencies(safe=False) as dependencies, \
         Stack(dependencies, settings=SETTINGS) as stack:
        stack.wait_ready()
        demo.load(stack)
        yield stack


@pytest.fixture(scope="module")
def closed(shop):
    """A copy of the edge that answers nobody without a credential."""
    with shop.one_more("orchestrator", {"STEWARD_ANONYMOUS": "never", web.SETTING: web.built()}) as copy:
        yield copy


def serve(shop, what, let_go):
    """What a journey asks for; what it is told."""
    if what == "let go":
        let_go.set()
        return "done"
    if what == "key":
        return shop.make_key("viewer")["secret"]
    if what.startswith("picture "):
        return picture_of(what.removeprefix("picture "), shop)
    action, name = what.split()
    copy = shop.copy(name)
    {"stop": copy.stop, "start": copy.start, "pause": copy.pause, "resume": copy.resume}[action]()
    return "done"


def picture_of(label, shop):
    """A file with something on it that bears this label."""
    path = shop.dependencies.folder / "picture.png"
    path.write_bytes(thing("#202020", label))
    return path


@pytest.mark.parametrize("name", [*names("journeys.mjs"), "photo", "largePhoto", "privately"])
def test_journey(shop, journeys, name):
    go(shop, journeys, name)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("name", names("signing.mjs"))
def test_journey_that_signs_in(shop, closed, journeys, name, host):
    go(shop, journeys, name, closed.url.replace("127.0.0.1", host))


def test_journey_with_marketplaces(shop, journeys, tmp_path):
    with contextlib.closing(Csv()) as csv:
        csv.offers = [{"id": "1", "title": "Sonira Juno Wireless Headphones", "brand": "Sonira", "price": "150.00", "ean": "2900000079199"}]
        addresses = {"price-list": f"{csv.url}/all.csv", "gone": f"http://127.0.0.1:{ports.free(1)[0]}/"}
        sources = [{"name": name, "kind": "feed", "url": url, "currency": "USD", "mapping": "csv", "deadline_ms": 3000} for name, url in addresses.items()]
        (tmp_path / "sources.json").write_text(json.dumps({"sources": sources}))
        with shop.told({"STEWARD_CATALOG_SOURCES": tmp_path / "sources.json"}, "catalog"):
            go(shop, journeys, "offers")


def test_journey_with_a_late_marketplace(shop, journeys, tmp_path):
    with contextlib.closing(Csv()) as slow:
        slow.offers = [{"id": "1", "title": "Sonira Juno Wireless Headphones", "brand": "Sonira", "price": "140.00", "ean": "2900000079199"}]
        slow.fault = "slow"
        source = {"name": "slow-list", "kind": "feed", "url": f"{slow.url}/all.csv", "currency": "USD", "mapping": "csv", "deadline_ms": 300}
        (tmp_path / "sources.json").write_text(json.dumps({"sources": [source]}))
        with shop.told({"STEWARD_CATALOG_SOURCES": tmp_path / "sources.json"}, "catalog"):
            go(shop, journeys, "lateOffers", let_go=slow.let_go)


@pytest.mark.parametrize("name", ["voice", "voiceAsFile"])
def test_journey_with_a_microphone(shop, tmp_path, name):
    subprocess.run(["flite", "-voice", "slt", "-t", "wireless headphones", "-o", tmp_path / "said.wav"], check=True)
    with Journeys(STEWARD_TEST_MICROPHONE=str(tmp_path / "said.wav")) as of_their_own:
        go(shop, of_their_own, name)


def go(shop, journeys, name, url=None, let_go=None):
    """What the journey says at its end. It may ask for what waits to be let go."""
    try:
        return journeys.go(url or shop.url(), name, lambda what: serve(shop, what, let_go))
    finally:
        shop.copy("response-composer").resume()
        if not shop.copy("orchestrator").is_running():
            shop.copy("orchestrator").start()
            shop.wait_ready()


def test_what_is_clicked_is_held_against_what_was_shown(shop, journeys):
    request_id = go(shop, journeys, "clicks")
    catalog = shop.copy("catalog").client

    def is_verified():
        entries = catalog.get("/rank/log", params={"limit": 1000}).json().get("entries", [])
        return [one["clicked"] for one in entries if one["impression"]["request_id"] == request_id and "clicked" in one]

    assert wait_until(is_verified, 20, "the click is recorded at its place") == [[2]]
