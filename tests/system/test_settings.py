"""Settings: what a program says of them, what it refuses, and what its log tells and does not tell."""

import json
import signal
import subprocess

import pytest
from harness import wait_until
from local import services

SECRET = "geheim-7Kq"
every_service = pytest.mark.parametrize("service", services.NAMES)


@pytest.fixture
def run(stack, tmp_path):
    """run("media", "--config", STEWARD_PORT=1): the program, in an empty folder, told nothing else."""
    def started(service, *words, code=0, **settings):
        done = subprocess.run([services.program(service, stack.build), *words], capture_output=True, text=True, check=False,
                              timeout=20, env=settings, cwd=tmp_path)
        assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done
    return started


@every_service
def test_help_names_every_setting_with_range_and_default(run, service):
    text = run(service, "--help").stdout
    assert f"usage: steward-{service}" in text
    assert "STEWARD_PORT (number 0..65535, default 0)" in text
    assert "STEWARD_LOG_LEVEL (choice: debug|info|warn|error, default info)" in text


@every_service
def test_version_is_one_line(run, service):
    lines = run(service, "--version").stdout.splitlines()
    assert len(lines) == 1 and lines[0].startswith(f"steward-{service} ")


@every_service
def test_an_unknown_option_is_refused(run, service):
    assert "--dance" in run(service, "--dance", code=2).stderr


def config(text):
    """{name: (value, source)} of what --config says."""
    split = [line.partition("=") for line in text.splitlines()]
    return {name: tuple(part.strip() for part in rest.split("  # ")) for name, _, rest in split}


def test_config_says_each_value_and_where_it_came_from(run, tmp_path):
    (tmp_path / ".env").write_text("STEWARD_LOG_LEVEL=warn\nSTEWARD_PORT=1234\n")
    said = config(run("catalog", "--config", STEWARD_PORT="4321").stdout)
    assert said["STEWARD_PORT"][0] == "4321" and "environment" in said["STEWARD_PORT"][1]
    assert said["STEWARD_LOG_LEVEL"][0] == "warn" and "env file" in said["STEWARD_LOG_LEVEL"][1]
    assert said["STEWARD_LOG_FORMAT"][0] == "auto" and "default" in said["STEWARD_LOG_FORMAT"][1]


@every_service
def test_a_file_of_settings_that_it_prints_says_the_same(run, tmp_path, service):
    """As the packages have it in /etc/steward."""
    printed = run(service, "--config-env", STEWARD_PORT="4321", STEWARD_KAFKA_SASL_PASSWORD=SECRET).stdout
    assert SECRET not in printed and "\nSTEWARD_PORT=4321\n" in printed and "\n#STEWARD_KAFKA_SASL_PASSWORD=\n" in printed
    (tmp_path / "its.env").write_text(printed)
    said = config(run(service, "--config", STEWARD_SETTINGS=str(tmp_path / "its.env")).stdout)
    assert said.pop("STEWARD_PORT") == ("4321", "env file")
    assert said and all(source == "default" for _, source in said.values())
    (tmp_path / "its.env").write_text(printed.replace("\n#STEWARD_", "\nSTEWARD_"))
    commented_in = config(run(service, "--config", STEWARD_SETTINGS=str(tmp_path / "its.env")).stdout)
    assert {name: value for name, (value, _) in commented_in.items() if name != "STEWARD_PORT"} == \
        {name: value for name, (value, _) in said.items()}


def test_a_file_of_settings_that_is_named_must_exist(run, tmp_path):
    (tmp_path / ".env").write_text("STEWARD_PORT=1234\n")
    assert "cannot read /nowhere.env" in run("media", code=2, STEWARD_SETTINGS="/nowhere.env").stderr


SECRETS = {
    "STEWARD_POSTGRES_URL": f"postgresql://me:{SECRET}@127.0.0.1/x",
    "STEWARD_REDIS_URL": f"redis://me:{SECRET}@127.0.0.1:6379/0",
    "STEWARD_KAFKA_SASL_PASSWORD": SECRET,
    "STEWARD_KAFKA_SSL_KEY_PASSWORD": SECRET,
    "STEWARD_OTLP_URL": f"http://me:{SECRET}@127.0.0.1:4318",
}


@pytest.mark.parametrize("name", SECRETS)
def test_config_masks_secrets(run, name):
    said = run("catalog", "--config", **{name: SECRETS[name]}).stdout
    assert SECRET not in said and "****" in config(said)[name][0]
    printed = run("catalog", "--config-env", **{name: SECRETS[name]}).stdout
    assert SECRET not in printed and f"\n#{name}=" in printed


def test_a_value_may_be_in_a_file(run, tmp_path):
    (tmp_path / "password").write_text(f"{SECRET}\n")
    (tmp_path / "port").write_text("4321\n")
    said = config(run("media", "--config", STEWARD_PORT_FILE="port", STEWARD_KAFKA_SASL_PASSWORD_FILE="password").stdout)
    assert said["STEWARD_PORT"][0] == "4321" and said["STEWARD_PORT"][1] == "STEWARD_PORT_FILE"
    assert said["STEWARD_KAFKA_SASL_PASSWORD"][0] == "****"


def test_a_file_that_is_not_there_is_named(run):
    said = run("media", STEWARD_KAFKA_SASL_PASSWORD_FILE="no-such-file", code=2).stderr
    assert "STEWARD_KAFKA_SASL_PASSWORD_FILE" in said and "no-such-file" in said


REFUSED = [
    ("orchestrator", "STEWARD_PORT", "70000", ["0", "65535"]),
    ("orchestrator", "STEWARD_PORT", "eight", ["whole number", "65535"]),
    ("orchestrator", "STEWARD_MAX_IN_FLIGHT", "0", ["1", "1000000"]),
    ("orchestrator", "STEWARD_DRAIN_MS", "99999999999999999999", ["100", "600000"]),
    ("media", "STEWARD_LOG_LEVEL", "loud", ["debug", "error"]),
    ("media", "STEWARD_OTLP_URL", "localhost", ["scheme://"]),
    ("catalog", "STEWARD_POSTGRES_URL", f"{SECRET}", ["URL"]),
    ("monitoring", "STEWARD_KAFKA_SECURITY_PROTOCOL", "tls", ["plaintext", "sasl_ssl"]),
]


@pytest.mark.parametrize("service, name, value, allowed", REFUSED)
def test_a_bad_value_ends_the_process_with_what_is_allowed(run, service, name, value, allowed):
    said = run(service, code=2, **{name: value}).stderr
    assert name in said and all(word in said for word in allowed), said
    assert SECRET not in said


def test_a_bad_line_of_env_is_named(run, tmp_path):
    (tmp_path / ".env").write_text("STEWARD_PORT=1\nnonsense\n")
    assert ".env:2" in run("media", code=2).stderr


# ---- in a process that runs ----


def lines(copy):
    """Its log; every line is JSON, with a level, a time and the service."""
    said = [json.loads(line) for line in copy.log().splitlines()]
    assert all(line["level"] and line["service"] == copy.service and line["time"] for line in said)
    return said


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".env").write_text("STEWARD_LOG_LEVEL=warn\nSTEWARD_NONSENSE=1\n")
    return tmp_path


def test_what_is_unknown_is_warned_about(stack, folder):
    with stack.one_more("media", {"STEWARD_GUESS": "1"}, folder) as copy:
        warned = json.dumps([line for line in lines(copy) if line["level"] == "warn"])
        assert "STEWARD_GUESS" in warned and "STEWARD_NONSENSE" in warned and "STEWARD_PORT" not in warned


def test_a_hangup_sets_the_log_level_anew(stack, folder):
    with stack.one_more("media", folder=folder) as copy:
        assert not [line for line in lines(copy) if line["level"] == "info"]
        (folder / ".env").write_text("STEWARD_LOG_LEVEL=info\n")
        copy.signal(signal.SIGHUP)
        wait_until(lambda: any(line["message"] == "log level set" for line in lines(copy)), 10)
        pid = copy.pid
        assert copy.is_ready() and copy.pid == pid
        copy.stop()
        assert [line for line in lines(copy) if line["level"] == "info"]


def test_a_hangup_with_a_bad_file_keeps_what_there_is(stack, folder):
    with stack.one_more("media", folder=folder) as copy:
        (folder / ".env").write_text("STEWARD_LOG_LEVEL=loud\n")
        copy.signal(signal.SIGHUP)
        told = wait_until(lambda: [line for line in lines(copy) if "settings cannot be read anew" in line["message"]], 10)
        assert "STEWARD_LOG_LEVEL" in json.dumps(told) and copy.is_ready()


def test_no_password_is_in_the_log(stack, dependencies, folder):
    """Not at the most talkative level, and not that of a log in that Redis refuses."""
    password, redis = dependencies.postgres.password, stack.settings_of("catalog")["STEWARD_REDIS_URL"]
    assert password in stack.settings_of("catalog")["STEWARD_POSTGRES_URL"]
    told = {"STEWARD_LOG_LEVEL": "debug", "STEWARD_REDIS_URL": redis.replace("://", f"://me:{SECRET}@"),
            "STEWARD_KAFKA_SASL_PASSWORD": SECRET, "STEWARD_RATE_PER_SECOND": 1000}
    with stack.one_more("catalog", told, folder) as copy:
        assert copy.client.post("/search", json={"query": "tea"}).status_code == 200
        assert lines(copy) and SECRET not in copy.get("/health").text
    assert SECRET not in copy.log()
    assert not [one.name for one in [*stack.copies, copy] if password in one.log()]


def test_a_wrong_password_ends_the_process_without_telling_it(stack, dependencies, folder):
    right = stack.settings_of("catalog")["STEWARD_POSTGRES_URL"]
    copy = stack.refused("catalog", {"STEWARD_POSTGRES_URL": right.replace(dependencies.postgres.password, SECRET)}, folder)
    assert copy.exit_code == 1
    assert any("password authentication failed" in line.get("error", "") for line in lines(copy))
    assert SECRET not in copy.log()
