# SPDX-License-Identifier: AGPL-3.0-or-later
"""The onion service with Debian's own tor, which is kept off the network: it takes the service, and forgets it. Visitors are
played by connecting to the loopback ports that Tor was told."""
import contextlib
import http.client
import imaplib
import json
import os
import re
import shutil
import smtplib
import socket
import subprocess
import tempfile
import urllib.parse

import pytest
from harness import PASSWORD, Collective, wait_for

TOR = shutil.which("tor") or "/usr/sbin/tor"
pytestmark = pytest.mark.skipif(not os.path.exists(TOR), reason="skipped: no tor")


@contextlib.contextmanager
def tor():
    """A tor of our own, with a control socket and a cookie, that never opens a connection."""
    folder = tempfile.mkdtemp(prefix="milpa-tor-")
    # tor wants folders that are nobody else's.
    os.chmod(folder, 0o700)
    control = os.path.join(folder, "control")
    options = {"DataDirectory": os.path.join(folder, "data"), "ControlSocket": control, "CookieAuthentication": 1,
               "CookieAuthFile": os.path.join(folder, "cookie"), "DisableNetwork": 1, "SocksPort": 0, "Log": "err stderr"}
    argv = [TOR, "-f", os.path.join(folder, "torrc"), "--defaults-torrc", os.path.join(folder, "none")]
    for name in ("torrc", "none"):
        open(os.path.join(folder, name), "w").close()
    for name, value in options.items():
        argv += [f"--{name}", str(value)]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: os.path.exists(control) and os.path.exists(options["CookieAuthFile"]), what="tor")
        yield control, options["CookieAuthFile"]
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


class Controller:
    """Another program at the same control port: what does Tor know?"""

    def __init__(self, control, cookie):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(control)
        self.file = self.socket.makefile("rw", newline="\r\n")
        with open(cookie, "rb") as f:
            self.ask(f"AUTHENTICATE {f.read().hex()}")

    def ask(self, line):
        self.file.write(line + "\r\n")
        self.file.flush()
        lines = []
        while True:
            lines.append(self.file.readline().rstrip("\r\n"))
            if re.match(r"\d\d\d ", lines[-1]):
                return lines


def test_tor_has_the_service_while_the_server_is_unlocked():
    with tor() as (control, cookie):
        settings = {"onion.control": control, "onion.cookie": cookie}
        with Collective("a.test", settings=settings) as c:
            onion = wait_for(lambda: c.command("status")["onion"], what="the onion service")
            assert re.fullmatch(r"[a-z2-7]{56}\.onion", onion)
            c.command("lock")
            c.unlock()
            # The same service: its key is kept, sealed.
            assert wait_for(lambda: c.command("status")["onion"], what="the service again") == onion
            c.restart()
            assert wait_for(lambda: c.command("status")["onion"], what="the service after a restart") == onion
            # Nothing of it lies in the folder in clear.
            name = onion.split(".")[0].encode()
            for folder, _, files in os.walk(c.data):
                for file in (file for file in files if not file.endswith(".sock")):
                    with open(os.path.join(folder, file), "rb") as f:
                        assert name not in f.read(), file


def ports_of(process):
    """Loopback ports at which the process listens, by what answers there."""
    inodes = set()
    for entry in os.listdir(f"/proc/{process.pid}/fd"):
        with contextlib.suppress(OSError):
            found = re.match(r"socket:\[(\d+)\]", os.readlink(f"/proc/{process.pid}/fd/{entry}"))
            if found:
                inodes.add(found.group(1))
    ports = []
    with open("/proc/net/tcp") as f:
        for line in f.readlines()[1:]:
            words = line.split()
            address, port = words[1].split(":")
            if words[3] == "0A" and words[9] in inodes and address == "0100007F":
                ports.append(int(port, 16))
    return ports


def ask_by_jmap(port, onion, member):
    """Signs in and reads mailboxes: by a token, and as a page of the onion's own does it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(method, path, body=None, **fields):
        sent = {"Host": onion, "Content-Type": "application/json", **fields}
        connection.request(method, path, body and json.dumps(body), sent)
        answer = connection.getresponse()
        answer.body = answer.read()
        return answer

    def names(session, **shown):
        # What the session names is asked where it was asked for: through the onion.
        assert session["username"] == member.address
        assert urllib.parse.urlsplit(session["apiUrl"])[:2] == ("http", onion), session["apiUrl"]
        mail = "urn:ietf:params:jmap:mail"
        call = ["Mailbox/get", {"accountId": session["primaryAccounts"][mail], "ids": None}, "0"]
        told = ask("POST", urllib.parse.urlsplit(session["apiUrl"]).path,
                   {"using": ["urn:ietf:params:jmap:core", mail], "methodCalls": [call]}, **shown)
        assert told.status == 200, told.body
        ((name, result, _),) = json.loads(told.body)["methodResponses"]
        assert name == "Mailbox/get", result
        return {one["role"] for one in result["list"]}

    secret = {"address": member.address, "secret": PASSWORD}
    assert ask("POST", "/auth/sign-in", {**secret, "secret": "wrong horse"}).status == 401
    begun = ask("POST", "/auth/sign-in", secret)
    assert begun.status == 200, begun.body
    shown = {"authorization": f"Bearer {json.loads(begun.body)['token']}"}
    assert "inbox" in names(json.loads(ask("GET", "/jmap/session", **shown).body), **shown)

    # A browser that says no more than where its page is from.
    page = {"origin": f"http://{onion}"}
    begun = ask("POST", "/auth/sign-in", {**secret, "cookie": True}, **page)
    assert begun.status == 200, begun.body
    shown = {"cookie": begun.getheader("set-cookie").split(";")[0], **page}
    assert "inbox" in names(json.loads(ask("GET", "/jmap/session", **shown).body), **shown)
    # A page of the usual place is another's.
    assert ask("POST", "/auth/sign-in", {**secret, "cookie": True}, origin="https://a.test").status == 403
    connection.close()


def test_visitors_reach_web_and_mail_in_what_counts_as_tls():
    with tor() as (control, cookie):
        with Collective("a.test", settings={"onion.control": control, "onion.cookie": cookie}) as c:
            onion = wait_for(lambda: c.command("status")["onion"], what="the onion service")
            ada = c.member("ada")
            own = set(c.ports.values())
            web = mail = submission = None
            for port in ports_of(c.process):
                if port in own:
                    continue
                with socket.create_connection(("127.0.0.1", port), 30) as s:
                    s.settimeout(1)
                    try:
                        greeting = s.recv(100)
                    except TimeoutError:
                        greeting = b""
                if greeting.startswith(b"* OK"):
                    mail = port
                elif greeting.startswith(b"220"):
                    submission = port
                else:
                    web = port
            assert web and mail and submission

            page = http.client.HTTPConnection("127.0.0.1", web, timeout=30)
            page.request("GET", "/", headers={"Host": onion})
            answer = page.getresponse()
            assert answer.status == 200, answer.read()
            answer.read()
            # A browser at the usual place is told of it.
            usual = http.client.HTTPSConnection("127.0.0.1", c.ports["https"], timeout=30, context=c.tls())
            usual.request("GET", "/?x=1", headers={"Host": "a.test"})
            told = usual.getresponse()
            assert told.getheader("Onion-Location") == f"http://{onion}/?x=1"
            told.read()
            ask_by_jmap(web, onion, ada)

            box = imaplib.IMAP4("127.0.0.1", mail)
            assert b"STARTTLS" not in box.capability()[1][0]
            box.login(ada.address, PASSWORD)
            box.logout()

            sender = smtplib.SMTP("127.0.0.1", submission, timeout=60)
            sender.ehlo("visitor")
            assert not sender.has_extn("starttls")
            sender.login(ada.address, PASSWORD)
            sender.sendmail(ada.address, [ada.address], f"From: {ada.address}\r\nSubject: through the onion\r\n\r\nhello\r\n")
            sender.quit()
            wait_for(lambda: c.messages(ada), what="the message")


def test_what_is_not_tor_is_told_and_does_not_stop_the_server(tmp_path):
    with Collective("a.test", settings={"onion.control": str(tmp_path / "nothing")}) as c:
        assert c.command("status")["onion"] == ""
        ada = c.member("ada")
        c.send(to=[ada.address])
        wait_for(lambda: c.messages(ada), what="the message")
