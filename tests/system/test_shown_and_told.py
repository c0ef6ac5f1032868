"""Photos and voice notes that go with a request: what is heard and seen becomes a search, with what was typed or without it."""

import json
import subprocess

import pytest
from checks import accepted, completed, ids, problem, states, warm
from harness import wait_until
from harness.far import Far
from live_client import is_answer, types
from plain import thing
from test_live_events import later, stream

EAN = "4006381333931"
CODED = {"product_id": "T-900", "title": "Fibre Pens", "brand": "Inkling", "categories": ["Office"], "colours": ["blue"],
         "price": {"currency_code": "USD", "amount_minor": 700}, "codes": [EAN, "FX-4420B"]}


@pytest.fixture(autouse=True)
def warmed(stack):
    """One that was just started in the place of another has still to learn what it reads with."""
    warm(stack.copy("media"))


@pytest.fixture(scope="module")
def coded(stack):
    """A product that has codes."""
    catalog = stack.copy("catalog").client
    assert catalog.put("/products", json={"products": [CODED]}).json()["accepted"] == 1
    yield CODED["product_id"]
    assert catalog.delete(f"/products/{CODED['product_id']}").status_code in (200, 204)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    """Says it: spoken("black headphones") is a WAV file's bytes."""
    folder, made = tmp_path_factory.mktemp("spoken"), {}

    def say(text):
        if text not in made:
            path = folder / f"{len(made)}.wav"
            subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", path], check=True)
            made[text] = path.read_bytes()
        return made[text]
    return say


@pytest.fixture
def kept(edge):
    def keep(content, **more):
        answer = edge.post("/api/v1/media", content=content, **more)
        assert answer.status_code == 201, answer.text
        return answer.json()["media_id"]
    return keep


@pytest.fixture
def shown(kept):
    """References to things that were kept: shown(bytes, ...)."""
    return lambda *contents: [{"media_id": kept(content)} for content in contents]


RED = thing("#b01010")
WITH_MEDIA = ["INITIAL", "MEDIA_PROCESSING", "REQUIREMENT_BUILDING", "SEARCHING", "RANKING", "COMPLETED"]


def reads(kind, content):
    return [one["value"] for one in content["media"][0]["seen"] if one["kind"] == kind]


def test_a_photo_alone_is_looked_for_by_its_colour(search, shown):
    content = completed(search({"media": shown(RED)}))
    assert states(content["timeline"]) == WITH_MEDIA
    assert set(ids(content)) == {"T-004", "T-020"}  # what is red
    assert content["message"].startswith("I saw in the picture: red.") and reads("COLOUR", content) == ["red"]
    assert content["requirements"]["terms"] == ["red"]


@pytest.mark.parametrize("shows", [{"barcode": EAN}, {"label": "FX-4420B"}], ids=["a barcode", "a model number"])
def test_a_code_is_the_very_product(search, shown, coded, shows):
    content = completed(search({"media": shown(thing("#b01010", **shows))}))
    assert ids(content) == [coded]


def test_a_label_is_words_and_typed_words_come_first(search, shown):
    content = completed(search({"query": "speaker", "media": shown(thing("#101010", label="SONORA"))}))
    assert content["requirements"]["terms"] == ["speaker", "sonora", "black"] and ids(content)[0] == "T-008"


def test_typed_words_and_a_photo(search, shown):
    content = completed(search({"query": "headphones", "media": shown(RED)}))
    assert ids(content)[0] == "T-004" and content["requirements"]["colours"] == ["red"]


def test_what_was_typed_wins_and_that_is_told(search, shown):
    content = completed(search({"query": "blue headphones", "media": shown(RED)}))
    assert content["message"].startswith("You wrote blue; the picture is red: I looked for blue.")
    assert content["requirements"]["colours"] == ["blue"] and set(ids(content)[:2]) == {"T-005", "T-006"}


def test_the_brand_that_was_typed_wins_too(search, shown):
    content = completed(search({"query": "pippin headphones", "media": shown(thing("#b01010", label="SONORA"))}))
    assert content["message"].startswith("You wrote pippin; the picture shows SONORA: I looked for pippin.")
    assert content["requirements"]["brands"] == ["pippin"] and ids(content)[0] == "T-004"


def test_the_limit_that_was_typed_wins_too(search, shown, spoken):
    content = completed(search({"query": "headphones under $50", "media": shown(spoken("wireless headphones under one hundred dollars"))}))
    told = "You wrote under $50 and said under 100 dollars: I looked for under $50."
    assert told in content["message"] and content["requirements"]["price"]["max"]["amount_minor"] == 5000
    assert ids(content) and all(one["price"]["amount_minor"] <= 5000 for one in content["products"])


def test_the_size_that_was_typed_wins_too(search, shown):
    content = completed(search({"query": "shoes size 42", "media": shown(thing("#b01010", label="SIZE 44"))}))
    assert reads("SIZE", content) == ["44"]
    assert content["message"].startswith("You wrote size 42; the picture shows size 44: I looked for size 42.")
    assert content["requirements"]["sizes"] == ["42"]


def test_spoken_numbers_are_figures(search, shown, spoken):
    said = "show me wireless headphones under one hundred dollars"
    content = completed(search({"media": shown(spoken(said))}))
    assert content["media"][0]["heard"] == said
    assert content["requirements"]["price"]["max"]["amount_minor"] == 10000 and ids(content)[0] == "T-001"


def test_a_voice_note_alone(search, shown, spoken):
    content = completed(search({"media": shown(spoken("wireless headphones"))}))
    heard = content["media"][0]
    assert (heard["kind"], heard["heard"]) == ("voice", "wireless headphones") and len(heard["words"]) == 2
    assert content["message"].startswith('I heard: "wireless headphones".') and ids(content)[0] == "T-001"


def test_a_photo_and_a_voice_note(search, shown, spoken):
    content = completed(search({"media": shown(RED, spoken("running shoes"))}))
    assert content["requirements"]["terms"] == ["running", "shoes", "red"] and ids(content)[0] == "T-020"
    assert [one["kind"] for one in content["media"]] == ["picture", "voice"]


def test_two_photos(search, shown):
    content = completed(search({"media": shown(thing("#b01010", label="SONORA"), thing("#1030c0"))}))
    assert content["requirements"]["terms"] == ["sonora", "red"]
    assert "You showed red; picture 2 is blue: I looked for red." in content["message"]


def test_a_chat_goes_on_from_what_was_said_and_shown(edge, shown, spoken, session_id):
    def say(message, *contents):
        return completed(edge.post("/api/v1/chat", json={"message": message, "session_id": session_id, "media": shown(*contents)}))
    assert ids(say("", spoken("show me wireless headphones")))[0] == "T-001"
    content = say("", thing("#1030c0"))
    assert set(ids(content)) == {"T-005", "T-006"}  # of the wireless headphones the blue ones
    asked = edge.get(f"/api/v1/sessions/{session_id}").json()["requests"]
    assert [one["query"] for one in asked] == ["show me wireless headphones", "blue"]


def test_who_points_at_a_photo_means_what_it_shows(edge, shown, session_id):
    content = completed(edge.post("/api/v1/chat", json={"message": "headphones like this one", "session_id": session_id, "media": shown(RED)}))
    assert ids(content)[0] == "T-004"
    assert edge.get(f"/api/v1/sessions/{session_id}").json()["requests"][0]["query"] == "headphones red"


def test_an_id_that_nobody_knows(search, kept, shown):
    gone = kept(thing("#123456"))
    said = problem(search({"media": [{"media_id": "0" * 32}]}), 404, "media")
    assert said["type"] == "/problems/media-failed" and said["detail"].startswith("I could not read it: there is nothing of that id")
    content = completed(search({"query": "tea pot", "media": [{"media_id": gone[::-1]}]}))
    assert content["message"].startswith("I could not read it") and ids(content) == ["T-034"]
    content = completed(search({"media": [{"media_id": "0" * 32}, *shown(RED)]}))
    assert "I could not read item 1" in content["message"] and content["media"][0]["problem"]["status"] == 404


def test_what_was_erased_is_not_read(edge, search, kept):
    media_id = kept(thing("#654321"))
    assert edge.delete(f"/api/v1/media/{media_id}").status_code == 204
    problem(search({"media": [{"media_id": media_id}]}), 404, "media")


def steps_of(edge, request):
    """What a stream tells of it: the ids, the states, the last response."""
    events = stream(edge, request)[1]
    datas = [json.loads(event["data"]) for event in events]
    assert types(datas)[0] == "request.accepted" and is_answer(datas[-1])
    assert [event["id"] for event in events] == [f"{request}.{step}" for step in range(len(events))]
    return [event["id"] for event in events], [data.get("state", "INITIAL") for data in datas], datas[-1]["response"]


def test_a_stream_has_every_step_and_goes_on_after_each(edge, shown):
    request = later(edge, query="headphones", media=shown(RED))
    told, steps, response = steps_of(edge, request)
    assert steps == WITH_MEDIA and response["media"][0]["kind"] == "picture" and ids(response)[0] == "T-004"
    for seen in range(len(told) - 1):
        assert [event["id"] for event in stream(edge, request, last=told[seen])[1]] == told[seen + 1:]
    assert stream(edge, request, last=told[-1])[0].status_code == 204


def test_what_has_ended_is_said_in_the_stream_and_what_was_seen_of_it_stays(stack, edge):
    """It is kept for a second only; what was made of it is the request's."""
    with stack.one_more("media", {"STEWARD_MEDIA_SECONDS": 1}) as brief:  # in the folder of the others
        media = [{"media_id": brief.post("/media", content=thing("#13579b")).json()["media_id"]}]
    first = later(edge, query="headphones", media=media)  # in time or not, it is answered
    _, _, before = steps_of(edge, first)
    wait_until(lambda: edge.get(f"/api/v1/media/{media[0]['media_id']}").status_code == 404, 30, "its time is over")
    assert edge.get(f"/api/v1/requests/{first}").json() == before
    _, steps, response = steps_of(edge, later(edge, query="", media=media))
    assert steps == [*WITH_MEDIA[:3], "FAILED"] and response["problem"]["type"] == "/problems/media-failed"
    assert response["problem"]["detail"].startswith("I could not read it: there is nothing of that id")


def test_another_tenants_is_not_read(stack, search, kept):
    keys = {name: {"Authorization": f"Bearer {stack.make_key('viewer', tenant=name)['secret']}"} for name in ("acme", "globex")}
    media_id = kept(RED, headers=keys["acme"])
    problem(search({"media": [{"media_id": media_id}]}, headers=keys["globex"]), 404, "media")
    own = search({"media": [{"media_id": media_id}]}, headers=keys["acme"])
    assert own.status_code == 422 and "Nothing could be made out" not in own.text or completed(own)["media"][0]["seen"]


def test_a_kind_that_it_is_not(search, kept):
    said = problem(search({"media": [{"media_id": kept(RED), "kind": "voice"}]}), 422, "media")
    assert "it is of kind picture, and was sent as voice" in said["detail"]


def test_a_broken_picture(search, kept):
    broken = RED[: len(RED) // 2]
    said = problem(search({"media": [{"media_id": kept(broken)}]}), 422, "media")
    assert said["detail"].startswith("I could not read the picture")


@pytest.mark.parametrize(("media", "field"), [([{}], "media[0]"), ([{"media_id": "x"}], "media[0].media_id"),
                                              ([{"media_id": "0" * 32, "url": "https://shop.example/a.png"}], "media[0]"),
                                              ([{"media_id": "0" * 32, "kind": "film"}], "media[0].kind"), ([{"media_id": "0" * 32}] * 5, "media")])
def test_references_that_are_none(edge, search, media, field):
    problem(search({"media": media}), 422, field)
    problem(edge.post("/api/v1/chat", json={"media": media}), 422, field)


@pytest.fixture(scope="module")
def alike(stack):
    """Products whose names sound alike."""
    catalog, names = stack.copy("catalog").client, {"T-901": "Mouse Pen", "T-902": "Mouse Pad"}
    products = [{"product_id": key, "title": name, "categories": ["Home"]} for key, name in names.items()]
    assert catalog.put("/products", json={"products": products}).json()["accepted"] == len(names)
    yield names
    for key in names:
        assert catalog.delete(f"/products/{key}").status_code in (200, 204)


@pytest.fixture
def chat(edge, session_id):
    def say(message, *media, status="COMPLETED"):
        answer = edge.post("/api/v1/chat", json={"session_id": session_id, "message": message, "media": [*media]})
        assert answer.status_code == 200 and answer.json()["status"] == status, answer.text
        return answer.json()
    return say


def options(content):
    return [option["label"] for option in content["clarification"]["options"]]


# What is said is "mouse pad"; it is heard as "mouse pen", but not surely.
@pytest.mark.parametrize(("reply", "found"), [("mouse pad", "T-902"), ("the first one", "T-901")])
def test_a_doubtful_word_is_asked_back(chat, shown, spoken, alike, reply, found):
    content = chat("", *shown(spoken("mouse pad")), status="CLARIFICATION")
    assert ids(content)[0] == "T-901" and content["message"].endswith('Did you say "mouse pen" or "mouse pad"?')
    assert content["clarification"]["about"] == "message" and options(content) == ["mouse pen", "mouse pad"]
    assert "mouse pad" in content["media"][0]["hypotheses"]
    assert ids(chat(reply))[0] == found


def test_colours_that_contradict_each_other_are_asked_about(chat, shown):
    chat("headphones")
    content = chat("the blue ones, like this", *shown(RED), status="CLARIFICATION")
    assert set(ids(content)) == {"T-005", "T-006"} and options(content) == ["blue", "red"]
    assert ids(chat("red")) == ["T-004"]
    assert set(ids(chat("go back"))) >= {"T-001", "T-004", "T-005"}


def test_what_was_seen_and_what_is_asked_is_said_in_the_readers_language(edge, search, shown, session_id):
    asked = {"locale": "de-AT", "media": shown(RED)}
    told, question = "Geschrieben haben Sie blue, das Bild ist red: Gesucht habe ich nach blue.", "Was haben Sie gemeint, „blue“ oder „red“?"
    content = completed(search({"query": "blue headphones", **asked}))
    assert content["message"].startswith(f"{told} ") and content["message"].endswith(question)
    content = edge.post("/api/v1/chat", json={"session_id": session_id, "message": "blue headphones", **asked}).json()
    assert content["status"] == "CLARIFICATION" and content["clarification"]["question"] == question
    assert content["message"].startswith(f"{told} ") and content["message"].endswith(question)
    content = completed(edge.post("/api/v1/chat", json={"message": "hello", "locale": "de", "media": [{"media_id": "0" * 32}]}))
    assert content["message"].startswith("Die Datei konnte ich nicht lesen: ") and content["understood"]["intent"] == "GREETING"


def test_a_search_tells_what_else_to_search_for(search, shown, spoken, alike):
    content = completed(search({"media": shown(spoken("mouse pad"))}))
    other = content["clarification"]["options"][1]
    assert other["label"] == other["value"] == "mouse pad"
    assert ids(completed(search({"query": other["value"]})))[0] == "T-902"


def test_a_chat_reads_either_boxes_or_media(edge, shown):
    problem(edge.post("/api/v1/chat", json={"media": shown(RED), "filters": {"in_stock": True}}), 422, "media")


def test_over_kafka(producer, responses, session_id, kept):
    request = {"search": {"query": "headphones", "media": [{"media_id": kept(RED)}]}}
    producer.send("steward.requests", json.dumps(request).encode(), session_id)
    content = json.loads(responses.of_key(session_id).value)
    assert content["status"] == "COMPLETED" and ids(content)[0] == "T-004" and states(content["timeline"]) == WITH_MEDIA


def test_a_url_within_is_not_fetched(search):
    said = problem(search({"media": [{"url": "https://127.0.0.1/a.png"}]}), 422, "media")
    assert said["detail"].startswith("I could not read it")


@pytest.mark.breaks
def test_a_photo_by_its_url(stack, search, producer, responses, session_id):
    """Over HTTP and over Kafka; what is there is kept, and its id is told."""
    stack.copy("media").kill()
    with Far({"/a.png": RED, "/page": b"<html>no picture</html>"}) as far, \
         stack.one_more("media", {"STEWARD_FETCH_HTTP": "true", "STEWARD_FETCH_INSIDE": "127.0.0.1"}) as copy:
        warm(copy)
        content = completed(search({"query": "headphones", "media": [{"url": far.url("/a.png")}]}, headers={"Prefer": "wait=40"}))
        assert content["requirements"]["colours"] == ["red"] and content["media"][0]["kind"] == "picture"
        assert copy.get(f"/media/{content['media'][0]['media_id']}").status_code == 200
        request = {"search": {"media": [{"url": far.url("/a.png")}]}}
        producer.send("steward.requests", json.dumps(request).encode(), session_id)
        assert set(ids(json.loads(responses.of_key(session_id).value))) == {"T-004", "T-020"}
        assert "a picture" in problem(search({"media": [{"url": far.url("/page")}]}), 415, "media")["detail"]
        problem(search({"media": [{"url": far.url("/nothing")}]}), 422, "media")


def test_its_steps_are_seen_as_they_happen(live, shown):
    live.send({"search": {"media": shown(RED)}})
    events = live.until(is_answer)
    assert [event.get("state", "INITIAL") for event in events if event["type"] != "request.partial"] == WITH_MEDIA


@pytest.mark.breaks
def test_a_media_service_that_is_away(stack, edge, search, shown):
    """With words the request goes on without what it showed, else it ends; both within their deadline."""
    media = shown(RED)
    stack.copy("media").kill()
    places = [accepted(search({**asked, "media": media}, headers={"Prefer": "respond-async"})) for asked in ({"query": "tea pot"}, {})]
    spoken_of, silent = (wait_until(lambda place=place: (got := edge.get(place).json()).get("status") in ("COMPLETED", "FAILED") and got,
                                    60, "it has ended") for place in places)
    assert spoken_of["status"] == "COMPLETED" and ids(spoken_of) == ["T-034"] and "did not answer in time" in spoken_of["message"]
    assert silent["status"] == "FAILED" and silent["problem"]["retryable"] is True and silent["problem"]["status"] == 503


@pytest.mark.breaks
def test_a_media_service_that_is_killed_while_it_reads(stack, live, shown):
    """The one that takes its place begins it again, and answers it, though it may not be warm in time to see anything."""
    media = shown(RED)
    copy = stack.copy("media")
    copy.pause()  # so that it has the command, and is not done
    live.send({"search": {"query": "headphones", "media": media}})
    live.until(lambda event: event.get("state") == "MEDIA_PROCESSING")
    copy.kill()
    copy.start()
    answer = live.until(is_answer, 60)[-1]["response"]
    assert answer["status"] == "COMPLETED" and "headphones" in answer["requirements"]["terms"]
    assert answer["media"][0]["seen"] or answer["media"][0]["problem"]["status"] == 503
