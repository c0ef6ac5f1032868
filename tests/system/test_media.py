"""What people send: kept for a while, encrypted, without where and when; given back whole, or said not to be."""

import concurrent.futures
import datetime
import io
import struct
import time
import wave

import av
import httpx
import pillow_heif
import pytest
from checks import problem
from harness import wait_until
from PIL import Image

pillow_heif.register_heif_opener()
LIMIT = 16 << 20
PLACE = 0x8825  # EXIF's directory of where
PICTURES = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif", "heif": "image/heic"}
UNKNOWN = {"text": b"hello", "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>", "pdf": b"%PDF-1.7\n", "zip": b"PK\x03\x04rest",
           "one byte": b"\xff", "a film": b"RIFF\x10\0\0\0AVI LIST"}


def picture(kind="png", colour="navy", size=(64, 48), **more):
    to = io.BytesIO()
    Image.new("RGB", size, colour).save(to, kind, **more)
    return to.getvalue()


def noise(kilobytes):
    """A recording of about that size, like no other."""
    to = io.BytesIO()
    with wave.open(to, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16000)
        sound.writeframes(time.time_ns().to_bytes(8, "little") * (kilobytes * 128))
    return to.getvalue()


def with_place(turned=6):
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "Somebody's camera"
    exif.get_ifd(PLACE).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return exif


def box(name, body):
    return struct.pack(">I", 8 + len(body)) + name + body


RECORDINGS = {
    "audio/wav": noise(4),
    "audio/flac": b"fLaC\x80\0\0\x22" + bytes(34),
    "audio/ogg": b"OggS\0\x02" + bytes(20) + b"\x01\x13OpusHead" + bytes(11),
    "audio/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(40),
    "audio/mp4": box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", box(b"udta", b"+51.5-0.1")) + box(b"mdat", b"sound"),
    "audio/aac": b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(40),
    "audio/mpeg": b"\xff\xfb\x90\x64" + bytes(40),
}


class Shop:
    """Media over HTTP, at the edge or at the service itself."""

    def __init__(self, client, base):
        self.client, self.base = client, base

    def send(self, content, **more):
        return self.client.post(self.base, content=content, **more)

    def kept(self, content, **more):
        answer = self.send(content, **more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def get(self, media_id, **more):
        return self.client.get(f"{self.base}/{media_id}", **more)

    def content(self, media_id, **more):
        return self.client.get(f"{self.base}/{media_id}/content", **more)

    def delete(self, media_id, **more):
        return self.client.delete(f"{self.base}/{media_id}", **more)


@pytest.fixture(params=["edge", "service"])
def shop(stack, request):
    if request.param == "edge":
        return Shop(stack.copy("orchestrator").client, "/api/v1/media")
    return Shop(stack.copy("media").client, "/media")


@pytest.fixture
def service(stack):
    return Shop(stack.copy("media").client, "/media")


def seconds_left(said):
    ends = datetime.datetime.fromisoformat(said["expires_at"].replace("Z", "+00:00"))
    return ends.timestamp() - time.time()


@pytest.mark.parametrize("kind", PICTURES)
def test_pictures_of_each_kind(shop, kind):
    sent = picture(kind)
    said = shop.kept(sent, headers={"content-type": "text/plain"})  # which nobody believes
    assert (said["kind"], said["type"]) == ("picture", PICTURES[kind]) and 0 < int(said["bytes"]) <= len(sent)
    assert 86000 < seconds_left(said) <= 86400
    got = shop.content(said["media_id"])
    assert got.headers["content-type"] == PICTURES[kind] and len(got.content) == int(said["bytes"])
    with Image.open(io.BytesIO(got.content)) as shown, Image.open(io.BytesIO(sent)) as meant:
        assert shown.convert("RGB").tobytes() == meant.convert("RGB").tobytes()
    assert shop.get(said["media_id"]).json() == said


@pytest.mark.parametrize("kind", RECORDINGS)
def test_recordings_of_each_kind(shop, kind):
    said = shop.kept(RECORDINGS[kind])
    assert (said["kind"], said["type"]) == ("voice", kind)
    got = shop.content(said["media_id"]).content
    assert got == RECORDINGS[kind].replace(box(b"udta", b"+51.5-0.1"), box(b"free", bytes(9)))


def recorded(container, codec, layout="mono", **options):
    """A hum, with what its maker says of it."""
    to = io.BytesIO()
    with av.open(to, "w", format=container) as file:
        stream = file.add_stream(codec, rate=48000, layout=layout, options=options)
        for about in (file.metadata, stream.metadata):
            about.update(title="our kitchen", comment="51.5 N 0.1 W " * 9000)  # more than a page of Ogg's
        stream.codec_context.open()
        hum = av.AudioFrame(format="s16", layout="mono", samples=24000)
        hum.planes[0].update(b"".join(struct.pack("<h", (t * 97) % 9001 - 4500) for t in range(24000)))
        hum.sample_rate = 48000
        resampler = av.AudioResampler(stream.codec_context.format, layout, 48000, frame_size=stream.codec_context.frame_size)
        for part in [*resampler.resample(hum), *resampler.resample(None), None]:
            file.mux(stream.encode(part))
    return to.getvalue()


def heard(content):
    with av.open(io.BytesIO(content)) as file:
        samples = [bytes(plane)[:frame.samples * frame.format.bytes] for frame in file.decode(audio=0) for plane in frame.planes]
        return b"".join(samples), {**file.metadata, **file.streams[0].metadata}


RECORDED = {"flac": ("flac", "flac"), "opus": ("ogg", "libopus"), "mp3": ("mp3", "libmp3lame")}
APE = b"comment\x0051.5 N" + b"APETAGEX\xd0\x07\0\0" + struct.pack("<II", 46, 1) + bytes(12)
ID3V1 = b"TAG" + b"51.5 N".ljust(125, b"\0")


@pytest.mark.parametrize("name", [*RECORDED, "vorbis"])
def test_what_a_recording_says_of_itself_is_not_kept_and_how_it_sounds_is(service, name):
    sent = recorded(*RECORDED[name]) if name in RECORDED else recorded("ogg", "vorbis", "stereo", strict="-2")
    samples, said = heard(sent)
    assert said["title"] == "our kitchen" and b"51.5 N" in sent and len(samples) > 24000
    got = service.content(service.kept(sent + (APE + ID3V1 if name in ("mp3", "flac") else b"51.5 N"))["media_id"]).content
    assert b"51.5 N" not in got and b"kitchen" not in got
    assert heard(got) == (samples, {})
    assert service.content(service.kept(got)["media_id"]).content == got


def test_a_form_as_browsers_send_it(shop):
    answer = shop.client.post(shop.base, files={"file": ("holiday.exe", picture("jpeg"), "application/x-msdownload")})
    assert answer.status_code == 201 and answer.json()["type"] == "image/jpeg"


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "heif"])
def test_where_it_was_taken_is_not_kept_and_how_it_is_turned_is(shop, kind):
    exif = with_place()
    sent = picture(kind, size=(64, 32), exif=exif.tobytes())
    assert b"camera" in sent
    got = shop.content(shop.kept(sent)["media_id"]).content
    assert b"camera" not in got
    with Image.open(io.BytesIO(got)) as shown, Image.open(io.BytesIO(sent)) as meant:
        found = shown.getexif()
        assert not found.get_ifd(PLACE) and set(found) <= {0x0112}
        assert kind == "heif" or found[0x0112] == 6  # a HEIC file says it in its own way, too
        assert shown.size == meant.size and shown.convert("RGB").tobytes() == meant.convert("RGB").tobytes()


@pytest.mark.parametrize("what", UNKNOWN)
def test_what_is_not_taken(shop, what):
    said = problem(shop.send(UNKNOWN[what], headers={"content-type": "image/png"}), 415)
    assert said["type"] == "/problems/unknown-media" and "image/png" in said["detail"]


def test_what_is_wrong_with_an_upload(shop):
    assert problem(shop.send(b""), 400)["type"] == "/problems/invalid-body"
    assert problem(shop.send(b"\xff\xd8\xff\xdb\0\4xxno segment"), 422)["type"] == "/problems/unreadable-media"
    assert problem(shop.send(b"--x\r\nno form", headers={"content-type": "multipart/form-data; boundary=x"}), 400)
    assert problem(shop.send(picture("gif") + bytes(LIMIT)), 413)["type"] == "/problems/body-too-large"


def test_a_piece_is_no_file(shop):
    whole = picture()
    said = problem(shop.send(whole[:40], headers={"content-range": f"bytes 0-39/{len(whole)}"}), 400)
    assert said["field"] == "Content-Range" and "/uploads" in said["detail"]


def test_as_large_as_may_be(shop):
    sent = RECORDINGS["audio/flac"] + bytes(LIMIT - 42)
    said = shop.kept(sent)
    assert shop.content(said["media_id"]).content == sent
    assert shop.delete(said["media_id"]).status_code == 204


def test_the_same_is_kept_once_and_erased_for_good(shop):
    sent = noise(8)
    first, second = shop.kept(sent), shop.kept(sent)
    assert first["media_id"] == second["media_id"]
    assert shop.delete(first["media_id"]).status_code == 204
    for ask in (shop.get, shop.content, shop.delete):
        assert problem(ask(first["media_id"]), 404)["type"] == "/problems/media-not-found"


def test_ids_that_are_none(shop):
    for media_id in ("0" * 32, "x", "..%2f..%2fkey", "A" * 32, "0" * 300):
        problem(shop.get(media_id), 404)
        problem(shop.content(media_id), 404)


def test_another_tenant_has_nothing_of_it(stack, shop):
    keys = {name: {"Authorization": f"Bearer {stack.make_key('viewer', tenant=name)['secret']}"} for name in ("acme", "globex")}
    sent = noise(4)
    media_id = shop.kept(sent, headers=keys["acme"])["media_id"]
    assert shop.content(media_id, headers=keys["acme"]).content == sent
    for headers in (keys["globex"], {}):
        for ask in (shop.get, shop.content, shop.delete):
            problem(ask(media_id, headers=headers), 404)
    assert shop.kept(sent, headers=keys["globex"])["media_id"] != media_id
    auditor = {"Authorization": f"Bearer {stack.make_key('auditor', tenant='acme')['secret']}"}
    assert problem(shop.send(sent, headers=auditor), 403)["type"] == "/problems/missing-scope"


def test_what_is_kept_is_not_to_be_read_on_the_disk(stack, service):
    sent = noise(64)
    media_id = service.kept(sent)["media_id"]
    file = stack.dependencies.folder / "media/blobs/of-default" / media_id
    assert file.stat().st_mode & 0o777 == 0o600 and (stack.dependencies.folder / "media/key").stat().st_mode & 0o777 == 0o600
    assert sent[1000:1032] not in file.read_bytes()
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    damaged = problem(service.content(media_id), 500)
    assert damaged["type"] == "/problems/media-damaged" and str(file.parent) not in str(damaged)
    assert service.kept(sent)["media_id"] == media_id and service.content(media_id).content == sent


def test_a_picture_that_is_kept_can_be_looked_at(service):
    sent = picture(colour="red", size=(200, 200))
    media_id = service.kept(sent)["media_id"]
    look = service.client.post("/extract-image-attributes", params={"media_id": media_id})
    assert look.status_code == 200, look.text
    assert look.json() == service.client.post("/extract-image-attributes", content=sent).json()
    problem(service.client.post("/extract-image-attributes", params={"media_id": "0" * 32}), 404)
    problem(service.client.post("/extract-image-attributes", params={"media_id": media_id}, content=sent), 400)


def test_a_silent_media_service_is_said_to_be_silent(stack):
    nowhere = {"STEWARD_MEDIA_URL": "http://127.0.0.1:1"}
    with stack.one_more("orchestrator", nowhere) as edge:
        answer = edge.post("/api/v1/media", content=picture())
        assert problem(answer, 503)["type"] == "/problems/media-silent" and "127.0.0.1" not in answer.text


def test_its_time_ends(stack, tmp_path):
    with stack.one_more("media", {"STEWARD_MEDIA_SECONDS": 2, "STEWARD_MEDIA_FOLDER": tmp_path / "kept"}) as copy:
        shop = Shop(copy.client, "/media")
        media_id = shop.kept(picture())["media_id"]
        assert list((tmp_path / "kept/blobs").rglob(media_id))
        wait_until(lambda: shop.get(media_id).status_code == 404, 20, "its time is over")
        wait_until(lambda: not list((tmp_path / "kept/blobs").rglob(media_id)), 20, "it is erased")


def test_a_quota(stack, tmp_path):
    small = {"STEWARD_MEDIA_QUOTA_MB": 1, "STEWARD_MEDIA_FOLDER": tmp_path / "kept"}
    with stack.one_more("media", small) as copy:
        shop = Shop(copy.client, "/media")
        first = shop.kept(noise(700))["media_id"]
        full = problem(shop.send(noise(700)), 507)
        assert full["type"] == "/problems/media-full"
        assert shop.delete(first).status_code == 204
        shop.kept(noise(700))


def test_a_folder_that_cannot_be_had_is_told_and_the_rest_goes_on(stack, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with stack.one_more("media", {"STEWARD_MEDIA_FOLDER": tmp_path / "file"}) as copy:
        problem(copy.post("/media", content=picture()), 503)
        wait_until(lambda: "keeps_nothing" in copy.get("/health").json(), 20, "its health says so")
        assert copy.post("/extract-image-attributes", content=picture()).status_code == 200


def test_a_wrong_key_stops_it(stack):
    copy = stack.refused("media", {"STEWARD_MEDIA_KEY": "not a key"})
    assert "STEWARD_MEDIA_KEY" in copy.log() and "not a key" not in copy.log()


@pytest.mark.breaks
def test_what_was_answered_is_there_after_a_kill(stack, service):
    """Killed in the middle of uploads, five times: each that was answered is whole, and nothing else is in the way."""
    copy = stack.copy("media")
    answered = {}

    def send_some():
        for _ in range(200):
            sent = noise(256)
            try:
                answer = httpx.post(f"{copy.url}/media", content=sent, timeout=20, trust_env=False)
            except httpx.HTTPError:
                return
            assert answer.status_code == 201, answer.text
            answered[answer.json()["media_id"]] = sent

    for _ in range(5):
        before = len(answered)
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            sending = [pool.submit(send_some) for _ in range(3)]
            wait_until(lambda enough=before + 10: len(answered) >= enough, 60, "some are kept", every=0.005)
            copy.kill()
            for one in sending:
                one.result()
        copy.start()
        stack.wait_ready()
    folder = stack.dependencies.folder / "media/blobs/of-default"
    for media_id, sent in answered.items():
        assert service.content(media_id).content == sent
    for name in [file.name for file in folder.iterdir() if len(file.name) == 32]:  # others are of uploads in pieces
        assert service.content(name).status_code == 200, name
    for media_id in answered:
        assert service.delete(media_id).status_code == 204
