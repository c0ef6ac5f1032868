"""What people point to by a URL, or put into JSON, is kept as if they had sent it; and nothing else is reached that way."""

import base64
import io
import ssl
import subprocess

import pytest
from checks import problem
from harness.far import Far
from PIL import Image

SECRET = "token=geheim-4711"
# Each is this machine, a network of its own or nobody's, in all the ways to write it.
INSIDE = ["localhost", "127.0.0.1", "127.1", "0x7f.0.0.1", "2130706433", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
          "0.0.0.0", "[::]", "10.0.0.1", "192.168.0.1", "169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "[64:ff9b::7f00:1]",
          "[2002:7f00:1::]", "224.0.0.1"]


def picture(colour="teal", size=(40, 30)):
    to = io.BytesIO()
    Image.new("RGB", size, colour).save(to, "png")
    return to.getvalue()


@pytest.fixture(scope="module")
def far():
    with Far({"/a.png": picture(), "/page": b"<html>no picture</html>"}) as server:
        yield server


@pytest.fixture(scope="module")
def open_media(stack):
    """A copy that fetches from 127.0.0.1, and from nowhere else of this machine."""
    settings = {"STEWARD_FETCH_HTTP": "true", "STEWARD_FETCH_INSIDE": "127.0.0.1", "STEWARD_FETCH_MS": 2000}
    with stack.one_more("media", settings) as copy:
        yield copy


def take(copy, url):
    return copy.post("/media", json={"url": url})


def refused(copy, url):
    said = problem(take(copy, url), 422)
    assert said["type"] == "/problems/unfetchable-media", said
    return said["detail"]


def test_a_picture_by_its_url(far, open_media):
    answer = take(open_media, far.url("/a.png?" + SECRET))
    assert answer.status_code == 201 and answer.json()["type"] == "image/png", answer.text
    assert open_media.get(f"/media/{answer.json()['media_id']}/content").content == picture()
    path, headers = far.seen[-1]
    assert path == "/a.png?" + SECRET and not {"cookie", "authorization"} & set(headers)
    assert SECRET not in open_media.log()


def test_redirects_are_followed_and_looked_at(far, open_media):
    far.redirects.update({"/1": "/2", "/2": far.url("/a.png"), "/circle": "/circle", "/in": far.url("/a.png", "127.0.0.2"),
                          "/name": far.url("/a.png", "localhost"), "/file": "file:///etc/passwd", "/login": "http://me:secret@127.0.0.1/"})
    assert take(open_media, far.url("/1")).status_code == 201
    assert "too often" in refused(open_media, far.url("/circle"))
    far.seen.clear()
    assert "address or port" in refused(open_media, far.url("/in"))
    assert "https://" in refused(open_media, far.url("/file"))
    assert "a name or a password" in refused(open_media, far.url("/login"))
    assert [path for path, _ in far.seen] == ["/in", "/file", "/login"]


@pytest.mark.parametrize("host", INSIDE)
def test_nothing_inside_is_reached(far, stack, host):
    """With the settings as they are by themselves. A connection would fail by TLS, in other words."""
    far.seen.clear()
    assert "address or port" in refused(stack.copy("media"), far.url("/a.png", host, "https"))
    assert not far.seen


def test_other_addresses_are_still_refused_where_one_is_allowed(far, open_media):
    far.seen.clear()
    for host in ("127.0.0.2", "[::1]", "0.0.0.0", "169.254.169.254"):
        assert "address or port" in refused(open_media, far.url("/a.png", host))
    assert not far.seen


@pytest.mark.parametrize("url, why", [("http://shop.example/a.png", "only https://"), ("ftp://shop.example/a", "only https://"),
                                      ("file:///etc/passwd", "only https://"), ("shop.example", "no URL"), ("https://a:b@shop.example/", "password"),
                                      ("https://shop.example/" + "a" * 3000, "longer than"), ("https://a b/", "no URL"),
                                      ("https://nobody.invalid/a.png", "not known")])
def test_urls_that_are_not_taken(stack, url, why):
    assert why in refused(stack.copy("media"), url)
    answer = stack.copy("orchestrator").post("/api/v1/media", json={"url": url})
    assert problem(answer, 422)["type"] == "/problems/unfetchable-media" and why in answer.json()["detail"]


@pytest.mark.parametrize("path, why", [("/none", "404"), ("/broken", "500"), ("/slow", "in time"), ("/silent", "in time"), ("/huge", "larger than"),
                                       ("/endless", "larger than"), ("/bomb", "larger than"), ("/headers", "as one should"),
                                       ("/garbage", "as one should"), ("/cut", "as one should")])
def test_servers_that_misbehave(far, open_media, path, why):
    assert why in refused(open_media, far.url(path))
    assert open_media.get("/healthz").status_code == 200


def test_what_it_is_is_told_by_its_bytes(far, open_media):
    assert problem(take(open_media, far.url("/page")), 415)["type"] == "/problems/unknown-media"


def test_a_host_that_cannot_prove_who_it_is(open_media, tmp_path):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1", "-addext",
                    "subjectAltName=IP:127.0.0.1", "-keyout", tmp_path / "key", "-out", tmp_path / "cert"], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    with Far({"/a.png": picture()}, tls) as server:
        assert "who it is" in refused(open_media, server.url("/a.png", scheme="https"))
        assert not server.seen


def test_a_list_that_cannot_be_read_stops_it(stack):
    copy = stack.refused("media", {"STEWARD_FETCH_INSIDE": "10.0.0.0/40"})
    assert "STEWARD_FETCH_INSIDE" in copy.log() and "10.0.0.0/40" in copy.log()


@pytest.mark.parametrize("place", ["orchestrator", "media"])
def test_a_picture_in_json(stack, place):
    copy, base = stack.copy(place), "/api/v1/media" if place == "orchestrator" else "/media"
    text = base64.b64encode(picture("maroon")).decode()
    said = copy.post(base, json={"data": text})
    assert said.status_code == 201, said.text
    assert said.json()["media_id"] == copy.post(base, content=picture("maroon")).json()["media_id"]
    assert copy.post(base, json={"data": text.replace("+", "-").replace("/", "_").rstrip("=")}).json()["media_id"] == said.json()["media_id"]
    for wrong in ({}, {"url": "", "data": ""}, {"url": "https://shop.example/", "data": text}):
        assert problem(copy.post(base, json=wrong), 422)["type"] == "/problems/invalid-request"
    assert problem(copy.post(base, json={"data": "*"}), 400)["field"] == "data"
    assert problem(copy.post(base, json={"path": "/etc/passwd"}), 400)["field"] == "path"
    assert problem(copy.post(base, json={"data": base64.b64encode(b"text").decode()}), 415)["type"] == "/problems/unknown-media"
    large = problem(copy.post(base, json={"data": "A" * (12 << 20)}), 400)
    assert large["field"] == "data" and "too large" in large["detail"]


def test_what_a_picture_looks_like(far, open_media, stack):
    """Looked at, and not kept."""
    said = open_media.post("/fingerprint", json={"url": far.url("/a.png")})
    assert said.status_code == 200, said.text
    assert len(base64.b64decode(said.json()["descriptor"])) == 200 and len(said.json()["cuts"]) == 5
    assert open_media.get("/media/" + said.json()["hash"] * 2).status_code == 404
    assert problem(open_media.post("/fingerprint", json={"url": far.url("/page")}), 422)["type"] == "/problems/unreadable-media"
    assert problem(open_media.post("/fingerprint", json={"url": far.url("/none")}), 422)["type"] == "/problems/unfetchable-media"
    far.seen.clear()
    for url in (far.url("/a.png"), far.url("/a.png", scheme="https"), ""):
        assert problem(stack.copy("media").post("/fingerprint", json={"url": url}), 422)["type"] == "/problems/unfetchable-media"
    assert not far.seen
