"""Suggestions while somebody types: asked of the edge, answered by the catalogue."""

from checks import problem
from local import ports


def texts(edge, typed, **more):
    answer = edge.get("/api/v1/suggest", params={"q": typed, **more})
    assert answer.status_code == 200, answer.text
    return [one["text"] for one in answer.json().get("suggestions", [])]


def test_words_are_completed(edge):
    assert any(text.startswith("cable") for text in texts(edge, "cab"))
    assert any("usb" in text and "cable" in text for text in texts(edge, "usb cab"))


def test_as_many_as_are_wanted(edge):
    assert len(texts(edge, "c", limit=1)) == 1


def test_what_cannot_be_suggested(edge):
    assert texts(edge, "qqqqqq") == []
    assert texts(edge, "\u043d\u043e\u0443 &?#%") == []
    problem(edge.get("/api/v1/suggest"), 422, field="q")
    problem(edge.get("/api/v1/suggest", params={"q": "c", "limit": 1000}), 422, field="limit")


def test_a_silent_catalogue_is_said_to_be_silent(stack, edge):
    catalog = stack.copy("catalog")
    catalog.pause()
    try:
        answer = edge.get("/api/v1/suggest", params={"q": "cab"}, timeout=10)
    finally:
        catalog.resume()
    problem(answer, 503)
    assert answer.headers["retry-after"]


def test_where_the_catalogue_should_be_is_for_the_log_only(stack):
    nowhere = f"http://127.0.0.1:{ports.free(1)[0]}"
    with stack.one_more("orchestrator", {"STEWARD_CATALOG_URL": nowhere}) as copy:
        answer = copy.get("/api/v1/suggest", params={"q": "cab"})
        assert problem(answer, 503)["type"] == "/problems/catalog-silent"
        assert "127.0.0.1" not in answer.text and "the catalogue does not answer" in copy.log()
