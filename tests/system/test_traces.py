"""One trace goes through HTTP, Kafka and the flows, and is told to a collector, which nobody ever waits for."""

import http.server
import json
import secrets
import threading
import time

import pytest
from checks import completed
from harness import wait_until
from local import ports

TRACED = ("orchestrator", "catalog", "response-composer")


class Collector:
    """Takes OTLP/HTTP as JSON and keeps the spans; a slow one answers when it is let go."""

    def __init__(self):
        self.spans, self.paths, self.is_let_go = [], set(), threading.Event()
        self.is_let_go.set()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def handler(self):
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # pylint: disable=invalid-name
                collector.take(self.path, json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *ignored):  # pylint: disable=arguments-differ
                pass
        return Handler

    def take(self, path, batch):
        self.paths.add(path)
        for resource in batch["resourceSpans"]:
            names = {one["key"]: one["value"]["stringValue"] for one in resource["resource"]["attributes"]}
            for scope in resource["scopeSpans"]:
                self.spans += [{**span, "service": names["service.name"]} for span in scope["spans"]]
        self.is_let_go.wait(60)

    def of(self, trace_id):
        return [span for span in self.spans if span["traceId"] == trace_id]

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.is_let_go.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def collector(stack):
    with Collector() as running, stack.told({"STEWARD_OTLP_URL": running.url}, *TRACED):
        yield running


def traceparent(flags="01"):
    trace_id, span_id = secrets.token_hex(16), secrets.token_hex(8)
    return trace_id, span_id, f"00-{trace_id}-{span_id}-{flags}"


def test_a_search_is_one_trace(collector, search, responses):
    trace_id, span_id, header = traceparent()
    content = completed(search("usb c cable", headers={"traceparent": header}))
    record = responses.find(lambda one: content["request_id"].encode() in one.value)
    assert record.headers["traceparent"].decode().split("-")[1] == trace_id

    def whole():
        spans = collector.of(trace_id)
        known = {span_id} | {span["spanId"] for span in spans}
        assert {span["service"] for span in spans} == {f"steward-{name}" for name in TRACED}
        assert {span["name"] for span in spans} >= {"/api/v1/search", "search", "rank"}
        assert all(span["parentSpanId"] in known for span in spans)
        return spans

    spans = wait_until(whole, 15, "the spans of all three have come")
    first = next(span for span in spans if span["service"] == "steward-orchestrator")
    assert first["name"] == "/api/v1/search" and first["kind"] == 2 and first["parentSpanId"] == span_id
    assert len({span_id, *(span["spanId"] for span in spans)}) == len(spans) + 1
    for span in spans:
        assert 0 < int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"]) and span["status"]["code"] == 1
    assert collector.paths == {"/v1/traces"}


def test_a_trace_that_is_not_sampled_is_not_told(collector, search):
    (quiet, _, quiet_header), (loud, _, loud_header) = traceparent("00"), traceparent("01")
    completed(search("tea pot", headers={"traceparent": quiet_header}))
    completed(search("tea pot", headers={"traceparent": loud_header}))
    wait_until(lambda: len(collector.of(loud)) >= 3, 15)
    assert not collector.of(quiet)


@pytest.mark.parametrize("header", ["nonsense", "00-" + "0" * 32 + "-" + "1" * 16 + "-01", "ff-" + "1" * 32 + "-" + "1" * 16 + "-01"])
def test_a_bad_traceparent_begins_a_new_trace(search, collector, header):
    completed(search("tea pot", headers={"traceparent": header}))
    assert not collector.of("0" * 32) and not collector.of("1" * 32)


def slowest(search, count=20):
    """Of so many searches, in seconds."""
    took = []
    for _ in range(count):
        began = time.monotonic()
        completed(search("usb c cable"))
        took.append(time.monotonic() - began)
    return max(took)


def test_a_slow_collector_slows_nothing(stack, collector, search):
    collector.is_let_go.clear()
    before = len(collector.spans)
    completed(search("tea pot"))
    wait_until(lambda: len(collector.spans) > before, 15, "the collector is being told, and does not answer")
    assert slowest(search) < 2
    assert all(stack.copy(name).get("/readyz").status_code == 200 for name in TRACED)
    for name in TRACED:  # in the middle of an export
        assert stack.copy(name).stop(10) == 0
        stack.copy(name).start()
    stack.wait_ready()
    collector.is_let_go.set()


def test_a_collector_that_is_away_slows_nothing(stack, search):
    away = f"http://127.0.0.1:{ports.free(1)[0]}"
    with stack.told({"STEWARD_OTLP_URL": away}, *TRACED):
        assert slowest(search) < 2
        metrics = stack.copy("orchestrator")
        wait_until(lambda: "steward_spans_dropped_total 0" not in metrics.get("/metrics").text, 15, "what is dropped is counted")
        assert slowest(search) < 2
