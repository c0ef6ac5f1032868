"""A private Apache Kafka: one node, KRaft, loopback. The jars come from Maven Central through deploy/kafka/pom.xml."""

import base64
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import socket
import struct
import subprocess
import uuid
from pathlib import Path

from . import paths
from .process import Spec, clean_environment, wait_until
from .trouble import Trouble

POM = paths.ROOT / "deploy/kafka/pom.xml"
TEMPLATE = paths.ROOT / "deploy/kafka/server.properties"
LOGGING = paths.ROOT / "deploy/kafka/log4j.properties"
JARS = paths.BUILD / "kafka"


def jars():
    """Fetches the jars when they are not those of the pom; the class path."""
    wanted = hashlib.sha256(POM.read_bytes()).hexdigest()
    stamp = JARS / "stamp"
    JARS.mkdir(parents=True, exist_ok=True)
    with open(JARS / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (stamp.exists() and stamp.read_text() == wanted):
            fetch_jars(stamp, wanted)
    return f"{JARS}/lib/*"


def fetch_jars(stamp, wanted):
    shutil.rmtree(JARS / "lib", ignore_errors=True)
    command = ["mvn", "-B", "-q", "-f", str(POM), "dependency:copy-dependencies", "-DincludeScope=runtime",
               f"-DoutputDirectory={JARS}/lib"]
    if not has_home():
        command.append(f"-Dmaven.repo.local={JARS}/m2")
    log = JARS / "mvn.log"
    with open(log, "wb") as out:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        errors = [line for line in log.read_text(errors="replace").splitlines() if line.startswith("[ERROR]")]
        raise Trouble(f"Maven could not fetch Kafka's jars ({log}): {(errors or ['no words'])[0]}\n"
                      "Is Maven Central reachable? Behind a proxy or a mirror, say so in ~/.m2/settings.xml; or set "
                      "STEWARD_KAFKA_BROKERS to a Kafka that you have.")
    stamp.write_text(wanted)


def has_home():
    """Java does not ask HOME, but the table of users."""
    try:
        return os.access(pwd.getpwuid(os.geteuid()).pw_dir, os.W_OK)
    except KeyError:
        return False


def answers_metadata(port, seconds=2.0):
    """True when a broker on the port lists itself: it can be used from now on."""
    ask = struct.pack(">hhih", 3, 1, 1, 3) + b"dev" + struct.pack(">i", 0)
    try:
        with socket.create_connection(("127.0.0.1", port), seconds) as connection:
            connection.settimeout(seconds)
            connection.sendall(struct.pack(">i", len(ask)) + ask)
            answer = b""
            while len(answer) < 12:
                more = connection.recv(4096)
                if not more:
                    return False
                answer += more
        return struct.unpack(">iii", answer[:12])[2] >= 1
    except OSError:
        return False


class Kafka:
    """folder: its data and settings. proxied: (port, proxy's port) of a second listener, whose clients are sent to the
    proxy: tests cut their connections there, and still see the broker themselves."""

    def __init__(self, folder, port, controller_port, log, proxied=None):
        self.folder = Path(folder)
        self.port = port
        self.controller_port = controller_port
        self.log = Path(log)
        self.proxied = proxied

    @property
    def brokers(self):
        return f"127.0.0.1:{self.port}"

    def prepare(self):
        """Writes its settings and formats its storage, once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = TEMPLATE.read_text()
        listeners = advertised = f"PLAINTEXT://127.0.0.1:{self.port}"
        if self.proxied:
            listeners += f",PROXIED://127.0.0.1:{self.proxied[0]}"
            advertised += f",PROXIED://127.0.0.1:{self.proxied[1]}"
        for name, value in (("LISTENERS", listeners), ("ADVERTISED", advertised),
                            ("CONTROLLER_PORT", self.controller_port), ("DATA", self.folder / "data")):
            text = text.replace(f"@{name}@", str(value))
        (self.folder / "server.properties").write_text(text)
        if not (self.folder / "data/meta.properties").exists():
            self.format()

    def format(self):
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if cluster.startswith("-"):
            cluster = "A" + cluster[1:]
        done = subprocess.run(
            self.java() + ["kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(self.folder / "server.properties")],
            env=clean_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Trouble(f"Kafka could not format its storage in {self.folder}: {done.stderr.strip()[-400:]}")

    def java(self):
        return ["java", "-Xmx384m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true",
                f"-Dlog4j.configuration=file:{LOGGING}", "-cp", jars()]

    def spec(self):
        return Spec(name="kafka", argv=self.java() + ["kafka.Kafka", str(self.folder / "server.properties")],
                    env=clean_environment(), cwd=str(self.folder), log=str(self.log), patience=20, rank=0,
                    stop_signal=signal.SIGTERM,
                    version=hashlib.sha256((self.folder / "server.properties").read_bytes()).hexdigest())

    def is_ready(self):
        return answers_metadata(self.port)

    def wait_ready(self, seconds=60):
        if not wait_until(self.is_ready, seconds):
            raise Trouble(f"Kafka did not answer on port {self.port} within {seconds} s: see {self.log}")


def java_version():
    """Java's own words about its version; empty: there is none."""
    if not shutil.which("java"):
        return ""
    done = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    return (done.stderr or done.stdout).splitlines()[0] if done.returncode == 0 else ""
