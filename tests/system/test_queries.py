"""What people search for: counted, listed, and what many have said is suggested to others."""

import uuid

import pytest
from checks import completed, problem
from harness import wait_until


@pytest.fixture
def catalog(stack):
    return stack.copy("catalog").client


def listed(catalog, **params):
    answer = catalog.get("/queries", params={"limit": 1000, **params})
    assert answer.status_code == 200, answer.text
    return {one["query"]: one for one in answer.json().get("queries", [])}


def counted(catalog, searches):
    def found():
        queries = listed(catalog)
        return all(queries.get(query, {}).get("searches") == count for query, count in searches.items()) and queries

    return wait_until(found, 20, "it is counted")


def test_searches_are_counted_without_names(catalog, search):
    for number in range(4):
        completed(search("Kettle, RED", session_id=f"counted-{number % 2}"))
    completed(search("blorbwidget thing", session_id="counted-1"))
    completed(search("who is me@example.org", session_id="counted-1"))
    completed(search("counted last", session_id="counted-1"))
    found = counted(catalog, {"kettle red": 4, "blorbwidget thing": 1, "counted last": 1})
    assert 1 <= found["kettle red"]["sessions"] <= 2
    assert found["blorbwidget thing"]["empty"] == 1
    assert "blorbwidget thing" in listed(catalog, zero="true") and "kettle red" not in listed(catalog, zero="true")
    assert not any("example" in query for query in found)
    assert listed(catalog, since="2999-01-01") == {}


def test_what_many_have_searched_for_is_suggested(catalog, edge, search):
    def suggested():
        return [one["text"] for one in edge.get("/api/v1/suggest", params={"q": "cables for t"}).json().get("suggestions", [])
                if one.get("popular")]
    for number in range(30):
        completed(search("cables for tea pots", session_id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"one-{number}"))))
        completed(search("cables for toasters", session_id="the-same"))
    wait_until(lambda: "cables for tea pots" in suggested(), 30, "it is suggested")
    assert "cables for toasters" not in suggested()


def test_what_cannot_be_listed(catalog):
    problem(catalog.get("/queries", params={"since": "yesterday"}), 422, field="since")
    problem(catalog.get("/queries", params={"zero": "perhaps"}), 422, field="zero")
    assert catalog.get("/queries", headers={"Steward-Tenant": "nobody"}).json().get("queries", []) == []


def test_the_command_line(catalog, cli, search):
    completed(search("quuxbottle", session_id="command-line"))
    wait_until(lambda: "quuxbottle" in listed(catalog, zero="true"), 20, "it is counted")
    assert "quuxbottle" in cli("catalog", "queries", "--zero", "--limit", 1000).stdout
    cli("catalog", "queries", "--since", "soon", code=1)
