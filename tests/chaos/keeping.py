"""What must be true of media when a run is over, whatever was killed in it."""

import hashlib
import os
import time

import families
from harness import wait_until

WORKS = 3  # pictures, recordings, what is being spoken
WORKERS = 2  # of each: STEWARD_MEDIA_WORKERS
SETTLES_WITHIN_S = 60
UNFINISHED_S = 660  # what was begun so long ago is swept: the store takes it for a dead process's after ten minutes


def gone(copy, kept):
    """What was answered as kept, {id: SHA-256}, and is not there as it was sent."""
    return [f"{media_id}: {trouble}" for media_id, digest in kept.items() if (trouble := trouble_with(copy, media_id, digest))]


def trouble_with(copy, media_id, digest):
    answer = copy.client.get(f"/media/{media_id}/content")
    if answer.status_code != 200:
        return answer.text[:200]
    return "" if hashlib.sha256(answer.content).hexdigest() == digest else "is not what was sent"


def left_behind(copy, folder):
    """Files that were being written when somebody was killed, and that a sweep does not take: one is made at each start."""
    files = list((folder / "unfinished").iterdir())
    long_ago = time.time() - UNFINISHED_S
    for file in files:
        os.utime(file, (long_ago, long_ago))
    copy.restart()
    try:
        wait_until(lambda: not any(file.exists() for file in files), SETTLES_WITHIN_S, "they are swept")
    except AssertionError:
        return [file.name for file in files if file.exists()]
    return []


def wait_complete(copy):
    """Until it has its workers, those that died having been replaced, and none more."""
    wait_until(lambda: len(families.workers(copy.pid)) == WORKS * WORKERS, SETTLES_WITHIN_S, f"the workers of {copy.name} are complete")


def crowd(copy):
    """What is wrong with their number."""
    try:
        wait_complete(copy)
    except AssertionError as trouble:
        return [f"{trouble}: there are {len(families.workers(copy.pid))}"]
    return []
