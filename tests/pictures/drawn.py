"""Drawn products: a thing of one colour with a label on it, somewhere, somehow turned, on some background.

What is true of each picture (colour, model number, barcode) comes with it. The same seed gives the same pictures."""

import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont

import codes

# Names that everybody agrees on, by X11's values for them; several a name, where X11 has several.
COLOURS = {
    "black": ["#000000", "#1c1c1c"], "white": ["#ffffff", "#f8f8ff"], "grey": ["#808080", "#a9a9a9", "#696969"],
    "red": ["#ff0000", "#dc143c", "#b22222"], "orange": ["#ffa500", "#ff8c00"], "yellow": ["#ffff00", "#ffd700"],
    "green": ["#008000", "#228b22", "#32cd32"], "turquoise": ["#40e0d0", "#48d1cc"], "teal": ["#008080"],
    "blue": ["#0000ff", "#4169e1", "#1e90ff"], "light blue": ["#add8e6", "#87ceeb"], "navy": ["#000080"],
    "purple": ["#800080", "#8a2be2"], "lilac": ["#dda0dd"], "pink": ["#ffc0cb", "#ff69b4", "#ff1493"],
    "brown": ["#8b4513", "#a0522d"], "beige": ["#f5f5dc"], "olive": ["#808000", "#6b8e23"], "burgundy": ["#800020"],
}
FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf", "DejaVuSerif.ttf",
         "DejaVuSerif-Bold.ttf")
BRANDS = ("Norvik", "Asteron", "Kelling", "Bowdry", "Tamsin", "Hallfors", "Ovelle", "Perrin", "Quillon", "Savara")
LINES = ("500 ml", "Size 42", "USB-C cable", "Made in Portugal", "16 GB", "90x200", "100 % cotton", "2.4 GHz wireless")
SIZES = ((1000, 1000), (1280, 960), (1600, 1200), (1200, 1600), (2400, 1800))
TWELVE_MEGAPIXELS = (4000, 3000)


@dataclass
class Product:
    picture: Image.Image
    colour: str
    model: str
    barcode: str
    about: str  # how it was made, for who looks into a failure


def draw(seed, size=None):
    rng = random.Random(seed)
    size = size or rng.choice(SIZES)
    colour = rng.choice(sorted(COLOURS))
    model, barcode = codes.model_number(rng), codes.ean(rng)
    module = rng.uniform(2.0, 3.2) * min(size) / 1000  # pixels of a bar, in the picture
    thing, mask = product(rng, rng.choice(COLOURS[colour]), label(rng, model, barcode), module)
    angle = turn(rng)
    thing, mask = (one.rotate(angle, Image.Resampling.BICUBIC, expand=True) for one in (thing, mask))
    scale = min(1, size[0] * 0.94 / thing.width, size[1] * 0.94 / thing.height)
    if scale < 1:
        to = (int(thing.width * scale), int(thing.height * scale))
        thing, mask = (one.resize(to, Image.Resampling.LANCZOS) for one in (thing, mask))
    name, ground = background(rng, size, colour)
    at = tuple(int((whole - part) * rng.uniform(0.35, 0.65)) for whole, part in zip(size, thing.size))
    ground.paste(thing, at, mask)
    blur = rng.uniform(0, 0.4) * module * scale
    picture = photographed(rng, ground, blur)
    return Product(picture, colour, model, barcode,
                   f"{size[0]}x{size[1]} {name} turned {angle:.0f} module {module * scale:.1f} blur {blur:.1f}")


def turn(rng):
    """Mostly held straight, sometimes not, sometimes on its side or head."""
    kind = rng.random()
    if kind < 0.6:
        return rng.uniform(-12, 12)
    if kind < 0.8:
        return rng.uniform(-35, 35)
    return rng.choice((90, 180, 270)) + rng.uniform(-6, 6)


def font(rng, height):
    return ImageFont.truetype(rng.choice(FONTS), height)


def label(rng, model, barcode):
    """At eight pixels a bar, which is made smaller later."""
    module = 8
    bars = codes.ean_picture(barcode, module, rng.randrange(30, 50) * module)
    paper = rng.choice(("white", "white", "#fffbe6", "#f2f2f2"))
    picture = Image.new("RGB", (bars.width + 8 * module, 8), paper)
    lines = [(rng.choice(BRANDS), rng.randrange(11, 17)), (rng.choice(("", "Model ")) + model, rng.randrange(11, 16)),
             (rng.choice(LINES), rng.randrange(9, 12))]
    height = sum((high + 5) * module for _, high in lines) + bars.height + 16 * module
    picture = picture.resize((picture.width, height))
    pen, y = ImageDraw.Draw(picture), 5 * module
    for text, high in lines:
        face = font(rng, high * module)
        while face.getlength(text) > bars.width:
            face = ImageFont.truetype(face.path, int(face.size * 0.9))
        pen.text((5 * module, y), text, "black", face)
        y += (high + 5) * module
    picture.paste(bars, (4 * module, y))
    pen.text((12 * module, y + bars.height + module), " ".join((barcode[0], barcode[1:7], barcode[7:])), "black",
             ImageFont.truetype("DejaVuSansMono.ttf", 8 * module))
    return picture


def product(rng, colour, paper, module):
    """The thing and what of it is there, with bars of `module` pixels."""
    scale = module / 8
    paper = paper.resize((int(paper.width * scale), int(paper.height * scale)), Image.Resampling.LANCZOS)
    width, height = int(paper.width * rng.uniform(1.5, 2.0)), int(paper.height * rng.uniform(1.6, 2.2))
    thing, mask = shaded(rng, Image.new("RGB", (width, height), colour)), Image.new("L", (width, height))
    pen = ImageDraw.Draw(mask)
    kind = rng.choice(("box", "rounded", "bottle"))
    if kind == "box":
        pen.rectangle((0, 0, width, height), 255)
    elif kind == "rounded":
        pen.rounded_rectangle((0, 0, width - 1, height - 1), width // 6, 255)
    else:
        neck = width // 3
        pen.rounded_rectangle((0, height // 5, width - 1, height - 1), width // 8, 255)
        pen.rectangle((neck, 0, width - neck, height // 4), 255)
    thing.paste(paper, ((width - paper.width) // 2, int((height - paper.height) * (0.75 if kind == "bottle" else 0.5))))
    return thing, mask


def shaded(rng, thing):
    """Lighter on one side than on the other."""
    light = Image.linear_gradient("L").rotate(rng.choice((0, 90, 180, 270))).resize(thing.size)
    light = light.point(lambda v: 235 + v * 20 // 255)
    return ImageChops.multiply(thing, Image.merge("RGB", (light,) * 3))


def background(rng, size, not_this):
    """A plain one for a third of all; busy ones else, in other colours than the product's."""
    others = [value for name, values in COLOURS.items() for value in values if name != not_this]
    kind = rng.choice(("plain", "plain", "shade", "stripes", "things", "wood"))
    if kind == "plain":
        return kind, Image.new("RGB", size, rng.choice([c for c in ("#ffffff", "#f4f1ea", "#d8dde0", "#40464d")
                                                        if not_this not in ("white", "beige", "grey", "black")]
                                                       or ["#2e6f9e", "#c25b3f"]))
    if kind == "shade":
        shade = Image.linear_gradient("L").resize(size)
        return kind, Image.composite(Image.new("RGB", size, rng.choice(others)), Image.new("RGB", size, rng.choice(others)), shade)
    ground = Image.new("RGB", size, rng.choice(others))
    pen = ImageDraw.Draw(ground)
    if kind == "stripes":
        ink, step = rng.choice(others), size[0] // rng.randrange(8, 20)
        for x in range(0, size[0], step):
            pen.rectangle((x, 0, x + step // 2, size[1]), ink)
    elif kind == "things":
        for _ in range(rng.randrange(20, 50)):
            x, y, r = rng.randrange(size[0]), rng.randrange(size[1]), size[0] // rng.randrange(8, 30)
            getattr(pen, rng.choice(("ellipse", "rectangle")))((x - r, y - r, x + r, y + r), rng.choice(others))
    else:
        for y in range(0, size[1], 6):
            tone = rng.randrange(-18, 18)
            pen.rectangle((0, y, size[0], y + 6), (150 + tone, 111 + tone, 74 + tone))
    return kind, ground


def photographed(rng, picture, blur):
    picture = picture.filter(ImageFilter.GaussianBlur(blur))
    picture = ImageEnhance.Brightness(picture).enhance(rng.uniform(0.85, 1.1))
    picture = ImageEnhance.Contrast(picture).enhance(rng.uniform(0.85, 1.1))
    grain = Image.frombytes("L", (512, 512), rng.randbytes(512 * 512))
    whole = Image.new("L", picture.size)
    for x in range(0, picture.width, 512):
        for y in range(0, picture.height, 512):
            whole.paste(grain, (x, y))
    return Image.blend(picture, Image.merge("RGB", (whole,) * 3), rng.uniform(0, 0.04))
