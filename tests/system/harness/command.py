"""A program that is run to its end."""

import subprocess

SHOWN = 3000  # characters of what a program said that failed


def run(*command, seconds=120, check=True, **options):
    """What subprocess says of it, its output as text; check: an AssertionError tells the output when its exit code is not 0."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, timeout=seconds,
                          stdin=subprocess.DEVNULL, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-SHOWN:]}\n{done.stderr[-SHOWN:]}")
    return done
