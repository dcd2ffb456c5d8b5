# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attacks on the web by how things are said: too many, too slowly, without end. Each is sent away or bounded, and meanwhile
another member is served. (Exact numbers of each limit are those of the unit tests beside src/http/.)"""
import contextlib
import json
import select
import socket
import ssl
import threading
import time

import pytest
from test_jmap import Socket
from web_attacker import (CONTINUATION, DATA, END_HEADERS, END_STREAM, ENHANCE_YOUR_CALM, FLOW_CONTROL_ERROR,
                          HEADERS, HOST, MIB, PING, PRIORITY, PROTOCOL_ERROR, RESET, SETTINGS, WINDOW, ada, frame,
                          h2, house, literal, read_all, request, statuses, varint)

__all__ = ["ada", "house"]      # fixtures
DOMAIN = "flooded.test"
MOST = 20_000
STREAMS_MAX = 100                # at the same time
SLOW = 60                       # connections that say next to nothing
LARGE = 16 * MIB


@pytest.fixture(scope="module")
def download(house, ada):
    """Where there is much to fetch."""
    made = house.ask("POST", f"/jmap/upload/{ada.account}", bytes(LARGE), **ada.shown)
    return f"/jmap/download/{ada.account}/{json.loads(made.body)['blobId']}/x?type=a/b"


# ---- HTTP/2

def resets(talk):
    return (talk.get(stream) + frame(RESET, 0, stream, b"\0\0\0\x08") for stream in range(1, 2**31, 2))


def resets_that_we_must_send(talk):
    """CVE-2025-8671: a window that grows too large."""
    return (talk.get(stream) + frame(WINDOW, 0, stream, b"\x7f\xff\xff\xff") for stream in range(1, 2**31, 2))


def continuations(talk):
    yield frame(HEADERS, 0, 1, literal(talk.fields()))
    while True:
        yield frame(CONTINUATION, 0, 1, literal([("x", "y" * 1_000)]))


def empty_continuations(talk):
    yield frame(HEADERS, 0, 1, b"")
    while True:
        yield frame(CONTINUATION, 0, 1, b"")


def repeated(octets, first=lambda talk: b""):
    def pieces(talk):
        yield first(talk)
        while True:
            yield octets
    return pieces


def posted(talk):
    return talk.get(1, talk.fields("/autodiscover/autodiscover.xml", "POST"), end=False)


FLOODS = {
    "rapid reset": resets,
    "resets that we must send": resets_that_we_must_send,
    "CONTINUATION": continuations,
    "empty CONTINUATION": empty_continuations,
    "SETTINGS": repeated(frame(SETTINGS, payload=b"\0\x03\0\0\0\x64")),
    "empty SETTINGS": repeated(frame(SETTINGS)),
    "PING": repeated(frame(PING, payload=b"8 octets")),
    "PRIORITY": repeated(frame(PRIORITY, 0, 1, b"\0\0\0\0\x10")),
    "empty DATA": repeated(frame(DATA, 0, 1), posted),
    "WINDOW_UPDATE": repeated(frame(WINDOW, 0, 0, b"\0\0\0\x01")),
}


@pytest.mark.parametrize("pieces", FLOODS.values(), ids=FLOODS)
def test_floods_of_frames_are_sent_away(house, pieces):
    with house.bearing(), h2(house) as talk:
        said = talk.flood(pieces(talk), MOST)
        talk.hear(10)
        assert talk.over and said < MOST, f"{said} were taken"
        # Where the goodbye was lost to a reset of TCP the connection has ended all the same.
        assert talk.goaway() in (ENHANCE_YOUR_CALM, None), talk.goaway()


def test_a_header_that_unfolds_is_not_unfolded(house):
    """HPACK bombs: an entry of 4 KiB, named by one octet each time."""
    entry = b"\x40\x01x\x7f" + varint(4_000 - 127) + b"y" * 4_000
    with house.bearing(), h2(house) as talk:
        talk.say(frame(HEADERS, END_HEADERS | END_STREAM, 1, literal(talk.fields()) + entry))
        talk.hear_until(lambda: talk.status(1) is not None)
        assert talk.status(1) == 200
        for stream in range(3, 23, 2):
            if not talk.say(frame(HEADERS, END_HEADERS | END_STREAM, stream, literal(talk.fields()) + b"\xbe" * 16_000)):
                break
        talk.hear(10)
        assert talk.over and all(talk.status(stream) in (None, 0, 431) for stream in range(3, 23, 2))
    with h2(house) as talk:
        # More than is taken, and no bomb: that stream is refused, and others go on.
        talk.say(talk.get(1, [*talk.fields(), ("x", "y" * 8_000), ("z", "y" * 7_000)]))
        talk.say(talk.get(3))
        assert talk.hear_until(lambda: talk.status(3) is not None) and talk.status(3) == 200
    # A table that grows at the peer's word: no larger than we have said.
    with house.bearing(), h2(house) as talk:
        talk.say(frame(HEADERS, END_HEADERS | END_STREAM, 1, b"\x3f" + varint(2**31 - 31 - 1) + literal(talk.fields())))
        talk.hear(10)
        assert talk.over and talk.status(1) is None


def test_windows_that_stay_shut_hold_little(house, ada, download):
    """Large answers that may not be sent: none of them is in memory."""
    with house.bearing(), contextlib.ExitStack() as stack:
        for _ in range(4):
            talk = stack.enter_context(h2(house, settings=[(4, 0)]))
            shown = ada.shown["authorization"]
            streams = range(1, 101, 2)
            for stream in streams:
                talk.say(talk.get(stream, talk.fields(download, authorization=shown)))
            talk.hear_until(lambda talk=talk: all(talk.status(stream) is not None for stream in streams))
            assert not talk.of(DATA)
        time.sleep(2)


def test_bodies_that_nobody_reads_hold_little(house):
    """What goes beyond the windows is never kept: the peer is sent away as soon as bodies wait unread, and where the server
    was faster than that, each body has been refused."""
    with house.bearing(), h2(house) as talk:
        fields, streams = talk.fields("/autodiscover/autodiscover.xml", "POST"), range(1, 99, 2)
        talk.say(b"".join(talk.get(stream, fields, end=False) for stream in streams))
        for stream in streams:
            if not talk.say(frame(DATA, 0, stream, bytes(16_000)) * 8):
                break
        refused = lambda: all(talk.status(stream) in (0, 413) for stream in streams)    # noqa: E731
        talk.hear_until(refused, 30)
        assert talk.goaway() in (FLOW_CONTROL_ERROR, None)
        assert talk.over or refused(), [talk.status(stream) for stream in streams]


def test_no_more_at_a_time_than_was_said(house):
    """SETTINGS_MAX_CONCURRENT_STREAMS: whoever keeps to it is served for as long as they like, and nobody else."""
    with house.bearing(), h2(house) as talk:
        for first in range(1, 2_001, 2 * STREAMS_MAX):
            streams = range(first, first + 2 * STREAMS_MAX, 2)
            talk.say(b"".join(talk.get(stream) for stream in streams))
            talk.hear_until(lambda streams=streams: all(talk.ended(stream) for stream in streams))
            assert {talk.status(stream) for stream in streams} == {200} and not talk.over
    with house.bearing(), h2(house) as talk:
        fields = talk.fields("/autodiscover/autodiscover.xml", "POST")
        streams = range(1, 2 * STREAMS_MAX, 2)
        talk.say(b"".join(talk.get(stream, fields, end=False) for stream in streams))
        assert not talk.hear(2) and not talk.goaway(), "so many may be open"
        talk.say(talk.get(2 * STREAMS_MAX + 1, fields, end=False))
        talk.hear(10)
        assert talk.over and talk.goaway() == PROTOCOL_ERROR, talk.goaway()


# ---- slowly

def test_who_is_slow_holds_nobody_up(house, ada, download):
    """Slowloris, in headers and in bodies, and readers that do not read: all of them at once, with a member in between."""
    def header(sock):
        sock.sendall(b"GET / HTTP/1.1\r\nHost: flooded.test\r\nX: ")

    post = b"POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: flooded.test\r\n"

    def body(sock):
        sock.sendall(post + b"Content-Length: 5000\r\n\r\n")

    def chunks(sock):
        sock.sendall(post + b"Transfer-Encoding: chunked\r\n\r\n1\r\n")

    ends = {}
    with house.bearing(grown_max=160 * MIB), contextlib.ExitStack() as stack:
        socks = {}
        for kind in (header, body, chunks):
            for _ in range(SLOW // 3):
                sock = stack.enter_context(house.wire())
                kind(sock)
                socks[sock] = kind.__name__
        for _ in range(SLOW // 3):      # they ask for 16 MiB each and read nothing
            sock = stack.enter_context(house.wire())
            shown = ada.shown["authorization"]
            sock.sendall(f"GET {download} HTTP/1.1\r\nHost: {DOMAIN}\r\nAuthorization: {shown}\r\n\r\n".encode())
        began = time.monotonic()
        while socks and time.monotonic() - began < 120:
            for sock in list(socks):
                with contextlib.suppress(ConnectionError, ssl.SSLError):
                    sock.sendall(b"x")
                if sock.pending() or select.select([sock], [], [], 0)[0]:
                    kind = socks.pop(sock)
                    with contextlib.suppress(ConnectionError, ssl.SSLError):
                        ends.setdefault(kind, set()).add(sock.recv(12))
            time.sleep(1)
        assert not socks, "an octet a second keeps nobody's connection for ever"
    assert ends["header"] <= {b"HTTP/1.1 408", b""} and ends["body"] <= {b"HTTP/1.1 408", b"HTTP/1.1 400", b""}, ends


def test_many_that_say_nothing_at_all(house):
    with house.bearing():
        idle = [socket.create_connection((HOST, house.ports["https"]), 60) for _ in range(100)]     # of 200 that may come from one address
        time.sleep(1)
        for sock in idle:
            sock.close()


# ---- WebSockets

def masked(first, payload=b"", size=None, mask=True):
    """A frame (RFC 6455 5.2), with a length that need not be its own."""
    size = len(payload) if size is None else size
    bit = 0x80 if mask else 0
    if size < 126:
        head = bytes([first, bit | size])
    elif size < 65_536:
        head = bytes([first, bit | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([first, bit | 127]) + size.to_bytes(8, "big")
    return head + (b"\0\0\0\0" if mask else b"") + payload


class Program:
    def __init__(self, house, shown, **fields):
        self.house, self.fields = house, {"host": f"{DOMAIN}:{house.ports['https']}", **shown, **fields}


WRONG = {
    "unmasked": (masked(0x81, b"{}", mask=False), 1002),
    "a long text that is only announced": (masked(0x81, b"{", size=2**62), 1009),
    "a length with its highest bit": (masked(0x81, b"{", size=2**63), 1002),
    "a length in more octets than it needs": (b"\x81\xff" + (5).to_bytes(8, "big") + b"\0\0\0\0hello", 1002),
    "compressed, without that being agreed": (masked(0xC1, b"\xaaV\xca"), 1002),
    "a reserved bit": (masked(0xA1, b"{}"), 1002),
    "an operation that is none": (masked(0x83, b""), 1002),
    "a control frame in pieces": (masked(0x09, b"x"), 1002),
    "a long ping": (masked(0x89, b"x" * 126), 1002),
    "a continuation of nothing": (masked(0x80, b"x"), 1002),
    "a message within another": (masked(0x01, b"x") + masked(0x81, b"y"), 1002),
    "text that is no UTF-8": (masked(0x81, b"\xff\xfe"), 1007),
    "a close with half a code": (masked(0x88, b"\x03"), 1002),
}


def hear_close(sock):
    """The code with which the server says goodbye; None where it just goes."""
    sock.sock.settimeout(60)
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while head := sock.file.read(2):
            size = head[1] if head[1] < 126 else int.from_bytes(sock.file.read(2 if head[1] == 126 else 8), "big")
            octets = sock.file.read(size)
            if head[0] & 0xF == 8:
                return int.from_bytes(octets[:2], "big")
    return None


@pytest.mark.parametrize("octets, code", WRONG.values(), ids=WRONG)
def test_frames_that_no_websocket_may_have(house, ada, octets, code):
    talk = Socket(Program(house, ada.shown))
    assert talk.status == 101
    talk.sock.sendall(octets)
    assert hear_close(talk) == code


SOCKET_FLOODS = {
    "pings": (b"", masked(0x89, b"x" * 125), 1008),
    "pongs": (b"", masked(0x8A), 1008),
    "empty fragments": (masked(0x01, b"{"), masked(0x00), 1008),
    "small fragments": (masked(0x01, b"{"), masked(0x00, b"x"), 1008),
    "fragments without end": (masked(0x01, b"{"), masked(0x00, b"x" * 60_000), 1009),
}


@pytest.mark.parametrize("first, more, code", SOCKET_FLOODS.values(), ids=SOCKET_FLOODS)
def test_floods_of_websocket_frames(house, ada, first, more, code):
    talk = Socket(Program(house, ada.shown))
    assert talk.status == 101
    heard, most = [], 64 * MIB

    def hear():
        heard.append(hear_close(talk))
    with house.bearing():
        reader = threading.Thread(target=hear)
        reader.start()
        said = 0
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            talk.sock.sendall(first)
            while reader.is_alive() and said < most:
                talk.sock.sendall(more * max(1, 4_000 // len(more)))
                said += 4_000
        reader.join(60)
    assert not reader.is_alive() and said < most
    # As above: the goodbye may be lost to a reset.
    assert heard[0] in (code, None), heard


def test_what_could_be_packed_is_not_agreed_on(house, ada):
    class Asking(Program):
        def __init__(self):
            super().__init__(house, ada.shown, **{"sec-websocket-extensions": "permessage-deflate; client_max_window_bits"})
    with house.wire() as sock:
        fields = "".join(f"{name}: {value}\r\n" for name, value in Asking().fields.items())
        sock.sendall(f"GET /jmap/ws HTTP/1.1\r\n{fields}Upgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                     "Sec-WebSocket-Protocol: jmap\r\n\r\n".encode())
        answer = sock.recv(4096)
    assert answer.startswith(b"HTTP/1.1 101 ") and b"extensions" not in answer.lower()


def test_one_member_cannot_take_all_there_is(house, ada):
    """So many requests at once of one member that most are told to wait: the bystander is none of them."""
    body = request(*[["Core/echo", {"a": "x" * 10_000}, str(n)] for n in range(60)]).encode()
    head = (f"POST /jmap/api HTTP/1.1\r\nHost: {DOMAIN}\r\nAuthorization: {ada.shown['authorization']}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n").encode()

    def all_at_once():
        """The answers to requests whose last octets come together."""
        with contextlib.ExitStack() as stack:
            socks = [stack.enter_context(house.wire()) for _ in range(30)]
            for sock in socks:
                sock.sendall(head + body[:-1])
            for sock in socks:
                sock.sendall(body[-1:])
            return [read_all(sock) for sock in socks]
    with house.bearing(grown_max=160 * MIB):
        told = all_at_once()
        # A machine that is busy elsewhere may have brought them one after another: then once more.
        for _ in range(10):
            if any(statuses(one) != [200] for one in told):
                break
            told = all_at_once()
    served = [one for one in told if statuses(one) == [200]]
    refused = [one for one in told if statuses(one) == [400]]
    assert refused and len(served) + len(refused) == len(told) and len(served) >= 8, [one[:200] for one in told]
    assert all(b'"limit":"maxConcurrentRequests"' in one for one in refused), refused[0]
