"""What is wrong with the sentences of the response composer: texts/<language>.txt and <language>.names.txt.

Every language has every sentence with the same places and forms, every sentence is used, and every one that the code
asks for is there. The composer itself refuses broken files when it starts; this also finds what it could live with."""

import re

from . import paths

FOLDER = paths.ROOT / "services" / "response-composer"
LINE_MAX = 600
KEY = re.compile(r"[a-z0-9_./-]+")
ESCAPED = re.compile(r"\\.")
PLACE = re.compile(r"\{([a-z0-9_]+)")
SAYS = re.compile(r'\b(?:answer_say|say|language_text|speech_text|say_with_count)\(\s*[&\w>.-]+,\s*"([a-z][a-z0-9_.]*)"')


def wrong(folder=FOLDER):
    """A line for each fault: file, line, what."""
    said, languages = [], {}
    for path in sorted((folder / "texts").glob("*.txt")):
        code, _, kind = path.name.removesuffix(".txt").partition(".")
        languages.setdefault(code, {})[kind] = read(path, said)
    english = languages.get("en", {})
    for code, kinds in languages.items():
        for kind in {*english, *kinds}:
            compare(code, kind, english.get(kind, {}), kinds.get(kind, {}), said)
    sources = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.c")))
    return said + unused(english.get("", {}), sources) + unknown({**english.get("", {}), **english.get("names", {})}, sources)


def read(path, said):
    sentences = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        where = f"{path.name}:{number}"
        if not line.strip() or line.startswith("#"):
            continue
        key, equals, sentence = (part.strip() for part in line.partition("="))
        if not equals or not sentence or not KEY.fullmatch(key):
            said.append(f"{where}: a line is `key = sentence`, the key in small letters")
            continue
        if len(line.encode()) > LINE_MAX:
            said.append(f"{where}: {key}: more than {LINE_MAX} bytes")
        if line != line.rstrip() or "\t" in line or "  " in sentence:
            said.append(f"{where}: {key}: blanks at the end, tabs or two blanks together")
        if key in sentences:
            said.append(f"{where}: {key}: is there twice")
        said += [f"{where}: {key}: {what}" for what in brackets(sentence)]
        sentences[key] = (where, sentence)
    return sentences


def brackets(sentence):
    """Faults of the signs: an own reading of what texts.h says, not the composer's."""
    text, open_, faults = ESCAPED.sub("", sentence), [], []
    for at, sign in enumerate(text):
        if sign in "{[":
            open_.append((sign, at))
        elif sign in "}]":
            if not open_ or "{[".index(open_[-1][0]) != "}]".index(sign):
                return [f"brackets do not match at {text[at:at + 10]!r}"]
            kind, start = open_.pop()
            inner = text[start + 1:at]
            if kind == "[" and "{" not in inner:
                faults.append(f"[{inner}] has no place that could be empty")
            elif kind == "{" and "?" in inner:
                name, _, forms = inner.partition("?")
                bars = re.sub(r"[{\[][^{}\[\]]*[}\]]", "", forms).count("|")
                if bars != 1:
                    faults.append(f"{{{name}?...}} has {bars + 1} forms instead of two")
            elif kind == "{" and not re.fullmatch(r"[a-z0-9_]+", inner):
                faults.append(f"{{{inner}}} is no place")
    return faults + [f"a bracket stays open at {text[at:at + 10]!r}" for _, at in open_]


def places(sentence):
    return set(PLACE.findall(ESCAPED.sub("", sentence)))


def compare(code, kind, english, other, said):
    name = f"{code}.{kind}.txt" if kind else f"{code}.txt"
    said += [f"{name}: {key} is missing" for key in english.keys() - other.keys()]
    said += [f"{other[key][0]}: {key} is not in English" for key in other.keys() - english.keys()]
    for key in english.keys() & other.keys():
        where, sentence = other[key]
        differs = places(sentence) ^ places(english[key][1])
        if differs:
            said.append(f"{where}: {key}: not the same places as in English: {', '.join(sorted(differs))}")


def unused(english, sources):
    """Keys that nothing in the code names, whole or by their beginning ("feature.%s")."""
    named = set(re.findall(r'"([a-z0-9_.]+)"', sources))
    beginnings = tuple(re.findall(r'"([a-z0-9_]+\.)(?:%[^"]*)?"', sources))
    return [f"{where}: {key} is not used" for key, (where, _) in english.items()
            if key not in named and not key.startswith(beginnings)]


def unknown(english, sources):
    return [f"en.txt: {key} is missing, which the code says" for key in sorted(set(SAYS.findall(sources)) - english.keys())]
