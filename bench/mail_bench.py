#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Milpa beside Debian's Dovecot, under the same loads, in one run.

usage: mail_bench.py [--rounds N] [--quick] [--keep] [--wait SECONDS] [--ahead] [--xapian N] [STEP ...]

  deliver    durable deliveries of 4 and 64 KiB, 8 connections, 10 members: SMTP to Milpa, LMTP to Dovecot with mail-crypt
  mailbox    a mailbox of 100,000 messages of 2 KiB: SELECT, FETCH, SEARCH, and a restart, beside mdbox that seals nothing
  xapian     SEARCH in 10,000 messages (--xapian N) beside Dovecot's full-text index
  idle       memory: the empty server, a session in IDLE, plain and with TLS, a connection that delivers
  all        these four, and then the rows of the table in docs/PERFORMANCE.md (this is the default)

--rounds: how often each thing is measured (3); the servers take turns. --quick: small counts, one round, to see that it
works. --wait: for how many seconds at most a step waits for a quiet machine (30). --ahead: load and servers run at real-time
priority, so that whatever else the machine does waits meanwhile. --keep: leaves the scratch folder behind.
What each figure means is at the function that measures it. bench/README.md says what to keep in mind.
"""
import argparse
import glob
import os
import shutil
import sys
import time

import lib
import table
from dovecot import Dovecot
from imapclient import hits
from milpa import MILPA, Milpa

WORD = "w4321"
XAPIAN_PLUGIN = "/usr/lib/dovecot/modules/*fts_xapian_plugin.so"
OPTIONS = argparse.Namespace()
DELIVERY_USERS = 10
SIZES = {"4k": 4 * 1024, "64k": 64 * 1024}
MAILBOX_OCTETS = 2 * 1024
SETTLE_SECONDS = 3
HIBERNATE_SECONDS = 2


def counts():
    """How much of everything."""
    if OPTIONS.quick:
        return argparse.Namespace(deliver={"4k": 400, "64k": 100}, mailbox=2_000, xapian=500, sessions=20)
    return argparse.Namespace(deliver={"4k": 6_000, "64k": 2_000}, mailbox=100_000, xapian=OPTIONS.xapian, sessions=200)


class Servers:
    """Both, started; closed at the end, with the last lines of their logs when something failed."""

    def __init__(self, *servers):
        self.servers = servers

    def __enter__(self):
        for server in self.servers:
            server.start()
        return self.servers

    def __exit__(self, kind, *_):
        for server in self.servers:
            if kind is not None:
                print(server.log_tail(), file=sys.stderr)
            server.close()


class Samples(dict):
    """Values by name, until they become figures."""

    def add(self, name, value):
        self.setdefault(name, []).append(value)

    def print(self, prefix, units):
        for name, values in self.items():
            lib.figure(f"{prefix}.{name}", values, units[name.split(".")[-1]])


# ---- deliveries

def deliver():
    """rate: messages acknowledged a second. ack_p50, ack_p99: from the last octet sent to the reply. cpu: the server's user and
    system time a message. Every acknowledged message is on the disk: Dovecot runs with mail_fsync=optimized, its default."""
    samples = Samples()
    with Servers(Milpa("deliver", users=DELIVERY_USERS), Dovecot("deliver", users=DELIVERY_USERS, crypt=True)) as servers:
        for server in servers:
            deliver_once(server, 4 * 1024, 50)
        for label, octets in SIZES.items():
            count = counts().deliver[label]
            for _ in range(OPTIONS.rounds):
                for server in servers:
                    before = lib.cpu_seconds(server.pid)
                    got = deliver_once(server, octets, count)
                    cpu = lib.cpu_seconds(server.pid) - before
                    for name in ("rate", "ack_p50", "ack_p99"):
                        samples.add(f"{server.name}.{label}.{name}", got[name])
                    samples.add(f"{server.name}.{label}.cpu", cpu / count * 1e3)
    samples.print("deliver", {"rate": "messages/s", "ack_p50": "ms", "ack_p99": "ms", "cpu": "ms/message"})


def deliver_once(server, octets, count):
    return lib.mailload(proto=server.protocol, port=server.delivery, conns=8, users=DELIVERY_USERS, size=octets, count=count)


# ---- a large mailbox

def mailbox():
    """One session in a mailbox of 100,000. Before each round the server is stopped and what it and the kernel have cached is
    forgotten. login_cold, select_cold: the first of each after that; the sum is what a person waits for. *_first and *_second:
    the same command twice. search: SEARCH TEXT of one word. restart: from the order to stop until IMAP answers again, with
    the keyholders' shares at hand."""
    count = counts().mailbox
    samples = Samples()
    found = set()
    with Servers(Milpa("mailbox"), Dovecot("mailbox")) as servers:
        for server in servers:
            server.stop()
            begin = time.monotonic()
            server.fill(count, MAILBOX_OCTETS)
            lib.note(f"{server.name}: {count} messages in {time.monotonic() - begin:.0f} s")
        for _ in range(OPTIONS.rounds):
            for server in servers:
                server.start()
                found.add(read_mailbox(server, count, samples))
                server.stop()
    if len(found) != 1:
        raise RuntimeError(f"they found different numbers of messages: {sorted(found)}")
    lib.note(f"SEARCH TEXT {WORD}: {found.pop()} of {count}")
    samples.print("mailbox", {name.split(".")[-1]: "s" if name.endswith("restart") else "ms" for name in samples})


def read_mailbox(server, count, samples):
    def timed(name, command):
        seconds, reply = box.command(command)
        samples.add(f"{server.name}.{name}", seconds * 1e3)
        return reply

    server.connect(0).close()
    time.sleep(SETTLE_SECONDS)      # a Dovecot that is stopped while it starts takes long to end
    samples.add(f"{server.name}.restart", server.restart())
    server.stop()
    server.forget()
    server.start()
    box = server.connect(0)
    samples.add(f"{server.name}.login_cold", server.login_seconds * 1e3)
    reply = timed("select_cold", "SELECT INBOX")
    if b"* %d EXISTS" % count not in reply:
        raise RuntimeError(f"{server.name}: not all messages are there")
    samples.add(f"{server.name}.open_cold", server.login_seconds * 1e3 + samples[f"{server.name}.select_cold"][-1])
    timed("flags", "FETCH 1:* (UID FLAGS)")
    for nth in ("first", "second"):
        reply = timed(f"envelope_{nth}", "FETCH 1:* (ENVELOPE)")
        if reply.count(b"ENVELOPE (") != count:
            raise RuntimeError(f"{server.name}: not all envelopes came")
    for nth in ("first", "second"):
        reply = timed(f"search_{nth}", f"SEARCH TEXT {WORD}")
    box.command("CLOSE")
    timed("select_warm", "SELECT INBOX")
    box.close()
    return hits(reply)


# ---- search beside a full-text index

def xapian():
    """SEARCH TEXT of one word where Dovecot has the xapian index (substrings of 3 to 20 letters, the plugin's defaults). index:
    how long it takes to make; ours is made as messages come, so it has no such figure."""
    count = counts().xapian
    samples = Samples()
    if not glob.glob(XAPIAN_PLUGIN):
        lib.note("xapian: left out, dovecot-fts-xapian is not there")
        return
    with Servers(Milpa("xapian"), Dovecot("xapian", xapian=True, fsync="never")) as (ours, theirs):
        for server in (ours, theirs):
            server.stop()
            server.fill(count, MAILBOX_OCTETS)
            server.start()
        begin = time.monotonic()
        theirs.doveadm("index", "-u", theirs.user(0), "INBOX")
        samples.add("dovecot.index", time.monotonic() - begin)
        indexes = glob.glob(theirs.data + "/**/xapian-indexes", recursive=True)
        samples.add("dovecot.index_size", int(lib.run(["du", "-sk", *indexes]).split()[0]) / 1024)
        found = []
        for _ in range(OPTIONS.rounds):
            for server in (ours, theirs):
                box = server.connect(0)
                box.command("SELECT INBOX")
                seconds, reply = box.command(f"SEARCH TEXT {WORD}")
                samples.add(f"{server.name}.search", seconds * 1e3)
                box.close()
                found.append(hits(reply))
    lib.note(f"SEARCH TEXT {WORD}: {found[0]} of {count}; with xapian {found[1]}")
    samples.print("xapian", {"search": "ms", "index": "s", "index_size": "MiB"})


# ---- memory

def idle():
    """Memory is the PSS of all of a server's processes. empty: unlocked, nobody connected. plain, tls: what it grows by for
    each session that has logged in, selected INBOX and entered IDLE, each of another member. hibernated: the same of Dovecot
    with imap-hibernate. delivering: a connection after its greeting (EHLO, LHLO), plain. kernel: page tables, stacks and
    slab of the whole machine, the client's sockets included."""
    lib.raise_inotify_limit()
    count = counts().sessions
    samples = Samples()
    ours = Milpa("idle", users=count)
    theirs = Dovecot("idle", users=count, fsync="never")
    sleepy = Dovecot("hibernate", users=count, fsync="never", hibernate=HIBERNATE_SECONDS)
    with Servers(ours, theirs, sleepy) as servers:
        for server in servers:
            lib.mailload(proto=server.protocol, port=server.delivery, conns=8, users=count, count=5 * count)
            server.stop()
        for _ in range(OPTIONS.rounds):
            for server, suffix in ((ours, ""), (theirs, ""), (sleepy, "_hibernated")):
                for kind, connect in kinds_of_idling(server):
                    if server is sleepy and kind == "delivering":
                        continue
                    measure_memory(server, f"{kind}{suffix}", connect, count, samples)
    samples.print("idle", {name.split(".")[-1]: "MiB" if name.endswith("empty") else "KiB" for name in samples})


def kinds_of_idling(server):
    def session(n, tls):
        box = server.connect(n, tls)
        box.command("SELECT INBOX")
        box.idle()
        return box

    return (("plain", lambda n: session(n, False)), ("tls", lambda n: session(n, True)),
            ("delivering", lambda n: greeted(server)))


def greeted(server):
    """A connection that has said hello, and no more."""
    connection = lib.socket.create_connection((lib.HOST, server.delivery), 60)
    connection.recv(512)
    connection.sendall(b"LHLO client.test\r\n" if server.protocol == "lmtp" else b"EHLO client.test\r\n")
    connection.recv(4096)
    return connection


def measure_memory(server, name, connect, count, samples):
    server.start()
    lib.wait_port(server.delivery)
    # The first of everything (a handshake, a login) makes what all share.
    connect(0).close()
    time.sleep(SETTLE_SECONDS)
    empty, kernel = lib.pss_kib(server.pid), lib.kernel_kib()
    if name == "plain":
        samples.add(f"{server.name}.empty", empty / 1024)
    connections = [connect(n) for n in range(count)]
    time.sleep(SETTLE_SECONDS + (2 * HIBERNATE_SECONDS if "hibernated" in name else 0))
    samples.add(f"{server.name}.{name}", (lib.pss_kib(server.pid) - empty) / count)
    samples.add(f"{server.name}.{name}_kernel", (lib.kernel_kib() - kernel) / count)
    for connection in connections:
        connection.close()
    server.stop()


STEPS = {"deliver": deliver, "mailbox": mailbox, "xapian": xapian, "idle": idle}


def main():
    parser = lib.parser(__doc__, STEPS)
    parser.add_argument("--xapian", type=int, default=10_000)
    parser.parse_args(namespace=OPTIONS)
    lib.prepare(OPTIONS)
    if os.geteuid() != 0 or not shutil.which("dovecot"):
        sys.exit("this needs root and Dovecot, which bench/install.sh installs")
    lib.need_milpa(MILPA)
    lib.run_steps(STEPS, OPTIONS, lambda: print(table.text(lib.figures)))


if __name__ == "__main__":
    main()
