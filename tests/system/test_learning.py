"""What is clicked is recorded with its place, held against what was shown, and can be learnt from."""

import json
import uuid

import pytest
from checks import completed, problem
from harness import wait_until


@pytest.fixture
def catalog(stack):
    return stack.copy("catalog").client


def log_of(catalog):
    entries, after = {}, ""
    while True:
        page = catalog.get("/rank/log", params={"limit": 1000, "after": after}).json().get("entries", [])
        if not page:
            return entries
        entries.update({one["impression"]["request_id"]: one for one in page})
        after = page[-1]["impression"]["request_id"]


def click(edge, request_id, product_id, position, **more):
    return edge.post("/api/v1/events", json={"events": [
        {"kind": "CLICK", "request_id": request_id, "product_id": product_id, "position": position, **more}]})


def test_a_click_is_recorded_once_and_held_against_what_was_shown(edge, catalog, search):
    words = f"headphones {uuid.uuid4().hex[:6]}x"
    answer = completed(search(words))
    shown = [one["product_id"] for one in answer["products"]]
    request_id = answer["request_id"]
    entry = wait_until(lambda: log_of(catalog).get(request_id), 20, "what was shown is recorded")
    assert [one["product_id"] for one in entry["impression"]["shown"]] == shown
    assert all(len(one["features"]) == 7 for one in entry["impression"]["shown"])
    for position, product in ((2, shown[1]), (2, shown[1]), (1, shown[1]), (3, "never-shown"), (1, shown[0])):
        receipt = click(edge, request_id, product, position)
        assert receipt.status_code == 200 and receipt.json() == {"accepted": 1, "recording": True}
    clicked = wait_until(lambda: (all_of := log_of(catalog)[request_id].get("clicked", [])) and 1 in all_of and all_of, 20,
                         "the last click is recorded")
    assert sorted(clicked) == [1, 2], "and of those before it the one that was right, once"
    counted = wait_until(lambda: [one for one in catalog.get("/queries", params={"limit": 1000}).json()["queries"]
                                  if one["query"] == words and one.get("clicks") == 1], 20, "its search was clicked, which counts once")
    assert len(counted) == 1


def test_clicks_on_one_search_count_once_also_at_the_same_time(edge, catalog, search):
    words, searches = f"headphones {uuid.uuid4().hex[:6]}y", 6
    answers = [completed(search(words)) for _ in range(searches)]
    wait_until(lambda: log_of(catalog).keys() >= {answer["request_id"] for answer in answers}, 20, "what was shown is recorded")
    for answer in answers:
        clicked = [{"kind": "CLICK", "request_id": answer["request_id"], "product_id": product["product_id"], "position": position}
                   for position, product in enumerate(answer["products"], 1)]
        assert edge.post("/api/v1/events", json={"events": clicked}).status_code == 200
    every_one = [list(range(1, len(answer["products"]) + 1)) for answer in answers]
    wait_until(lambda: (log := log_of(catalog)) and [sorted(log[answer["request_id"]].get("clicked", [])) for answer in answers] == every_one,
               20, "every click is recorded")

    def clicks():
        return sum(one.get("clicks", 0) for one in catalog.get("/queries", params={"limit": 1000}).json()["queries"] if one["query"] == words)
    wait_until(lambda: clicks() >= searches, 20, "the searches were clicked")
    assert clicks() == searches


def test_json_from_any_producer(catalog, search, producer):
    answer = completed(search("usb cable"))
    product = answer["products"][0]["product_id"]
    wait_until(lambda: answer["request_id"] in log_of(catalog), 20, "what was shown is recorded")
    producer.send("steward.interactions", json.dumps({"kind": "CLICK", "request_id": answer["request_id"], "product_id": product,
                                                      "position": 1}).encode(), key=answer["request_id"].encode())
    wait_until(lambda: log_of(catalog)[answer["request_id"]].get("clicked") == [1], 20, "the click is recorded")


def test_what_is_refused(edge):
    problem(edge.post("/api/v1/events", json={"events": []}), 422, field="events")
    problem(click(edge, "", "p", 1), 422, field="events[0].request_id")
    problem(click(edge, "r", "p", 0), 422, field="events[0].position")
    problem(edge.post("/api/v1/events", json={"events": [{"kind": "DANCE"}]}), 400)


def test_there_must_be_something_to_learn_from(cli):
    assert "clicks to learn from" in cli("rank", "fit", code=1).stderr
    assert "sign test" in cli("rank", "compare").stdout


@pytest.mark.parametrize(("weights", "why"), [
    ("RELEVANCE much", "a weight is a number from 0 up: RELEVANCE much"),
    ("CHARM 1", "there is no such feature: CHARM 1"),
    ("RELEVANCE 0", "no feature has a weight"),
    ("RELEVANCE 1\n#" + 5000 * "-", "has more than 4096 bytes"),
])
def test_a_wrong_file_of_weights_is_refused_at_the_start(stack, tmp_path, weights, why):
    file = tmp_path / "weights.txt"
    file.write_text(weights)
    copy = stack.refused("response-composer", {"STEWARD_RANK_WEIGHTS": file})
    assert copy.exit_code in (1, 2)
    assert "STEWARD_RANK_WEIGHTS" in copy.log() and why in copy.log()
