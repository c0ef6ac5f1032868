"""Photos and voice notes: sent, looked at and heard by the media service alone, and through a whole search.

    ./dev bench media
    ./dev bench media --seconds 10 --write

The photos are drawn (tests/pictures/drawn.py), the notes spoken by flite and espeak-ng (the texts "held-2" of tests/speech). What is
searched for with them has been sent before, and is known by its id. The floor of a search with one is measured in the same run: the media
service alone, and a search in words. A photo that is sent is erased before it is sent again, so each is written anew: that takes of the rate,
but does not count as its time. Processor time is that of the media service with its workers."""

import argparse
import concurrent.futures
import http.client
import io
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import measure
import report
import voice

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "pictures"))
import drawn  # noqa: E402

CLIENTS = (1, 4)
WARM_UP_S = 1
TWO_MEGAPIXELS = (1600, 1200)
PHOTOS, NOTES = 6, 12
LOOK_MS, REAL_TIME = 300, 0.5
SMALL, LARGE, NOTE = "a photo of 2 megapixels", "a photo of 12 megapixels", "a voice note"
READ_BY = {SMALL: "extract-image-attributes", LARGE: "extract-image-attributes", NOTE: "transcribe"}


def main(words):
    parser = argparse.ArgumentParser(prog="./dev bench media", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8, help="each measurement, after a warm-up of 1 s (default 8)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    parser.add_argument("--check", action="store_true", help="exit code 1 when a goal is missed")
    arguments, load = parser.parse_args(words), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, measure.running_stack(settings={"STEWARD_LOG_LEVEL": "warn"}) as (_, stack):
        bench = Bench(arguments.seconds, stack)
        bench.run(files(Path(folder)))
    by = {(run["what"], run["clients"]): run for run in bench.runs}
    goals = verdict(by)
    command = report.measured({"machine": measure.machine()}, "./dev bench media " + " ".join(words))
    text = (f"{command}. The machine's load before it: {load:.1f}.\n\n{table(bench.runs)}\n\n{journeys(by)}\n\nThe media service and its workers: "
            f"{bench.memory[0]:.0f} MB when it has begun, {bench.memory[1]:.0f} MB after all this.\n\n{report.verdict(goals)}")
    print(text)
    if arguments.write:
        report.write("media", text)
    return 1 if arguments.check and not all(goal["met"] for goal in goals) else 0


# ---- what is sent ----

def photo(name, size):
    """Its bytes, as a phone writes them, and no seconds."""
    out = io.BytesIO()
    drawn.draw(name, size).picture.save(out, "jpeg", quality=88)
    return out.getvalue(), 0


def files(folder):
    """By name: the bytes of each, and how many seconds it takes to say."""
    speech = voice.speech_measures()
    texts = list(enumerate(speech.texts("held-2")))[:NOTES]
    return {
        SMALL: [photo(f"bench {i}", TWO_MEGAPIXELS) for i in range(PHOTOS)],
        LARGE: [photo(f"bench {i}", drawn.TWELVE_MEGAPIXELS) for i in range(PHOTOS)],
        NOTE: [note(speech, folder / f"{number}.wav", number, text) for number, text in texts],
    }


def note(speech, path, number, text):
    sound = voice.spoken(speech, number, text, path.parent)[1]
    return path.read_bytes(), len(sound) / 2 / voice.RATE


# ---- measuring ----

class Client:
    """One connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method, path, body=None, kind="application/json"):
        self.connection.request(method, path, body, {"Content-Type": kind, "Prefer": "wait=30"})
        answer = self.connection.getresponse()
        return answer.status, answer.read()


class Bench:
    def __init__(self, seconds, stack):
        self.seconds, self.runs, self.seconds_said = seconds, [], 0
        self.edge, self.media = stack.copy("orchestrator").port, stack.copy("media")
        measure.wait_until(lambda: self.media.client.get("/health").json()["is_warm"], 60, "speech is understood")
        self.memory = [shared_mb(self.media.pid)]

    def run(self, what):
        for clients in CLIENTS:
            self.searching("a search in words", clients, [{"query": "red shoes"}])
        for clients in CLIENTS:
            self.sending(clients, what[SMALL])
        for name, path in READ_BY.items():
            self.seconds_said = statistics.fmean(seconds for _, seconds in what[name])
            ids = [self.kept(data) for data, _ in what[name]]
            self.load(f"{name}, the media service alone", 1, self.media.port, lambda client, i: client.ask("POST", f"/{path}?media_id={ids[i % len(ids)]}"))
            for clients in CLIENTS:
                self.searching(f"{name}, searched with", clients, [{"query": "shoes", "media": [{"media_id": one}]} for one in ids])
        self.memory.append(shared_mb(self.media.pid))

    def searching(self, what, clients, bodies):
        self.load(what, clients, self.edge, lambda client, i: client.ask("POST", "/api/v1/search", json.dumps(bodies[i % len(bodies)])))

    def kept(self, data):
        status, answer = Client(self.edge).ask("POST", "/api/v1/media", data, "application/octet-stream")
        assert status == 201, answer
        return json.loads(answer)["media_id"]

    def sending(self, clients, what):
        """Each client has files of its own, so that what one erases is not what another has just sent."""
        def send(client, i):
            client.sent = client.ask("POST", "/api/v1/media", what[i % clients][0], "application/octet-stream")
            return client.sent

        def erase(client):
            client.ask("DELETE", f"/api/v1/media/{json.loads(client.sent[1])['media_id']}")

        self.load(f"{SMALL}, sent", clients, self.edge, send, erase)

    def load(self, what, clients, port, ask, undo=None):
        """So many clients, each asking again when it is answered: ask(client, number); undo(client) takes no time."""
        before, began = cpu(self.media.pid), time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(clients) as pool:
            found = list(pool.map(lambda number: self.one(Client(port), number, clients, ask, undo), range(clients)))
        took, spent = time.monotonic() - began, cpu(self.media.pid) - before
        good = sorted(seconds * 1e3 for times, _, _ in found for seconds in times)
        asked = sum(count for _, _, count in found)
        self.runs.append({"what": what, "clients": clients, "rate": len(good) / self.seconds, "ms": good, "said": self.seconds_said,
                          "failed": sum(failed for _, failed, _ in found), "cpu_ms": spent / max(1, asked) * 1e3})
        print(f"  … {what:<50} {clients:>3} clients {len(good) / self.seconds:>7.1f}/s  p50 {at(good, 0.5):>7.1f} ms  in {took:.0f} s", flush=True)

    def one(self, client, number, clients, ask, undo):
        """Seconds of those that began after the warm-up, how many of these failed, and how many there were in all."""
        times, failed, asked = [], 0, 0
        counts_from = time.monotonic() + WARM_UP_S
        while (began := time.monotonic()) < counts_from + self.seconds:
            status, _ = ask(client, number + asked * clients)
            took = time.monotonic() - began
            asked += 1
            if began >= counts_from and status in (200, 201):
                times.append(took)
            elif began >= counts_from:
                failed += 1
            if undo:
                undo(client)
        return times, failed, asked


def family(pid):
    return [pid, *(one for child in measure.children_of(pid) for one in family(child))]


def cpu(pid):
    """Seconds of the process, of those that it has begun, of theirs, and of those that are gone."""
    return sum(measure.ticks_of(one, with_children=True) for one in family(pid)) / measure.TICKS


def shared_mb(pid):
    """Memory of all of them; what several have in common counts once."""
    lines = (line for one in family(pid) for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


# ---- telling ----

def at(ordered, share):
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def table(runs):
    lines = ["| what | clients | rate | p50 | p90 | p99 | failed | CPU, media |", "|---|---:|---:|---:|---:|---:|---:|---:|"]
    for run in runs:
        times = " | ".join(f"{at(run['ms'], share):.0f} ms" for share in (0.5, 0.9, 0.99))
        lines.append(f"| {run['what']} | {run['clients']} | {run['rate']:.1f}/s | {times} | {run['failed']} | {run['cpu_ms']:.0f} ms |")
    return "\n".join(lines)


def journeys(by):
    """What a search takes longer than a search in words and the media service alone, one after the other."""
    words = at(by["a search in words", 1]["ms"], 0.5)
    lines = ["| one client searches with | p50 | floor | times |", "|---|---:|---:|---:|"]
    for name in READ_BY:
        whole, floor = at(by[f"{name}, searched with", 1]["ms"], 0.5), words + at(by[f"{name}, the media service alone", 1]["ms"], 0.5)
        lines.append(f"| {name} | {whole:.0f} ms | {floor:.0f} ms | {whole / floor:.2f} |")
    return "\n".join(lines)


def verdict(by):
    look, hear = by[f"{LARGE}, the media service alone", 1], by[f"{NOTE}, the media service alone", 1]
    factor = hear["cpu_ms"] / 1e3 / hear["said"]
    return [{"what": f"{LARGE}, of one core", "measured": f"{look['cpu_ms']:.0f} ms", "wanted": f"under {LOOK_MS} ms", "met": look["cpu_ms"] < LOOK_MS},
            {"what": f"real-time factor of {NOTE} ({hear['said']:.1f} s), of one core", "measured": f"{factor:.2f}", "wanted": f"under {REAL_TIME}",
             "met": factor < REAL_TIME}]
