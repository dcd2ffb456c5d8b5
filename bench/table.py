# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of the table in docs/PERFORMANCE.md."""
from collections import namedtuple

from lib import NOISE_PERCENT_MAX, short

Row = namedtuple("Row", "label ours theirs peer target better")
MORE, LESS = 1, -1

ROWS = [
    Row("durable deliveries, 4 KiB", "deliver.milpa.4k.rate", "deliver.dovecot.4k.rate", "mail-crypt", "2,000/s", MORE),
    Row("the same: until the reply, median", "deliver.milpa.4k.ack_p50", "deliver.dovecot.4k.ack_p50", "mail-crypt", "", LESS),
    Row("the same: until the reply, 99 of 100", "deliver.milpa.4k.ack_p99", "deliver.dovecot.4k.ack_p99", "mail-crypt", "", LESS),
    Row("the same: the server's CPU time", "deliver.milpa.4k.cpu", "deliver.dovecot.4k.cpu", "mail-crypt", "", LESS),
    Row("durable deliveries, 64 KiB", "deliver.milpa.64k.rate", "deliver.dovecot.64k.rate", "mail-crypt", "", MORE),
    Row("the same: the server's CPU time", "deliver.milpa.64k.cpu", "deliver.dovecot.64k.cpu", "mail-crypt", "", LESS),
    Row("100,000 messages: LOGIN and SELECT, cold", "mailbox.milpa.open_cold", "mailbox.dovecot.open_cold", "mdbox", "", LESS),
    Row("the same: SELECT alone", "mailbox.milpa.select_cold", "mailbox.dovecot.select_cold", "mdbox", "100 ms", LESS),
    Row("FETCH 1:* (UID FLAGS)", "mailbox.milpa.flags", "mailbox.dovecot.flags", "mdbox", "100 ms", LESS),
    Row("FETCH 1:* (ENVELOPE), cold", "mailbox.milpa.envelope_first", "mailbox.dovecot.envelope_first", "mdbox", "2 s", LESS),
    Row("FETCH 1:* (ENVELOPE), again", "mailbox.milpa.envelope_second", "mailbox.dovecot.envelope_second", "mdbox", "2 s", LESS),
    Row("SEARCH TEXT of a word, cold", "mailbox.milpa.search_first", "mailbox.dovecot.search_first", "mdbox, no index", "", LESS),
    Row("SEARCH TEXT of a word, again", "mailbox.milpa.search_second", "mailbox.dovecot.search_second", "mdbox, no index",
        "50 ms", LESS),
    Row("10,000 messages: SEARCH TEXT", "xapian.milpa.search", "xapian.dovecot.search", "mdbox and xapian", "", LESS),
    Row("stop and start again, 100,000 messages", "mailbox.milpa.restart", "mailbox.dovecot.restart", "mdbox", "5 s", LESS),
    Row("memory: the server, nobody connected", "idle.milpa.empty", "idle.dovecot.empty", "mdbox", "100 MiB", LESS),
    Row("memory: a session in IDLE", "idle.milpa.plain", "idle.dovecot.plain", "mdbox", "24 KiB", LESS),
    Row("the same, with TLS", "idle.milpa.tls", "idle.dovecot.tls", "mdbox", "64 KiB", LESS),
    Row("a session in IDLE beside a hibernated one", "idle.milpa.plain", "idle.dovecot.plain_hibernated",
        "imap-hibernate", "24 KiB", LESS),
    Row("the same, with TLS", "idle.milpa.tls", "idle.dovecot.tls_hibernated", "imap-hibernate", "64 KiB", LESS),
    Row("memory: a connection that delivers", "idle.milpa.delivering", "idle.dovecot.delivering", "LMTP", "", LESS),
]


def ratio(ours, theirs, better):
    """How many times better ours is; below 1 it is worse."""
    over, under = (ours, theirs) if better == MORE else (theirs, ours)
    return f"{short(over.median / under.median)} x" if under.median > 0 else ""


def spread(figure):
    return f"{figure.text()} ({short(figure.least)} to {short(figure.most)})" if figure.count > 1 else figure.text()


def text(figures):
    lines = ["| figure | Milpa | Dovecot | better by | wanted | step | others took |", "| --- " * 7 + "|"]
    for row in ROWS:
        ours, theirs = figures.get(row.ours), figures.get(row.theirs)
        if ours is None or theirs is None:
            continue
        noise = max(ours.noise, theirs.noise)
        again = "; to be measured again" if noise > NOISE_PERCENT_MAX else ""
        lines.append(f"| {row.label} | {spread(ours)} | {spread(theirs)}, {row.peer} | {ratio(ours, theirs, row.better)} "
                     f"| {row.target} | `{row.ours.split('.')[0]}` | {noise:.0f}%{again} |")
    return "\n".join(lines)
