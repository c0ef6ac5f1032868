"""docs/configuration.md: every setting of every process, as the programs themselves tell it."""

import subprocess

from . import paths, services
from .process import clean_environment

PAGE = paths.ROOT / "docs/configuration.md"
HEAD = """# Configuration

Generated from the programs' own tables by `./dev check --fix generated`; do not edit.

Every setting is an environment variable, or a line of `.env` in the working folder; the variable `STEWARD_SETTINGS` names
a file that is read in place of `.env`. `NAME_FILE` names a file that holds the value, for secrets. `steward-<service> --config`
prints what is in force and where it comes from, `--config-env` a file of settings with all of them, explained. A value out
of its range stops the process with the variable's name and what is allowed.

## Secrets

The value of a setting that is called (secret) below need not be here. It can be in a file, or be kept by somebody else; then the
setting says only where:

```sh
STEWARD_POSTGRES_URL_FILE=/run/secrets/postgres                # in a file
STEWARD_POSTGRES_URL=vault:secret/data/steward#postgres        # HashiCorp Vault
STEWARD_POSTGRES_URL=aws:steward/postgres                      # AWS Secrets Manager
STEWARD_POSTGRES_URL=google:projects/shop/secrets/postgres     # Google Secret Manager
```

| kept by | is written | is asked by |
|---|---|---|
| a file | `NAME_FILE=/path` | |
| HashiCorp Vault, a KV engine of version 2 | `vault:PATH#KEY`: the member `KEY` of what is at `PATH`, which has `data/` in it | `STEWARD_VAULT_ADDR` (https, or this machine), `STEWARD_VAULT_TOKEN` or `STEWARD_VAULT_TOKEN_FILE`, `STEWARD_VAULT_CA` |
| AWS Secrets Manager | `aws:NAME` or `aws:ARN`; `aws:NAME#KEY`: the member `KEY` of the JSON object that is there | `STEWARD_AWS_REGION`, `STEWARD_AWS_KEY` (`<id>:<secret>` of an access key), which may `secretsmanager:GetSecretValue`; `STEWARD_AWS_URL` for an endpoint of your own |
| Google Secret Manager | `google:projects/ID/secrets/NAME`, perhaps with `/versions/3`, without it the latest; `#KEY` as above | `STEWARD_GOOGLE_TOKEN`, or without it the service account of the machine, as its metadata server tells; the role is Secret Manager Secret Accessor |

They are fetched once, when the process starts, each within 3 s and all within 10 s; the command line tool does it for each verb. What
cannot be had ends the process with the name of the setting and what can be done, and nothing takes its place: whoever supervises the
process starts it anew, and so it has a new value, too. A secret that begins like one of these has to be in a file, where a value
always is the value itself. The log says who kept a secret, and never what it is or what it was asked with.
"""


def generate():
    rows = {name: rows_of(name) for name in services.NAMES}
    shared = [row for row in rows[services.NAMES[0]] if all(row in others for others in rows.values())]
    text = HEAD + section("Every process", shared)
    for name, own in rows.items():
        text += section(name, [row for row in own if row not in shared])
    return text


def rows_of(name):
    """The lines of the table that a program prints, without its head."""
    done = subprocess.run([services.program(name), "--config-markdown"], capture_output=True, text=True, check=True,
                          env=clean_environment(), cwd="/")
    return [line for line in done.stdout.splitlines() if line.startswith("| `")]


def section(title, rows):
    if not rows:
        return f"\n## {title}\n\nNothing of its own.\n"
    return f"\n## {title}\n\n| Variable | Allowed | Default | Meaning |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"


def write():
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(generate())


def stale():
    if PAGE.exists() and PAGE.read_text() == generate():
        return []
    return ["docs/configuration.md is not what the programs say: ./dev check --fix generated"]
