"""Every conversation of tests/conversations/*.yaml is had with a stack of its own, which has the demo catalogue.

All of those that are chosen (-k) are had a few at a time from the first test on; each test waits for its own."""

import collections
import sys

import pytest
from harness import ROOT, Dependencies, Stack, demo

sys.path.insert(0, str(ROOT / "tests/conversations"))

import script  # noqa: E402
import shelf  # noqa: E402
from play import Shopper  # noqa: E402

pytestmark = pytest.mark.slow  # all together
CONVERSATIONS = script.load()
NOT_YET = script.not_yet()


def marked(conversation):
    why = NOT_YET.get(conversation.id)
    return pytest.param(conversation, marks=[pytest.mark.xfail(reason=why, strict=True)] if why else [])


@pytest.fixture(scope="module")
def playing(request):
    """{id: Future of a Played}"""
    chosen = {item.callspec.params["conversation"].id for item in request.session.items
              if item.path == request.path and hasattr(item, "callspec")}
    with Dependencies(safe=False) as dependencies, Stack(dependencies) as stack:
        stack.wait_ready()
        demo.load(stack)
        shopper = Shopper(stack.url())
        began = shopper.begin([one for one in CONVERSATIONS if one.id in chosen])
        yield began, shopper.catalogue
        for one in began.values():
            one.cancel()


@pytest.mark.parametrize("conversation", [marked(one) for one in CONVERSATIONS], ids=lambda one: one.id.replace(" ", "_"))
def test_conversation(playing, conversation):
    began, catalogue = playing
    played = began[conversation.id].result()
    if played.failures:
        pytest.fail(played.story(catalogue), pytrace=False)


def test_what_is_not_yet_so_is_there():
    assert set(NOT_YET) <= {one.id for one in CONVERSATIONS}


def test_there_are_enough_of_every_kind():
    counts = collections.Counter(kind for one in CONVERSATIONS for kind in one.kinds)
    assert len(CONVERSATIONS) >= 150
    assert {kind: counts[kind] for kind in script.KINDS if counts[kind] < 5} == {}
    assert counts["hostile"] >= 40


PRODUCTS = shelf.load()


def test_what_scripts_say_of_the_catalogue_is_so():
    """Names of categories, brands and attributes in conditions are the catalogue's: a misspelt one would hold of nothing."""
    products = PRODUCTS.values()
    known = {"category_in": {one.casefold() for product in products for one in product["categories"]},
             "brand_in": {product["brand"].casefold() for product in products},
             "colour_in": {word.casefold() for product in products for one in product.get("colours", []) for word in (one, one.split()[-1])},
             "size_in": {one.casefold() for product in products for one in product.get("sizes", [])},
             "attribute": {one["name"] for product in products for one in product.get("attributes", [])}}
    known["brand_not_in"], known["only_colours_in"] = known["brand_in"], known["colour_in"]
    known["more_than_turn"] = known["less_than_turn"] = known["has_attribute_of"] = known["attribute"]
    wrong = [f"{one.file}:{line}: {key} {value}" for one in CONVERSATIONS for key, value, line in conditions(one.turns)
             if key in known and value.casefold() not in known[key]]
    assert wrong == []


def conditions(thing):
    """(key, value, line) of every text in it; of a mapping its keys, and of a figure its name."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            for one in value if isinstance(value, (list, dict)) else [value]:
                if isinstance(one, str) and key != "has_attribute_of":
                    yield key, one, thing.lines[key]
            if key == "has_attribute_of":
                yield from ((key, one["name"], one.lines["name"]) for one in shelf.as_list(value))
            yield from conditions(value)
    elif isinstance(thing, list):
        for one in thing:
            yield from conditions(one)


def test_what_scripts_want_to_be_shown_is_there():
    """As many products as a turn wants, of which is true what it wants of all, and one for what it wants of the first."""
    wrong = []
    for one in CONVERSATIONS:
        for turn in one.turns:
            wanted = turn.get("products", {})
            fits = fitting(PRODUCTS.values(), wanted.get("all", {}))
            if len(fits) < max(wanted.get("at_least", 0), wanted.get("exactly", 0)):
                wrong.append(f"{one.file}:{turn.line}: {turn['say']}: the catalogue has {len(fits)}")
            for key in ("first", "any", "most"):
                if key in wanted and not fitting(fits, wanted[key]):
                    wrong.append(f"{one.file}:{turn.line}: {turn['say']}: the catalogue has none for {key}")
    assert wrong == []


def fitting(products, predicate):
    """Those of which it is true, as far as it does not speak of other turns."""
    alone = {name: wanted for name, wanted in predicate.items() if name not in ("price_below", "price_above", "same_as")}
    return [one for one in products if not shelf.broken(one, alone)]
