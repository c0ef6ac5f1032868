"""The load: clients of all kinds, each with sessions of several requests, every request with an id of its own.

  waiting    HTTP, one request after the other, each waits for its answer; what fails is sent again, with the same id
  hurrying   HTTP with `Prefer: respond-async`: the next request follows as soon as the last one was taken
  producer   Kafka, several requests of a session without waiting, as JSON and as protobuf

Who is told that a request is taken (200, 202, acknowledged) notes it: from then on it must be answered."""

import contextlib
import http.client
import json
import random
import threading
import time
import uuid

import confluent_kafka
from checker import TERMINAL
from messages import as_json, as_protobuf

QUERIES = ("wireless headphones under 100", "usb c cable", "red dress", "wireles hedphones", "desk lamp", "cheapest kettle",
           "running shoes size 42", "jacket not leather", "zzzz nothing", "monitor 27 inch")
TRIES = 5
THINK_S = 0.1
HTTP_PATIENCE_S = 20


class Log:
    """What was asked, taken and answered, and when; by request."""

    def __init__(self):
        self.lock = threading.Lock()
        self.asked, self.accepted, self.answered = {}, {}, {}
        self.statuses, self.refusals = {}, {}

    def note_asked(self, request):
        with self.lock:
            self.asked.setdefault(request, time.time())

    def note_accepted(self, request):
        with self.lock:
            self.accepted.setdefault(request, time.time())

    def note_answer(self, response, at):
        if response.status in TERMINAL:
            with self.lock:
                self.answered.setdefault(response.request, at)
                self.statuses[response.status] = self.statuses.get(response.status, 0) + 1

    def note_refusal(self, why):
        with self.lock:
            self.refusals[why] = self.refusals.get(why, 0) + 1

    def open(self):
        """Those that were taken and are not answered."""
        with self.lock:
            return [request for request in self.accepted if request not in self.answered]

    def around(self, at, seconds):
        """(asked, answered) of those that were taken, and asked not much before or after a moment."""
        with self.lock:
            near = []
            for request in reversed(self.asked):
                if self.asked[request] < at - seconds:
                    break
                if request in self.accepted and self.asked[request] <= at + seconds:
                    near.append(request)
            return ({request: self.asked[request] for request in near},
                    {request: self.answered[request] for request in near if request in self.answered})


class Client(threading.Thread):
    """One thread with a random generator of its own, so that a seed gives the same clients."""

    def __init__(self, load, number):
        super().__init__(daemon=True, name=f"{type(self).__name__}-{number}")
        self.load, self.log = load, load.log
        self.random = random.Random(f"{load.seed}/{self.name}")
        self.connections = {}

    def run(self):
        while not self.load.is_over.is_set():
            session = self.new_id()
            for _ in range(self.random.randint(1, 4)):
                if self.load.is_over.wait(self.random.random() * 2 * THINK_S):
                    return
                self.ask(session)

    def ask(self, session):
        raise NotImplementedError

    def new_id(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def post(self, session, request, query, prefer):
        """(status, whether it is taken); status 0: no answer came. A problem that has an address of its own is how the
        request ended, and no refusal."""
        port = self.random.choice(self.load.ports)
        body = json.dumps({"query": query, "limit": 5, "session_id": session, "request_id": request})
        connection = self.connections.setdefault(port, http.client.HTTPConnection("127.0.0.1", port, timeout=HTTP_PATIENCE_S))
        headers = {"Content-Type": "application/json", **({"Prefer": prefer} if prefer else {})}
        try:
            connection.request("POST", "/api/v1/search", body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.status in (200, 202) or bool(answer.getheader("Content-Location"))
        except (OSError, http.client.HTTPException):
            with contextlib.suppress(OSError):
                connection.close()
            return 0, False

    def ask_until_taken(self, session, prefer, tries):
        request, query = self.new_id(), self.random.choice(QUERIES)
        self.log.note_asked(request)
        for _ in range(tries):
            status, is_taken = self.post(session, request, query, prefer)
            if is_taken:
                self.log.note_accepted(request)
                return
            self.log.note_refusal(status or "no answer")
            if self.load.is_over.wait(0.2):
                return


class Waiting(Client):
    def ask(self, session):
        self.ask_until_taken(session, None, TRIES)


class Hurrying(Client):
    def ask(self, session):
        self.ask_until_taken(session, "respond-async", 1)


class Producing(Client):
    """An idempotent producer: what it sends stands on the topic once, in order, however long that takes."""

    def __init__(self, load, number):
        super().__init__(load, number)
        self.producer = confluent_kafka.Producer({
            "bootstrap.servers": load.brokers, "partitioner": "murmur2_random", "linger.ms": 0, "acks": "all",
            "enable.idempotence": True, "message.timeout.ms": 120000, "log_level": 0})

    def ask(self, session):
        write = self.random.choice((as_json, as_protobuf))
        for _ in range(self.random.randint(1, 3)):
            request = self.new_id()
            self.log.note_asked(request)
            self.producer.produce("steward.requests", key=session,
                                  value=write(request, session, self.random.choice(QUERIES)),
                                  on_delivery=lambda error, _, of=request: self.told(of, error))
        self.producer.poll(0)

    def told(self, request, error):
        if error is None:
            self.log.note_accepted(request)
        else:
            self.log.note_refusal(error.name())

    def run(self):
        super().run()
        self.producer.flush(130)


KINDS = (Waiting, Hurrying, Producing)


class Load:
    """So many clients of each kind, against all copies of the orchestrator."""

    def __init__(self, brokers, ports, seed, each=4):
        self.brokers, self.ports, self.seed = brokers, ports, seed
        self.log = Log()
        self.is_over = threading.Event()
        self.clients = [kind(self, number) for kind in KINDS for number in range(each)]

    def start(self):
        for client in self.clients:
            client.start()
        return self

    def stop(self):
        """Nothing new is asked; returns when every client has its last answer."""
        self.is_over.set()
        for client in self.clients:
            client.join(150)
            assert not client.is_alive(), f"{client.name} does not end"
