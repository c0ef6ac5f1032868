"""What is seen in a picture: as somebody who sends one, in every kind of file, and in files that are none."""

import base64
import io
import os
import random
import signal
import struct
import threading
import zlib

import codes
import drawn
import harmed
import httpx
import pillow_heif
import pytest
from checks import children, problem
from harness import wait_until
from PIL import Image, ImageDraw

pillow_heif.register_heif_opener()
KINDS = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif", "heif": "image/heic"}
PATH = "/extract-image-attributes"
HARMED = 300


@pytest.fixture
def media(stack):
    return stack.copy("media").client


@pytest.fixture
def look(media):
    """What is seen in it: look(bytes); with `status` the problem that it is."""
    def ask(content, status=200, **more):
        answer = media.post(PATH, content=content, headers={"content-type": "application/octet-stream"}, **more)
        if status != 200:
            return problem(answer, status)
        assert answer.status_code == 200, answer.text
        return answer.json()
    return ask


def in_file(picture, kind="png", **more):
    to = io.BytesIO()
    picture.save(to, kind, **more)
    return to.getvalue()


def mug(colour="#dc143c", size=(600, 400)):
    """Something of one colour on white, in the left half."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((60, 80, 280, 320), colour)
    return picture


def of_kind(seen, kind):
    return [one for one in seen["attributes"] if one.get("kind") == kind]


def covers(place, x, y):
    return place.get("left", 0) <= x < place.get("left", 0) + place["width"] and \
        place.get("top", 0) <= y < place.get("top", 0) + place["height"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_file_is_known_by_its_content(look, kind):
    seen = look(in_file(mug(), kind))
    assert seen["media_type"] == KINDS[kind] and (seen["width"], seen["height"]) == (600, 400)
    colour = of_kind(seen, "COLOUR")[0]
    assert colour["value"] == "red" and colour["share"] > 0.9 and 0.5 < colour["confidence"] <= 1
    assert covers(colour["place"], 170, 200) and not covers(colour["place"], 450, 200)
    assert {"name": "colour", "value": "red", "said": "red"}.items() <= seen["slots"][0].items()


def test_the_first_frame_of_an_animation(look):
    for kind in ("gif", "webp"):
        frames = in_file(mug("#008000"), kind, save_all=True, append_images=[mug("#0000ff"), mug("#ff0000")])
        assert of_kind(look(frames), "COLOUR")[0]["value"] == "green"


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_it_is_turned_as_its_exif_data_say(look, kind):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned clockwise: what is left is above then
    seen = look(in_file(mug(), kind, exif=exif))
    assert (seen["width"], seen["height"]) == (400, 600)
    assert covers(of_kind(seen, "COLOUR")[0]["place"], 200, 170)


def test_a_form_with_a_file(media):
    answer = media.post(PATH, files={"file": ("holiday.txt", in_file(mug(), "webp"), "text/plain")})
    assert answer.status_code == 200 and answer.json()["media_type"] == "image/webp"


def test_what_is_printed_on_a_label(look):
    product = drawn.draw("a label")
    seen = look(in_file(product.picture))
    barcode = of_kind(seen, "BARCODE")[0]
    assert (barcode["value"], barcode["symbology"]) == (product.barcode, "ean") and barcode["place"]["width"] > 50
    assert of_kind(seen, "MODEL")[0]["value"] == product.model
    assert of_kind(seen, "COLOUR")[0]["value"] == product.colour
    assert {(slot["name"], slot["value"]) for slot in seen["slots"]} >= {
        ("code", product.barcode), ("code", product.model), ("colour", product.colour)}


def test_a_qr_code_with_any_text(look):
    text = "https://example.org/größe?q=\"a\"&b=<c>"
    picture = Image.new("RGB", (500, 500), "white")
    picture.paste(codes.qr_picture(text, 6), (60, 90))
    seen = look(in_file(picture))
    assert of_kind(seen, "QR_CODE")[0]["value"] == text


def test_shape_and_pattern(look):
    ball, flag = Image.new("RGB", (600, 600), "white"), Image.new("RGB", (600, 600), "#f4f1ea")
    ImageDraw.Draw(ball).ellipse((100, 100, 500, 500), "#1e90ff")
    for x in range(100, 500, 50):
        ImageDraw.Draw(flag).rectangle((x, 150, x + 49, 450), ("#000080", "#ffd700")[x // 50 % 2])
    seen = look(in_file(ball))
    assert [one["value"] for kind in ("SHAPE", "PATTERN") for one in of_kind(seen, kind)] == ["round", "plain"]
    seen = look(in_file(flag))
    assert [one["value"] for kind in ("SHAPE", "FORMAT", "PATTERN") for one in of_kind(seen, kind)] == \
        ["rectangular", "wide", "striped"]


def test_a_picture_is_like_itself_and_unlike_others(look):
    def near(one, other):
        first, second = (base64.b64decode(seen["fingerprint"]["descriptor"]) for seen in (one, other))
        return sum(abs(a - b) for a, b in zip(first, second, strict=True))

    first, other = (drawn.draw(f"like {i}", (800, 800)).picture for i in range(2))
    seen = look(in_file(first))
    again = look(in_file(first.resize((500, 500)), "jpeg", quality=50))
    assert near(seen, again) * 3 < near(seen, look(in_file(other)))
    assert bin(int(seen["fingerprint"]["hash"], 16) ^ int(again["fingerprint"]["hash"], 16)).count("1") <= 6


def test_transparent_is_background(look):
    picture = Image.new("RGBA", (300, 300), (255, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((100, 100, 200, 200), (0, 0, 128, 255))
    assert [one["value"] for one in of_kind(look(in_file(picture)), "COLOUR")] == ["navy"]
    assert not of_kind(look(in_file(Image.new("RGBA", (300, 300), (255, 0, 0, 0)))), "COLOUR")


def test_the_smallest_picture(look):
    assert look(in_file(Image.new("RGB", (1, 1), "red")))["width"] == 1


def png_of(width, height, rows=b""):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + \
        chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


NO_PICTURES = {
    "text": b"this is no picture",
    "json": b'{"picture": 1}',
    "pdf": b"%PDF-1.7\n" + b"0" * 500,
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "zeros": bytes(5000),
    "only a head": b"\xff\xd8\xff\xe0",
    "a huge one by its head": png_of(60000, 60000),
    "too many pixels": png_of(10000, 6000),
    "no pixels": png_of(0, 10),
    "no rows": png_of(100, 100),
    "wide by its head": b"GIF89a" + struct.pack("<HH", 65535, 65535) + bytes(200),
}


@pytest.mark.parametrize("content", NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_picture_is_refused(look, content):
    assert look(content, status=422)["type"].endswith("unreadable-media")


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_without_its_end_is_refused(look, kind):
    content = in_file(drawn.draw("cut", (400, 400)).picture, kind)
    look(content[:len(content) // 2], status=422)


def test_an_empty_body_and_too_large_a_one(media, look):
    problem(media.post(PATH, content=b""), 400)
    problem(media.get(PATH), 405)
    assert look(bytes(21 << 20), status=413)["max"] == 20 << 20


def small_files():
    product = drawn.draw("to harm", (160, 160)).picture
    return [in_file(product, kind) for kind in KINDS] + [
        in_file(product, "jpeg", progressive=True), in_file(product.quantize(16), "png"),
        in_file(product.convert("L"), "jpeg"), in_file(product.convert("CMYK"), "jpeg"),
        in_file(product, "webp", lossless=True), in_file(product, "gif", save_all=True, append_images=[product.rotate(90)])]


@pytest.mark.slow
def test_broken_files_are_refused_or_read_and_harm_nobody(stack, media):
    files = small_files()
    pid = stack.copy("media").pid
    for number in range(HARMED):
        answer = media.post(PATH, content=harmed.harmed(number, files))
        assert answer.status_code in (200, 400, 422), f"{number}: {answer.status_code} {answer.text[:300]}"
        if answer.status_code != 200:
            problem(answer, (400, 422))
    assert stack.copy("media").pid == pid and stack.copy("media").is_running()
    assert media.post(PATH, content=in_file(mug())).status_code == 200


def workers_of(pid):
    """The processes below it that have none themselves: the nursery's."""
    return [worker for nursery in children(pid) for worker in children(nursery)]


def test_a_killed_worker_costs_at_most_its_request(stack):
    with stack.one_more("media", {"STEWARD_MEDIA_WORKERS": 2}) as copy:
        wait_until(lambda: workers_of(copy.pid), 20, "it has workers")
        content, statuses = in_file(drawn.draw("load", (1000, 1000)).picture, "jpeg"), []

        def ask():
            with httpx.Client(base_url=copy.url, timeout=60, trust_env=False) as client:
                statuses.extend(client.post(PATH, content=content).status_code for _ in range(10))
        clients = [threading.Thread(target=ask) for _ in range(3)]
        for client in clients:
            client.start()
        rng, killed = random.Random(5), 0
        for wanted in (5, 12, 20):
            wait_until(lambda wanted=wanted: len(statuses) >= wanted, 60, "some are answered")
            os.kill(rng.choice(wait_until(lambda: workers_of(copy.pid), 10, "there is a worker")), signal.SIGKILL)
            killed += 1
        for client in clients:
            client.join()
        assert len(statuses) == 30 and set(statuses) <= {200, 422} and statuses.count(422) <= killed
        assert httpx.post(copy.url + PATH, content=content, timeout=30, trust_env=False).status_code == 200


def test_without_its_nursery_the_service_ends_to_be_started_anew(stack):
    copy = stack.start("media")
    try:
        copy.wait_ready(60)
        [nursery] = children(copy.pid)
        os.kill(nursery, signal.SIGKILL)
        copy.wait_ended(30)
        assert copy.exit_code == 1
    finally:
        copy.kill()


def test_without_the_model_all_but_text_is_seen(stack, tmp_path):
    product = drawn.draw("a label")
    with stack.one_more("media", {"STEWARD_MEDIA_TEXT_MODEL": tmp_path}) as copy:
        wait_until(lambda: copy.get("/readyz").status_code == 200, 20, "it is ready")
        assert copy.get("/health").json()["reads_text"] is False
        seen = httpx.post(copy.url + PATH, content=in_file(product.picture), timeout=30, trust_env=False).json()
        assert not of_kind(seen, "TEXT") and "text" in seen["not_done"][0]
        assert of_kind(seen, "BARCODE")[0]["value"] == product.barcode
    assert stack.copy("media").get("/health").json()["reads_text"] is True
