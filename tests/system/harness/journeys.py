"""Whoever makes the journeys of the page (web/tests/journeys): in one browser, each as somebody who was never there."""

import os
import re
import shutil
import subprocess

from local import paths, web

FOLDER = paths.ROOT / "web/tests/journeys"
BROWSERS = ("chromium-headless-shell", "chromium")
PATIENCE_S = 20
SHOWN = 12000  # characters of what a journey said that failed


def missing():
    """What a journey needs, and is not here; or nothing."""
    if not web.INSTALLED.exists():
        return "npm has not installed what drives the browser: ./dev test web says why"
    return "" if all(map(shutil.which, BROWSERS)) else f"not both are here: {' and '.join(BROWSERS)}"


def names(file):
    return re.findall(r"^export async function (\w+)", (FOLDER / file).read_text(), re.M)


class Journeys:
    """settings: of the environment. A browser is started when one is needed; a journey that fails or is interrupted takes
    it along, and the next one has another."""

    def __init__(self, **settings):
        self.settings = settings
        self.runner = None

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        if self.runner:
            self.end()

    def go(self, url, name, serve=None):
        """What the journey says at its end. serve("stop orchestrator") does what it asks for, and says what it is told."""
        told, is_done = [], False
        if not self.runner:
            self.start()
        try:
            self.tell(f"{url} {name}")
            for line in self.runner.stdout:
                told.append(line)
                if line.startswith("ask "):
                    self.tell(serve(line.removeprefix("ask ").strip()))
                elif line.startswith(f"ok {name}"):
                    is_done = True
                    break
        finally:
            if not is_done:
                self.end()
        assert is_done, "".join(told)[-SHOWN:]
        return told[-1].removeprefix(f"ok {name}").removeprefix(":").strip()

    def start(self):
        self.runner = subprocess.Popen(["node", FOLDER / "run.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.STDOUT, text=True, env={**os.environ, **self.settings})

    def tell(self, line):
        print(line, file=self.runner.stdin, flush=True)

    def end(self):
        """With nothing more to do it goes by itself; one that hangs is killed, and the browser goes with whom it listens to."""
        runner, self.runner = self.runner, None
        try:
            runner.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            runner.kill()
            runner.communicate()
