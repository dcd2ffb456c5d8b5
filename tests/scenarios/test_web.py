# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web as programs that others wrote see it: curl, Python's http.client, raw sockets; locked and unlocked."""
import contextlib
import http.client
import plistlib
import re
import socket
import ssl
import subprocess
import time
import xml.etree.ElementTree as ElementTree

import pytest
from harness import HOST, Collective, wait_for

DOMAIN = "web.test"
OUTLOOK = ('<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/'
           '2006"><Request><EMailAddress>{}</EMailAddress></Request></Autodiscover>')


@pytest.fixture(scope="module")
def house():
    with Collective(DOMAIN) as collective:
        yield collective


def connect(house, host=DOMAIN):
    """A connection that knows the server by this name."""
    client = http.client.HTTPSConnection(HOST, house.ports["https"], context=house.tls(), timeout=60)
    client.name = host
    return client


def ask(client, path, method="GET", body=None, host=None, **fields):
    client.request(method, path, body, {"Host": host or client.name, **{k.replace("_", "-"): v for k, v in fields.items()}})
    answer = client.getresponse()
    answer.body = answer.read()
    return answer


@contextlib.contextmanager
def raw(house, tls=True):
    with socket.create_connection((HOST, house.ports["https" if tls else "http"]), 60) as plain:
        if not tls:
            yield plain
            return
        with house.tls().wrap_socket(plain, server_hostname=DOMAIN) as wrapped:
            yield wrapped


def read_all(sock):
    """All until the server ends it."""
    got = b""
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while piece := sock.recv(65536):
            got += piece
    return got


def curl(house, path, *more):
    done = subprocess.run(["curl", "-sS", "-k", "--http1.1", "--resolve", f"{DOMAIN}:{house.ports['https']}:{HOST}", *more,
                           f"https://{DOMAIN}:{house.ports['https']}{path}"], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_first_page(house):
    client = connect(house)
    page = ask(client, "/")
    assert page.status == 200 and page.getheader("content-type") == "text/html; charset=utf-8"
    assert DOMAIN.encode() in page.body and str(house.ports["imaps"]).encode() in page.body
    # What browsers are told.
    policy = page.getheader("content-security-policy")
    assert "default-src 'none'" in policy and "require-trusted-types-for 'script'" in policy and "unsafe" not in policy
    for name, value in {"x-content-type-options": "nosniff", "referrer-policy": "same-origin",
                        "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp",
                        "strict-transport-security": "max-age=63072000"}.items():
        assert page.getheader(name) == value
    assert "geolocation=()" in page.getheader("permissions-policy")
    assert page.getheader("server") is None
    # What the page loads is there.
    style = ask(client, re.search(rb'rel="stylesheet" href="([^"]+)"', page.body)[1].decode())
    assert style.status == 200 and style.getheader("content-type").startswith("text/css")
    assert b"<style" not in page.body and b"<script" not in page.body and b"style=" not in page.body


STYLE = "/portal/manifest.webmanifest"


def test_files_are_cached_and_compressed(house):
    client = connect(house)
    page = ask(client, STYLE)
    assert page.getheader("vary") == "accept-encoding"
    again = ask(client, STYLE, If_None_Match=page.getheader("etag"))
    assert again.status == 304 and again.body == b""
    assert ask(client, STYLE, If_Modified_Since=page.getheader("last-modified")).status == 304
    head = ask(client, STYLE, "HEAD")
    assert head.status == 200 and head.body == b"" and int(head.getheader("content-length")) == len(page.body)
    assert curl(house, STYLE, "--compressed", "-H", "Accept-Encoding: gzip") == page.body
    packed = ask(client, STYLE, Accept_Encoding="br, gzip")
    assert packed.getheader("content-encoding") == "br" and len(packed.body) < len(page.body)
    assert curl(house, STYLE, "-r", "0-9") == page.body[:10]
    assert curl(house, STYLE, "-r", "-5") == page.body[-5:]
    parts = ask(client, STYLE, Range="bytes=0-1,4-5")
    assert parts.status == 206 and parts.getheader("content-type").startswith("multipart/byteranges; boundary=")
    assert parts.body.count(b"content-range: bytes") == 2
    beyond = ask(client, STYLE, Range="bytes=1000000-")
    assert beyond.status == 416 and beyond.getheader("content-range") == f"bytes */{len(page.body)}"


def test_one_connection_serves_many(house):
    client = connect(house)
    ask(client, "/")
    first = client.sock
    for path in ("/robots.txt", "/none", "/"):
        ask(client, path)
        assert client.sock is first
    assert ask(client, "/none").status == 404
    assert ask(client, "/", "DELETE").status == 405
    assert "GET" in ask(client, "/", "OPTIONS").getheader("allow")
    assert ask(client, "/", "BREW").status == 501


def test_requests_in_a_row(house):
    request = b"GET /robots.txt HTTP/1.1\r\nHost: web.test\r\n\r\n"
    with raw(house) as sock:
        sock.sendall(request * 5 + request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        got = read_all(sock)
    assert got.count(b"HTTP/1.1 200 OK") == 6 and got.count(b"Disallow: /") == 6
    with raw(house) as sock:
        sock.sendall(b"GET /robots.txt HTTP/1.0\r\n\r\n")
        assert b"connection: close" in read_all(sock)


SMUGGLED = {
    "two framings": b"Content-Length: 4\r\nTransfer-Encoding: chunked",
    "two lengths": b"Content-Length: 4\r\nContent-Length: 5",
    "a length with a sign": b"Content-Length: +4",
    "white space before the colon": b"Transfer-Encoding : chunked",
    "a folded line": b"X: y\r\n Transfer-Encoding: chunked",
    "a bare LF": b"X: y\nTransfer-Encoding: chunked",
    "a bare CR": b"X: y\rTransfer-Encoding: chunked",
    "two hosts": b"Host: other.test",
    "a NUL": b"X: \0",
}


@pytest.mark.parametrize("field", SMUGGLED.values(), ids=SMUGGLED)
def test_nothing_is_smuggled(house, field):
    with raw(house) as sock:
        sock.sendall(b"POST /autodiscover/autodiscover.xml HTTP/1.1\r\nHost: web.test\r\n" + field +
                     b"\r\n\r\n0\r\n\r\nGET /robots.txt HTTP/1.1\r\nHost: web.test\r\n\r\n")
        got = read_all(sock)
    assert got.startswith(b"HTTP/1.1 400 ") and got.count(b"HTTP/1.1 ") == 1 and b"Disallow" not in got


def test_limits(house):
    with raw(house) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: web.test\r\nX: " + b"x" * 40_000)
        assert read_all(sock).startswith(b"HTTP/1.1 431 ")
    with raw(house) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: web.test\r\n" + b"X: y\r\n" * 200)
        assert read_all(sock).startswith(b"HTTP/1.1 431 ")
    client = connect(house)
    assert ask(client, "/" + "x" * 10_000).status == 414
    client.close()
    assert ask(client, "/autodiscover/autodiscover.xml", "POST", b"x" * 100_000).status == 413
    client.close()
    assert ask(client, "/", body=b"unexpected").status == 413
    client.close()
    assert ask(client, "/", host="other.test").status == 421


def test_a_slow_header_is_not_waited_for(house):
    """A drop each second never makes a header: the deadline is of the whole."""
    begin = time.monotonic()
    with raw(house, tls=False) as sock:
        sock.settimeout(1)
        got = b""
        sock.sendall(b"GET / HTTP/1.1\r\n")
        with contextlib.suppress(ConnectionError):
            while not got and time.monotonic() - begin < 60:
                sock.sendall(b"X")
                with contextlib.suppress(TimeoutError):
                    got = sock.recv(4096)
    assert got.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - begin < 60


def test_in_clear_there_is_only_the_way_to_https(house):
    client = http.client.HTTPConnection(HOST, house.ports["http"], timeout=60)
    client.name = DOMAIN
    sent = ask(client, "/some/page?x=y")
    assert sent.status == 301
    assert sent.getheader("location") == f"https://{DOMAIN}:{house.ports['https']}/some/page?x=y"
    assert sent.getheader("strict-transport-security") is None
    assert ask(client, "/autodiscover/autodiscover.xml", "POST", host=f"mail.{DOMAIN}").status == 308


def test_mail_programs_find_their_settings(house):
    client = connect(house)
    for host, path in ((f"autoconfig.{DOMAIN}", "/mail/config-v1.1.xml?emailaddress=ana%40web.test"),
                       (DOMAIN, "/.well-known/autoconfig/mail/config-v1.1.xml")):
        answer = ask(client, path, host=host)
        assert answer.status == 200 and answer.getheader("content-type").startswith("application/xml")
        config = ElementTree.fromstring(answer.body)
        provider, book = config.find("emailProvider"), config.find("addressBook[@type='carddav']")
        assert provider.get("id") == DOMAIN
        incoming = provider.findall("incomingServer")
        assert [s.findtext("port") for s in incoming] == [str(house.ports["imaps"]), str(house.ports["imap"])]
        assert incoming[0].findtext("hostname") == f"mail.{DOMAIN}" and incoming[0].findtext("socketType") == "SSL"
        assert provider.find("outgoingServer").findtext("port") == str(house.ports["submissions"])
        assert book.findtext("serverURL") == f"https://mail.{DOMAIN}:{house.ports['https']}/dav/"
        assert book.findtext("username") == "%EMAILADDRESS%"

    answer = ask(client, "/Autodiscover/Autodiscover.xml", "POST", OUTLOOK.format(f"ana@{DOMAIN}"),
                 host=f"autodiscover.{DOMAIN}")
    assert answer.status == 200
    assert f"<LoginName>ana@{DOMAIN}</LoginName>".encode() in answer.body and b"<Type>IMAP</Type>" in answer.body
    assert ask(client, "/autodiscover/autodiscover.xml", "POST", OUTLOOK.format("ana@other.test")).status == 404
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + OUTLOOK.format("&b;@web.test")
    assert ask(client, "/autodiscover/autodiscover.xml", "POST", bomb).status == 400

    profile = ask(client, f"/mail/apple?address=ana%40{DOMAIN}")
    assert profile.status == 200 and profile.getheader("content-type") == "application/x-apple-aspen-config"
    account, book = plistlib.loads(profile.body)["PayloadContent"]
    assert account["EmailAddress"] == f"ana@{DOMAIN}" and account["IncomingMailServerPortNumber"] == house.ports["imaps"]
    assert account["IncomingMailServerUseSSL"] is True
    assert book["PayloadType"] == "com.apple.carddav.account" and book["CardDAVUsername"] == f"ana@{DOMAIN}"
    assert (book["CardDAVHostName"], book["CardDAVPort"]) == (f"mail.{DOMAIN}", house.ports["https"])
    assert book["CardDAVUseSSL"] is True and book["PayloadUUID"] != account["PayloadUUID"]
    began = ask(client, book["CardDAVPrincipalURL"], "PROPFIND")
    assert began.status == 401 and began.getheader("www-authenticate").startswith("Basic")
    assert profile.body != ask(client, f"/mail/apple?address=ana%40{DOMAIN}").body
    assert ask(client, "/mail/apple?address=ana%40other.test").status == 404
    assert ask(client, "/mail/apple").status == 404


def test_programs_that_keep_passwords_lead_people_to_where_they_are_changed(house):
    client = connect(house)
    led = ask(client, "/.well-known/change-password")
    assert led.status == 303 and led.getheader("location") == "/portal/settings/signing-in"
    assert ask(client, led.getheader("location")).status == 200
    # Such programs believe it only where what is not there is told to be not there.
    assert ask(client, "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200").status == 404


def resumes(house, session=None):
    """A connection that asks for a page: its TLS session, and whether it went on with the one that was given."""
    context = resumes.context
    with socket.create_connection((HOST, house.ports["https"]), 60) as plain:
        with context.wrap_socket(plain, server_hostname=DOMAIN, session=session) as tls:
            tls.sendall(f"GET /robots.txt HTTP/1.1\r\nHost: {DOMAIN}\r\nConnection: close\r\n\r\n".encode())
            while tls.recv(4096):
                pass
            return tls.session, tls.session_reused


def test_a_second_connection_resumes_until_the_lock(house):
    resumes.context = house.tls()
    session, reused = resumes(house)
    assert not reused
    session, reused = resumes(house, session)
    assert reused
    house.command("lock")
    house.unlock()
    assert not resumes(house, session)[1]


def test_http2_where_tls_agrees_on_it(house):
    url = f"https://{HOST}:{house.ports['https']}/"
    argv = ["curl", "-sk", "--http2", "-H", f"Host: {DOMAIN}", "-o", "/dev/null", "-w", "%{http_version} %{http_code} ", url, url]
    # The second one comes over the same connection.
    argv[-1:-1] = ["-o", "/dev/null"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["2", "200", "2", "200"], done
    done = subprocess.run(["nghttp", "-nv", "--no-verify-peer", f"-H:authority: {DOMAIN}", url], capture_output=True, text=True,
                          timeout=60)
    assert ":status: 200" in done.stdout, done.stdout + done.stderr
    assert "strict-transport-security" in done.stdout
    done = subprocess.run(["h2load", "-n", "2000", "-c", "4", "-m", "10", f"-H:authority: {DOMAIN}", url],
                          capture_output=True, text=True, timeout=120)
    assert "2000 succeeded, 0 failed" in done.stdout, done.stdout + done.stderr


def test_an_answer_to_a_body_that_nobody_reads_is_whole(house, tmp_path):
    """By HTTP/2, where curl takes a stream that is reset after its answer for a broken one."""
    body = tmp_path / "body"
    body.write_bytes(b"x" * 60_000)
    for path, method, status in (("/.well-known/carddav", "PROPFIND", "307"), ("/jmap/api", "POST", "401")):
        done = subprocess.run(["curl", "-sSk", "--http2", "-H", f"Host: {DOMAIN}", "-H", "Expect:", "-X", method, "-o", "/dev/null",
                               "--data-binary", f"@{body}", "-w", "%{http_version} %{http_code}",
                               f"https://{HOST}:{house.ports['https']}{path}"], capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout) == (0, f"2 {status}"), done


def test_others_find_policies(house):
    client = connect(house)
    policy = ask(client, "/.well-known/mta-sts.txt", host=f"mta-sts.{DOMAIN}")
    assert policy.status == 200 and policy.getheader("content-type") == "text/plain; charset=utf-8"
    assert policy.body.split(b"\r\n")[:3] == [b"version: STSv1", b"mode: testing", b"mx: mail.web.test"]
    assert ask(client, "/.well-known/mta-sts.txt").status == 404
    security = ask(client, "/.well-known/security.txt")
    assert b"Contact: mailto:postmaster@web.test\n" in security.body and b"Expires: 20" in security.body
    assert ask(client, "/robots.txt").getheader("access-control-allow-origin") == "*"


def test_a_new_domain_is_served_at_once(house):
    client = connect(house)
    assert ask(client, "/", host="mta-sts.second.test").status == 421
    house.command("domain", "add", "second.test")
    policy = ask(connect(house), "/.well-known/mta-sts.txt", host="mta-sts.second.test")
    assert policy.status == 200 and b"mx: mail.web.test" in policy.body
    house.command("domain", "remove", "second.test")
    assert ask(connect(house), "/", host="second.test").status == 421


@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_who_listens_when_routes_change_is_ended_and_not_broken_off(house, version):
    member = house.member(f"listener-{version.removeprefix('--http')}")
    url = f"https://{DOMAIN}:{house.ports['https']}/jmap/eventsource?types=*&closeafter=no&ping=0"
    with subprocess.Popen(["curl", "-sSkN", version, "--max-time", "60", "--user", f"{member.address}:{member.password}",
                           "--resolve", f"{DOMAIN}:{house.ports['https']}:{HOST}", url], stdout=subprocess.PIPE) as listens:
        assert listens.stdout.readline() == b": here\n"
        house.command("domain", "add", "third.test")
        listens.stdout.read()
    house.command("domain", "remove", "third.test")
    assert listens.returncode == 0


def test_locked_it_says_so_and_nothing_else():
    with Collective("sealed.test", settings={"mta_sts.enforce": 1}, serve=False) as house:
        house.start()
        for client in (http.client.HTTPConnection(HOST, house.ports["http"], timeout=60), connect(house)):
            client.name = "sealed.test"
            for method, path in (("GET", "/"), ("GET", "/.well-known/mta-sts.txt"), ("POST", "/x"), ("OPTIONS", "/")):
                answer = ask(client, path, method, b"x" if method == "POST" else None)
                assert answer.status == 503 and b"locked" in answer.body and b"sealed" not in answer.body, (method, path)
                assert answer.getheader("retry-after")
        # Who is connected comes again when it is unlocked, and then meets the collective.
        house.unlock()
        wait_for(lambda: ask(connect(house, "sealed.test"), "/").status == 200, what="the first page")
        client = connect(house, "mta-sts.sealed.test")
        assert b"mode: enforce" in ask(client, "/.well-known/mta-sts.txt").body
        certificate = ssl.get_server_certificate((HOST, house.ports["https"]))
        house.command("lock")
        wait_for(lambda: ask(connect(house, "sealed.test"), "/").status == 503, what="the lock")
        # The connection of before has ended: its certificate is forgotten.
        with pytest.raises((http.client.HTTPException, ConnectionError, ssl.SSLError)):
            client.auto_open = 0
            ask(client, "/")
        assert ssl.get_server_certificate((HOST, house.ports["https"])) != certificate


def test_a_stop_ends_idle_connections_in_order():
    with Collective("stop.test") as house:
        with raw(house) as sock:
            sock.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: stop.test\r\n\r\n")
            assert sock.recv(4096).startswith(b"HTTP/1.1 200 OK")
            begin = time.monotonic()
            house.stop()
            assert sock.recv(4096) == b""
        assert time.monotonic() - begin < 60
