"""POST :8001/transcribe: what is said in a recording. Spoken by flite; encoded by FFmpeg (PyAV), which shares no code with what the
service decodes with but libopus."""
import array
import concurrent.futures
import io
import math
import os
import random
import signal
import subprocess
import wave

import av
import pytest

import checks
from harness import wait_until

SENTENCE = "show me wireless headphones and a coffee maker"
ENCODED = {  # container, codec, rate
    "flac": ("flac", "flac", 16000),
    "ogg": ("ogg", "libopus", 48000),
    "webm": ("webm", "libopus", 48000),
    "mp3": ("mp3", "libmp3lame", 16000),
    "m4a": ("ipod", "aac", 16000),
    "aac": ("adts", "aac", 16000),
}


def problem(answer, status, kind, field=None):
    said = checks.problem(answer, status, field)
    assert said["type"] == f"/problems/{kind}", said
    return said


@pytest.fixture(scope="module")
def wav(tmp_path_factory):
    path = tmp_path_factory.mktemp("speech") / "spoken.wav"
    subprocess.run(["flite", "-voice", "slt", "-t", SENTENCE, "-o", path], check=True)
    return path.read_bytes()


def encoded(wav, container, codec, rate):
    out = io.BytesIO()
    with av.open(io.BytesIO(wav)) as source, av.open(out, "w", format=container) as target:
        stream = target.add_stream(codec, rate=rate, layout="mono")
        resampler = av.AudioResampler(format=stream.codec_context.format, layout="mono", rate=rate)
        for frame in [*source.decode(audio=0), None]:
            for part in resampler.resample(frame):
                target.mux(stream.encode(part))
        target.mux(stream.encode(None))
    return out.getvalue()


@pytest.fixture(scope="module")
def recordings(wav):
    return {"wav": wav, **{name: encoded(wav, *how) for name, how in ENCODED.items()}}


@pytest.fixture(scope="module")
def media(stack):
    return stack.copy("media").client


def seconds_of(wav):
    with wave.open(io.BytesIO(wav)) as file:
        return file.getnframes() / file.getframerate()


@pytest.mark.parametrize("name", ["wav", *ENCODED])
def test_each_format_is_understood(media, recordings, name):
    answer = media.post("/transcribe", content=recordings[name])
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert said["format"] == name
    assert {"wireless", "headphones", "coffee", "maker"} <= set(said["text"].split())
    assert said["duration_seconds"] == pytest.approx(seconds_of(recordings["wav"]), abs=0.2)
    assert (said["language"], said["engine"]) == ("en", "pocketsphinx")
    assert said["real_time_factor"] > 0


def test_words_have_times_and_confidence(media, wav):
    said = media.post("/transcribe", content=wav).json()
    assert [word["text"] for word in said["words"]] == said["text"].split()
    ends = [0, *(word["end_seconds"] for word in said["words"])]
    for word, before in zip(said["words"], ends):
        assert before <= word.get("start_seconds", 0) + 0.02 < word["end_seconds"] <= said["duration_seconds"] + 0.1
        assert 0 <= word.get("confidence", 0) <= 1
    assert 0 < said["confidence"] <= 1
    assert said["text"] not in said["hypotheses"]


def test_what_is_in_doubt_has_an_alternative(media, tmp_path):
    """Words that no shop has, said to one: it cannot be sure of them."""
    path = tmp_path / "strange.wav"
    subprocess.run(["flite", "-voice", "rms", "-t", "the senate adjourned without ratifying the treaty of utrecht", "-o", path], check=True)
    said = media.post("/transcribe", content=path.read_bytes()).json()
    assert 1 <= len(said["doubtful"]) <= 3
    end = 0
    for part in said["doubtful"]:
        first = part.get("first", 0)
        words = said["words"][first:first + part["count"]]
        assert first >= end and part["heard"] == " ".join(word["text"] for word in words)
        assert part["confidence"] == min(word["confidence"] for word in words) < 0.5
        assert part["alternative"] != part["heard"] and any(part["alternative"] in other for other in said["hypotheses"])
        end = first + part["count"]


@pytest.mark.parametrize("name", ["wav", *ENCODED])
def test_what_is_kept_is_understood_as_what_is_sent(media, recordings, name):
    kept = media.post("/media", content=recordings[name])
    assert kept.status_code == 201 and kept.json()["kind"] == "voice", kept.text
    said = media.post("/transcribe", params={"media_id": kept.json()["media_id"]})
    assert said.status_code == 200, said.text
    assert said.json()["text"] == media.post("/transcribe", content=recordings[name]).json()["text"]


def test_a_form_with_a_file(media, recordings):
    said = media.post("/transcribe", files={"file": ("note.webm", recordings["webm"], "audio/webm")})
    assert said.status_code == 200, said.text
    assert "headphones" in said.json()["text"]


def test_silence_before_is_told_in_the_times(media, wav):
    with wave.open(io.BytesIO(wav)) as file:
        form, frames = file.getparams(), file.readframes(file.getnframes())
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams(form)
        file.writeframes(bytes(2 * form.framerate * 2) + frames)
    early = media.post("/transcribe", content=wav).json()
    late = media.post("/transcribe", content=out.getvalue()).json()
    assert late["words"][0]["text"] == early["words"][0]["text"]
    assert late["words"][0]["start_seconds"] == pytest.approx(early["words"][0].get("start_seconds", 0) + 2, abs=0.1)


def test_what_is_said_in_noise_is_understood(media, wav):
    """Noise of a room: low more than high, 15 dB below the voice."""
    with wave.open(io.BytesIO(wav)) as file:
        form, voice = file.getparams(), array.array("h", file.readframes(file.getnframes()))
    chance, noise = random.Random(1), [0.0]
    for _ in voice[1:]:
        noise.append(0.9 * noise[-1] + chance.gauss(0, 1))
    factor = math.sqrt(sum(s * s for s in voice) / sum(n * n for n in noise) / 10 ** 1.5)
    mixed = [s + factor * n for s, n in zip(voice, noise)]
    scale = min(1, 32767 / max(map(abs, mixed)))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams(form)
        file.writeframes(array.array("h", (int(scale * sample) for sample in mixed)).tobytes())
    said = media.post("/transcribe", content=out.getvalue())
    assert said.status_code == 200, said.text
    assert {"wireless", "headphones", "coffee"} <= set(said.json()["text"].split())


def test_silence_is_no_words(media):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(16000)
        file.writeframes(bytes(32000))
    said = media.post("/transcribe", content=out.getvalue())
    assert said.status_code == 200, said.text
    assert not said.json().get("text") and not said.json().get("words")


def test_in_general_it_is_heard_with_another_vocabulary(media, wav):
    said = media.post("/transcribe?vocabulary=general", content=wav)
    assert said.status_code == 200, said.text
    assert "headphones" in said.json()["text"]
    problem(media.post("/transcribe?vocabulary=latin", content=wav), 422, "invalid-parameter", field="vocabulary")


def hours(wav):
    """The same, with a head that says it is some hours long."""
    return wav[:40] + (0x7FFFFFF0).to_bytes(4, "little") + wav[44:]


WRONG = {
    "text": lambda _: b"show me headphones",
    "a picture": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(200),
    "a head alone": lambda recordings: recordings["wav"][:44],
    "webm cut off": lambda recordings: recordings["webm"][:300],
    "m4a cut off": lambda recordings: recordings["m4a"][:400],
    "no samples a second": lambda recordings: recordings["wav"][:24] + bytes(4) + recordings["wav"][28:],
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_recording_is_refused(media, recordings, what):
    problem(media.post("/transcribe", content=WRONG[what](recordings)), 422, "unreadable-media")


def test_nothing_is_refused(media):
    problem(media.post("/transcribe", content=b""), 400, "invalid-body")


def test_more_than_a_minute_is_refused(media):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1), file.setsampwidth(1), file.setframerate(8000)
        file.writeframes(b"\x80" * 8000 * 61)
    said = media.post("/transcribe", content=out.getvalue())
    assert "60 seconds" in problem(said, 422, "unreadable-media")["detail"]


def test_a_file_that_says_it_is_hours_long_is_told_by_what_is_in_it(media, wav):
    assert media.post("/transcribe", content=hours(wav)).status_code in (200, 422)
    assert media.get("/healthz").status_code == 200


@pytest.mark.parametrize("name", ["wav", *ENCODED])
def test_files_with_wrong_bytes_cost_one_answer_each(media, recordings, name):
    chance = random.Random(f"{name} 1")
    for _ in range(6):
        broken = bytearray(recordings[name])
        for _ in range(20):
            broken[chance.randrange(min(len(broken), 2000))] = chance.randrange(256)
        assert media.post("/transcribe", content=bytes(broken)).status_code in (200, 422)
    assert media.post("/transcribe", content=recordings[name]).status_code == 200


def test_without_a_model_it_says_what_to_install(stack, wav):
    with stack.one_more("media", {"STEWARD_MEDIA_SPEECH_MODEL": "/nowhere"}) as copy:
        checks.warm(copy)
        assert "pocketsphinx-en-us" in copy.client.get("/health").json()["lacks"]
        said = problem(copy.client.post("/transcribe", content=wav), 503, "unavailable")
        assert "pocketsphinx-en-us" in said["detail"]


def test_words_of_another_catalogue(stack, wav, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("title: Wireless Headphones\ntitle: Coffee Maker\n")
    with stack.one_more("media", {"STEWARD_MEDIA_WORDS": words}) as copy:
        said = checks.warm(copy).client.post("/transcribe", content=wav).json()
        assert {"wireless", "headphones"} <= set(said["text"].split())


def test_it_is_ready_while_its_model_is_being_learned(stack, wav):
    """Photos and voice notes are kept at once; a recording waits. The nursery is stopped, so that it takes as long as we like."""
    copy = stack.start("media")
    try:
        wait_until(lambda: checks.children(copy.pid), 20, "it has a nursery", every=0.001)
        [nursery] = checks.children(copy.pid)
        os.kill(nursery, signal.SIGSTOP)
        copy.wait_ready(60)
        assert copy.client.get("/health").json()["is_warm"] is False
        assert copy.client.post("/media", content=wav).status_code == 201
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            said = pool.submit(copy.client.post, "/transcribe", content=wav)
            wait_until(lambda: 'pieces_waiting{work="speech"} 1' in copy.client.get("/metrics").text, 10, "it waits")
            os.kill(nursery, signal.SIGCONT)
            assert said.result(60).status_code in (200, 503), said.result().text  # of a slow machine that it waited too long
        assert checks.warm(copy).client.post("/transcribe", content=wav).status_code == 200
    finally:
        copy.kill()
