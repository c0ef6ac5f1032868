"""The page in a browser: every journey of web/tests/journeys, on a stack of its own that has the demo catalogue."""

import contextlib
import json
import os
import re
import shutil
import subprocess

import pytest
from harness import ROOT, Dependencies, Stack, demo, wait_until
from harness.marketplaces import Csv
from local import ports, web
from plain import thing

RUNNER = ROOT / "web/tests/journeys/run.mjs"
SECONDS = 120
SETTINGS = {"orchestrator": {web.SETTING: web.built()}, "STEWARD_LEARNING": "true"}


def names(file):
    return re.findall(r"^export async function (\w+)", (RUNNER.parent / file).read_text(), re.M)


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not web.built() or not web.INSTALLED.exists(), reason="the page is not built: ./dev test web says why"),
    pytest.mark.skipif(not shutil.which("chromium"), reason="there is no Chromium"),
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
def test_journey(shop, name):
    go(shop, shop.url(), name)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("name", names("signing.mjs"))
def test_journey_that_signs_in(shop, closed, name, host):
    go(shop, closed.url.replace("127.0.0.1", host), name)


def test_journey_with_marketplaces(shop, tmp_path):
    with contextlib.closing(Csv()) as csv:
        csv.offers = [{"id": "1", "title": "Sonira Juno Wireless Headphones", "brand": "Sonira", "price": "150.00", "ean": "2900000079199"}]
        addresses = {"price-list": f"{csv.url}/all.csv", "gone": f"http://127.0.0.1:{ports.free(1)[0]}/"}
        sources = [{"name": name, "kind": "feed", "url": url, "currency": "USD", "mapping": "csv", "deadline_ms": 3000} for name, url in addresses.items()]
        (tmp_path / "sources.json").write_text(json.dumps({"sources": sources}))
        with shop.told({"STEWARD_CATALOG_SOURCES": tmp_path / "sources.json"}, "catalog"):
            go(shop, shop.url(), "offers")


def test_journey_with_a_late_marketplace(shop, tmp_path):
    with contextlib.closing(Csv()) as slow:
        slow.offers = [{"id": "1", "title": "Sonira Juno Wireless Headphones", "brand": "Sonira", "price": "140.00", "ean": "2900000079199"}]
        slow.fault = "slow"
        source = {"name": "slow-list", "kind": "feed", "url": f"{slow.url}/all.csv", "currency": "USD", "mapping": "csv", "deadline_ms": 300}
        (tmp_path / "sources.json").write_text(json.dumps({"sources": [source]}))
        with shop.told({"STEWARD_CATALOG_SOURCES": tmp_path / "sources.json"}, "catalog"):
            go(shop, shop.url(), "lateOffers", let_go=slow.let_go)


@pytest.mark.parametrize("name", ["voice", "voiceAsFile"])
def test_journey_with_a_microphone(shop, tmp_path, name):
    subprocess.run(["flite", "-voice", "slt", "-t", "wireless headphones", "-o", tmp_path / "said.wav"], check=True)
    go(shop, shop.url(), name, STEWARD_TEST_MICROPHONE=str(tmp_path / "said.wav"))


def go(shop, url, name, let_go=None, **more):
    """What the journey says at its end. It may ask for what waits to be let go."""
    with subprocess.Popen(["node", RUNNER, url, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, env={**os.environ, **more}) as journey:
        told = []
        try:
            for line in journey.stdout:
                told.append(line)
                if line.startswith("ask "):
                    answer = serve(shop, line.removeprefix("ask ").strip(), let_go)
                    print(answer, file=journey.stdin, flush=True)
            code = journey.wait(SECONDS)
        finally:
            journey.kill()
            shop.copy("response-composer").resume()
            if not shop.copy("orchestrator").is_running():
                shop.copy("orchestrator").start()
                shop.wait_ready()
    assert code == 0, "".join(told)[-12000:]
    assert told[-1].startswith(f"ok {name}")
    return told[-1].removeprefix(f"ok {name}").removeprefix(":").strip()


def test_what_is_clicked_is_held_against_what_was_shown(shop):
    request_id = go(shop, shop.url(), "clicks")
    catalog = shop.copy("catalog").client

    def is_verified():
        entries = catalog.get("/rank/log", params={"limit": 1000}).json().get("entries", [])
        return [one["clicked"] for one in entries if one["impression"]["request_id"] == request_id and "clicked" in one]

    assert wait_until(is_verified, 20, "the click is recorded at its place") == [[2]]
