"""What can be seen of processes and of Postgres from outside, and a stack that is reached directly."""

import contextlib
import json
import os
import re
import resource
import socket
import statistics
import subprocess
import time
from pathlib import Path

import httpx
import psycopg
from harness import Dependencies, Stack, demo, wait_until
from local import paths, postgres, process

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
HERE = Path(__file__).resolve().parent
QUERIES = HERE / "queries.txt"


def build_folder():
    return Path(os.environ.get("STEWARD_TEST_BUILD", paths.RELEASE))


def program(name):
    return str(build_folder() / "bench" / f"bench_{name}")


class Direct(Dependencies):
    """Without the proxies of the tests in the way, and with Postgres as safe as in earnest."""

    def settings(self, service):
        there = super().settings(service)
        return {**there, "STEWARD_KAFKA_BROKERS": self.brokers, "STEWARD_POSTGRES_URL": self.database_url(service),
                "STEWARD_REDIS_URL": self.redis.url}


def allow_many_files():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@contextlib.contextmanager
def running_stack(copies=None, settings=None):
    """(dependencies, stack), ready, with the demo catalogue in it."""
    allow_many_files()
    with Direct(has_load=True) as dependencies, Stack(dependencies, copies=copies, settings=settings, build=build_folder()) as stack:
        stack.wait_ready()
        demo.load(stack)
        yield dependencies, stack


def search(url, query):
    """One search by HTTP; the answer."""
    return httpx.post(f"{url}/api/v1/search", json={"query": query, "limit": 10}, timeout=15).json()


def run_load(kind, brokers, *options):
    """One run of the load generator; what it counted."""
    command = [program("load"), kind, "--queries", str(QUERIES), *map(str, options)]
    environment = {**process.clean_environment(), "STEWARD_KAFKA_BROKERS": brokers}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
    return json.loads(done.stdout)


def ticks_of(pid, with_children=False):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return sum(int(field) for field in fields[11:15 if with_children else 13])


def children_of(pid):
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                    found.append(int(folder.name))
    return found


def cpu_seconds(pid, is_family=False):
    """User and system time. Of a family: also of the children, those that are gone included."""
    total = ticks_of(pid, with_children=is_family)
    if is_family:
        total += sum(ticks_of(child) for child in children_of(pid))
    return total / TICKS


def resident_mb(pid):
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1e6


class Postgres:
    """Counts of a server since the last look."""

    def __init__(self, url):
        self.connection = psycopg.connect(url, autocommit=True)

    def now(self):
        """Transactions that wrote, and bytes of its log: exact at once."""
        row = self.connection.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint, "
                                      "pg_current_wal_insert_lsn() - '0/0'").fetchone()
        return {"transactions": int(row[0]), "log_bytes": int(row[1])}

    def settled_rows(self):
        """Rows written in all databases; waits, because an idle connection tells its counts only after 10 s."""
        time.sleep(11)
        row = self.connection.execute("select sum(tup_inserted), sum(tup_updated), sum(tup_deleted) from pg_stat_database "
                                      "where datname like 'steward_%'").fetchone()
        return dict(zip(("inserted", "updated", "deleted"), map(int, row)))


def fsyncs_per_second(folder):
    """What the disk under Postgres can do: pg_test_fsync's line for fdatasync."""
    tool = postgres.programs() / "pg_test_fsync"
    if not tool.exists():
        return None
    command = [str(tool), "-s", "1", "-f", str(Path(folder) / "fsync-test")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as work:
        for line in work.stdout:
            found = re.match(r"\s*fdatasync\s+([\d.]+) ops/sec", line)
            if found:
                work.terminate()  # the other ways to sync are not used
                return float(found.group(1))
    return None


def answers(port, path="/readyz"):
    """True when the process says 200; a raw socket, because it is asked every few milliseconds."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def seconds_to_ready(copy):
    """From the start of the process; its dependencies are there."""
    copy.stop()
    began = time.monotonic()
    copy.start()
    wait_until(lambda: answers(copy.port), 60, f"{copy.name} is ready", every=0.003)
    return time.monotonic() - began


def open_idle(port, count):
    """That many kept-alive connections, each of which has had one answer; the sockets."""
    sockets = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port), 5)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 200"), "an idle connection was not answered"
        sockets.append(connection)
    return sockets


def slope(points):
    """Of the line through (x, y) points, by least squares."""
    xs, ys = zip(*points)
    middle_x, middle_y = statistics.fmean(xs), statistics.fmean(ys)
    spread = sum((x - middle_x) ** 2 for x in xs)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread if spread else 0.0


def machine():
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    return f"{os.cpu_count()} cores of {model.group(1) if model else 'an unknown processor'}, {int(memory.group(1)) // 1048576} GB"
