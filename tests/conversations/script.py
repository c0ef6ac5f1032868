"""The scripts of tests/conversations/*.yaml: read, and refused with file and line where they say what nobody knows.

What may be said in them is the table at the end of this file; README.md explains it."""

import re
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent

KINDS = {
    # search and refine
    "search", "refine", "price_limit", "brand", "exclude", "relative", "measure", "similar", "also_show", "any_brand", "start_over",
    # correct and undo
    "correct", "meant", "go_back",
    # ask
    "ask", "not_stated", "compare", "recommend", "explain",
    # choose
    "ordinal", "superlative", "by_name", "pronoun",
    # lists
    "save", "show_saved", "remove_saved", "order",
    # the rest of a talk
    "small_talk", "help", "thanks", "insult", "gibberish", "other_language", "injection", "hostile", "topic_switch",
    # ways of writing
    "units", "number_words", "range", "currency", "typo", "impossible",
    # questions back
    "clarify_option", "clarify_ordinal", "clarify_words", "clarify_refusal", "clarify_switch",
}

INTENTS = {
    "UNKNOWN", "SEARCH", "REFINE", "CORRECT", "UNDO", "START_OVER", "MORE", "SIMILAR", "ASK", "COMPARE", "RECOMMEND", "EXPLAIN",
    "CHOOSE", "SAVE", "SHOW_SAVED", "REMOVE_SAVED", "ORDER", "ANSWER", "GREETING", "HELP", "THANKS", "GOODBYE", "SMALL_TALK",
    "INSULT", "GIBBERISH", "OTHER_LANGUAGE", "INSTRUCTION",
}

STATES = {"COMPLETED", "CLARIFICATION", "FAILED"}


class Wrong(Exception):
    """What is wrong with a script, and where."""


class Map(dict):
    """A mapping that knows the lines of its keys."""

    def __init__(self, line, lines, items):
        super().__init__(items)
        self.line, self.lines = line, lines


class Loader(yaml.SafeLoader):
    """Keeps lines, and refuses a key that is there twice."""


def construct_map(loader, node):
    lines, items = {}, {}
    for key_node, value_node in node.value:
        key, line = loader.construct_object(key_node, deep=True), key_node.start_mark.line + 1
        if key in items:
            raise Wrong(f"line {line}: {key} is there twice")
        lines[key], items[key] = line, loader.construct_object(value_node, deep=True)
    return Map(node.start_mark.line + 1, lines, items)


Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, construct_map)


class Conversation:
    """One of a file: its name, what it is about, and its turns as they are written."""

    def __init__(self, file, content):
        self.file, self.line = file.name, content.line
        self.name, self.kinds, self.turns = content["name"], content["kinds"], content["turns"]

    @property
    def id(self):
        return f"{Path(self.file).stem}: {self.name}"


def files(names=()):
    return [Path(name) for name in names] if names else sorted(HERE.glob("*.yaml"))


def load(names=()):
    """All conversations of these files, or of all; Wrong, with everything that is wrong with them."""
    conversations, wrong = [], []
    for file in files(names):
        found, trouble = load_file(file)
        conversations += found
        wrong += trouble
    ids = [one.id for one in conversations]
    wrong += [f"{one.file}:{one.line}: another one has this name, too: {one.name}" for one in conversations if ids.count(one.id) > 1]
    if wrong:
        raise Wrong("\n".join(wrong))
    return conversations


def not_yet():
    """{id: why} of those that are known not to go as they should."""
    lines = (HERE / "not_yet.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" | ", 1) for line in lines if line and not line.startswith("#"))


def load_file(file):
    """Its conversations, and what is wrong with it."""
    return load_text(file, file.read_text(encoding="utf-8"))


def load_text(file, text):
    try:
        content = yaml.load(text, Loader)  # noqa: S506 - Loader is a SafeLoader
    except yaml.YAMLError as trouble:
        return [], [f"{file.name}: {trouble}"]
    except Wrong as trouble:
        return [], [f"{file.name}:{str(trouble).removeprefix('line ')}"]
    if not isinstance(content, list) or not content:
        return [], [f"{file.name}:1: must be a list of conversations"]
    wrong, found = [], []
    for number, one in enumerate(content):
        troubles = []
        CONVERSATION(one, Place(file.name, getattr(one, "line", 1), f"conversation {number + 1}", troubles))
        if not troubles:
            check_turns(file, one, troubles)
        if not troubles:
            found.append(Conversation(file, one))
        wrong += troubles
    return found, wrong


def check_turns(file, one, wrong):
    """Turns that are spoken of are turns that were before."""
    def walk(thing, number, line):
        if isinstance(thing, Map):
            for key, value in thing.items():
                spoken_of = key == "turn" or key.endswith("_turn") or key == "same_products_as"
                if spoken_of and isinstance(value, int) and not 1 <= value < number:
                    wrong.append(f"{file.name}:{thing.lines[key]}: {key}: {value} is not a turn before turn {number}")
                walk(value, number, thing.lines[key])
        elif isinstance(thing, list):
            for value in thing:
                walk(value, number, line)

    for number, turn in enumerate(one["turns"], 1):
        if turn.get("settled") and "intent" in turn:
            wrong.append(f"{file.name}:{turn.line}: what a settled turn was understood as is not known")
        # What is judged may speak of the turn itself: its own products.
        for key, value in turn.items():
            own = 1 if key in ("answer", "comparison", "saved", "products") else 0
            walk(Map(turn.line, {key: turn.lines[key]}, {key: value}), number + own, turn.line)


class Place:
    """Where in a file: complains there."""

    def __init__(self, file, line, path, wrong):
        self.file, self.line, self.path, self.wrong = file, line, path, wrong

    def at(self, key, line=None):
        return Place(self.file, line or self.line, f"{self.path}, {key}", self.wrong)

    def complain(self, what):
        self.wrong.append(f"{self.file}:{self.line}: {self.path}: {what}")


# What a value may be. Each of these makes a function (value, place) that complains.

def text(value, place):
    if not isinstance(value, str):
        place.complain(f"must be a text, is {value!r} (put it in quotes)")


def regex(value, place):
    text(value, place)
    if isinstance(value, str):
        try:
            re.compile(value)
        except re.error as trouble:
            place.complain(f"is no regular expression: {trouble}")


def flag(value, place):
    if not isinstance(value, bool):
        place.complain(f"must be true or false, is {value!r}")


def number(value, place):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        place.complain(f"must be a number, is {value!r}")


def whole(value, place):
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        place.complain(f"must be a whole number, is {value!r}")


def one_of(*allowed):
    def check(value, place):
        if value not in allowed:
            place.complain(f"is {value!r}, not one of {', '.join(sorted(map(str, allowed)))}")
    return check


def some(check, least=1):
    """A list of it, or a single one."""
    def check_all(value, place):
        values = value if isinstance(value, list) else [value]
        if len(values) < least:
            place.complain(f"must have {least} or more")
        for one in values:
            check(one, Place(place.file, getattr(one, "line", place.line), place.path, place.wrong))
    return check_all


def either(**by_type):
    """By what it is in YAML: text=…, whole=…, fields=…, items=…, flag=…"""
    def check(value, place):
        name = {str: "text", bool: "flag", int: "whole", float: "number", list: "items"}.get(type(value), "fields")
        if name in by_type:
            by_type[name](value, place)
        else:
            place.complain(f"must be one of {', '.join(by_type)}, is {value!r}")
    return check


def fields(required=(), **known):
    def check(value, place):
        if not isinstance(value, Map):
            place.complain(f"must be a mapping, is {value!r}")
            return
        for key in value:
            if key in known:
                known[key](value[key], place.at(key, value.lines[key]))
            else:
                place.at(key, value.lines[key]).complain("is not known")
        for key in required:
            if key not in value:
                place.complain(f"{key} is missing")
    return check


def each(check):
    """A mapping whose keys are free."""
    def check_all(value, place):
        if not isinstance(value, Map):
            place.complain(f"must be a mapping, is {value!r}")
            return
        for key in value:
            check(value[key], place.at(key, value.lines[key]))
    return check_all


def kinds(value, place):
    some(one_of(*KINDS))(value, place)
    if not isinstance(value, list):
        place.complain("must be a list")


def turns(value, place):
    if not isinstance(value, list) or not 2 <= len(value) <= 8:
        place.complain("must be a list of 2 to 8 turns")
        return
    for index, one in enumerate(value):
        TURN(one, Place(place.file, getattr(one, "line", place.line), f"turn {index + 1}", place.wrong))


# The format.

REFERENCE = fields(
    required=["turn"], turn=whole, product=either(whole=whole, text=one_of("last", "cheapest", "dearest", "best_rated")),
    title_has=regex, brand=text)

MEASURE = fields(at_least=number, at_most=number, unit=text,
                 **{"is": either(text=text, whole=whole, number=number, flag=flag, items=some(either(text=text, whole=whole, number=number)))})

PREDICATE = fields(
    category_in=some(text), brand_in=some(text), brand_not_in=some(text), colour_in=some(text), only_colours_in=some(text),
    size_in=some(text), price_at_most=number, price_at_least=number, price_below=REFERENCE, price_above=REFERENCE,
    rating_at_least=number, in_stock=flag, attribute=each(MEASURE), title_has=regex, title_has_not=regex, text_has=regex,
    same_as=REFERENCE)

FIGURE = fields(required=["turn", "name"], turn=whole, product=either(whole=whole, text=text), title_has=regex, brand=text, name=text)

PATTERNS = some(either(text=regex, items=some(regex)))

TURN = fields(
    required=["say"],
    say=either(text=text, fields=fields(text=text, times=whole, then=text, option=whole, otherwise=text)),
    limit=whole, locale=text, settled=flag, http=some(whole),
    intent=some(one_of(*INTENTS)),
    slots=some(fields(name=text, value=regex, said=text, negated=flag)),
    status=some(one_of(*STATES)),
    language=some(text),
    products=fields(
        at_least=whole, at_most=whole, exactly=whole, all=PREDICATE, any=PREDICATE, first=PREDICATE, none=PREDICATE, most=PREDICATE,
        sorted=one_of("price_ascending", "price_descending", "rating", "rating_ascending"), includes=some(REFERENCE), excludes=some(REFERENCE),
        cheaper_than_turn=whole, dearer_than_turn=whole, new_since_turn=whole, other_than_turn=whole,
        more_than_turn=each(whole), less_than_turn=each(whole)),
    answer=fields(
        has=PATTERNS, has_not=PATTERNS, claims_not=PATTERNS, has_attribute_of=some(FIGURE), has_price_of=some(REFERENCE), names=some(REFERENCE),
        names_one_of=some(REFERENCE), names_any=PREDICATE, names_not=some(REFERENCE), not_stated=flag, longest=whole),
    same_products_as=whole,
    comparison=either(text=one_of("none"), fields=fields(products=whole, row_in=some(text), of=some(REFERENCE), differs=flag)),
    saved=either(whole=whole, fields=fields(count=whole, includes=some(REFERENCE), excludes=some(REFERENCE), all=PREDICATE)),
    clarification=either(text=one_of("asked", "none"), items=some(text), fields=fields(
        about=some(text), not_about=some(text), has_option=some(regex))),
    need=fields(has=some(regex), has_not=some(regex), empty=flag),
    total=fields(at_least=whole, at_most=whole),
    total_less_than_turn=whole, total_more_than_turn=whole, total_is_options=flag,
    suggestions_at_least=whole)

CONVERSATION = fields(required=["name", "kinds", "turns"], name=text, kinds=kinds, turns=turns)
