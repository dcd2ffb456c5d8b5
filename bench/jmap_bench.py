#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a program waits for that speaks JMAP with Milpa: over HTTPS, as it is run, from one connection that stays.

usage: jmap_bench.py [--rounds N] [--quick] [--keep] [--wait SECONDS] [--ahead] [--messages N] [--listeners N] [STEP ...]

  read      Email/query and Email/get of the newest 50 in a mailbox of 100,000 (--messages), as a list shows them, in one
            request; Email/changes after one delivery; each 200 times
  push      from SMTP's reply to a delivery until an open page hears of it (EventSource), 500 deliveries
  listen    memory of 20,000 (--listeners) open EventSources that wait
  all       these three (this is the default)

There is no peer in these: the figures are held against what we want (docs/PERFORMANCE.md). The other options are as in
mail_bench.py.
"""
import argparse
import base64
import contextlib
import http.client
import json
import os
import resource
import smtplib
import socket
import ssl
import sys
import threading
import time

import lib
from milpa import MILPA, Milpa

sys.path.insert(0, os.path.join(os.path.dirname(lib.HERE), "tests"))
from harness import HOST  # noqa: E402

OPTIONS = argparse.Namespace()
CORE = "urn:ietf:params:jmap:core"
MAIL = "urn:ietf:params:jmap:mail"
OCTETS = 4096
LISTED = ["id", "threadId", "mailboxIds", "keywords", "from", "to", "subject", "receivedAt", "size", "preview", "hasAttachment"]
SETTLE_SECONDS = 3
TIMES = 200
PUSHES = 500
PATIENCE_SECONDS = 60
SPARE_DESCRIPTORS = 2_500   # of the server: it keeps some back for all that is not a connection
LISTENERS_EACH = 5_000      # of one client process: it has its share of the machine's cores


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def unverified():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Program:
    """Signed in by the first member's app password, with one connection."""

    def __init__(self, server):
        self.port = server.collective.ports["https"]
        pair = f"{server.user(0)}:{server.password(0)}".encode()
        self.fields = {"host": "bench.test", "authorization": f"Basic {base64.b64encode(pair).decode()}",
                       "content-type": "application/json"}
        self.connection = http.client.HTTPSConnection(HOST, self.port, context=unverified(), timeout=PATIENCE_SECONDS)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.account = json.loads(self.ask("GET", "/jmap/session"))["primaryAccounts"][MAIL]

    def ask(self, method, path, body=None):
        self.connection.request(method, path, body, self.fields)
        answer = self.connection.getresponse()
        octets = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {octets[:300]}")
        return octets

    def call(self, *calls):
        """The seconds until the whole answer was there, and the results."""
        named = [[name, {"accountId": self.account, **arguments}, str(n)] for n, (name, arguments) in enumerate(calls)]
        body = json.dumps({"using": [CORE, MAIL], "methodCalls": named})
        begin = time.perf_counter()
        octets = self.ask("POST", "/jmap/api", body)
        seconds = time.perf_counter() - begin
        results = json.loads(octets)["methodResponses"]
        for name, result, _ in results:
            if name == "error":
                raise RuntimeError(str(result))
        return seconds, [result for _, result, _ in results]

    def inbox(self):
        _, (mailboxes,) = self.call(("Mailbox/get", {"ids": None, "properties": ["role", "totalEmails"]}))
        return next(one for one in mailboxes["list"] if one["role"] == "inbox")

    def list(self, **query):
        return self.call(("Email/query", {"limit": 50, "sort": [{"property": "receivedAt", "isAscending": False}], **query}),
                         ("Email/get", {"#ids": {"resultOf": "0", "name": "Email/query", "path": "/ids"}, "properties": LISTED}))

    def events(self):
        self.connection.request("GET", "/jmap/eventsource?types=Email&closeafter=no&ping=0", headers=self.fields)
        return self.connection.getresponse()


def deliver(server, smtp, number):
    smtp.sendmail("stranger@elsewhere.test", [server.user(0)], f"Subject: number {number}\r\n\r\nHello.\r\n")


def read():
    """The client's own JSON is not in the figures but for the sending. query_get: a list of 50; thread: collapsed to threads;
    deep: the 50 from the middle; changes: Email/changes of the state before one delivery, Email/get not counted."""
    names = ("query_get", "threads", "deep", "changes")
    for _ in range(OPTIONS.rounds):
        found = {name: [] for name in names}
        with contextlib.closing(Milpa("jmap")) as server:
            server.stop()
            begin = time.monotonic()
            server.fill(OPTIONS.messages, OCTETS)
            lib.note(f"{OPTIONS.messages} messages in {time.monotonic() - begin:.0f} s")
            server.start()
            program = Program(server)
            inbox = program.inbox()
            if inbox["totalEmails"] != OPTIONS.messages:
                raise RuntimeError(f"not all messages are there: {inbox}")
            within = {"filter": {"inMailbox": inbox["id"]}}
            lib.figure("read.first", [program.list(**within)[0] * 1e3], "ms")
            for n in range(TIMES):
                for name, query in (("query_get", {}), ("threads", {"collapseThreads": True}),
                                    ("deep", {"position": OPTIONS.messages // 2})):
                    seconds, (ids, emails) = program.list(**within, **query)
                    if len(emails["list"]) != 50 or len(ids["ids"]) != 50:
                        raise RuntimeError("not 50 in the list")
                    found[name].append(seconds * 1e3)
            with smtplib.SMTP(HOST, server.delivery, timeout=PATIENCE_SECONDS) as smtp:
                for n in range(TIMES):
                    _, (got,) = program.call(("Email/get", {"ids": []}))
                    deliver(server, smtp, n)
                    seconds, (changes,) = program.call(("Email/changes", {"sinceState": got["state"]}))
                    if len(changes["created"]) != 1:
                        raise RuntimeError(f"not one delivery: {changes}")
                    found["changes"].append(seconds * 1e3)
        for name in names:
            lib.figure(f"read.{name}.p50", [percentile(found[name], 0.5)], "ms")
            lib.figure(f"read.{name}.p99", [percentile(found[name], 0.99)], "ms")


def push():
    with contextlib.closing(Milpa("push")) as server:
        stream = Program(server).events()
        heard = []
        begun = threading.Event()

        def listen():
            for line in stream:
                begun.set()
                if line.startswith(b"data: "):
                    heard.append(time.perf_counter())

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        begun.wait(PATIENCE_SECONDS)
        took = []
        with smtplib.SMTP(HOST, server.delivery, timeout=PATIENCE_SECONDS) as smtp:
            for n in range(PUSHES):
                before = len(heard)
                deliver(server, smtp, n)
                replied = time.perf_counter()
                limit = replied + PATIENCE_SECONDS
                while len(heard) == before:
                    if time.perf_counter() > limit:
                        raise RuntimeError("a delivery that was not told")
                    time.sleep(0.0001)
                took.append(max(0, heard[-1] - replied) * 1e3)
                time.sleep(0.01)    # what is told of one is not told of the next
    lib.figure("push.p50", [percentile(took, 0.5)], "ms")
    lib.figure("push.p99", [percentile(took, 0.99)], "ms")
    lib.figure("push.worst", [max(took)], "ms")


HOLD = r"""
import asyncio, ssl, sys
port, count, request = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode().decode("unicode_escape").encode()
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
async def main():
    gate, kept = asyncio.Semaphore(32), []
    async def one():
        async with gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, limit=4096)
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), head
            kept.append((reader, writer))
    await asyncio.gather(*(one() for _ in range(count)))
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    for _, writer in kept:
        writer.transport.abort()
asyncio.run(main())
"""


def listen():
    """PSS of the server, less what it was before. The clients are processes of their own. Where the machine gives a process
    fewer descriptors than it takes, as many as it can."""
    count = min(OPTIONS.listeners, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_DESCRIPTORS)
    with contextlib.closing(Milpa("listen", settings={"connections.max": count + SPARE_DESCRIPTORS,
                                                      "connections.per_peer": count + SPARE_DESCRIPTORS})) as server:
        program = Program(server)
        request = "GET /jmap/eventsource?types=*&closeafter=no&ping=0 HTTP/1.1\\r\\nhost: bench.test\\r\\nauthorization: " \
                  f"{program.fields['authorization']}\\r\\n\\r\\n"
        before = lib.pss_kib(server.pid)
        holders = []
        begin = time.monotonic()
        left = count
        try:
            while left > 0:
                part = min(left, LISTENERS_EACH)
                left -= part
                holders.append(lib.start([sys.executable, "-c", HOLD, str(program.port), str(part), request],
                                         f"holder{len(holders)}", talks=True))
            for holder in holders:
                if holder.stdout.readline() != b"ready\n":
                    raise RuntimeError("a client could not open all its event sources")
            lib.note(f"{count} event sources in {time.monotonic() - begin:.0f} s")
            time.sleep(SETTLE_SECONDS)
            grown = lib.pss_kib(server.pid) - before
        finally:
            for holder in holders:
                lib.stop(holder)
    lib.figure(f"listen.{count}", [grown / 1024], "MiB")
    lib.figure("listen.each", [grown / count], "KiB")


STEPS = {"read": read, "push": push, "listen": listen}


def main():
    global TIMES, PUSHES
    parser = lib.parser(__doc__, STEPS, rounds=1)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--listeners", type=int, default=20_000)
    parser.parse_args(namespace=OPTIONS)
    if OPTIONS.quick:
        OPTIONS.messages, OPTIONS.listeners, TIMES, PUSHES = 2_000, 300, 20, 20
    lib.prepare(OPTIONS)
    lib.need_milpa(MILPA)
    lib.run_steps(STEPS, OPTIONS)


if __name__ == "__main__":
    main()
