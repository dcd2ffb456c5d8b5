# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an attacker of the web brings along: octets by hand in HTTP/1.1, frames by hand in HTTP/2; and, beside each attack,
a member who goes on with their work, and a look at the server's memory. A module of attacks says its DOMAIN, and takes the
fixtures `house` and `ada` from here."""
import contextlib
import http.client
import json
import re
import select
import socket
import ssl
import threading
import time

import hpack
import pytest
from harness import HOST, Collective

MIB = 2**20
CORE, MAIL, BLOB = (f"urn:ietf:params:jmap:{name}" for name in ("core", "mail", "blob"))
COLLECTIVE = "urn:milpa:params:jmap:collective"
JSON = {"content_type": "application/json"}
# For one attack: what an allocator keeps and rounds, what RocksDB gathers before it writes a file, and threads.
GROWN_MAX = 96 * MIB
# A sanitized build on a busy machine serves a small request within that, whatever others do.
SERVED_WITHIN = 20
# A sanitizer keeps what was freed to catch its use; then resident memory would be what was ever allocated.
ASAN = ":quarantine_size_mb=0:thread_local_quarantine_size_kb=0"


def resident(process):
    with open(f"/proc/{process.pid}/status") as f:
        return int(re.search(r"^VmRSS:\s+(\d+) kB$", f.read(), re.M).group(1)) * 1024


class Attacked(Collective):
    """A house with a member who has done nothing to anybody."""

    def __enter__(self):
        import harness
        before = harness.ENVIRONMENT["ASAN_OPTIONS"]
        harness.ENVIRONMENT["ASAN_OPTIONS"] = before + ASAN
        try:
            super().__enter__()
        finally:
            harness.ENVIRONMENT["ASAN_OPTIONS"] = before
        self.bystander = self.signed_in(self.member("bystander"))
        return self

    def ask(self, method, path, body=None, timeout=60, **fields):
        """One request on a connection of its own; names of fields have '_' for '-'."""
        sent = {"host": f"{self.domain}:{self.ports['https']}",
                **{name.replace("_", "-"): value for name, value in fields.items() if value is not None}}
        connection = http.client.HTTPSConnection(HOST, self.ports["https"], context=self.tls(), timeout=timeout)
        with contextlib.closing(connection):
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            answer.body = answer.read()
            return answer

    def signed_in(self, member):
        """The fields that show who a member is."""
        body = json.dumps({"address": member.address, "secret": member.password})
        answer = self.ask("POST", "/auth/sign-in", body, **JSON)
        assert answer.status == 200, answer.body
        return {"authorization": "Bearer " + json.loads(answer.body)["token"]}

    def echo(self, shown, timeout=60):
        answer = self.ask("POST", "/jmap/api", request(["Core/echo", {"a": 1}, "0"]), timeout, **JSON, **shown)
        assert answer.status == 200, answer.body
        assert json.loads(answer.body)["methodResponses"] == [["Core/echo", {"a": 1}, "0"]]

    @contextlib.contextmanager
    def bearing(self, grown_max=GROWN_MAX):
        """While it lasts another member is served in time, and the server takes little more memory."""
        before, most, slowest, failed, over = resident(self.process), [0], [0.0], [], threading.Event()

        def work():
            while True:
                began = time.monotonic()
                try:
                    self.echo(self.bystander, timeout=3 * SERVED_WITHIN)
                except BaseException as error:      # noqa: B902: it is raised again below
                    failed.append(error)
                    return
                slowest[0] = max(slowest[0], time.monotonic() - began)
                most[0] = max(most[0], resident(self.process))
                if over.wait(0.2):
                    return
        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
        if failed:
            raise failed[0]
        assert self.process.poll() is None, self.log_text()[-3000:]
        grown = max(most[0], resident(self.process)) - before
        print(f"figure: {grown / MIB:.0f} MiB more, a member waited {slowest[0]:.2f} s at most")
        assert slowest[0] < SERVED_WITHIN
        assert grown < grown_max, f"{grown} octets more"

    # ---- octets

    @contextlib.contextmanager
    def wire(self, protocol=None):
        """A connection of TLS, to say whatever one likes."""
        context = self.tls()
        if protocol:
            context.set_alpn_protocols([protocol])
        with socket.create_connection((HOST, self.ports["https"]), 60) as plain:
            with context.wrap_socket(plain, server_hostname=self.domain) as wrapped:
                yield wrapped

    def say(self, octets, last=False):
        """All that comes until the server ends the connection. `last`: it hears at once that nothing follows."""
        with self.wire() as sock:
            return say(sock, octets, last)


@pytest.fixture(scope="module")
def house(request):
    with Attacked(request.module.DOMAIN) as collective:
        yield collective


@pytest.fixture(scope="module")
def ada(house):
    """Who attacks with a session of her own: .shown has its fields, .account is that of her mail and blobs."""
    member = house.member("ada")
    member.shown = house.signed_in(member)
    session = json.loads(house.ask("GET", "/jmap/session", **member.shown).body)
    member.account = session["primaryAccounts"][MAIL]
    return member


def request(*calls, using=(CORE, MAIL, BLOB)):
    return json.dumps({"using": using, "methodCalls": calls})


def own_request(name, arguments):
    return request([name, {"accountId": "c", **arguments}, "0"], using=(CORE, COLLECTIVE))


def say(sock, octets, last=False):
    # A server that has heard enough ends it before it has heard all.
    with contextlib.suppress(OSError):
        sock.sendall(octets)
        if last:
            sock.shutdown(socket.SHUT_WR)
    return read_all(sock)


def read_all(sock):
    got = b""
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while piece := sock.recv(65536):
            got += piece
    return got


def statuses(octets):
    """Of the answers of HTTP/1.1 in there."""
    return [int(one) for one in re.findall(rb"(?:^|\n|})HTTP/1\.1 (\d{3}) ", octets)]


# ---- frames of HTTP/2 (RFC 9113 4.1)

DATA, HEADERS, PRIORITY, RESET, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS = 1, 1, 4
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
PROTOCOL_ERROR, FLOW_CONTROL_ERROR, ENHANCE_YOUR_CALM = 1, 3, 11


def frame(kind, flags=0, stream=0, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def literal(fields):
    """A header block without a table and without Huffman's code, so that whatever one likes is in it (RFC 7541 6.2.2)."""
    def text(value):
        octets = value if isinstance(value, bytes) else value.encode()
        size = bytes([len(octets)]) if len(octets) < 127 else b"\x7f" + varint(len(octets) - 127)
        return size + octets
    return b"".join(b"\0" + text(name) + text(value) for name, value in fields)


def varint(number):
    octets = b""
    while number >= 128:
        octets += bytes([number % 128 + 128])
        number //= 128
    return octets + bytes([number])


class H2:
    """One connection; whoever uses it says frames, and hears what comes."""

    def __init__(self, house, sock, settings=()):
        self.house, self.sock, self.buffer, self.over = house, sock, b"", False
        self.decoder = hpack.Decoder(max_header_list_size=MIB)
        self.frames = []            # (kind, flags, stream, payload; of HEADERS its fields)
        payload = b"".join(name.to_bytes(2, "big") + value.to_bytes(4, "big") for name, value in settings)
        self.say(PREFACE + frame(SETTINGS, payload=payload) + frame(SETTINGS, ACK))

    def fields(self, path="/robots.txt", method="GET", **more):
        authority = f"{self.house.domain}:{self.house.ports['https']}"
        return [(":method", method), (":scheme", "https"), (":authority", authority), (":path", path),
                *((name.replace("_", "-"), value) for name, value in more.items())]

    def say(self, octets):
        """False where the server has gone."""
        try:
            self.sock.sendall(octets)
        except (ConnectionError, ssl.SSLError, TimeoutError):
            self.over = True
        return not self.over

    def get(self, stream, fields=None, end=True):
        return frame(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, literal(fields or self.fields()))

    def flood(self, pieces, most):
        """Says them, and hears what comes, until the server goes or there were so many; how many were said."""
        said = 0
        for said, piece in zip(range(1, most + 1), pieces):
            if not self.say(piece):
                break
            if said % 50 == 0 and self.hear(0):
                break
        return said

    def hear(self, seconds):
        """Reads for so long, or until the server has gone: whether it has."""
        end = time.monotonic() + seconds
        while not self.over:
            ready = self.sock.pending() or select.select([self.sock], [], [], max(0, end - time.monotonic()))[0]
            if not ready:
                return False
            try:
                piece = self.sock.recv(65536)
            except (ConnectionError, ssl.SSLError, TimeoutError):
                piece = b""
            self.over = not piece
            self.buffer += piece
            while len(self.buffer) >= 9 and len(self.buffer) >= 9 + (size := int.from_bytes(self.buffer[:3], "big")):
                kind, flags, stream = self.buffer[3], self.buffer[4], int.from_bytes(self.buffer[5:9], "big")
                payload, self.buffer = self.buffer[9:9 + size], self.buffer[9 + size:]
                if kind == HEADERS:
                    payload = dict(self.decoder.decode(payload, raw=True))
                self.frames.append((kind, flags, stream, payload))
        return True

    def hear_until(self, condition, seconds=60):
        end = time.monotonic() + seconds
        while not condition() and not self.over and time.monotonic() < end:
            self.hear(0.1)
        return condition()

    def goaway(self):
        """The code of the last goodbye; None where there was none."""
        codes = [int.from_bytes(payload[4:8], "big") for kind, _, _, payload in self.frames if kind == GOAWAY]
        return codes[-1] if codes else None

    def of(self, kind, stream=None):
        return [one for one in self.frames if one[0] == kind and stream in (None, one[2])]

    def status(self, stream):
        """Of the answer on that stream; 0 where it was reset; None where there is nothing yet."""
        for kind, _, of, payload in self.frames:
            if of == stream and kind == HEADERS:
                return int(payload[b":status"])
            if of == stream and kind == RESET:
                return 0
        return None

    def ended(self, stream):
        return any(of == stream and (kind == RESET or kind in (HEADERS, DATA) and flags & END_STREAM)
                   for kind, flags, of, _ in self.frames)


@contextlib.contextmanager
def h2(house, settings=()):
    with house.wire("h2") as sock:
        assert sock.selected_alpn_protocol() == "h2"
        yield H2(house, sock, settings)
