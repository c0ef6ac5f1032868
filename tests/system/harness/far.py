"""A web server somewhere else, which has files and misbehaves in ways of its own: far.url + "/slow"."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


BOMB = gzip.compress(bytes(32 << 20), 1)


class Far:
    """On all addresses of this machine; `seen` has the path and headers of each request."""

    def __init__(self, files, tls=None):
        self.files, self.seen, self.redirects = files, [], {}
        self.let_go = threading.Event()
        self.server = ThreadingHTTPServer(("", 0), type("Handler", (Handler,), {"far": self}))
        self.server.daemon_threads = True
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path, host="127.0.0.1", scheme="http"):
        return f"{scheme}://{host}:{self.port}{path}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.let_go.set()
        self.server.shutdown()
        self.server.server_close()


class Handler(BaseHTTPRequestHandler):
    far = None
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):  # noqa: N802
        self.close_connection = True
        path = self.path.split("?")[0]
        self.far.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        try:
            if path in self.far.redirects:
                self.head(302, {"Location": self.far.redirects[path]})
            elif path in self.far.files:
                self.whole(self.far.files[path])
            else:
                getattr(self, "get_" + path.strip("/"), self.get_nothing)()
        except OSError:
            pass  # who asked has heard enough

    def head(self, status, headers):
        self.send_response(status)
        for name, value in {"Connection": "close", **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()

    def whole(self, content, **headers):
        self.head(200, {"Content-Length": len(content), "Content-Type": "text/html", **headers})
        self.wfile.write(content)

    def get_nothing(self):
        self.head(404, {"Content-Length": 0})

    def get_broken(self):
        self.head(500, {"Content-Length": 0})

    def get_slow(self):
        self.head(200, {"Content-Length": 1000})
        self.wfile.write(b"\xff\xd8\xff")
        self.far.let_go.wait(30)

    def get_silent(self):
        self.far.let_go.wait(30)

    def get_huge(self):
        self.head(200, {"Content-Length": 1 << 40})
        self.endlessly(b"x" * 65536)

    def get_endless(self):
        self.head(200, {})
        self.endlessly(b"\xff\xd8\xff" * 20000)

    def get_headers(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self.endlessly(b"X-More: " + b"y" * 1000 + b"\r\n")

    def get_bomb(self):
        self.whole(BOMB, **{"Content-Encoding": "gzip"})

    def get_garbage(self):
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2p1\r\n")

    def get_cut(self):
        self.head(200, {"Content-Length": 1000})
        self.wfile.write(b"\xff\xd8\xff")

    def endlessly(self, piece):
        while not self.far.let_go.is_set():
            self.wfile.write(piece)
