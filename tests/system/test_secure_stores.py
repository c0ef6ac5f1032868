"""Postgres with sslmode=verify-full, Redis over TLS with a user of its own: they work, and who is somebody else is refused."""

import contextlib
import urllib.parse
import uuid

import psycopg
import pytest
import redis
from checks import completed, says
from conftest import SETTINGS, load
from harness import Dependencies, Stack, wait_until
from local import services, tls

pytestmark = pytest.mark.slow

LIMITED = {"STEWARD_RATE_PER_SECOND": 1, "STEWARD_RATE_BURST": 20}


@pytest.fixture(scope="module")
def dependencies():
    with Dependencies(is_secure=True) as running:
        yield running


@pytest.fixture(scope="module")
def stack(dependencies):
    with Stack(dependencies, settings={**SETTINGS, "orchestrator": LIMITED}) as running:
        running.wait_ready(100)
        load(running)
        yield running


def with_parameters(url, **changed):
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.urlunsplit(parts._replace(query=urllib.parse.urlencode(dict(urllib.parse.parse_qsl(parts.query)) | changed)))


# ---- Postgres


def test_postgres_is_encrypted_for_all_services(stack, dependencies, search):
    assert completed(search("tea pot"))["products"]
    with psycopg.connect(dependencies.postgres.url) as db:
        rows = db.execute("select a.datname, s.ssl, s.version from pg_stat_activity a join pg_stat_ssl s using (pid)"
                          " where a.usename like 'steward\\_%%'").fetchall()
    assert {row[0] for row in rows} >= {services.database_of(name) for name in services.with_database()}
    assert all(row[1] and row[2] in ("TLSv1.2", "TLSv1.3") for row in rows)


def test_postgres_in_the_clear_is_refused(dependencies):
    with pytest.raises(psycopg.OperationalError, match="no encryption|pg_hba"):
        psycopg.connect(with_parameters(dependencies.database_url("catalog"), sslmode="disable"))


def test_postgres_with_the_right_name_is_accepted(preparing):
    child = preparing("catalog")
    assert child.wait_ended(60) == 0, child.log()


def test_postgres_with_the_name_of_another_host_is_refused(dependencies, preparing):
    url = dependencies.settings("catalog")["STEWARD_POSTGRES_URL"]
    other = with_parameters(url.replace("@127.0.0.1:", "@postgres.example:"), hostaddr="127.0.0.1")
    assert says(preparing("catalog", STEWARD_POSTGRES_URL=other), 'does not match host name \\"postgres.example\\"')


def test_postgres_of_another_authority_is_refused(dependencies, preparing, tmp_path):
    stranger = tls.Authority(tmp_path / "stranger").prepare()
    url = with_parameters(dependencies.settings("catalog")["STEWARD_POSTGRES_URL"], sslrootcert=str(stranger.ca))
    assert says(preparing("catalog", STEWARD_POSTGRES_URL=url), "certificate verify failed")


# ---- Redis


@pytest.fixture
def limited(stack):
    """A copy of the edge that limits its clients in Redis, told other things of it."""
    with contextlib.ExitStack() as copies:
        yield lambda **settings: copies.enter_context(stack.one_more("orchestrator", {**LIMITED, **settings}))


def test_redis_counts_over_tls(stack, dependencies, edge):
    wait_until(lambda: "redis connected" in stack.copy("orchestrator").log(), 15)
    answers = [edge.get("/api/v1/suggest", params={"q": "te"}).status_code for _ in range(40)]
    assert 429 in answers
    own = redis.Redis.from_url(dependencies.redis.url)
    assert [key for key in own.keys("*") if key.startswith(b"steward:rate:")]
    clients = [client for client in own.client_list() if client["user"] == "steward"]
    assert clients


def test_redis_comes_back_over_tls(stack, dependencies):
    copy = stack.copy("orchestrator")

    def count(words):
        return copy.log().count(words)

    lost = count("redis lost")
    with dependencies.proxy("redis").away():
        wait_until(lambda: count("redis lost") > lost, 15, "it is missed")
        connected = count("redis connected")  # none comes while it is away
    wait_until(lambda: count("redis connected") > connected, 20, "it is connected again")


@pytest.mark.parametrize("settings, words", [
    ({"STEWARD_REDIS_CA": ""}, "certificate refused"),
    ({"STEWARD_REDIS_URL": "rediss://steward:wrong@127.0.0.1:{port}/0"}, "wrongpass"),
    ({"STEWARD_REDIS_URL": "redis://steward:{password}@127.0.0.1:{port}/0"}, "no answer|closed|reset"),
    ({"STEWARD_REDIS_CA": "/nowhere.pem"}, "no certificates to trust in /nowhere.pem"),
])
def test_redis_that_is_not_right_is_said(limited, dependencies, settings, words):
    """Requests are answered all the same: Redis is only for what may be lost."""
    values = {"port": dependencies.proxy("redis").port, "password": dependencies.redis.password}
    copy = limited(**{name: value.format(**values) for name, value in settings.items()})
    wait_until(lambda: any(word in copy.get("/health").text.lower() for word in words.split("|")), 20, words)
    assert dependencies.redis.password not in copy.get("/health").text + copy.log()
    assert "redis connected" not in copy.log()


def test_redis_with_the_certificate_of_another_host_is_refused(limited, dependencies, tls_server):
    port = tls_server(dependencies.authority.certificate("elsewhere", ["redis.example"]))
    copy = limited(STEWARD_REDIS_URL=f"rediss://steward:x@127.0.0.1:{port}/0")
    wait_until(lambda: "ip address mismatch" in copy.get("/health").text.lower(), 20)


def test_redis_user_may_do_nothing_else(dependencies):
    own = redis.Redis.from_url(f"{dependencies.redis.service_url(dependencies.redis.port)}?ssl_ca_certs={dependencies.authority.ca}")
    assert own.ping()
    assert own.set(f"steward:{uuid.uuid4()}", "x", px=1000)
    for forbidden in (own.flushall, own.config_get, own.client_list, own.acl_list, lambda: own.keys("*"),
                      lambda: own.get("someone:else"), lambda: own.eval("return redis.call('get', 'other')", 0)):
        with pytest.raises(redis.exceptions.ResponseError, match="(?i)permission|can't access"):
            forbidden()
