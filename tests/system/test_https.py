"""HTTPS at the port of a process, asked by clients of others: httpx, websockets, OpenSSL by way of Python."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess

import httpx
import pytest
import websockets.asyncio.client
from checks import completed
from harness import PATIENT, wait_until
from local import tls


class Served:
    """A copy with HTTPS, and clients that trust its authority."""

    def __init__(self, copy, authority, shown=None):
        self.copy, self.authority = copy, authority
        self.url = f"https://127.0.0.1:{copy.port}"
        self.client = httpx.Client(base_url=self.url, timeout=30, headers=PATIENT, trust_env=False,
                                   verify=self.trust(shown))

    def trust(self, shown=None):
        context = ssl.create_default_context(cafile=self.authority.ca)
        if shown:
            context.load_cert_chain(shown.both)
        return context

    def connect(self, context=None):
        plain = socket.create_connection(("127.0.0.1", self.copy.port), 10)
        return (context or self.trust()).wrap_socket(plain, server_hostname="127.0.0.1")

    def serial(self):
        with self.connect() as connection:
            return connection.getpeercert()["serialNumber"]

    def is_ready(self):
        return self.client.get("/readyz").status_code == 200


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return tls.Authority(tmp_path_factory.mktemp("tls") / "ca").prepare()


@pytest.fixture(scope="module")
def serve(stack, authority, tmp_path_factory):
    """Starts a copy with a certificate of its own; they all go afterwards."""
    copies = []

    def start(service, shown=None, **settings):
        folder = tmp_path_factory.mktemp("shown")
        certificate = authority.certificate("edge")
        files = {"STEWARD_TLS_CERTIFICATE": folder / "edge.pem", "STEWARD_TLS_KEY": folder / "edge.key"}
        shutil.copy(certificate.certificate, files["STEWARD_TLS_CERTIFICATE"])
        shutil.copy(certificate.key, files["STEWARD_TLS_KEY"])
        copy = stack.start(service, {**files, **settings})
        copies.append(copy)
        served = Served(copy, authority, shown)
        served.files = files
        wait_until(served.is_ready, 90, "it is ready over HTTPS")
        return served

    yield start
    for copy in copies:
        copy.stop()


@pytest.fixture(scope="module")
def edge_tls(serve):
    return serve("orchestrator")


def test_search(edge_tls):
    assert completed(edge_tls.client.post("/api/v1/search", json={"query": "tea pot"}))["products"]


def test_answers_of_many_records_are_whole(edge_tls, edge):
    paths = ("/openapi.json", "/asyncapi.json", "/problems")
    for path in paths:
        over_tls, plain = edge_tls.client.get(path), edge.get(path)
        assert over_tls.status_code == plain.status_code == 200
        assert len(over_tls.content) == len(plain.content)
    assert len(edge_tls.client.get("/openapi.json").content) > 3 * 16384


def test_requests_in_one_record_are_all_answered(edge_tls):
    """What TLS has read and the server has not asked for yet is not forgotten."""
    body = json.dumps({"query": "tea pot " + " " * 1900}).encode()
    request = (b"POST /api/v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
               b"Content-Length: %d\r\n\r\n" % len(body))
    many = (request + body) * 7
    assert len(many) < 16384
    with edge_tls.connect() as connection:
        connection.settimeout(30)
        connection.sendall(many)
        got = b""
        while got.count(b"HTTP/1.1 200") < 7:
            piece = connection.recv(65536)
            assert piece, got[-500:]
            got += piece


def test_body_of_many_records_is_read(serve, authority, stack):
    products = [{"product_id": f"https-{i}", "title": "x" * 200, "price": {"currency_code": "USD", "amount_minor": 1}}
                for i in range(400)]
    served = serve("catalog")
    assert served.client.put("/products", json={"products": products}).json()["accepted"] == 400
    for product in products:
        served.client.delete(f"/products/{product['product_id']}")


async def ask_live(served, request):
    """Not the client with threads: Python's TLS loses what is sent while another thread reads."""
    async with websockets.asyncio.client.connect(served.url.replace("https", "wss") + "/api/v1/ws", ssl=served.trust(),
                                                 subprotocols=["steward.v1"], proxy=None, open_timeout=30) as live:
        await live.send(json.dumps(request))
        while True:
            frame = await asyncio.wait_for(live.recv(), 30)
            if "COMPLETED" in frame:
                return frame


def test_websocket(edge_tls):
    assert "tea pot" in asyncio.run(ask_live(edge_tls, {"search": {"query": "tea pot", "limit": 3}})).lower()


def test_protocols(edge_tls):
    context = edge_tls.trust()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with edge_tls.connect(context) as connection:
        assert connection.selected_alpn_protocol() == "http/1.1"
        assert connection.version() in ("TLSv1.2", "TLSv1.3")
    context = edge_tls.trust()
    context.set_alpn_protocols(["h2"])
    with pytest.raises(ssl.SSLError):
        edge_tls.connect(context)


def test_tls_1_1_is_refused(edge_tls):
    done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{edge_tls.copy.port}", "-tls1_1",
                           "-cipher", "ALL:@SECLEVEL=0"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                          timeout=30)
    assert done.returncode != 0
    assert "protocol version" in done.stderr + done.stdout


def test_in_the_clear_nothing_is_answered(edge_tls):
    with socket.create_connection(("127.0.0.1", edge_tls.copy.port), 10) as plain, contextlib.suppress(ConnectionResetError):
        plain.settimeout(10)
        plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert b"HTTP/1.1" not in plain.recv(4096)


def test_who_does_not_shake_hands_is_let_go(edge_tls):
    with socket.create_connection(("127.0.0.1", edge_tls.copy.port), 10) as silent:
        silent.settimeout(30)
        assert silent.recv(1) == b""
    assert edge_tls.is_ready()


def test_another_certificate_is_shown_without_a_restart(edge_tls, authority):
    copy, before = edge_tls.copy, edge_tls.serial()
    with edge_tls.connect() as old:
        (authority.folder / "edge.pem").unlink()
        another = authority.certificate("edge")
        for file, made in zip(edge_tls.files.values(), (another.certificate, another.key)):
            fresh = file.with_suffix(".new")
            shutil.copy(made, fresh)
            os.replace(fresh, file)
        wait_until(lambda: edge_tls.serial() != before, 20, "the other certificate is shown")
        old.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert b"HTTP/1.1 200" in old.recv(4096)
    now = edge_tls.serial()
    before = len(copy.log())
    edge_tls.files["STEWARD_TLS_CERTIFICATE"].write_text("nothing of the kind")
    copy.signal(signal.SIGHUP)
    wait_until(lambda: "the one before stays" in copy.log()[before:], 20, "it says so")
    assert edge_tls.serial() == now and edge_tls.is_ready()


def test_check_asks_over_tls(edge_tls):
    shutil.copy(edge_tls.authority.certificate("edge").certificate, edge_tls.files["STEWARD_TLS_CERTIFICATE"])
    done = subprocess.run([*edge_tls.copy.spec.argv, "--check"], env=edge_tls.copy.spec.env, cwd="/", capture_output=True, text=True,
                          check=False, timeout=30)
    assert done.returncode == 0, done.stderr


def test_the_command_line_tool_trusts_whom_it_is_told(edge_tls, cli):
    asks = {"STEWARD_URL": edge_tls.url}
    assert "certificate" in cli("search", "tea pot", settings=asks, code=4).stderr
    assert cli("search", "tea pot", settings={**asks, "STEWARD_HTTP_CA": str(edge_tls.authority.ca)}).stdout


def test_the_command_line_tool_shows_its_certificate(serve, authority, cli):
    shown = authority.certificate("somebody")
    catalog = serve("catalog", shown, STEWARD_TLS_CLIENT_CA=authority.ca)
    asks = {"STEWARD_CATALOG_URL": catalog.url, "STEWARD_HTTP_CA": str(authority.ca)}
    assert cli("catalog", "stats", settings=asks, code=4).stderr
    known = {"STEWARD_HTTP_CERTIFICATE": str(shown.certificate), "STEWARD_HTTP_KEY": str(shown.key)}
    assert "products" in cli("catalog", "stats", settings={**asks, **known}).stdout


def test_services_know_each_other(serve, authority):
    """The catalogue answers only who shows a certificate; the edge shows one when it asks for suggestions."""
    shown = authority.certificate("steward-orchestrator")
    catalog = serve("catalog", shown, STEWARD_TLS_CLIENT_CA=authority.ca)
    with pytest.raises((ssl.SSLError, httpx.TransportError)), httpx.Client(verify=catalog.trust(), trust_env=False) as nobody:
        nobody.get(catalog.url + "/healthz")
    asks = {"STEWARD_CATALOG_URL": catalog.url, "STEWARD_HTTP_CA": authority.ca}
    known = serve("orchestrator", **asks, STEWARD_HTTP_CERTIFICATE=shown.certificate, STEWARD_HTTP_KEY=shown.key)
    assert known.client.get("/api/v1/suggest", params={"q": "te"}).status_code == 200
    unknown = serve("orchestrator", **asks)
    assert unknown.client.get("/api/v1/suggest", params={"q": "te"}).status_code in (502, 503, 504)


def test_key_that_does_not_fit_stops_the_start(stack, authority):
    copy = stack.refused("media", {"STEWARD_TLS_CERTIFICATE": authority.certificate("edge").certificate,
                                   "STEWARD_TLS_KEY": authority.certificate("other").key})
    assert "no key to it in" in copy.log()
