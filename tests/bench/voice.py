"""Voice notes that are spoken to a WebSocket in real time: how soon the first words are there, and how far they are behind.

    ./dev bench voice
    ./dev bench voice --speakers 2 --count 16

The texts are "held-2" of tests/speech/measure.py, its speakers, without noise. A frame of a tenth of a second is sent when it would
have been recorded, so the tenth that a word ends in counts as well. The first words: from the first 20 ms that are louder than a twentieth
of the loudest to the first voice.partial. The whole: from voice_end to voice.heard. Word errors: of the last partial, and of the whole."""

import argparse
import concurrent.futures
import importlib.util
import json
import statistics
import tempfile
import threading
import time
from pathlib import Path

import av
import measure
from live_client import Live

GOAL_MS = 500
RATE = 16000
FRAME_SECONDS = 0.1
FRAME = int(RATE * FRAME_SECONDS) * 2
SPEECH = Path(__file__).resolve().parents[1] / "speech/measure.py"


def main(words):
    parser = argparse.ArgumentParser(prog="./dev bench voice", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speakers", type=int, default=1, help="at once")
    parser.add_argument("--count", type=int, default=64, help="of texts")
    arguments = parser.parse_args(words)
    speech = speech_measures()
    with tempfile.TemporaryDirectory() as folder, measure.running_stack() as (_, stack):
        notes = [spoken(speech, number, text, Path(folder)) for number, text in enumerate(speech.texts("held-2"))][:arguments.count]
        port = stack.copy("orchestrator").port
        measure.wait_until(lambda: stack.copy("media").client.get("/health").json()["is_warm"], 60, "speech is understood")
        with concurrent.futures.ThreadPoolExecutor(arguments.speakers) as pool:
            found = list(pool.map(lambda note: say(port, note[1]), notes))
    said = [note[0] for note in notes]
    result = {
        "notes": len(found),
        "seconds": round(sum(len(sound) for _, sound in notes) / 2 / RATE),
        "first_words_ms": spread([one["first_ms"] for one in found if one["first_ms"] is not None]),
        "under_500_ms": sum((one["first_ms"] or 1e9) < GOAL_MS for one in found),
        "without_words": sum(one["first_ms"] is None for one in found),
        "whole_ms": spread([one["whole_ms"] for one in found]),
        "word_errors_partial": errors(speech, said, [one["partial"] for one in found]),
        "word_errors_whole": errors(speech, said, [one["whole"] for one in found]),
    }
    print(json.dumps(result, indent=2))
    return 0 if result["first_words_ms"]["p95"] < GOAL_MS else 1


def speech_measures():
    spec = importlib.util.spec_from_file_location("speech_measures", SPEECH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spoken(speech, number, text, folder):
    """What is said, and its sound as a page sends it."""
    path = folder / f"{number}.wav"
    speech.speak("espeak-ng" if number % 4 == 3 else "flite", number, text[2], path)
    sound, resampler = b"", av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(path)) as file:
        for frame in [*file.decode(audio=0), None]:
            sound += b"".join(bytes(part.planes[0])[:part.samples * 2] for part in resampler.resample(frame))
    return text[1], sound


def begins_at(sound):
    """Seconds to the first word."""
    window = RATE // 50
    samples = memoryview(sound[:len(sound) // 2 * 2]).cast("h")
    loud = [sum(sample * sample for sample in samples[at:at + window]) ** 0.5 for at in range(0, len(samples) - window, window)]
    return next(number for number, one in enumerate(loud) if one > max(loud) / 20) / 50


def say(port, sound):
    heard, over = [], threading.Event()
    with Live(port) as live:
        live.send({"voice_start": {}})
        assert live.next()["type"] == "voice.started"

        def listen():
            while not over.is_set():
                event = live.next(30)
                heard.append((time.monotonic(), event))
                if event["type"] in ("voice.heard", "error"):
                    over.set()

        listener = threading.Thread(target=listen)
        listener.start()
        began = time.monotonic()
        for number, at in enumerate(range(0, len(sound), FRAME)):
            time.sleep(max(0, began + (number + 1) * FRAME_SECONDS - time.monotonic()))  # when it would have been recorded
            live.socket.send(sound[at:at + FRAME])
        ended = time.monotonic()
        live.send({"voice_end": {}})
        listener.join()
    partials = [(at, event["text"]) for at, event in heard if event["type"] == "voice.partial"]
    at, last = heard[-1]
    assert last["type"] == "voice.heard", last
    return {
        "first_ms": (partials[0][0] - began - begins_at(sound)) * 1000 if partials else None,
        "whole_ms": (at - ended) * 1000,
        "partial": partials[-1][1] if partials else "",
        "whole": last["transcript"].get("text", ""),
    }


def spread(values):
    ordered = sorted(values)
    return {"p50": round(statistics.median(ordered)), "p95": round(ordered[int(len(ordered) * 0.95)]), "most": round(ordered[-1])}


def errors(speech, said, heard):
    wrong = sum(speech.distance(one.split(), other.split()) for one, other in zip(said, heard))
    return f"{100 * wrong / sum(len(one.split()) for one in said):.1f} %"
