"""A real OpenID provider, in tests/oidc: npm's oidc-provider, and jose for tokens that it would never issue."""

import fcntl
import hashlib
import json
import shutil
import subprocess

import httpx
from local import paths, ports

FOLDER = paths.ROOT / "tests/oidc"
INSTALLED = FOLDER / "node_modules/.installed"


def missing():
    """What is needed and not there; None: nothing."""
    return next((name for name in ("node", "npm") if not shutil.which(name)), None)


def install():
    """npm ci, unless what is installed is what the lock file says; by one of several workers."""
    wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    paths.BUILD.mkdir(parents=True, exist_ok=True)
    with open(paths.BUILD / "oidc.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if INSTALLED.exists() and INSTALLED.read_text() == wanted:
            return
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER, check=True, capture_output=True,
                       timeout=300)
        INSTALLED.write_text(wanted)


class Issuer:
    def __enter__(self):
        install()
        port = ports.free(1)[0]
        self.url = f"http://127.0.0.1:{port}"
        self.node = subprocess.Popen(["node", "issuer.mjs", str(port)], cwd=FOLDER, text=True, stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.line("ready")
        return self

    def line(self, start):
        """The next line that begins so: the provider has things to say in between."""
        while not (line := self.node.stdout.readline()).startswith(start):
            assert line or self.node.poll() is None, "the provider has ended"
        return line.strip().removeprefix(start).strip()

    def __exit__(self, *ignored):
        self.node.kill()
        self.node.wait()

    def issue(self, alg, scope):
        """A token as a client gets it."""
        answer = httpx.post(f"{self.url}/token", trust_env=False, timeout=20,
                            data={"grant_type": "client_credentials", "client_id": "the-shop",
                                  "client_secret": "known-to-the-test", "resource": f"urn:steward:{alg}", "scope": scope})
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]

    def forge(self, alg="RS256", header=None, secret=None, **claims):
        """A token that says what one likes; `secret`: the algorithm whose public key is taken for a password."""
        self.node.stdin.write(json.dumps({"alg": alg, "header": header or {}, "claims": claims, "secret": secret}) + "\n")
        self.node.stdin.flush()
        return self.line("token ")
