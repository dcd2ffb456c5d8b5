# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small IMAP client over raw sockets: enough to time commands, of any server on 127.0.0.1. It does not parse what it reads,
it only looks for the tagged reply, so that it is the server's work that is timed."""
import re
import socket
import ssl
import time

from lib import HOST

RECV_BYTES = 1 << 20
TAIL_BYTES = 4096


class Imap:
    def __init__(self, port, tls=False, seconds=600):
        self.socket = socket.create_connection((HOST, port), seconds)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        self.count = 0
        self._read_until(lambda tail: tail.endswith(b"\r\n"))

    def _read_until(self, is_end):
        pieces, tail = [], b""
        while True:
            piece = self.socket.recv(RECV_BYTES)
            if not piece:
                raise RuntimeError("the server closed: " + tail[-200:].decode("latin1"))
            pieces.append(piece)
            tail = (tail + piece)[-TAIL_BYTES:]
            if is_end(tail):
                return b"".join(pieces)

    def command(self, text):
        """Sends one command; (seconds, reply). Fails unless it was OK."""
        self.count += 1
        tag = b"t%d" % self.count
        end = re.compile(rb"(?:^|\n)" + tag + rb" (\S+)[^\n]*\n$")
        begin = time.perf_counter()
        self.socket.sendall(tag + b" " + text.encode() + b"\r\n")
        reply = self._read_until(end.search)
        seconds = time.perf_counter() - begin
        if end.search(reply[-TAIL_BYTES:]).group(1) != b"OK":
            raise RuntimeError(f"{text[:40]}: " + reply[-200:].decode("latin1"))
        return seconds, reply

    def idle(self):
        """Enters IDLE and stays there."""
        self.socket.sendall(b"i IDLE\r\n")
        self._read_until(lambda tail: tail.startswith(b"+") or b"\n+" in tail)

    def close(self):
        self.socket.close()


def hits(reply):
    """How many messages an untagged SEARCH names."""
    return sum(len(line.split()) - 2 for line in reply.split(b"\r\n") if line.startswith(b"* SEARCH"))
