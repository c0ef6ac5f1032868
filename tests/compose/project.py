"""A clean clone of the repository, and docker-compose in it."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import httpx
from engine import FOLDER
from harness import PATIENT, ROOT, run, wait_until
from local import ports

CLONE = FOLDER / "clone"
LONG_RUNNING = {"kafka", "postgres", "redis", "orchestrator", "media", "catalog", "response-composer", "device-adapter", "monitoring"}
ONCE = {"databases", "demo-key", "demo"}


def clone():
    """What is committed, and what is changed on top of it."""
    shutil.rmtree(CLONE, ignore_errors=True)
    run("git", "clone", "-q", "--no-hardlinks", ROOT, CLONE)
    changed = (run("git", "-C", ROOT, "diff", "--name-only", "-z", "HEAD").stdout
               + run("git", "-C", ROOT, "ls-files", "-z", "-o", "--exclude-standard").stdout).split("\0")
    for name in filter(None, changed):
        (CLONE / name).unlink(missing_ok=True)
        if (ROOT / name).exists():
            (CLONE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, CLONE / name)
    certificates = os.environ.get("NODE_EXTRA_CA_CERTS") or os.environ.get("SSL_CERT_FILE")
    if certificates and Path(certificates).is_file():  # npm must trust in the build whom it must trust here
        shutil.copy(certificates, CLONE / "deploy/docker/certificates/here.crt")


class Project:
    """docker-compose, or docker compose where there is no other, in the clone; on ports of its own. more_files: after
    docker-compose.yml; more_once: services of theirs that end."""

    def __init__(self, engine, name="steward-test", more_files=(), more_once=()):
        self.engine, self.name = engine, name
        self.once = ONCE | set(more_once)
        self.port, self.kafka_port, self.monitoring_port = ports.free(3)
        self.revision = run("git", "-C", CLONE, "rev-parse", "HEAD").stdout.strip()
        self.environment = {
            **engine.environment, "COMPOSE_PROJECT_NAME": name, "COMPOSE_DOCKER_CLI_BUILD": "0", "IMAGE_TAG": "test",
            "COMPOSE_FILE": ":".join(["docker-compose.yml", *more_files]),
            "REVISION": self.revision, "HOST_PORT": str(self.port), "HOST_KAFKA_PORT": str(self.kafka_port),
            "HOST_MONITORING_PORT": str(self.monitoring_port),
        }
        self.command = self.find_command()
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30, headers=PATIENT, trust_env=False)

    def find_command(self):
        chosen = os.environ.get("COMPOSE")  # to try another one: COMPOSE="docker compose"
        if chosen:
            return chosen.split()
        return ["docker-compose"] if shutil.which("docker-compose") else ["docker", "compose"]

    def compose(self, *words, seconds=300, check=True, **settings):
        return run(*self.command, *words, seconds=seconds, check=check, cwd=CLONE, env={**self.environment, **settings})

    def build(self):
        self.compose("build", seconds=3600)

    def up(self, *words, **settings):
        """Returns how long it took until `healthy`, by docker-compose's own waiting and ours."""
        began = time.monotonic()
        self.compose("up", "-d", *words, seconds=900, **settings)
        self.wait_healthy()
        return time.monotonic() - began

    def containers(self):
        """{service: [what docker says of each of its containers]}, the ended ones too."""
        ids = self.engine.docker("ps", "-aq", "--filter", f"label=com.docker.compose.project={self.name}").stdout.split()
        found = {}
        for one in json.loads(self.engine.docker("inspect", *ids).stdout) if ids else []:
            if one["Config"]["Labels"].get("com.docker.compose.oneoff", "False") == "False":
                found.setdefault(one["Config"]["Labels"]["com.docker.compose.service"], []).append(one)
        return found

    def unhealthy(self):
        """Lines about what is not as it should be; empty: all is."""
        said = []
        for service, copies in self.containers().items():
            for one in copies:
                state = one["State"]
                if service in self.once:
                    if state["Status"] != "exited" or state["ExitCode"] != 0:
                        said.append(f"{service}: {state['Status']} {state['ExitCode']}")
                elif state.get("Health", {}).get("Status") != "healthy":
                    said.append(f"{service}: {state['Status']} {state.get('Health', {}).get('Status')}")
        return said

    def wait_healthy(self, seconds=600):
        wait_until(lambda: not self.unhealthy(), seconds, "all is healthy", every=0.5)

    def logs(self):
        return self.compose("logs", "--no-color", "--tail", "60", check=False).stdout

    def steward(self, *words, **settings):
        """The command line tool in its container: (exit code, standard output, standard error)."""
        settings = [word for name, value in settings.items() for word in ("-e", f"{name}={value}")]
        done = self.compose("run", "--rm", "-T", *settings, "steward", *words, check=False)
        return done.returncode, done.stdout, done.stderr

    def wait_indexed(self):
        """An import is over when Postgres has the products; the index follows."""
        def is_so():
            code, said, trouble = self.steward("catalog", "stats", "--json")
            assert code == 0, trouble
            stats = json.loads(said)
            return stats["products"] and stats["indexed_sequence"] >= stats["sequence"]
        wait_until(is_so, 60, "all products can be found", every=0.5)

    def search(self, query, **more):
        return self.client.post("/api/v1/search", json={"query": query, **more})

    def down(self, *words):
        self.compose("down", *words, check=False)

    def __enter__(self):
        self.down("-v", "--remove-orphans")
        return self

    def __exit__(self, *ignored):
        self.client.close()
        try:
            (FOLDER / "logs.txt").write_text(self.logs())
            self.down("-v", "--remove-orphans")
        except subprocess.TimeoutExpired:
            pass


def wait_scraped(prometheus, wanted):
    """Prometheus' API has as many copies of each service as are wanted ({service: "1"}), and all of them answer."""
    def up():
        found = httpx.get(f"{prometheus}/query", params={"query": 'sum by (service) (up{job="steward"})'}, trust_env=False).json()
        return {one["metric"]["service"]: one["value"][1] for one in found["data"]["result"]}
    wait_until(lambda: up() == wanted, 120, "all copies are scraped", every=1)
