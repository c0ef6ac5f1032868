"""A bucket of S3's, by moto, an implementation that is not ours, which botocore's signatures are compared with.

`bucket.fault` is what goes wrong: "broken" (500), "once" (500, the first time), "slow", "changed" (one byte of what is read),
"denied" (403); `wrong` has what is wrong with requests, and each is a bug of ours."""

import logging
import threading
import urllib.parse

import httpx
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

KEY, SECRET, REGION = "AKIDTEST", "s3-geheim-1", "eu-test-1"
OWNER = f"AWS4-HMAC-SHA256 Credential=owner/20260101/{REGION}/s3/aws4_request, SignedHeaders=host, Signature=0"
ERROR = b"<?xml version='1.0'?><Error><Code>%s</Code></Error>"


class Bucket:
    def __init__(self, name):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.name, self.fault, self.seen, self.wrong = name, None, [], []
        self.let_go = threading.Event()
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.server = make_server("127.0.0.1", 0, self.serve, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.clear()

    def settings(self):
        return {"STEWARD_MEDIA_S3_URL": self.url + "/", "STEWARD_MEDIA_S3_BUCKET": self.name, "STEWARD_MEDIA_S3_REGION": REGION,
                "STEWARD_MEDIA_S3_KEY": f"{KEY}:{SECRET}", "STEWARD_MEDIA_KEY": "0f" * 32}

    def clear(self):
        """Empty, and there."""
        self.fault = None
        self.plain("POST", "/moto-api/reset")
        self.plain("PUT", f"/{self.name}", content=f"<CreateBucketConfiguration><LocationConstraint>{REGION}</LocationConstraint>"
                   "</CreateBucketConfiguration>".encode())
        self.seen.clear()

    def plain(self, method, path, **more):
        """As the bucket's owner; not looked at."""
        answer = httpx.request(method, self.url + path, trust_env=False, headers={"x-owner": "yes", "Authorization": OWNER}, **more)
        assert answer.status_code < 300, answer.text
        return answer

    def keys(self):
        text = self.plain("GET", f"/{self.name}?list-type=2").text
        return [part.split("</Key>")[0] for part in text.split("<Key>")[1:]]

    def content(self, key):
        return self.plain("GET", f"/{self.name}/{key}").content

    def close(self):
        self.let_go.set()
        self.server.shutdown()
        self.server.server_close()

    # ---- one request ----

    def serve(self, environ, start):
        if "HTTP_X_OWNER" in environ:
            return self.moto(environ, start)
        self.seen.append((environ["REQUEST_METHOD"], urllib.parse.unquote(environ["RAW_URI"])))
        self.check(environ)
        fault = self.fault
        if fault == "slow":
            self.let_go.wait(30)
        if fault == "once":
            self.fault = None
        if fault in ("broken", "once", "denied", "slow"):
            status, code = ("403 Forbidden", b"AccessDenied") if fault == "denied" else ("500 Internal Server Error", b"InternalError")
            start(status, [("Content-Type", "application/xml")])
            return [ERROR % code]
        answer = self.moto(environ, start)
        if fault == "changed" and environ["REQUEST_METHOD"] == "GET":
            content = bytearray(b"".join(answer))
            content[-1] ^= 1
            return [bytes(content)]
        return answer

    def check(self, environ):
        """Signs the same request with botocore."""
        told = dict(part.strip().split("=", 1) for part in environ["HTTP_AUTHORIZATION"].removeprefix("AWS4-HMAC-SHA256 ").split(","))
        headers = {name: environ["HTTP_" + name.upper().replace("-", "_")] for name in told["SignedHeaders"].split(";")}
        request = AWSRequest(environ["REQUEST_METHOD"], self.url + environ["RAW_URI"], headers)
        request.context["timestamp"] = headers["x-amz-date"]
        signer = S3SigV4Auth(Credentials(KEY, SECRET), "s3", REGION)
        request.context["payload_signing_enabled"] = True
        signer.payload = lambda _: headers["x-amz-content-sha256"]
        expected = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
        if told["Signature"] != expected or told["Credential"] != f"{KEY}/{headers['x-amz-date'][:8]}/{REGION}/s3/aws4_request":
            self.wrong.append((environ["REQUEST_METHOD"], environ["RAW_URI"], told))
