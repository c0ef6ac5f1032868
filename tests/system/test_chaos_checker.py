"""The checker of tests/chaos finds what is wrong, and only that."""

import sys

import pytest
from harness import ROOT

sys.path.insert(0, str(ROOT / "tests/chaos"))

import checker  # noqa: E402
from checker import Message, Session  # noqa: E402
from watching import Story  # noqa: E402


def asked(*ids, session="s", partition=0):
    return [Message(partition, offset, session, request) for offset, request in enumerate(ids)]


def told(*ids, session="s", partition=0, status="COMPLETED", why="it was told why"):
    return [Message(partition, offset, session, request, status, why=why) for offset, request in enumerate(ids)]


def found(**of):
    given = {"accepted": [], "requests": [], "responses": [], "sessions": [], "unsent": [], "dead_letters": [], **of}
    findings = checker.check(**given)
    return {name: getattr(findings, name) for name, count in findings.counts().items() if count}


CASES = [
    ("all is well", {"accepted": ["a", "b"], "requests": asked("a", "b"), "responses": told("a", "b")}, {}),
    ("failing is an answer", {"requests": asked("a"), "responses": told("a", status="FAILED")}, {}),
    ("failing without a word", {"requests": asked("a"), "responses": told("a", status="FAILED", why="")}, {"wordless": ["a"]}),
    ("accepted, and not even on the topic", {"accepted": ["a"]}, {"lost": ["a"]}),
    ("on the topic, and nobody was told", {"requests": asked("a")}, {"lost": ["a"]}),
    ("progress is not an answer", {"requests": asked("a"), "responses": told("a", status="RANKING")}, {"lost": ["a"]}),
    ("progress is not a second answer",
     {"requests": asked("a"), "responses": told("a", status="RANKING") + told("a")}, {}),
    ("answered twice", {"requests": asked("a"), "responses": told("a", "a")}, {"doubled": ["a"]}),
    ("completed and failed", {"requests": asked("a"), "responses": told("a") + told("a", status="FAILED")}, {"doubled": ["a"]}),
    ("sent twice, answered once", {"requests": asked("a", "a"), "responses": told("a")}, {}),
    ("the second overtook the first", {"requests": asked("a", "b"), "responses": told("b", "a")}, {"disordered": ["s"]}),
    ("a repetition does not change the order", {"requests": asked("a", "b", "a"), "responses": told("a", "b")}, {}),
    ("sessions do not wait for each other",
     {"requests": asked("a", session="s") + asked("b", session="t", partition=1),
      "responses": told("b", session="t", partition=1) + told("a", session="s")}, {}),
    ("the order is that of offsets, not of reading",
     {"requests": list(reversed(asked("a", "b"))), "responses": list(reversed(told("a", "b")))}, {}),
    ("a session that still works", {"sessions": [Session("s", False, True)]}, {"stuck": ["s"]}),
    ("a session with a timer", {"sessions": [Session("s", True, False)]}, {"stuck": ["s"]}),
    ("a session with requests in its queue", {"sessions": [Session("s", False, False, 2)]}, {"stuck": ["s"]}),
    ("an idle session", {"sessions": [Session("s", False, False)]}, {}),
    ("something unsent", {"unsent": [("steward.requests", 1, 0), ("steward.requests", 2, 9)]},
     {"unsent": ["steward.requests/2: 9 bytes"]}),
    ("a dead letter", {"dead_letters": ["steward.requests-dlt/0/7"]}, {"dead": ["steward.requests-dlt/0/7"]}),
]


@pytest.mark.parametrize("given, expected", [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_findings(given, expected):
    assert found(**given) == expected


def test_recovery_ends_with_the_last_of_those_asked_around_the_fault():
    asked_at = {"before": 8.0, "during": 9.8, "after": 10.1, "later": 12.0}
    answered_at = {"before": 8.1, "during": 13.5, "after": 12.0, "later": 20.0}
    assert checker.recovery(10.0, asked_at, answered_at) == pytest.approx(3.5)


def test_recovery_is_unknown_while_an_answer_is_missing():
    assert checker.recovery(10.0, {"a": 10.0, "b": 10.0}, {"a": 10.5}, first_after=10.2) is None


def test_recovery_when_nothing_was_asked_around_the_fault_ends_with_the_first_answer_after_it():
    assert checker.recovery(10.0, {"later": 11.0}, {}, first_after=14.0) == pytest.approx(4.0)
    assert checker.recovery(10.0, {}, {}, first_after=None) is None


def test_the_longest_wait_is_of_the_one_that_waited_longest():
    assert checker.longest_wait({"early": 10.0, "late": 11.0}, {"early": 13.0, "late": 11.5}) == pytest.approx(3.0)
    assert checker.longest_wait({}, {}) == 0.0


def test_the_longest_wait_is_unknown_while_somebody_waits():
    assert checker.longest_wait({"early": 10.0, "late": 11.0}, {"early": 10.1}) is None


@pytest.mark.parametrize("share, expected", [(0.5, 2), (0.99, 4), (1.0, 4), (0.0, 1)])
def test_percentile(share, expected):
    assert checker.percentile([4, 1, 3, 2], share) == expected


def test_percentile_of_nothing():
    assert checker.percentile([], 0.5) is None


# ---- what was told over a WebSocket: each connection a list of events, `!` is an answer, `~` a partial ----

STORIES = [
    ("all of it", [["a.0", "a.1", "a.2!"]], []),
    ("a partial has the id of its step", [["a.0", "a.1", "a.1~", "a.2!"]], []),
    ("cut off and come back", [["a.0"], ["a.1", "a.2!"]], []),
    ("sent again when it came back", [["a.0", "a.1"], ["a.1", "a.2!"]], []),
    ("a question, and its end later", [["a.0", "a.1!", "b.0", "a.2!", "b.1!"]], []),
    ("a step that was never told", [["a.0"], ["a.2!"]], ["a.1"]),
    ("an answer out of nothing", [["a.1!"]], ["a.0"]),
    ("twice on one connection", [["a.0", "a.1", "a.1", "a.2!"]], ["a.1 was told twice on one connection"]),
]
TYPES = {"!": "request.completed", "~": "request.partial"}


@pytest.mark.parametrize("connections, expected", [story[1:] for story in STORIES], ids=[story[0] for story in STORIES])
def test_stories(connections, expected):
    story = Story()
    for events in connections:
        told_here = set()
        for event in events:
            story.note({"id": event.rstrip("!~"), "type": TYPES.get(event[-1], "request.progress")}, told_here)
    assert story.trouble + story.missed() == expected
