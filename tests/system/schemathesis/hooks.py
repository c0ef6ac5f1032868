"""What no schema can say, seen to before a request is sent: rules over two fields, and names that may be used once.

Only of requests that are to be accepted: what is meant to be refused is sent as it is. But nothing revokes the key that all
this is done with."""

import os
import re
import uuid

import schemathesis
from schemathesis.generation import GenerationMode

OWN_KEY = os.environ["STEWARD_KEY"].split("_")[2]
ONCE = "Idempotency-Key"
NOBODYS = "0" * 32  # there is nothing behind a URL that was made up, nor in bytes: 422 and 415, where this is 404
SHORT = 32  # bytes that every text may have
OF_THE_ADDRESS = {"session_id": "session_id", "product_id": "id", "rule_id": "id", "synonym_id": "id"}  # if the body has it too

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


@schemathesis.hook
def before_call(context, case, kwargs):
    if (case.path_parameters or {}).get("key_id") == OWN_KEY:
        case.path_parameters["key_id"] = "another"  # without it all that follows would be refused
    if not case.meta or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    if case.headers and case.headers.get(ONCE):
        case.headers[ONCE] = str(uuid.uuid4())  # with another body it would be refused
    if not isinstance(case.body, dict):
        return
    case.body = of_as_many_bytes(case.body)
    if case.body.get("request_id"):
        case.body["request_id"] = str(uuid.uuid4())  # the same
    for field, parameter in OF_THE_ADDRESS.items():
        if case.body.get(field) and parameter in (case.path_parameters or {}):
            case.body[field] = ""
    if case.body.get("media"):
        case.body["media"] = [{"media_id": NOBODYS} if item.get("url") or item.get("data") else item for item in case.body["media"]]
    if case.body.get("rule"):
        case.body["rule"] = of_words(case.body["rule"])
    tidy(case.body)


def of_as_many_bytes(value):
    """Limits count bytes, and a schema characters: a long text has as many of the ones as of the others."""
    if isinstance(value, dict):
        return {name: of_as_many_bytes(item) for name, item in value.items()}
    if isinstance(value, list):
        return [of_as_many_bytes(item) for item in value]
    if isinstance(value, str) and len(value.encode(errors="replace")) > SHORT:
        return re.sub(r"[^\x00-\x7f]", "x", value)
    return value


def of_words(rule):
    """Both sides of a synonym are words, where the schema knows only that there is something on either."""
    left, sign, right = re.split(r"(,|=>)", rule.strip(",=> "), maxsplit=1)
    return "".join((re.sub(r"[^a-z]", "x", left[:SHORT]), sign, re.sub(r"[^a-z]", "x", right[:SHORT])))


def tidy(value):
    """The lower end of every range is not above the upper one, and nothing ends before it starts."""
    if isinstance(value, list):
        for item in value:
            tidy(item)
    if not isinstance(value, dict):
        return
    low, high = value.get("min"), value.get("max")
    if amount(low) is not None and amount(high) is not None and amount(low) > amount(high):
        value["min"], value["max"] = high, low
    if value.get("starts_at") and value.get("ends_at"):
        value["starts_at"], value["ends_at"] = "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"
    for item in value.values():
        tidy(item)


def amount(end):
    """Of money, or a number; None: there is nothing to compare."""
    if isinstance(end, dict):
        end = end.get("amount_minor") or 0
    return None if end is None else float(end)
