"""A voice note that is sent while it is being spoken: what is understood of it so far, and at its end the note itself. As fast as it can be sent:
how soon words come is measured by tests/speech/first_words.py."""

import io
import os
import secrets
import signal
import subprocess
import wave

import checks
import httpx
import pytest
from harness import wait_until
from live_client import Live, problem_of, types

SENTENCE = "show me wireless headphones and a coffee maker"
FRAME = 3200  # a tenth of a second
SILENCE = bytes(FRAME)
RAW = {"Content-Type": "application/octet-stream"}
WORKERS = 2  # of the media service, unless it is told otherwise


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    path = tmp_path_factory.mktemp("speech") / "spoken.wav"
    subprocess.run(["flite", "-voice", "slt", "-t", SENTENCE, "-o", path], check=True)
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)
        return file.readframes(file.getnframes())


@pytest.fixture(scope="module")
def media(stack):
    return stack.copy("media").client


@pytest.fixture
def edge(port):
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        yield client


def start(live, **ids):
    live.send({"voice_start": {}, **ids})
    event = live.next()
    assert event["type"] == "voice.started", event
    return event["request_id"]


def speak(live, sound):
    for at in range(0, len(sound), FRAME):
        live.socket.send(sound[at:at + FRAME])


def end(live):
    """The events up to the one that is the note."""
    live.send({"voice_end": {}})
    return live.until(lambda event: event["type"] in ("voice.heard", "error") and event.get("problem", {}).get("status") != 503, 30)


def value(media, metric, labels=""):
    """The sum of those that have these labels."""
    return sum(float(line.split()[-1]) for line in media.get("/metrics").text.splitlines() if line.startswith(metric) and labels in line)


def free(media):
    """How many listen to nobody, and are ready to."""
    return (value(media, "steward_media_worker_start_seconds_count", 'work="dictation"')
            - value(media, "steward_media_workers_replaced_total", 'work="dictation"') - value(media, "steward_media_dictations"))


def crashed(media):
    return value(media, "steward_media_workers_replaced_total", 'cause="crashed"')


@pytest.fixture(autouse=True)
def all_are_free(media):
    wait_until(lambda: free(media) == WORKERS, 20, "all who listen are free")


def test_it_is_told_while_it_is_spoken_and_kept_at_its_end(live, edge, sound):
    name = start(live, request_id="note-1")
    assert name == "note-1"
    speak(live, sound[:FRAME * 12])
    events = live.until(lambda event: event["type"] == "voice.partial", 20)
    speak(live, sound[FRAME * 12:])
    events += live.until(lambda event: "headphones" in event.get("text", ""), 20)  # and the end is not said yet
    events += end(live)
    assert set(types(events)) == {"voice.partial", "voice.heard"} and {event["request_id"] for event in events} == {name}
    told = [event["text"] for event in events[:-1]]
    assert len(told) > 1 and told == [text for text, before in zip(told, [None, *told]) if text != before]
    note = events[-1]
    assert {"wireless", "headphones", "coffee", "maker"} <= set(note["transcript"]["text"].split())
    with wave.open(io.BytesIO(edge.get(f"/api/v1/media/{note['media_id']}/content").content)) as kept:
        assert kept.getframerate() == 16000 and kept.readframes(kept.getnframes()) == sound
    answer = edge.post("/api/v1/search", json={"media": [{"media_id": note["media_id"]}]}).json()
    assert "headphones" in answer["media"][0]["heard"]


def test_the_connection_goes_on_meanwhile_and_takes_another_afterwards(live, sound):
    start(live)
    speak(live, sound[:FRAME * 3])
    live.send({"search": {"query": "usb c cable", "limit": 3}})
    assert live.until(lambda event: event["type"] == "request.completed")[-1]["response"]["products"]
    assert end(live)[-1]["type"] == "voice.heard"
    start(live)
    assert end(live)[-1]["problem"]["detail"] == "there is no sound in it"
    assert live.search()[-1]["response"]["status"] == "COMPLETED"


@pytest.fixture
def nobody_free(media):
    """All who listen do so to others."""
    taken = [media.post("/dictations").json()]
    while not taken[-1].get("unheard"):
        taken.append(media.post("/dictations").json())
    yield
    for one in taken:
        assert media.delete(f"/dictations/{one['dictation_id']}").status_code == 204
        checks.problem(media.post(f"/dictations/{one['dictation_id']}", content=SILENCE, headers=RAW), 404)


def test_where_nobody_is_free_it_is_kept_and_heard_as_a_whole(live, nobody_free, sound):
    start(live)
    assert problem_of(live.next()) == ("recording-unheard", 503)
    speak(live, sound)
    note = end(live)
    assert types(note) == ["voice.heard"] and "headphones" in note[0]["transcript"]["text"]


def test_a_worker_that_dies_costs_the_words_and_not_the_sound(live, edge, stack, media, sound):
    start(live)
    speak(live, sound[:FRAME * 10])
    live.until(lambda event: event["type"] == "voice.partial")
    [nursery] = checks.children(stack.copy("media").pid)
    workers, before = checks.children(nursery), crashed(media)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    wait_until(lambda: crashed(media) == before + len(workers), 10, "others take their places")  # else one may be asked while it dies
    speak(live, sound[FRAME * 10:])
    events = end(live)
    assert [problem_of(event) for event in events if event["type"] == "error"] == [("recording-unheard", 503)]
    assert "headphones" in events[-1]["transcript"]["text"]
    assert len(edge.get(f"/api/v1/media/{events[-1]['media_id']}/content").content) == 44 + len(sound)


def test_who_leaves_frees_who_listened(port, media, sound):
    with Live(port) as client:
        start(client)
        speak(client, sound[:FRAME * 5])
        client.until(lambda event: event["type"] == "voice.partial")
        assert free(media) == WORKERS - 1
    wait_until(lambda: free(media) == WORKERS, 10, "another listens")


def test_a_recording_ends_after_a_minute(live, nobody_free):
    start(live)
    for _ in range(31):
        live.socket.send(bytes(64000))
    events = live.until(lambda event: event["type"] == "voice.heard", 60)
    assert ("unreadable-media", 422) in [problem_of(event) for event in events if event["type"] == "error"]
    assert events[-1]["transcript"]["duration_seconds"] == 60


def test_what_is_refused(port):
    with Live(port) as one, Live(port) as two, Live(port) as three:
        one.send({"voice_end": {}, "request_id": "note"})
        assert problem_of(one.next()) == ("not-recording", 409) and one.events[-1]["request_id"] == "note"
        one.socket.send(SILENCE)
        assert problem_of(one.next()) == ("invalid-body", 400)
        one.send({"voice_start": {}, "request_id": " x"})
        assert problem_of(one.next()) == ("invalid-request", 422)
        start(one, request_id="note")
        one.socket.send(b"odd")
        assert problem_of(one.next()) == ("invalid-body", 400)
        one.send({"voice_start": {}, "request_id": "another"})
        assert problem_of(one.next()) == ("in-flight", 409) and one.events[-1]["request_id"] == "another"
        start(two)
        three.send({"voice_start": {}})
        assert problem_of(three.next()) == ("too-many-recordings", 429)


def test_without_the_media_service_it_says_so(stack):
    with stack.one_more("orchestrator", {"STEWARD_MEDIA_URL": "http://127.0.0.1:1"}) as copy, Live(copy.port) as live:
        live.send({"voice_start": {}})
        assert problem_of(live.next()) == ("media-silent", 503)
        assert live.search()[-1]["response"]["status"] == "COMPLETED"


@pytest.fixture(scope="module")
def closed(stack, tmp_path_factory):
    """An edge and a media service that know each other, and answer nobody unknown."""
    never = {"STEWARD_ANONYMOUS": "never", "STEWARD_SERVICE_SECRET": secrets.token_hex(32)}
    with stack.one_more("media", {**never, "STEWARD_MEDIA_FOLDER": tmp_path_factory.mktemp("kept")}) as media, \
            stack.one_more("orchestrator", {**never, "STEWARD_MEDIA_URL": media.url}) as edge:
        yield edge


def with_scopes(stack, edge, *scopes):
    admin = {"Authorization": f"Bearer {stack.make_key('admin')['secret']}"}
    key = edge.post("/api/v1/keys", headers=admin, json={"name": "speaks", "role": "viewer", "scopes": scopes}).json()
    return Live(edge.port, additional_headers={"Authorization": f"Bearer {key['secret']}"})


def test_it_takes_a_scope_and_the_media_service_a_pass(stack, closed):
    with with_scopes(stack, closed, "chat", "media") as client:
        start(client)
        client.socket.send(SILENCE)
        assert end(client)[-1]["media_id"]
    with with_scopes(stack, closed, "chat") as client:
        client.send({"voice_start": {}})
        assert problem_of(client.next()) == ("missing-scope", 403)


def test_at_the_media_service_itself(media, sound):
    begun = media.post("/dictations")
    assert begun.status_code == 201, begun.text
    where = f"/dictations/{begun.json()['dictation_id']}"
    texts = [media.post(where, content=sound[at:at + 32000], headers=RAW).json().get("text", "") for at in range(0, len(sound), 32000)]
    assert len(texts[-1]) > len(texts[0]) and "headphones" in texts[-1]
    assert checks.problem(media.post(where, content=b"odd", headers=RAW), 422)["detail"] == "half a sample is missing"
    whole = media.post(f"{where}/end").json()
    assert "headphones" in whole["transcript"]["text"] and media.get(f"/media/{whole['media_id']}").status_code == 200
    checks.problem(media.post(f"{where}/end"), 404)
    checks.problem(media.post("/dictations/" + "0" * 32, content=SILENCE, headers=RAW), 404)
