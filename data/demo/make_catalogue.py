#!/usr/bin/env python3
"""The demo catalogue: invented products of invented brands, the same ones every time.

Reads departments/*.toml (families of products, described in README.md) and writes one steward.v1.Product as JSON a line.
Python's standard library only. Prices, ratings and stock come from a generator that is seeded per family, so that a
change to one family leaves the others as they are.

    make_catalogue.py                      to standard output
    make_catalogue.py --output FILE[.gz]   to a file; .gz with a fixed time, so that the same content is the same file
    make_catalogue.py --check FILE.gz      exit 1 if the file is not what would be written
"""
import argparse
import datetime
import gzip
import io
import json
import pathlib
import random
import re
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
FIRST_RELEASE = datetime.date(2021, 1, 4)
LAST_RELEASE = datetime.date(2026, 10, 26)


# What a family may have: "memory = 8 < 16 < 32 GB" grows with the price, give or take; "pages = 96 << 160" strictly so;
# "fit = slim | loose" does not; "weight = 180..260 g" is any between; "foldable = yes 60%" is a flag.
# "[electric] memory_heights = 2 | 4" is only for products with that.
def choose_attribute(rule, tier, rng):
    name, values = (part.strip() for part in rule.split("=", 1))
    if match := re.fullmatch(r"yes (\d+)%", values):
        return name, rng.random() * 100 < int(match[1]) + (30 * (tier - 0.5) if match[1] != "100" else 0), ""
    if match := re.fullmatch(r"([\d.]+)\.\.([\d.]+) ?(.*)", values):
        low, high = float(match[1]), float(match[2])
        return name, number(f"{rng.uniform(low, high):.{decimals(match[1])}f}"), match[3]
    options = [part.strip() for part in re.split(r"<<|<|\|", values)]
    place = rng.randrange(len(options))
    if "<" in values:
        place = int(tier * len(options) + (0 if "<<" in values else rng.gauss(0, 0.35)))
    chosen = options[max(0, min(len(options) - 1, place))]
    return name, *with_unit(chosen, options[-1])


def with_unit(chosen, last):
    """The unit stands behind the value, or behind the last value for all of them."""
    match = re.fullmatch(r"([\d.]+)(?: (\S+))?", chosen)
    if not match:
        return chosen, ""
    unit = match[2] or (re.fullmatch(r"[\d.]+(?: (\S+))?", last) or [None, ""])[1]
    return number(match[1]), unit or ""


def choose_attributes(family, tier, rng):
    chosen = []
    for rule in family.get("has", []):
        facts = {name: value for name, value, _ in chosen}
        attribute = choose_attribute(re.sub(r"^\[[^\]]*\] ", "", rule), tier, rng)
        if applies(rule, facts):
            chosen.append(attribute)
    return chosen


def decimals(text):
    return len(text.partition(".")[2])


def number(text):
    value = float(text)
    return int(value) if value.is_integer() else value


def as_attribute(name, value, unit):
    if isinstance(value, bool):
        return {"name": name, "flag": value}
    if isinstance(value, str):
        return {"name": name, "text": value}
    return {"name": name, "number": value, "unit": unit} if unit else {"name": name, "number": value}


# "[quiet] text" is for products whose attribute `quiet` is true, "[!quiet] text" for the others,
# "[memory>=16] text" and "[fit=slim] text" compare.
def applies(text, facts):
    match = re.match(r"\[(!?)(\w+)(?:(>=|=)([^\]]+))?\] ", text)
    if not match:
        return True
    value = facts.get(match[2])
    if match[3] == ">=":
        holds = isinstance(value, (int, float)) and value >= float(match[4])
    elif match[3] == "=":
        holds = str(value) == match[4]
    else:
        holds = bool(value)
    return holds != (match[1] == "!")


def fill(text, facts):
    """{x} is the value, {x:u} the value and its unit, {x:l} the value in small letters."""
    text = re.sub(r"^\[[^\]]*\] ", "", text)
    shapes = {"": str, "l": lambda value: str(value).lower()}
    text = re.sub(
        r"\{(\w+)(?::(\w))?\}",
        lambda m: f"{facts[m[1]]} {facts['unit of ' + m[1]]}" if m[2] == "u" else shapes[m[2] or ""](facts[m[1]]),
        text,
    )
    return re.sub(r"\b1 (metre|year|hour|day|minute)s\b", r"1 \1", text)


def pick(texts, facts, count, turn):
    fitting = [text for text in texts if applies(text, facts)]
    special = [text for text in fitting if text.startswith("[")]
    plain = [text for text in fitting if not text.startswith("[")]
    plain = plain[turn % len(plain):] + plain[:turn % len(plain)] if plain else []
    chosen = (special[turn % len(special):] + special[:turn % len(special)])[: max(1, count - 1)] if special else []
    chosen = (chosen + plain)[:count]
    return [fill(text, facts) for text in sorted(chosen, key=texts.index)]


def description(family, facts, turn):
    sentences = pick(family["open"], facts, 1, turn)
    sentences += pick(family["detail"], facts, 2, turn)
    sentences += pick(family["close"], facts, 1, turn // 2)
    return " ".join(sentences)


def title(family, facts):
    titles = family.get("titles", ["{brand} {name} {noun}"])
    return fill(next(text for text in titles if applies(text, facts)), facts)


def price_in_cents(family, tier):
    low, high = family["price"]
    dollars = low * (high / low) ** tier
    if dollars >= 400:
        return round(dollars / 10) * 1000 - 100
    if dollars >= 60:
        return round(dollars) * 100 - (1 if round(dollars) % 2 else 100 if round(dollars) % 10 == 0 else 5)
    return max(99, round(dollars * 2) * 50 - 1)


def ean13(digits):
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def split(text):
    return [part.strip() for part in text.split(",") if part.strip()]


def rating(tier, rng):
    if rng.random() < 0.05:
        return None
    stars = min(5.0, max(1.8, rng.gauss(4.15 + 0.3 * (tier - 0.5), 0.42)))
    return {"stars": round(stars, 1), "count": max(1, int(rng.lognormvariate(4.6, 1.3)))}


def stock(rng):
    chance = rng.random()
    if chance < 0.03:
        return None  # not known
    if chance < 0.11:
        return {"quantity": 0}
    return {"quantity": rng.randint(1, 5) if chance < 0.20 else rng.randint(6, 400)}


def release(rng):
    days = (LAST_RELEASE - FIRST_RELEASE).days
    return (FIRST_RELEASE + datetime.timedelta(days=rng.randint(0, days))).isoformat() + "T00:00:00Z"


def palette(family, turn, rng):
    colours = split(family.get("colours", ""))
    if not colours:
        return []
    first = colours[turn % len(colours)]
    others = [colour for colour in dict.fromkeys(colours) if colour != first]
    return [first] + rng.sample(others, min(len(others), rng.choice([0, 1, 1, 2, 3])))


def size_run(family, rng):
    """Mostly all sizes; now and then an end of the run is sold no more."""
    sizes = split(family.get("sizes", ""))
    if len(sizes) > 4 and rng.random() < 0.4:
        sizes = sizes[rng.randint(0, 1): len(sizes) - rng.randint(0, 2)]
    return sizes


def in_colours(product):
    """Sold as a product for each colour, instead of one in several."""
    first, *others = product["colours"]
    product["colours"] = [first]
    return [dict(
        product,
        product_id=f"{product['product_id']}-{slug(colour)}",
        title=re.sub(rf"\b{first.title()}$", colour.title(), product["title"]),
        colours=[colour],
    ) for colour in others]


def in_figures(product, name, values):
    """Sold with other figures of an attribute: one step more costs an eighth more."""
    own = next(one for one in product["attributes"] if one["name"] == name)
    others = []
    for value in (value for value in values if value != own["number"]):
        steps = values.index(value) - values.index(own["number"])
        said, new = f"{own['number']} {own['unit']}", f"{value} {own['unit']}"
        cents = round(product["price"]["amount_minor"] * 1.125**steps / 1000) * 1000 - 100
        others.append(dict(
            product,
            product_id=f"{product['product_id']}-{slug(new)}",
            title=product["title"].replace(said, new),
            description=product["description"].replace(said, new),
            price=dict(product["price"], amount_minor=cents),
            attributes=[dict(one, number=value) if one["name"] == name else one for one in product["attributes"]],
        ))
    return others


class Catalogue:
    def __init__(self, words):
        self.brands = {key: split(text) for key, text in words["brands"].items()}
        self.names = {key: split(text) for key, text in words["names"].items()}
        self.taken = set()
        self.told = set()
        self.made = 0
        self.varied = 0

    def name_for(self, brand, family, rng):
        names = self.names[family.get("names", "plain")]
        for _ in range(1000):
            name = rng.choice(names)
            if (brand, name) not in self.taken:
                break
        self.taken.add((brand, name))
        return name

    def product(self, family, turn, tier, rng):
        brands = self.brands[family["brands"]]
        brand = brands[(turn + family["turn"]) % len(brands)]
        named = family["items"][turn] if "items" in family else {}
        attributes = choose_attributes(family, tier, rng)
        colours = palette(family, turn, rng)
        facts = {name: value for name, value, _ in attributes}
        facts |= {f"unit of {name}": unit for name, _, unit in attributes}
        facts |= {"brand": brand, "noun": family["noun"], "colour": (colours or [""])[0].title()} | named
        facts["name"] = named.get("name") or self.name_for(brand, family, rng)
        self.made += 1
        return {
            "product_id": slug(f"{brand} {facts['name']} {family['noun']}")[:80].strip("-"),
            "title": title(family, facts),
            "brand": brand,
            "categories": [part.strip() for part in family["path"].split(">")],
            "description": named.get("about") or self.describe(family, facts, turn),
            "price": {"currency_code": "USD", "amount_minor": price_in_cents(family, tier)},
            "rating": rating(tier, rng),
            "stock": stock(rng),
            "colours": colours,
            "sizes": size_run(family, rng),
            "codes": self.codes(brand, family, rng),
            "attributes": [as_attribute(*attribute) for attribute in attributes]
            + [as_attribute(name, value, "") for name, value in named.items() if name not in ("name", "about")],
            "released_at": release(rng),
        }

    def describe(self, family, facts, turn):
        """No two products are told of in the very same words, as far as the family's sentences go."""
        for more in range(24):
            text = description(family, facts, turn + more)
            if text not in self.told:
                break
        self.told.add(text)
        return text

    def codes(self, brand, family, rng):
        """An EAN-13 of the range that shops may use as they like, and a model number."""
        letters = re.sub(r"[^A-Z]", "", brand.upper())
        model = f"{letters[0]}{letters[-1]}{slug(family['noun'])[0].upper()}-{rng.randint(100, 9999)}"
        return [ean13(f"29{self.made * 7919 % 10**10:010d}"), model]

    def family(self, family):
        rng = random.Random("steward " + family["path"] + family["noun"])
        count = len(family["items"]) if "items" in family else family["count"]
        tiers = [(place + rng.random()) / count for place in range(count)]
        rng.shuffle(tiers)
        family["turn"] = rng.randrange(100)
        for turn, tier in enumerate(tiers):
            product = self.product(family, turn, tier, rng)
            others = self.variants(family, turn, product)
            yield from [product, *others]

    def variants(self, family, turn, product):
        """"colours 3": the first three products are sold by colour; "storage 2 = 64, 128, 256": with other figures."""
        rule, _, values = family.get("variants", "none 0").partition("=")
        what, count = rule.split()
        if turn >= int(count):
            return []
        others = in_colours(product) if what == "colours" else in_figures(product, what, [int(value) for value in split(values)])
        for other in others:
            rng = random.Random("steward " + other["product_id"])
            self.varied += 1
            other["stock"] = stock(rng)
            other["codes"] = [ean13(f"29{9 * 10**9 + self.varied:010d}"), f"{product['codes'][1]}-{self.varied}"]
        if others:
            for one in [product, *others]:
                one["variant_of"] = product["product_id"]
        return others


def without_the_unknown(product):
    product = {name: value for name, value in product.items() if value not in (None, [])}
    product["url"] = f"https://shop.example/products/{product['product_id']}"
    product["image_url"] = f"https://shop.example/images/{product['product_id']}.jpg"
    return product


def lines():
    catalogue = Catalogue(tomllib.loads((HERE / "words.toml").read_text("utf-8")))
    seen = set()
    for file in sorted((HERE / "departments").glob("*.toml")):
        for family in tomllib.loads(file.read_text("utf-8"))["family"]:
            for product in catalogue.family(family):
                if product["product_id"] in seen:
                    sys.exit(f"{file.name}: two products are called {product['product_id']}")
                seen.add(product["product_id"])
                yield json.dumps(without_the_unknown(product), ensure_ascii=False) + "\n"


def compressed(data):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", filename="", mtime=0, compresslevel=9) as file:
        file.write(data)
    return out.getvalue()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", metavar="FILE")
    parser.add_argument("--check", metavar="FILE.gz")
    options = parser.parse_args()
    data = "".join(lines()).encode()
    if options.check:
        if gzip.decompress(pathlib.Path(options.check).read_bytes()) != data:
            sys.exit(f"{options.check} is stale: run {sys.argv[0]} --output {options.check}")
    elif options.output:
        pathlib.Path(options.output).write_bytes(compressed(data) if options.output.endswith(".gz") else data)
    else:
        sys.stdout.buffer.write(data)


if __name__ == "__main__":
    main()
