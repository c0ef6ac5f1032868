"""An engine that hears speech, to test against: OpenAI's audio transcriptions, as openai_mock has it.

Forms are read by Werkzeug. What is heard is for the test to say: `engine.text`, or a fault."""

import io
import json
import time
import wave

from werkzeug.formparser import parse_form_data

from .openai_mock import Api, Handler

PATH = "/v1/audio/transcriptions"
OF_VERBOSE_JSON = ["whisper-1"]  # the others tell only json


class Asked(Handler):
    def answer(self, headers, body):
        engine = self.api
        _, form, files = parse_form_data({"REQUEST_METHOD": "POST", "CONTENT_TYPE": headers["content-type"],
                                          "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}, silent=False)
        recording = files["file"].read()
        engine.requests.append((headers, dict(form.lists()), recording))
        engine.faults += engine.check(self.path, form, files)
        with wave.open(io.BytesIO(recording)) as file:
            heard = engine.heard(form, file.getnframes() / file.getframerate())
        kind = "Verbose" if "segments" in heard else ""
        engine.faults += engine.errors_of(f"CreateTranscriptionResponse{kind}Json", heard)
        self.tell(engine.fault, heard)

    def tell(self, fault, heard):
        if fault == "trickle":
            self.trickle(json.dumps(heard))
            return
        if fault == "nonsense":
            heard = {**heard, "words": [{"word": "umbrella", "start": 9e9, "end": -1}]}
        elif fault == "huge":
            heard = {**heard, "text": "umbrella " * (1 << 18)}
        self.send_or_fail(fault, json.dumps(heard))

    def trickle(self, text):
        self.send(200, "", {"content-length": str(len(text))})
        for letter in text:
            self.wfile.write(letter.encode())
            self.wfile.flush()
            time.sleep(0.1)


class Engine(Api):
    handler = Asked

    def __init__(self):
        super().__init__()
        self.text = "Show me a purple umbrella, please."

    def check(self, path, form, files):
        """What is wrong with a request; each is a bug of ours."""
        said = [] if path == PATH else [f"path {path}"]
        fields = {name.removesuffix("[]"): form.getlist(name) if name.endswith("[]") else form[name] for name in form}
        said += self.errors_of("CreateTranscriptionRequest", {**fields, **{name: "" for name in files}})
        if list(files) != ["file"] or not files["file"].filename.endswith(".wav") or files["file"].mimetype != "audio/wav":
            said.append(f"files {files}")
        if fields.get("response_format") == "verbose_json" and fields["model"] not in OF_VERBOSE_JSON:
            said.append(f"verbose_json of {fields['model']}")
        if "timestamp_granularities" in fields and fields.get("response_format") != "verbose_json":
            said.append("times without verbose_json")
        return said

    def heard(self, form, seconds):
        if form.get("response_format") != "verbose_json":
            return {"text": self.text, "usage": {"type": "duration", "seconds": seconds}}
        words = self.text.strip(".").replace(",", "").split()
        each = seconds / max(1, len(words))
        segment = {"id": 0, "seek": 0, "start": 0.0, "end": seconds, "text": f" {self.text}", "tokens": [50364, 13], "temperature": 0.0,
                   "avg_logprob": -0.25, "compression_ratio": 1.2, "no_speech_prob": 0.01}
        return {"task": "transcribe", "language": "english", "duration": seconds, "text": self.text, "segments": [segment],
                "words": [{"word": word, "start": each * at, "end": each * (at + 1)} for at, word in enumerate(words)],
                "usage": {"type": "duration", "seconds": round(seconds)}}
