"""POST :8001/transcribe with a remote engine: what it is sent, what is believed of it, and that nothing depends on it."""

import concurrent.futures
import io
import subprocess
import time
import wave

import av
import pytest
from checks import problem, warm
from harness import wait_until
from harness.speech_mock import Engine

KEY = "geheim-sprache-7Wk"
SENTENCE = "wireless headphones"
PLACE = "taken in Erewhon"
BROKEN = [500, 401, "malformed", "another", "nonsense", "huge", "cut"]


def settings(engine, **more):
    return {"STEWARD_SPEECH_URL": engine.url, "STEWARD_SPEECH_KEY": KEY, "STEWARD_SPEECH_DEADLINE_MS": 1000, **more}


@pytest.fixture(scope="module")
def running():
    engine = Engine()
    yield engine
    engine.close()


@pytest.fixture(autouse=True)
def engine(running):
    running.requests.clear()
    running.fault, running.text = None, "Show me a purple umbrella, please."
    yield running
    assert running.faults == []


@pytest.fixture(scope="module")
def copy(stack, running):
    with stack.one_more("media", settings(running)) as one:
        yield warm(one)


@pytest.fixture(scope="module")
def wav(tmp_path_factory):
    path = tmp_path_factory.mktemp("speech") / "spoken.wav"
    subprocess.run(["flite", "-voice", "slt", "-t", SENTENCE, "-o", path], check=True)
    return path.read_bytes()


@pytest.fixture(scope="module")
def webm(wav):
    """As a browser's, with a remark that is nobody else's business."""
    out = io.BytesIO()
    with av.open(io.BytesIO(wav)) as source, av.open(out, "w", format="webm") as target:
        target.metadata["comment"] = PLACE
        stream = target.add_stream("libopus", rate=48000, layout="mono")
        resampler = av.AudioResampler(format=stream.codec_context.format, layout="mono", rate=48000)
        for frame in [*source.decode(audio=0), None]:
            for part in resampler.resample(frame):
                target.mux(stream.encode(part))
        target.mux(stream.encode(None))
    return out.getvalue()


def hear(copy, recording, **more):
    answer = copy.client.post("/transcribe", content=recording, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def heard_here(said):
    return said["engine"] == "pocketsphinx" and "headphones" in said["text"]


def test_the_description_is_looked_at(engine):
    if not engine.validates:
        pytest.skip("the published description of the API is not here: requests are checked for their shape only")
    assert engine.errors_of("CreateTranscriptionRequest", {"model": "whisper-1"})


def test_what_it_hears_is_the_answer(copy, engine, wav):
    said = hear(copy, wav)
    assert (said["text"], said["engine"], said["language"], said["format"]) == (engine.text, "whisper-1", "en", "wav")
    assert [word["text"] for word in said["words"]] == ["Show", "me", "a", "purple", "umbrella", "please"]
    assert all(word["confidence"] == pytest.approx(0.78, abs=0.01) for word in said["words"])
    assert said["confidence"] == pytest.approx(0.78, abs=0.01) and said["real_time_factor"] > 0
    (headers, fields, _), = engine.requests
    assert headers["authorization"] == f"Bearer {KEY}"
    assert fields["model"] == ["whisper-1"] and "language" not in fields


def test_only_the_sound_goes_out(copy, engine, webm):
    assert PLACE.encode() in webm
    said = hear(copy, webm)
    assert (said["format"], said["engine"]) == ("webm", "whisper-1")
    (_, _, sent), = engine.requests
    with wave.open(io.BytesIO(sent)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16000)
        assert file.getnframes() / 16000 == pytest.approx(said["duration_seconds"], abs=0.01)
    assert PLACE.encode() not in sent


def test_what_is_kept_is_heard_by_it_too(copy, engine, wav):
    kept = copy.client.post("/media", content=wav)
    assert kept.status_code == 201, kept.text
    said = copy.client.post("/transcribe", params={"media_id": kept.json()["media_id"]})
    assert said.json()["text"] == engine.text


@pytest.mark.parametrize("what", [b"show me headphones", b"RIFF" + bytes(200)])
def test_what_is_no_recording_goes_nowhere(copy, engine, what):
    problem(copy.client.post("/transcribe", content=what), 422)
    assert not engine.requests


def test_more_than_a_minute_goes_nowhere(copy, engine):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1), file.setsampwidth(1), file.setframerate(8000)
        file.writeframes(b"\x80" * 8000 * 61)
    problem(copy.client.post("/transcribe", content=out.getvalue()), 422)
    assert not engine.requests


def test_what_is_broken_is_heard_here(copy, engine, wav):
    for engine.fault in BROKEN:
        assert heard_here(hear(copy, wav)), engine.fault
        assert copy.client.get("/health").json()["remote_speech"]
        engine.fault = None
        assert hear(copy, wav)["engine"] == "whisper-1"
    assert "remote_speech" not in copy.client.get("/health").json()


@pytest.mark.parametrize("fault", ["slow", "trickle"])
def test_what_is_slow_is_heard_here_in_time(copy, engine, wav, fault):
    engine.fault = fault
    began = time.monotonic()
    assert heard_here(hear(copy, wav)) and time.monotonic() - began < 10


def test_another_model(stack, engine, wav, tmp_path):
    """Without times, in a language, with a key in a file. It is asked once after the other: what wants to be left alone is."""
    key = tmp_path / "key"
    key.write_text(f"{KEY}\n")
    told = {"STEWARD_SPEECH_URL": engine.url + "/", "STEWARD_SPEECH_KEY_FILE": key, "STEWARD_SPEECH_MODEL": "gpt-4o-transcribe",
            "STEWARD_SPEECH_TIMES": "false", "STEWARD_SPEECH_LANGUAGE": "de", "STEWARD_LOG_LEVEL": "debug"}
    engine.text = "Ein lila Regenschirm"
    with stack.one_more("media", told) as copy:
        said = hear(warm(copy), wav)
        assert (said["text"], said["engine"], said["language"]) == (engine.text, "gpt-4o-transcribe", "de")
        assert not said.get("words") and not said.get("confidence")
        assert engine.requests[0][1]["language"] == ["de"]
        engine.fault = 429
        assert heard_here(hear(copy, wav))
        engine.fault = None
        assert heard_here(hear(copy, wav))
        assert [headers["authorization"] for headers, _, _ in engine.requests] == [f"Bearer {KEY}"] * 2
        assert "heard here" in copy.log() and KEY not in copy.log()
        assert all(KEY not in copy.client.get(path).text for path in ("/health", "/metrics"))


def test_what_does_not_answer_is_left_alone(copy, engine, wav):
    engine.fault = 500
    for _ in range(8):
        assert heard_here(hear(copy, wav))
    assert len(engine.requests) < 8  # five failures open the breaker; trials are rare


def test_a_process_that_ends_leaves_it(stack, engine, wav):
    engine.fault = "slow"
    told = settings(engine, STEWARD_SPEECH_DEADLINE_MS=10000, STEWARD_DRAIN_MS=200)
    with stack.one_more("media", told) as copy, concurrent.futures.ThreadPoolExecutor(1) as pool:
        asked = pool.submit(warm(copy).client.post, "/transcribe", content=wav)
        wait_until(lambda: engine.requests, 10, "the engine has it")
        copy.stop(8)
        assert asked.exception(10) or asked.result().status_code == 503
