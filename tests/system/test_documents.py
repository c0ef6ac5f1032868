"""The documents of every process on its own port: the pages that show them, what those may do, and how they are sent."""

import re

import pytest
from harness.journeys import missing, names
from local import services, web

built = pytest.mark.skipif(not web.built_documents(), reason="the pages are not built: ./dev test web says why")


def policy_of(answer):
    return dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))


@built
@pytest.mark.parametrize("service", services.NAMES)
@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_of_every_service(stack, service, path):
    copy = stack.copy(service)
    answer = copy.get(path)
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = policy_of(answer)
    assert policy["default-src"] == "'none'" and policy["script-src"] == "'self'" and policy["connect-src"] == "'self'"
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", answer.text)
    for address in re.findall(r'(?:src|href)="([^"]*)"', answer.text):
        assert address.startswith(("/", "data:,")) and not address.startswith("//")
    for asset in re.findall(r'"(/docs/assets/[^"]*)"', answer.text):
        sent = copy.get(asset, headers={"Accept-Encoding": "br, gzip"})
        assert sent.status_code == 200 and sent.headers["content-encoding"] == "br"
        assert sent.headers["cache-control"] == "public, max-age=31536000, immutable"


@built
def test_assets_name_nobody_else_as_a_place_to_fetch_from(stack):
    page = stack.copy("media").get("/redoc").text
    script = stack.copy("media").get(re.search(r"/docs/assets/redoc\.standalone[^\"]*", page)[0]).text
    assert "cdn.redoc" not in script


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_a_page_that_is_not_built_says_so(stack, path):
    with stack.one_more("media", {web.DOCUMENTS_SETTING: ""}) as copy:
        answer = copy.get(path)
        assert answer.status_code == 200 and "not built" in answer.text and "npm" in answer.text
        assert "/openapi.json" in answer.text and policy_of(answer)["script-src"] == "'self'"
        assert copy.get("/docs/style.css").headers["content-type"] == "text/css; charset=utf-8"
        assert copy.get("/docs/assets/swagger.js").status_code == 404


def test_a_folder_that_is_none_stops_the_process(stack, tmp_path):
    copy = stack.refused("media", {web.DOCUMENTS_SETTING: str(tmp_path)})
    assert copy.exit_code == 1
    assert "swagger.html" in copy.log() and web.DOCUMENTS_SETTING in copy.log()


@pytest.mark.parametrize("service", services.NAMES)
@pytest.mark.parametrize("path", ["/openapi.json", "/asyncapi.json"])
def test_what_is_known_is_not_sent_again(stack, service, path):
    answer = stack.copy(service).get(path)
    assert answer.headers["content-type"] == "application/json"
    again = stack.copy(service).get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304 and again.content == b""


@built
@pytest.mark.skipif(bool(missing()), reason=missing())
@pytest.mark.parametrize("name", names("documents.mjs"))
def test_in_a_browser(stack, journeys, name):
    journeys.go(stack.url(), name)
