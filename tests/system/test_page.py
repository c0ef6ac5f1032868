"""The page as the edge serves it: what it is made of, how it is told to browsers, and what is never served."""

import gzip
import http.client
import re

import pytest
from checks import problem

INDEX = b"<!doctype html><title>x</title>" + b"<p>text</p>" * 100
BROTLI = b"brotli, so to say"  # nobody decodes it here
SCRIPT = b"console.log('x');" * 100


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A page of our own: what is checked here does not depend on npm."""
    root = tmp_path_factory.mktemp("page")
    (root / "index.html").write_bytes(INDEX)
    (root / "index.html.gz").write_bytes(gzip.compress(INDEX))
    (root / "secret.txt").write_text("nobody's business")
    assets = root / "assets"
    assets.mkdir()
    (assets / "index-0a1B2c3D.js").write_bytes(SCRIPT)
    (assets / "index-0a1B2c3D.js.gz").write_bytes(gzip.compress(SCRIPT))
    (assets / "index-0a1B2c3D.js.br").write_bytes(BROTLI)
    (assets / "plain.svg").write_text("<svg/>")
    (assets / "unknown.exe").write_text("not of a page")
    (assets / ".hidden.js").write_text("hidden")
    return root


@pytest.fixture(scope="module")
def page(stack, folder):
    """A copy of the edge that serves it."""
    with stack.one_more("orchestrator", {"STEWARD_WEB": str(folder)}) as copy:
        yield copy


def test_the_page(page):
    answer = page.get("/", headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200 and answer.content == INDEX
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in answer.headers


def test_its_policy_allows_nothing_from_elsewhere(page):
    headers = page.get("/").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'"
    assert all(policy[name] == "'self'" for name in ("script-src", "style-src", "connect-src"))
    assert "unsafe" not in headers["content-security-policy"] and "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("accepted, coding", [("br, gzip", "br"), ("gzip", "gzip"), ("deflate", None), ("br;q=0, gzip", "gzip")])
def test_scripts_come_compressed_and_are_kept_for_good(page, accepted, coding):
    answer = page.client.send(page.client.build_request("GET", "/assets/index-0a1B2c3D.js", headers={"Accept-Encoding": accepted}),
                              stream=True)
    raw = b"".join(answer.iter_raw())
    answer.close()
    assert answer.headers.get("content-encoding") == coding
    assert (gzip.decompress(raw) if coding == "gzip" else raw) == (BROTLI if coding == "br" else SCRIPT)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_names_without_a_hash_are_asked_for_again(page):
    answer = page.get("/assets/plain.svg")
    assert answer.headers["cache-control"] == "no-cache" and answer.headers["content-type"] == "image/svg+xml"


def test_what_is_known_is_not_sent_again(page):
    plain, packed = ({"Accept-Encoding": coding} for coding in ("identity", "gzip"))
    known = page.get("/", headers=plain).headers["etag"]
    assert re.fullmatch(r'"[0-9a-f-]{36}"', known)
    assert page.get("/", headers=packed).headers["etag"] != known
    again = page.get("/", headers={**plain, "If-None-Match": f'"other", W/{known}'})
    assert again.status_code == 304 and again.content == b"" and again.headers["etag"] == known
    assert page.get("/", headers={**packed, "If-None-Match": known}).status_code == 200


def test_only_the_head(page):
    whole = page.get("/", headers={"Accept-Encoding": "identity"})
    head = page.client.head("/", headers={"Accept-Encoding": "identity"})
    assert head.status_code == 200 and head.content == b""
    assert head.headers["content-length"] == whole.headers["content-length"] and head.headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize("path", ["/secret.txt", "/assets/", "/assets/unknown.exe", "/assets/.hidden.js", "/assets/nothing.js",
                                  "/assets/index-0a1B2c3D.js.br", "/assets/..%2fsecret.txt", "/assets/%2e%2e/secret.txt",
                                  "/assets/../secret.txt", "/assets/..", "/assets/plain.svg%00", "/index.html"])
def test_nothing_else_is_served(page, path):
    """Asked for by a client that does not tidy addresses up."""
    connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    assert answer.status in (400, 404)
    assert b"nobody" not in content and b"hidden" not in content and INDEX not in content


def test_it_is_only_read(page):
    answer = page.post("/", content=b"")
    assert answer.status_code == 405 and answer.headers["allow"] == "GET, HEAD"


def test_without_a_page_there_is_nothing(stack):
    answer = stack.copy("orchestrator").get("/")
    assert problem(answer, 404)["type"].endswith("/not-found")
    assert stack.copy("orchestrator").get("/assets/index-0a1B2c3D.js").status_code == 404


@pytest.mark.parametrize("wrong, said", [("empty", "index.html"), ("nowhere", "No such file"), ("linked", "symbolic links")])
def test_a_folder_without_a_page_stops_the_process(stack, tmp_path, wrong, said):
    root = tmp_path / wrong
    if wrong != "nowhere":
        root.mkdir()
    if wrong == "linked":
        (root / "index.html").symlink_to("/etc/hostname")
    copy = stack.refused("orchestrator", {"STEWARD_WEB": str(root)})
    assert copy.exit_code in (1, 2)
    assert said in copy.log()
