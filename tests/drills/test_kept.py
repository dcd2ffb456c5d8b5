# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acknowledged is kept: kill -9 at a random moment while connections deliver, append, set flags and move; after each
restart all that was acknowledged is there, once, whole, and found by its words. What was not may be there too, at most
once a try.

    DRILL_ROUNDS  kills (30)        DRILL_SEED  replays the moments and messages of an earlier run, as far as they hang on it
"""
import hashlib
import imaplib
import os
import random
import re
import smtplib
import threading
import time

from harness import Collective

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "30"))
SEED = int(os.environ.get("DRILL_SEED", str(int(time.time()))))
LONG_LINE = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ +-*/\r\n"
GONE = (OSError, EOFError, imaplib.IMAP4.abort, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError)
KEYWORD = "kept"


def message(name, rng):
    """A text of its own for each name; a few are large, so that they have several chunks."""
    size = rng.choice((200, 2_000, 20_000, 20_000, 1_500_000))
    text = b"X-Id: %s\r\nFrom: <s@elsewhere.test>\r\nSubject: %s\r\n\r\n" % (name.encode(), name.encode())
    return text + b"%s %s\r\n" % (name.encode(), hashlib.sha256(name.encode()).hexdigest().encode()) + \
        LONG_LINE * (size // len(LONG_LINE))


class Ledger:
    """What was tried, and what of it was acknowledged. A place is where a message may be."""

    def __init__(self):
        self.lock = threading.Lock()
        self.texts = {}      # name -> the octets that were sent
        self.known = set()   # names whose delivery or append was acknowledged
        self.place = {}      # name -> mailboxes where it may be: one once that is settled
        self.flagged = {}    # name -> True: acknowledged, None: tried

    def tries(self, name, text, mailbox):
        with self.lock:
            self.texts[name] = text
            self.place[name] = {mailbox}

    def acknowledged(self, name):
        with self.lock:
            self.known.add(name)


class Worker(threading.Thread):
    """Works until the server goes away. Anything else that goes wrong is a failure of the drill."""

    def __init__(self, c, ledger, member, name, rng, act):
        super().__init__(daemon=True)
        self.c, self.ledger, self.member, self.tag, self.rng, self.act = c, ledger, member, name, rng, act
        self.failure = None
        self.done = 0

    def run(self):
        try:
            self.act(self)
        except GONE:
            pass
        except smtplib.SMTPException as e:
            self.failure = repr(e)
        except BaseException as e:  # told by the round
            self.failure = repr(e)

    def next_message(self, mailbox):
        name = f"{self.tag}-{self.done}"
        self.done += 1
        text = message(name, self.rng)
        self.ledger.tries(name, text, mailbox)
        return name, text


def deliver(worker):
    with worker.c.smtp() as client:
        while True:
            name, text = worker.next_message("INBOX")
            client.sendmail("s@elsewhere.test", [worker.member.address], text)
            worker.ledger.acknowledged(name)


def append(worker):
    box = worker.c.imap(worker.member)
    while True:
        name, text = worker.next_message("Archive")
        ok, data = box.append("Archive", None, None, text)
        assert ok == "OK", data
        worker.ledger.acknowledged(name)


def ids_of(box):
    """uid -> name of all messages of the selected mailbox."""
    ok, data = box.uid("FETCH", "1:*", "(BODY.PEEK[HEADER.FIELDS (X-Id)])")
    assert ok == "OK", data
    found = {}
    for part in data:
        if isinstance(part, tuple):
            uid = int(re.search(rb"UID (\d+)", part[0]).group(1))
            found[uid] = re.search(rb"(?i)X-Id: (\S+)", part[1]).group(1).decode()
    return found


def work_on(worker):
    """Flags and moves what is acknowledged to be in the INBOX."""
    box = worker.c.imap(worker.member)
    box.select("INBOX")
    ledger = worker.ledger
    while True:
        here = [(uid, name) for uid, name in ids_of(box).items() if name in ledger.known and ledger.place[name] == {"INBOX"}]
        worker.rng.shuffle(here)
        if not here:
            box.noop()
            time.sleep(0.02)
        for uid, name in here[:10]:
            if ledger.flagged.get(name) is not True:
                ledger.flagged[name] = None
                ok, data = box.uid("STORE", str(uid), "+FLAGS", f"(\\Flagged {KEYWORD})")
                assert ok == "OK" and data[0], data
                ledger.flagged[name] = True
            if worker.rng.random() < 0.5:
                ledger.place[name] = {"INBOX", "Kept"}
                ok, data = box.uid("MOVE", str(uid), "Kept")
                assert ok == "OK", data
                ledger.place[name] = {"Kept"}


def flags_of(box):
    ok, data = box.uid("FETCH", "1:*", "(FLAGS)")
    assert ok == "OK", data
    lines = [part[0] if isinstance(part, tuple) else part for part in data if part]
    return {int(re.search(rb"UID (\d+)", line).group(1)): re.search(rb"FLAGS \(([^)]*)\)", line).group(1) for line in lines}


class Checker:
    """Looks at one member's account after a restart. Whole bodies are compared once for each place."""

    def __init__(self, c, member, ledger):
        self.c, self.member, self.ledger, self.compared = c, member, ledger, set()

    def without_trace(self, octets):
        """Return-Path and Received are the server's: what was sent begins with X-Id."""
        return octets[octets.index(b"X-Id: "):]

    def compare(self, box, mailbox, uids):
        for uid, name in uids.items():
            if (mailbox, name) in self.compared:
                continue
            ok, data = box.uid("FETCH", str(uid), "(BODY.PEEK[])")
            assert ok == "OK", data
            whole = next(part[1] for part in data if isinstance(part, tuple))
            assert self.without_trace(whole) == self.ledger.texts[name], f"{name} is not whole in {mailbox}"
            self.compared.add((mailbox, name))

    def search(self, box, uids):
        """The index is of the same moment as the mailbox: some words that stand in one message each are found there."""
        for uid, name in random.Random(SEED).sample(sorted(uids.items()), min(3, len(uids))):
            word = hashlib.sha256(name.encode()).hexdigest()
            ok, data = box.uid("SEARCH", "TEXT", word)
            assert ok == "OK" and data[0].split() == [str(uid).encode()], f"{name}: {data}, not {uid}"

    def check(self):
        ledger, where = self.ledger, {}
        box = self.c.imap(self.member)
        for mailbox in ("INBOX", "Archive", "Kept"):
            _, count = box.select(mailbox)
            if count == [b"0"]:
                continue
            uids, flags = ids_of(box), flags_of(box)
            self.compare(box, mailbox, uids)
            self.search(box, uids)
            for uid, name in uids.items():
                assert name not in where, f"{name} is there twice: {where[name]} and {mailbox}"
                where[name] = mailbox
                if ledger.flagged.get(name) is True:
                    assert b"\\Flagged" in flags[uid] and KEYWORD.encode() in flags[uid], f"{name} lost its flags"
        box.logout()
        for name, place in ledger.place.items():
            if name in ledger.known:
                assert name in where, f"{name} was acknowledged, and is lost"
            if name in where:
                assert where[name] in place, f"{name} is in {where[name]}, not in {place}"
        # What the kill left open is settled now: it stays as it was found.
        for name in list(ledger.place):
            if name in where:
                ledger.known.add(name)
                ledger.place[name] = {where[name]}
            else:
                del ledger.place[name]
        return len(where)


def test_acknowledged_is_kept():
    rng = random.Random(SEED)
    print(f"seed {SEED}")
    with Collective("a.test") as c:
        members = [c.member(name) for name in ("ada", "bob")]
        ledgers = [Ledger() for _ in members]
        checkers = [Checker(c, member, ledger) for member, ledger in zip(members, ledgers)]
        for member in members:
            box = c.imap(member)
            box.create("Kept")
            box.logout()
        acknowledged = 0
        for round_ in range(ROUNDS):
            workers = []
            for i, (member, ledger) in enumerate(zip(members, ledgers)):
                for j, act in enumerate((deliver, deliver, append, work_on)):
                    workers.append(Worker(c, ledger, member, f"r{round_}m{i}w{j}", random.Random(rng.random()), act))
            for worker in workers:
                worker.start()
            time.sleep(rng.uniform(0.2, 1.5))
            c.kill()
            for worker in workers:
                worker.join(60)
                assert not worker.is_alive() and worker.failure is None, (round_, worker.tag, worker.failure)
            c.start()
            c.unlock()
            acknowledged = sum(checker.check() for checker in checkers)
            assert c.command("status")["foreign_events"] == 0
        print(f"figure: {ROUNDS} kills, {acknowledged} messages kept, 0 lost, 0 twice, 0 torn")
        assert acknowledged > ROUNDS, "the drill stored next to nothing"
