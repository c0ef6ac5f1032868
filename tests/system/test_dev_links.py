"""./dev's link checker."""

import pytest
from local import links, paths


@pytest.fixture
def page(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    (tmp_path / "other.md").write_text("# A heading, with `code` & more\n\n## Twice\n\n## Twice\n")

    def write(text):
        (tmp_path / "page.md").write_text(text)
        return links.broken(["page.md"])
    return write


@pytest.mark.parametrize("text", [
    "[a](other.md)", "[a](other.md#a-heading-with-code--more)", "[a](other.md#twice-1)", "[a](https://example.org/x)",
    "`[a](missing.md)`", "```\n[a](missing.md)\n```", "# Here\n[a](#here)", '[a](other.md "title")',
])
def test_good_links(page, text):
    assert not page(text)


@pytest.mark.parametrize("text", ["[a](missing.md)", "![a](missing.png)", "[a](other.md#missing)", "[a](#missing)"])
def test_broken_links(page, text):
    said = page("\n\n" + text)
    assert len(said) == 1 and said[0].startswith("page.md:3: ")
