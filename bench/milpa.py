# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole server as it is run: founded, unlocked, sandboxed, members with app passwords. Only what guards against strangers
is set wider, since here all clients come from one address."""
import atexit
import os
import sys
import time

import lib
from imapclient import Imap

sys.path.insert(0, os.path.join(os.path.dirname(lib.HERE), "tests"))
from harness import MILPA, PASSWORD, Collective  # noqa: E402, F401

MEBI = 1024 * 1024


class Milpa:
    """With `users` members, each with an app password, which is what their mail program has."""
    name = "milpa"

    def __init__(self, folder, users=1, settings=None):
        self.collective = Collective("bench.test", settings={
            "connections.per_peer": 10_000,
            "imap.clear_on_loopback": 1,
            "argon2.memory": 8 * MEBI,      # of founding the members alone: logins are with app passwords
            **(settings or {}),
        })
        self.collective.__enter__()
        atexit.register(self.close)
        self.passwords = []
        for n in range(users):
            member = self.collective.member(f"u{n:03d}")
            made = self.collective.command("member", "app-password", "add", member.address, "--label", "bench", stdin=[PASSWORD])
            self.passwords.append(made["app_password"])
        ports = self.collective.ports
        self.delivery, self.protocol, self.imap, self.imaps = ports["smtp"], "smtp", ports["imap"], ports["imaps"]
        self.data = self.collective.data

    def user(self, n):
        return f"u{n:03d}@bench.test"

    def password(self, n):
        return self.passwords[n]

    @property
    def pid(self):
        return self.collective.process.pid

    def start(self):
        if self.collective.process is None:
            self.collective.start()
            self.collective.unlock()
        return self

    def stop(self):
        self.collective.stop()

    def restart(self):
        """The seconds until it answers again, unlocked."""
        begin = time.monotonic()
        self.stop()
        self.start()
        lib.wait_port(self.imap)
        return time.monotonic() - begin

    def close(self):
        atexit.unregister(self.close)
        self.collective.__exit__()

    def connect(self, n, tls=False):
        box = Imap(self.imaps if tls else self.imap, tls)
        self.login_seconds = box.command(f"LOGIN {self.user(n)} {self.password(n)}")[0]
        return box

    def fill(self, count, octets):
        """The first member's INBOX; every message is durable when it is acknowledged."""
        self.start()
        lib.mailload(proto="imap", port=self.imap, conns=8, count=count, size=octets, password=self.password(0))
        self.stop()

    def forget(self):
        """While stopped: what the kernel has cached."""
        lib.evict(self.data)

    def log_tail(self):
        return self.collective.log_text()[-1500:]
