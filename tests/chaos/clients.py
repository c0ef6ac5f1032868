"""The load: clients of all kinds, each with sessions of several requests, every request with an id of its own.

  waiting    HTTP, one request after the other, each waits for its answer; what fails is sent again, with the same id
  hurrying   HTTP with `Prefer: respond-async`: the next request follows as soon as the last one was taken
  producer   Kafka, several requests of a session without waiting, as JSON and as protobuf
  talking    HTTP, conversations of several turns; a question that is open at their end is ended by a search
  watching   WebSocket, conversations, too (watching.py)
  showing    HTTP, searches and chats with photos and voice notes (showing.py)

Who is told that a request is taken (200, 202, acknowledged) notes it: from then on it must be answered."""

import collections
import contextlib
import http.client
import json
import math
import random
import select
import threading
import time
import uuid

import confluent_kafka
from checker import TERMINAL
from messages import as_json, as_protobuf

QUERIES = ("wireless headphones under 100", "usb c cable", "red dress", "wireles hedphones", "desk lamp", "cheapest kettle",
           "running shoes size 42", "jacket not leather", "zzzz nothing", "monitor 27 inch")
TURNS = ("show me headphones", "laptop", "something for the kitchen", "under 100", "only black", "cheaper", "the first one",
         "compare the first two", "how heavy is it?", "not the black ones", "go back", "save it", "what did I save?", "thanks",
         "doesn't matter", "start over", "asdf qwer", "show more")
TRIES = 5
CLOSING_TRIES = 600
THINK_S = 0.1
HTTP_PATIENCE_S = 20
NO_ANSWER = "no answer"


class Log:
    """What was asked, taken and answered, and when; by request."""

    def __init__(self):
        self.lock = threading.Lock()
        self.asked, self.accepted, self.answered = {}, {}, {}
        self.statuses, self.refusals = {}, {}
        self.mistold = []  # what watchers were told twice, or not at all
        self.kept, self.unkept = {}, []  # media: their SHA-256; uploads that went back, or away

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

    def note_mistold(self, what):
        with self.lock:
            self.mistold += what

    def note_kept(self, media_id, digest):
        with self.lock:
            self.kept[media_id] = digest

    def note_unkept(self, what):
        with self.lock:
            self.unkept.append(what)

    def turned_away(self):
        """How often a request by HTTP was not taken."""
        with self.lock:
            return sum(count for why, count in self.refusals.items() if isinstance(why, int) or why.startswith(NO_ANSWER))

    def open(self):
        """Those that were taken and are not answered."""
        with self.lock:
            return [request for request in self.accepted if request not in self.answered]

    def between(self, since, until):
        """(asked, answered) of those that were taken, and asked in that time."""
        with self.lock:
            near = []
            for request in reversed(self.asked):
                if self.asked[request] < since:
                    break
                if request in self.accepted and self.asked[request] <= until:
                    near.append(request)
            return ({request: self.asked[request] for request in near},
                    {request: self.answered[request] for request in near if request in self.answered})

    def first_answer_after(self, at):
        """When the first was answered of those that were taken after a moment; None: none of them yet."""
        with self.lock:
            times = [self.answered[request] for request, when in self.accepted.items()
                     if when > at and request in self.answered]
            return min(times, default=None)


class Client(threading.Thread):
    """One thread with a random generator of its own, so that a seed gives the same clients."""

    SHARE = 1.0  # of the clients that are asked for of each kind

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

    def post(self, path, session, request, ask, prefer):
        """(status, whether it is taken); the status is a text if no answer came: why. A problem that has an address of its
        own is how the request ended, and no refusal."""
        body = json.dumps({**ask, "session_id": session, "request_id": request})
        headers = {"Content-Type": "application/json", **({"Prefer": prefer} if prefer else {})}
        status, told, _ = self.exchange("POST", path, body, headers)
        return status, status in (200, 202) or "Content-Location" in told

    def exchange(self, method, path, body, headers):
        """(status, headers, body); the status is a text if no answer came: why."""
        try:
            with self.load.chosen(self.random) as port:
                connection = self.connection_to(port)
                connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        except (OSError, http.client.HTTPException) as error:
            with contextlib.suppress(OSError):
                connection.close()
            return f"{NO_ANSWER}: {type(error).__name__}", {}, b""

    def connection_to(self, port):
        """One that is open, as far as can be seen: what the other end has closed is opened anew."""
        connection = self.connections.setdefault(port, http.client.HTTPConnection("127.0.0.1", port, timeout=HTTP_PATIENCE_S))
        if connection.sock and select.select([connection.sock], [], [], 0)[0]:
            connection.close()
        return connection

    def search(self):
        return {"query": self.random.choice(QUERIES), "limit": 5}

    def search_until_taken(self, session, prefer, tries):
        self.ask_until_taken("/api/v1/search", session, self.search(), prefer, tries)

    def ask_until_taken(self, path, session, ask, prefer, tries):
        request = self.new_id()
        self.log.note_asked(request)
        for _ in range(tries):
            status, is_taken = self.post(path, session, request, ask, prefer)
            if is_taken:
                self.log.note_accepted(request)
                return
            self.log.note_refusal(status)
            if self.load.is_over.wait(0.2) and tries < CLOSING_TRIES:
                return

    def turn(self):
        return {"message": self.random.choice(TURNS), "limit": 5}


class Waiting(Client):
    def ask(self, session):
        self.search_until_taken(session, None, TRIES)


class Hurrying(Client):
    def ask(self, session):
        self.search_until_taken(session, "respond-async", 1)


class Talking(Client):
    def run(self):
        while not self.load.is_over.is_set():
            session = self.new_id()
            for _ in range(self.random.randint(2, 6)):
                self.ask(session)
                if self.load.is_over.wait(self.random.random() * 2 * THINK_S):
                    break
            self.search_until_taken(session, None, CLOSING_TRIES)

    def ask(self, session):
        self.ask_until_taken("/api/v1/chat", session, self.turn(), None, TRIES)


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


class Load:
    """So many clients of each kind, against all copies of the orchestrator. album: what those who show something have."""

    def __init__(self, brokers, ports, seed, kinds, each=4, album=None):
        self.brokers, self.ports, self.seed, self.album = brokers, ports, seed, album
        self.log = Log()
        self.is_over = threading.Event()
        self.sending = collections.Counter()  # clients that have chosen a port, and not sent to it yet
        self.has_sent = threading.Condition()
        self.clients = [kind(self, number) for kind in kinds for number in range(math.ceil(each * kind.SHARE))]

    def start(self):
        for client in self.clients:
            client.start()
        return self

    @contextlib.contextmanager
    def chosen(self, chance):
        """One of the ports, for as long as it takes to send to it."""
        with self.has_sent:
            port = chance.choice(self.ports)
            self.sending[port] += 1
        try:
            yield port
        finally:
            with self.has_sent:
                self.sending[port] -= 1
                self.has_sent.notify_all()

    def balance(self, ports):
        """From now on it asks these; returns when nobody is about to send to another."""
        with self.has_sent:
            self.ports = list(ports)
            is_so = self.has_sent.wait_for(lambda: not any(self.sending[port] for port in self.sending.keys() - set(ports)),
                                           HTTP_PATIENCE_S)
        assert is_so, "somebody is still sending to a copy that was taken out"

    def stop(self):
        """Nothing new is asked; returns when every client has its last answer."""
        self.is_over.set()
        for client in self.clients:
            client.join(200)
            assert not client.is_alive(), f"{client.name} does not end"
