"""Files that are no good pictures any more: cut, changed, joined, with figures in their heads that are not true.

The same seed gives the same files."""

import random


def harmed(seed, files):
    """One file, made of one of these."""
    rng = random.Random(seed)
    data = bytearray(rng.choice(files))
    for _ in range(rng.randrange(1, 4)):
        rng.choice(HARMS)(rng, data, files)
    return bytes(data)


def cut(rng, data, files):
    del data[rng.randrange(1, len(data) + 1):]


def flip(rng, data, files):
    for _ in range(rng.randrange(1, 40)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def flip_in_head(rng, data, files):
    for _ in range(rng.randrange(1, 10)):
        data[rng.randrange(min(len(data), 160))] = rng.randrange(256)


def large_figures(rng, data, files):
    at = rng.randrange(min(len(data), 400))
    data[at:at + 4] = rng.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x00\x00\x00", b"\x00\x00\xff\xff"))


def repeat(rng, data, files):
    start = rng.randrange(len(data))
    part = data[start:start + rng.randrange(1, 2000)]
    data[start:start] = part * rng.randrange(1, 6)


def leave_out(rng, data, files):
    start = rng.randrange(len(data))
    del data[start:start + rng.randrange(1, 500)]
    data.extend(b"\0")


def splice(rng, data, files):
    other = rng.choice(files)
    data[rng.randrange(len(data)):] = other[rng.randrange(len(other)):] + b"\0"


def noise(rng, data, files):
    start = rng.randrange(len(data))
    data[start:start + 64] = rng.randbytes(64)


HARMS = (cut, flip, flip_in_head, large_figures, repeat, leave_out, splice, noise)
