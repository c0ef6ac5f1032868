"""The six processes, in any number of copies."""

import collections
import concurrent.futures
import contextlib
import json
import os
import subprocess
import ssl
import time
from pathlib import Path

import httpx
from local import paths, ports, process, services

from .child import Child
from .wait import wait_until

PATIENT = {"Prefer": "wait=15"}  # a busy machine takes longer than the edge waits by default; a test may say another one
TRAFFIC = ("steward_kafka_consumed_total", "steward_kafka_lag", "steward_kafka_ready", "steward_kafka_rebalances", "steward_kafka_unsent")
WORTH_READING = ('"level":"warn"', '"level":"error"', '"message":"partitions ', '"message":"started"', '"message":"stopping')
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # else httpx reads all certificates of the world, 20 ms for each client


class Copy(Child):
    """One process of a service."""

    def __init__(self, service, spec, port):
        super().__init__(spec)
        self.service, self.port = service, port
        self.url = f"http://127.0.0.1:{port}"
        self.client = httpx.Client(base_url=self.url, timeout=20, headers=PATIENT, trust_env=False, verify=NO_TLS)

    def get(self, path, timeout=10, **options):
        """On a connection of its own, as post."""
        return httpx.get(self.url + path, timeout=timeout, trust_env=False, verify=NO_TLS, **options)

    def post(self, path, timeout=30, headers=None, **options):
        return httpx.post(self.url + path, timeout=timeout, headers={**PATIENT, **(headers or {})}, trust_env=False,
                          verify=NO_TLS, **options)

    def is_ready(self):
        return self.is_running() and self.get("/readyz").status_code == 200

    def wait_ready(self, seconds):
        """AssertionError when it is not ready in time, and at once when it has ended, with the end of its log."""
        try:
            wait_until(lambda: not self.is_running() or self.is_ready(), seconds, f"{self.name} is ready", every=0.05)
            assert self.is_running(), f"{self.name} ended by itself: exit code {self.exit_code}"
        except AssertionError as trouble:
            raise AssertionError(f"{trouble}\n{self.log()[-2000:]}") from None

    def misses(self):
        """The names of what it would use and does not reach; it may be ready all the same."""
        return [one["name"] for one in self.get("/health").json()["dependencies"] if not one["available"]]

    def traffic(self):
        """What it has taken from each topic, and what it lags behind; or why it does not say."""
        try:
            lines = self.get("/metrics", timeout=2).text.splitlines()
        except httpx.HTTPError as trouble:
            return f"{type(trouble).__name__}: {trouble}"
        told = [line.removeprefix("steward_kafka_") for line in lines if line.startswith(TRAFFIC)]
        return ", ".join(line for line in told if not line.endswith(" 0"))

    def last_words(self, count=5):
        """Its last lines of a warning, an error, or partitions that came and went."""
        told = [line for line in self.log().splitlines() if any(mark in line for mark in WORTH_READING)]
        return told[-count:]

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
        self.copies = []  # those that stay, and those that a test has for as long as it wants: all are waited for
        self.made = collections.Counter()  # a name is never used again: a copy's log is its own
        # The edge asks the catalogue and media, the catalogue asks media, and all ask the edge whose a key is: they may be started before each other.
        self.fixed_ports = dict(zip(("catalog", "media", "orchestrator"), ports.free(3)))

    def __enter__(self):
        for service, count in self.counts.items():
            for _ in range(count):
                self.copies.append(self.start(service))
        return self

    def __exit__(self, *ignored):
        end(self.copies)

    def settings_of(self, service):
        settings = {"STEWARD_KAFKA_PARTITIONS": self.partitions, **self.dependencies.settings(service)}
        if service == "orchestrator":
            settings["STEWARD_CATALOG_URL"] = f"http://127.0.0.1:{self.fixed_ports['catalog']}"
        else:
            settings["STEWARD_ACCOUNTS_URL"] = f"http://127.0.0.1:{self.fixed_ports['orchestrator']}"
        if service in ("orchestrator", "catalog"):
            settings["STEWARD_MEDIA_URL"] = f"http://127.0.0.1:{self.fixed_ports['media']}"
        if service == "media":
            settings["STEWARD_MEDIA_FOLDER"] = self.dependencies.folder / "media"
        settings.update({name: value for name, value in self.extra.items() if not isinstance(value, dict)})
        settings.update(self.extra.get(service, {}))
        return settings

    def start(self, service, settings=None, folder=None):
        """A new process, which whoever asks has to end: see more, one_more and refused."""
        number = self.made[service]
        self.made[service] += 1
        port = (number == 0 and self.fixed_ports.get(service)) or ports.free(1)[0]
        label = f"{service}-{number}"
        spec = services.spec(service, {**self.settings_of(service), "STEWARD_PORT": port, **(settings or {})},
                             self.dependencies.logs / f"{label}.log", build=self.build,
                             environment=process.clean_environment())
        spec.name, spec.cwd = label, str(folder or self.dependencies.folder)
        return Copy(service, spec, port).start()

    @contextlib.contextmanager
    def more(self, *names, settings=None, folder=None):
        """One more copy of each of these services, with settings of their own if need be, in another working folder; all
        are ready. By service; they go afterwards."""
        copies = {}
        try:
            for name in names:
                copies[name] = self.start(name, settings, folder)
            self.copies += copies.values()
            self.wait_ready()
            yield copies
        finally:
            self.copies = [copy for copy in self.copies if copy not in copies.values()]
            crashed = [copy.name for copy in copies.values() if copy.is_wanted and not copy.is_running()]
            late = end(copies.values())
            assert not crashed and not late, f"ended by itself: {crashed}; did not end in time: {late}"

    @contextlib.contextmanager
    def one_more(self, service, settings=None, folder=None):
        """One more copy, as more gives it."""
        with self.more(service, settings=settings, folder=folder) as copies:
            yield copies[service]

    def refused(self, service, settings, folder=None, seconds=30):
        """A copy that ends by itself, for what it is told; AssertionError when it does not."""
        copy = self.start(service, settings, folder)
        try:
            copy.wait_ended(seconds)
        finally:
            copy.kill()
        return copy

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

    def make_key(self, role, tenant="default", name="of a test"):
        """Made in the database by the tool: {"secret": ..., "key": {"key_id": ...}}."""
        done = subprocess.run([self.build / "bin/steward", "keys", "create", name, "--role", role, "--bootstrap", "--tenant", tenant,
                               "--json"], capture_output=True, text=True, check=False, timeout=60, cwd=self.dependencies.folder,
                              env={"STEWARD_POSTGRES_URL": self.dependencies.database_url("orchestrator")})
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def wait_ready(self, seconds=60):
        """All that were not told to end are ready."""
        wanted = [copy for copy in self.copies if copy.is_wanted]
        with concurrent.futures.ThreadPoolExecutor(max(1, len(wanted))) as pool:
            list(pool.map(lambda copy: copy.wait_ready(seconds), wanted))
        return self

    def in_hand(self):
        """For whoever reads of a failure: a line for each copy, with what it has to do with Kafka."""
        return "\n".join(f"{copy.name}: {copy.traffic()}" for copy in self.copies)

    def last_words(self):
        """For whoever reads of a failure where its logs are gone."""
        return "\n".join(f"{copy.name}: {line}" for copy in self.copies for line in copy.last_words())

    def down(self):
        """The names of all that does not run, and should."""
        return [child.name for child in [*self.dependencies.children.values(), *self.copies] if not child.is_running()]

    def mend(self):
        """After a test that breaks things: everything runs again, and has what it needs, and what it can do without."""
        for name, child in self.dependencies.children.items():
            if not child.is_running():
                child.start()
            child.resume()
            self.dependencies.proxies[name].mend()
        for copy in self.copies:
            if not copy.is_running():
                copy.start()
            copy.resume()
        self.wait_ready()
        wait_until(lambda: not any(copy.misses() for copy in self.copies), 60, "all have found their dependencies again", every=0.05)
        return self


def end(copies, patience=12.0):
    """Asks all of them to end, at once; the names of those that had to be killed."""
    for copy in copies:
        copy.is_wanted = False
        if copy.is_running():
            copy.resume()
            copy.signal(copy.spec.stop_signal)
    until, late = time.monotonic() + patience, []
    for copy in copies:
        if copy.is_running() and not process.wait_gone(copy.pid, process.start_time(copy.pid), until - time.monotonic()):
            late.append(copy.name)
        copy.kill()
    return late
