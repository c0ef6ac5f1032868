"""Files for their owner alone."""

import os
import secrets


def write(path, text):
    """All of it or nothing."""
    temporary = path.with_suffix(f".{os.getpid()}")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    temporary.rename(path)


def secret(path):
    """Made once and kept, so that what runs with it is not started anew."""
    if not path.exists():
        write(path, secrets.token_hex(32))
    return path.read_text().strip()
