"""Searches and messages of conversations without a pause, each of which must be answered, whatever happens meanwhile."""

import collections
import threading
import uuid

import httpx

CLIENTS = 6
QUERIES = ["headphones", "usb c cable", "running shoes", "espresso machine", "gaming laptop"]
MESSAGES = ["show me gaming laptops", "under 1500", "only black ones", "compare the first two"]


class Load:
    """with Load(url) as load: ...; load.failures afterwards has what was not answered as it should be.

    Every request is on a connection of its own, so that no client ever sends on one that the server has just closed."""

    def __init__(self, url):
        self.url = url
        self.answers = collections.Counter()
        self.failures = []
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.client, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *ignored):
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def client(self, number):
        turn = 0
        session = str(uuid.uuid4())
        while not self.is_over.is_set():
            if number % 2:
                self.ask("/api/v1/search", {"query": QUERIES[turn % len(QUERIES)], "limit": 3})
            else:
                if turn % len(MESSAGES) == 0:
                    session = str(uuid.uuid4())
                self.ask("/api/v1/chat", {"session_id": session, "message": MESSAGES[turn % len(MESSAGES)]})
            turn += 1

    def ask(self, path, body):
        try:
            answer = httpx.post(self.url + path, json=body, timeout=30, trust_env=False, headers={"Prefer": "wait=25"})
        except httpx.HTTPError as error:
            self.failures.append(f"{path}: {error!r}")
            return
        status = answer.json().get("status") if answer.status_code == 200 else answer.text[:200]
        self.answers[f"{answer.status_code} {status if answer.status_code == 200 else ''}".strip()] += 1
        if answer.status_code != 200 or status not in ("COMPLETED", "CLARIFICATION"):
            self.failures.append(f"{path}: {answer.status_code} {status}")
