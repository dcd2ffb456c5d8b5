# SPDX-License-Identifier: AGPL-3.0-or-later
"""The onion service with Debian's own tor, which is kept off the network: it takes the service, and forgets it. Visitors are
played by connecting to the loopback ports that Tor was told."""
import contextlib
import http.client
import imaplib
import os
import re
import shutil
import smtplib
import socket
import subprocess
import tempfile

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
