"""Requests as this load writes them, and requests and responses as they stand on the topics."""

import json

from checker import Message
from harness.messages import request_pb2

STATES = request_pb2.Workflow.State


def as_json(request, session, query):
    return json.dumps({"request_id": request, "session_id": session, "search": {"query": query, "limit": 5}}).encode()


def as_protobuf(request, session, query):
    message = request_pb2.Request(request_id=request, session_id=session)
    message.search.query, message.search.limit = query, 5
    return message.SerializeToString()


def request_of(message):
    if message.value()[:1] == b"{":
        request = json.loads(message.value())["request_id"]
    else:
        request = request_pb2.Request.FromString(message.value()).request_id
    return of(message, request, "")


def response_of(message):
    if message.value()[:1] == b"{":
        content = json.loads(message.value())
        return of(message, content["request_id"], content.get("status", "INITIAL"), content.get("problem", {}).get("detail", ""))
    response = request_pb2.Response.FromString(message.value())
    return of(message, response.request_id, STATES.Name(response.status), response.problem.detail)


def of(message, request, status, why=""):
    return Message(message.partition(), message.offset(), message.key().decode(), request, status, message.timestamp()[1], why)
