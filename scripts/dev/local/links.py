"""Links in Markdown files: those to files and headings of the repository must lead somewhere."""

import re
import unicodedata

from . import paths

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
FENCE = re.compile(r"^\s*(```|~~~)")


def broken(files):
    """What is wrong, a line each."""
    said = []
    for name in files:
        page = paths.ROOT / name
        for number, target in targets(page):
            trouble = look(page, target)
            if trouble:
                said.append(f"{name}:{number}: {target}: {trouble}")
    return said


def prose(page):
    """(line number, line) outside of code."""
    inside = False
    for number, line in enumerate(page.read_text().splitlines(), 1):
        if FENCE.match(line):
            inside = not inside
        elif not inside:
            yield number, line


def targets(page):
    for number, line in prose(page):
        for match in LINK.finditer(re.sub(r"`[^`]*`", "", line)):
            yield number, match.group(1)


def look(page, target):
    """Why the link is broken; empty: it is not, or it leads outside."""
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return ""
    path, _, anchor = target.partition("#")
    there = (page.parent / path).resolve() if path else page
    if not there.exists():
        return "no such file"
    if anchor and there.suffix == ".md" and anchor not in anchors(there):
        return "no such heading"
    return ""


def anchors(page):
    """The headings' names, as GitHub makes them."""
    found = {}
    names = set()
    for _, line in prose(page):
        heading = re.match(r"#{1,6}\s+(.*?)\s*#*$", line)
        if not heading:
            continue
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.group(1)).replace("`", "").lower()
        name = "".join(c for c in text if c in " -_" or unicodedata.category(c)[0] in "LN").replace(" ", "-")
        names.add(f"{name}-{found[name]}" if name in found else name)
        found[name] = found.get(name, 0) + 1
    return names
