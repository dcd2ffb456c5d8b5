# SPDX-License-Identifier: AGPL-3.0-or-later
"""IMAP as mail programs use it, with Python's imaplib and by hand."""
import email.utils
import glob
import imaplib
import os
import re
import socket
import time

import pytest
from harness import ROOT, Collective, wait_for

CORPUS = os.path.join(ROOT, "../shared/corpus/mail")
imaplib._MAXLINE = 50_000_000


@pytest.fixture(scope="module")
def c():
    with Collective("a.test") as collective:
        yield collective


def corpus():
    return sorted(p for p in glob.glob(CORPUS + "/**/*", recursive=True) if os.path.isfile(p))


def uids(box, *keys):
    ok, data = box.uid("SEARCH", *keys)
    assert ok == "OK", data
    return [int(u) for u in (data[0] or b"").split()]


def test_the_usual_folders_are_there(c):
    ada = c.member("ada1")
    box = c.imap(ada)
    _, listed = box.list()
    text = b"\n".join(listed)
    for name, use in ((b"Drafts", rb"\\Drafts"), (b"Sent", rb"\\Sent"), (b"Junk", rb"\\Junk"), (b"Trash", rb"\\Trash"),
                      (b"Archive", rb"\\Archive")):
        assert re.search(rb"\([^)]*" + use + rb'[^)]*\) "/" "?' + name, text), name
    for capability in ("IDLE", "UIDPLUS", "MOVE", "UNSELECT", "NAMESPACE", "ID", "ENABLE", "SASL-IR", "LITERAL+", "SPECIAL-USE",
                       "LIST-EXTENDED", "LIST-STATUS", "ESEARCH", "STATUS=SIZE", "IMAP4REV1", "IMAP4REV2"):
        assert capability in [x.upper() for x in box.capabilities] or capability in str(box.capability()).upper(), capability
    box.logout()


def test_every_stored_byte_comes_back(c):
    files = corpus()
    if not files:
        pytest.skip("the corpus is not here")
    ada = c.member("ada2")
    box = c.imap(ada)
    box.create("Corpus")
    stored = []
    for path in files:
        with open(path, "rb") as f:
            octets = f.read().replace(b"\0", b"")
        if not octets:
            continue
        # imaplib makes every line end CRLF: that is what is sent, so that is what must come back.
        sent = re.sub(rb"\r\n|\r|\n", b"\r\n", octets)
        ok, data = box.append("Corpus", None, None, octets)
        assert ok == "OK", (path, data)
        stored.append((path, sent))
    box.select("Corpus")
    for number, (path, sent) in enumerate(stored, 1):
        _, data = box.fetch(str(number), "(RFC822.SIZE BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[TEXT] ENVELOPE BODYSTRUCTURE)")
        literals = [part for part in data if isinstance(part, tuple)]
        by_name = {}
        for head, octets in literals:
            name = re.search(rb"(BODY\[[^]]*\]) \{\d+\}$", head)
            if name:
                by_name[name.group(1)] = octets
        assert by_name[b"BODY[]"] == sent, path
        assert by_name[b"BODY[HEADER]"] + by_name[b"BODY[TEXT]"] == sent, path
        assert b"RFC822.SIZE %d" % len(sent) in b"".join(h for h, _ in literals), path
        # A range of octets is that range.
        _, data = box.fetch(str(number), "(BODY.PEEK[]<7.1000>)")
        part = [p for p in data if isinstance(p, tuple)]
        assert (part[0][1] if part else b"") == sent[7:1007], path
    box.logout()


def test_sections_are_those_of_the_structure(c):
    ada = c.member("ada3")
    box = c.imap(ada)
    inner = b"Subject: inner\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n\r\nplain\r\n--in\r\n" \
            b"Content-Type: text/html\r\n\r\n<p>html\r\n--in--\r\n"
    message = (b"From: <a@x.test>\r\nSubject: outer\r\nMIME-Version: 1.0\r\n"
               b"Content-Type: multipart/mixed; boundary=out\r\n\r\n"
               b"preamble\r\n--out\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nfirst\r\n"
               b"--out\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--out\r\n"
               b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n"
               b"Content-Disposition: attachment; filename=a.pdf\r\n\r\nSGVsbG8=\r\n--out--\r\nepilogue\r\n")
    box.append("INBOX", None, None, message)
    box.select("INBOX")

    def section(name):
        _, data = box.fetch("1", f"(BODY.PEEK[{name}])")
        return [p[1] for p in data if isinstance(p, tuple)][0] if any(isinstance(p, tuple) for p in data) else data

    assert section("1") == b"first"
    assert section("1.MIME") == b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    assert section("2") == inner
    assert section("2.HEADER") == inner[:inner.index(b"--in")]
    assert section("2.1") == b"plain" and section("2.2") == b"<p>html"
    assert section("2.TEXT") == inner[inner.index(b"--in"):]
    assert section("3") == b"SGVsbG8="
    assert section("HEADER.FIELDS (SUBJECT FROM)") == b"From: <a@x.test>\r\nSubject: outer\r\n\r\n"
    _, data = box.fetch("1", "(BINARY.PEEK[3])")
    assert b"Hello" in b"".join(b"".join(p) if isinstance(p, tuple) else p for p in data)
    _, data = box.fetch("1", "(BODYSTRUCTURE)")
    text = b"".join(b"".join(p) if isinstance(p, tuple) else p for p in data)
    for word in (b'"mixed"', b'"alternative"', b'"rfc822"', b'"attachment"', b'"a.pdf"'):
        assert word.lower() in text.lower(), word
    _, data = box.fetch("1", "FLAGS")
    assert b"Seen" not in data[0]
    box.fetch("1", "(BODY[1])")
    _, data = box.fetch("1", "FLAGS")
    assert b"\\Seen" in data[0]
    box.logout()


def test_folders_with_any_name(c):
    ada = c.member("ada4")
    box = c.imap(ada)
    for name in ('"One/Two/Three"', '"R&AOk-union"', '"with \\"quotes\\" & more"'.replace("& ", "&- ")):
        assert box.create(name)[0] == "OK", name
    listed = b"\n".join(x if isinstance(x, bytes) else b" ".join(x) for x in box.list()[1])
    assert b"One/Two/Three" in listed and b"R&AOk-union" in listed
    assert box.rename("One", "Uno")[0] == "OK"
    listed = b"\n".join(x if isinstance(x, bytes) else b" ".join(x) for x in box.list()[1])
    assert b"Uno/Two/Three" in listed and b"One/" not in listed
    assert box.create("INBOX")[0] == "NO"
    assert box.delete("INBOX")[0] == "NO"
    assert box.subscribe("Uno")[0] == "OK" and any(b"Uno" in x for x in box.lsub()[1])
    assert box.delete('"Uno/Two/Three"')[0] == "OK"
    ok, data = box.append('"No such"', None, None, b"x: y\r\n\r\n")
    assert ok == "NO" and b"TRYCREATE" in data[0]
    box.logout()


def test_two_sessions_see_each_other_at_once(c):
    ada = c.member("ada5")
    first, second = c.imap(ada), c.imap(ada)
    first.select("INBOX")
    second.select("INBOX")
    second.send(b"i1 IDLE\r\n")
    assert second.readline().startswith(b"+")
    c.send([ada.address], subject="news")
    assert b"1 EXISTS" in second.readline()
    first.noop()
    first.store("1", "+FLAGS", r"(\Flagged myword)")
    line = second.readline()
    while b"FETCH" not in line:
        line = second.readline()
    assert b"\\Flagged" in line and b"myword" in line
    first.store("1", "+FLAGS", r"\Deleted")
    first.expunge()
    while b"EXPUNGE" not in line:
        line = second.readline()
    second.send(b"DONE\r\n")
    while not line.startswith(b"i1 OK"):
        line = second.readline()
    first.logout()
    second.logout()


def test_copy_move_and_uidplus(c):
    ada = c.member("ada6")
    box = c.imap(ada)
    for n in range(10):
        ok, data = box.append("INBOX", r"(\Answered)" if n == 3 else None, None, b"Subject: m%d\r\n\r\n" % n)
        assert re.search(rb"APPENDUID \d+ %d" % (n + 1), data[0])
    box.select("INBOX")
    _, data = box.uid("COPY", "2:4", "Archive")
    assert re.search(rb"COPYUID \d+ 2:4 1:3", box.response("COPYUID")[1][0] or data[0] or b"") or \
        box.response("COPYUID") or b"COPYUID" in data[0]
    ok, _ = box.uid("MOVE", "1,10", "Trash")
    assert ok == "OK"
    assert uids(box, "ALL") == list(range(2, 10))
    box.uid("STORE", "5", "+FLAGS.SILENT", r"(\Deleted)")
    box.uid("STORE", "6", "+FLAGS.SILENT", r"(\Deleted)")
    box.uid("EXPUNGE", "5")
    assert uids(box, "ALL") == [2, 3, 4, 6, 7, 8, 9]
    box.select("Archive")
    _, data = box.fetch("1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
    assert [p[1] for p in data if isinstance(p, tuple)] == [b"Subject: m%d\r\n\r\n" % n for n in (1, 2, 3)]
    assert uids(box, "ANSWERED") == [3]
    box.logout()


def test_search_finds_what_is_there_and_survives_a_crash(c):
    ada = c.member("ada7")
    box = c.imap(ada)
    base = b"From: Jose <jose@x.test>\r\nTo: Ana <ana@y.test>\r\nSubject: "
    texts = [base + "=?utf-8?q?Reuni=C3=B3n?= plenary\r\n\r\nThe assembly decides on Tuesday.\r\n".encode(),
             base + b"minutes\r\nX-Special: here it is\r\n\r\nA long afternoon of consensus building.\r\n",
             base + b"html\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>the <b>garden</b> caf\xe9</p>\r\n",
             base + b"coded\r\nContent-Transfer-Encoding: base64\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                    b"aGlkZGVuIGluIGJhc2U2NA==\r\n"]
    for text in texts:
        box.append("INBOX", None, '"02-Nov-2026 10:00:00 +0000"', text)

    def check(box):
        box.select("INBOX")
        expected = {("TEXT", "assembly"): [1], ("BODY", "ASSEMBLY"): [1], ("BODY", "ssembl"): [1], ("SUBJECT", "minutes"): [2],
                    ("BODY", '"consensus building"'): [2], ("BODY", '"building consensus"'): [], ("BODY", "garden"): [3],
                    ("TEXT", "hidden"): [4], ("FROM", "jose@x"): [1, 2, 3, 4], ("TO", "nobody"): [],
                    ("HEADER", "X-Special", "here"): [2], ("HEADER", "X-Special", '""'): [2], ("BODY", "html"): [],
                    ("NOT", "TEXT", "assembly"): [2, 3, 4], ("OR", "SUBJECT", "minutes", "SUBJECT", "html"): [2, 3],
                    ("SINCE", "1-Nov-2026"): [1, 2, 3, 4], ("BEFORE", "1-Nov-2026"): [], ("LARGER", "100000"): []}
        for keys, result in expected.items():
            assert uids(box, *keys) == result, keys
        box.literal = "reunión".encode()
        ok, data = box.uid("SEARCH", "CHARSET", "UTF-8", "SUBJECT")
        assert ok == "OK" and data[0] == b"1"
        box.literal = "café".encode()
        assert box.uid("SEARCH", "CHARSET", "UTF-8", "BODY")[1][0] == b"3"

    check(box)
    c.kill()
    c.start()
    c.unlock()
    box = c.imap(ada)
    check(box)
    box.store("1", "+FLAGS", r"\Deleted")
    box.expunge()
    assert uids(box, "TEXT", "assembly") == []
    box.logout()
    box = c.imap(ada)
    box.select("INBOX")
    assert uids(box, "TEXT", "assembly") == [] and uids(box, "TEXT", "consensus") == [2]
    box.logout()


def test_esearch_and_status_size(c):
    ada = c.member("ada8")
    box = c.imap(ada)
    sizes = []
    for n in range(30):
        text = b"Subject: n\r\n\r\n" + b"x" * n
        sizes.append(len(text))
        box.append("INBOX", None, None, text)
    _, data = box.status("INBOX", "(MESSAGES UIDNEXT UNSEEN SIZE)")
    assert b"MESSAGES 30" in data[0] and b"UIDNEXT 31" in data[0] and b"SIZE %d" % sum(sizes) in data[0]
    box.select("INBOX")
    box.store("5:10", "+FLAGS.SILENT", r"\Seen")
    box.send(b"e1 SEARCH RETURN (MIN MAX COUNT ALL) SEEN\r\n")
    line = box.readline()
    assert line.startswith(b"* ESEARCH (TAG \"e1\")") and b"MIN 5" in line and b"MAX 10" in line and b"COUNT 6" in line \
        and b"ALL 5:10" in line
    assert box.readline().startswith(b"e1 OK")
    box.logout()


def test_login_in_clear_is_refused(c):
    ada = c.member("ada9")
    with socket.create_connection((c.listen, c.ports["imap"]), 30) as raw:
        f = raw.makefile("rb")
        assert b"LOGINDISABLED" in f.readline()
        raw.sendall(b"a LOGIN %s wrong\r\n" % ada.address.encode())
        assert f.readline().startswith(b"a NO")
    box = c.imap(ada, tls=False)  # STARTTLS
    assert box.select("INBOX")[0] == "OK"
    box.logout()


def test_what_is_not_imap_is_answered_and_bounded(c):
    with socket.create_connection((c.listen, c.ports["imap"]), 30) as raw:
        f = raw.makefile("rb")
        f.readline()
        raw.sendall(b"a1 NONSENSE\r\na2\r\n\r\na3 NOOP extra\r\n")
        for tag in (b"a1", b"a2"):
            assert f.readline().startswith((tag + b" BAD", b"* BAD")), tag
        f.readline()
        f.readline()
        raw.sendall(b"b " + b"x" * 200_000 + b"\r\n")
        line = f.readline()
        assert b"BAD" in line or b"BYE" in line or line == b""


def test_a_message_that_is_moved_while_another_reads_it(c):
    ada = c.member("ada10")
    c.send([ada.address], body="y" * 1000 + "\r\n")
    first, second = c.imap(ada), c.imap(ada)
    first.select("INBOX")
    second.select("INBOX")
    second.uid("MOVE", "1", "Archive")
    ok, data = first.fetch("1", "(FLAGS)")
    assert ok in ("OK", "NO")
    wait_for(lambda: first.noop()[0] == "OK" and first.search(None, "ALL")[1][0] in (b"", None), 120, "the expunge")
    first.logout()
    second.logout()


def test_rfc_dates_and_flags_of_append(c):
    ada = c.member("ada11")
    box = c.imap(ada)
    box.append("INBOX", r"(\Seen $Label1)", '" 1-Feb-2020 03:04:05 +0130"', b"Subject: dated\r\n\r\n")
    box.select("INBOX")
    _, data = box.fetch("1", "(INTERNALDATE FLAGS)")
    when = email.utils.mktime_tz(email.utils.parsedate_tz("Sat, 1 Feb 2020 03:04:05 +0130"))
    assert time.mktime(imaplib.Internaldate2tuple(data[0])) == when
    assert b"\\Seen" in data[0] and b"$Label1" in data[0]
    box.logout()


def test_wrong_passwords_from_one_place_run_out():
    with Collective("tries.test", settings={"argon2.memory": 8 * 1024 * 1024}) as c:
        ada = c.member("ada")

        def answer(source, user, password):
            with socket.create_connection((c.listen, c.ports["imaps"]), 60, (source, 0)) as raw:
                with c.tls().wrap_socket(raw) as box:
                    f = box.makefile("rb")
                    assert f.readline().startswith(b"* OK")
                    box.sendall(f'a LOGIN {user} "{password}"\r\n'.encode())
                    return f.readline()

        # One password at many addresses: nobody's guesses are slow, and yet they come to an end.
        said = b""
        for n in range(200):
            said = answer("127.0.0.1", f"m{n}@tries.test", "Sommer2026!")
            if b"AUTHENTICATIONFAILED" not in said:
                break
        assert said.startswith(b"a NO [UNAVAILABLE] Too many tries") and n >= 30
        assert answer("127.77.0.1", ada.address, ada.password).startswith(b"a OK")
