"""The sentences of the response composer: the linter finds what is wrong, and the process refuses what is broken."""

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest
from local import texts

DEMO = Path(__file__).resolve().parents[2] / "data/demo/catalogue.jsonl.gz"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(texts.FOLDER / "texts", tmp_path / "texts")
    for source in texts.FOLDER.glob("*.c"):
        shutil.copy(source, tmp_path)
    assert texts.wrong(tmp_path) == []
    return tmp_path


def change(folder, name, old, new):
    path = folder / "texts" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(("name", "old", "new", "said"), [
    ("de.txt", "greeting = ", "greeting.x = ", "greeting is missing"),
    ("en.txt", "\nyes = ", "\nnobody_says_this = x\nyes = ", "nobody_says_this is not used"),
    ("en.txt", "\ngreeting = ", "\ngreetings = ", "greeting is not in English"),
    ("de.txt", "compare.first_few = Das sind die ersten {n}.", "compare.first_few = Das sind sie.", "not the same places"),
    ("de.txt", "{n?Bewertung|Bewertungen}", "{n?Bewertung}", "has 1 forms instead of two"),
    ("de.txt", "yes = ja", "yes = ja\nyes = doch", "is there twice"),
    ("de.txt", "yes = ja", "yes = [ja]", "no place that could be empty"),
    ("de.txt", "yes = ja", "yes = {ja", "stays open"),
    ("de.txt", "yes = ja", "yes = " + "ja " * 250 + "ja", "more than 600 bytes"),
    ("de.names.txt", "name.price = Preis", "name.price Preis", "a line is"),
])
def test_the_linter_finds_it(folder, name, old, new, said):
    change(folder, name, old, new)
    found = texts.wrong(folder)
    assert any(said in line and line.startswith(("de", "en")) for line in found), found


def test_a_broken_file_is_refused_at_the_start(stack, folder):
    change(folder, "de.txt", "yes = ja", "yes = {ja")
    line = (folder / "texts" / "de.txt").read_text(encoding="utf-8").split("\n").index("yes = {ja") + 1
    copy = stack.refused("response-composer", {"STEWARD_COMPOSER_TEXTS": folder / "texts"})
    assert copy.exit_code in (1, 2)
    assert f"de.txt:{line}: yes: a bracket stays open" in copy.log()


@pytest.mark.parametrize("locale", ["en-US", "de-DE"])
@pytest.mark.parametrize("message", ["hello", "usb c cable", "usb c cable under 1", "flux capacitor", "what did I save?", "order it"])
def test_what_is_suggested_is_understood(edge, session_id, message, locale):
    """Suggestions are there to be said, whatever language the rest is in."""
    def say(text, session):
        answer = edge.post("/api/v1/chat", json={"session_id": session, "message": text, "locale": locale})
        assert answer.status_code == 200, answer.text
        return answer.json()

    suggestions = say(message, session_id)["suggestions"]
    assert suggestions
    for number, text in enumerate(suggestions):
        say(message, f"{session_id}-{number}")
        understood = say(text, f"{session_id}-{number}")["understood"]
        assert understood.get("language") == "en" and understood["intent"] != "UNKNOWN", (text, understood)


@pytest.mark.parametrize("path, ask", [("/api/v1/chat", "message"), ("/api/v1/search", "query")])
def test_who_names_no_locale_is_answered_in_the_language_of_the_header(edge, path, ask):
    def said(header, **more):
        answer = edge.post(path, json={ask: "usb c cable", **more}, headers={"Accept-Language": header} if header else {})
        assert answer.status_code == 200, answer.text
        return answer.json()["message"]

    english, german = said(None), said(None, locale="de-DE")
    assert english != german
    assert said("en;q=0.5, de-DE") == german and said("de-DE;q=0.5, en") == english
    assert said("de-DE", locale="en") == english and said("de-DE;q=nonsense") == english


def test_every_attribute_of_the_demo_catalogue_has_a_name_in_each_language():
    with gzip.open(DEMO, "rt", encoding="utf-8") as lines:
        used = {attribute["name"] for line in lines for attribute in json.loads(line).get("attributes", [])}
    for names in (texts.FOLDER / "texts").glob("*.names.txt"):
        told = set(re.findall(r"^name\.(\w+) = ", names.read_text(encoding="utf-8"), re.MULTILINE))
        assert used <= told, f"{names.name} lacks {sorted(used - told)}"
