"""A shop by Shopify's own schema of its Storefront API: the schema is in npm's @shopify/dev-mcp, and npm's graphql and
@graphql-tools/mock (tests/shopify) judge each query by it and answer."""

import base64
import fcntl
import hashlib
import json
import shutil
import subprocess
import tarfile
import threading

from local import paths, web

from .marketplaces import Marketplace

FOLDER = paths.ROOT / "tests/shopify"
VERSION = "2026-07"
PACKAGE = "@shopify/dev-mcp@1.16.0"  # packed, not installed: its schemas are wanted, and not the 300 packages that it needs
INTEGRITY = "tqgRnK7sQhjew+htxtleTH23nXB5fZcsrhWgEkomsorGXvLOB2mh2upwZm8uzuTDNTZnqtLMe64yIwh6s2awtw=="
MEMBER = f"package/dist/data/storefront-graphql_{VERSION}.json.gz"
SCHEMA = paths.BUILD / f"shopify/storefront-{VERSION}.json.gz"


def missing():
    """What is needed and not there; None: nothing."""
    return next((name for name in ("node", "npm") if not shutil.which(name)), None)


def install():
    """By one of several workers."""
    SCHEMA.parent.mkdir(parents=True, exist_ok=True)
    with open(SCHEMA.parent / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        web.install_into(FOLDER, FOLDER / "node_modules/.installed")
        if not SCHEMA.exists():
            fetch_schema()


def fetch_schema():
    done = subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=SCHEMA.parent, check=True, capture_output=True, text=True, timeout=300)
    packed = SCHEMA.parent / done.stdout.split()[-1]
    digest = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    assert digest == INTEGRITY, f"{PACKAGE} is not what it was"
    with tarfile.open(packed) as archive:
        SCHEMA.write_bytes(archive.extractfile(MEMBER).read())
    packed.unlink()


class Shopify(Marketplace):
    def __init__(self, token):
        install()
        super().__init__()
        self.token, self.cost, self.one_at_a_time = token, None, threading.Lock()
        self.asked = []  # the variables of each question
        self.node = subprocess.Popen(["node", "shop.mjs", str(SCHEMA)], cwd=FOLDER, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.node.stdout.readline().strip() == "ready"

    def close(self):
        super().close()
        self.node.kill()
        self.node.wait()

    def behave(self):
        super().behave()
        self.cost = None

    def answer(self, method, path, query, headers, body):
        self.expect(method == "POST" and path == f"/api/{VERSION}/graphql.json", f"{method} {path}")
        self.expect(headers.get("content-type") == "application/json", "content type")
        if headers.get("x-shopify-storefront-access-token") != self.token:
            return 401, {"errors": [{"message": "", "extensions": {"code": "UNAUTHORIZED"}}]}
        question = json.loads(body)
        self.asked.append(question["variables"])
        if self.cost:
            return 200, {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}], "extensions": {"cost": self.cost}}
        with self.one_at_a_time:
            self.node.stdin.write(json.dumps({**question, "offers": self.offers}) + "\n")
            self.node.stdin.flush()
            said = json.loads(self.node.stdout.readline())
        self.wrong += said["wrong"]
        return 200, said["answer"]
