"""A client that shows and says things: it sends photos and voice notes, whole or in pieces, and asks with them. What it was told
is kept must stay; an upload in pieces goes on where it was told that it is."""

import hashlib
import json

from clients import CLOSING_TRIES, TRIES, Client

TUS = {"Tus-Resumable": "1.0.0"}
PIECES = 3
PAUSE_S = 0.2
THINK_S = 2.0


class Showing(Client):
    """Fewer than of others: to see and to hear is most of what a machine does then."""

    SHARE = 0.5

    def run(self):
        while not self.load.is_over.is_set():
            session = self.new_id()
            for _ in range(self.random.randint(1, 3)):
                self.ask(session)
                if self.load.is_over.wait(self.random.random() * THINK_S):
                    break
            self.search_until_taken(session, None, CLOSING_TRIES)

    def ask(self, session):
        media = [{"media_id": one} for one in (self.keep() for _ in range(self.random.randint(1, 2))) if one]
        path, words = self.random.choice((("/api/v1/search", self.search()), ("/api/v1/chat", self.turn()), ("/api/v1/search", {"limit": 5})))
        if media:
            self.ask_until_taken(path, session, {**words, "media": media}, None, TRIES)

    def keep(self):
        """The id of something new; None: the load is over before it is kept."""
        sent = self.load.album.one(self.random)
        media_id = self.random.choice((self.send_whole, self.send_in_pieces))(sent)
        if media_id:
            self.log.note_kept(media_id, hashlib.sha256(sent).hexdigest())
        return media_id

    def send_whole(self, sent):
        while not self.load.is_over.is_set():
            status, _, body = self.exchange("POST", "/api/v1/media", sent, {"Content-Type": "application/octet-stream"})
            if status == 201:
                return json.loads(body)["media_id"]
            self.turned_away(status)
        return None

    def send_in_pieces(self, sent):
        upload, at = self.begin(len(sent)), 0
        while upload and not self.load.is_over.is_set():
            piece = sent[at:at + len(sent) // PIECES + 1]
            status, told, _ = self.exchange("PATCH", upload, piece, {
                **TUS, "Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"})
            if status != 204:
                self.turned_away(status)
                status, told, _ = self.exchange("HEAD", upload, None, TUS)
            if status not in (200, 204):
                self.note_if_lost(upload, status)
                self.turned_away(status)
                continue
            if int(told["Upload-Offset"]) < at:
                self.log.note_unkept(f"{upload}: {at} bytes were answered, {told['Upload-Offset']} are there")
            at = int(told["Upload-Offset"])
            if told["Steward-Media-Id"]:
                return told["Steward-Media-Id"]
        return None

    def begin(self, length):
        """Its path."""
        while not self.load.is_over.is_set():
            status, told, _ = self.exchange("POST", "/api/v1/uploads", None, {**TUS, "Upload-Length": str(length)})
            if status == 201:
                return f"/api/v1/{told['Location']}"
            self.turned_away(status)
        return None

    def note_if_lost(self, upload, status):
        if status == 404:
            self.log.note_unkept(f"{upload} was begun, and is not there")

    def turned_away(self, status):
        self.log.note_refusal(status)
        self.load.is_over.wait(PAUSE_S)
