"""Conversations beside searches: how long a turn takes, how many there are in a second, and how fast suggestions are.

    ./dev bench chat
    ./dev bench chat --seconds 3

A turn that searches goes one step further than a search (it is understood first), so a search measured in the same run is
what it is to be compared with."""

import argparse
import http.client
import json
import time
import urllib.parse
import uuid

import measure
import report

CLIENTS = (1, 16, 64)
TURNS = (("search", "show me gaming laptops"), ("refine", "under 1500"), ("ask", "how heavy is the second one?"),
         ("compare", "compare the first two"))
BODY = '{"message":"%s","limit":10}'
TYPED = ("w", "wire", "wireless hea", "gam", "gaming lap", "runing sho", "usb c", "coffee m", "hedph", "red dr")
CONVERSATIONS, SUGGESTIONS = 150, 3000


def main(words):
    parser = argparse.ArgumentParser(prog="./dev bench chat", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5, help="each measurement, after a warm-up of 1 s (default 5)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    arguments = parser.parse_args(words)
    with measure.running_stack() as (dependencies, stack):
        text = table(run(arguments, dependencies, stack))
    print(text)
    if arguments.write:
        report.write("chat", f"`./dev bench chat {' '.join(words)}`\n\n{text}")
    return 0


def run(arguments, dependencies, stack):
    asker = Asker(stack.url())
    rows = [(f"a turn: {name}", *times) for name, times in asker.turns().items()]
    rows.append(("a search", *summary([asker.post("/api/v1/search", {"query": "gaming laptops"}) for _ in range(CONVERSATIONS)])))
    rows.append(("suggestions", *summary([asker.suggest(TYPED[i % len(TYPED)]) for i in range(SUGGESTIONS)])))
    loads = []
    for clients in CLIENTS:
        options = ("--port", asker.port, "--clients", clients, "--seconds", arguments.seconds)
        search = measure.run_load("http", dependencies.brokers, *options)
        chat = measure.run_load("http", dependencies.brokers, *options, "--path", "/api/v1/chat", "--body", BODY)
        loads.append((clients, search, chat))
    return rows, loads


class Asker:
    """One client, one connection."""

    def __init__(self, url):
        parts = urllib.parse.urlparse(url)
        self.port = parts.port
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)

    def took(self, *request):
        began = time.perf_counter()
        self.connection.request(*request)
        answer = self.connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        return time.perf_counter() - began

    def post(self, path, body):
        return self.took("POST", path, json.dumps(body), {"Content-Type": "application/json"})

    def suggest(self, typed):
        return self.took("GET", "/api/v1/suggest?q=" + urllib.parse.quote(typed))

    def turns(self):
        times = {name: [] for name, _ in TURNS}
        for _ in range(CONVERSATIONS):
            session = str(uuid.uuid4())
            for name, message in TURNS:
                times[name].append(self.post("/api/v1/chat", {"session_id": session, "message": message}))
        return {name: summary(of) for name, of in times.items()}


def summary(seconds):
    """(p50, p99) in milliseconds."""
    ordered = sorted(seconds)
    return ordered[len(ordered) // 2] * 1e3, ordered[int(len(ordered) * 0.99)] * 1e3


def table(found):
    rows, loads = found
    lines = ["| one client | p50 | p99 |", "|---|---:|---:|"]
    lines += [f"| {name} | {p50:.2f} ms | {p99:.2f} ms |" for name, p50, p99 in rows]
    lines += ["", "| clients | searches/s | p99 | turns/s | p99 | of the searches |", "|---:|---:|---:|---:|---:|---:|"]
    lines += [f"| {clients} | {search['rate']:.0f} | {search['ok']['p99_ms']:.0f} ms | {chat['rate']:.0f} | "
              f"{chat['ok']['p99_ms']:.0f} ms | {chat['rate'] / search['rate']:.2f} |" for clients, search, chat in loads]
    return "\n".join(lines)
