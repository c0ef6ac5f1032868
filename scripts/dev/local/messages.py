"""proto/compatibility.txt: every field and enum value that there has ever been.

Kafka, Postgres and other versions of the processes hold messages of before and after an upgrade, so a number keeps its
name, its type and its place. Fields are added; one that goes leaves its number `reserved`."""

import re
import subprocess

from . import paths
from .trouble import Trouble

FOLDER = paths.ROOT / "proto"
RECORD = FOLDER / "compatibility.txt"
HEAD = """# Every field and enum value that there has ever been: messages outlive the version that wrote them.
# `./dev check --fix messages` adds what is new. A line that is here stays; docs/adding.md says how to take a field away.
"""


def described():
    """The descriptors of all files, as protoc prints them: blocks are lists of (name, block or text)."""
    sources = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.proto"))
    compiled = run(["protoc", "--descriptor_set_out=/dev/stdout", *sources], None)
    text = run(["protoc", "--decode=google.protobuf.FileDescriptorSet", "-I/usr/include", "google/protobuf/descriptor.proto"],
               compiled).decode()
    blocks = [[]]
    for line in text.splitlines():
        line = line.strip()
        if line.endswith("{"):
            inner = []
            blocks[-1].append((line[:-1].strip(), inner))
            blocks.append(inner)
        elif line == "}":
            blocks.pop()
        else:
            name, _, value = line.partition(": ")
            blocks[-1].append((name, value.strip('"')))
    return blocks[0]


def run(command, given):
    done = subprocess.run(command, cwd=FOLDER, input=given, capture_output=True, check=False)
    if done.returncode != 0:
        raise Trouble(f"protoc could not read proto/: {done.stderr.decode().strip()}")
    return done.stdout


def every(block, name):
    return [value for key, value in block if key == name]


def one(block, name, default=""):
    return next(iter(every(block, name)), default)


def reserve(block, path, reserved, last):
    """`last`: whether the end of a range belongs to it, as it does in enums."""
    for taken in every(block, "reserved_range"):
        reserved.update((path, number) for number in range(int(one(taken, "start")), int(one(taken, "end")) + last))


def of_enum(enum, within, entries, reserved):
    path = f"{within}.{one(enum, 'name')}"
    entries.update({(path, int(one(value, "number"))): one(value, "name") for value in every(enum, "value")})
    reserve(enum, path, reserved, last=True)


def of_message(message, within, entries, reserved):
    path = f"{within}.{one(message, 'name')}"
    oneofs = [one(declared, "name") for declared in every(message, "oneof_decl")]
    for field in every(message, "field"):
        kind = one(field, "type_name").lstrip(".") or one(field, "type").removeprefix("TYPE_").lower()
        words = ["repeated"] if one(field, "label") == "LABEL_REPEATED" else []
        words += [kind, one(field, "name")]
        if one(field, "oneof_index"):
            words.append(f"of {oneofs[int(one(field, 'oneof_index'))]}")
        entries[path, int(one(field, "number"))] = " ".join(words)
    reserve(message, path, reserved, last=False)
    for enum in every(message, "enum_type"):
        of_enum(enum, path, entries, reserved)
    for nested in every(message, "nested_type"):
        of_message(nested, path, entries, reserved)


def now():
    """What each number means, by (message or enum, number); and the numbers that are reserved."""
    entries, reserved = {}, set()
    for file in every(described(), "file"):
        for enum in every(file, "enum_type"):
            of_enum(enum, one(file, "package"), entries, reserved)
        for message in every(file, "message_type"):
            of_message(message, one(file, "package"), entries, reserved)
    return entries, reserved


def recorded():
    lines = RECORD.read_text().splitlines() if RECORD.exists() else []
    found = [re.fullmatch(r"(\S+) (\d+) (.+)", line) for line in lines if line and not line.startswith("#")]
    return {(match[1], int(match[2])): match[3] for match in found}


def broken(before, entries, reserved):
    """What a message of before would be misread by."""
    said = []
    for (path, number), meant in sorted(before.items()):
        means = entries.get((path, number))
        if means is None and (path, number) not in reserved:
            said.append(f"{path}: {number} was `{meant}` and is gone: write `reserved {number};`")
        elif means is not None and means != meant:
            said.append(f"{path}: {number} was `{meant}` and is `{means}`: take a new number, and reserve this one")
    return said


def write():
    """Adds what is new; nothing else."""
    merged = {**now()[0], **recorded()}
    RECORD.write_text(HEAD + "".join(f"{path} {number} {meant}\n" for (path, number), meant in sorted(merged.items())))


def wrong():
    before, (entries, reserved) = recorded(), now()
    said = broken(before, entries, reserved)
    if not said and entries.keys() - before.keys():
        said.append("proto/compatibility.txt does not know all fields: ./dev check --fix messages")
    return said
