"""Written text as it is spoken: figures, units and signs as words, nothing but letters."""
import re

ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen").split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
UNITS = {"gb": "gigabytes", "tb": "terabyte", "mm": "millimeters", "cm": "centimeters", "m": "meters", "ml": "milliliters",
         "kg": "kilograms", "g": "grams", "w": "watts", "v": "volts", "mah": "milliamp hours", "mp": "megapixels", "hz": "hertz",
         "h": "hours", "l": "liters", "in": "inch", '"': "inch", "k": "k", "p": "p", "litres": "liters", "metres": "meters"}
LETTERS = {"usb", "ssd", "pc", "hd", "qhd", "tv", "led", "hdmi", "tpe", "spf", "sd"}  # said letter by letter


def number(n):
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (" " + ONES[n % 10] if n % 10 else "")
    if n < 1000:
        return ONES[n // 100] + " hundred" + (" " + number(n % 100) if n % 100 else "")
    return number(n // 1000) + " thousand" + (" " + number(n % 1000) if n % 1000 else "")


def figure(match):
    whole, _, part = match[1].replace(",", "").partition(".")
    said = number(int(whole)) + (" point " + " ".join(ONES[int(digit)] for digit in part) if part else "")
    return f" {said} "


def words(text):
    text = text.lower().replace("’", "'").replace("&", " and ").replace("%", " percent ")
    text = re.sub(r"[$]\s*(\d[\d,.]*\d|\d)", r" \1 dollars ", text)
    text = re.sub(r"[€]\s*(\d[\d,.]*\d|\d)|(\d+)\s*[€]", r" \1\2 euros ", text)
    text = re.sub(r"(\d)[\s-]*(gb|tb|mm|cm|ml|kg|mah|mp|hz|litres|in|m|g|w|v|h|l|k|p|\")(?=[^a-z]|$)",
                  lambda m: f"{m[1]} {UNITS[m[2]]} ", text)
    text = re.sub(r"(\d+(?:,\d{3})*(?:\.\d+)?)", figure, text)
    text = re.sub(r"[-,.?!;:()\"/]", " ", text)
    return " ".join(text.split())


def aloud(text):
    """For a synthesiser, which would read "ssd" as a word."""
    return " ".join(" ".join(word.upper()) if word in LETTERS else word for word in text.split())
