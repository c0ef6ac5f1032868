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


def request_of(partition, offset, key, value):
    if value[:1] == b"{":
        content = json.loads(value)
        return Message(partition, offset, key.decode(), content["request_id"])
    message = request_pb2.Request.FromString(value)
    return Message(partition, offset, key.decode(), message.request_id)


def response_of(partition, offset, key, value):
    if value[:1] == b"{":
        content = json.loads(value)
        return Message(partition, offset, key.decode(), content["request_id"], content.get("status", "INITIAL"))
    message = request_pb2.Response.FromString(value)
    return Message(partition, offset, key.decode(), message.request_id, STATES.Name(message.status))
