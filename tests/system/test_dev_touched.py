"""Which tests ./dev test --changed runs."""

import re

import pytest
from local import paths, touched


@pytest.mark.parametrize("path, some", [
    ("services/media/speech/hear.c", "test_transcribe.py"),
    ("services/catalog/offers/listing.c", "test_sources.py"),
    ("services/catalog/search/search.c", "test_search_http.py"),
    ("web/src/main.tsx", "test_page_journeys.py"),
    ("tests/conversations/choosing.yaml", "test_conversations.py"),
    ("tests/system/test_live.py", "test_live.py"),
    ("docs/media.md", "test_documents.py"),
])
def test_a_change_has_its_tests(path, some):
    found = touched.system_tests({path})
    assert f"tests/system/{some}" in found and len(found) < 40


@pytest.mark.parametrize("path", ["common/base/str.h", "common/service/call.c", "proto/steward/v1/chat.proto", "CMakeLists.txt",
                                  "tests/system/conftest.py", "tests/system/harness/stack.py", "something/new.c"])
def test_what_may_touch_anything_has_all(path):
    assert touched.system_tests({"docs/media.md", path}) is None


def test_what_is_in_no_running_system_has_none():
    assert touched.system_tests({"tests/unit/http/test_part.c", "README.md", "tests/system/test_gone.py"}) == []


@pytest.mark.parametrize("paths_changed, named", [
    ({"services/media/cage.c"}, ["media/cage", "-catalog/search", "-cli/args"]),
    ({"tests/unit/http/test_part.c", "cli/main.c"}, ["http/part", "cli/args", "-media/cage"]),
    ({"docs/media.md"}, ["-media/cage"]),
    ({"common/base/str.h"}, None),
    ({"CMakeLists.txt", "cli/main.c"}, None),
])
def test_unit_tests_of_a_change(paths_changed, named):
    pattern = touched.unit_tests(paths_changed)
    assert (pattern == "") == (named is None)
    for name in named or ():
        assert bool(re.match(pattern, name.lstrip("-"))) != name.startswith("-")


def test_every_folder_that_is_named_is_there_and_every_name_is_a_test():
    for folder, about in touched.AREAS:
        assert (paths.ROOT / folder).is_dir(), folder
        for name in about.split():
            assert list(touched.SYSTEM.glob(f"test_{name}.py")), f"{folder}: {name}"
