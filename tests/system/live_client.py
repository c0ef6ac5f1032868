"""A live client: the `websockets` package, which knows nothing of Steward, with what the tests ask of it."""

import contextlib
import json
import time

from websockets.sync.client import connect

PROTOCOL = "steward.v1"


class Live:
    """A WebSocket to a copy: what it sends is JSON, what it has received is kept."""

    def __init__(self, port, **options):
        self.open = contextlib.ExitStack()
        self.socket = self.open.enter_context(connect(f"ws://127.0.0.1:{port}/api/v1/ws", proxy=None, max_size=None,
                                                      **{"subprotocols": [PROTOCOL], **options}))
        self.events = []

    def send(self, command):
        self.socket.send(command if isinstance(command, str) else json.dumps(command))

    def next(self, seconds=10):
        event = json.loads(self.socket.recv(timeout=seconds))
        self.events.append(event)
        return event

    def until(self, wanted, seconds=15):
        """The events up to the first for which wanted(event) is true, that one included."""
        end, got = time.monotonic() + seconds, []
        while not got or not wanted(got[-1]):
            got.append(self.next(max(0.01, end - time.monotonic())))
        return got

    def search(self, query="usb c cable", **ids):
        """Sends a search; the events up to its answer."""
        self.send({"search": {"query": query, "limit": 3}, **ids})
        return self.until(is_answer)

    def follow(self, session_id, after="", **ids):
        """The events up to the one that says that it is followed."""
        self.send({"session_id": session_id, "follow": {"after": after} if after else {}, **ids})
        return self.until(lambda event: event["type"] == "session.followed")

    def close(self):
        self.open.close()

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.close()


def is_answer(event):
    return event["type"] == "request.completed"


def types(events):
    return [event["type"] for event in events]


def ids(events):
    return [event.get("id", "") for event in events]


def problem_of(event):
    """What an error is about: the end of its problem's type, and its status."""
    assert event["type"] == "error", event
    return event["problem"]["type"].rpartition("/")[2], event["problem"]["status"]
