"""Says what is wrong with an answer: every key of a turn has a check here, and some things must be so in every answer.

A check yields texts, each a thing that a shopper would not like."""

import re
import statistics

import shelf

NOT_STATED = (r"not stated|n.t stated|not (say|give|list|known|specif|mention)|n.t (say|give|list|know|specif|mention|have (that|any|this))"
              r"|no (information|details?|data|word)|unknown|nothing (about|is said)|keine angabe|nicht angegeben")
YES = r"\b(yes|has|have|had|is|are|comes? with|does|do|supports?|includes?|included|offers?|with|can|ja|hat)\b"
NO = r"\b(no|not|none|neither|without|lacks?|nein|kein\w*|nicht|ohne)\b|n['’]t\b"
LEFTOVER = r"\(null\)|%s|%d|\{\w+\}|\bnan\b|\bundefined\b"


class Exchange:
    """A turn as it went: what was said, and what came back."""

    def __init__(self, turn, said, status, content, view):
        self.turn, self.said, self.http, self.content, self.view = turn, said, status, content, view
        self.before = []  # (said, question): questions back on the way to this answer
        self.failures = []

    @property
    def message(self):
        return self.content.get("message", "")

    @property
    def ids(self):
        return [one["product_id"] for one in self.content.get("products", [])]

    @property
    def total(self):
        return int(self.content.get("total", 0))

    @property
    def question(self):
        return self.content.get("clarification") or {}

    @property
    def intent(self):
        return self.content.get("understood", {}).get("intent", "UNKNOWN")


class Missing(Exception):
    """What is referred to was never shown."""


class Case:
    """The turn that is judged, with all before it."""

    def __init__(self, catalogue, exchanges):
        self.catalogue, self.exchanges, self.now = catalogue, exchanges, exchanges[-1]

    def before(self, number):
        return self.exchanges[number - 1]

    def products(self, exchange=None):
        """As the catalogue knows them."""
        return [self.catalogue[one] for one in (exchange or self.now).ids if one in self.catalogue]

    def shown(self, reference):
        """The product that is meant."""
        found = self.products(self.before(reference["turn"]))
        for name, pattern in (("title_has", reference.get("title_has")), ("brand", reference.get("brand"))):
            if pattern:
                found = [one for one in found if re.search(pattern, one["title" if name == "title_has" else "brand"], re.IGNORECASE)]
        which = reference.get("product", 1)
        if not found or (isinstance(which, int) and not 1 <= which <= len(found)):
            raise Missing(f"turn {reference['turn']} showed no such product: {dict(reference)}")
        if isinstance(which, int):
            return found[which - 1]
        keys = {"cheapest": shelf.price, "dearest": lambda one: -shelf.price(one),
                "best_rated": lambda one: -one.get("rating", {}).get("stars", 0)}
        return found[-1] if which == "last" else min(found, key=keys[which])

    def predicate(self, written):
        return {name: self.shown(wanted) if name in ("price_below", "price_above", "same_as") else wanted
                for name, wanted in written.items()}


def judge(catalogue, exchanges):
    """Everything that is wrong with the last of them."""
    case = Case(catalogue, exchanges)
    turn = case.now.turn
    allowed = shelf.as_list(turn.get("http", 200))
    if case.now.http not in allowed:
        return [f"HTTP {case.now.http}, not {' or '.join(map(str, allowed))}: {str(case.now.content)[:300]}"]
    if case.now.http != 200:
        return list(problem(case))
    found = list(always(case))
    for key, wanted in turn.items():
        if key in CHECKS:
            try:
                found += [f"{key}: {one}" for one in CHECKS[key](case, wanted)]
            except Missing as trouble:
                found.append(f"{key}: {trouble}")
    return found


def problem(case):
    if not case.now.content.get("title") or case.now.content.get("status") != case.now.http:
        yield f"no problem as RFC 9457 has it: {case.now.content}"


# What must be so in every answer.

def always(case):
    content, message = case.now.content, case.now.message
    state = content.get("status", "INITIAL")
    if "status" not in case.now.turn and state not in ("COMPLETED", "CLARIFICATION"):
        yield f"status {state}: {content.get('problem')}"
    if not message.strip():
        yield "no message"
    if len(message) > 2000:
        yield f"a message of {len(message)} characters"
    left = re.search(LEFTOVER, message)
    if left and left.group() not in case.now.said:
        yield f"the message has {left.group()!r} in it"
    if any(ord(one) < 32 and one not in "\n\t" or 127 <= ord(one) < 160 for one in message):
        yield "the message has control characters in it"
    if not content.get("session_id") or not content.get("request_id"):
        yield "no session_id or request_id"
    yield from true_products(case)
    yield from true_understanding(case)
    yield from true_question(case)
    yield from true_comparison(case)
    if case.now.turn.get("settled") and case.now.question:
        yield f"asks a third time: {case.now.question.get('question')}"


def true_products(case):
    seen = set()
    for one in case.now.content.get("products", []):
        known = case.catalogue.get(one["product_id"])
        if known is None:
            yield f"a product that is not in the catalogue: {one}"
        elif one.get("title") != known["title"] or one.get("price") != known["price"] or one.get("brand") != known["brand"]:
            yield f"title, brand or price is not the catalogue's: {one}"
        if one["product_id"] in seen:
            yield f"shown twice: {one['product_id']}"
        seen.add(one["product_id"])
    if case.now.ids and case.now.total < len(case.now.ids):
        yield f"total {case.now.total} of {len(case.now.ids)} products"
    if len(case.now.ids) > case.now.turn.get("limit", 10):
        yield f"{len(case.now.ids)} products on a page"


def true_understanding(case):
    understood = case.now.content.get("understood", {})
    said = case.now.said.encode()
    for one in [understood, *understood.get("slots", [])]:
        if not 0 <= one.get("confidence", 0) <= 1:
            yield f"confidence {one['confidence']}"
    for slot in understood.get("slots", []):
        part = said[slot.get("start", 0):slot.get("end", 0)]
        if slot.get("said") and part.decode(errors="replace").casefold() != slot["said"].casefold():
            yield f"slot {slot} is not at its place, where {part!r} is"


def true_question(case):
    question = case.now.question
    asks = case.now.content.get("status") == "CLARIFICATION"
    if asks != bool(question):
        yield f"status {case.now.content.get('status')}, clarification {question}"
    if not question:
        return
    options = question.get("options", [])
    if not 2 <= len(options) <= 5:
        yield f"a question with {len(options)} options"
    if not question.get("question") or not all(one.get("label") for one in options):
        yield f"a question or an option without words: {question}"
    if any(int(one.get("count", 0)) < 1 for one in options):
        yield f"an option that leaves nothing: {options}"
    if any(int(one.get("count", 0)) >= case.now.total for one in options):
        yield f"an option that leaves all of the {case.now.total}: {options}"
    labels = [one.get("label", "").casefold() for one in options]
    if len(set(labels)) < len(labels):
        yield f"an option twice: {labels}"


def true_comparison(case):
    comparison = case.now.content.get("comparison") or {}
    products = [case.catalogue.get(one) for one in comparison.get("product_ids", [])]
    if None in products:
        yield f"compares what is not in the catalogue: {comparison['product_ids']}"
        return
    for row in comparison.get("rows", []):
        values = row.get("values", [])
        if len(values) != len(products):
            yield f"row {row.get('name')} has {len(values)} values for {len(products)} products"
            continue
        name = row.get("name", "").casefold().replace(" ", "_").replace("-", "_")
        for product, value in zip(products, values):
            known = shelf.attribute(product, name)
            if known and value and not states(value, *known):
                yield f"row {row['name']}: {value!r} of {product['title']}, which has {known}"
        if row.get("differs") and len(set(values)) == 1:
            yield f"row {row['name']} is said to differ: {values}"


# Words of an answer.

def number_pattern(value):
    """38, 38.0, 1.5, 1,5, 26,000: the number and no other."""
    whole, _, part = f"{value:.10g}".partition(".")
    thousands = f"{int(whole):,}".replace(",", "[,.\u00a0\u202f ]?")
    tail = rf"[.,]{part}0*" if part else r"([.,]0+)?"
    return rf"(?<![\d.,]){thousands}{tail}(?![\d]|[.,]\d)"


def states(message, value, unit):
    """The message says so. A flag: yes or no; what else is not stated is neither."""
    if isinstance(value, bool):
        message = re.sub(r"[^,.:;]*\bnot stated\b", "", message, flags=re.IGNORECASE)
        no, yes = re.search(NO, message, re.IGNORECASE), re.search(YES, message, re.IGNORECASE)
        first = re.match(r"\W*(yes|ja|no|nein)\b", message, re.IGNORECASE)
        if first:
            return (first.group(1).lower() in ("yes", "ja")) == value
        return bool(yes and not no) if value else bool(no)
    if isinstance(value, str):
        return value.casefold() in message.casefold() or value.casefold().replace("-", " ") in message.casefold()
    if re.search(number_pattern(value), message):
        return True
    kind = shelf.UNITS.get(unit)
    others = [other for other, its in shelf.UNITS.items() if kind and its[0] == kind[0] and other != unit]
    return any(re.search(number_pattern(round(value * kind[1] / shelf.UNITS[other][1], 2)) + rf"\s*{other}", message)
               for other in others)


def without_titles(case, message):
    """What a title says is no answer."""
    for exchange in case.exchanges:
        for product in case.products(exchange):
            message = re.sub(re.escape(product["title"]), "it", message, flags=re.IGNORECASE)
    return message


def found_in(patterns, message):
    """A pattern, or one of several, is in it."""
    return any(re.search(one, message, re.IGNORECASE | re.DOTALL) for one in shelf.as_list(patterns))


def is_named(product, message):
    """By its title, or by the beginning of it: brand and name."""
    words = product["title"].split()
    brand = len(product["brand"].split())
    short = " ".join(words[:brand + 1]) if product["title"].startswith(product["brand"]) else " ".join(words[:2])
    return short.casefold().strip(",.:") in message.casefold()


def is_priced(product, message):
    value = product["price"]["amount_minor"]
    return bool(re.search(number_pattern(value / 100) if value % 100 == 0 else
                          rf"(?<!\d){f'{value // 100:,}'.replace(',', '[,.]?')}[.,]{value % 100:02d}(?!\d)", message))


def check_answer(case, wanted):
    message = case.now.message
    for patterns in shelf.as_list(wanted.get("has", [])):
        if not found_in(patterns, message):
            yield f"does not say {patterns}"
    for patterns in shelf.as_list(wanted.get("has_not", [])):
        if found_in(patterns, message):
            yield f"says {patterns}"
    for patterns in shelf.as_list(wanted.get("claims_not", [])):
        if found_in(patterns, re.sub(r"“[^”]*”|\"[^\"]*\"", "", message)):
            yield f"claims {patterns}"
    for one in shelf.as_list(wanted.get("has_attribute_of", [])):
        product = case.shown(one)
        known = shelf.attribute(product, one["name"])
        if known is None:
            if not found_in(NOT_STATED, message):
                yield f"{one['name']} of {product['title']} is not stated, and the answer does not say so"
        elif not states(without_titles(case, message), *known):
            yield f"does not say that {one['name']} of {product['title']} is {known[0]} {known[1]}".rstrip()
    for one in shelf.as_list(wanted.get("has_price_of", [])):
        if not is_priced(case.shown(one), message):
            yield f"does not say the price of {shelf.line(case.shown(one))}"
    for one in shelf.as_list(wanted.get("names", [])):
        if not is_named(case.shown(one), message):
            yield f"does not name {case.shown(one)['title']}"
    for one in shelf.as_list(wanted.get("names_not", [])):
        if is_named(case.shown(one), message):
            yield f"names {case.shown(one)['title']}"
    choice = shelf.as_list(wanted.get("names_one_of", []))
    if choice and not any(is_named(case.shown(one), message) for one in choice):
        yield f"names none of {[case.shown(one)['title'] for one in choice]}"
    if "names_any" in wanted:
        products = [one for exchange in case.exchanges for one in case.products(exchange)]
        if not any(is_named(one, message) for one in products if not shelf.broken(one, wanted["names_any"])):
            yield f"names none that is {dict(wanted['names_any'])}"
    if wanted.get("not_stated") and not found_in(NOT_STATED, message):
        yield "does not say that it is not stated"
    if len(message) > wanted.get("longest", len(message)):
        yield f"has {len(message)} characters"


# Products of an answer.

def check_products(case, wanted):
    products = case.products()
    count = len(products)
    if count < wanted.get("at_least", 0):
        yield f"{count}, not at least {wanted['at_least']}"
    if count > wanted.get("at_most", count):
        yield f"{count}, not at most {wanted['at_most']}"
    if count != wanted.get("exactly", count):
        yield f"{count}, not {wanted['exactly']}"
    yield from check_every(case, products, wanted)
    yield from check_order(products, wanted.get("sorted"))
    for one in shelf.as_list(wanted.get("includes", [])):
        if case.shown(one) not in products:
            yield f"{case.shown(one)['title']} is not shown"
    for one in shelf.as_list(wanted.get("excludes", [])):
        if case.shown(one) in products:
            yield f"{case.shown(one)['title']} is shown"
    yield from check_against_before(case, products, wanted)


def check_every(case, products, wanted):
    for key in ("all", "any", "first", "none", "most"):
        if key not in wanted:
            continue
        predicate = case.predicate(wanted[key])
        fits = [one for one in products if not shelf.broken(one, predicate)]
        if key == "all":
            for one in products:
                if one not in fits:
                    yield f"all: {shelf.line(one)} is not {', '.join(shelf.broken(one, predicate))}"
        elif key == "any" and not fits:
            yield f"any: none is {dict(wanted[key])}"
        elif key == "first" and (not products or products[0] not in fits):
            yield f"first: {shelf.line(products[0]) if products else 'nothing'} is not {dict(wanted[key])}"
        elif key == "none":
            for one in fits:
                yield f"none: {shelf.line(one)} is {dict(wanted[key])}"
        elif key == "most" and len(fits) * 2 <= len(products):
            yield f"most: only {len(fits)} of {len(products)} are {dict(wanted[key])}"


def check_order(products, order):
    keys = {"price_ascending": shelf.price, "price_descending": lambda one: -shelf.price(one),
            "rating": lambda one: -one.get("rating", {}).get("stars", 0),
            "rating_ascending": lambda one: one.get("rating", {}).get("stars", 6)}
    if order:
        values = [keys[order](one) for one in products]
        if values != sorted(values):
            yield f"not sorted by {order}: {[abs(value) for value in values]}"


def check_against_before(case, products, wanted):
    for key, sign in (("cheaper_than_turn", 1), ("dearer_than_turn", -1)):
        if key in wanted:
            now, then = (typical(shelf.price(one) for one in some) for some in (products, case.products(case.before(wanted[key]))))
            if now is None or then is None or sign * now >= sign * then:
                yield f"{key} {wanted[key]}: typical price {now}, it was {then}"
    for key, sign in (("more_than_turn", 1), ("less_than_turn", -1)):
        for name, number in wanted.get(key, {}).items():
            now, then = (typical(shelf.figure(one, name) for one in some) for some in (products, case.products(case.before(number))))
            if now is None or then is None or sign * now <= sign * then:
                yield f"{key} {number}: {name} is typically {now}, it was {then}"
    if "new_since_turn" in wanted:
        again = set(case.now.ids) & set(case.before(wanted["new_since_turn"]).ids)
        if again or not products:
            yield f"shown again: {sorted(again)}" if again else "nothing new"
    if "other_than_turn" in wanted and set(case.now.ids) == set(case.before(wanted["other_than_turn"]).ids):
        yield f"the same products as in turn {wanted['other_than_turn']}"


def typical(values):
    known = [one for one in values if one is not None]
    return round(statistics.mean(known), 2) if known else None


# The rest.

def check_intent(case, wanted):
    if case.now.intent not in shelf.as_list(wanted):
        yield f"{case.now.intent}, not {' or '.join(shelf.as_list(wanted))}"


def check_slots(case, wanted):
    slots = case.now.content.get("understood", {}).get("slots", [])
    for one in shelf.as_list(wanted):
        if not any(fits_slot(slot, one) for slot in slots):
            yield f"none is {dict(one)}; there are {slots}"


def fits_slot(slot, wanted):
    return (slot.get("name") == wanted.get("name", slot.get("name"))
            and ("value" not in wanted or re.search(wanted["value"], slot.get("value", ""), re.IGNORECASE))
            and ("said" not in wanted or wanted["said"].casefold() in slot.get("said", "").casefold())
            and ("negated" not in wanted or slot.get("negated", False) == wanted["negated"]))


def check_status(case, wanted):
    if case.now.content.get("status") not in shelf.as_list(wanted):
        yield f"{case.now.content.get('status')}, not {wanted}"


def check_language(case, wanted):
    found = case.now.content.get("understood", {}).get("language", "")
    if found.partition("-")[0] not in shelf.as_list(wanted):
        yield f"{found!r}, not {wanted}"


def check_same_products(case, number):
    before = case.before(number).ids
    if set(case.now.ids) != set(before):
        yield f"not those of turn {number}: {sorted(set(case.now.ids) ^ set(before))} differ"


def check_comparison(case, wanted):
    comparison = case.now.content.get("comparison") or {}
    ids, rows = comparison.get("product_ids", []), comparison.get("rows", [])
    if wanted == "none":
        if comparison:
            yield f"there is one, of {ids}"
        return
    if len(ids) != wanted.get("products", len(ids)) or not ids:
        yield f"{len(ids)} products, not {wanted.get('products', 'some')}"
    if not rows:
        yield "has no rows"
    for one in shelf.as_list(wanted.get("of", [])):
        if case.shown(one)["product_id"] not in ids:
            yield f"without {case.shown(one)['title']}"
    names = [row.get("name", "").casefold().replace("_", " ") for row in rows]
    for name in shelf.as_list(wanted.get("row_in", [])):
        if not any(name.casefold() in one for one in names):
            yield f"no row {name!r}, only {names}"
    if wanted.get("differs") and not any(row.get("differs") for row in rows):
        yield "nothing differs"


def check_saved(case, wanted):
    saved = [one["product_id"] for one in case.now.view.get("saved", [])]
    wanted = {"count": wanted} if isinstance(wanted, int) else wanted
    if len(saved) != wanted.get("count", len(saved)):
        yield f"{len(saved)}, not {wanted['count']}: {saved}"
    for one in shelf.as_list(wanted.get("includes", [])):
        if case.shown(one)["product_id"] not in saved:
            yield f"without {case.shown(one)['title']}: {saved}"
    for one in shelf.as_list(wanted.get("excludes", [])):
        if case.shown(one)["product_id"] in saved:
            yield f"still with {case.shown(one)['title']}"
    if "all" in wanted:
        predicate = case.predicate(wanted["all"])
        for one in (case.catalogue[each] for each in saved):
            if shelf.broken(one, predicate):
                yield f"{shelf.line(one)} is not {', '.join(shelf.broken(one, predicate))}"


def check_clarification(case, wanted):
    question = case.now.question
    about, labels = question.get("about", ""), [one.get("label", "") for one in question.get("options", [])]
    if isinstance(wanted, str):
        if bool(question) != (wanted == "asked"):
            yield f"asked {question.get('question')!r}" if question else "nothing was asked"
        return
    wanted = {"about": wanted} if isinstance(wanted, list) else wanted
    if "about" in wanted and about not in shelf.as_list(wanted["about"]):
        yield f"about {about!r}, not {wanted['about']}"
    if about and about in shelf.as_list(wanted.get("not_about", [])):
        yield f"asked about {about!r}"
    for pattern in shelf.as_list(wanted.get("has_option", [])):
        if not any(found_in(pattern, label) for label in labels):
            yield f"no option {pattern!r}, only {labels}"


def check_need(case, wanted):
    need = case.now.view.get("need", {})
    worded = str(need)
    if wanted.get("empty") and (need.get("words") or need.get("filters")):
        yield f"is not empty: {need}"
    for pattern in shelf.as_list(wanted.get("has", [])):
        if not found_in(pattern, worded):
            yield f"has no {pattern!r}: {need}"
    for pattern in shelf.as_list(wanted.get("has_not", [])):
        if found_in(pattern, worded):
            yield f"has {pattern!r}: {need}"


def check_total(case, wanted):
    if not wanted.get("at_least", 0) <= case.now.total <= wanted.get("at_most", case.now.total):
        yield f"{case.now.total}, not {dict(wanted)}"


def check_less(case, number):
    if case.now.total >= case.before(number).total:
        yield f"{case.now.total}, it was {case.before(number).total}"


def check_more(case, number):
    if case.now.total <= case.before(number).total:
        yield f"{case.now.total}, it was {case.before(number).total}"


def check_total_is_options(case, wanted):
    """When an option was chosen: as many as it said."""
    option = case.now.content.get("chosen")
    if wanted and option and case.now.total != int(option["count"]):
        yield f"{case.now.total}, the option {option['label']!r} said {option['count']}"


def check_suggestions(case, wanted):
    if len(case.now.content.get("suggestions", [])) < wanted:
        yield f"{case.now.content.get('suggestions', [])}"


CHECKS = {
    "intent": check_intent, "slots": check_slots, "status": check_status, "language": check_language, "products": check_products,
    "answer": check_answer, "same_products_as": check_same_products, "comparison": check_comparison, "saved": check_saved,
    "clarification": check_clarification, "need": check_need, "total": check_total, "total_less_than_turn": check_less,
    "total_more_than_turn": check_more, "total_is_options": check_total_is_options, "suggestions_at_least": check_suggestions,
}
