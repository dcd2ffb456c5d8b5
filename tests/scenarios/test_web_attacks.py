# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attacks on the web by what is said: pages of others, sessions that are put under somebody, requests that two programs read
in two ways, paths and hosts that mean something else, documents that become large. (By how it is said: test_web_floods.py.)"""
import gzip
import http.client
import json
import socket
import zlib

import pytest
from test_jmap import Socket
from web_attacker import (CORE, HOST, JSON, MAIL, MIB, ada, h2, house, own_request, request, say,
                          statuses)

__all__ = ["ada", "house"]      # fixtures

DOMAIN = "attacked.test"
AUTH = [f"/auth/{step}" for step in ("sign-in", "code", "challenge", "passkey", "sign-out", "prove", "totp/offer", "totp/confirm",
                                     "totp/remove", "passkeys", "passkeys/offer", "passkeys/add", "passkeys/open",
                                     "passkeys/remove")]
OWN = {"sec_fetch_site": "same-origin"}


def cookie_of(house, member, **fields):
    body = json.dumps({"address": member.address, "secret": member.password, "cookie": True})
    answer = house.ask("POST", "/auth/sign-in", body, **{**JSON, **OWN, **fields})
    assert answer.status == 200, answer.body
    return answer.getheader("set-cookie"), json.loads(answer.body)


@pytest.fixture(scope="module")
def browser(house, ada):
    """The cookie of a browser of hers."""
    return cookie_of(house, ada)[0].split(";")[0]


@pytest.fixture(scope="module")
def session(house, ada):
    """The id of the session that she attacks with."""
    told = house.ask("POST", "/jmap/api", own_request("LoginSession/get", {}), **JSON, **ada.shown)
    (id,) = [one["id"] for one in json.loads(told.body)["methodResponses"][0][1]["list"] if one["isCurrent"]]
    return id


def proof_of(house, member, **shown):
    """Who they are, shown anew by whoever has their password as well."""
    answer = house.ask("POST", "/jmap/api", own_request("Proof/give", {"secret": member.password}), **shown)
    return json.loads(answer.body)["methodResponses"][0][1]["proof"]


def mailboxes(house, ada):
    answer = house.ask("POST", "/jmap/api", request(["Mailbox/get", {"accountId": ada.account}, "0"]), **JSON, **ada.shown)
    return {one["name"] for one in json.loads(answer.body)["methodResponses"][0][1]["list"]}


# ---- pages of others

FORGED = {
    "a form of another page": {"content_type": "application/x-www-form-urlencoded", "sec_fetch_site": "cross-site",
                               "origin": "https://evil.test"},
    "JSON as text": {"content_type": "text/plain", "sec_fetch_site": "cross-site", "origin": "https://evil.test"},
    "JSON as text of our own page": {"content_type": "text/plain", **OWN},
    "a form with files": {"content_type": "multipart/form-data; boundary=x", "origin": "https://evil.test"},
    "no type": {"origin": "https://evil.test"},
    "no origin": JSON,
    "a beacon": {**JSON, "sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"},
    "another origin": {**JSON, "origin": "https://evil.test"},
    "an origin that begins as ours": {**JSON, "origin": f"https://{DOMAIN}.evil.test"},
    "our host at another port": {**JSON, "origin": f"https://{DOMAIN}:1"},
    "our host in clear": {**JSON, "origin": f"http://{DOMAIN}"},
    "a host of ours beside": {**JSON, "sec_fetch_site": "same-site", "origin": f"https://mail.{DOMAIN}"},
    "the null origin": {**JSON, "origin": "null"},
    "a bookmark": {**JSON, "sec_fetch_site": "none"},
}


@pytest.mark.parametrize("fields", FORGED.values(), ids=FORGED)
def test_pages_of_others_change_nothing(house, ada, browser, session, fields):
    shown = {"cookie": browser, **fields}
    forged = request(["Mailbox/set", {"accountId": ada.account, "create": {"a": {"name": "forged"}}}, "0"])
    answer = house.ask("POST", "/jmap/api", forged, **shown)
    assert answer.status == 403, answer.body
    assert answer.getheader("access-control-allow-origin") is None
    assert "forged" not in mailboxes(house, ada)
    for path in AUTH:
        assert house.ask("POST", path, "{}", **shown).status in (400, 403), path
    proof = proof_of(house, ada, cookie=browser, **JSON, **OWN)
    for name, arguments in (("LoginSession/set", {"destroy": [session]}), ("Proof/give", {"secret": ada.password}),
                            ("Password/set", {"proof": proof, "password": "a password of theirs"}),
                            ("AppPassword/set", {"proof": proof, "create": {"a": {"label": "theirs"}}}),
                            ("RecoveryCode/renew", {"proof": proof})):
        answer = house.ask("POST", "/jmap/api", own_request(name, arguments), **shown)
        assert answer.status == 403 and b"recoveryCode" not in answer.body, name
    for method, path, body in (("POST", f"/jmap/upload/{ada.account}", b"x"),
                               ("PUT", f"/dav/{ada.account}/contacts/x/y.vcf", b"x"),
                               ("DELETE", f"/dav/{ada.account}/contacts/x/", None)):
        assert house.ask(method, path, body, **shown).status in (401, 403), (method, path)
    # The cookie is still good, and our own page may do it.
    good = house.ask("POST", "/jmap/api", request(), cookie=shown["cookie"], **JSON, **OWN)
    assert good.status == 200, good.body


def test_no_page_may_ask_for_leave(house, ada):
    """A preflight is answered so that no browser lets another page send or read."""
    for path in ("/jmap/api", "/jmap/session", f"/jmap/upload/{ada.account}", "/auth/sign-in"):
        answer = house.ask("OPTIONS", path, origin="https://evil.test", access_control_request_method="POST",
                           access_control_request_headers="authorization, content-type, x-milpa")
        assert not [name for name, _ in answer.getheaders() if name.lower().startswith("access-control-")], path


def test_a_page_of_others_opens_no_websocket_with_our_cookie(house, browser):
    class Page:
        def __init__(self, **fields):
            self.house, self.fields = house, {"host": f"{DOMAIN}:{house.ports['https']}", "cookie": browser, **fields}
    for fields in ({"origin": "https://evil.test"}, {"origin": "null"}, {}, {"sec-fetch-site": "cross-site"}):
        assert Socket(Page(**fields)).status == 403, fields
    assert Socket(Page(origin=f"https://{DOMAIN}:{house.ports['https']}")).status == 101


def test_a_session_cannot_be_put_under_somebody(house, ada):
    """Fixation: what the browser shows before signing in becomes nobody's session."""
    planted = "__Host-milpa=" + "A" * 64
    set_cookie, _ = cookie_of(house, ada, cookie=planted)
    assert set_cookie.split(";")[0] != planted
    assert house.ask("GET", "/jmap/session", cookie=planted).status == 401
    # Nor another member's that is good: that goes on being theirs.
    eve = house.member("eve")
    hers = cookie_of(house, eve)[0].split(";")[0]
    mine, _ = cookie_of(house, ada, cookie=hers)
    assert mine.split(";")[0] != hers
    for cookie, member in ((hers, eve), (mine.split(";")[0], ada)):
        assert json.loads(house.ask("GET", "/jmap/session", cookie=cookie).body)["username"] == member.address
    # Two of them are nobody's: whoever can set cookies for the host would choose between them.
    both = house.ask("GET", "/jmap/session", cookie=f"{hers}; {mine.split(';')[0]}")
    assert both.status == 401
    # A session of a browser, taken again, is a new one each time.
    first, second = cookie_of(house, ada), cookie_of(house, ada)
    assert first[1]["session"] != second[1]["session"] and first[0] != second[0]


def test_the_cookie_is_for_this_host_and_for_no_script(house, ada):
    set_cookie, answer = cookie_of(house, ada)
    cookie, *flags = (part.strip() for part in set_cookie.split(";"))
    assert cookie.startswith("__Host-milpa=") and len(cookie) > 60
    assert {flag.split("=")[0] for flag in flags} == {"Path", "Max-Age", "Secure", "HttpOnly", "SameSite"}
    assert "Path=/" in flags and "SameSite=Strict" in flags
    assert cookie.split("=", 1)[1] not in json.dumps(answer), "no script may read it"
    # In clear it is not looked at, and none is set.
    plain = http.client.HTTPConnection(HOST, house.ports["http"], timeout=60)
    plain.request("GET", "/jmap/session", headers={"Host": DOMAIN, "Cookie": cookie})
    sent = plain.getresponse()
    assert sent.status in (301, 308) and sent.getheader("set-cookie") is None
    plain.close()


# ---- one request or two

NEXT = b"GET /robots.txt HTTP/1.1\r\nHost: attacked.test\r\n\r\n"
POST = b"POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: attacked.test\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
SMUGGLED = {
    "CL.TE": POST + b"Content-Length: 6\r\n" + CHUNKED + b"\r\n0\r\n\r\nG",
    "TE.CL": POST + CHUNKED + b"Content-Length: 3\r\n\r\n1\r\nG\r\n0\r\n\r\n",
    "CL.0 and TE": POST + b"Content-Length: 0\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 5\r\n\r\nabcde",
    "two equal lengths": POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
    "a list of lengths": POST + b"Content-Length: 5, 5\r\n\r\nabcde",
    **{f"length {value!r}": POST + b"Content-Length: " + value + b"\r\n\r\n"
       for value in (b"+0", b"-1", b"0x0", b"0 0", b"1e0", b"", b"18446744073709551616", b"\xd9\xa0", b"0,")},
    **{f"coding {value!r}": POST + b"Transfer-Encoding: " + value + b"\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"
       for value in (b"xchunked", b"chunked, chunked", b"chunked;x", b"identity", b"gzip, chunked", b"chunked, identity",
                     b"\x0bchunked", b"\"chunked\"", b"chun\0ked", b"chunked,", b", chunked", b"")},
    "a coding twice": POST + CHUNKED + b"Transfer-encoding: x\r\n\r\n0\r\n\r\n",
    "a coding twice, the other first": POST + b"Transfer-Encoding: identity\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "a space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a tab before the colon": POST + b"Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n",
    "a space before the name": POST + b" Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a folded value": POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "a folded field": POST + b"X: y\r\n\tTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a name that is none": POST + b"Transfer Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a name with an accent": POST + b"Transfer-Encod\xc3\xafng: chunked\r\n\r\n0\r\n\r\n",
    "no colon": POST + b"Transfer-Encoding\r\n\r\n0\r\n\r\n",
    "no name": POST + b": chunked\r\n\r\n0\r\n\r\n",
    "bare LF": POST + b"X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "all bare LF": POST.replace(b"\r\n", b"\n") + b"Content-Length: 0\n\n",
    "bare CR": POST + b"X: y\rContent-Length: 4\r\n\r\n0\r\n\r\n",
    "an end of LF LF": POST + b"X: y\n\n",
    "chunked in HTTP/1.0": POST.replace(b"1.1", b"1.0") + b"Connection: keep-alive\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    **{f"chunk {value!r}": POST + CHUNKED + b"\r\n" + value + b"\r\n\r\n"
       for value in (b"0x0", b"+0", b"-0", b" 0", b"0 ", b"1\nG", b"1\rG", b"10000000000000000", b"", b"0\n", b"g", b"0;\n",
                     b"2\r\nGGG\r\n0", b"1\r\nG\n0", b"0;" + b"x" * 70_000, b"0\r\n" + b"X: y\r\n" * 2_000)},
    "a trailer with a framing": POST + CHUNKED + b"\r\n0\r\nContent-Length : 5\r\n\r\n",
}


@pytest.mark.parametrize("said", SMUGGLED.values(), ids=SMUGGLED)
def test_one_request_is_never_read_as_two(house, said):
    """Whatever may be read in two ways ends the connection: what follows is nobody's request."""
    got = house.say(said + NEXT)
    told = statuses(got)
    assert len(told) <= 1 and b"Disallow" not in got, got[:2000]
    assert not told or told[0] in (400, 413, 431, 501, 505), told


def test_a_body_is_not_the_next_request(house):
    """What is well-formed is read as it is meant, whatever stands in it."""
    for body in (b"Content-Length: %d\r\n\r\n" % len(NEXT) + NEXT, CHUNKED + b"\r\n%x\r\n" % len(NEXT) + NEXT + b"\r\n0\r\n\r\n",
                 CHUNKED + b"\r\n%x;a=\"b\"\r\n" % len(NEXT) + NEXT + b"\r\n0\r\nX: y\r\n\r\n"):
        got = house.say(POST + body + NEXT.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert len(statuses(got)) == 2 and got.count(b"Disallow") == 1, (body, got)
        assert statuses(got)[1] == 200


H2_SMUGGLED = {
    "transfer-encoding": {"transfer_encoding": "chunked"},
    "connection": {"connection": "close"},
    "keep-alive": {"keep_alive": "1"},
    "proxy-connection": {"proxy_connection": "keep-alive"},
    "upgrade": {"upgrade": "h2c"},
    "te": {"te": "gzip"},
    "CR LF in a value": {"x": "a\r\nTransfer-Encoding: chunked"},
    "LF in a value": {"x": "a\nb"},
    "NUL in a value": {"x": "a\0b"},
    "CR LF in a name": {"x: y\r\nz": "b"},
    "a colon in a name": {"x:y": "b"},
    "upper case": {"Transfer-Encoding": "chunked"},
    "a space in a name": {"x y": "b"},
    "no name": {"": "b"},
    "another host": {"host": "other.test"},
    "two lengths": {"content_length": "0", "content-length": "5"},
    "a length that is none": {"content_length": "+0"},
    "more than there is": {"content_length": "5"},
}
H2_PSEUDO = {
    "CR LF in the path": (":path", "/ HTTP/1.1\r\nHost: other.test\r\n\r\nGET /robots.txt"),
    "a space in the path": (":path", "/robots.txt HTTP/1.1"),
    "an empty path": (":path", ""),
    "no path of ours": (":path", "robots.txt"),
    "a method with a space": (":method", "GET /robots.txt"),
    "a method with a line": (":method", "GET\r\n"),
    "another scheme": (":scheme", "ftp"),
    "in clear": (":scheme", "http"),
    "no scheme that is one": (":scheme", "https://x"),
    "another authority": (":authority", "other.test"),
    "an authority with a line": (":authority", f"{DOMAIN}\r\nX: y"),
    "an authority with a user": (":authority", f"x@{DOMAIN}"),
    "an authority with a path": (":authority", f"{DOMAIN}/x"),
}


def fields_of(talk, name, value):
    return [(one, value if one == name else was) for one, was in talk.fields()]


@pytest.mark.parametrize("change", [*H2_SMUGGLED.values(), *H2_PSEUDO.values()], ids=[*H2_SMUGGLED, *H2_PSEUDO])
def test_nothing_is_smuggled_in_http2(house, change):
    with h2(house) as talk:
        fields = talk.fields(**change) if isinstance(change, dict) else fields_of(talk, *change)
        talk.say(talk.get(1, fields))
        assert talk.hear_until(lambda: talk.over or talk.status(1) is not None or talk.goaway() is not None)
        assert talk.status(1) in (None, 0, 400, 404, 421, 501), talk.frames
        assert not any(b"Disallow" in payload for kind, _, _, payload in talk.frames if kind == 0)


def test_pseudo_fields_stand_first_and_once(house):
    with_end = [("x", "y")]
    for change in (lambda f: with_end + f, lambda f: f + [(":path", "/")], lambda f: f + [(":status", "200")],
                   lambda f: [one for one in f if one[0] != ":method"], lambda f: f + [(":unknown", "x")],
                   lambda f: [one for one in f if one[0] != ":authority"]):
        with h2(house) as talk:
            talk.say(talk.get(1, change(talk.fields())))
            assert talk.hear_until(lambda: talk.over or talk.status(1) is not None or talk.goaway() is not None)
            assert talk.status(1) in (None, 0, 400), talk.frames


# ---- paths, hosts, ranges

PATHS = ("/..", "/../../../../etc/passwd", "/assets/../../etc/passwd", "/assets/..%2f..%2fetc/passwd",
         "/%2e%2e/%2e%2e/etc/passwd",
         "/assets/%2e%2e/first.css", "/assets/.%2e/%2e./x", "/assets/%00first.css", "/assets/first.css%00.html",
         "/%5c..%5c..%5cx",
         "/assets\\..\\x", "//etc/passwd", "//evil.test/robots.txt", "///robots.txt", "/assets//first.css", "/./robots.txt",
         "/%c0%ae%c0%ae/etc/passwd", "/%e0%80%ae/x", "/%f0%80%80%ae", "/%ff", "/%ed%a0%80", "/%", "/%2", "/%zz", "/%u002e",
         "/robots.txt#x", "/robots.txt%20", "/robots.txt/", "/robots.txt;x", "/jmap/download/a/..%2f..%2fx/y?type=a/b",
         "/dav/%2e%2e/%2e%2e/", "/.git/config", "/milpa.conf", "*", "robots.txt", "", "http://other.test/robots.txt",
         "https://attacked.test@evil.test/", "file:///etc/passwd", "//", "/\x7f", "/\xc3\xa9", "/a b", "/\t", "/\x01")


@pytest.mark.parametrize("path", PATHS, ids=[ascii(path) for path in PATHS])
def test_paths_lead_nowhere_else(house, path):
    octets = path.encode("latin-1")
    got = house.say(b"GET " + octets + b" HTTP/1.1\r\nHost: attacked.test\r\nConnection: close\r\n\r\n")
    (status,) = statuses(got)
    assert status in (301, 308, 400, 401, 404, 405, 421, 501), got[:500]
    assert b"root:" not in got and b"Disallow" not in got and b"listen =" not in got
    with h2(house) as talk:
        talk.say(talk.get(1, fields_of(talk, ":path", octets)))
        assert talk.hear_until(lambda: talk.over or talk.status(1) is not None or talk.goaway() is not None)
        assert talk.status(1) in (None, 0, 301, 308, 400, 401, 404, 405, 421), talk.frames


def test_long_targets_are_refused_before_they_are_looked_at(house):
    for target in (b"/" + b"a" * 20_000, b"/" + b"a/" * 10_000, b"/" + b"%2e%2e/" * 4_000, b"/?" + b"a=b&" * 5_000):
        assert statuses(house.say(b"GET " + target + b" HTTP/1.1\r\nHost: attacked.test\r\n\r\n")) in ([414], [431])
    assert statuses(house.say(b"GET /" + b"a" * 300_000)) in ([414], [431])


HOSTS = (b"", b" ", b"attacked.test.", b"attacked.test..", b"attacked.test.evil.test", b"evil-attacked.test",
         b"user@attacked.test",
         b"attacked.test:99999", b"attacked.test:-1", b"attacked.test:x", b"attacked.test:443:443", b"attacked.test/x",
         b"attacked.test, evil.test", b"attacked.test evil.test", b"[::1", b"[x]", b"attacked.test\0",
         b"attacked.test#", b"%61ttacked.test",
         b"localhost", b"127.0.0.1", b"169.254.169.254", b"attacked\xc2\xad.test", b"../attacked.test")


@pytest.mark.parametrize("host", HOSTS, ids=[ascii(host) for host in HOSTS])
def test_hosts_that_are_not_ours(house, host):
    got = house.say(b"GET /robots.txt HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
    (status,) = statuses(got)
    # A dot at the end is the same name (RFC 1034 3.1); an address is how somebody finds the machine, and no page of others can
    # make a browser say it of another place than it is.
    ours = host in (b"attacked.test.", b"localhost", b"127.0.0.1", b"169.254.169.254")
    assert status in ((200, 400, 421) if ours else (400, 421)), got[:500]
    assert b"evil" not in got, "no host of theirs stands in an answer"


def test_the_host_of_an_attacker_gets_into_no_link(house, ada):
    for field in ("x_forwarded_host", "x_host", "forwarded", "x_original_url", "x_forwarded_proto"):
        answer = house.ask("GET", "/jmap/session", **ada.shown, **{field: "host=evil.test"})
        assert answer.status == 200 and b"evil" not in answer.body


def test_many_ranges_are_no_more_than_the_whole(house, ada):
    octets = bytes(range(256)) * 4096
    blob = json.loads(house.ask("POST", f"/jmap/upload/{ada.account}", octets, **ada.shown).body)["blobId"]
    path = f"/jmap/download/{ada.account}/{blob}/x?type=text/plain"
    tricks = ("bytes=" + "0-," * 1_000 + "0-", "bytes=" + ",".join(f"{n}-" for n in range(1_000)),
              "bytes=" + "0-0," * 5_000 + "1-1",
              "bytes=-1048576,-1048575,0-", "bytes=99999999999999999999-", "bytes=5-1", "bytes=" + "-," * 2_000, "lines=0-",
              "bytes=0-18446744073709551616", "bytes=-0", "bytes=" + "0-1048575," * 20)
    with house.bearing():
        for trick in tricks:
            answer = house.ask("GET", path, range=trick, **ada.shown)
            assert answer.status in (200, 206, 400, 416, 431), (trick[:40], answer.status)
            assert len(answer.body) < 2 * len(octets), trick[:40]


# ---- documents that become large

def test_nothing_is_unpacked(house, ada):
    """A compressed body would be small on the wire and large in memory: it is not taken (RFC 9110 15.5.16)."""
    bomb = gzip.compress(b" " * (50 * MIB), 9)
    good = request(["Core/echo", {}, "0"])
    with house.bearing():
        for coding, body in (("gzip", bomb), ("deflate", zlib.compress(good.encode())), ("br", b"x"), ("gzip, gzip", bomb),
                             ("x-gzip", gzip.compress(good.encode()))):
            for path, fields in (("/jmap/api", JSON), (f"/jmap/upload/{ada.account}", {}), ("/auth/sign-in", JSON)):
                answer = house.ask("POST", path, body, content_encoding=coding, **fields, **ada.shown)
                assert answer.status == 415, (coding, path, answer.status)
                assert answer.getheader("accept-encoding") == "identity", "so that a client knows what would be taken"
        assert house.ask("POST", "/jmap/api", good, content_encoding="identity", **JSON, **ada.shown).status == 200


def calls(*all, using=(CORE, MAIL), **more):
    return json.dumps({"using": using, "methodCalls": all, **more}, separators=(",", ":"))


def echo(text):
    """A call of which the arguments are given as text."""
    return f'{{"using":["{CORE}"],"methodCalls":[["Core/echo",{{{text}}},"0"]]}}'


def doubling(_):
    all = [["Core/echo", {"a": ["x" * 1_000]}, "0"]]
    for n in range(1, 64):
        before = {"resultOf": str(n - 1), "name": "Core/echo", "path": "/a"}
        all.append(["Core/echo", {"#a": before, "#b": before}, str(n)])
    return calls(*all)


def all_of_all(_):
    """Of one list all its members' members, again and again."""
    all = [["Core/echo", {"a": [["x"] * 1_000] * 500}, "0"]]
    for n in range(1, 64):
        all.append(["Core/echo", {f"#{name}": {"resultOf": "0", "name": "Core/echo", "path": "/a/*/*"} for name in "abcdefgh"},
                    str(n)])
    return calls(*all)


def queried(arguments):
    return lambda account: calls(["Email/query", {"accountId": account, **arguments}, "0"])


BOMBS = {
    "deep lists": lambda _: echo('"a":' + "[" * 3_000_000),
    "deep objects": lambda _: '{"a":' * 600_000,
    "many keys": lambda _: echo(",".join(f'"{n:x}":0' for n in range(300_000))),
    "keys that come twice": lambda _: echo('"a":1,' * 500_000 + '"a":1'),
    "a long number": lambda _: echo('"a":' + "9" * 3_000_000),
    "a number with a long exponent": lambda _: echo('"a":1e' + "9" * 1_000_000),
    "many numbers": lambda _: echo('"a":[' + "1," * 1_000_000 + "1]"),
    "a long string": lambda _: echo('"a":"' + "x" * 9_900_000 + '"'),
    "escapes": lambda _: echo('"a":"' + "\\u0000" * 500_000 + '"'),
    "many empty lists": lambda _: echo('"a":[' + "[]," * 700_000 + "[]]"),
    "many calls": lambda _: calls(*[["Core/echo", {}, "0"]] * 150_000),
    "many capabilities": lambda _: calls(using=[CORE] * 100_000),
    "results that double": doubling,
    "all of all": all_of_all,
    "many created ids": lambda _: calls(createdIds={str(n): "x" for n in range(150_000)}),
    "many ids": lambda account: calls(["Email/get", {"accountId": account, "ids": ["e1"] * 300_000}, "0"]),
    "many filters": queried({"filter": {"operator": "AND", "conditions": [{"text": "x"}] * 100_000}}),
    "many sorts": queried({"sort": [{"property": "subject"}] * 100_000}),
    "deep filters": lambda account: queried({"filter": 0})(account).replace(
        '"filter":0', '"filter":' + '{"operator":"NOT","conditions":[' * 60 + '{"text":"x"}' + "]}" * 60),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_documents_that_become_large(house, ada, bomb):
    body = bomb(ada.account)
    with house.bearing(grown_max=256 * MIB):
        answer = house.ask("POST", "/jmap/api", body, timeout=120, **JSON, **ada.shown)
    assert answer.status in (200, 400, 413), answer.body[:500]
    assert len(answer.body) < 48 * MIB and answer.body.startswith(b"{") and answer.body.endswith(b"}")


def test_a_connection_that_says_nothing_sensible(house):
    with house.bearing():
        for octets in (b"\x16\x03\x01" * 100, b"\0" * 10_000, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
                       b"GET\r\n\r\n", b"\r\n" * 5_000, b"SSH-2.0-x\r\n", b"GET /robots.txt\r\n\r\n"):
            assert b"Disallow" not in house.say(octets + b"\r\n", last=True)
            with socket.create_connection((HOST, house.ports["http"]), 60) as sock:
                assert b"Disallow" not in say(sock, octets + b"\r\n\r\n", last=True)
            with socket.create_connection((HOST, house.ports["https"]), 60) as sock:
                say(sock, octets, last=True)
