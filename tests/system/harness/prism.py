"""eBay by its own description: Prism (npm, tests/prism) judges each request by eBay's OpenAPI file, and either makes up an
answer that the file allows, or passes the request on to our small eBay and judges its answer, too."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import httpx
from local import paths, ports, web

from .marketplaces import Ebay
from .wait import wait_until

FOLDER = paths.ROOT / "tests/prism"
BASE = "/buy/browse/v1"
BEHIND = "/behind"


def description():
    return Path(os.environ["STEWARD_TEST_DATA"]) / "apis/ebay_buy_browse_v1.json"


def missing():
    """What is needed and not there; None: nothing."""
    if not description().exists():
        return f"file of eBay's interface at {description()} (STEWARD_TEST_DATA)"
    return next((name for name in ("node", "npm") if not shutil.which(name)), None)


def install():
    web.install_into(FOLDER, FOLDER / "node_modules/.installed")


def started(*words):
    """(process, address) of a Prism that listens."""
    port = ports.free(1)[0]
    command = ["node", "node_modules/.bin/prism", words[0], "--errors", "--port", str(port), *map(str, words[1:])]
    process = subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return process, f"http://127.0.0.1:{port}"


def listens(url):
    try:
        return httpx.get(f"{url}/item_summary/search", trust_env=False).status_code == 401
    except httpx.TransportError:
        return False


class EbayByPrism(Ebay):
    def __init__(self, key, secret):
        install()
        super().__init__(key, secret)
        self.names = {one["name"] for one in json.loads(description().read_text())["paths"]["/item_summary/search"]["get"]["parameters"]}
        running = [started("mock", description()), started("proxy", description(), self.url + BEHIND + BASE)]
        self.processes = [process for process, _ in running]
        self.making_up, self.passing_on = [url for _, url in running]
        self.judge = self.passing_on
        wait_until(lambda: listens(self.making_up) and listens(self.passing_on), 60, "Prism listens")

    def close(self):
        super().close()
        for process in self.processes:
            process.kill()
            process.wait()

    def answer(self, method, path, query, headers, body):
        if path.startswith(BEHIND):
            return super().answer(method, path.removeprefix(BEHIND), query, headers, body)
        if not path.startswith(BASE):
            return super().answer(method, path, query, headers, body)
        self.expect(set(query) <= self.names, f"parameters {query}")
        headers = {name: value for name, value in headers.items() if name not in ("host", "accept-encoding")}
        judged = httpx.request(method, self.judge + path.removeprefix(BASE), params=query, headers=headers, trust_env=False, timeout=20)
        self.expect(judged.status_code in (200, 401), f"{judged.status_code} {judged.text[:500]}")
        return judged.status_code, judged.json()
