"""A private Apache Kafka: KRaft, loopback, one node as a rule. The jars come from Maven Central through deploy/kafka/pom.xml."""

import base64
import dataclasses
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import signal
import socket
import struct
import subprocess
import uuid
from pathlib import Path

from . import paths, services
from .process import Spec, clean_environment, wait_until
from .trouble import Trouble

POM = paths.ROOT / "deploy/kafka/pom.xml"
TEMPLATE = paths.ROOT / "deploy/kafka/server.properties"
SECURE = paths.ROOT / "deploy/kafka/secure.properties"
ACLS = paths.ROOT / "deploy/kafka/acls.txt"
LOGGING = paths.ROOT / "deploy/kafka/log4j.properties"
JARS = paths.BUILD / "kafka"
ARCHIVE = JARS / "classes.jsa"  # kafka_archive.py makes it
COMPILED_LITTLE = ["-XX:TieredStopAtLevel=1"]
ADMIN, BROKER = "admin", "kafka"  # users that may do everything: ours, and the broker's own


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
    ARCHIVE.unlink(missing_ok=True)
    command = ["mvn", "-B", "-q", "-f", str(POM), "dependency:copy-dependencies", "-DincludeScope=runtime",
               f"-DoutputDirectory={JARS}/lib"]
    if not has_home():
        command.append(f"-Dmaven.repo.local={JARS}/m2")
    log = JARS / "mvn.log"
    with open(log, "wb") as out:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        errors = re.findall(r"\[ERROR\] (\S.*)", log.read_text(errors="replace"))
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


def new_cluster():
    """An id; none begins like an option."""
    name = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    return "A" + name[1:] if name.startswith("-") else name


def user_of(service):
    return f"steward-{service}"


@dataclasses.dataclass(frozen=True)
class Member:
    """Of a cluster: its number from 1 on, the ports of all controllers in the order of their numbers, and the cluster's id."""

    number: int
    controllers: tuple
    cluster: str

    @property
    def voters(self):
        return ",".join(f"{number}@127.0.0.1:{port}" for number, port in enumerate(self.controllers, 1))

    @property
    def settings(self):
        """Of three, each record is on all and counts when two have it."""
        nodes = len(self.controllers)
        return {"NODE": self.number, "VOTERS": self.voters, "REPLICAS": min(3, nodes), "IN_SYNC": min(2, nodes)}


class Kafka:
    """folder: its data and settings. proxied: (port, proxy's port) of a second listener, whose clients are sent to the
    proxy: tests cut their connections there, and still see the broker themselves. authority: encrypted, who comes is known
    by certificate, and access rules say what it may; with `proxied` that listener is, and the other one stays open for the
    tests' own clients. passwords: port of one more, for users with passwords (SCRAM). member: it is one of several. is_brief:
    it is not there for long, nor for speed: what Java gains by compiling with all its skill, it would not earn back."""

    def __init__(self, folder, port, controller_port, log, proxied=None, authority=None, passwords=None, member=None, is_brief=False):
        self.folder = Path(folder)
        self.port = port
        self.controller_port = controller_port
        self.log = Path(log)
        self.proxied = proxied
        self.authority = authority
        self.passwords = passwords
        self.member = member or Member(1, (controller_port,), new_cluster())
        self.options = [*COMPILED_LITTLE, f"-XX:SharedArchiveFile={ARCHIVE}"] if is_brief else []

    @property
    def brokers(self):
        return f"127.0.0.1:{self.port}"

    @property
    def is_open(self):
        """Anybody may come to `port`."""
        return bool(self.proxied) or not self.authority

    def prepare(self):
        """Writes its settings and formats its storage, once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "server.properties").write_text(self.settings())
        if self.authority:
            self.write_admin_conf()
        if not (self.folder / "data/meta.properties").exists():
            self.format()

    def settings(self):
        name = "PLAINTEXT" if self.is_open else "SECURE"
        listeners = advertised = f"{name}://127.0.0.1:{self.port}"
        if self.proxied:
            listeners += f",PROXIED://127.0.0.1:{self.proxied[0]}"
            advertised += f",PROXIED://127.0.0.1:{self.proxied[1]}"
        if self.passwords:
            listeners += f",PASSWORDS://127.0.0.1:{self.passwords}"
            advertised += f",PASSWORDS://127.0.0.1:{self.passwords}"
        text = TEMPLATE.read_text()
        values = {"LISTENERS": listeners, "ADVERTISED": advertised, "CONTROLLER_PORT": self.controller_port,
                  "DATA": self.folder / "data", **self.member.settings}
        if self.authority:
            text += SECURE.read_text()
            values |= self.secure_values(name)
        for key, value in values.items():
            text = text.replace(f"@{key}@", str(value))
        return text

    def secure_values(self, between_brokers):
        super_users = [f"User:{ADMIN}", f"User:{BROKER}"] + (["User:ANONYMOUS"] if self.is_open else [])
        return {"BETWEEN_BROKERS": between_brokers, "CERTIFICATE": self.authority.certificate(BROKER).both,
                "CA": self.authority.ca, "SUPER_USERS": ";".join(super_users)}

    @property
    def admin_conf(self):
        """For kcat -F, and other clients of librdkafka."""
        return self.folder / "admin.conf"

    def write_admin_conf(self):
        admin = self.authority.certificate(ADMIN)
        self.admin_conf.write_text(f"security.protocol=ssl\nssl.ca.location={self.authority.ca}\n"
                                   f"ssl.certificate.location={admin.certificate}\nssl.key.location={admin.key}\n")

    def client_settings(self, user):
        """What a user of it shows; STEWARD_KAFKA_BROKERS is not among them."""
        if not self.authority:
            return {}
        shown = self.authority.certificate(user)
        return {
            "STEWARD_KAFKA_SECURITY_PROTOCOL": "ssl",
            "STEWARD_KAFKA_SSL_CA": str(self.authority.ca),
            "STEWARD_KAFKA_SSL_CERTIFICATE": str(shown.certificate),
            "STEWARD_KAFKA_SSL_KEY": str(shown.key),
        }

    def service_settings(self, service):
        if not self.authority:
            return {"STEWARD_KAFKA_SECURITY_PROTOCOL": "plaintext"}  # whatever the user's shell was told of another run
        return {**self.client_settings(user_of(service)), "STEWARD_KAFKA_MAKE_TOPICS": "false"}

    def allow(self, build, brokers=None, partitions=3):
        """Makes the topics and tells the broker what each service may; with the programs of a build."""
        env = {**clean_environment(), "STEWARD_KAFKA_BROKERS": brokers or self.brokers,
               "STEWARD_KAFKA_PARTITIONS": str(partitions), **self.client_settings(ADMIN)}
        for command in (["steward-media", "--prepare"], ["steward", "acls", "apply", str(ACLS), "--prune"]):
            done = subprocess.run([build / "bin" / command[0], *command[1:]], env=env, cwd=self.folder, text=True,
                                  stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=120)
            if done.returncode != 0:
                raise Trouble(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()[-800:]}")

    def format(self):
        done = subprocess.run(
            self.java() + ["kafka.tools.StorageTool", "format", "-t", self.member.cluster, "-c", str(self.folder / "server.properties")],
            env=clean_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Trouble(f"Kafka could not format its storage in {self.folder}: {done.stderr.strip()[-400:]}")

    def java(self):
        return ["java", *self.options, "-Xmx384m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true",
                f"-Dlog4j.configuration=file:{LOGGING}", "-cp", jars()]

    def spec(self):
        return Spec(name=self.folder.name, argv=self.java() + ["kafka.Kafka", str(self.folder / "server.properties")],
                    env=clean_environment(), cwd=str(self.folder), log=str(self.log), patience=20, rank=0,
                    stop_signal=signal.SIGTERM,
                    version=hashlib.sha256((self.folder / "server.properties").read_bytes()).hexdigest())

    def is_ready(self):
        return answers_metadata(self.port) if self.is_open else self.answers_admin()

    def answers_admin(self):
        done = subprocess.run(["kcat", "-F", self.admin_conf, "-b", self.brokers, "-L", "-m", "2"], capture_output=True,
                              text=True, check=False, stdin=subprocess.DEVNULL, env=clean_environment(), timeout=20)
        return done.returncode == 0 and " broker 1 at " in done.stdout

    def wait_ready(self, seconds=60):
        if not wait_until(self.is_ready, seconds):
            raise Trouble(f"Kafka did not answer on port {self.port} within {seconds} s: see {self.log}")


def java_version():
    """Java's own words about its version; empty: there is none."""
    if not shutil.which("java"):
        return ""
    done = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    return (done.stderr or done.stdout).splitlines()[0] if done.returncode == 0 else ""
