"""Secrets that are kept elsewhere: fetched at the start, or the process does not start; and nobody is told what they say."""

import json
import ssl
import subprocess
import time

import pytest
from checks import completed
from harness import aws_secrets, google_secrets
from harness.vault import TOKEN, Vault
from local import services, tls

SECRET = "geheim-7Kq"


@pytest.fixture
def vault():
    with Vault() as one:
        yield one


@pytest.fixture
def run(stack, tmp_path):
    """run(settings): a service alone, which ends; what it says."""
    def started(settings, *words, service="device-adapter", code=1):
        done = subprocess.run([services.program(service, stack.build), *words], capture_output=True, text=True, check=False,
                              timeout=20, env=settings, cwd=tmp_path)
        said = done.stdout + done.stderr
        assert done.returncode == code, said
        assert not [one for one in (SECRET, TOKEN, aws_secrets.SECRET, google_secrets.TOKEN) if one in said]
        return said
    return started


def test_a_service_has_its_passwords_from_the_vault(stack, vault, search, tmp_path):
    own = stack.settings_of("catalog")
    kept = {name: own[name] for name in ("STEWARD_POSTGRES_URL", "STEWARD_REDIS_URL")}
    with stack.one_more("catalog", vault.settings(**kept), tmp_path) as copy:
        assert copy.client.post("/search", json={"query": "tea"}).status_code == 200
        lines = [json.loads(line) for line in copy.log().splitlines()]
        fetched = {line["name"]: line["from"] for line in lines if line["message"] == "secret fetched"}
        assert fetched == dict.fromkeys(kept, "Vault")
    assert [path for path, _ in vault.seen] == ["/v1/secret/data/steward"] * 2
    assert all(headers["x-vault-token"] == TOKEN and headers["x-vault-request"] == "true" for _, headers in vault.seen)
    assert TOKEN not in copy.log() and not [value for value in kept.values() if value in copy.log()]
    completed(search("tea pot"))


def test_the_schema_is_prepared_with_them_too(stack, run, vault):
    own = stack.settings_of("catalog")
    run({**{name: str(value) for name, value in own.items()}, **vault.settings(STEWARD_POSTGRES_URL=own["STEWARD_POSTGRES_URL"])}, "--prepare", service="catalog", code=0)
    assert len(vault.seen) == 1


def test_the_tool_fetches_its_own(cli, vault, stack):
    told = vault.settings(STEWARD_KEY=stack.make_key("admin")["secret"])
    assert json.loads(cli("keys", "list", "--json", settings=told).stdout)
    vault.fault = "sealed"
    said = cli("keys", "list", settings=told, code=4).stderr
    assert "STEWARD_KEY" in said and "sealed" in said


def test_over_https_the_vault_proves_who_it_is(run, tmp_path):
    authority = tls.Authority(tmp_path / "ca").prepare()
    shown = authority.certificate("vault")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown.both)
    with Vault(context) as vault:
        told = vault.settings(STEWARD_KAFKA_SASL_PASSWORD=SECRET)
        assert "certificate" in run(told) and not vault.seen
        vault.secrets["secret/data/steward"] = {}
        assert "no such key" in run({**told, "STEWARD_VAULT_CA": str(authority.ca)}) and len(vault.seen) == 1


FAULTS = {
    "sealed": "answers with 503: it is sealed",
    "silent": "no reply in time",
    "slow": "no reply in time",
    "cut": "",
    "huge": "larger than",
    "endless": "larger than",
    "malformed": "version 2",
    "version 1": "version 2",
    "deleted": "answers with 404",
    "redirect": "answers with 307",
    "garbage": "",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_without_an_answer_it_does_not_start(run, vault, fault):
    vault.fault = fault
    began = time.monotonic()
    said = run(vault.settings(STEWARD_REDIS_URL=f"redis://:{SECRET}@127.0.0.1:6379/0"))
    assert time.monotonic() - began < 15
    assert "STEWARD_REDIS_URL (from the environment): Vault: " in said and FAULTS[fault] in said
    assert len(vault.seen) == 1 and not vault.elsewhere


def broken(vault, **changes):
    return {**vault.settings(STEWARD_REDIS_URL=SECRET), **changes}


WRONG = [
    ({"STEWARD_VAULT_TOKEN": "hvs.another"}, "STEWARD_VAULT_TOKEN has expired"),
    ({"STEWARD_VAULT_TOKEN": ""}, "STEWARD_VAULT_TOKEN have to be set"),
    ({"STEWARD_VAULT_ADDR": ""}, "STEWARD_VAULT_ADDR and"),
    ({"STEWARD_VAULT_ADDR": "http://vault.example:8200"}, "must begin with https://"),
    ({"STEWARD_VAULT_ADDR": "http://127.0.0.1:1"}, "STEWARD_REDIS_URL"),
    ({"STEWARD_VAULT_TOKEN": "vault:secret/data/steward#x"}, "STEWARD_VAULT_TOKEN: has to be the value itself"),
    ({"STEWARD_REDIS_URL": "vault:secret/data/steward"}, "vault:PATH#KEY is wanted"),
    ({"STEWARD_REDIS_URL": "vault:"}, "Vault: NAME#KEY is wanted"),
    ({"STEWARD_REDIS_URL": "vault:secret/data/../sys/raw#x"}, "what stands before #"),
    ({"STEWARD_REDIS_URL": "vault:secret/data/nothing#x"}, "answers with 404: nothing is at that path"),
    ({"STEWARD_REDIS_URL": "vault:secret/data/steward#nothing"}, "no such key"),
    ({}, "must be a URL"),
]


@pytest.mark.parametrize("changes, says", WRONG, ids=[says for _, says in WRONG])
def test_what_is_wrong_is_named(run, vault, changes, says):
    assert says in run(broken(vault, **changes))


def test_what_is_in_force_is_told_without_asking_anybody(run, vault):
    told = vault.settings(STEWARD_KAFKA_SASL_PASSWORD=SECRET)
    for option in ("--config", "--config-env"):
        assert "vault:secret" not in run(told, option, code=0)
    assert "STEWARD_KAFKA_SASL_PASSWORD=****" in run(told, "--config", code=0) and not vault.seen


def test_a_file_beats_the_vault(run, vault, tmp_path):
    (tmp_path / "url").write_text("nonsense")
    assert "STEWARD_REDIS_URL_FILE" in run({**broken(vault), "STEWARD_REDIS_URL_FILE": "url"}, code=2) and not vault.seen


# ---- AWS Secrets Manager ----


@pytest.fixture(scope="module")
def all_aws():
    with aws_secrets.AwsSecrets() as one:
        one.owner.create_secret(Name="steward/one", SecretString=json.dumps({"redis": SECRET}))
        one.owner.create_secret(Name="steward/text", SecretString=SECRET)
        yield one


@pytest.fixture
def aws(all_aws):
    all_aws.fault = None
    all_aws.seen.clear()
    yield all_aws
    assert not all_aws.wrong


def test_a_service_has_its_passwords_from_aws(stack, aws, tmp_path):
    own = stack.settings_of("catalog")
    arn = aws.owner.create_secret(Name="steward/redis", SecretString=own["STEWARD_REDIS_URL"])["ARN"]
    aws.owner.create_secret(Name="steward/all", SecretString=json.dumps({"postgres": own["STEWARD_POSTGRES_URL"]}))
    told = {**aws.settings(), "STEWARD_POSTGRES_URL": "aws:steward/all#postgres", "STEWARD_REDIS_URL": f"aws:{arn}"}
    with stack.one_more("catalog", told, tmp_path) as copy:
        assert copy.client.post("/search", json={"query": "tea"}).status_code == 200
    assert {ask["SecretId"] for ask in aws.seen} == {"steward/all", arn}
    assert copy.log().count('"from":"AWS"') == 2 and aws_secrets.SECRET not in copy.log()


AWS_WRONG = [
    ({"STEWARD_REDIS_URL": "aws:steward/none"}, None, ": ResourceNotFoundException"),
    ({"STEWARD_REDIS_URL": "aws:steward/one#none"}, None, "no such key"),
    ({"STEWARD_REDIS_URL": "aws:steward/text#key"}, None, "no JSON object"),
    ({"STEWARD_REDIS_URL": 'aws:a"b'}, None, "cannot be a name"),
    ({"STEWARD_AWS_REGION": ""}, None, "STEWARD_AWS_REGION has to be set"),
    ({"STEWARD_AWS_KEY": "AKIDTEST"}, None, "STEWARD_AWS_KEY has to be set"),
    ({"STEWARD_AWS_URL": "http://aws.example"}, None, "STEWARD_AWS_URL must begin with https://"),
    ({}, "denied", "answers with 400: AccessDeniedException"),
    ({}, "broken", "answers with 500: STEWARD_AWS_KEY"),
    ({}, "malformed", "none of Secrets Manager"),
]


@pytest.mark.parametrize("changes, fault, says", AWS_WRONG, ids=[says for *_, says in AWS_WRONG])
def test_what_aws_does_not_give_is_named(run, aws, changes, fault, says):
    aws.fault = fault
    said = run({**aws.settings(), "STEWARD_REDIS_URL": "aws:steward/one#redis", **changes})
    assert "STEWARD_REDIS_URL (from the environment): AWS: " in said and says in said


# ---- Google Secret Manager ----


@pytest.fixture
def google():
    with google_secrets.GoogleSecrets() as one:
        yield one


def test_a_service_has_its_passwords_from_google(stack, google, tmp_path):
    own = stack.settings_of("catalog")
    google.secrets["projects/shop-1/secrets/redis/versions/latest"] = own["STEWARD_REDIS_URL"] + "\n"
    google.secrets["projects/shop-1/secrets/all/versions/3"] = json.dumps({"postgres": own["STEWARD_POSTGRES_URL"]})
    told = {**google.settings(), "STEWARD_REDIS_URL": "google:projects/shop-1/secrets/redis",
            "STEWARD_POSTGRES_URL": "google:projects/shop-1/secrets/all/versions/3#postgres"}
    with stack.one_more("catalog", told, tmp_path) as copy:
        assert copy.client.post("/search", json={"query": "tea"}).status_code == 200
    assert copy.log().count('"from":"Google"') == 2 and google_secrets.TOKEN not in copy.log()


GOOGLE_WRONG = [
    ({"STEWARD_REDIS_URL": "google:projects/shop-1/secrets/none"}, None, "answers with 404: there is no such secret"),
    ({"STEWARD_REDIS_URL": "google:projects/shop-1/secrets/one?x"}, None, "cannot be a name"),
    ({"STEWARD_GOOGLE_TOKEN": "ya29.another"}, None, "answers with 401: the access token"),
    ({"STEWARD_GOOGLE_URL": "http://google.example"}, None, "STEWARD_GOOGLE_URL must begin with https://"),
    ({}, "changed", "dataCrc32c is another"),
    ({}, "expired", "answers with 401"),
    ({}, "denied", "answers with 403: who asks may not"),
    ({}, "no account", "this machine has no service account"),
    ({}, "no token", "tells no token"),
]


@pytest.mark.parametrize("changes, fault, says", GOOGLE_WRONG, ids=[says for *_, says in GOOGLE_WRONG])
def test_what_google_does_not_give_is_named(run, google, changes, fault, says):
    google.secrets["projects/shop-1/secrets/one/versions/latest"] = SECRET
    google.fault = fault
    said = run({**google.settings(), "STEWARD_REDIS_URL": "google:projects/shop-1/secrets/one", **changes})
    assert "STEWARD_REDIS_URL (from the environment): Google: " in said and says in said


def test_a_token_that_is_set_is_asked_of_nobody(run, google):
    google.secrets["projects/shop-1/secrets/one/versions/latest"] = "no-url"
    told = {**google.settings(), "STEWARD_GOOGLE_TOKEN": google_secrets.TOKEN, "STEWARD_REDIS_URL": "google:projects/shop-1/secrets/one"}
    assert "must be a URL" in run(told) and google.seen == ["/v1/projects/shop-1/secrets/one/versions/latest:access"]
