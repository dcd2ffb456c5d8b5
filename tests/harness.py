# SPDX-License-Identifier: AGPL-3.0-or-later
"""A collective of our own for a test: founded in a temp folder, served on free ports of 127.0.0.1, stopped by its pid.

    with Collective("a.test") as c:          # founded, serving, unlocked
        ada = c.member("ada")                # .address, .password, .recovery_code
        c.send(to=[ada.address], body="hello")
        box = c.imap(ada)
"""
import contextlib
import email.utils
import imaplib
import json
import os
import random
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
import uuid
from dataclasses import dataclass

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MILPA = os.path.abspath(os.environ.get("MILPA", os.path.join(ROOT, "build/release/src/milpa")))
HOST = "127.0.0.1"
START_SECONDS = 120     # a sanitized build on a busy machine
PASSWORD = "correct horse battery"
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0")

_given = set()           # ports of this run: a server that is down for a while finds its own again


class Failed(Exception):
    """A milpa command that ended with an error; .kind is the error's kind."""

    def __init__(self, command, reply):
        super().__init__(f"{command}: {reply}")
        self.kind = reply.get("error", "")


def free_ports(count):
    """Ports that were free a moment ago, none of them twice, below those that the system gives to connections."""
    with open("/proc/sys/net/ipv4/ip_local_port_range") as f:
        end = min(int(f.read().split()[0]), 32_000)
    candidates = [port for port in range(10_000, end) if port not in _given]
    random.shuffle(candidates)
    ports = []
    while len(ports) < count:
        port = candidates.pop()
        with contextlib.suppress(OSError):
            socket.create_server(("", port)).close()
            ports.append(port)
    _given.update(ports)
    return ports


def wait_for(condition, seconds=120, what="the condition"):
    """The first true value of condition(); fails after some seconds. `what` may be a function: it is asked when it fails."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what() if callable(what) else what}")
        time.sleep(0.05)


@dataclass
class Member:
    address: str
    password: str
    recovery_code: str


class Collective:
    def __init__(self, domain, keyholders=3, threshold=2, settings=None, listen=HOST, milpa=MILPA, serve=True):
        self.domain, self.listen, self.milpa = domain, listen, milpa
        self.keyholders, self.threshold = keyholders, threshold
        self.folder = tempfile.mkdtemp(prefix="milpa-test-")
        self.data = os.path.join(self.folder, "data")
        self.process = None
        self.serving = serve
        names = ("smtp", "submission", "submissions", "imap", "imaps", "http", "https")
        self.ports = dict(zip(names, free_ports(len(names))))
        self.settings = {"listen": listen, **{f"port.{n}": p for n, p in self.ports.items()}, **(settings or {})}

    # ---- life

    def __enter__(self):
        try:
            founded = self.command("found", "--domain", self.domain, "--keyholders", self.keyholders,
                                   "--threshold", self.threshold)
            self.shares = founded["shares"]
            self.configure()
            if self.serving:
                self.start()
                self.unlock()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def configure(self, **more):
        self.settings.update({key.replace("__", "."): value for key, value in more.items()})
        with open(os.path.join(self.data, "milpa.conf"), "w") as f:
            for key, value in self.settings.items():
                f.write(f"{key} = {value}\n")

    def start(self):
        self.log = open(os.path.join(self.folder, "log"), "ab")
        # A server that lets nobody look into its memory cannot be searched for leaks by a sanitizer; unit tests are.
        self.process = subprocess.Popen([self.milpa, "serve", "--data", self.data], stdout=self.log, stderr=self.log,
                                        cwd=self.folder, env=ENVIRONMENT)
        wait_for(self._is_up, START_SECONDS, "the server to answer")

    def _is_up(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended with {self.process.returncode}: {self.log_text()[-3000:]}")
        try:
            return self.command("status")
        except (Failed, json.JSONDecodeError):
            return None

    def unlock(self):
        return self.command("unlock", stdin=self.shares[: self.threshold])

    def stop(self):
        """Ends the server in order; a sanitizer's complaint, or no end within some seconds, is a failure."""
        if self.process is None:
            return
        process, self.process = self.process, None
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(90)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError("the server did not stop: " + self.log_text()[-3000:])
        finally:
            self.log.close()
        if code != 0:
            raise AssertionError(f"the server ended with {code}: {self.log_text()[-6000:]}")

    def kill(self):
        """kill -9."""
        process, self.process = self.process, None
        process.kill()
        process.wait()
        self.log.close()

    def restart(self):
        self.stop()
        self.start()
        self.unlock()

    def log_text(self):
        with open(os.path.join(self.folder, "log"), errors="replace") as f:
            return f.read()

    # ---- commands

    def command(self, *words, stdin=()):
        """Runs `milpa WORDS --json`; its answer. Raises Failed."""
        argv = [self.milpa, *map(str, words), "--data", self.data, "--json"]
        done = subprocess.run(argv, input="".join(line + "\n" for line in stdin), capture_output=True, text=True,
                              timeout=120, cwd=self.folder, env=ENVIRONMENT)
        if done.returncode not in (0, 1):
            raise AssertionError(f"{' '.join(argv)}: exit {done.returncode}: {done.stdout}{done.stderr}")
        reply = json.loads(done.stdout) if done.stdout.strip() else {}
        if done.returncode != 0:
            raise Failed(" ".join(map(str, words)), reply or {"error": "unknown", "message": done.stderr})
        return reply

    def member(self, login, password=PASSWORD, **options):
        address = login if "@" in login else f"{login}@{self.domain}"
        extra = [word for key, value in options.items() for word in (f"--{key}", value)]
        reply = self.command("member", "add", address, *extra, stdin=[password])
        return Member(address, password, reply["recovery_code"])

    # ---- clients

    def tls(self):
        """A client's TLS that accepts the test's certificate."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context

    def smtp(self):
        return smtplib.SMTP(self.listen, self.ports["smtp"], local_hostname="client.test", timeout=60)

    def submission(self, member):
        client = smtplib.SMTP(self.listen, self.ports["submission"], local_hostname="client.test", timeout=60)
        client.starttls(context=self.tls())
        client.login(member.address, member.password)
        return client

    def send(self, to, sender="stranger@elsewhere.test", subject="hello", body="a body\r\n", headers=""):
        """Delivers one message from outside, over port 25; returns its Message-ID."""
        message_id = f"<{uuid.uuid4()}@elsewhere.test>"
        text = (f"From: <{sender}>\r\nTo: {', '.join(f'<{t}>' for t in to)}\r\nSubject: {subject}\r\n"
                f"Date: {email.utils.formatdate()}\r\nMessage-ID: {message_id}\r\n{headers}\r\n{body}")
        with self.smtp() as client:
            client.sendmail(sender, to, text.encode())
        return message_id

    def imap(self, member, tls=True):
        if tls:
            box = imaplib.IMAP4_SSL(self.listen, self.ports["imaps"], ssl_context=self.tls(), timeout=60)
        else:
            box = imaplib.IMAP4(self.listen, self.ports["imap"], timeout=60)
            box.starttls(self.tls())
        box.login(member.address, member.password)
        return box

    def messages(self, member, mailbox="INBOX"):
        """All messages of a mailbox, as bytes, in order."""
        box = self.imap(member)
        try:
            box.select(f'"{mailbox}"', readonly=True)
            _, found = box.search(None, "ALL")
            if not found[0]:
                return []
            _, data = box.fetch(found[0].replace(b" ", b",").decode(), "(BODY.PEEK[])")
            return [part[1] for part in data if isinstance(part, tuple)]
        finally:
            box.logout()
