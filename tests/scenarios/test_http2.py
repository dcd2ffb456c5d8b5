# SPDX-License-Identifier: AGPL-3.0-or-later
"""JMAP over HTTP/2, with python3-h2: many streams at once, windows that are kept to in both directions, and a goodbye in
order."""
import base64
import contextlib
import hashlib
import json
import random
import select
import socket
import ssl
import subprocess
import time

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.settings
import pytest
from harness import HOST, Collective
from web_attacker import DATA, GOAWAY, H2

DOMAIN = "two.test"
CORE, BLOB = "urn:ietf:params:jmap:core", "urn:ietf:params:jmap:blob"
PATIENCE = 120          # a sanitized build on a busy machine


@pytest.fixture(scope="module")
def house():
    with Collective(DOMAIN) as collective:
        yield collective


@pytest.fixture(scope="module")
def ada(house):
    return house.member("ada")


class Answer:
    def __init__(self):
        self.fields, self.body, self.ended, self.reset = {}, b"", False, None

    @property
    def status(self):
        return int(self.fields[":status"])

    @property
    def json(self):
        return json.loads(self.body)


class Talk:
    """A client of one connection, which opens its windows as it reads."""

    def __init__(self, house, member, window=65_535):
        self.house, self.window = house, window
        context = house.tls()
        context.set_alpn_protocols(["h2"])
        self.sock = context.wrap_socket(socket.create_connection((HOST, house.ports["https"]), PATIENCE), server_hostname=DOMAIN)
        assert self.sock.selected_alpn_protocol() == "h2"
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
        self.h2.local_settings = h2.settings.Settings(client=True, initial_values={
            h2.settings.SettingCodes.ENABLE_PUSH: 0, h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: window})
        self.h2.initiate_connection()
        self.answers, self.events, self.over, self.reads = {}, [], False, True
        pair = base64.b64encode(f"{member.address}:{member.password}".encode()).decode()
        self.authorization = f"Basic {pair}"
        self.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    def flush(self):
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            self.sock.sendall(self.h2.data_to_send())

    def begin(self, method, path, end=True, **fields):
        stream = self.h2.get_next_available_stream_id()
        self.answers[stream] = Answer()
        self.h2.send_headers(stream, [(":method", method), (":scheme", "https"), (":authority", f"{DOMAIN}:{self.house.ports['https']}"),
                                      (":path", path), ("authorization", self.authorization),
                                      *((name.replace("_", "-"), value) for name, value in fields.items())], end_stream=end)
        return stream

    def call(self, *calls, using=(CORE, BLOB)):
        """A request of JMAP, begun; its stream."""
        stream = self.begin("POST", "/jmap/api", end=False, content_type="application/json")
        self.send(stream, json.dumps({"using": using, "methodCalls": calls}).encode())
        return stream

    def send(self, stream, octets):
        """All of a body, as the windows open."""
        while octets:
            room = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size, len(octets))
            if room == 0:
                self.flush()
                self.hear()
                continue
            self.h2.send_data(stream, octets[:room])
            octets = octets[room:]
            self.flush()
        self.h2.end_stream(stream)
        self.flush()

    def hear(self, seconds=PATIENCE):
        """Takes what comes next."""
        if not self.sock.pending() and not select.select([self.sock], [], [], seconds)[0]:
            return False
        octets = b""
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            octets = self.sock.recv(65_536)
        self.over = not octets
        for event in self.h2.receive_data(octets) if octets else ():
            self.take(event)
        self.flush()
        return True

    def take(self, event):
        self.events.append(event)
        answer = self.answers.get(getattr(event, "stream_id", None))
        if isinstance(event, h2.events.ResponseReceived):
            answer.fields = dict(event.headers)
        elif isinstance(event, h2.events.DataReceived):
            answer.body += event.data
            if self.reads:
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            answer.ended = True
        elif isinstance(event, h2.events.StreamReset):
            answer.ended, answer.reset = True, event.error_code

    def finish(self, *streams):
        """The answers, once they are all there."""
        self.flush()
        end = time.monotonic() + PATIENCE
        while not all(self.answers[stream].ended for stream in streams):
            assert not self.over and time.monotonic() < end, "the answers do not come"
            self.hear()
        return [self.answers[stream] for stream in streams]

    def ask(self, method, path, **fields):
        stream = self.begin(method, path, **fields)
        self.flush()
        return self.finish(stream)[0]

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]


def test_many_streams_at_once(house, ada):
    with Talk(house, ada) as talk:
        session = talk.ask("GET", "/jmap/session").json
        assert session["username"] == ada.address
        at_once = session["capabilities"][CORE]["maxConcurrentRequests"]
        for _ in range(5):
            streams = [talk.call(["Core/echo", {"stream": n, "text": "x" * (n * 3_000)}, "0"]) for n in range(at_once)]
            for n, answer in enumerate(talk.finish(*streams)):
                assert answer.status == 200 and answer.fields["content-type"] == "application/json"
                assert answer.json["methodResponses"] == [["Core/echo", {"stream": n, "text": "x" * (n * 3_000)}, "0"]]
        # More than a member may have at once are refused, each for itself, and the connection goes on.
        streams = [talk.call(["Core/echo", {"n": n}, "0"]) for n in range(60)]
        told = {answer.status for answer in talk.finish(*streams)}
        assert told <= {200, 400, 429} and 200 in told
        assert talk.ask("GET", "/robots.txt").status == 200
        assert not talk.of(h2.events.ConnectionTerminated) and not talk.of(h2.events.StreamReset)


def test_bodies_of_requests_come_in_turns(house, ada):
    """Two requests, of which each comes a piece at a time between pieces of the other."""
    with Talk(house, ada) as talk:
        bodies, streams = {}, []
        for n in range(3):
            stream = talk.begin("POST", "/jmap/api", end=False, content_type="application/json")
            call = ["Core/echo", {"n": n, "text": "y" * 20_000}, "0"]
            bodies[stream] = json.dumps({"using": [CORE], "methodCalls": [call]}).encode()
            streams.append(stream)
        for at in range(0, max(map(len, bodies.values())), 4_000):
            for stream, body in bodies.items():
                if at < len(body):
                    talk.h2.send_data(stream, body[at:at + 4_000], end_stream=at + 4_000 >= len(body))
                    talk.flush()
        for n, answer in enumerate(talk.finish(*streams)):
            assert answer.json["methodResponses"][0][1]["n"] == n


def test_windows_are_kept_in_both_directions(house, ada):
    octets = random.Random(7541).randbytes(6_000_000)
    digest = base64.b64encode(hashlib.sha256(octets).digest()).decode()
    with Talk(house, ada) as talk:
        account = talk.ask("GET", "/jmap/session").json["primaryAccounts"][BLOB]
        stream = talk.begin("POST", f"/jmap/upload/{account}", end=False, content_type="a/b", content_length=str(len(octets)))
        talk.send(stream, octets)
        (made,) = talk.finish(stream)
        assert made.status == 201 and made.json["size"] == len(octets)
        assert talk.of(h2.events.WindowUpdated), "so much does not go without windows"
        blob = made.json["blobId"]
        asked = {"accountId": account, "ids": [blob], "properties": ["digest:sha-256"]}
        (got,) = talk.finish(talk.call(["Blob/get", asked, "0"]))
        assert got.json["methodResponses"][0][1]["list"][0]["digest:sha-256"] == digest

        # The whole and a part at once.
        path = f"/jmap/download/{account}/{blob}/x?type=a/b"
        whole, part = talk.finish(talk.begin("GET", path), talk.begin("GET", path, range="bytes=1000000-1000999"))
        assert whole.body == octets and whole.fields["content-length"] == str(len(octets))
        assert part.status == 206 and part.body == octets[1_000_000:1_001_000]

    # Who does not open the window gets as much as it takes, and no more; and what it takes on another stream.
    with Talk(house, ada, window=10_000) as talk:
        talk.reads = False
        stream = talk.begin("GET", path)
        talk.flush()
        while len(talk.answers[stream].body) < 10_000:
            assert talk.hear()
        while talk.hear(2):
            pass
        assert len(talk.answers[stream].body) == 10_000 and not talk.answers[stream].ended
        assert talk.ask("GET", "/robots.txt").status == 200
        talk.reads = True
        talk.h2.acknowledge_received_data(10_000, stream)
        talk.flush()
        (answer,) = talk.finish(stream)
        assert answer.body == octets


def test_a_stream_that_is_given_up_leaves_the_others_alone(house, ada):
    with Talk(house, ada) as talk:
        events = talk.begin("GET", "/jmap/eventsource?types=*&closeafter=no&ping=0")
        talk.flush()
        while not talk.answers[events].body:
            assert talk.hear()
        talk.h2.reset_stream(events, h2.errors.ErrorCodes.CANCEL)
        talk.flush()
        (answer,) = talk.finish(talk.call(["Core/echo", {"a": 1}, "0"]))
        assert answer.status == 200 and not talk.over


def test_other_clients_that_others_wrote(house, ada):
    """nghttp with a body and priorities, h2load with many connections: over the API."""
    url = f"https://{HOST}:{house.ports['https']}/jmap/session"
    pair = base64.b64encode(f"{ada.address}:{ada.password}".encode()).decode()
    fields = [f"-H:authority: {DOMAIN}", f"-Hauthorization: Basic {pair}"]
    done = subprocess.run(["nghttp", "--no-verify-peer", *fields, url, url], capture_output=True, text=True, timeout=PATIENCE)
    assert f'"username":"{ada.address}"' in done.stdout.replace(" ", ""), done.stdout + done.stderr
    done = subprocess.run(["h2load", "-n", "200", "-c", "2", "-m", "4", *fields, url], capture_output=True, text=True,
                          timeout=PATIENCE)
    assert "200 succeeded, 0 failed" in done.stdout, done.stdout + done.stderr


def test_the_end_comes_in_order():
    """At a stop what waits for news is ended, and the goodbye names the last stream that was looked at (RFC 9113 6.8).
    By hand, since python3-h2 takes nothing any more once it has read a goodbye."""
    with Collective(DOMAIN) as house:
        member = house.member("ada")
        pair = base64.b64encode(f"{member.address}:{member.password}".encode()).decode()
        context = house.tls()
        context.set_alpn_protocols(["h2"])
        with socket.create_connection((HOST, house.ports["https"]), PATIENCE) as plain, context.wrap_socket(plain) as sock:
            talk = H2(house, sock)
            fields = talk.fields("/jmap/eventsource?types=*&closeafter=no&ping=0", authorization=f"Basic {pair}")
            talk.say(talk.get(1, fields))
            assert talk.hear_until(lambda: talk.of(DATA, 1), PATIENCE)
            house.stop()
            assert talk.hear(PATIENCE), "the server has gone"
            goodbyes = [payload for _, _, _, payload in talk.of(GOAWAY)]
            assert goodbyes and {payload[4:8] for payload in goodbyes} == {bytes(4)}, "NO_ERROR"
            assert goodbyes[-1][:4] == b"\0\0\0\x01", "the last stream that was looked at"
            assert talk.status(1) == 200 and talk.ended(1), talk.frames
