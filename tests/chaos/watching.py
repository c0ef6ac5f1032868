"""A client that talks over a WebSocket and is told every step. Who is cut off, or hears nothing, comes back to any copy with
the last id that was seen, and asks again what nobody has accepted."""

import contextlib
import time

import websockets
from clients import Client
from live_client import Live

SILENCE_S = 5.0
PATIENCE_S = 30.0
CLOSING_PATIENCE_S = 150.0


class Story:
    """What was told of a session, over all connections."""

    def __init__(self):
        self.last = ""  # id of the newest event
        self.steps = {}  # request: the steps that were told, in their order
        self.ends = {}  # request: the step of its first answer
        self.trouble = []

    def note(self, event, told_here):
        """told_here: the ids of this connection."""
        if event["type"] == "request.partial":
            return
        request, _, step = event["id"].rpartition(".")
        if event["id"] in told_here:
            self.trouble.append(f"{event['id']} was told twice on one connection")
        told_here.add(event["id"])
        self.steps.setdefault(request, []).append(int(step))
        self.last = event["id"]
        if event["type"] == "request.completed":
            self.ends.setdefault(request, int(step))

    def is_accepted(self, request):
        return request in self.steps

    def is_answered(self, request):
        return request in self.ends

    def missed(self):
        """Steps before an answer that were never told."""
        return [f"{request}.{step}" for request, end in self.ends.items() for step in range(end) if step not in self.steps[request]]


class Watching(Client):
    def __init__(self, load, number):
        super().__init__(load, number)
        self.socket = None
        self.told_here = set()

    def run(self):
        while not self.load.is_over.is_set():
            session, story = self.new_id(), Story()
            for _ in range(self.random.randint(2, 5)):
                self.ask_and_watch(session, story, {"chat": self.turn()}, PATIENCE_S)
                if self.load.is_over.wait(self.random.random()):
                    break
            self.ask_and_watch(session, story, {"search": self.search()}, CLOSING_PATIENCE_S)
            self.leave()
            self.log.note_mistold([f"{session}: {what}" for what in story.trouble + story.missed()])

    def ask_and_watch(self, session, story, command, patience):
        """Until it is answered. What is accepted and still not answered by then is for the checker to find."""
        request, end = self.new_id(), time.monotonic() + patience
        self.log.note_asked(request)
        while not story.is_answered(request) and time.monotonic() < end:
            try:
                self.come_back(session, story)
                if not story.is_accepted(request):
                    self.socket.send({**command, "session_id": session, "request_id": request})
                while not story.is_answered(request) and time.monotonic() < end:
                    self.take(story, request)
            except (OSError, EOFError, Refused, websockets.WebSocketException) as trouble:
                self.log.note_refusal(str(trouble) if isinstance(trouble, Refused) else type(trouble).__name__)
                self.leave()
                time.sleep(0.2)
        if not story.is_answered(request) and story.is_accepted(request):
            story.trouble.append(f"{request} was accepted, and its answer not told within {patience:.0f} s")

    def come_back(self, session, story):
        if self.socket:
            return
        self.socket = Live(self.random.choice(self.load.ports), open_timeout=SILENCE_S, close_timeout=1)
        self.told_here = set()
        if story.last:
            self.socket.send({"session_id": session, "follow": {"after": story.last}})
            while self.take(story)["type"] != "session.followed":
                pass

    def take(self, story, request=""):
        """The next event. Refused: an error; the connection is of no more use here."""
        event = self.socket.next(SILENCE_S)
        if event["type"] == "error":
            kind = event["problem"]["type"].rpartition("/")[2]
            if kind == "unknown-event":
                story.trouble.append(f"{story.last} was told, and is not known")
            raise Refused(kind)
        if event["type"] != "session.followed":
            story.note(event, self.told_here)
            if request and story.is_accepted(request):
                self.log.note_accepted(request)
        return event

    def leave(self):
        if self.socket:
            with contextlib.suppress(OSError, EOFError, websockets.WebSocketException):
                self.socket.close()
        self.socket = None


class Refused(Exception):
    """The server has said why not."""
