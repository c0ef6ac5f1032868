"""Counts what must not be: pure functions over what was logged, read from the topics and read from the tables.

Two promises are checked on the topics themselves, whoever has read them: a request that Kafka has (or that was answered
200 or 202 by HTTP) has exactly one terminal response, and the responses of one session stand in the order of its
requests."""

import dataclasses
import math

TERMINAL = ("COMPLETED", "FAILED")


@dataclasses.dataclass(frozen=True)
class Message:
    """A request or a response, as it stands on its topic."""

    partition: int
    offset: int
    session: str
    request: str
    status: str = ""
    at_ms: int = 0
    why: str = ""  # of a response that failed: what its problem says


@dataclasses.dataclass(frozen=True)
class Session:
    """A row of the table of sessions."""

    id: str
    is_waiting: bool
    has_current: bool
    queued: int = 0


@dataclasses.dataclass
class Findings:
    """Each a list of what was found; all must be empty."""

    lost: list
    doubled: list
    disordered: list
    wordless: list
    stuck: list
    unsent: list
    dead: list

    def counts(self):
        return {field.name: len(getattr(self, field.name)) for field in dataclasses.fields(self)}

    def is_clean(self):
        return not any(self.counts().values())


def check(accepted, requests, responses, sessions, unsent, dead_letters):
    """accepted: ids of requests that a client was told are taken. unsent: (topic, partition, bytes) of fold_offsets."""
    return Findings(
        lost=find_lost(accepted, requests, responses),
        doubled=find_doubled(responses),
        disordered=find_disordered(requests, responses),
        wordless=[response.request for response in responses if response.status == "FAILED" and not response.why],
        stuck=[session.id for session in sessions if session.is_waiting or session.has_current or session.queued],
        unsent=[f"{topic}/{partition}: {size} bytes" for topic, partition, size in unsent if size],
        dead=list(dead_letters),
    )


def terminal(responses):
    return [response for response in responses if response.status in TERMINAL]


def find_lost(accepted, requests, responses):
    answered = {response.request for response in terminal(responses)}
    taken = dict.fromkeys([*accepted, *(request.request for request in requests)])
    return [request for request in taken if request not in answered]


def find_doubled(responses):
    """Requests with more than one terminal response on the topic: whoever reads it would see both."""
    seen = {}
    for response in terminal(responses):
        seen[response.request] = seen.get(response.request, 0) + 1
    return [request for request, times in seen.items() if times > 1]


def find_disordered(requests, responses):
    """Sessions whose responses do not stand in the order in which their requests first stood on the topic."""
    asked, told = by_session(requests), by_session(terminal(responses))
    found = []
    for session, order in told.items():
        place = {request: number for number, request in enumerate(asked.get(session, ()))}
        places = [place[request] for request in order if request in place]
        if places != sorted(places):
            found.append(session)
    return found


def by_session(messages):
    """The ids of each session in the order of their first appearance; a session's messages share a partition."""
    found = {}
    for message in sorted(messages, key=lambda message: (message.partition, message.offset)):
        found.setdefault(message.session, {}).setdefault(message.request)
    return {session: list(ids) for session, ids in found.items()}


def recovery(at, asked, answered, first_after=None, before=0.5, after=0.2):
    """Seconds from a fault until all that was asked around it has been answered; None: some of it never was. Clients that
    still repeat what an earlier fault refused ask nothing new around this one: then until the first answer to what was
    taken after it. asked, answered: when, by request."""
    affected = [request for request, when in asked.items() if at - before <= when <= at + after]
    times = [answered.get(request) for request in affected] or [first_after]
    if None in times:
        return None
    return max(0.0, max(times) - at)


def longest_wait(asked, answered):
    """Seconds that the last to be answered of these waited; None: one of them still does."""
    if not all(request in answered for request in asked):
        return None
    return max((answered[request] - asked[request] for request in asked), default=0.0)


def percentile(values, share):
    """The smallest value that so many are not above."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None
