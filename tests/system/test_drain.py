"""SIGTERM: a process finishes what it has begun, and goes. Nothing is lost, even under load."""

import base64
import concurrent.futures
import os
import signal
import threading
import time
import uuid

import httpx
import pytest
from checks import accepted, children, warm
from harness import wait_until
from local import services
from plain import thing

pytestmark = pytest.mark.breaks
ENOUGH = 50  # accepted before what happens to a copy, and as many after it


@pytest.mark.parametrize("service", services.NAMES)
def test_an_idle_process_ends_with_0(stack, service):
    copy = stack.copy(service)
    began = time.monotonic()
    assert copy.stop(10) == 0, copy.log()[-1000:]
    assert time.monotonic() - began < 10


class Load:
    """Clients that ask one search after the other, and remember what became of each."""

    def __init__(self, url, clients=8):
        self.url, self.answers, self.going = url, [], threading.Event()
        self.going.set()
        self.pool = concurrent.futures.ThreadPoolExecutor(clients)
        self.work = [self.pool.submit(self.ask_on) for _ in range(clients)]

    def ask_on(self):
        with httpx.Client(base_url=self.url, timeout=25) as client:
            while self.going.is_set():
                request_id = str(uuid.uuid4())
                try:
                    answer = client.post("/api/v1/search", json={"query": "usb c cable", "limit": 2, "request_id": request_id})
                    self.answers.append((request_id, answer.status_code, answer))
                except httpx.TransportError as error:
                    self.answers.append((request_id, 0, error))
                    time.sleep(0.02)

    def accepted(self):
        return [(request_id, status, answer) for request_id, status, answer in list(self.answers) if status in (200, 202)]

    def wait_for_more(self, what):
        """Enough of those that it will ask from now on are accepted."""
        before = len(self.accepted())
        wait_until(lambda: len(self.accepted()) > before + ENOUGH, 30, what)

    def stop(self):
        self.going.clear()
        for work in self.work:
            work.result(40)


@pytest.mark.parametrize("service", ["catalog", "response-composer", "orchestrator"])
def test_under_load_nothing_that_was_accepted_is_lost(stack, service):
    load = Load(stack.url())
    load.wait_for_more("the load goes")
    copy = stack.copy(service)
    assert copy.stop(10) == 0, copy.log()[-1000:]
    copy.start()
    stack.wait_ready()
    load.wait_for_more("the load goes on")
    load.stop()
    edge = stack.copy("orchestrator").client
    for request_id, status, answer in load.accepted():
        if status == 202:
            place = f"/api/v1/requests/{request_id}"
            wait_until(lambda place=place: edge.get(place).json().get("status") in ("COMPLETED", "FAILED"), 30)
        else:
            assert answer.json()["status"] in ("COMPLETED", "FAILED")
    others = {status for _, status, _ in load.answers} - {200, 202}
    assert others <= ({503, 0} if service == "orchestrator" else {503}), others


def test_a_command_that_takes_long_is_left_to_whoever_comes_next(stack):
    """A photo is with workers that do nothing; the time of a drain is not spent on it."""
    copy, edge = stack.copy("media"), stack.copy("orchestrator").client
    copy.stop(10)
    copy.start()
    copy.wait_ready(60)
    warm(copy)
    [nursery] = children(copy.pid)
    os.kill(nursery, signal.SIGSTOP)
    for worker in children(nursery):
        os.kill(worker, signal.SIGSTOP)
    photo = {"data": base64.b64encode(thing("#b01010")).decode()}
    place = accepted(edge.post("/api/v1/search", json={"query": "backpack", "media": [photo]}, headers={"Prefer": "respond-async"}))
    taken = 'steward_kafka_consumed_total{topic="steward.media.commands"} 1'
    wait_until(lambda: taken in copy.client.get("/metrics").text, 10, "it is in hand")
    assert copy.stop(20) == 0, copy.log()[-1000:]
    assert "drained too slowly" not in copy.log()
    copy.start()
    stack.wait_ready()
    told = wait_until(lambda: (now := edge.get(place).json()).get("status") in ("COMPLETED", "FAILED") and now, 30, "it is answered")
    assert told["status"] == "COMPLETED" and told["requirements"]["colours"] == ["red"], told


def test_an_open_connection_is_closed_kindly(stack):
    """An idle keep-alive connection does not hold up the end."""
    copy = stack.copy("orchestrator")
    with httpx.Client(base_url=copy.url) as client:
        assert client.get("/healthz").status_code == 200
        assert copy.stop(10) == 0


def test_a_second_signal_ends_it_at_once_also_with_clients_that_wait(stack):
    copy = stack.copy("orchestrator")
    stack.copy("catalog").pause()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for named in ({}, {"request_id": str(uuid.uuid4())}):
            pool.submit(copy.post, "/api/v1/search", json={"query": "usb c cable", **named})
        wait_until(lambda: copy.get("/health").json()["waiting_clients"] == 2, 4, "both wait")
        before = len(copy.log())
        copy.signal(signal.SIGTERM)
        wait_until(lambda: "stopping" in copy.log()[before:], 4, "it is draining", every=0.005)
        assert copy.stop(3) == 1, copy.log()[-1000:]


def test_who_waits_for_an_answer_that_takes_longer_is_told_where_it_will_be(stack):
    copy = stack.copy("orchestrator")
    request_id = str(uuid.uuid4())
    stack.copy("catalog").pause()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        asked = pool.submit(copy.post, "/api/v1/search", json={"query": "usb c cable", "request_id": request_id},
                            headers={"Prefer": "wait=15"}, timeout=20)
        wait_until(lambda: copy.get("/health").json()["waiting_clients"] == 1, 4, "it waits")
        assert copy.stop(10) == 0, copy.log()[-1000:]
        answer = asked.result(1)
    assert answer.status_code == 202, answer.text
    stack.copy("catalog").resume()
    copy.start()
    stack.wait_ready()
    place = answer.headers["Location"]
    told = wait_until(lambda: (now := copy.get(place).json()).get("status") in ("COMPLETED", "FAILED") and now, 30, "the answer is there")
    # The catalogue has five seconds, of which a busy machine may need the rest for the start.
    assert told["status"] == "COMPLETED" or told["problem"]["type"].endswith("/catalog-silent"), told


def test_what_cannot_be_finished_is_left_in_order(dependencies, stack):
    """A commit is under way, and the database says nothing more: it goes in time all the same, and by its own will."""
    copy = stack.copy("orchestrator")
    load = Load(stack.url())
    load.wait_for_more("the load goes")
    with dependencies.proxies["postgres"].frozen():
        assert copy.stop(20) == 1, copy.log()[-1000:]
    assert "drained too slowly" in copy.log()
    copy.start()
    stack.wait_ready()
    load.wait_for_more("the load goes on")
    load.stop()
