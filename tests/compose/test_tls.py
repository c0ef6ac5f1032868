"""deploy/docker/tls.yml: everything encrypted, everybody known; who comes in the clear or is somebody else is refused; the
authority stays. The system in the clear goes before: two at once are too much for a small machine."""

import json
import ssl
import uuid

import confluent_kafka
import httpx
import pytest
from checks import completed
from harness import PATIENT, ROOT, Producer, Reader, run, wait_until
from local import kafka, ports, redis, services
from project import LONG_RUNNING, Project, wait_scraped


class Secure(Project):
    def __init__(self, engine, folder):
        super().__init__(engine, "steward-tls", ["deploy/docker/tls.yml"], ["authority", "topics", "access-rules"])
        self.folder = folder
        self.url = f"https://localhost:{self.port}"
        self.brokers = f"localhost:{self.kafka_port}"

    def trust(self):
        """Whom to trust, as a user gets it."""
        return self.compose("exec", "-T", "orchestrator", "cat", "/run/tls/ca.pem").stdout

    def set_client(self):
        self.client.close()
        self.client = httpx.Client(base_url=self.url, timeout=30, headers=PATIENT, trust_env=False,
                                   verify=ssl.create_default_context(cadata=self.trust()))

    def port_of(self, service):
        return int(self.compose("port", service, str(services.port_of(service))).stdout.strip().rsplit(":", 1)[1])

    def kafka_client(self, user=None):
        """Settings of a client on this machine that knows the authority, and has the certificate of a user."""
        ca = self.folder / "ca.pem"
        ca.write_text(self.trust())
        settings = {"security.protocol": "ssl", "ssl.ca.location": str(ca)}
        if user:
            both = self.folder / f"{user}.pem"
            both.write_text(self.compose("run", "--rm", "-T", "authority", "show", user).stdout)
            settings |= {"ssl.certificate.location": str(both), "ssl.key.location": str(both)}
        return settings

    def psql(self, query, role="steward_catalog", **settings):
        words = [word for name, value in {"PGPASSWORD": "steward", **settings}.items() for word in ("-e", f"{name}={value}")]
        return self.compose("run", "--rm", "-T", *words, "--entrypoint", "psql", "databases", "-X", "-A", "-t", "-h", "postgres",
                            "-U", role, "-d", "steward_catalog", "-c", query, check=False)

    def redis(self, *words):
        done = self.compose("exec", "-T", "redis", "redis-cli", *words, check=False)
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def secure(engine, project, tmp_path_factory):
    project.down("-v")
    with Secure(engine, tmp_path_factory.mktemp("tls")) as made:
        try:
            made.up()
            made.set_client()
            made.wait_indexed()
        except BaseException:
            print(made.logs())
            raise
        yield made


@pytest.fixture(scope="module")
def admin(secure):
    return secure.kafka_client(kafka.ADMIN)


def test_all_of_it_runs(secure):
    assert set(secure.containers()) == LONG_RUNNING | secure.once


def test_a_search_over_https(secure):
    assert completed(secure.search("usb c cable", limit=3))["products"]
    assert secure.client.get("/").headers["content-type"].startswith("text/html")


def test_the_edge_and_the_catalogue_ask_each_other_over_https(secure):
    answer = wait_until(lambda: (said := secure.client.get("/api/v1/suggest", params={"q": "wire"})).status_code == 200 and said, 30)
    assert answer.json()["suggestions"]
    key = {"Authorization": "Bearer st_live_" + "0" * 40}
    assert secure.client.get(f"https://localhost:{secure.port_of('catalog')}/products/x", headers=key).status_code == 401


def test_who_does_not_know_the_authority_does_not_trust_it(secure):
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{secure.url}/healthz", trust_env=False)


@pytest.mark.parametrize("service", services.NAMES)
def test_http_in_the_clear_is_refused(secure, service):
    port = secure.port_of(service)
    assert secure.client.get(f"https://localhost:{port}/healthz").status_code == 200
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://localhost:{port}/healthz", trust_env=False)


def test_the_command_line_tool(secure):
    code, said, trouble = secure.steward("search", "usb c cable")
    assert code == 0 and "USB-C" in said, trouble
    code, said, trouble = secure.steward("lag", "--json")
    assert code == 0 and json.loads(said)["lags"], trouble


def test_a_request_from_kafka(secure, admin):
    session = str(uuid.uuid4())
    with Reader(secure.brokers, "steward.responses", **admin) as responses:
        Producer(secure.brokers, **admin).send("steward.requests", b'{"search":{"query":"usb c cable"}}', session)
        answer = json.loads(responses.of_key(session, 30).value)
    assert answer["status"] == "COMPLETED" and answer["products"]


def topics(brokers, settings):
    return confluent_kafka.Consumer({"bootstrap.servers": brokers, "group.id": "nobody", **settings}).list_topics(timeout=5).topics


def test_kafka_in_the_clear_or_without_a_certificate_is_refused(secure, admin):
    assert "steward.requests" in topics(secure.brokers, admin)
    for stranger in ({}, secure.kafka_client()):
        with pytest.raises(confluent_kafka.KafkaException):
            topics(secure.brokers, stranger)


def test_a_user_of_kafka_may_do_what_the_rules_say(secure):
    """Nothing, where there are none; a service its part."""
    assert not [name for name in topics(secure.brokers, secure.kafka_client("stranger")) if name.startswith("steward.")]
    seen = {name for name in topics(secure.brokers, secure.kafka_client("steward-monitoring")) if name.startswith("steward.")}
    assert seen == {"steward.telemetry", "steward.warmup"}


def test_postgres_in_the_clear_is_refused(secure):
    refused = secure.psql("select 1", PGSSLMODE="disable")
    assert refused.returncode and "no encryption" in refused.stderr
    assert secure.psql("select 1").stdout.strip() == "1"


def test_all_connections_to_postgres_are_encrypted(secure):
    said = secure.psql("select distinct a.datname, s.ssl from pg_stat_activity a join pg_stat_ssl s using (pid)"
                       " where a.usename like 'steward\\_%'", "postgres").stdout.split()
    assert sorted(said) == ["steward_catalog|t", "steward_orchestrator|t"]


def test_redis_in_the_clear_or_without_a_name_is_refused(secure):
    over_tls = ["--tls", "--cacert", "/run/tls/ca.pem"]
    assert "PONG" not in secure.redis("ping")
    assert "NOAUTH" in secure.redis(*over_tls, "ping")
    url = secure.compose("exec", "-T", "media", "cat", "/run/tls/redis-url").stdout.strip().replace("@redis:", "@localhost:")
    assert "PONG" in secure.redis(*over_tls, "-u", url, "ping")
    assert "NOPERM" in secure.redis(*over_tls, "-u", url, "flushall")


def test_every_service_uses_all_of_them(secure):
    def so():
        said = secure.client.get(f"https://localhost:{secure.monitoring_port}/health").json()["processes"]
        return {one["service"] for one in said} == set(services.NAMES) and all(set(one["dependencies"].values()) == {"ok"} for one in said)
    wait_until(so, 60, "monitoring hears that all is well")


def test_keys_are_seen_by_their_owners_alone(secure):
    for service, copies in secure.containers().items():
        mounted = {one.get("Name", "").removeprefix("steward-tls_") for one in copies[0]["Mounts"] if one["Type"] == "volume"}
        if service != "authority":
            assert "authority" not in mounted and len({name for name in mounted if name.startswith("tls-")}) <= 1, service
    modes = secure.compose("exec", "-T", "orchestrator", "stat", "-c", "%n %a %u", "/run/tls/own.key", "/run/tls/redis-url").stdout
    assert modes.split() == ["/run/tls/own.key", "400", "65532", "/run/tls/redis-url", "400", "65532"]


def test_what_redis_lets_the_services_do_is_what_dev_up_does():
    assert f"'{redis.MAY}'" in (ROOT / "deploy/docker/tls/authority.sh").read_text()


def test_prometheus_asks_over_https(secure):
    port = ports.free(1)[0]
    secure.compose("--profile", "observability", "up", "-d", "--no-recreate", "prometheus", HOST_PROMETHEUS_PORT=str(port))
    wait_scraped(f"http://127.0.0.1:{port}/api/v1", {name: "1" for name in services.NAMES})
    secure.compose("--profile", "observability", "rm", "-sfv", "prometheus")


def test_down_and_up_keep_the_authority_and_the_data(secure):
    before, session = secure.trust(), str(uuid.uuid4())
    assert secure.client.post("/api/v1/chat", json={"session_id": session, "message": "show me gaming laptops"}).json()["products"]
    secure.down()
    assert not secure.containers()
    secure.up()
    assert secure.trust() == before
    narrowed = wait_until(lambda: secure.client.post("/api/v1/chat", json={"session_id": session, "message": "under 1500"}).json()["products"],
                          60, "the conversation goes on")
    assert all(product["price"]["amount_minor"] <= 150000 for product in narrowed)
    rules = secure.engine.docker("logs", secure.containers()["access-rules"][0]["Id"]).stdout
    assert " 0 made, 0 more" in rules


def test_without_the_authority_a_stranger_signs_nothing(secure, tmp_path):
    """A certificate that says it is the administrator's, of another authority."""
    own = tmp_path / "own.pem"
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={kafka.ADMIN}",
        "-keyout", tmp_path / "own.key", "-out", own)
    with pytest.raises(confluent_kafka.KafkaException):
        topics(secure.brokers, {**secure.kafka_client(), "ssl.certificate.location": str(own), "ssl.key.location": str(tmp_path / "own.key")})
