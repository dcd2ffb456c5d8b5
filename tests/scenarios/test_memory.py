# SPDX-License-Identifier: AGPL-3.0-or-later
"""Memory of the running server does not grow with the messages that it takes. What a connection takes to the octet is
counted by src/server/delivery_memory_test.cpp; here the whole process is looked at, with several large messages at once."""
import re
import threading

import harness
from harness import Collective
from test_smtp import Raw

CONNECTIONS = 6
MESSAGE = 40 * 2**20            # of 50 MiB that may be
CONNECTION_MAX = 4 * 2**20      # sixteen times what is promised: an allocator keeps and rounds
# What RocksDB gathers before it writes a file, and its threads: the same for one connection or a thousand.
STORE_MAX = 64 * 2**20
LINES = (b"A" * 76 + b"\r\n") * 840     # about 64 KiB


def resident(process):
    with open(f"/proc/{process.pid}/status") as f:
        return int(re.search(r"^VmRSS:\s+(\d+) kB$", f.read(), re.M).group(1)) * 1024


def begin(c, to):
    raw = Raw(c)
    for line in ("EHLO x.test", "MAIL FROM:<s@elsewhere.test>", f"RCPT TO:<{to}>", "DATA"):
        assert raw.say(line + "\r\n")[:3] in (b"250", b"354")
    raw.sock.sendall(b"Subject: large\r\nContent-Type: application/x\r\nContent-Transfer-Encoding: base64\r\n\r\n")
    return raw


class Streams:
    """So many streams at once: whoever is ready goes on with a line now and then, until all are."""

    def __init__(self, count):
        self.lock, self.left, self.all_sent = threading.Lock(), count, threading.Event()

    def stream(self, raw, octets):
        raw.sock.settimeout(600)        # a busy machine is slow, and that is not what is tested
        sent = 0
        while sent < octets:
            raw.sock.sendall(LINES)
            sent += len(LINES)
        with self.lock:
            self.left -= 1
            if self.left == 0:
                self.all_sent.set()
        while not self.all_sent.wait(5):
            raw.sock.sendall(b"A" * 76 + b"\r\n")


def at_once(work):
    """Runs the pieces of work on a thread each; what one of them raises is raised."""
    failed = []

    def run(piece):
        try:
            piece()
        except BaseException as error:      # noqa: B902: it is raised again below
            failed.append(error)

    threads = [threading.Thread(target=run, args=(piece,)) for piece in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def test_large_messages_at_once_take_little(monkeypatch):
    # A sanitizer keeps what was freed to catch its use; then resident memory would be what was ever allocated.
    asan = harness.ENVIRONMENT["ASAN_OPTIONS"] + ":quarantine_size_mb=0:thread_local_quarantine_size_kb=0"
    monkeypatch.setitem(harness.ENVIRONMENT, "ASAN_OPTIONS", asan)
    with Collective("a.test") as c:
        ada = c.member("ada")
        first = begin(c, ada.address)
        Streams(1).stream(first, MESSAGE)
        assert first.say(".\r\n").startswith(b"250 2.6.0")
        before = resident(c.process)

        raws = [begin(c, ada.address) for _ in range(CONNECTIONS)]
        streams = Streams(CONNECTIONS)
        at_once([lambda raw=raw: streams.stream(raw, MESSAGE) for raw in raws])
        grown = resident(c.process) - before
        assert grown < CONNECTIONS * CONNECTION_MAX + STORE_MAX, f"{grown} octets for {CONNECTIONS} connections"
        assert CONNECTIONS * CONNECTION_MAX + STORE_MAX < CONNECTIONS * MESSAGE / 2, "or it would prove nothing"

        def finish(raw):
            assert raw.say(".\r\n").startswith(b"250 2.6.0")

        at_once([lambda raw=raw: finish(raw) for raw in raws])
        for raw in [first, *raws]:
            raw.close()
        box = c.imap(ada)
        assert box.select("INBOX", readonly=True)[1] == [str(1 + CONNECTIONS).encode()]
        sizes = {int(size) for size in re.findall(rb"RFC822.SIZE (\d+)", b" ".join(box.fetch("1:*", "(RFC822.SIZE)")[1]))}
        assert min(sizes) > MESSAGE
        box.logout()
