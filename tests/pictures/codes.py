"""Barcodes and model numbers as they are printed: EAN-13 by the tables of its standard, QR by segno."""

import segno
from PIL import Image

LEFT = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
PARITY = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")
QUIET = 10  # modules at each side


def ean(rng):
    digits = [rng.randrange(10) for _ in range(12)]
    return "".join(map(str, digits)) + str(-sum(d * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10)


def ean_modules(code):
    right = ["".join("10"[int(bit)] for bit in bits) for bits in LEFT]
    even = [bits[::-1] for bits in right]
    halves = ["", ""]
    for digit, kind in zip(code[1:7], PARITY[int(code[0])]):
        halves[0] += (LEFT if kind == "L" else even)[int(digit)]
    for digit in code[7:]:
        halves[1] += right[int(digit)]
    return "101" + halves[0] + "01010" + halves[1] + "101"


def ean_picture(code, module, height):
    """Black on white, `module` pixels a module, with its quiet zones."""
    modules = "0" * QUIET + ean_modules(code) + "0" * QUIET
    row = Image.new("L", (len(modules), 1))
    row.putdata([0 if bit == "1" else 255 for bit in modules])
    return row.resize((len(modules) * module, height), Image.Resampling.NEAREST)


def qr_picture(text, module):
    rows = [[0 if dark else 255 for dark in row] for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    picture = Image.new("L", (len(rows[0]), len(rows)))
    picture.putdata([value for row in rows for value in row])
    return picture.resize((picture.width * module, picture.height * module), Image.Resampling.NEAREST)


def model_number(rng):
    """As makers write them: letters, figures, sometimes a dash and a tail."""
    letters = "ABCDEFGHKLMNPRSTUVWXYZ"
    head = "".join(rng.choice(letters) for _ in range(rng.choice((1, 2, 2, 3))))
    figures = "".join(rng.choice("0123456789") for _ in range(rng.choice((2, 3, 4))))
    tail = rng.choice(("", "", "", rng.choice(letters), "-" + rng.choice("123456789")))
    return head + rng.choice(("", "-", "-")) + figures + tail
