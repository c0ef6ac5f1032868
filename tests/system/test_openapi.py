"""The document says what the service does: it is valid, its examples work, and what is answered is of its schemas."""

import json
import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

SERVICES = ["orchestrator", "media", "catalog", "response-composer", "device-adapter", "monitoring"]


def document(stack, service):
    answer = stack.copy(service).client.get("/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def operations(described):
    for path, item in described["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def check(described, schema, content):
    """Content against a schema that is a reference into the document."""
    registry = Registry().with_resource("urn:steward", Resource(described, DRAFT202012))
    Draft202012Validator({"$ref": "urn:steward" + schema["$ref"]}, registry=registry).validate(content)


@pytest.mark.parametrize("service", SERVICES)
def test_the_document_is_valid(stack, service):
    described = document(stack, service)
    OpenAPIV31SpecValidator(described).validate()
    names = [operation["operationId"] for _, _, operation in operations(described)]
    assert len(names) == len(set(names))
    assert all(operation["summary"] for _, _, operation in operations(described))


@pytest.mark.parametrize("service", SERVICES)
def test_every_address_has_the_parameters_of_its_path(stack, service):
    for _, path, operation in operations(document(stack, service)):
        named = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))


def test_the_examples_work_and_are_answered_as_described(stack, edge):
    described = document(stack, "orchestrator")
    tried = 0
    for method, path, operation in operations(described):
        media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        if "example" not in media:
            continue
        check(described, media["schema"], media["example"])
        answer = edge.request(method, path.format(session_id="of-the-examples"), json=media["example"])
        assert answer.status_code == 200, answer.text
        check(described, operation["responses"]["200"]["content"]["application/json"]["schema"], answer.json())
        tried += 1
    assert tried == 4


def test_what_is_read_is_as_described(stack, edge, search):
    described = document(stack, "orchestrator")
    made = search("usb c cable", user_id="reader").json()
    for path, values in [("/api/v1/requests/{id}", {"id": made["request_id"]}),
                         ("/api/v1/sessions/{session_id}", {"session_id": made["session_id"]}),
                         ("/api/v1/sessions", {})]:
        answer = edge.get(path.format(**values), params={"user_id": "reader"})
        assert answer.status_code == 200
        schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        check(described, schema, answer.json())


def test_problems_are_as_described(stack, edge):
    described = document(stack, "orchestrator")
    answer = edge.post("/api/v1/search", json={"query": ""})
    assert answer.headers["content-type"].startswith("application/problem+json")
    check(described, {"$ref": "#/components/schemas/Problem"}, json.loads(answer.text))


@pytest.mark.parametrize("service", SERVICES)
def test_the_largest_body_is_said_and_holds(stack, service):
    client = stack.copy(service).client
    for method, path, operation in operations(document(stack, service)):
        if "requestBody" not in operation:
            continue
        most = operation["requestBody"]["x-max-body-bytes"]
        address = re.sub(r"{\w+}", "x", path)
        refused = client.request(method, address, content=b" " * (most + 1), headers={"Content-Type": "application/json"})
        assert refused.status_code == 413 and refused.json()["max"] == most, address
        read = client.request(method, address, content=b" " * most, headers={"Content-Type": "application/json"})
        # Nothing but blanks, which are no picture either; or not for an anonymous client.
        takes_bytes = "schema" not in operation["requestBody"]["content"].get("application/json", {})
        assert read.status_code in ((415, 422, 403) if takes_bytes else (400, 403)), address
