"""The stack of ./dev up: its ports, its dependencies (own or configured), its plan."""

import urllib.parse

from . import kafka, paths, plan, ports, private, services, settings
from .kafka import Kafka
from .postgres import Admin, Postgres, replace_database
from .redis import Redis
from .tls import Authority
from .trouble import Trouble

PORTS = paths.RUN / "ports.json"
PREFERRED = {"kafka": 19092, "kafka_controller": 19093, "postgres": 15432, "redis": 16379}
SERVICE_SECRET = paths.RUN / "service-secret"
PARTITIONS = 3  # librdkafka 2.0.2 sends one partition per produce request: a small node does better with few


class Stack:
    """One per repository. What is configured is used; the rest runs under .run/. is_secure: encrypted, with users and
    access rules; None: as it was the last time."""

    def __init__(self, first_port=None, is_secure=None):
        chosen = plan.read(PORTS)
        self.is_secure = chosen.get("tls", False) if is_secure is None else is_secure
        self.authority = Authority(paths.RUN / "tls") if self.is_secure else None
        self.first_port = first_port or chosen.get("first", services.FIRST_PORT)
        self.ports = {**PREFERRED, **{name: port for name, port in chosen.items() if name in PREFERRED}}
        self.configured = {name: settings.configured(name)
                           for name in ("STEWARD_KAFKA_BROKERS", "STEWARD_POSTGRES_URL", "STEWARD_REDIS_URL")}
        self.make()

    def make(self):
        self.kafka = None if self.configured["STEWARD_KAFKA_BROKERS"] else Kafka(
            paths.RUN / "kafka", self.ports["kafka"], self.ports["kafka_controller"], paths.LOGS / "kafka.log",
            authority=self.authority)
        self.postgres = None if self.configured["STEWARD_POSTGRES_URL"] else Postgres(
            paths.RUN / "postgres", self.ports["postgres"], paths.LOGS / "postgres.log", authority=self.authority)
        self.redis = None if self.configured["STEWARD_REDIS_URL"] else Redis(
            paths.RUN / "redis", self.ports["redis"], paths.LOGS / "redis.log", authority=self.authority)

    def own(self):
        return [instance for instance in (self.kafka, self.postgres, self.redis) if instance]

    def own_specs(self):
        return [instance.spec() for instance in self.own()]

    def choose_ports(self):
        """Keeps the ports of the last time; takes a free one where a stranger has ours."""
        running = plan.running()
        for name, port in self.ports.items():
            if name.partition("_")[0] not in running and not ports.is_free(port):
                self.ports[name] = ports.free(1)[0]
        for name in services.NAMES:
            port = services.port_of(name, self.first_port)
            if name not in running and not ports.is_free(port):
                pid, program = ports.listener(port)
                who = f"process {pid} ({program})" if pid else "another process"
                raise Trouble(f"Port {port} of {name} is taken by {who}. Stop it, or choose six other ports: "
                              f"./dev up --first-port {self.first_port + 1000}")
        plan.write(PORTS, {**self.ports, "first": self.first_port, "tls": self.is_secure})
        self.make()

    @property
    def brokers(self):
        return self.kafka.brokers if self.kafka else self.configured["STEWARD_KAFKA_BROKERS"]

    @property
    def postgres_url(self):
        return self.postgres.url if self.postgres else self.configured["STEWARD_POSTGRES_URL"]

    @property
    def redis_url(self):
        return self.redis.url if self.redis else self.configured["STEWARD_REDIS_URL"]

    def remember_own(self):
        own = {"STEWARD_KAFKA_BROKERS": self.kafka and self.brokers, "STEWARD_POSTGRES_URL": self.postgres and self.postgres_url,
               "STEWARD_REDIS_URL": self.redis and self.redis_url}
        plan.write(settings.OWN, {name: value for name, value in own.items() if value})

    def make_databases(self):
        names = [services.database_of(name) for name in services.with_database()]
        if self.postgres:
            self.postgres.admin().make_databases(names, self.postgres.password)
            return
        try:
            Admin(self.postgres_url).make_databases(names)
        except Trouble as trouble:
            wanted = " ".join(f"create database {name};" for name in names)
            raise Trouble(f"The configured PostgreSQL cannot be prepared: {trouble}\n"
                          f"Someone who may can do it once: {wanted}") from trouble

    def database_url(self, name):
        database = services.database_of(name)
        return self.postgres.url_of(database) if self.postgres else replace_database(self.postgres_url, database)

    def url(self, name):
        return f"http://127.0.0.1:{services.port_of(name, self.first_port)}"

    def service_settings(self, name):
        told = {
            "STEWARD_PORT": services.port_of(name, self.first_port),
            "STEWARD_KAFKA_BROKERS": self.brokers,
            "STEWARD_KAFKA_PARTITIONS": PARTITIONS,
            "STEWARD_KAFKA_SESSION_TIMEOUT_MS": 3000,  # our own broker allows it: a killed process is missed sooner
            "STEWARD_REDIS_URL": self.redis_url,
        }
        if not settings.configured("STEWARD_SERVICE_SECRET") and not settings.configured("STEWARD_SERVICE_SECRET_FILE"):
            private.secret(SERVICE_SECRET)
            told["STEWARD_SERVICE_SECRET_FILE"] = SERVICE_SECRET
        if self.kafka:
            told |= self.kafka.service_settings(name)
        if self.redis:
            told |= self.redis.service_settings()
        if name == "orchestrator":
            told |= {"STEWARD_CATALOG_URL": self.url("catalog"), "STEWARD_MEDIA_URL": self.url("media")}
        else:
            told["STEWARD_ACCOUNTS_URL"] = self.url("orchestrator")
        if name == "catalog":
            told["STEWARD_MEDIA_URL"] = self.url("media")
        if name == "media" and not settings.configured("STEWARD_MEDIA_FOLDER"):
            told["STEWARD_MEDIA_FOLDER"] = paths.RUN / "media"
        if name in services.with_database():
            told["STEWARD_POSTGRES_URL"] = self.database_url(name)
        return told

    def addresses(self):
        """What a client needs, as STEWARD_* variables."""
        return {
            "STEWARD_URL": self.url("orchestrator"),
            "STEWARD_CATALOG_URL": self.url("catalog"),
            "STEWARD_KAFKA_BROKERS": self.brokers,
            "STEWARD_POSTGRES_URL": self.postgres_url,
            "STEWARD_REDIS_URL": self.redis_url,
            **(self.kafka.client_settings(kafka.ADMIN) if self.kafka else {}),
            **(self.redis.service_settings() if self.redis else {}),
        }

    def tool_settings(self, environment):
        """What the command line tool is run with. The environment comes first, but for Postgres: there it names the server,
        as ./dev env does and ./dev up reads it, where the tool takes a service's database."""
        return {**self.addresses(), "STEWARD_CATALOG_POSTGRES_URL": self.database_url("catalog"),
                "STEWARD_KAFKA_PARTITIONS": str(PARTITIONS), **environment,
                "STEWARD_POSTGRES_URL": self.database_url("orchestrator")}


def without_password(url):
    parts = urllib.parse.urlsplit(url)
    if not parts.password:
        return url
    return urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@")))
