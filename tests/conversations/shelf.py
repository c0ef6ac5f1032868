"""The demo catalogue as the judge of a conversation knows it: products by id, and what is true of them."""

import gzip
import json
import re
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "data/demo/catalogue.jsonl.gz"

# Into a unit that all of a kind share: (kind, factor).
UNITS = {
    "mm": ("length", 1), "cm": ("length", 10), "m": ("length", 1000), "km": ("length", 1e6), "inch": ("length", 25.4),
    "g": ("weight", 1), "kg": ("weight", 1000), "oz": ("weight", 28.35), "lb": ("weight", 453.6),
    "MB": ("bytes", 1), "GB": ("bytes", 1000), "TB": ("bytes", 1e6),
    "min": ("time", 1), "h": ("time", 60), "days": ("time", 1440), "years": ("time", 525600),
    "ml": ("volume", 1), "l": ("volume", 1000),
}


def load(file=FILE):
    """Products by id."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        products = [json.loads(line) for line in lines]
    return {product["product_id"]: product for product in products}


def price(product):
    return product["price"]["amount_minor"] / 100


def attribute(product, name):
    """(value, unit); None: not stated."""
    for one in product.get("attributes", []):
        if one["name"] == name:
            return next((one[kind] for kind in ("text", "number", "flag") if kind in one), None), one.get("unit", "")
    return None


def figure(product, name, unit=""):
    """A number, in this unit; None: not stated, or no number."""
    found = attribute(product, name)
    if found is None or isinstance(found[0], (str, bool)) or found[0] is None:
        return None
    value, own = found
    if not unit or unit == own or own not in UNITS or unit not in UNITS or UNITS[own][0] != UNITS[unit][0]:
        return value
    return value * UNITS[own][1] / UNITS[unit][1]


def texts(product):
    return " ".join([product["title"], product.get("brand", ""), *product["categories"], product.get("description", ""),
                     *(str(one.get("text", "")) for one in product.get("attributes", []))])


def is_among(value, wanted):
    names = [one.casefold() for one in wanted]
    return value.casefold() in names


def as_list(value):
    return value if isinstance(value, list) else [value]


def meets_measure(product, name, wanted):
    found = attribute(product, name)
    if found is None:
        return False
    value = found[0]
    if "is" in wanted:
        allowed = as_list(wanted["is"])
        if isinstance(value, str):
            return is_among(value, [str(one) for one in allowed])
        return any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in allowed)
    value = figure(product, name, wanted.get("unit", ""))
    return value is not None and wanted.get("at_least", value) <= value <= wanted.get("at_most", value)


# What is true of a product: (product, what is wanted, price of a product that is referred to).
PREDICATES = {
    "category_in": lambda product, wanted: any(is_among(one, as_list(wanted)) for one in product["categories"]),
    "brand_in": lambda product, wanted: is_among(product["brand"], as_list(wanted)),
    "brand_not_in": lambda product, wanted: not is_among(product["brand"], as_list(wanted)),
    "colour_in": lambda product, wanted: any(has_colour(product, one) for one in as_list(wanted)),
    "only_colours_in": lambda product, wanted: bool(product.get("colours")) and all(
        is_among(one, as_list(wanted)) for one in product["colours"]),
    "size_in": lambda product, wanted: any(is_among(one, as_list(wanted)) for one in product.get("sizes", [])),
    "price_at_most": lambda product, wanted: price(product) <= wanted,
    "price_at_least": lambda product, wanted: price(product) >= wanted,
    "price_below": lambda product, wanted: price(product) < price(wanted),
    "price_above": lambda product, wanted: price(product) > price(wanted),
    "rating_at_least": lambda product, wanted: product.get("rating", {}).get("stars", 0) >= wanted,
    "in_stock": lambda product, wanted: (product.get("stock", {}).get("quantity", 1) > 0) == wanted,
    "attribute": lambda product, wanted: all(meets_measure(product, name, one) for name, one in wanted.items()),
    "title_has": lambda product, wanted: bool(re.search(wanted, product["title"], re.IGNORECASE)),
    "title_has_not": lambda product, wanted: not re.search(wanted, product["title"], re.IGNORECASE),
    "text_has": lambda product, wanted: bool(re.search(wanted, texts(product), re.IGNORECASE)),
    "same_as": lambda product, wanted: product["product_id"] == wanted["product_id"],
}


def has_colour(product, colour):
    """"blue" is also "midnight blue"; "navy" is not."""
    return any(re.search(rf"\b{re.escape(colour)}\b", one, re.IGNORECASE) for one in product.get("colours", []))


def broken(product, predicate):
    """The conditions that are not true of it; what they refer to is resolved already."""
    return [f"{name} {worded(wanted)}" for name, wanted in predicate.items() if not PREDICATES[name](product, wanted)]


def worded(wanted):
    return wanted["title"] if isinstance(wanted, dict) and "title" in wanted else str(wanted)


def line(product):
    """A product in a line."""
    stars = product.get("rating", {}).get("stars")
    return (f"{product['title']} [{product['brand']}, {price(product):.2f}, {'/'.join(product.get('colours', [])) or '-'}"
            f"{f', {stars}*' if stars else ''}]")
