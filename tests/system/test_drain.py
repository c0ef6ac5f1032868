"""SIGTERM: a process finishes what it has begun, and goes. Nothing is lost, even under load."""

import concurrent.futures
import signal
import threading
import time
import uuid

import httpx
import pytest
from harness import wait_until
from local import services

pytestmark = pytest.mark.breaks


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

    def stop(self):
        self.going.clear()
        for work in self.work:
            work.result(40)


@pytest.mark.parametrize("service", ["catalog", "response-composer", "orchestrator"])
def test_under_load_nothing_that_was_accepted_is_lost(stack, service):
    load = Load(stack.url())
    wait_until(lambda: len(load.answers) > 50, 20, "the load goes")
    copy = stack.copy(service)
    assert copy.stop(10) == 0, copy.log()[-1000:]
    copy.start()
    stack.wait_ready()
    count = len(load.answers)
    wait_until(lambda: len(load.answers) > count + 50, 20, "the load goes on")
    load.stop()
    edge = stack.copy("orchestrator").client
    accepted = [(request_id, status, answer) for request_id, status, answer in load.answers if status in (200, 202)]
    assert len(accepted) > 100
    for request_id, status, answer in accepted:
        if status == 202:
            place = f"/api/v1/requests/{request_id}"
            wait_until(lambda place=place: edge.get(place).json().get("status") in ("COMPLETED", "FAILED"), 30)
        else:
            assert answer.json()["status"] in ("COMPLETED", "FAILED")
    others = {status for _, status, _ in load.answers} - {200, 202}
    assert others <= ({503, 0} if service == "orchestrator" else {503}), others


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
            pool.submit(httpx.post, f"{copy.url}/api/v1/search", json={"query": "usb c cable", **named}, timeout=30)
        wait_until(lambda: copy.get("/health").json()["waiting_clients"] == 2, 4, "both wait")
        copy.signal(signal.SIGTERM)
        wait_until(lambda: "stopping" in copy.log().splitlines()[-1], 2, "it is draining", every=0.005)
        assert copy.stop(3) == 1, copy.log()[-1000:]
