"""Pictures of which everything is known: one colour on white, with print or a barcode on it."""

import io

import codes
from PIL import Image, ImageDraw, ImageFont


def thing(colour, label="", barcode=""):
    """A PNG file's bytes."""
    picture = Image.new("RGB", (900, 700), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((120, 90, 760, 600), colour)
    if label:
        draw.rectangle((180, 150, 700, 260), "white")
        draw.text((200, 165), label, "black", ImageFont.truetype("DejaVuSans.ttf", 64))
    if barcode:
        picture.paste(codes.ean_picture(barcode, 3, 150), (220, 330))
    to = io.BytesIO()
    picture.save(to, "png")
    return to.getvalue()
