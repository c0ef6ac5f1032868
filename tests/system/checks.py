"""What several tests say about an answer."""


def problem(answer, status, field=None):
    """The answer is an RFC 9457 problem of that status (or one of them); it is returned."""
    expected = status if isinstance(status, (tuple, list, set)) else (status,)
    assert answer.status_code in expected, f"{answer.status_code}: {answer.text[:500]}"
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.headers
    content = answer.json()
    assert content["status"] == answer.status_code
    assert content["title"] and content["type"]
    # What the server refuses before it is a request of anybody has no correlation id.
    assert content.get("correlation_id") or content["type"] == "about:blank", content
    if field:
        assert field in content.get("field", ""), content
    return content


def completed(answer):
    """The answer of a search that went well."""
    assert answer.status_code == 200, f"{answer.status_code}: {answer.text[:500]}"
    content = answer.json()
    assert content["status"] == "COMPLETED", content
    return content


def ids(content):
    return [product["product_id"] for product in content.get("products", [])]


def states(timeline):
    """A state that is left out is the first of its enumeration."""
    return [step.get("state", "INITIAL") for step in timeline]
