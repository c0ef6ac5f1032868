"""./dev check messages: what a message of another version would be misread by is found."""

import shutil

import pytest
from local import messages

BEFORE = """syntax = "proto3";
package shop;
message Order {
  string id = 1;
  oneof paid { int64 minor = 2; bool free = 3; }
  message Line { string product = 1; }
  repeated Line lines = 4;
  enum State { OPEN = 0; SENT = 1; }
  State state = 5;
}
"""


@pytest.fixture
def proto(tmp_path, monkeypatch):
    """Writes the one file of messages anew."""
    if not shutil.which("protoc"):
        pytest.skip("protoc is not installed")
    monkeypatch.setattr(messages, "FOLDER", tmp_path)
    monkeypatch.setattr(messages, "RECORD", tmp_path / "compatibility.txt")

    def write(*changes):
        text = BEFORE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "shop.proto").write_text(text)

    write()
    messages.write()
    return write


def test_what_is_recorded_is_right(proto):
    assert messages.wrong() == []
    assert messages.recorded() == {
        ("shop.Order", 1): "string id", ("shop.Order", 2): "int64 minor of paid", ("shop.Order", 3): "bool free of paid",
        ("shop.Order", 4): "repeated shop.Order.Line lines", ("shop.Order", 5): "shop.Order.State state",
        ("shop.Order.Line", 1): "string product", ("shop.Order.State", 0): "OPEN", ("shop.Order.State", 1): "SENT"}


def test_what_is_new_is_recorded(proto):
    proto(("State state = 5;", "State state = 5;\n  string note = 6;"))
    assert messages.wrong() == ["proto/compatibility.txt does not know all fields: ./dev check --fix messages"]
    messages.write()
    assert messages.wrong() == []
    assert messages.recorded()["shop.Order", 6] == "string note"


@pytest.mark.parametrize("change, said", [
    (("string id = 1;", ""), "shop.Order: 1 was `string id` and is gone: write `reserved 1;`"),
    (("string id = 1;", "bytes id = 1;"), "shop.Order: 1 was `string id` and is `bytes id`"),
    (("string id = 1;", "string key = 1;"), "shop.Order: 1 was `string id` and is `string key`"),
    (("repeated Line lines", "Line lines"), "shop.Order: 4 was `repeated shop.Order.Line lines`"),
    (("oneof paid { int64 minor = 2; bool free = 3; }", "int64 minor = 2; bool free = 3;"),
     "shop.Order: 2 was `int64 minor of paid` and is `int64 minor`"),
    (("SENT = 1;", ""), "shop.Order.State: 1 was `SENT` and is gone"),
    (("string product = 1;", "string product = 2;"), "shop.Order.Line: 1 was `string product` and is gone"),
])
def test_what_would_be_misread_is_refused_and_stays_so(proto, change, said):
    proto(change)
    assert any(line.startswith(said) for line in messages.wrong())
    messages.write()
    assert any(line.startswith(said) for line in messages.wrong())


def test_a_number_may_be_taken_out_of_use(proto):
    proto(("string id = 1;", "reserved 1;"), ("SENT = 1;", "reserved 1;"))
    assert messages.wrong() == []


def test_what_is_no_proto_is_said(proto):
    proto(("string id = 1;", "strong id = 1;"))
    with pytest.raises(messages.Trouble, match="strong"):
        messages.wrong()
