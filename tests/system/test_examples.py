"""What clients in other languages are given to begin with."""

import re
import shutil
import subprocess

import pytest
from local import paths

PROTO = paths.ROOT / "proto"
OF_A_FIELD = re.compile(r"\bByteString getDescriptor\(\)")
OF_THE_CLASS = re.compile(r"\bDescriptors\.Descriptor\s+getDescriptor\(\)")


def test_the_java_example_is_told_to_make_classes_that_compile(tmp_path):
    """A field is named as a method of protobuf's full classes is."""
    if not shutil.which("protoc"):
        pytest.skip("protoc is not installed")
    said = re.search(r"<outputOptions>(.*)</outputOptions>", (paths.ROOT / "examples/kafka/java/pom.xml").read_text())
    sources = sorted(str(path.relative_to(PROTO)) for path in PROTO.rglob("*.proto"))
    subprocess.run(["protoc", f"--java_out={said[1] if said else ''}:{tmp_path}", *sources], cwd=PROTO, check=True)
    classes = {path.name: path.read_text() for path in tmp_path.rglob("*.java")}
    assert OF_A_FIELD.search(classes["Media.java"])
    assert not [name for name, text in classes.items() if OF_A_FIELD.search(text) and OF_THE_CLASS.search(text)]
