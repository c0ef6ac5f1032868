"""What several tests say about an answer, and wait for."""

import json

from harness import wait_until


def problem(answer, status, field=None):
    """The answer is an RFC 9457 problem of that status (or one of them); it is returned."""
    expected = status if isinstance(status, (tuple, list, set)) else (status,)
    assert answer.status_code in expected, f"{answer.status_code}: {answer.text[:500]}"
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.headers
    content = answer.json()
    assert content["status"] == answer.status_code
    assert content["title"] and content["type"]
    assert content["correlation_id"], content
    if field:
        assert field in content.get("field", ""), content
    return content


def completed(answer):
    """The answer of a search that went well."""
    assert answer.status_code == 200, f"{answer.status_code}: {answer.text[:500]}"
    content = answer.json()
    assert content["status"] == "COMPLETED", content
    return content


def accepted(answer):
    """Where the answer of a search will be that nobody waits for."""
    assert answer.status_code == 202, f"{answer.status_code}: {answer.text}"
    return answer.headers["location"]


def warm(media):
    """A copy of media, when what it decodes with is there; until then it is ready, but pieces wait."""
    wait_until(lambda: media.client.get("/health").json().get("is_warm"), 60, "media is warm")
    return media


def ids(content):
    return [product["product_id"] for product in content.get("products", [])]


def states(timeline):
    """A state that is left out is the first of its enumeration."""
    return [step.get("state", "INITIAL") for step in timeline]


def says(child, *words):
    """Waits until one of these, in small letters, is in the log of a process."""
    return wait_until(lambda: [word for word in words if word in child.log().lower()], 30, f"it says {' or '.join(words)}")


# ---- how far the services have read ----


def lags(cli):
    return json.loads(cli("lag", "--json").stdout)


def everything_is_read(cli, search):
    """The groups of a search have committed something, of which they are known to read, and have nothing to do."""
    search("lamp")

    def is_so():
        said = lags(cli)
        known = {row["group"] for row in said["topics"]}
        assert not said["total"], [part for part in said["lags"] if part["lag"]]
        return {"steward-orchestrator", "steward-catalog", "steward-response-composer"} <= known
    wait_until(is_so, 20, "what there is has been read")


def heard(stack):
    """Monitoring hears of the copies that run, and not any more of those that have ended."""
    def is_so():
        said = stack.copy("monitoring").get("/health").json()["processes"]
        return sorted(one["address"] for one in said if not one["late"]) == sorted(f"127.0.0.1:{copy.port}" for copy in stack.copies)
    wait_until(is_so, 30, "monitoring hears of the copies that run")


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(word) for word in file.read().split()]
