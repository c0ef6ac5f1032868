"""Waiting for something to be so."""

import time


def wait_until(is_so, seconds=10.0, what="", every=0.02):
    """The first true answer of is_so(); an AssertionError with `what` when there is none in time. What it raises counts
    as not yet, and is told in the end."""
    end = time.monotonic() + seconds
    trouble = None
    while True:
        try:
            answer = is_so()
            trouble = None
        except Exception as raised:  # pylint: disable=broad-except
            answer, trouble = None, raised
        if answer:
            return answer
        if time.monotonic() >= end:
            name = what or getattr(is_so, "__name__", "it")
            raise AssertionError(f"not so after {seconds} s: {name}; last: {trouble or answer!r}")
        time.sleep(every)
