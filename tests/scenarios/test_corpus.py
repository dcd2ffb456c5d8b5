# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every message of the corpus beside the source, real ones and broken ones: each octet comes back as it was sent, and what
is said of it is what two others say, Dovecot's IMAP server and Python's email package. Where Dovecot says something else,
DIFFERENCES has the reason."""
import email
import glob
import os
import re
import smtplib
import unicodedata

import pytest
from dovecot import PROGRAM, Dovecot
from harness import ROOT, Collective
from imap_values import Imap
from mail_oracle import body_pieces, decoded, every_text, field_text, is_sound, leaves, parts_of, without_field, word_choice

FILES = sorted(glob.glob(os.path.join(ROOT, "../shared/corpus/mail/**/*.eml"), recursive=True))
pytestmark = pytest.mark.skipif(not FILES, reason="the corpus is not here")

WHOLE = ("(UID RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE RFC822.HEADER RFC822.TEXT BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[TEXT]"
         " BODY.PEEK[HEADER.FIELDS (SUBJECT FROM TO CONTENT-TYPE)] BODY.PEEK[HEADER.FIELDS.NOT (SUBJECT FROM TO RECEIVED)]"
         " BODY.PEEK[HEADER.FIELDS (FROM TO)]<5.20> BODY.PEEK[HEADER]<7.30> BODY.PEEK[TEXT]<10.100> BODY.PEEK[]<99999999.5>)")
ENVELOPE = ("date", "subject", "from", "sender", "reply-to", "to", "cc", "bcc", "in-reply-to", "message-id")

# (message, what is asked for: a regular expression, why the two differ). Each must differ: a line that is of no use any more
# is an error.
FIRST = "RFC 5322 3.6 allows one; of several Milpa takes the first, Dovecot the last"
FREE = "no address by RFC 5322 3.4: what is made of it is free"
TOKEN = "a parameter's value with tspecials and without quotes, against RFC 2045 5.1: Milpa takes it to the semicolon"
EMPTY_TYPE = "no disposition type, which RFC 2183 2 demands: NIL says so, an empty string is none"
ENCODING = "no token, against RFC 2045 6.1: Milpa shows what begins it, so that 6.4 applies (unknown); Dovecot says 7bit"
BOUNDARY_CRLF = "RFC 2046 5.1.1: the CRLF before a boundary belongs to it, also behind the closing boundary of a part inside"
PAST_THE_END = "a header without an empty line: Dovecot reads on into the boundary behind the part"
DIFFERENCES = [
    ("legacy-049.eml", r"RFC822\..*|BODY.*", "ends with a CR alone, which Dovecot leaves out: octets are not to be lost"),
    ("malformed-016.eml", "BODY.*", "each boundary begins with the next one: Milpa takes the longest that fits, as Python does"),
    ("malformed-017.eml", "BODY.*", "no semicolon before the boundary parameter: Milpa reads it nevertheless"),
    ("rfc-001.eml", "BODY|BODYSTRUCTURE", "no semicolon between two parameters: Milpa reads both"),
    ("malformed-022.eml", ".*FIELDS.NOT.*", PAST_THE_END),
    ("rfc-008.eml", ".*FIELDS.NOT.*", PAST_THE_END),
    ("thirdparty-015.eml", ".*FIELDS.NOT.*", PAST_THE_END),
    ("malformed-019.eml", "ENVELOPE date", FIRST),
    ("mime_emails-raw_email_with_binary_encoded.eml", "ENVELOPE subject", FIRST),
    ("mime_emails-raw_email_with_multipart_mixed_quoted_boundary.eml", "ENVELOPE subject", FIRST),
    ("rfc-009.eml", "BODY|BODYSTRUCTURE", FREE),
    ("rfc2822-example13.eml", "ENVELOPE to", FREE),
    ("error_emails-missing_body.eml", "ENVELOPE to", FREE),
    ("plain_emails-mix_caps_content_type.eml", "ENVELOPE (from|sender|reply-to)", FREE),
    ("plain_emails-raw_email_multiple_from.eml", "ENVELOPE (from|sender|reply-to|to)", FREE),
    ("plain_emails-raw_email_with_at_display_name.eml", "ENVELOPE to", FREE),
    ("rfc2822-example11.eml", "ENVELOPE to", "RFC 5322 4.4 obs-mbox-list: an empty member is none"),
    ("error_emails-weird_to_header.eml", "ENVELOPE to", "RFC 5322 4.4 obs-mbox-list: an empty member is none"),
    ("thirdparty-004.eml", "BODY|BODYSTRUCTURE", ENCODING),
    ("error_emails-content_transfer_encoding_qp_with_space.eml", "BODY|BODYSTRUCTURE", ENCODING),
    ("error_emails-content_transfer_encoding_text-html.eml", "BODY|BODYSTRUCTURE", ENCODING),
    ("error_emails-content_transfer_encoding_with_semi_colon.eml", "BODY|BODYSTRUCTURE", ENCODING),
    ("thirdparty-007.eml", r"BODY.*", BOUNDARY_CRLF),
    ("thirdparty-008.eml", r"BODY.*", BOUNDARY_CRLF),
    ("thirdparty-010.eml", "BODYSTRUCTURE", "one parameter twice, against RFC 2045 5.1: Milpa shows both"),
    ("attachment_emails-attachment_with_unquoted_name.eml", "BODY|BODYSTRUCTURE", TOKEN),
    ("mime_emails-raw_email_with_binary_encoded.eml", "BODY.*", TOKEN),
    ("mime_emails-raw_email_with_illegal_boundary.eml", "BODY.*", TOKEN),
    ("plain_emails-raw_email_bad_time.eml", "BODY.*", TOKEN),
    ("error_emails-missing_content_disposition.eml", "BODYSTRUCTURE", EMPTY_TYPE),
    ("error_emails-multiple_invalid_content_dispositions.eml", "BODYSTRUCTURE", EMPTY_TYPE),
]


def read(path):
    with open(path, "rb") as f:
        return f.read()


NAMES = [os.path.basename(path) for path in FILES]
RAW = [read(path) for path in FILES]
# As a client sends them.
SENT = [re.sub(rb"(?<!\r)\n", b"\r\n", raw) for raw in RAW]


def sections(body):
    """Every section that a structure has, and ranges of them."""
    for path, part in parts_of(body):
        name = ".".join(map(str, path))
        yield from (f"BODY.PEEK[{name}]", f"BODY.PEEK[{name}.MIME]", f"BODY.PEEK[{name}]<3.40>")
        if part[:2] == (b"message", b"rfc822"):
            yield from (f"BODY.PEEK[{name}.{text}]" for text in ("HEADER", "TEXT", "HEADER.FIELDS (SUBJECT FROM)",
                                                               "HEADER.FIELDS.NOT (SUBJECT FROM)"))


class Stored:
    """What Milpa and Dovecot say of SENT; numbers begin at 1."""

    def __init__(self, milpa, dovecot):
        self.milpa = self._whole(milpa)
        self.dovecot = self._whole(dovecot) if dovecot else None
        asked = []
        for n, said in self.milpa.items():
            wanted = [*sections(said["BODY"]), *(sections(self.dovecot[n]["BODY"]) if dovecot else ())]
            asked.append((n, f"({' '.join(dict.fromkeys(wanted))})"))
        for said, box in ((self.milpa, milpa), (self.dovecot, dovecot)):
            for n, items in (box.fetch_all(asked) if box else {}).items():
                said[n].update(items)

    def _whole(self, box):
        box.append_all("INBOX", SENT)
        box.select("INBOX")
        return box.fetch("1:*", WHOLE)


@pytest.fixture(scope="module")
def c():
    with Collective("a.test") as collective:
        yield collective


def log_in(c, member):
    box = Imap.over_tls(c.listen, c.ports["imaps"], c.tls())
    box.login(member.address, member.password)
    return box


@pytest.fixture(scope="module")
def box(c):
    box = log_in(c, c.member("ada"))
    yield box
    box.logout()


@pytest.fixture(scope="module")
def stored(box):
    if not os.path.exists(PROGRAM):
        return Stored(box, None)
    with Dovecot() as dovecot:
        return Stored(box, dovecot)


# ---- every octet

def test_every_octet_comes_back_whatever_its_line_ends(c):
    box = log_in(c, c.member("raw"))
    box.append_all("INBOX", RAW)
    box.select("INBOX")
    for n, said in box.fetch("1:*", "(RFC822.SIZE BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[TEXT] BODY.PEEK[]<7.1000>)").items():
        raw, name = RAW[n - 1], NAMES[n - 1]
        assert said["BODY[]"] == raw, name
        assert said["RFC822.SIZE"] == len(raw), name
        assert said["BODY[HEADER]"] + said["BODY[TEXT]"] == said["BODY[]"], name
        assert said["BODY[]<7>"] == said["BODY[]"][7:1007], name
    # A text in UTF-16, as it is.
    n = NAMES.index("thirdparty-005.eml") + 1
    assert box.fetch(str(n), "(BINARY.PEEK[1])")[n]["BINARY[1]"].startswith(b"T\0e\0s\0t\0 \0")
    box.logout()


def test_sections_are_pieces_of_the_message(stored):
    for n, said in stored.milpa.items():
        octets, name = said["BODY[]"], NAMES[n - 1]
        assert octets == SENT[n - 1] and said["RFC822.SIZE"] == len(octets), name
        assert said["BODY[HEADER]"] + said["BODY[TEXT]"] == octets, name
        assert (said["RFC822.HEADER"], said["RFC822.TEXT"]) == (said["BODY[HEADER]"], said["BODY[TEXT]"]), name
        assert said["BODY[]<99999999>"] == b"" and said["BODY[TEXT]<10>"] == said["BODY[TEXT]"][10:110], name
        assert said["BODY[HEADER]<7>"] == said["BODY[HEADER]"][7:37], name
        for path, part in parts_of(said["BODY"]):
            section = ".".join(map(str, path))
            whole = said[f"BODY[{section}]"]
            assert whole in octets and said[f"BODY[{section}.MIME]"] in octets, (name, section)
            assert said[f"BODY[{section}]<3>"] == whole[3:43], (name, section)
            if isinstance(part[0], bytes):
                assert part[6] == len(whole), (name, section)
            if part[:2] == (b"message", b"rfc822"):
                assert said[f"BODY[{section}.HEADER]"] + said[f"BODY[{section}.TEXT]"] == whole, (name, section)
            if part[0] == b"text":
                assert part[7] == whole.count(b"\n"), (name, section)


# ---- what others say

def lower(value):
    return value.lower() if isinstance(value, bytes) else value


def parameters(pairs):
    """Their names are not case-sensitive, and their order means nothing."""
    return pairs and tuple(sorted((lower(name), value) for name, value in zip(pairs[::2], pairs[1::2])))


def white(value):
    """Folding leaves white space, of which Dovecot makes one space; at the ends it means nothing."""
    return b" ".join(value.split()) if isinstance(value, bytes) else value


def addresses(listed):
    """What a broken address lacks is "" (RFC 9051 7.5.2: NIL says that it is a group); Dovecot makes up a name for it."""
    made_up = (b"MISSING_MAILBOX", b"MISSING_DOMAIN", b"SYNTAX_ERROR")
    return listed and tuple((white(name), route, *(b"" if part in made_up else part for part in (local, domain)))
                            for name, route, local, domain in listed)


def envelope(fields):
    return tuple(addresses(f) if 2 <= i <= 7 else white(f) for i, f in enumerate(fields))


def structure(body, extended):
    """With what is not case-sensitive in lower case."""
    if isinstance(body[0], tuple):
        count = next(i for i, value in enumerate(body) if not isinstance(value, tuple))
        made, rest = [*(structure(part, extended) for part in body[:count]), lower(body[count])], body[count + 1:]
        after = [parameters(rest[0])] if extended else []
    else:
        made, rest = [lower(body[0]), lower(body[1]), parameters(body[2]), *body[3:5], lower(body[5]), body[6]], body[7:]
        if made[:2] == [b"message", b"rfc822"]:
            made, rest = made + [envelope(rest[0]), structure(rest[1], extended), rest[2]], rest[3:]
        elif made[0] == b"text":
            made, rest = made + [rest[0]], rest[1:]
        after = [rest[0]] if extended else []
    if extended:
        disposition = rest[1] and (lower(rest[1][0]), parameters(rest[1][1]))
        made += after + [disposition, *rest[2:]]
    return tuple(made)


def comparable(said):
    values = {**said, "BODY": structure(said["BODY"], False), "BODYSTRUCTURE": structure(said["BODYSTRUCTURE"], True)}
    values.update((f"ENVELOPE {name}", value) for name, value in zip(ENVELOPE, envelope(values.pop("ENVELOPE"))))
    values.pop("UID")
    return values


def same_octets(item, milpa, dovecot, bodies):
    """Two general differences. Dovecot has another octet in place of NUL. Where a header is all of a part, the CRLF at its
    end belongs to the boundary too; RFC 9051 6.4.5.1 wants a header with its empty line, so Milpa shows it and Dovecot does
    not."""
    if not isinstance(milpa, bytes) or not isinstance(dovecot, bytes):
        return False
    if b"\x80" in dovecot and milpa == dovecot.replace(b"\x80", b"\0"):
        return True
    body = re.sub(r"\.MIME\]$", "]", item) if item.endswith(".MIME]") else re.sub(r"\.HEADER.*\]$", ".TEXT]", item)
    return body != item and bodies.get(body) == b"" and milpa.rstrip(b"\r\n") == dovecot.rstrip(b"\r\n")


def test_dovecot_says_the_same(stored):
    if stored.dovecot is None:
        pytest.skip("Dovecot is not here")
    unexplained, used = [], set()
    for n, said in stored.milpa.items():
        ours, theirs = comparable(said), comparable(stored.dovecot[n])
        for item in sorted({*ours, *theirs}):
            a, b = ours.get(item, "nothing"), theirs.get(item, "nothing")
            if a == b or same_octets(item, a, b, said):
                continue
            reasons = [i for i, (name, what, _) in enumerate(DIFFERENCES)
                       if name == NAMES[n - 1] and re.fullmatch(what, item)]
            used.update(reasons)
            if not reasons:
                unexplained.append(f"{NAMES[n - 1]} {item}\n  Milpa   {a!r}\n  Dovecot {b!r}")
    assert not unexplained, "\n".join(unexplained)
    assert not [DIFFERENCES[i] for i in range(len(DIFFERENCES)) if i not in used]


def test_python_finds_the_same_parts(stored):
    """In messages in which it finds no defect."""
    compared = 0
    for n, said in stored.milpa.items():
        # latin-1, so that each octet is a character, and no charset is guessed.
        message = email.message_from_string(SENT[n - 1].decode("latin-1"))
        # Python does not see that the boundaries of this one follow each other.
        if not is_sound(message) or NAMES[n - 1] == "malformed-000.eml":
            continue
        compared += 1
        ours = [(path, part[0] + b"/" + part[1]) for path, part in parts_of(said["BODY"]) if isinstance(part[0], bytes)]
        theirs = list(leaves(message))
        assert ours == [(path, kind) for path, kind, _ in theirs], NAMES[n - 1]
        for path, _, octets in theirs:
            if octets is not None:
                found = said[f"BODY[{'.'.join(map(str, path))}]"]
                assert found == octets, (NAMES[n - 1], path)
    assert compared > len(SENT) * 3 // 4


def test_binary_is_what_python_decodes(box, stored):
    expected = {}
    for n, said in stored.milpa.items():
        message = email.message_from_bytes(SENT[n - 1])
        # There a base64 text goes on behind its padding, which RFC 2045 6.8 leaves open: Milpa reads it, Python does not.
        if not is_sound(message) or NAMES[n - 1] == "thirdparty-002.eml":
            continue
        paths = {path for path, _ in parts_of(said["BODY"])}
        encoded = {".".join(map(str, path)): payload for path, payload in decoded(message)
                   if path in paths and payload is not None}
        if encoded:
            expected[n] = encoded
    found = box.fetch_all([(n, "(" + " ".join(f"BINARY.PEEK[{p}] BINARY.SIZE[{p}] BINARY.PEEK[{p}]<5.30>" for p in encoded) + ")")
                           for n, encoded in expected.items()])
    assert len(found) == len(expected) > 50
    for n, encoded in expected.items():
        for part, octets in encoded.items():
            assert found[n][f"BINARY[{part}]"] == octets, (NAMES[n - 1], part)
            assert found[n][f"BINARY.SIZE[{part}]"] == len(octets), (NAMES[n - 1], part)
            assert found[n][f"BINARY[{part}]<5>"] == octets[5:35], (NAMES[n - 1], part)


# ---- by SMTP

def test_what_comes_by_smtp_is_what_was_sent(c, stored):
    member = c.member("smtp")
    sent = []
    with c.smtp() as client:
        for n, octets in enumerate(SENT, 1):
            whole = octets if octets.endswith(b"\r\n") else octets + b"\r\n"
            if re.search(rb"\r(?!\n)", octets):
                # RFC 5321 2.3.8: no CR alone.
                with pytest.raises(smtplib.SMTPDataError, match="5.6.11"):
                    client.sendmail("s@x.test", [member.address], whole)
            else:
                client.sendmail("s@x.test", [member.address], whole)
                sent.append((n, whole))
    assert len(sent) > len(SENT) * 9 // 10
    box = log_in(c, member)
    box.select("INBOX")
    came = box.fetch("1:*", "(ENVELOPE BODYSTRUCTURE BODY.PEEK[] RFC822.SIZE)")
    assert len(came) == len(sent)
    for (n, octets), said in zip(sent, came.values()):
        trace = re.match(rb"Return-Path: <s@x\.test>\r\nReceived: .*\r\n(?:[ \t].*\r\n)*", said["BODY[]"])
        assert trace, said["BODY[]"][:500]
        assert said["BODY[]"][trace.end():] == without_field(octets, b"return-path"), NAMES[n - 1]
        assert said["RFC822.SIZE"] == len(said["BODY[]"])
        assert said["ENVELOPE"] == stored.milpa[n]["ENVELOPE"], NAMES[n - 1]
        if octets == SENT[n - 1]:
            assert said["BODYSTRUCTURE"] == stored.milpa[n]["BODYSTRUCTURE"], NAMES[n - 1]
    box.logout()


# ---- SEARCH


@pytest.fixture(scope="module")
def readable(stored):
    """The messages that Python reads without a defect, by their numbers."""
    messages = {n: email.message_from_bytes(octets) for n, octets in enumerate(SENT, 1)}
    return {n: message for n, message in messages.items() if is_sound(message)}


@pytest.mark.parametrize("key, name", [(("SUBJECT",), "subject"), (("FROM",), "from"), (("TO",), "to"), (("CC",), "cc"),
                                       (("HEADER", "Subject"), "subject"), (("HEADER", "X-Mailer"), "x-mailer"),
                                       (("HEADER", "Message-ID"), "message-id"), (("HEADER", "Received"), "received")])
def test_search_in_a_field_finds_what_is_there(box, readable, key, name):
    texts = {n: text.lower() for n, message in readable.items() if (text := field_text(message, name)) is not None}
    words = word_choice(texts.values(), 12)
    for word, found in zip(words, box.search_all([(*key, word) for word in words])):
        assert found & texts.keys() == {n for n, text in texts.items() if word in text}, (key, word)
    if key[0] == "HEADER":
        [found] = box.search_all([(*key, '""')])
        assert found & texts.keys() == {n for n in texts if name in readable[n]}, key


def test_search_in_bodies_finds_what_is_there_and_nothing_else(box, readable):
    pieces = {n: found for n, message in readable.items() if (found := body_pieces(message)) is not None}
    heads = {n: [field_text(readable[n], name) or "" for name in readable[n].keys()] for n in pieces}
    every = {n: every_text(SENT[n - 1], readable[n]).lower() for n in pieces}
    assert len(pieces) > len(SENT) // 2
    words = word_choice((text for texts in pieces.values() for text in texts), 40)
    founds = zip(box.search_all([("BODY", word) for word in words]), box.search_all([("TEXT", word) for word in words]))
    for word, (in_body, in_text) in zip(words, founds):
        there = {n for n, texts in pieces.items() if any(word in text.lower() for text in texts)}
        in_head = {n for n, texts in heads.items() if any(word in text.lower() for text in texts)}
        maybe = {n for n, text in every.items() if word in text}
        for key, found, must in (("BODY", in_body, there), ("TEXT", in_text, there | in_head)):
            found &= pieces.keys()
            assert must <= found <= maybe, (key, word, [NAMES[n - 1] for n in (must - found) | (found - maybe)])


def test_search_knows_other_scripts(box, readable):
    def folded(text):
        return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())

    def words(texts):
        return sorted({word for text in texts for word in re.findall(r"[^\W\d_]{2,12}", text) if not word.isascii()})

    subjects = {n: folded(text) for n, message in readable.items() if (text := field_text(message, "subject")) is not None}
    bodies = {n: [folded(piece) for piece in found] for n, message in readable.items()
              if (found := body_pieces(message)) is not None}
    def search(key, wanted):
        return zip(wanted, box.search_all([("CHARSET", "UTF-8", key, word.encode()) for word in wanted]))

    for word, found in search("SUBJECT", words(subjects.values())):
        assert found & subjects.keys() == {n for n, text in subjects.items() if word in text}, word
    every = {n: folded(every_text(SENT[n - 1], readable[n])) for n in bodies}
    chosen = words(text for texts in bodies.values() for text in texts)
    for word, found in search("BODY", chosen[:: len(chosen) // 40 + 1]):
        found &= bodies.keys()
        must = {n for n, texts in bodies.items() if any(word in text for text in texts)}
        maybe = {n for n, text in every.items() if word in text}
        assert must <= found <= maybe, (word, [NAMES[n - 1] for n in (must - found) | (found - maybe)])
