"""A shop by Shopify's own schemas of its Storefront and Admin APIs: they are in npm's @shopify/dev-mcp, and npm's graphql and
@graphql-tools/mock (tests/shopify) judge each query by them and answer."""

import base64
import fcntl
import hashlib
import json
import shutil
import subprocess
import tarfile
import threading
import urllib.parse

from local import paths, web

from .marketplaces import Marketplace

FOLDER = paths.ROOT / "tests/shopify"
VERSION = "2026-07"
PACKAGE = "@shopify/dev-mcp@1.16.0"  # packed, not installed: its schemas are wanted, and not the 300 packages that it needs
INTEGRITY = "tqgRnK7sQhjew+htxtleTH23nXB5fZcsrhWgEkomsorGXvLOB2mh2upwZm8uzuTDNTZnqtLMe64yIwh6s2awtw=="
SCHEMAS = paths.BUILD / f"shopify/{VERSION}"
STOREFRONT, ADMIN = (SCHEMAS / f"{name}_{VERSION}.json.gz" for name in ("storefront-graphql", "admin"))


def missing():
    """What is needed and not there; None: nothing."""
    return next((name for name in ("node", "npm") if not shutil.which(name)), None)


def install():
    """By one of several workers."""
    SCHEMAS.mkdir(parents=True, exist_ok=True)
    with open(SCHEMAS / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        web.install_into(FOLDER, FOLDER / "node_modules/.installed")
        if not (STOREFRONT.exists() and ADMIN.exists()):
            fetch_schemas()


def fetch_schemas():
    done = subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=SCHEMAS, check=True, capture_output=True, text=True, timeout=300)
    packed = SCHEMAS / done.stdout.split()[-1]
    digest = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    assert digest == INTEGRITY, f"{PACKAGE} is not what it was"
    with tarfile.open(packed) as archive:
        for schema in (STOREFRONT, ADMIN):
            schema.write_bytes(archive.extractfile(f"package/dist/data/{schema.name}").read())
    packed.unlink()


class BySchema(Marketplace):
    """What a script of tests/shopify answers, which judges each question by a schema."""

    def __init__(self, script, schema):
        install()
        super().__init__()
        self.one_at_a_time = threading.Lock()
        self.node = subprocess.Popen(["node", script, str(schema)], cwd=FOLDER, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.node.stdout.readline().strip() == "ready"

    def close(self):
        super().close()
        self.node.kill()
        self.node.wait()

    def judged(self, question):
        with self.one_at_a_time:
            self.node.stdin.write(json.dumps(question) + "\n")
            self.node.stdin.flush()
            said = json.loads(self.node.stdout.readline())
        self.wrong += said["wrong"]
        return said


class Shopify(BySchema):
    """The Storefront API."""

    def __init__(self, token):
        super().__init__("shop.mjs", STOREFRONT)
        self.token, self.cost, self.says = token, None, None
        self.asked = []  # the variables of each question

    def behave(self):
        super().behave()
        self.cost = self.says = None

    def answer(self, method, path, query, headers, body):
        self.expect(method == "POST" and path == f"/api/{VERSION}/graphql.json", f"{method} {path}")
        self.expect(headers.get("content-type") == "application/json", "content type")
        if headers.get("x-shopify-storefront-access-token") != self.token:
            return 401, {"errors": [{"message": "", "extensions": {"code": "UNAUTHORIZED"}}]}
        question = json.loads(body)
        self.asked.append(question["variables"])
        if self.says:
            return 200, {"errors": [{"message": self.says}]}
        if self.cost:
            return 200, {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}], "extensions": {"cost": self.cost}}
        return 200, self.judged({**question, "offers": self.offers})["answer"]


THROTTLED = {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}


class Admin(BySchema):
    """The Admin API, with a token of client_credentials, and bulk operations: `states` are what one is found in, one look after
    the other."""

    def __init__(self, key, secret):
        super().__init__("admin.mjs", ADMIN)
        self.credentials = {"grant_type": "client_credentials", "client_id": key, "client_secret": secret}
        self.token, self.states, self.throttle, self.trouble, self.has_parts = "admin-token-geheim", ["COMPLETED"], 0, None, True
        self.lines, self.cuts = b"", 0

    def behave(self):
        super().behave()
        self.states, self.throttle, self.trouble, self.has_parts, self.cuts = ["COMPLETED"], 0, None, True, 0

    def answer(self, method, path, query, headers, body):
        if path == "/lines":
            return self.part(headers)
        self.expect(method == "POST", method)
        if path == "/admin/oauth/access_token":
            good = dict(urllib.parse.parse_qsl(body.decode())) == self.credentials
            return (200, {"access_token": self.token, "scope": "read_products", "expires_in": 86399}) if good else (401, {})
        self.expect(path == f"/admin/api/{VERSION}/graphql.json" and headers.get("x-shopify-access-token") == self.token, path)
        if self.throttle:
            self.throttle -= 1
            return 200, THROTTLED
        question = json.loads(body)
        if "webhook" in question["query"]:
            return 200, self.judged({**question, "variants": []})["answer"]
        if self.trouble and "mutation" in question["query"]:
            return 200, {"data": {"bulkOperationRunQuery": {"bulkOperation": None, "userErrors": [{"message": self.trouble}]}}}
        return 200, self.operation(question)

    def operation(self, question):
        looks = "mutation" not in question["query"]
        status = self.states.pop(0) if looks else "CREATED"
        url = f"{self.url}/lines" if status == "COMPLETED" and self.lines else None
        said = self.judged({**question, "variants": self.offers, "status": status, "url": url})
        if "lines" in said:
            self.lines = "".join(line + "\n" for line in said["lines"]).encode()
        return said["answer"]

    def part(self, headers):
        self.expect("authorization" not in headers and "x-shopify-access-token" not in headers, "a secret for the lines")
        if self.cuts:
            self.cuts -= 1
            return 503, ""
        first, last = map(int, headers["range"].removeprefix("bytes=").split("-"))
        if not self.has_parts:
            return 200, self.lines.decode()
        self.more_headers = {"content-range": f"bytes {first}-{min(last + 1, len(self.lines)) - 1}/{len(self.lines)}"}
        return 206, self.lines[first:last + 1].decode()
