# SPDX-License-Identifier: AGPL-3.0-or-later
"""JMAP over HTTP, by the letter of RFC 8620: what any client meets first, and what pages of others must not reach."""
import base64
import contextlib
import email
import hmac
import http.client
import imaplib
import json
import socket
import time
import urllib.parse

import pytest
from harness import HOST, Collective, Member, wait_for

DOMAIN = "api.test"
CORE = "urn:ietf:params:jmap:core"
QUOTA = "urn:ietf:params:jmap:quota"
BLOB = "urn:ietf:params:jmap:blob"
COLLECTIVE = "urn:milpa:params:jmap:collective"


@pytest.fixture(scope="module")
def house():
    with Collective(DOMAIN) as collective:
        yield collective


@pytest.fixture(scope="module")
def ada(house):
    return Client(house, house.member("ada"))


class Client:
    """A program with an address and a password. Fields of a request are named with '_' for '-'."""

    def __init__(self, house, member):
        self.house, self.member = house, member
        pair = f"{member.address}:{member.password}".encode()
        self.fields = {"host": f"{DOMAIN}:{house.ports['https']}", "authorization": f"Basic {base64.b64encode(pair).decode()}"}

    @property
    def session(self):
        return json.loads(self.ask("GET", "/.well-known/jmap").body)

    @property
    def account(self):
        return self.session["primaryAccounts"][BLOB]

    def connect(self):
        return http.client.HTTPSConnection(HOST, self.house.ports["https"], context=self.house.tls(), timeout=60)

    def ask(self, method, path, body=None, **fields):
        with contextlib.closing(self.connect()) as connection:
            sent = {**self.fields, **{name.replace("_", "-"): value for name, value in fields.items()}}
            connection.request(method, path, body, {name: value for name, value in sent.items() if value is not None})
            answer = connection.getresponse()
            answer.body = answer.read()
            return answer

    def call(self, *calls, using=(CORE, BLOB, QUOTA), **more):
        body = json.dumps({"using": using, "methodCalls": calls, **more})
        answer = self.ask("POST", "/jmap/api", body, content_type="application/json; charset=utf-8")
        assert answer.status == 200, answer.body
        assert answer.getheader("content-type") == "application/json"
        return json.loads(answer.body)

    def upload(self, octets, media_type="text/x-own"):
        answer = self.ask("POST", f"/jmap/upload/{self.account}", octets, content_type=media_type)
        assert answer.status == 201, answer.body
        return json.loads(answer.body)

    def download(self, blob, name="a", media_type="text/plain", **fields):
        query = urllib.parse.urlencode({"type": media_type})
        path = f"/jmap/download/{self.account}/{blob}/{urllib.parse.quote(name, safe='')}?{query}"
        return self.ask("GET", path, **fields)

    @contextlib.contextmanager
    def events(self, query, **fields):
        """The lines of an event source, as they come."""
        with contextlib.closing(self.connect()) as connection:
            connection.request("GET", "/jmap/eventsource?" + query, None, {**self.fields, **fields})
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            assert answer.getheader("content-type") == "text/event-stream"
            yield answer


def next_event(stream):
    """Fields of the next event; nothing at the end. Comments are passed over."""
    event = {}
    while line := stream.readline().decode():
        name, _, value = line.rstrip("\n").partition(": ")
        if not line.strip() and event:
            return event
        if name and line.strip() and not line.startswith(":"):
            event[name] = value
    return event or None


def test_session_says_where_everything_is(house, ada):
    answer = ada.ask("GET", "/jmap/session")
    assert answer.status == 200
    assert "no-store" in answer.getheader("cache-control")
    session = json.loads(answer.body)
    origin = f"https://{DOMAIN}:{house.ports['https']}"
    assert session["username"] == ada.member.address
    assert session["apiUrl"] == f"{origin}/jmap/api"
    assert session["uploadUrl"] == origin + "/jmap/upload/{accountId}"
    assert session["downloadUrl"] == origin + "/jmap/download/{accountId}/{blobId}/{name}?type={type}"
    assert session["eventSourceUrl"] == origin + "/jmap/eventsource?types={types}&closeafter={closeafter}&ping={ping}"
    account = session["accounts"][ada.account]
    assert account["isPersonal"] and not account["isReadOnly"]
    assert CORE not in session["primaryAccounts"]
    assert session == ada.session


def test_who_is_nobody_is_asked_to_sign_in(house, ada):
    for method, path in (("GET", "/jmap/session"), ("GET", "/.well-known/jmap"), ("POST", "/jmap/api"), ("GET", "/jmap/ws"),
                         ("GET", "/jmap/eventsource?types=*&closeafter=no&ping=0"), ("POST", "/jmap/upload/a"),
                         ("GET", "/jmap/download/a/b/c")):
        for shown in (None, "Basic !", "Bearer nonsense", "Digest x"):
            answer = ada.ask(method, path, authorization=shown)
            assert answer.status == 401, (method, path, shown)
            assert "Basic" in answer.getheader("www-authenticate")
    browser = ada.ask("GET", "/jmap/session", authorization=None, sec_fetch_mode="cors")
    assert browser.status == 401 and browser.getheader("www-authenticate") == "Bearer"
    wrong = base64.b64encode(f"{ada.member.address}:wrong horse battery".encode()).decode()
    assert ada.ask("GET", "/jmap/session", authorization=f"Basic {wrong}").status == 401


def test_requests_are_batches_whose_calls_use_each_other(ada):
    response = ada.call(["Core/echo", {"list": [{"id": "a"}, {"id": "b"}]}, "0"], ["No/such", {}, "1"],
                        ["Core/echo", {"#ids": {"resultOf": "0", "name": "Core/echo", "path": "/list/*/id"}}, "2"])
    first, second, third = response["methodResponses"]
    assert first == ["Core/echo", {"list": [{"id": "a"}, {"id": "b"}]}, "0"]
    assert second[0] == "error" and second[1]["type"] == "unknownMethod"
    assert third == ["Core/echo", {"ids": ["a", "b"]}, "2"]
    assert response["sessionState"] == ada.session["state"]
    assert "createdIds" not in response
    assert ada.call(["Core/echo", {}, "0"], createdIds={"k": "v"})["createdIds"] == {"k": "v"}


@pytest.mark.parametrize("body, media_type, problem", [
    ("{", "application/json", "notJSON"),
    ('{"using":[],"using":[],"methodCalls":[]}', "application/json", "notJSON"),
    ('{"using":[],"methodCalls":[]}', "text/plain", "notJSON"),
    ("[" * 100_000 + "]" * 100_000, "application/json", "notJSON"),
    ("[]", "application/json", "notRequest"),
    ('{"using":["urn:example:none"],"methodCalls":[]}', "application/json", "unknownCapability"),
    (json.dumps({"using": [CORE], "methodCalls": [["Core/echo", {}, "0"]] * 65}), "application/json", "limit"),
    (" " * 10_000_001, "application/json", "limit"),
], ids=["cut", "twice", "text", "deep", "list", "capability", "calls", "large"])
def test_what_is_no_request_is_refused_as_a_whole(ada, body, media_type, problem):
    answer = ada.ask("POST", "/jmap/api", body, content_type=media_type)
    assert answer.status == 400
    assert answer.getheader("content-type") == "application/problem+json"
    told = json.loads(answer.body)
    assert told["type"] == "urn:ietf:params:jmap:error:" + problem and told["status"] == 400
    assert ("limit" in told) == (problem == "limit")


def test_blobs_go_in_and_come_out(ada):
    octets = bytes(range(256)) * 1000
    made = ada.upload(octets)
    assert made["accountId"] == ada.account and made["size"] == len(octets) and made["type"] == "text/x-own"
    answer = ada.download(made["blobId"], name="ümlaut \"x\".png", media_type="image/png")
    assert answer.status == 200 and answer.body == octets
    assert answer.getheader("content-type") == "image/png"
    assert answer.getheader("content-length") == str(len(octets))
    assert "filename*=UTF-8''%C3%BCmlaut%20%22x%22.png" in answer.getheader("content-disposition")
    assert answer.getheader("content-disposition").startswith("attachment; ")
    assert answer.getheader("cache-control") == "private, immutable, max-age=31536000"
    # A browser keeps nothing of it on its disk.
    assert ada.download(made["blobId"], sec_fetch_mode="no-cors").getheader("cache-control") == "no-store"
    assert "sandbox" in answer.getheader("content-security-policy")
    assert answer.getheader("x-content-type-options") == "nosniff"

    part = ada.download(made["blobId"], range="bytes=1000-1999")
    assert part.status == 206 and part.body == octets[1000:2000]
    assert part.getheader("content-range") == f"bytes 1000-1999/{len(octets)}"
    assert ada.download(made["blobId"], if_none_match=answer.getheader("etag")).status == 304
    assert ada.download(made["blobId"], media_type="text/html\r\nx: y").getheader("content-type") == "application/octet-stream"
    assert ada.download("u" + "0" * 32).status == 404
    assert ada.ask("GET", f"/jmap/download/aother/{made['blobId']}/x").status == 404
    assert ada.ask("POST", "/jmap/upload/aother", b"x").status == 404
    assert ada.ask("POST", f"/jmap/upload/{ada.account}", content_length=str(50 * 1024 * 1024 + 1)).status == 413

    name, listed, _ = ada.call(["Blob/get", {"accountId": ada.account, "ids": [made["blobId"]], "length": 2,
                                            "properties": ["data:asBase64", "size"]}, "0"])["methodResponses"][0]
    assert listed["list"] == [{"id": made["blobId"], "size": len(octets), "data:asBase64": "AAE="}]


def test_blobs_are_their_owners_alone(house, ada):
    made = ada.upload(b"ada's")
    bea = Client(house, house.member("bea"))
    assert bea.ask("GET", f"/jmap/download/{ada.account}/{made['blobId']}/x").status == 404
    assert bea.ask("GET", f"/jmap/download/{bea.account}/{made['blobId']}/x").status == 404


def test_messages_and_their_parts_are_blobs(house, ada):
    house.send([ada.member.address], headers="Content-Transfer-Encoding: base64\r\n", body="aGVsbG8=\r\n")
    wait_for(lambda: ada.download("b1").status == 200, what="the message")
    whole = email.message_from_bytes(ada.download("b1").body)
    assert whole["subject"] == "hello"
    assert ada.download("b1-1").body == b"hello"
    quota = ada.call(["Quota/get", {"accountId": ada.account}, "0"], using=(CORE, QUOTA, BLOB))["methodResponses"][0][1]
    assert quota["notFound"] == []


def test_changes_are_pushed(house, ada):
    with ada.events("types=*&closeafter=state&ping=0") as stream:
        assert stream.readline() == b": here\n"
        began = time.monotonic()
        house.send([ada.member.address])
        event = next_event(stream)
        assert time.monotonic() - began < 30
        assert event["event"] == "state"
        change = json.loads(event["data"])
        assert change["@type"] == "StateChange"
        states = change["changed"][ada.account]
        assert "Quota" in states
        assert stream.read() == b""     # closeafter=state
    # Who shows an older id hears at once of what it missed; who shows the newest hears nothing of that.
    with ada.events("types=Quota&closeafter=state&ping=0", **{"last-event-id": "Quota.q0-0-0-0"}) as stream:
        missed = next_event(stream)
        assert json.loads(missed["data"])["changed"][ada.account] == {"Quota": states["Quota"]}
    with ada.events("types=Other&closeafter=no&ping=0") as stream:
        house.send([ada.member.address])
        stream.fp.raw._sock.settimeout(2) if hasattr(stream.fp, "raw") else None
        assert stream.readline() == b": here\n"
    for query in ("types=*&closeafter=never&ping=0", "types=*&closeafter=no&ping=x", "types=*&closeafter=no&ping=-1"):
        assert ada.ask("GET", "/jmap/eventsource?" + query).status == 400


def test_pages_of_others_cannot_act_with_our_cookie(ada):
    own = f"https://{DOMAIN}:{ada.house.ports['https']}"
    request = json.dumps({"using": [CORE], "methodCalls": []})
    json_type = {"content_type": "application/json"}
    cookie = {"authorization": None, "cookie": "__Host-milpa=nonsense"}
    for fields in ({}, {"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}, {"origin": "https://evil.test"},
                   {"sec_fetch_site": "none"}, {"origin": "null"}):
        assert ada.ask("POST", "/jmap/api", request, **cookie, **json_type, **fields).status == 403, fields
        assert ada.ask("POST", "/jmap/upload/a", b"x", **cookie, **fields, x_milpa="1").status == 403, fields
    # From our own page the cookie is looked at, and is no session.
    for fields in ({"sec_fetch_site": "same-origin"}, {"origin": own}):
        assert ada.ask("POST", "/jmap/api", request, **cookie, **json_type, **fields).status == 401, fields
    # A form of ours cannot be sent by who may not set Content-Type.
    assert ada.ask("POST", "/jmap/api", request, **cookie, content_type="text/plain", sec_fetch_site="same-origin").status == 403
    answer = ada.ask("POST", "/jmap/api", request, **json_type, origin="https://evil.test")
    assert answer.getheader("access-control-allow-origin") is None


def test_a_suspension_and_a_lock_end_what_is_open(house):
    cleo = Client(house, house.member("cleo"))
    with cleo.events("types=*&closeafter=no&ping=0") as stream:
        assert stream.readline() == b": here\n"
        house.command("member", "suspend", cleo.member.address)
        assert stream.read().strip() == b""
    assert cleo.ask("GET", "/jmap/session").status == 401


class Socket:
    """The little of RFC 6455 that a client needs: whole text messages of any length, masked."""

    def __init__(self, client, subprotocol="jmap"):
        plain = socket.create_connection((HOST, client.house.ports["https"]), 60)
        self.sock = client.house.tls().wrap_socket(plain, server_hostname=DOMAIN)
        fields = "".join(f"{name}: {value}\r\n" for name, value in client.fields.items())
        self.sock.sendall(f"GET /jmap/ws HTTP/1.1\r\n{fields}Upgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                          f"Sec-WebSocket-Protocol: {subprotocol}\r\n\r\n".encode())
        self.file = self.sock.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        while self.file.readline().strip():
            pass

    def send(self, message):
        octets = (message if isinstance(message, str) else json.dumps(message)).encode()
        size = bytes([0x80 | len(octets)]) if len(octets) < 126 else bytes([0xFE]) + len(octets).to_bytes(2, "big")
        self.sock.sendall(b"\x81" + size + b"\0\0\0\0" + octets)

    def read(self):
        """The next message; nothing where the server says goodbye."""
        first, size = self.file.read(2)
        if size == 126:
            size = int.from_bytes(self.file.read(2), "big")
        elif size == 127:
            size = int.from_bytes(self.file.read(8), "big")
        octets = self.file.read(size)
        return None if first & 0xF == 8 else json.loads(octets)

    def ask(self, message):
        self.send(message)
        return self.read()


def test_a_websocket_does_it_all_in_one_connection(house, ada):
    assert Socket(ada, "other").status == 400
    talk = Socket(ada)
    assert talk.status == 101
    answer = talk.ask({"@type": "Request", "id": "R1", "using": [CORE], "methodCalls": [["Core/echo", {"a": 1}, "0"]]})
    assert answer == {"@type": "Response", "requestId": "R1", "methodResponses": [["Core/echo", {"a": 1}, "0"]],
                      "sessionState": ada.session["state"]}
    for message, kind, request_id in (
            ("{", "notJSON", None), ("[]", "notRequest", None), ('{"@type":"What","id":"x"}', "notRequest", "x"),
            ('{"@type":"Request","id":"y","using":["urn:none"],"methodCalls":[]}', "unknownCapability", "y")):
        answer = talk.ask(message)
        assert (answer["@type"], answer["requestId"]) == ("RequestError", request_id)
        assert answer["type"].endswith(":" + kind) and answer["status"] == 400

    talk.send({"@type": "WebSocketPushEnable", "dataTypes": ["Quota"]})
    house.send([ada.member.address])
    change = talk.read()
    assert change["@type"] == "StateChange" and list(change["changed"][ada.account]) == ["Quota"]
    talk.send({"@type": "WebSocketPushDisable"})
    house.send([ada.member.address])
    # The state that was seen last but one: what was missed comes at once.
    again = talk.ask({"@type": "WebSocketPushEnable", "dataTypes": None, "pushState": change["pushState"]})
    assert again["@type"] == "StateChange" and again["pushState"] != change["pushState"]


def auth(client, path, fields=None, **body):
    answer = client.ask("POST", "/auth/" + path, json.dumps(body), **{"authorization": None, "content_type": "application/json",
                                                                      **(fields or {})})
    answer.json = json.loads(answer.body) if answer.status == 200 else None
    return answer


def refused(answer, status):
    """What is said of it (RFC 9457)."""
    assert answer.status == status and answer.getheader("content-type") == "application/problem+json", answer.body
    return answer.body


def own(client, fields, name, **arguments):
    """One call of the collective's own types, by whoever `fields` say; its answer, or that of its error."""
    body = json.dumps({"using": [CORE, COLLECTIVE], "methodCalls": [[name, {"accountId": "c", **arguments}, "0"]]})
    answer = client.ask("POST", "/jmap/api", body, **{"authorization": None, "content_type": "application/json", **fields})
    assert answer.status == 200, (answer.status, answer.body)
    return json.loads(answer.body)["methodResponses"][0][1]


def test_sessions_by_token_and_by_cookie(house):
    dora = Client(house, house.member("dora"))
    who = {"address": dora.member.address, "secret": dora.member.password}
    answer = auth(dora, "sign-in", label="a program", **who)
    assert answer.status == 200 and answer.getheader("set-cookie") is None
    token = answer.json["token"]
    bearer = {"authorization": f"Bearer {token}"}
    assert json.loads(dora.ask("GET", "/jmap/session", **bearer).body)["username"] == dora.member.address
    request = json.dumps({"using": [CORE], "methodCalls": [["Core/echo", {}, "0"]]})
    assert dora.ask("POST", "/jmap/api", request, content_type="application/json", **bearer).status == 200

    page = {"sec_fetch_site": "same-origin"}
    browser = auth(dora, "sign-in", fields=page, cookie=True, **who)
    assert "token" not in browser.json
    cookie, *flags = [part.strip() for part in browser.getheader("set-cookie").split(";")]
    assert cookie.startswith("__Host-milpa=") and {"Path=/", "Secure", "HttpOnly", "SameSite=Strict"} <= set(flags)
    with_cookie = {"authorization": None, "cookie": cookie, "content_type": "application/json"}
    assert dora.ask("POST", "/jmap/api", request, **with_cookie, **page).status == 200
    assert dora.ask("POST", "/jmap/api", request, **with_cookie).status == 403
    assert dora.ask("GET", "/jmap/session", authorization=None, cookie=cookie).status == 200

    listed = own(dora, bearer, "LoginSession/get", ids=None)["list"]
    seen = [(one["label"], one["isCurrent"], one["means"]) for one in listed]
    assert seen == [("a program", True, "password"), ("", False, "password")]
    assert own(dora, bearer, "LoginSession/set", destroy=[browser.json["session"]])["destroyed"] == [browser.json["session"]]
    assert dora.ask("GET", "/jmap/session", authorization=None, cookie=cookie).status == 401
    out = auth(dora, "sign-out", fields=bearer)
    assert out.status == 200 and "Max-Age=0" in out.getheader("set-cookie")
    assert dora.ask("GET", "/jmap/session", **bearer).status == 401


def test_signing_in_fails_without_telling_why(house, ada):
    for wrong in ({"address": ada.member.address, "secret": "wrong horse battery"},
                  {"address": "nobody@" + DOMAIN, "secret": "x" * 10}):
        assert auth(ada, "sign-in", **wrong).status == 401
    who = {"address": ada.member.address, "secret": ada.member.password}
    for body in ({}, {"address": 1, "secret": "x"}, {"address": "a"}):
        assert auth(ada, "sign-in", **body).status == 400
    for fields in ({"sec_fetch_site": "cross-site"}, {"origin": "https://evil.test"}, {"cookie": "__Host-milpa=x"}):
        assert auth(ada, "sign-in", fields=fields, **who).status == 403
    assert auth(ada, "sign-in", fields={"content_type": "text/plain"}, **who).status == 400
    assert auth(ada, "code", step="0" * 32, code="123456").status == 401
    assert auth(ada, "passkeys").status == 401 and auth(ada, "prove", passkey={}).status == 400
    asked = auth(ada, "challenge").json["passkey"]
    assert asked["rpId"] == DOMAIN and len(asked["challenge"]) >= 40
    assert auth(ada, "passkey", passkey={}).status == 400


def code_of(secret, at):
    """RFC 6238, as an authenticator program has it."""
    mac = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), int(at // 30).to_bytes(8, "big"), "sha1").digest()
    begin = mac[-1] & 0xF
    return f"{(int.from_bytes(mac[begin:begin + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def test_a_second_factor_is_asked_for(house):
    emma = Client(house, house.member("emma"))
    who = {"address": emma.member.address, "secret": emma.member.password}
    bearer = {"authorization": "Bearer " + auth(emma, "sign-in", **who).json["token"]}
    assert b"Proof/give" in refused(auth(emma, "totp/offer", fields=bearer), 400)
    assert b"five minutes" in refused(auth(emma, "sign-in", **who, lifetime=60), 400)
    assert b"label too long" in refused(auth(emma, "sign-in", **who, label="x" * 201), 400)
    assert b"control character" in refused(auth(emma, "sign-in", **who, label="two\nlines"), 400)
    assert auth(emma, "sign-in", **who, label="x" * 200).status == 200
    assert auth(emma, "totp/offer", fields=bearer, secret=emma.member.password).status == 400
    assert auth(emma, "totp/offer", fields=bearer, proof="0" * 32).status == 401
    assert own(emma, bearer, "Proof/give", secret="wrong horse battery")["type"] == "forbidden"
    proof = own(emma, bearer, "Proof/give", secret=emma.member.password)["proof"]
    # It is of this session alone.
    other = {"authorization": "Bearer " + auth(emma, "sign-in", **who).json["token"]}
    assert auth(emma, "totp/offer", fields=other, proof=proof).status == 401
    offer = auth(emma, "totp/offer", fields=bearer, proof=proof).json
    assert offer["uri"].startswith("otpauth://totp/")
    now = time.time()
    confirm = {"fields": bearer, "proof": proof}
    assert auth(emma, "totp/confirm", code="x", **confirm).status == 401
    assert auth(emma, "totp/confirm", code=code_of(offer["secret"], now), **confirm).status == 200
    assert auth(emma, "passkeys", fields=bearer).json == {"passkeys": [], "totp": True}

    step = auth(emma, "sign-in", **who).json
    assert step["type"] == "step" and step["code"] and step["passkey"] is None and "token" not in step
    assert auth(emma, "code", step=step["step"], code=code_of(offer["secret"], now)).status == 401    # used already
    assert auth(emma, "code", step=step["step"], code=code_of(offer["secret"], now + 30)).json["type"] == "session"
    # The password alone opens nothing any more, whatever shows it.
    assert emma.ask("GET", "/jmap/session").status == 401

    proof = own(emma, bearer, "Proof/give", secret=emma.member.password)["proof"]
    asked = auth(emma, "passkeys/offer", fields=bearer, proof=proof)
    assert asked.json["passkey"]["rp"]["id"] == DOMAIN
    for step in ("passkeys/add", "passkeys/open"):
        assert auth(emma, step, fields=bearer, proof=proof, passkey={}).status == 400
    assert "type" not in own(emma, bearer, "Password/set", proof=proof, password="a fresh long password")
    assert emma.ask("GET", "/jmap/session", **bearer).status == 200
    assert auth(emma, "sign-in", **who).status == 401
    assert auth(emma, "sign-in", address=emma.member.address, secret="a fresh long password").json["type"] == "step"


def test_app_passwords_and_a_forgotten_password(house):
    flora = Client(house, house.member("flora"))
    who = {"address": flora.member.address, "secret": flora.member.password}
    bearer = {"authorization": "Bearer " + auth(flora, "sign-in", **who).json["token"]}
    # With a password in each request nothing of what opens the account is changed.
    basic = {"authorization": flora.fields["authorization"]}
    assert own(flora, basic, "Proof/give", secret=flora.member.password)["type"] == "forbidden"
    proof = own(flora, bearer, "Proof/give", secret=flora.member.password)["proof"]
    made = own(flora, bearer, "AppPassword/set", proof=proof, create={"k": {"label": "phone"}})["created"]["k"]
    house.imap(Member(flora.member.address, made["secret"], "")).logout()
    # The connection that the act itself came by may be over with it; what came in by it is.
    assert own(flora, bearer, "AppPassword/set", destroy=[made["id"]])["destroyed"] == [made["id"]]
    with pytest.raises(imaplib.IMAP4.error):
        house.imap(Member(flora.member.address, made["secret"], ""))
    assert own(flora, bearer, "AppPassword/get", ids=None)["list"] == []

    recovered = own(flora, {}, "Password/recover", address=flora.member.address, password="a second long password",
                    recoveryCode=flora.member.recovery_code)
    assert recovered["recoveryCode"] != flora.member.recovery_code
    assert flora.ask("GET", "/jmap/session", **bearer).status == 401
    house.imap(Member(flora.member.address, "a second long password", "")).logout()


def test_an_invitation_makes_a_member(house):
    greta = Client(house, house.member("greta"))
    basic = {"authorization": greta.fields["authorization"]}
    assert own(greta, basic, "Invitation/set", create={"k": {}})["type"] == "forbidden"
    house.command("member", "duty", greta.member.address, "administrator")
    made = own(greta, basic, "Invitation/set", create={"k": {"label": "the neighbour", "quota": 1_000_000}})["created"]["k"]
    # Whoever has it signs in to nothing yet.
    assert own(greta, {}, "Invitation/look", token=made["token"])["domain"] == DOMAIN
    joined = own(greta, {}, "Invitation/accept", token=made["token"], address="Hanna", password="a long password")
    assert joined["address"] == f"hanna@{DOMAIN}" and joined["recoveryCode"]
    again = own(greta, {}, "Invitation/accept", token=made["token"], address="ida", password="a long password")
    assert again["type"] == "forbidden"
    box = house.imap(Member(joined["address"], "a long password", ""))
    assert box.select("INBOX")[0] == "OK"
    box.logout()
    house.send([joined["address"]])
    assert len(house.messages(Member(joined["address"], "a long password", ""))) == 1
    by_command = house.command("invitation", "add", "--uses", 2)
    assert [one["uses"] for one in house.command("invitation", "list")["invitations"]] == [2]
    assert "recoveryCode" in own(greta, {}, "Invitation/accept", token=by_command["token"], address="ida",
                                 password="a long password")
    assert [one["uses"] for one in house.command("invitation", "list")["invitations"]] == [1]
    house.command("invitation", "revoke", by_command["id"])
    assert own(greta, {}, "Invitation/look", token=by_command["token"])["type"] == "forbidden"
    log = house.log_text()
    for secret in (made["token"], by_command["token"], "a long password", joined["recoveryCode"]):
        assert secret not in log
