"""Photos and voice notes that are sent in pieces, by tus 1.0.0: what broke off goes on, and what was answered is there. Judged by tuspy,
a client that is not ours, and by the letter of the protocol where it does not look."""

import concurrent.futures
import io
import os
import socket
import time
from email.utils import parsedate_to_datetime

import pytest
import tusclient.client
import tusclient.exceptions
from checks import problem
from harness import wait_until
from harness.bucket import Bucket
from PIL import Image

LIMIT = 16 << 20
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}


def picture(size=(256, 256)):
    """Like no other; about 200 kB."""
    to = io.BytesIO()
    Image.frombytes("RGB", size, os.urandom(3 * size[0] * size[1])).save(to, "png")
    return to.getvalue()


class Shop:
    """Media over HTTP at a copy of the edge or of the service."""

    def __init__(self, copy, base):
        self.copy, self.client = copy, copy.client
        self.base, self.uploads = f"{base}/media", f"{base}/uploads"

    def begin(self, length, **headers):
        return self.client.post(self.uploads, headers={**TUS, "Upload-Length": str(length), **headers})

    def begun(self, length):
        answer = self.begin(length)
        assert answer.status_code == 201, answer.text
        return str(answer.url.join(answer.headers["location"]).path)

    def where(self, upload):
        return self.client.head(upload, headers=TUS)

    def add(self, upload, offset, piece, **headers):
        return self.client.patch(upload, content=piece, headers={**PIECE, "Upload-Offset": str(offset), **headers})

    def stop(self, upload):
        return self.client.delete(upload, headers=TUS)

    def content(self, media_id):
        return self.client.get(f"{self.base}/{media_id}/content").content

    def by_tuspy(self, sent, **more):
        return tusclient.client.TusClient(self.copy.url + self.uploads).uploader(file_stream=io.BytesIO(sent), **more)

    def media_id(self, upload):
        return self.where(upload).headers["steward-media-id"]


def at_service(copy):
    return Shop(copy, "")


@pytest.fixture(scope="module")
def bucket():
    running = Bucket("steward-pieces")
    yield running
    running.close()
    assert not running.wrong


@pytest.fixture(scope="module")
def in_bucket(stack, bucket):
    with stack.one_more("media", bucket.settings()) as copy:
        yield copy


@pytest.fixture(params=["edge", "service", "bucket"])
def shop(stack, request):
    if request.param == "edge":
        return Shop(stack.copy("orchestrator"), "/api/v1")
    return at_service(request.getfixturevalue("in_bucket") if request.param == "bucket" else stack.copy("media"))


@pytest.fixture
def service(stack):
    return at_service(stack.copy("media"))


def kept_files(folder):
    return sorted(file.name for file in (folder / "blobs").rglob("*") if file.is_file())


def test_a_client_of_others_sends_in_pieces(shop):
    sent = picture()
    sending = shop.by_tuspy(sent, chunk_size=50_000)
    sending.upload()
    assert sending.offset == len(sent) == sending.get_file_size()
    assert shop.content(shop.media_id(sending.url.removeprefix(shop.copy.url))) == sent


def test_it_goes_on_where_it_broke_off(shop):
    sent = picture()
    first = shop.by_tuspy(sent, chunk_size=70_000)
    first.upload_chunk()
    again = shop.by_tuspy(sent, chunk_size=70_000, url=first.url)
    assert again.offset == 70_000
    again.upload()
    assert shop.content(shop.media_id(again.url.removeprefix(shop.copy.url))) == sent


def test_what_came_of_a_piece_that_broke_off_counts(shop):
    sent = picture()
    upload, half = shop.begun(len(sent)), len(sent) // 2
    head = [f"PATCH {upload} HTTP/1.1", f"Host: {shop.client.base_url.netloc.decode()}", f"Content-Length: {len(sent)}", "Upload-Offset: 0",
            *(f"{name}: {value}" for name, value in PIECE.items())]
    with socket.create_connection(("127.0.0.1", shop.copy.port), timeout=20) as line:
        line.sendall("\r\n".join([*head, "", ""]).encode() + sent[:half])
    wait_until(lambda: shop.where(upload).headers["upload-offset"] == str(half), 10, "it goes on in the middle")
    answer = shop.add(upload, half, sent[half:])
    assert answer.status_code == 204, answer.text
    assert shop.content(answer.headers["steward-media-id"]) == sent


def test_what_each_answer_says(shop):
    sent = picture()
    begun = shop.begin(len(sent))
    assert (begun.headers["tus-resumable"], begun.headers["upload-offset"]) == ("1.0.0", "0")
    ends = parsedate_to_datetime(begun.headers["upload-expires"]).timestamp()
    assert 3500 < ends - time.time() <= 3600
    upload = begun.url.join(begun.headers["location"]).path
    added = shop.add(upload, 0, sent[:100_000])
    assert (added.status_code, added.headers["upload-offset"], added.content) == (204, "100000", b"")
    where = shop.where(upload)
    assert (where.status_code, where.headers["upload-offset"], where.headers["upload-length"]) == (200, "100000", str(len(sent)))
    assert where.headers["cache-control"] == "no-store" and where.headers["upload-expires"] == begun.headers["upload-expires"]
    assert "steward-media-id" not in where.headers
    added = shop.add(upload, 100_000, sent[100_000:])
    assert (added.status_code, added.headers["upload-offset"]) == (204, str(len(sent)))
    where = shop.where(upload)
    assert where.headers["upload-offset"] == where.headers["upload-length"] == str(len(sent))
    assert where.headers["steward-media-id"] == added.headers["steward-media-id"] and "upload-expires" not in where.headers
    assert problem(shop.add(upload, len(sent), b"more"), 409)["type"] == "/problems/upload-elsewhere"
    assert shop.stop(upload).status_code == 204
    assert shop.content(added.headers["steward-media-id"]) == sent  # what was made of it stays


def test_what_is_spoken_is_told_without_a_version(shop):
    answer = shop.client.request("OPTIONS", shop.uploads)
    assert (answer.status_code, answer.content) == (204, b"")
    assert [answer.headers[f"tus-{name}"] for name in ("resumable", "version", "extension", "max-size")] == \
        ["1.0.0", "1.0.0", "creation,expiration,termination", str(LIMIT)]


def test_a_piece_may_come_as_a_post(shop):
    sent = picture()
    upload = shop.begun(len(sent))
    def post(offset, piece, method="PATCH"):
        headers = {**PIECE, "Upload-Offset": str(offset), "X-HTTP-Method-Override": method}
        return shop.client.post(upload, content=piece, headers=headers)
    assert post(0, sent[:100_000]).headers["upload-offset"] == "100000"
    assert problem(post(0, b"x"), 409)["type"] == "/problems/upload-elsewhere"
    for method in ("patch", "DELETE", ""):
        problem(post(100_000, b"x", method), 422, "X-HTTP-Method-Override")
    assert shop.where(upload).headers["upload-offset"] == "100000"
    assert shop.content(post(100_000, sent[100_000:]).headers["steward-media-id"]) == sent


def test_what_is_refused(shop):
    upload = shop.begun(1000)
    assert problem(shop.add(upload, 10, b"x"), 409)["type"] == "/problems/upload-elsewhere"
    assert "byte 0 of 1000" in problem(shop.add(upload, 0, bytes(1001)), 409)["detail"]
    problem(shop.client.patch(upload, content=b"x", headers=PIECE), 422, "Upload-Offset")
    problem(shop.add(upload, -1, b"x"), 422, "Upload-Offset")
    problem(shop.add(upload, 0, b""), 400)
    assert problem(shop.add(upload, 0, b"x", **{"Content-Type": "image/png"}), 415)["type"] == "/problems/unsupported-media-type"
    assert problem(shop.begin(LIMIT + 1), 413)["type"] == "/problems/upload-too-large"
    for length in ("0", "-1", "x", str(1 << 70)):
        problem(shop.begin(length), 422, "Upload-Length")
    problem(shop.client.post(shop.uploads, headers=TUS), 422, "Upload-Length")
    for answer in (shop.begin(10, **{"Tus-Resumable": "0.2.2"}), shop.add(upload, 0, b"x", **{"Tus-Resumable": "2.0.0"}),
                   shop.client.delete(upload)):
        assert problem(answer, 412)["type"] == "/problems/tus-version"
        assert answer.headers["tus-version"] == "1.0.0"
    assert shop.where(upload).headers["upload-offset"] == "0"  # nothing of that has counted
    for no_upload in ("0" * 32, "x", "..%2f..%2fkey", "f" + "0" * 32):
        assert shop.where(f"{shop.uploads}/{no_upload}").status_code == 404
        problem(shop.add(f"{shop.uploads}/{no_upload}", 0, b"x"), 404)


def test_what_is_no_picture_is_told_at_the_end_and_nothing_of_it_stays(shop):
    upload = shop.begun(120_000)
    assert shop.add(upload, 0, b"%PDF-1.7" + bytes(69_992)).status_code == 204
    assert problem(shop.add(upload, 70_000, bytes(50_000)), 415)["type"] == "/problems/unknown-media"
    assert shop.where(upload).status_code == 404


def test_it_is_given_up(shop):
    upload = shop.begun(1000)
    assert shop.add(upload, 0, b"\xff\xd8\xff").status_code == 204
    assert shop.stop(upload).status_code == 204
    assert shop.where(upload).status_code == 404
    problem(shop.stop(upload), 404)


def test_many_small_pieces_are_one_picture_and_few_files(stack, tmp_path):
    sent = picture((160, 160))
    with stack.one_more("media", {"STEWARD_MEDIA_FOLDER": tmp_path}) as copy:
        shop = at_service(copy)
        upload = shop.begun(len(sent))
        for at in range(0, len(sent) - 1000, 1000):
            assert shop.add(upload, at, sent[at:at + 1000]).status_code == 204
        assert [name[0] for name in kept_files(tmp_path)] == ["p", "p", "u"]
        for name in kept_files(tmp_path):
            assert sent[1000:1032] not in next(tmp_path.rglob(name)).read_bytes()
        at = int(shop.where(upload).headers["upload-offset"])
        assert shop.add(upload, at, sent[at:]).status_code == 204
        media_id = shop.media_id(upload)
        assert kept_files(tmp_path) == sorted([media_id, "f" + upload.rpartition("/")[2]])
        assert shop.content(media_id) == sent
        assert "steward_media_kept 0" in copy.get("/metrics").text  # until it is counted: one


def test_as_long_as_may_be(shop):
    sent = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + os.urandom(LIMIT - 12)
    upload = shop.begun(len(sent))
    half = LIMIT // 2
    assert shop.add(upload, 0, sent[:half]).status_code == 204
    assert shop.add(upload, half, sent[half:]).status_code == 204
    media_id = shop.media_id(upload)
    assert shop.content(media_id) == sent
    assert shop.client.delete(f"{shop.base}/{media_id}").status_code == 204


def test_another_tenant_has_nothing_of_it(stack, service):
    keys = {name: {"Authorization": f"Bearer {stack.make_key('viewer', tenant=name)['secret']}"} for name in ("acme", "globex")}
    begun = service.begin(1000, **keys["acme"])
    upload = begun.url.join(begun.headers["location"]).path
    for headers in (keys["globex"], {}):
        assert service.client.head(upload, headers={**TUS, **headers}).status_code == 404
        problem(service.add(upload, 0, b"x", **headers), 404)
    assert service.add(upload, 0, b"x", **keys["acme"]).status_code == 204


def test_two_who_add_at_the_same_time(service):
    """One of them counts; the other is told where it goes on."""
    sent = picture()
    upload = service.begun(len(sent))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: service.copy.client.patch(upload, content=sent[:100_000],
                                                                    headers={**PIECE, "Upload-Offset": "0"}), range(4)))
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409]
    assert service.add(upload, 100_000, sent[100_000:]).status_code == 204
    assert service.content(service.media_id(upload)) == sent


def test_it_goes_on_at_another_copy_and_after_a_kill(stack, tmp_path):
    sent = picture()
    settings = {"STEWARD_MEDIA_FOLDER": tmp_path}
    with stack.one_more("media", settings) as first, stack.one_more("media", settings) as second:
        upload = at_service(first).begun(len(sent))
        assert at_service(first).add(upload, 0, sent[:80_000]).status_code == 204
        first.kill()
        assert at_service(second).add(upload, 80_000, sent[80_000:160_000]).status_code == 204
        second.kill()
        first.start()
        first.wait_ready(30)
        shop = at_service(first)
        assert shop.copy.client.head(upload, headers=TUS).headers["upload-offset"] == "160000"
        assert shop.add(upload, 160_000, sent[160_000:]).status_code == 204
        assert shop.content(shop.media_id(upload)) == sent


def test_its_time_ends(stack, tmp_path):
    with stack.one_more("media", {"STEWARD_MEDIA_SECONDS": 2, "STEWARD_MEDIA_FOLDER": tmp_path}) as copy:
        shop = at_service(copy)
        upload = shop.begun(1000)
        assert shop.add(upload, 0, b"\xff\xd8\xff").status_code == 204
        wait_until(lambda: shop.where(upload).status_code == 404, 20, "its time is over")
        wait_until(lambda: not kept_files(tmp_path), 20, "it is erased")


def test_a_quota_counts_what_is_not_whole_yet(stack, tmp_path):
    with stack.one_more("media", {"STEWARD_MEDIA_QUOTA_MB": 1, "STEWARD_MEDIA_FOLDER": tmp_path}) as copy:
        shop = at_service(copy)
        problem(shop.begin(2 << 20), 507)
        upload, other = shop.begun(900_000), shop.begun(900_000)
        assert shop.add(upload, 0, b"\xff\xd8\xff" + bytes(600_000)).status_code == 204
        assert problem(shop.add(other, 0, bytes(600_000)), 507)["type"] == "/problems/media-full"
        assert shop.where(other).headers["upload-offset"] == "0"
        assert shop.stop(upload).status_code == 204
        assert shop.add(other, 0, bytes(600_000)).status_code == 204


def test_pages_of_other_origins_may_read_where_it_is(stack):
    with stack.one_more("orchestrator", {"STEWARD_CORS_ORIGINS": "https://shop.example"}) as edge:
        asked = edge.client.options("/api/v1/uploads/x", headers={"Origin": "https://shop.example",
                                                                        "Access-Control-Request-Method": "PATCH"})
        assert {"Upload-Offset", "Tus-Resumable"} <= set(asked.headers["access-control-allow-headers"].split(", "))
        assert "PATCH" in asked.headers["access-control-allow-methods"]
        told = edge.post("/api/v1/uploads", headers={**TUS, "Origin": "https://shop.example", "Upload-Length": "5"})
        shown = set(told.headers["access-control-expose-headers"].split(", "))
        assert {"Location", "Tus-Resumable", "Upload-Offset", "Upload-Length", "Upload-Expires", "Steward-Media-Id"} <= shown


def test_a_bucket_that_fails_costs_nothing_that_was_answered(in_bucket, bucket):
    shop, sent = at_service(in_bucket), picture()
    upload = shop.begun(len(sent))
    assert shop.add(upload, 0, sent[:100_000]).status_code == 204
    bucket.fault = "broken"
    problem(shop.add(upload, 100_000, sent[100_000:]), 503)
    bucket.fault = None
    wait_until(lambda: shop.where(upload).status_code == 200, 20, "it is asked again")
    assert shop.where(upload).headers["upload-offset"] == "100000"
    assert shop.add(upload, 100_000, sent[100_000:]).status_code == 204
    assert shop.content(shop.media_id(upload)) == sent
    assert not [key for key in bucket.keys() if "/p" in key and upload[-32:] in key]
