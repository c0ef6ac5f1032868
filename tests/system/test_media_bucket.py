"""Photos and voice notes in a bucket of S3's: the same as in a folder, and what is said when the bucket fails."""

import io
import os

import pytest
from checks import problem
from harness import wait_until
from harness.bucket import SECRET, Bucket
from PIL import Image

FLAC = b"fLaC\x80\0\0\x22" + bytes(34)  # what there is before the sound


def picture(size=(16, 16)):
    """Like no other."""
    to = io.BytesIO()
    Image.frombytes("RGB", size, os.urandom(3 * size[0] * size[1])).save(to, "png")
    return to.getvalue()


@pytest.fixture(scope="module")
def bucket():
    running = Bucket("steward-test")
    yield running
    running.close()
    assert not running.wrong


@pytest.fixture(scope="module")
def media(stack, bucket, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nothing") / "here"
    with stack.one_more("media", {**bucket.settings(), "STEWARD_MEDIA_FOLDER": folder}) as copy:
        yield copy
    assert not folder.exists()
    assert SECRET not in copy.log()


@pytest.fixture(autouse=True)
def well_behaved(bucket):
    yield
    bucket.fault = None


def kept(copy, content, **more):
    answer = copy.post("/media", content=content, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()["media_id"]


def test_it_is_kept_given_back_and_erased(media, bucket):
    sent = picture((200, 200))
    media_id = kept(media, sent)
    key = f"blobs/of-default/{media_id}"
    assert key in bucket.keys() and sent[1000:1032] not in bucket.content(key)
    assert media.get(f"/media/{media_id}/content").content == sent
    bucket.seen.clear()
    said = media.get(f"/media/{media_id}").json()
    assert (said["type"], said["bytes"]) == ("image/png", len(sent)) and len(bucket.seen) == 1
    assert kept(media, sent) == media_id
    assert media.client.delete(f"/media/{media_id}").status_code == 204
    assert key not in bucket.keys()
    for answer in (media.get(f"/media/{media_id}"), media.get(f"/media/{media_id}/content"), media.client.delete(f"/media/{media_id}")):
        assert problem(answer, 404)["type"] == "/problems/media-not-found"


def test_a_large_one(media, bucket):
    sent = FLAC + os.urandom((16 << 20) - len(FLAC))
    media_id = kept(media, sent)
    assert media.get(f"/media/{media_id}/content").content == sent
    assert media.client.delete(f"/media/{media_id}").status_code == 204


def test_what_was_changed_is_not_given_out(media, bucket):
    sent = picture()
    media_id = kept(media, sent)
    bucket.fault = "changed"
    assert problem(media.get(f"/media/{media_id}/content"), 500)["type"] == "/problems/media-damaged"
    bucket.fault = None
    assert media.get(f"/media/{media_id}/content").content == sent


def test_one_failure_is_not_noticed(media, bucket):
    bucket.fault = "once"
    media_id = kept(media, picture())
    bucket.fault = "once"
    assert media.get(f"/media/{media_id}").status_code == 200


@pytest.mark.parametrize("fault, why", [("broken", "500 InternalError"), ("denied", "403 AccessDenied")])
def test_a_bucket_that_refuses(media, bucket, fault, why):
    media_id = kept(media, picture())
    bucket.fault = fault
    for answer in (media.post("/media", content=picture()), media.get(f"/media/{media_id}"), media.get(f"/media/{media_id}/content"),
                   media.client.delete(f"/media/{media_id}")):
        assert why in problem(answer, 503)["detail"]
    bucket.fault = None
    assert media.get(f"/media/{media_id}").status_code == 200


def test_a_bucket_that_does_not_answer_holds_nobody_up_for_long(media, bucket):
    bucket.fault = "slow"
    assert "in time" in problem(media.get(f"/media/{'0' * 32}"), 503)["detail"]
    seen = len(bucket.seen)
    assert "in time" in problem(media.post("/media", content=picture()), 503)["detail"]  # it is left alone for a second
    assert len(bucket.seen) == seen
    bucket.fault = None
    wait_until(lambda: media.post("/media", content=picture()).status_code == 201, 20, "it is asked again")


def test_what_has_ended_goes_however_much_there_is(stack, bucket):
    bucket.clear()
    foreign = f"/{bucket.name}/blobs/of-default/not-ours"
    bucket.plain("PUT", foreign, content=b"x")
    for number in range(130):
        bucket.plain("PUT", f"/{bucket.name}/blobs/of-shop-{number % 3}/{number:032x}", content=b"left by a copy that is gone")
    with stack.one_more("media", {**bucket.settings(), "STEWARD_MEDIA_SECONDS": 4}) as copy:
        media_id = kept(copy, picture())
        wait_until(lambda: copy.get(f"/media/{media_id}").status_code == 404, 30, "its time is over")
        wait_until(lambda: len(bucket.keys()) == 1, 30, "all is erased")
        assert bucket.keys() == ["blobs/of-default/not-ours"]
        pages = [path for method, path in bucket.seen if method == "GET" and "list-type" in path]
        assert any("start-after" in path for path in pages)
        wait_until(lambda: "steward_media_erased_total 131" in copy.get("/metrics").text, 10, "all is counted")


def test_a_quota(stack, bucket):
    bucket.clear()
    with stack.one_more("media", {**bucket.settings(), "STEWARD_MEDIA_TENANT_QUOTA_MB": 1}) as copy:
        first = kept(copy, FLAC + os.urandom(700 << 10))
        assert problem(copy.post("/media", content=FLAC + os.urandom(700 << 10)), 507)["type"] == "/problems/media-full"
        assert copy.client.delete(f"/media/{first}").status_code == 204
        kept(copy, FLAC + os.urandom(700 << 10))


def test_without_the_bucket_health_says_so(stack, bucket):
    bucket.clear()
    settings = {**bucket.settings(), "STEWARD_MEDIA_S3_BUCKET": "nobody-made-it"}
    with stack.one_more("media", settings) as copy:
        wait_until(lambda: "NoSuchBucket" in copy.get("/health").json().get("keeps_nothing", ""), 20, "its health says so")
        assert "NoSuchBucket" in problem(copy.post("/media", content=picture()), 503)["detail"]


@pytest.mark.parametrize("wrong, named", [({"STEWARD_MEDIA_S3_KEY": "no-colon"}, "STEWARD_MEDIA_S3_KEY"), ({"STEWARD_MEDIA_KEY": ""}, "STEWARD_MEDIA_KEY")])
def test_settings_that_are_wrong_stop_it(stack, bucket, wrong, named):
    copy = stack.refused("media", {**bucket.settings(), **wrong})
    assert named in copy.log() and "no-colon" not in copy.log()
