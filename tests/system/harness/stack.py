"""The six processes, in any number of copies."""

import concurrent.futures
import contextlib
import os
import time
from pathlib import Path

import httpx
from local import paths, ports, process, services

from .child import Child
from .wait import wait_until


class Copy(Child):
    """One process of a service."""

    def __init__(self, service, spec, port):
        super().__init__(spec)
        self.service, self.port = service, port
        self.url = f"http://127.0.0.1:{port}"
        self.client = httpx.Client(base_url=self.url, timeout=20, trust_env=False)

    def get(self, path, **options):
        """On a connection of its own."""
        return httpx.get(self.url + path, timeout=10, trust_env=False, **options)

    def is_ready(self):
        return self.is_running() and self.get("/readyz").status_code == 200

    def resident_bytes(self):
        text = Path(f"/proc/{self.pid}/statm").read_text()
        return int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Stack:
    """copies: how many of each service (default one). settings: STEWARD_* for all, or {"catalog": {...}} by service."""

    def __init__(self, dependencies, copies=None, settings=None, partitions=3, build=None):
        self.dependencies = dependencies
        self.counts = {name: (copies or {}).get(name, 1) for name in services.NAMES}
        self.extra = settings or {}
        self.partitions = partitions
        self.build = Path(build or os.environ.get("STEWARD_TEST_BUILD", paths.RELEASE))
        self.copies = []

    def __enter__(self):
        for service, count in self.counts.items():
            for _ in range(count):
                self.add(service)
        return self

    def __exit__(self, *ignored):
        for copy in self.copies:
            if copy.is_running():
                copy.resume()
                copy.signal(copy.spec.stop_signal)
        end = time.monotonic() + 12
        for copy in self.copies:
            if copy.is_running() and not process.wait_gone(copy.pid, process.start_time(copy.pid), end - time.monotonic()):
                copy.kill()
            if copy.popen:
                copy.popen.wait()

    def settings_of(self, service):
        settings = {"STEWARD_KAFKA_PARTITIONS": self.partitions, **self.dependencies.settings(service)}
        settings.update({name: value for name, value in self.extra.items() if not isinstance(value, dict)})
        settings.update(self.extra.get(service, {}))
        return settings

    def add(self, service, settings=None, folder=None):
        """Starts one more copy, with settings of its own if need be, in another working folder."""
        number = len(self.of(service))
        port = ports.free(1)[0]
        label = f"{service}-{number}"
        spec = services.spec(service, {**self.settings_of(service), "STEWARD_PORT": port, **(settings or {})},
                             self.dependencies.logs / f"{label}.log", build=self.build,
                             environment=process.clean_environment())
        spec.name, spec.cwd = label, str(folder or self.dependencies.folder)
        copy = Copy(service, spec, port)
        self.copies.append(copy)
        return copy.start()

    @contextlib.contextmanager
    def one_more(self, service, settings=None, folder=None):
        """One more copy, ready; it goes afterwards."""
        copy = self.add(service, settings, folder)
        try:
            self.wait_ready()
            yield copy
        finally:
            if copy.is_running():
                copy.resume()
                copy.stop()
            self.copies.remove(copy)

    @contextlib.contextmanager
    def told(self, settings, *names):
        """All copies of these services, started anew with these settings; as they were afterwards."""
        changed = [copy for copy in self.copies if copy.service in names]
        before = {copy: copy.spec.env for copy in changed}
        try:
            for copy in changed:
                copy.spec.env = {**copy.spec.env, **{name: str(value) for name, value in settings.items()}}
                copy.restart()
            yield self.wait_ready()
        finally:
            for copy in changed:
                copy.spec.env = before[copy]
                copy.resume()
                copy.restart()
            self.wait_ready()

    def of(self, service):
        return [copy for copy in self.copies if copy.service == service]

    def copy(self, service, number=0):
        return self.of(service)[number]

    def url(self, service="orchestrator", number=0):
        return self.copy(service, number).url

    def wait_ready(self, seconds=60):
        """All that run are ready."""
        def one(copy):
            try:
                wait_until(copy.is_ready, seconds, f"{copy.name} is ready", every=0.05)
            except AssertionError as trouble:
                raise AssertionError(f"{trouble}\n{copy.log()[-2000:]}") from None

        with concurrent.futures.ThreadPoolExecutor(len(self.copies)) as pool:
            list(pool.map(one, self.copies))
        return self

    def mend(self):
        """After a test that breaks things: everything runs again."""
        for name, child in self.dependencies.children.items():
            if not child.is_running():
                child.start()
            child.resume()
            self.dependencies.proxies[name].mend()
        for copy in self.copies:
            if copy.is_running():
                copy.resume()
            else:
                copy.start()
        return self.wait_ready()
