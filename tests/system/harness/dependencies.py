"""Kafka, Postgres and Redis of a test, each behind a proxy that can be cut."""

import concurrent.futures
import os
import shutil
from pathlib import Path

from local import kafka, kafka_archive, paths, ports, postgres, process, redis, services, tls

from .child import Child
from .proxy import Proxy

STARTED_WITHIN_S = 180  # on a machine that has much else to do


class Dependencies:
    """Services reach them through proxies (`.through`), the test itself directly.

    with Dependencies() as d: d.postgres.child.kill(); d.redis.proxy.cut()

    is_secure: what the services are told is encrypted, with users and access rules; the test's own way to Kafka and
    Redis is not. has_load: it is about how fast they are, too."""

    def __init__(self, folder=None, safe=True, is_secure=bool(os.environ.get("STEWARD_TEST_TLS")), has_load=False):
        self.has_load = has_load
        self.folder = Path(folder or new_folder())
        self.logs = self.folder / "log"
        self.authority = tls.Authority(self.folder / "tls") if is_secure else None
        got = ports.free(10)
        self.kafka = kafka.Kafka(self.folder / "kafka", got[0], got[1], self.logs / "kafka.log", proxied=(got[2], got[3]),
                                 authority=self.authority, passwords=got[8] if is_secure else None, is_brief=not has_load)
        self.postgres = postgres.Postgres(self.folder / "postgres", got[4], self.logs / "postgres.log", safe=safe,
                                          authority=self.authority)
        self.redis = redis.Redis(self.folder / "redis", got[6], self.logs / "redis.log", authority=self.authority,
                                 open_port=got[9] if is_secure else None)
        self.proxies = {"kafka": Proxy(got[2], got[3]), "postgres": Proxy(got[4], got[5]), "redis": Proxy(got[6], got[7])}
        self.children = {}

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(exist_ok=True)
        kafka.jars()
        if not self.has_load:
            kafka_archive.ensure()
        if self.authority:
            self.authority.prepare()
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(lambda instance: instance.prepare(), self.instances().values()))
        for name, instance in self.instances().items():
            self.children[name] = Child(instance.spec()).start()
        for proxy in self.proxies.values():
            proxy.start()
        for instance in self.instances().values():
            instance.wait_ready(STARTED_WITHIN_S)
        names = [services.database_of(name) for name in services.with_database()] + ["steward_test"]
        self.postgres.admin().make_databases(names, self.postgres.password)
        if self.authority:
            self.kafka.allow(self.build, self.proxied_brokers)
        return self

    def __exit__(self, *ignored):
        for proxy in self.proxies.values():
            proxy.stop()
        for child in self.children.values():
            if child.is_running():
                child.resume()
                child.kill()
        for instance in self.instances().values():
            link = instance.folder / "data"
            if link.is_symlink():
                shutil.rmtree(link.resolve(), ignore_errors=True)
            shutil.rmtree(instance.folder, ignore_errors=True)  # the logs stay, to read after a failure

    def instances(self):
        return {"kafka": self.kafka, "postgres": self.postgres, "redis": self.redis}

    def child(self, name):
        return self.children[name]

    def proxy(self, name):
        return self.proxies[name]

    def restart(self, name, kill=False):
        """Down and up again; returns when it answers."""
        child = self.children[name]
        if kill:
            child.kill()
        else:
            child.stop()
        self.start(name)

    def start(self, name):
        """One that is down; returns when it answers."""
        self.children[name].start()
        self.instances()[name].wait_ready(STARTED_WITHIN_S)

    def settings(self, service):
        """What a service is told: everything through the proxies."""
        proxied = self.proxies["postgres"].port
        url = self.postgres.url_of(services.database_of(service))
        told = {
            "STEWARD_KAFKA_BROKERS": self.proxied_brokers,
            **self.kafka.service_settings(service),
            "STEWARD_REDIS_URL": self.redis.service_url(self.proxies["redis"].port),
            **self.redis.service_settings(),
        }
        if service in services.with_database():
            told["STEWARD_POSTGRES_URL"] = url.replace(f":{self.postgres.port}/", f":{proxied}/")
        return told

    @property
    def proxied_brokers(self):
        return f"127.0.0.1:{self.proxies['kafka'].port}"

    @property
    def build(self):
        return Path(os.environ.get("STEWARD_TEST_BUILD", paths.RELEASE))

    @property
    def brokers(self):
        """The broker itself, past the proxy."""
        return self.kafka.brokers

    def database_url(self, service):
        return self.postgres.url_of(services.database_of(service))

    def test_settings(self):
        """For the unit tests that need real ones."""
        return {
            "STEWARD_TEST_KAFKA_BROKERS": self.brokers,
            "STEWARD_TEST_POSTGRES_URL": self.postgres.url_of("steward_test"),
            "STEWARD_TEST_REDIS_URL": self.redis.url,
        }


def new_folder():
    """build/system/<our pid>; those of runs that are over are removed."""
    parent = paths.BUILD / "system"
    parent.mkdir(parents=True, exist_ok=True)
    for old in parent.iterdir():
        if old.name.isdigit() and process.start_time(int(old.name)) is None:
            shutil.rmtree(old, ignore_errors=True)
    folder = parent / str(os.getpid())
    if folder.exists():
        folder = parent / f"{os.getpid()}-{len(list(parent.iterdir()))}"
    return folder
