"""POST :8001/extract-image-attributes with a vision model: what it is sent, what is believed of it, and that nothing depends on it."""

import concurrent.futures
import io
import time

import pytest
from checks import completed, problem, states, warm
from harness import wait_until
from harness.vision_mock import Eyes
from PIL import Image
from plain import thing

KEY = "geheim-augen-3Vq"
PATH = "/extract-image-attributes"
PLACE = b"taken in Erewhon"
RED = thing("#b01010")
BROKEN = [500, 401, "malformed", "another", "wrong types", "not the schema", "prose", "refusal", "huge", "cut"]
SHOES = [{"name": "material", "value": "leather", "confidence": 0.7}, {"name": "category", "value": "running shoes", "confidence": 0.9}]


def settings(eyes, **more):
    return {"STEWARD_VISION_URL": eyes.url, "STEWARD_VISION_KEY": KEY, "STEWARD_VISION_DEADLINE_MS": 1000, **more}


@pytest.fixture(scope="module")
def running():
    eyes = Eyes()
    yield eyes
    eyes.close()


@pytest.fixture(autouse=True)
def eyes(running):
    running.requests.clear(), running.pictures.clear()
    running.fault, running.seen = None, SHOES
    yield running
    assert running.faults == []


@pytest.fixture(scope="module")
def copy(stack, running):
    with stack.one_more("media", settings(running)) as one:
        yield warm(one)


def all_warm(stack):
    for copy in stack.of("media"):
        warm(copy)


def look(copy, picture, **more):
    answer = copy.client.post(PATH, content=picture, headers={"content-type": "application/octet-stream"}, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def called(seen):
    return [one["value"] for one in seen["attributes"] if one["kind"] in ("CATEGORY", "FEATURE")]


def slots(seen):
    return {slot["name"]: slot["value"] for slot in reversed(seen["slots"])}


def only_built_in(seen):
    return (seen["engine"] == "built-in" and not called(seen) and slots(seen)["colour"] == "red"
            and any(said.startswith("vision: ") for said in seen["not_done"]))


def test_the_description_is_looked_at(eyes):
    if not eyes.validates:
        pytest.skip("the published description of the API is not here: requests are checked for their shape only")
    wrong = {"model": "x", "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"link": "x"}}]}]}
    assert any("messages" in said or "image_url" in said for said in eyes.check("/v1/chat/completions", {"content-type": "application/json"}, wrong))


def test_without_one_nobody_is_asked(stack):
    seen = look(stack.copy("media"), RED)
    assert seen["engine"] == "built-in" and not seen["not_done"] and not called(seen)


def test_what_it_sees_comes_first_and_what_is_built_in_stays(copy, eyes):
    seen = look(copy, RED)
    assert seen["engine"] == "gpt-4o-mini" and not seen["not_done"]
    assert [(one["kind"], one["value"], one["confidence"]) for one in seen["attributes"][:2]] == [
        ("CATEGORY", "running shoes", 0.9), ("FEATURE", "leather", 0.7)]
    assert seen["attributes"][1]["name"] == "material"
    assert slots(seen)["category"] == "running shoes" and slots(seen)["material"] == "leather" and slots(seen)["colour"] == "red"
    (headers, body), = eyes.requests
    assert headers["authorization"] == f"Bearer {KEY}" and body["model"] == "gpt-4o-mini"


def test_only_words_of_the_catalogue_become_slots(copy, eyes):
    eyes.seen = [{"name": "category", "value": "gloopy running flimflams", "confidence": 0.9},
                 {"name": "brand", "value": "Zzyzzx", "confidence": 1}, {"name": "use", "value": "running", "confidence": 0.1}]
    seen = look(copy, RED)
    assert slots(seen)["category"] == "running" and not {"brand", "use"} & slots(seen).keys()


@pytest.mark.parametrize("size", [(3000, 2000), (300, 200)])
def test_only_a_small_copy_of_its_pixels_goes_out(copy, eyes, size):
    """Upright, and without what else is in the file; the mock looks for that, too."""
    picture, to = Image.open(io.BytesIO(RED)).resize(size), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, PLACE.decode()  # lies on its side; a description
    picture.save(to, "jpeg", exif=exif, comment=PLACE)
    assert PLACE in to.getvalue()
    look(copy, to.getvalue())
    sent, = eyes.pictures
    assert sent.height > sent.width and max(sent.size) <= min(512, max(size))
    red, green, blue = sent.getpixel((sent.width // 2, sent.height // 2))
    assert red > 120 and green < 60 and blue < 60


def test_what_is_transparent_is_white(copy, eyes):
    to = io.BytesIO()
    Image.new("RGBA", (200, 200), (255, 0, 0, 0)).save(to, "png")
    look(copy, to.getvalue())
    assert min(eyes.pictures[0].getpixel((100, 100))) > 250


@pytest.mark.parametrize("what", [b"a picture of shoes", RED[:200]])
def test_what_is_no_picture_goes_nowhere(copy, eyes, what):
    problem(copy.client.post(PATH, content=what, headers={"content-type": "application/octet-stream"}), 422)
    assert not eyes.requests


def test_what_is_broken_is_done_without(copy, eyes):
    for eyes.fault in BROKEN:
        assert only_built_in(look(copy, RED)), eyes.fault
        assert copy.client.get("/health").json()["remote_vision"]
        eyes.fault = None
        assert look(copy, RED)["engine"] == "gpt-4o-mini"
    assert "remote_vision" not in copy.client.get("/health").json()


def test_what_is_slow_is_done_without_in_time(copy, eyes):
    eyes.fault = "slow"
    began = time.monotonic()
    assert only_built_in(look(copy, RED)) and time.monotonic() - began < 8


def test_a_key_in_a_file_is_told_nobody(stack, eyes, tmp_path):
    key = tmp_path / "key"
    key.write_text(f"{KEY}\n")
    told = {"STEWARD_VISION_URL": eyes.url + "/", "STEWARD_VISION_KEY_FILE": key, "STEWARD_VISION_MODEL": "eyes-1",
            "STEWARD_LOG_LEVEL": "debug"}
    with stack.one_more("media", told) as copy:
        assert look(warm(copy), RED)["engine"] == "eyes-1"
        eyes.fault = 429
        assert only_built_in(look(copy, RED))
        assert [headers["authorization"] for headers, _ in eyes.requests] == [f"Bearer {KEY}"] * 2
        assert "what is built in only" in copy.log() and KEY not in copy.log()
        assert all(KEY not in copy.client.get(path).text for path in ("/health", "/metrics"))


def test_words_that_cannot_be_read_are_told_at_once(stack, eyes):
    copy = stack.refused("media", {**settings(eyes), "STEWARD_MEDIA_WORDS": "/nowhere/words.txt"})
    assert "/nowhere/words.txt" in copy.log()


def test_a_search_by_a_photo_knows_what_it_shows(stack, edge, eyes):
    """All copies are started anew for it, and have still to learn what they read with."""
    with stack.told(settings(eyes, STEWARD_VISION_DEADLINE_MS=4000), "media"):
        all_warm(stack)
        kept = edge.post("/api/v1/media", content=RED).json()["media_id"]
        content = completed(edge.post("/api/v1/search", json={"media": [{"media_id": kept}]}))
    all_warm(stack)
    assert "MEDIA_PROCESSING" in states(content["timeline"])
    assert content["requirements"]["terms"][:2] == ["running", "shoes"] and content["products"][0]["product_id"] == "T-020"
    assert content["media"][0]["seen"][0]["value"] == "running shoes"


def test_what_does_not_answer_is_left_alone(copy, eyes):
    eyes.fault = 500
    for _ in range(8):
        assert only_built_in(look(copy, RED))
    assert len(eyes.requests) < 8  # five failures open the breaker; trials are rare


def test_a_process_that_ends_leaves_it(stack, eyes):
    eyes.fault = "slow"
    told = settings(eyes, STEWARD_VISION_DEADLINE_MS=8000, STEWARD_DRAIN_MS=200)
    with stack.one_more("media", told) as copy, concurrent.futures.ThreadPoolExecutor(1) as pool:
        asked = pool.submit(warm(copy).client.post, PATH, content=RED)
        wait_until(lambda: eyes.requests, 10, "the model has it")
        copy.stop(8)
        assert asked.exception(10) or asked.result().status_code in (200, 503)
