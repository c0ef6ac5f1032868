"""Dependencies that can do without one of theirs: three brokers, and a Postgres with one that follows it and takes its place."""

import time

import confluent_kafka.admin
from local import kafka, ports, postgres, services

from .child import Child
from .dependencies import STARTED_WITHIN_S, Dependencies
from .proxy import Proxy
from .wait import wait_until

NOTICED_AFTER_S = 1.0  # by whoever watches over them
TAKES_WITHIN_S = 20
STANDBY = "standby"
BROKERS = 3


class Replicated(Dependencies):
    """A record counts when two of three brokers have it, and a commit when both databases do: so nothing is lost with one of
    them. Services are told of all. Which database is `primary` changes with each fail_over."""

    def __init__(self, folder=None, has_load=False):
        super().__init__(folder, is_secure=False, has_load=has_load)
        self.brokers_by_name = self.make_brokers()
        self.kafka = self.brokers_by_name["kafka"]
        got = ports.free(2)
        self.servers = {"postgres": self.postgres, STANDBY: postgres.Postgres(self.folder / STANDBY, got[0], self.logs / "standby.log")}
        self.proxies[STANDBY] = Proxy(*got)
        self.primary, self.standby = "postgres", STANDBY

    def make_brokers(self):
        names = ["kafka", *(f"kafka-{number}" for number in range(2, BROKERS + 1))]
        controllers, cluster, made = tuple(ports.free(BROKERS)), kafka.new_cluster(), {}
        for number, name in enumerate(names, 1):
            port, proxied, proxy = ports.free(3)
            made[name] = kafka.Kafka(self.folder / name, port, controllers[number - 1], self.logs / f"{name}.log",
                                     proxied=(proxied, proxy), member=kafka.Member(number, controllers, cluster),
                                     is_brief=not self.has_load)
            self.proxies[name] = Proxy(proxied, proxy)
        return made

    def __enter__(self):
        super().__enter__()
        self.follow()
        return self

    def instances(self):
        return {**super().instances(), **self.brokers_by_name, **{name: server for name, server in self.servers.items() if name in self.children}}

    def follow(self):
        """The standby is made anew from the primary, and started; returns when commits wait for it."""
        primary, standby = self.servers[self.primary], self.servers[self.standby]
        standby.prepare_standby(primary)
        self.children[self.standby] = Child(standby.spec()).start()
        standby.wait_ready(STARTED_WITHIN_S)
        primary.admin().sql(f"alter system set synchronous_standby_names = '{self.standby}'")
        primary.admin().sql("select pg_reload_conf()")
        wait_until(lambda: primary.admin().sql("select sync_state from pg_stat_replication") == ["sync"], TAKES_WITHIN_S,
                   f"{self.standby} follows {self.primary}", every=0.1)

    def fail_over(self):
        """The primary is killed and the standby promoted; returns when that can be written to."""
        self.children[self.primary].kill()
        time.sleep(NOTICED_AFTER_S)
        self.primary, self.standby = self.standby, self.primary
        admin = self.servers[self.primary].admin()
        admin.sql("select pg_promote()")
        wait_until(lambda: admin.sql("select pg_is_in_recovery()") == ["f"], TAKES_WITHIN_S, f"{self.primary} is promoted", every=0.05)

    def broker_lost(self, name):
        """Killed; returns when others lead what it led."""
        number = self.brokers_by_name[name].member.number
        self.children[name].kill()
        wait_until(lambda: all(number != part.leader for part in self.parts(name)), TAKES_WITHIN_S, f"nothing is led by {name}", every=0.1)

    def broker_back(self, name):
        """Started; returns when it has all that it missed."""
        self.start(name)
        wait_until(lambda: all(len(part.isrs) == len(part.replicas) for part in self.parts()), STARTED_WITHIN_S,
                   f"{name} has caught up", every=0.1)

    def parts(self, without=None):
        """All partitions, as a broker sees them."""
        brokers = ",".join(broker.brokers for name, broker in self.brokers_by_name.items() if name != without)
        known = confluent_kafka.admin.AdminClient({"bootstrap.servers": brokers, "log_level": 0}).list_topics(timeout=5)
        return [part for topic in known.topics.values() for part in topic.partitions.values()]

    @property
    def brokers(self):
        return ",".join(broker.brokers for broker in self.brokers_by_name.values())

    @property
    def proxied_brokers(self):
        return ",".join(f"127.0.0.1:{self.proxies[name].port}" for name in self.brokers_by_name)

    def settings(self, service):
        told = {**super().settings(service), "STEWARD_KAFKA_REPLICATION": BROKERS}
        if service in services.with_database():
            told["STEWARD_POSTGRES_URL"] = self.url_of_both(service, [self.proxies[name].port for name in self.servers])
        return told

    def database_url(self, service):
        return self.url_of_both(service, [server.port for server in self.servers.values()])

    def url_of_both(self, service, both):
        url = self.postgres.url_of(services.database_of(service))
        hosts = ",".join(f"127.0.0.1:{port}" for port in both)
        return url.replace(f"127.0.0.1:{self.postgres.port}", hosts) + "?target_session_attrs=read-write"
