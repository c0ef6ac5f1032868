"""A TLS server that shakes hands and says nothing more: who checks its certificate never gets to ask anything."""

import contextlib
import socket
import ssl
import threading


class HandshakeServer:
    """On 127.0.0.1, on a port of its own. `heard`: what came after a handshake that went well."""

    def __init__(self, certificate):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate.both)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.heard = []
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def start(self):
        self.thread.start()
        return self

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                with connection, contextlib.suppress(OSError):
                    connection.settimeout(5)
                    with self.context.wrap_socket(connection, server_side=True) as secure:
                        self.heard.append(secure.recv(4096))

    def stop(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(6)
