"""Plays conversations against a running Steward, several at a time, and words what went wrong."""

import concurrent.futures
import json
import uuid

import httpx
import shelf
from judge import Exchange, judge

SECONDS = 20
PATIENT = {"Prefer": "wait=15"}  # a busy machine takes longer than the edge waits by default
MOST_QUESTIONS = 2  # in one search
REFUSAL = "doesn't matter"


class Played:
    """A conversation as it went."""

    def __init__(self, conversation, exchanges):
        self.conversation, self.exchanges = conversation, exchanges

    @property
    def failures(self):
        return [one for exchange in self.exchanges for one in exchange.failures]

    def story(self, catalogue, products=5):
        """Everything that was said, what came back and what is wrong with it."""
        head = f"{self.conversation.file}:{self.conversation.line}: {self.conversation.name}"
        return "\n".join([head, *(part for number, exchange in enumerate(self.exchanges, 1)
                                  for part in told(number, exchange, catalogue, products))])


def told(number, exchange, catalogue, products):
    content = exchange.content
    for said, question in exchange.before:
        yield f"{number}> {shortened(said)}"
        yield f"   ? {question}"
    yield f"{number}> {shortened(exchange.said)}"
    understood = content.get("understood", {})
    slots = "; ".join(f"{'not ' if slot.get('negated') else ''}{slot.get('name')} {slot.get('value')!r} <{slot.get('said')}>"
                      for slot in understood.get("slots", []))
    state = content.get("status") if exchange.http == 200 else f"HTTP {exchange.http}"
    yield f"   [{state}, {exchange.intent}, total {exchange.total}] {slots}"
    yield f"   {exchange.message or json.dumps(content)[:300]}"
    if exchange.question:
        yield f"   ? {exchange.question.get('about')}: " + ", ".join(
            f"{one.get('label')} ({one.get('count')})" for one in exchange.question.get("options", []))
    for place, one in enumerate(exchange.ids[:products], 1):
        yield f"     {place}. {shelf.line(catalogue[one]) if one in catalogue else one}"
    if len(exchange.ids) > products:
        yield f"     … {len(exchange.ids)} in all"
    for row in (content.get("comparison") or {}).get("rows", []):
        yield f"     | {row.get('name')}: {' | '.join(row.get('values', []))}"
    for failure in exchange.failures:
        yield f"   WRONG {failure}"


def shortened(said):
    shown = said.encode("unicode_escape").decode() if any(ord(one) < 32 for one in said) else said
    return shown if len(shown) <= 300 else f"{shown[:200]} … ({len(shown)} characters)"


class Shopper:
    """Says what a script says, in sessions of its own."""

    def __init__(self, url, catalogue=None):
        self.catalogue = catalogue or shelf.load()
        self.client = httpx.Client(base_url=url, timeout=SECONDS, headers=PATIENT, trust_env=False,
                                   limits=httpx.Limits(max_connections=16))

    def say(self, session_id, message, **more):
        """(HTTP status, content)"""
        answer = self.client.post("/api/v1/chat", json={"session_id": session_id, "message": message, **more})
        try:
            return answer.status_code, answer.json()
        except json.JSONDecodeError:
            return answer.status_code, {"title": answer.text[:300]}

    def view(self, session_id):
        answer = self.client.get(f"/api/v1/sessions/{session_id}")
        return answer.json() if answer.status_code == 200 else {}

    def play(self, conversation):
        """To its end, even if something is wrong in between: what comes after is worth knowing."""
        session_id, exchanges = f"talk-{uuid.uuid4()}", []
        for turn in conversation.turns:
            said, option = words_of(turn["say"], exchanges)
            more = {name: turn[name] for name in ("limit", "locale") if name in turn}
            try:
                exchange = self.exchange(session_id, turn, said, more)
                if option:
                    exchange.content["chosen"] = option
                exchanges.append(exchange)
                exchange.failures = judge(self.catalogue, exchanges)
            except httpx.HTTPError as trouble:
                exchanges.append(Exchange(turn, said, 0, {}, {}))
                exchanges[-1].failures = [f"{type(trouble).__name__}: {trouble}"]
                break
        return Played(conversation, exchanges)

    def exchange(self, session_id, turn, said, more):
        """Says it; if the turn is to be settled, questions back do not matter, and the last answer is the one that counts."""
        status, content = self.say(session_id, said, **more)
        exchange = Exchange(turn, said, status, content, {})
        while turn.get("settled") and exchange.question and len(exchange.before) < MOST_QUESTIONS:
            exchange.before.append((exchange.said, exchange.question.get("question", "")))
            exchange.said = REFUSAL
            exchange.http, exchange.content = self.say(session_id, exchange.said, **more)
        exchange.view = self.view(session_id)
        return exchange

    def begin(self, conversations, at_once=4):
        """Plays them all, in the background: {id: Future of a Played}."""
        pool = concurrent.futures.ThreadPoolExecutor(at_once)
        playing = {one.id: pool.submit(self.play, one) for one in conversations}
        pool.shutdown(wait=False)
        return playing


def words_of(say, exchanges):
    """What to say, and the option of the question that was asked, when it is one."""
    if isinstance(say, str):
        return say, None
    if "option" in say:
        options = exchanges[-1].question.get("options", []) if exchanges else []
        if len(options) >= say["option"] > 0:
            option = options[say["option"] - 1]
            return say.get("text", option["label"]), option
        return say["otherwise"], None
    return say["text"] * say.get("times", 1) + say.get("then", ""), None
