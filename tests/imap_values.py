# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small IMAP client that gives what a server says as values, so that two servers can be compared whatever form they write
it in: a string is bytes (quoted or literal), NIL is None, a number an int, a list a tuple, anything else an Atom.

    box = Imap.over_tls(host, port, context)
    box.login(user, password)
    box.append_all("INBOX", messages)
    box.select("INBOX")
    for items in box.fetch("1:*", "(UID ENVELOPE)").values(): items["ENVELOPE"]
"""
import socket


AT_ONCE = 8


class Refused(Exception):
    """A command that was not answered with OK."""


class Atom(str):
    """A word that is no string, number or NIL."""


class Imap:
    """Over two binary streams. A read that takes longer than the streams allow fails with what they fail with."""

    def __init__(self, incoming, outgoing):
        self.incoming, self.outgoing, self.tags = incoming, outgoing, 0
        self.line, self.at = b"", 0
        self.greeting = self._response()

    @classmethod
    def over_tls(cls, host, port, context, seconds=120):
        raw = context.wrap_socket(socket.create_connection((host, port), seconds))
        return cls(raw.makefile("rb"), raw.makefile("wb"))

    # ---- commands

    def send(self, *pieces):
        """A command: text as str, literals as bytes. Its tag."""
        self.tags += 1
        tag = f"t{self.tags}"
        out = f"{tag}".encode()
        for piece in pieces:
            out += b" " + (piece.encode() if isinstance(piece, str) else b"{%d+}\r\n" % len(piece) + piece)
        self.outgoing.write(out + b"\r\n")
        self.outgoing.flush()
        return tag

    def finish(self, tag):
        """The untagged responses up to the end of that command."""
        responses = []
        while True:
            response = self._response()
            if response[0] == tag:
                if response[1] != "OK":
                    raise Refused(response)
                return responses
            responses.append(response)

    def command(self, *pieces):
        return self.finish(self.send(*pieces))

    def pipeline(self, commands):
        """The responses of each. Only some are on their way at once, so that both sides never wait for the other to read."""
        answers = []
        for first in range(0, len(commands), AT_ONCE):
            tags = [self.send(*pieces) for pieces in commands[first:first + AT_ONCE]]
            answers += [self.finish(tag) for tag in tags]
        return answers

    def login(self, user, password):
        self.command("LOGIN", user.encode(), password.encode())

    def select(self, mailbox):
        return self.command("EXAMINE", mailbox)

    def append_all(self, mailbox, messages):
        self.pipeline([("APPEND", mailbox, octets) for octets in messages])

    def fetch_all(self, asked):
        """{sequence number: {item: value}} for pairs of sequence numbers and items; as the server names these, in upper
        case."""
        found = {}
        for responses in self.pipeline([("FETCH", str(numbers), items) for numbers, items in asked]):
            for response in responses:
                if len(response) == 4 and response[2] == "FETCH":
                    names, values = response[3][::2], response[3][1::2]
                    found.setdefault(response[1], {}).update(zip((str(n).upper() for n in names), values))
        return found

    def fetch(self, numbers, items):
        return self.fetch_all([(numbers, items)])

    def search_all(self, keys):
        """The set of sequence numbers for each."""
        return [{n for response in responses if response[1:2] == (Atom("SEARCH"),) for n in response[2:]}
                for responses in self.pipeline([("SEARCH", *key) for key in keys])]

    def logout(self):
        self.command("LOGOUT")
        self.incoming.close()
        self.outgoing.close()

    # ---- what the server says

    def _next_line(self):
        self.line, self.at = self.incoming.readline(), 0
        if not self.line.endswith(b"\r\n"):
            raise EOFError(f"the server ended: {self.line!r}")

    def _peek(self):
        return self.line[self.at:self.at + 1]

    def _skip(self, octet):
        assert self._peek() == octet, f"{octet!r} expected at {self.at} of {self.line!r}"
        self.at += 1

    def _response(self):
        """("*" or the tag, values ...). The text of a status response is left out."""
        self._next_line()
        values = [self._value()]
        while self._peek() == b" ":
            self.at += 1
            values.append(self._value())
            # A condition is followed by text for people.
            if len(values) == 2 and values[1] in ("OK", "NO", "BAD", "BYE", "PREAUTH") or values[0] == "+":
                return tuple(values) + (self.line[self.at:],)
        assert self.line[self.at:] == b"\r\n", f"more than a response at {self.at} of {self.line!r}"
        return tuple(values)

    def _value(self):
        first = self._peek()
        if first == b"(":
            return self._list()
        if first == b'"':
            return self._quoted()
        if first == b"{" or self.line[self.at:self.at + 2] == b"~{":
            return self._literal()
        begin = self.at
        while (octet := self._peek()) not in (b" ", b"(", b")", b"\r", b'"'):
            # The name of a section holds spaces and parentheses.
            self.at = self.line.index(b"]", self.at) + 1 if octet == b"[" else self.at + 1
        word = self.line[begin:self.at]
        assert word, f"no value at {begin} of {self.line!r}"
        if word.isdigit():
            return int(word)
        return None if word.upper() == b"NIL" else Atom(word.decode("ascii"))

    def _list(self):
        self._skip(b"(")
        values = []
        while self._peek() != b")":
            # Bodies of a multipart follow each other without a space.
            if values and self._peek() == b" ":
                self.at += 1
            values.append(self._value())
        self.at += 1
        return tuple(values)

    def _quoted(self):
        self._skip(b'"')
        out = bytearray()
        while (octet := self._peek()) != b'"':
            assert octet not in (b"\r", b"\n", b"\0", b""), f"not in a quoted string: {self.line!r}"
            self.at += 1 if octet == b"\\" else 0
            out += self._peek()
            self.at += 1
        self.at += 1
        return bytes(out)

    def _literal(self):
        end = self.line.index(b"}", self.at)
        size = int(self.line[self.at:end].lstrip(b"~{"))
        assert self.line[end:] == b"}\r\n", self.line
        octets = self.incoming.read(size)
        assert len(octets) == size, "the server ended within a literal"
        self._next_line()
        return octets
