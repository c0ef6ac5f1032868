"""A language model to test against: OpenAI's chat completions, as openai_mock has it.

What is answered is for the test to say: `model.answers = lambda data: {...}`, or a fault."""

import json
import time

from .openai_mock import Api, Handler


class Asked(Handler):
    def answer(self, headers, body):
        model, body = self.api, json.loads(body)
        model.requests.append((headers, body))
        model.faults += model.check(self.path, headers, body)
        fault = model.fault(len(model.requests)) if callable(model.fault) else model.fault
        self.complete(fault, model.answer_of(body), body["model"])

    def complete(self, fault, answer, model):
        content = json.dumps(answer)
        if fault == "truncated":
            whole = completion(content[:-5], model, finish="length")
        elif fault == "refusal":
            whole = completion(None, model, refusal="I cannot help with that.")
        elif fault == "wrong types":
            whole = completion(answer, 7)
        elif fault == "not the schema":
            whole = completion(json.dumps({**answer, "price": 1}), model)
        elif fault == "prose":
            whole = completion("I see a pair of shoes.", model)
        elif fault == "huge":
            whole = completion("shoes " * (1 << 17), model)
        else:
            whole = completion(content, model)
        self.send_or_fail(fault, json.dumps(whole))


class Model(Api):
    handler = Asked

    def __init__(self):
        super().__init__()
        self.answers = lambda data: {}

    def answer_of(self, body):
        return self.answers(json.loads(body["messages"][-1]["content"]))

    def check(self, path, headers, body):
        """What is wrong with a request; each is a bug of ours."""
        said = []
        if path != "/v1/chat/completions":
            said.append(f"path {path}")
        if headers.get("content-type") != "application/json":
            said.append(f"content-type {headers.get('content-type')}")
        said += self.errors_of("CreateChatCompletionRequest", body)
        form = body.get("response_format", {}).get("json_schema", {})
        if not form.get("strict") or not is_strict(form.get("schema", {})):
            said.append("the schema is not strict")
        return said


def is_strict(schema):
    """Structured outputs: every object lists all of its members as required and allows no other."""
    if schema.get("type") == "array":
        return is_strict(schema["items"])
    if schema.get("type") != "object":
        return "type" in schema
    return (schema.get("additionalProperties") is False and set(schema["required"]) == set(schema["properties"])
            and all(is_strict(one) for one in schema["properties"].values()))


def completion(content, model, finish="stop", refusal=None):
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": int(time.time()), "model": model,
            "choices": [{"index": 0, "finish_reason": finish, "logprobs": None,
                         "message": {"role": "assistant", "content": content, "refusal": refusal}}],
            "usage": {"prompt_tokens": 90, "completion_tokens": 10, "total_tokens": 100}}
