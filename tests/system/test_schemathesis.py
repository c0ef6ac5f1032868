"""Every route of every process, tried out by Schemathesis from what /openapi.json says: what it says is accepted is accepted,
what it does not say is refused, and nothing is answered that it does not say. schemathesis/ says how, and what is left out."""

import os
import re
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from local import services

FOLDER = Path(__file__).parent / "schemathesis"
PROGRAM = Path(sys.executable).parent / "schemathesis"
SECONDS = 900  # with sanitizers, beside other tests
LEFT_OUT = {("get", "/api/v1/requests/{id}/events"), ("get", "/api/v1/ws")}  # schemathesis.toml says why
LINE = 1500  # characters shown of each


@pytest.fixture(scope="module")
def key(stack):
    """May do everything, in a tenant where nobody is disturbed."""
    return stack.make_key("admin", f"tried-{uuid.uuid4().hex[:8]}")["secret"]


def try_out(copy, key, folder):
    """What it says."""
    done = subprocess.run([PROGRAM, "--config-file", FOLDER / "schemathesis.toml", "run", f"{copy.url}/openapi.json",
                           "--checks", "all", "--warnings", "off"],
                          capture_output=True, text=True, check=False, timeout=SECONDS, stdin=subprocess.DEVNULL, cwd=folder,
                          env={**os.environ, "STEWARD_KEY": key, "SCHEMATHESIS_HOOKS": str(FOLDER / "hooks.py"),
                               "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1", "COLUMNS": "120"})
    if done.returncode != 0:
        pytest.fail(findings(done.stdout + done.stderr), pytrace=False)
    return done.stdout


def findings(said):
    """Each with its check, the answer, and the request for curl."""
    found = re.search(r"^=+ (?:FAILURES|ERRORS) =+$.*?(?=^=+ SUMMARY =+$)", said, re.M | re.S)
    lines = (found[0] if found else said).splitlines()
    return "\n".join(line[:LINE] for line in lines if line.strip() and "st replay" not in line)


@pytest.mark.slow
@pytest.mark.timeout(SECONDS)
@pytest.mark.parametrize("service", services.NAMES)
def test_all_routes(stack, key, tmp_path, service):
    copy = stack.copy(service)
    paths = copy.client.get("/openapi.json").json()["paths"]
    operations = {(method, path) for path, item in paths.items() for method in item}
    said = try_out(copy, key, tmp_path)
    without_itself = len(operations - LEFT_OUT) - 1  # /openapi.json is what all of this is read from
    assert int(re.search(r"Tested: (\d+)", said)[1]) == without_itself
    assert copy.is_ready()
    assert int(re.search(r"(\d+) generated, \1 passed", said)[1]) > 10 * without_itself
    of_the_key = stack.copy("orchestrator").get("/api/v1/me", headers={"Authorization": f"Bearer {key}"})
    assert of_the_key.status_code == 200, "the key was revoked on the way: what came after it was refused"
