"""AWS Secrets Manager, by moto, an implementation that is not ours; signatures are compared with botocore's.

`aws.fault` is what goes wrong: "denied", "broken", "malformed"; `aws.wrong` has what is wrong with requests, and each is a bug of
ours."""

import io
import json
import logging
import threading

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

KEY, SECRET, REGION = "AKIDTEST", "aws-geheim-1", "eu-central-1"
SIGNED = ["content-type", "host", "x-amz-date", "x-amz-target"]
FAULTS = {"denied": ("400 Bad Request", b'{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"no"}'),
          "broken": ("500 Internal Server Error", b"<html>oh</html>"),
          "malformed": ("200 OK", b'{"SecretString":')}


class AwsSecrets:
    def __init__(self):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.fault, self.seen, self.wrong = None, [], []
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.server = make_server("127.0.0.1", 0, self.serve, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.owner = boto3.client("secretsmanager", endpoint_url=self.url, region_name=REGION, aws_access_key_id="owner",
                                  aws_secret_access_key="owner", config=Config(proxies={}))

    def settings(self):
        return {"STEWARD_AWS_REGION": REGION, "STEWARD_AWS_KEY": f"{KEY}:{SECRET}", "STEWARD_AWS_URL": self.url}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def serve(self, environ, start):
        if "Credential=owner/" in environ["HTTP_AUTHORIZATION"]:
            return self.moto(environ, start)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        self.seen.append(json.loads(body))
        self.check(environ, body)
        if self.fault:
            status, answer = FAULTS[self.fault]
            start(status, [("Content-Type", "application/x-amz-json-1.1")])
            return [answer]
        environ["wsgi.input"] = io.BytesIO(body)
        return self.moto(environ, start)

    def check(self, environ, body):
        """Signs the same request with botocore."""
        told = dict(part.strip().split("=", 1) for part in environ["HTTP_AUTHORIZATION"].removeprefix("AWS4-HMAC-SHA256 ").split(","))
        sent = {"content-type": environ["CONTENT_TYPE"],
                **{name: environ["HTTP_" + name.upper().replace("-", "_")] for name in SIGNED if name != "content-type"}}
        request = AWSRequest("POST", self.url + "/", sent, body)
        request.context["timestamp"] = sent["x-amz-date"]
        signer = SigV4Auth(Credentials(KEY, SECRET), "secretsmanager", REGION)
        expected = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
        if (told["Signature"], told["SignedHeaders"]) != (expected, ";".join(SIGNED)):
            self.wrong.append((told, sent))
