# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Python's email package, and a few plain lines, make of a message: a second opinion for the tests."""
import email
import email.errors
import email.header
import html
import html.parser
import re

# ---- structures


def parts_of(body, prefix=()):
    """(path, part) of all that has a number in an IMAP body structure without extensions (RFC 9051 6.4.5.1)."""
    if isinstance(body[0], tuple):
        for number, part in enumerate((p for p in body if isinstance(p, tuple)), 1):
            yield from _numbered(part, (*prefix, number))
    else:
        yield from _numbered(body, (*prefix, 1))


def _numbered(part, path):
    yield path, part
    if isinstance(part[0], tuple):
        for number, inner in enumerate((p for p in part if isinstance(p, tuple)), 1):
            yield from _numbered(inner, (*path, number))
    elif part[:2] == (b"message", b"rfc822"):
        yield from parts_of(part[8], path)


def leaves(message, prefix=(), top=True):
    """(path, type, octets) of the parts that are no multipart, as IMAP numbers them; octets as they stand, None of a
    message/rfc822. The message was read as latin-1."""
    if message.get_content_maintype() == "multipart":
        for number, part in enumerate(message.get_payload(), 1):
            yield from leaves(part, (*prefix, number), top=False)
        return
    path = (*prefix, 1) if top else prefix
    kind = message.get_content_type().encode("latin-1")
    if kind == b"message/rfc822" and message.is_multipart():
        yield path, kind, None
        yield from leaves(message.get_payload()[0], path)
    else:
        payload = message.get_payload()
        yield path, kind, payload.encode("latin-1") if isinstance(payload, str) else None


def decoded(message, prefix=(), top=True):
    """(path, octets) of the leaves whose encoding is base64 or quoted-printable, decoded; None of the others."""
    if message.get_content_maintype() == "multipart":
        for number, part in enumerate(message.get_payload(), 1):
            yield from decoded(part, (*prefix, number), top=False)
        return
    path = (*prefix, 1) if top else prefix
    if message.is_multipart():
        yield from decoded(message.get_payload()[0], path)
    # With white space behind its name Python does not know an encoding.
    elif str(message.get("Content-Transfer-Encoding", "")).lower() in ("base64", "quoted-printable"):
        yield path, message.get_payload(decode=True)
    else:
        yield path, None


def is_sound(message):
    """Python found no defect in any part. A message/rfc822 that is encoded is none that IMAP looks into."""
    return all(not part.defects for part in message.walk())


# ---- headers


def without_field(octets, name):
    """The message without the header's fields of that name."""
    header, empty, body = octets.partition(b"\r\n\r\n")
    fields = re.findall(rb"(?:[^\r\n]|\r(?!\n)|\n)+(?:\r\n(?=[ \t]).*)*(?:\r\n|$)", header + b"\r\n")
    return b"".join(f for f in fields if not f.lower().startswith(name + b":"))[:-2] + empty + body


def field_text(message, name):
    """What the fields of that name say, decoded; "" without one. None where that is not well defined: it stands there twice,
    has octets that are not ASCII, or words that cannot be decoded."""
    values = message.get_all(name, [])
    if len(values) > 1 or not all(isinstance(value, str) and value.isascii() for value in values):
        return None
    try:
        text = "".join(str(email.header.make_header(email.header.decode_header(value))) for value in values)
    except (LookupError, UnicodeError, ValueError, email.errors.HeaderParseError):
        return None
    return re.sub(r"\r?\n(?=[ \t])", "", text)


# ---- texts


class _Page(html.parser.HTMLParser):
    """What a reader sees of a page, in pieces between tags."""

    def __init__(self):
        super().__init__()
        self.pieces, self.hidden = [], 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("script", "style", "title", "head")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style", "title", "head") and self.hidden > 0

    def handle_data(self, data):
        if not self.hidden:
            self.pieces.append(data)


def body_pieces(message):
    """Pieces of text that surely belong to the message's body; None where a text cannot be decoded."""
    pieces = []
    for part in message.walk():
        if part.get_content_maintype() != "text":
            continue
        try:
            text = part.get_payload(decode=True).decode(part.get_content_charset("ascii"))
        except (LookupError, UnicodeError):
            return None
        if part.get_content_subtype() == "html":
            page = _Page()
            page.feed(text)
            pieces += page.pieces
        else:
            pieces += text.splitlines()
    return pieces


def every_text(octets, message):
    """All that could be meant by the message's text, and more: as it stands, and decoded."""
    texts = [octets.decode("latin-1")]
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if payload:
            read = payload.decode(part.get_content_charset("ascii"), "replace")
            texts += [payload.decode("latin-1"), read, html.unescape(read)]
        for name in part.keys():
            texts.append(field_text(part, name) or "")
            texts.append(str(part.get_filename("")))
    return "\n".join(texts)


def word_choice(texts, count):
    """About so many words of the texts, from all of the alphabet, and as many pieces of longer words."""
    words = sorted({word for text in texts for word in re.findall(r"(?<![A-Za-z])[a-z]{4,20}(?![A-Za-z])", text.lower())})
    chosen = words[:: len(words) // count + 1]
    return chosen + [word[1:-1] for word in words[1:: len(words) // count + 1] if len(word) > 6]
