"""What is made from the table of verbs: completion and the manual page."""

import re
import subprocess

import pytest


@pytest.fixture(scope="module")
def tool(stack):
    def run(*words):
        return subprocess.run([stack.build / "bin/steward", *words], capture_output=True, text=True, check=True, timeout=30,
                              cwd="/").stdout
    return run


@pytest.fixture
def completed(tool):
    """What a shell offers behind these words."""
    script = tool("completion", "bash")

    def run(*words):
        program = (f"{script}\nCOMP_WORDS=(\"$@\")\nCOMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n_steward\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"")
        done = subprocess.run(["bash", "--norc", "-euc", program, "-", "steward", *words], capture_output=True, text=True, check=True)
        return done.stdout.split()
    return run


def verbs_of_the_help(tool):
    return re.findall(r"^  ([a-z]+(?: [a-z]+)?)\b", tool("--help"), re.MULTILINE)


def test_bash_completes_verbs_actions_and_options(completed, tool):
    assert {verb.split()[0] for verb in verbs_of_the_help(tool)} == set(completed(""))
    assert completed("topi") == ["topics"]
    assert set(completed("dlt", "")) == {"list", "show", "replay", "purge"}
    assert completed("dlt", "re") == ["replay"]
    assert set(completed("dlt", "replay", "--d")) == {"--dry-run"}
    assert "--partitions" in completed("topics", "repair", "--") and "--json" in completed("lag", "--")
    assert "check" in completed("topics", "")
    assert completed("restore", "--y") == ["--yes"]


def test_the_manual_page_is_well_formed_and_has_every_verb(tool):
    page = tool("man")
    checked = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z"], input=page, capture_output=True, text=True, check=True)
    assert checked.stderr == ""
    text = subprocess.run(["groff", "-man", "-Tascii", "-P-cbou"], input=page, capture_output=True, text=True, check=True).stdout
    for verb in verbs_of_the_help(tool):
        assert f"steward {verb}" in text
    for wanted in ("--dry-run", "STEWARD_KAFKA_BROKERS", "EXIT STATUS", "`steward topics create`"):
        assert wanted in text


def test_a_shell_that_is_none(stack):
    done = subprocess.run([stack.build / "bin/steward", "completion", "tcsh"], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "bash or zsh" in done.stderr
