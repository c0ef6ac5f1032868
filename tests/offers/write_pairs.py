#!/usr/bin/env python3
"""Writes pairs.tsv: a product of the demo catalogue, what a seller calls something, and whether that is the same product.

The noise is what sellers on marketplaces do to a title. It is drawn with a fixed seed, so that the file can be made again;
the file is what counts, and is read by tests/unit/catalog/test_rules_same.c. A third (`develop`) is for working on the
rules, the rest (`measure`) for saying how good they are."""

import gzip
import json
import random
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DRAW = random.Random(20261123)
SAME, OTHER = 220, 220
SAME_LONG, OTHER_NEAR = 40, 80

BEFORE = ["NEW", "Brand New", "Genuine", "Original", "Sealed", "NEW!!", "HOT", "Official", "Sale:", "2025 New", "[Boxed]", "UK Stock"]
AFTER = ["- Free Shipping", "FREE DELIVERY", "- New & Sealed", "Fast Dispatch", "100% Original", "(2 Year Warranty)", "Ships Today",
         "- Open Box", "RRP £199", "next day delivery", "with Receipt", "- Gift Idea", "*Best Price*", "UK Seller"]
SHORT = {"wireless": "WL", "with": "w/", "stainless steel": "S/Steel", "noise cancelling": "ANC", "inch": '"', "headphones": "Headphone",
         "pieces": "pcs", "litres": "L", "women's": "Womens", "men's": "Mens", "colour": "color", "and": "&", "set": "Set"}
PARTS = ["Replacement Cover for {t}", "Carrying Case for {t}", "{t} - EMPTY BOX ONLY", "{t} Instruction Manual", "Spare Parts for {b} {k}",
         "Protective Skin compatible with {t}", "Power Adapter for {t}", "Wall Mount for {t}", "{t} Replacement Lid", "Sticker set for {t}"]
WORN = ["{t} (Renewed)", "{t} - Refurbished", "Used {t}", "{t} - FOR PARTS OR NOT WORKING", "Pre-Owned {t}", "{t} (Certified Refurbished)"]
WITH_MORE = ["{t} Bundle with Carrying Bag", "{t} + Starter Kit Bundle", "{t} Combo Set", "{t} - Deluxe Edition", "{t} Charging Dock Only", "{t} Lid ONLY"]
LONG = ["for Home and Travel, Easy to Use", "with Carrying Bag, Lightweight and Durable", "- Powerful, Quiet & Reliable - Latest Version",
        "New in Box Fast Shipping", "(w/ Accessories) Perfect for Everyday Use", "Authentic, Unopened, Ships from USA"]
GRADES = ["Pro", "Max", "Mini", "Plus", "Lite", "Ultra", "SE"]
SERIES = ["Juno", "Vantage", "Tarn", "Quill", "Ember", "Solace", "Petra", "Lyric"]


def products():
    with gzip.open(ROOT / "data/demo/catalogue.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


def units(title):
    """As sellers write measures: 16GB, 50", 1.9 m."""
    way = DRAW.randrange(3)
    if way == 0:
        return re.sub(r"(\d) (GB|TB|cm|mm|ml|kg|g|W|V|Hz|m)\b", r"\1\2", title)
    if way == 1:
        return re.sub(r"-inch\b", DRAW.choice(['"', " inch", " in", "in"]), title)
    return title


def typo(title):
    words = title.split()
    long = [i for i, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    if not long:
        return title
    at = DRAW.choice(long)
    place = DRAW.randrange(1, len(words[at]) - 2)
    word = words[at]
    words[at] = DRAW.choice([word[:place] + word[place + 1:], word[:place] + word[place + 1] + word[place] + word[place + 2:]])
    return " ".join(words)


def drop_word(title, product):
    """One that describes, never what names the product."""
    words = title.split()
    keep = len(product["brand"].split()) + 1
    if len(words) - keep < 3:
        return title
    candidates = [i for i in range(keep, len(words) - 1) if words[i].strip(",").isalpha()]
    if candidates:
        del words[DRAW.choice(candidates)]
    return " ".join(words)


def shorten(title, _):
    for long, short in DRAW.sample(sorted(SHORT.items()), len(SHORT)):
        if re.search(rf"\b{long}\b", title, re.I):
            return re.sub(rf"\b{long}\b", short, title, count=1, flags=re.I)
    return title


def add_fact(title, product):
    facts = [product["categories"][-1]]
    if product.get("colours") and not any(c.lower() in title.lower() for c in product["colours"]):
        facts.append(product["colours"][0].title())
    for attribute in product.get("attributes", []):
        if "number" in attribute and attribute.get("unit") in ("g", "kg", "cm", "m") and str(attribute["number"]) not in title:
            facts.append(f"{attribute['number']:g}{attribute['unit']}")
        elif "text" in attribute and len(attribute["text"]) < 20:
            facts.append(attribute["text"].title())
    return f"{title} {DRAW.choice(facts)}"


def move_brand(title, product):
    brand = product["brand"]
    if not title.startswith(brand):
        return title
    rest = title[len(brand):].strip()
    return DRAW.choice([f"{rest} by {brand}", f"{rest} - {brand}", f"{rest} ({brand})", rest])


def add_model(title, product):
    code = product["codes"][1]
    return DRAW.choice([f"{title} {code}", f"{code} {title}", f"{title} ({code.replace('-', '')})"])


CHANGES = [lambda t, p: f"{DRAW.choice(BEFORE)} {t}", lambda t, p: f"{t} {DRAW.choice(AFTER)}", lambda t, p: units(t), lambda t, p: typo(t),
           drop_word, shorten, add_fact, move_brand, add_model, lambda t, p: t.upper(), lambda t, p: t.replace(",", "")]


def noisy(product, title, changes):
    for change in DRAW.sample(changes, DRAW.choice([1, 2, 2, 3, 3, 4])):
        title = change(title, product)
    return title


def seller(product):
    """Whether the seller fills in the brand, and a code."""
    brand = product["brand"] if DRAW.random() < 0.6 else ""
    return brand, product["codes"][0] if DRAW.random() < 0.25 else ""


def same(all_products):
    product = DRAW.choice(all_products)
    brand, code = seller(product)
    title = noisy(product, product["title"], CHANGES)
    if not brand and product["brand"].lower() not in title.lower():
        brand = product["brand"]
    return product, title, brand, code


def other_measure(product):
    numbers = [m for m in re.finditer(r"\b\d+(?:\.\d+)?", product["title"])]
    if not numbers:
        return None
    m = DRAW.choice(numbers)
    value = float(m.group())
    changed = f"{value * 2:g}" if DRAW.random() < 0.5 or value < 4 else f"{value / 2:g}"
    return product["title"][:m.start()] + changed + product["title"][m.end():]


def other_colour(product):
    for colour in product.get("colours", []):
        if re.search(rf"\b{colour.title()}\b", product["title"]):
            return re.sub(rf"\b{colour.title()}\b", DRAW.choice([c for c in ("Black", "Green", "Pink", "Teal") if c != colour.title()]), product["title"])
    return None


def other_series(product):
    words = product["title"][len(product["brand"]):].split()
    if len(words) < 2 or not product["title"].startswith(product["brand"]):
        return None
    words[0] = DRAW.choice([s for s in SERIES if s != words[0]])
    return " ".join([product["brand"], *words])


def sibling(product, all_products):
    near = [p for p in all_products if p is not product and p["categories"][-1] == product["categories"][-1]]
    near = [p for p in near if p["title"] != product["title"]]
    near = [p for p in near if p["brand"] == product["brand"]] or near
    return DRAW.choice(near) if near else None


def other(all_products):
    plain = [c for c in CHANGES if c not in (add_model, add_fact)]  # neither would be of the changed one
    while True:
        product = DRAW.choice(all_products)
        brand, _ = seller(product)
        kind = DRAW.randrange(7)
        if kind in (0, 1):
            near = sibling(product, all_products)
            if near:
                return product, noisy(near, near["title"], CHANGES), near["brand"] if brand else "", near["codes"][0] if DRAW.random() < 0.2 else ""
        elif kind == 2:
            form = DRAW.choice(PARTS)
            return product, form.format(t=product["title"], b=product["brand"], k=product["categories"][-1]), brand, ""
        elif kind == 6:
            count = DRAW.choice([2, 3, 4])
            form = DRAW.choice(["{n} x {t}", "{t} ({n} Pack)", "Pack of {n} {t}", "{t} x{n} Bundle", "Lot of {n}: {t}"])
            return product, form.format(n=count, t=product["title"]), brand, ""
        else:
            changed = {3: other_measure, 4: other_colour, 5: other_series}[kind](product)
            if changed:
                return product, noisy(product, changed, plain), brand, ""


def other_generation(product):
    """"Flux 2" beside "Flux 3", or "Flux" beside it."""
    words = product["title"][len(product["brand"]):].split()
    if len(words) < 3 or not product["title"].startswith(product["brand"]):
        return None
    if words[1].isdigit():
        words[1] = str(int(words[1]) + DRAW.choice([1, 2]))
    else:
        words[1:1] = [DRAW.choice(["II", "III", "Mark II"])]
    return " ".join([product["brand"], *words])


def other_grade(product):
    words = product["title"][len(product["brand"]):].split()
    if len(words) < 3 or not product["title"].startswith(product["brand"]):
        return None
    if words[1] in GRADES:
        words[1:2] = DRAW.choice([[], [DRAW.choice([g for g in GRADES if g != words[1]])]])
    else:
        words[1:1] = [DRAW.choice(GRADES)]
    return " ".join([product["brand"], *words])


def other_people(product):
    for ours, theirs in (("Women's", "Men's"), ("Men's", "Women's"), ("Kids", "Men's"), ("for Kids", "for Women")):
        if re.search(rf"\b{ours}", product["title"]):
            return product["title"].replace(ours, theirs)
    return None


def near(all_products):
    """The product but for its state, its generation, its grade, for whom it is, or with more than it."""
    plain = [c for c in CHANGES if c not in (add_model, add_fact, drop_word, move_brand)]
    while True:
        product = DRAW.choice(all_products)
        brand, _ = seller(product)
        kind = DRAW.randrange(6)
        if kind in (0, 1):
            return product, DRAW.choice(WORN if kind else WITH_MORE).format(t=noisy(product, product["title"], plain)), brand, ""
        changed = {2: other_generation, 3: other_grade, 4: other_people, 5: other_people}[kind](product)
        if changed:
            return product, noisy(product, changed, plain), brand, ""


def same_long(all_products):
    """As some sellers praise it."""
    product, title, brand, code = same(all_products)
    return product, f"{title} {DRAW.choice(LONG)}", brand, code


def main():
    every = products()
    titles = {}
    for product in every:
        titles.setdefault(product["title"], product)
    rows = []
    for _ in range(SAME):
        rows.append(("same", *same(every)))
    for _ in range(OTHER):
        rows.append(("other", *other(every)))
    DRAW.shuffle(rows)
    more = [("same", *same_long(every)) for _ in range(SAME_LONG)] + [("other", *near(every)) for _ in range(OTHER_NEAR)]
    DRAW.shuffle(more)
    rows += more
    with (Path(__file__).parent / "pairs.tsv").open("w", encoding="utf-8") as out:
        out.write("# set\tlabel\ttitle\tbrand\tcodes\tseller's title\tseller's brand\tseller's codes\n")
        for i, (label, product, title, brand, code) in enumerate(rows):
            out.write("\t".join(["measure" if i % 3 else "develop", label, product["title"], product["brand"], " ".join(product["codes"]),
                                 " ".join(title.split()), brand, code]) + "\n")


if __name__ == "__main__":
    main()
