"""The runner of tests/conversations finds what is wrong with scripts and answers, and only that: against a small fake."""

import sys
import textwrap
from pathlib import Path

import pytest
from harness import ROOT

sys.path.insert(0, str(ROOT / "tests/conversations"))

import judge  # noqa: E402
import play  # noqa: E402
import script  # noqa: E402
import shelf  # noqa: E402


def read(text):
    return script.load_text(Path("some.yaml"), textwrap.dedent(text))


def one_turn(turn):
    """A conversation whose second turn is this."""
    found, wrong = read(f"- {{name: it, kinds: [search], turns: [{{say: tea}}, {turn}]}}")
    assert wrong == []
    return found[0]


@pytest.mark.parametrize("text, wrong", [
    ("- {name: a, kinds: [search], turns: [{say: tea}, {say: green, produtcs: {}}]}", "some.yaml:1: turn 2, produtcs: is not known"),
    ("- name: a\n  kinds: [search]\n  turns:\n    - say: tea\n    - say: no\n", "some.yaml:5: turn 2, say: must be one of"),
    ("- name: a\n  kinds: [search]\n  turns:\n    - say: tea\n    - say: green\n      say: red\n", "some.yaml:6: say is there twice"),
    ("- {name: a, kinds: [dancing], turns: [{say: a}, {say: b}]}", "is 'dancing', not one of"),
    ("- {name: a, kinds: [search], turns: [{say: a}]}", "2 to 8 turns"),
    ("- {name: a, kinds: [search], turns: [{say: a}, {say: b, same_products_as: 2}]}", "2 is not a turn before turn 2"),
    ("- {name: a, kinds: [search], turns: [{say: a}, {say: b, intent: DANCE}]}", "is 'DANCE'"),
    ("- {name: a, kinds: [search], turns: [{say: a}, {say: b, answer: {has: '('}}]}", "is no regular expression"),
    ("- {name: a, turns: [{say: a}, {say: b}]}", "kinds is missing"),
    ("tea", "must be a list of conversations"),
    ("- [", "some.yaml"),
])
def test_a_wrong_script_is_refused_with_its_place(text, wrong):
    found, told = read(text)
    assert not found and any(wrong in one for one in told), told


def test_the_same_name_twice_is_refused(tmp_path):
    file = tmp_path / "some.yaml"
    file.write_text("- {name: a, kinds: [search], turns: [{say: a}, {say: b}]}\n" * 2)
    with pytest.raises(script.Wrong, match="has this name, too"):
        script.load([file])


def product(number, cents=1000, **more):
    return {"product_id": f"p{number}", "title": f"Brand{number} Lark Tea, 50 g", "brand": f"Brand{number}", "categories": ["Grocery", "Tea"],
            "price": {"currency_code": "USD", "amount_minor": cents}, **more}


CATALOGUE = {one["product_id"]: one for one in [
    product(1, 599, colours=["black"], rating={"stars": 4.5, "count": 2}, attributes=[
        {"name": "weight", "number": 50, "unit": "g"}, {"name": "organic", "flag": False}, {"name": "kind", "text": "Earl Grey"}]),
    product(2, 1250, colours=["midnight blue", "black"], attributes=[{"name": "weight", "number": 0.5, "unit": "kg"}, {"name": "organic", "flag": True}]),
    product(3, 2000, stock={"quantity": 0}),
]}


def answer(message="Here you are.", ids=("p1", "p2", "p3"), **more):
    shown = [{key: CATALOGUE[one][key] for key in ("product_id", "title", "brand", "price")} for one in ids]
    return {"request_id": "r", "session_id": "s", "status": "COMPLETED", "message": message, "products": shown, "total": str(len(shown)),
            "understood": {"intent": "SEARCH", "confidence": 0.9}, **more}


class Fake(play.Shopper):
    """A shop that answers the first message with all it has, and the second with what the test wants."""

    def __init__(self, second, view=None, status=200):
        super().__init__("http://fake.invalid", CATALOGUE)
        self.answers = [(200, answer()), (status, second)]
        self.known = view or {}

    def say(self, session_id, message, **more):
        return self.answers.pop(0)

    def view(self, session_id):
        return self.known


def failures(turn, second, view=None, status=200):
    return Fake(second, view, status).play(one_turn(turn)).failures


@pytest.mark.parametrize("turn, second", [
    ("{say: x, products: {exactly: 3, all: {category_in: Tea}, first: {price_at_most: 6}, none: {brand_in: Other}}}", answer()),
    ("{say: x, products: {sorted: price_ascending, any: {colour_in: blue}, includes: {turn: 1, product: cheapest}}}", answer()),
    ("{say: x, products: {all: {price_below: {turn: 1, product: dearest}}, cheaper_than_turn: 1}}", answer(ids=["p1", "p2"])),
    ("{say: x, products: {all: {attribute: {weight: {at_most: 1, unit: kg}}}, more_than_turn: {weight: 1}}}", answer(ids=["p1"])),
    ("{say: x, same_products_as: 1}", answer(ids=["p3", "p1", "p2"])),
    ("{say: x, answer: {has_attribute_of: {turn: 1, product: 2, name: weight}}}", answer("It weighs 500 g.", ())),
    ("{say: x, answer: {has_attribute_of: {turn: 1, product: 1, name: organic}}}", answer("No, it is not organic.", ())),
    ("{say: x, answer: {has_attribute_of: {turn: 1, product: 2, name: organic}}}", answer("Yes, it is organic.", ())),
    ("{say: x, answer: {has_attribute_of: {turn: 1, product: 3, name: organic}}}", answer("That is not stated.", ())),
    ("{say: x, answer: {has_price_of: {turn: 1, product: 2}, names: {turn: 1, product: 2}}}", answer("Brand2 Lark Tea costs $12.50.", ())),
    ("{say: x, saved: {count: 1, includes: {turn: 1, brand: Brand2}}}", answer(ids=())),
    ("{say: x, intent: [REFINE, SEARCH], total_less_than_turn: 1}", answer(ids=["p1"])),
    ("{say: x, answer: {claims_not: free, names_any: {brand_in: Brand2}}}", answer("Nothing for “free”. Brand2 Lark is near.", ())),
    ("{say: x, http: 422}", {"title": "no", "status": 422}),
])
def test_a_good_answer_passes(turn, second):
    status = second["status"] if isinstance(second["status"], int) else 200
    assert failures(turn, second, {"saved": [{"product_id": "p2"}]}, status) == []


@pytest.mark.parametrize("turn, second, wrong", [
    ("{say: x, products: {exactly: 2}}", answer(), "3, not 2"),
    ("{say: x, products: {all: {price_at_most: 15}}}", answer(), "is not price_at_most 15"),
    ("{say: x, products: {none: {only_colours_in: black}}}", answer(), "none: Brand1"),
    ("{say: x, products: {all: {in_stock: true}}}", answer(), "is not in_stock"),
    ("{say: x, products: {new_since_turn: 1}}", answer(ids=["p1"]), "shown again"),
    ("{say: x, products: {sorted: price_descending}}", answer(), "not sorted"),
    ("{say: x, same_products_as: 1}", answer(ids=["p1"]), "not those of turn 1"),
    ("{say: x, answer: {has_attribute_of: {turn: 1, product: 2, name: weight}}}", answer("It weighs 1500 g.", ()), "does not say that weight"),
    ("{say: x, answer: {has_attribute_of: {turn: 1, product: 1, name: organic}}}", answer("Yes, it is.", ()), "organic"),
    ("{say: x, answer: {has_attribute_of: {turn: 1, product: 3, name: organic}}}", answer("Yes, it is.", ()), "is not stated"),
    ("{say: x, answer: {has_price_of: {turn: 1, product: 2}}}", answer("It costs $112.50.", ()), "does not say the price"),
    ("{say: x, answer: {names: {turn: 1, product: 9}}}", answer(), "showed no such product"),
    ("{say: x, intent: REFINE}", answer(), "SEARCH, not REFINE"),
    ("{say: x, saved: 2}", answer(), "1, not 2"),
    ("{say: x, clarification: asked}", answer(), "nothing was asked"),
    ("{say: x}", answer(""), "no message"),
    ("{say: x}", answer("Hello {name}"), "'{name}' in it"),
    ("{say: x}", {**answer(), "products": [{"product_id": "p9"}]}, "not in the catalogue"),
    ("{say: x}", {**answer(), "products": [{**answer()["products"][0], "title": "Free tea"}]}, "is not the catalogue's"),
    ("{say: x}", answer(understood={"slots": [{"said": "tea", "start": 0, "end": 1}]}), "is not at its place"),
    ("{say: x}", answer(status="CLARIFICATION"), "clarification {}"),
    ("{say: x}", answer(comparison={"product_ids": ["p1", "p2"], "rows": [{"name": "Weight", "values": ["70 g", "0.5 kg"]}]}), "row Weight: '70 g'"),
    ("{say: x, answer: {claims_not: free}}", answer("All is free."), "claims free"),
    ("{say: x, answer: {names_any: {brand_in: Brand2}}}", answer("Brand1 Lark is near."), "names none"),
    ("{say: x}", answer(status="FAILED"), "status FAILED"),
])
def test_a_bad_answer_fails(turn, second, wrong):
    told = failures(turn, second, {"saved": [{"product_id": "p2"}]})
    assert any(wrong in one for one in told), told


def test_an_error_of_the_server_is_told():
    assert "HTTP 500" in failures("{say: x}", {"title": "broken"}, status=500)[0]


def test_the_story_has_everything_that_was_said():
    played = Fake(answer("Nothing.", ())).play(one_turn("{say: green tea, products: {at_least: 1}}"))
    story = played.story(CATALOGUE)
    for part in ("1> tea", "1. Brand1 Lark Tea", "2> green tea", "Nothing.", "WRONG products: 0, not at least 1"):
        assert part in story


def test_an_option_is_said_when_there_was_a_question():
    question = {"about": "kind", "question": "Which?", "options": [{"label": "Black", "count": "2"}, {"label": "Green", "count": "1"}]}
    asked = [judge.Exchange({}, "tea", 200, answer(status="CLARIFICATION", clarification=question), {})]
    assert play.words_of({"option": 2, "otherwise": "green tea"}, asked) == ("Green", question["options"][1])
    assert play.words_of({"option": 2, "text": "2", "otherwise": "green tea"}, asked)[0] == "2"
    assert play.words_of({"option": 3, "otherwise": "green tea"}, asked) == ("green tea", None)
    assert play.words_of({"text": "no ", "times": 2, "then": "!"}, asked)[0] == "no no !"


def test_a_settled_turn_is_over_when_nothing_is_asked():
    question = {"about": "kind", "question": "Which?", "options": [{"label": "Black", "count": "2"}, {"label": "Green", "count": "1"}]}
    asks = (200, answer(status="CLARIFICATION", clarification=question))
    shop = Fake(answer())
    shop.answers = [(200, answer()), asks, asks, (200, answer("All of them."))]
    played = shop.play(one_turn("{say: green, settled: true, answer: {has: all of}}"))
    assert played.failures == [] and [said for said, _ in played.exchanges[1].before] == ["green", play.REFUSAL]
    shop.answers = [(200, answer()), asks, asks, asks]
    assert any("asks a third time" in one for one in shop.play(one_turn("{say: green, settled: true}")).failures)


@pytest.mark.parametrize("message, value, unit, is_so", [
    ("38 hours", 38, "h", True), ("138 hours", 38, "h", False), ("3.8 hours", 38, "h", False), ("38.", 38, "h", True),
    ("26,000 mAh", 26000, "mAh", True), ("1.33 kg", 1.33, "kg", True), ("1,33 kg", 1.33, "kg", True), ("1330 g", 1.33, "kg", True),
    ("Waterproof yes, water depth not stated.", True, "", True), ("Wireless no, range not stated.", False, "", True),
    ("It is waterproof.", True, "", True), ("It is not waterproof.", True, "", False), ("No.", False, "", True), ("an Earl Grey", "Earl Grey", "", True),
])
def test_figures_in_words(message, value, unit, is_so):
    assert judge.states(message, value, unit) == is_so


def test_the_demo_catalogue_is_read():
    catalogue = shelf.load()
    assert len(catalogue) > 900 and all(shelf.price(one) > 0 for one in catalogue.values())
