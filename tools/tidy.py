#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of the house that no other tool knows. Each prints where it is broken; any makes the run fail.

  licence    every source file begins with its SPDX line
  lines      no line over 110 characters, no file over 500 lines (RATCHET names the ones that are still longer: it only shrinks)
  includes   includes point up the list of HOUSE only, RocksDB's only in src/store, sockets only in src/net
  words      no path of one machine, no leftover markers
  names      a type has one definition: none of the same name in the same namespace of two files, which a linker would mix up
  portal     no string becomes a document or a script, no colour outside of the tokens, no request to elsewhere
  tests      every *_test.cpp and *_fuzz.cpp stands in the room of what it tests
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LINE_MAX = 110
FILE_MAX = 500

# Files that are longer than FILE_MAX, with the length that they may not pass. Only ever shortened.
RATCHET = {}

# A folder may include from itself and from what stands above it.
HOUSE = [
    "base", "crypto", "webauthn", "webpush", "net", "onion", "http", "portal", "wellknown",
    "store", "members", "acme",
    "mail/message", "mail/account", "contacts",
    "mail/smtp", "mail/queue", "mail/imap", "dav", "jmap",
    "pages", "defence", "server",
]
# Protocols never include each other (the queue speaks SMTP as a client: it is the one that may).
FORBIDDEN = {("mail/imap", "mail/smtp"), ("mail/imap", "mail/queue"), ("mail/smtp", "mail/account"), ("mail/smtp", "members"),
             ("mail/queue", "members"), ("mail/queue", "mail/account"), ("jmap", "mail/imap"), ("jmap", "mail/smtp"),
             ("jmap", "mail/queue"), ("jmap", "dav"), ("dav", "mail/imap"), ("dav", "mail/smtp"), ("dav", "mail/queue"),
             ("dav", "members")}

problems = []


def problem(path, line, text):
    problems.append(f"{path}:{line}: {text}")


def tracked():
    # A file that is tracked but gone from the working tree is about to be removed.
    out = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for path in out.splitlines() if os.path.isfile(os.path.join(ROOT, path))]


def room(path):
    """The entry of HOUSE that a path under src/ belongs to."""
    return next((r for r in sorted(HOUSE, key=len, reverse=True) if path.startswith(r + "/")), None)


def check_source(path, lines):
    comment = "#" if path.endswith((".py", ".sh", ".cmake", "CMakeLists.txt")) else "//"
    if f"{comment} SPDX-License-Identifier: AGPL-3.0-or-later" not in lines[:2]:
        problem(path, 1, "no SPDX line")
    for n, line in enumerate(lines, 1):
        if len(line) > LINE_MAX + 20 or (len(line) > LINE_MAX and path.endswith((".cpp", ".hpp"))):
            if "http" not in line:
                problem(path, n, f"{len(line)} characters; at most {LINE_MAX}")
    allowed = RATCHET.get(path, FILE_MAX)
    if len(lines) > allowed:
        problem(path, len(lines), f"{len(lines)} lines; at most {allowed}: split it")


# What would turn a string into a document or a script; base/trusted.ts is the one place that may.
STRINGS = re.compile(r"\.(?:inner|outer)HTML\s*=(?!=)|dangerouslySetInnerHTML|insertAdjacentHTML|document\.write|"
                     r"\beval\(|new Function\(")
# White and black belong to what is printed.
COLOUR = re.compile(r"#(?!fff\b|000\b|999\b)[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(")


def check_portal(path, lines):
    """TypeScript, its tests and styles: what the compiler does not know."""
    if "SPDX-License-Identifier: AGPL-3.0-or-later" not in "".join(lines[:2]):
        problem(path, 1, "no SPDX line")
    if len(lines) > FILE_MAX:
        problem(path, len(lines), f"{len(lines)} lines; at most {FILE_MAX}: split it")
    for n, line in enumerate(lines, 1):
        if path.startswith("portal/src/") and STRINGS.search(line):
            problem(path, n, "a string becomes a document or a script")
        if path.endswith(".css") and not path.endswith("/tokens.css") and COLOUR.search(line):
            problem(path, n, "a colour outside of tokens.css")


def check_includes(path, lines):
    here = room(path.removeprefix("src/"))
    if here is None:
        problem(path, 1, "stands in no room of the house")
        return
    for n, line in enumerate(lines, 1):
        found = re.match(r'#include [<"]([^>"]+)[>"]', line)
        if not found:
            continue
        target = found.group(1)
        if target.startswith("rocksdb/") and not path.startswith("src/store/"):
            problem(path, n, "RocksDB is included only in src/store")
        # The sandbox names kinds of sockets to forbid them.
        if target in ("sys/socket.h", "netinet/in.h", "unbound.h", "openssl/ssl.h") and not path.startswith(
                ("src/net/", "src/server/sandbox")):
            problem(path, n, "sockets, TLS and DNS only in src/net")
        there = room(target)
        if there is None or there == here:
            continue
        if HOUSE.index(there) > HOUSE.index(here) or (here, there) in FORBIDDEN:
            problem(path, n, f"{here} may not include {there}")


def check_words(path, lines):
    for n, line in enumerate(lines, 1):
        if re.search(r"/(work|farm|root)/", line):
            problem(path, n, "a path of one machine")
        if path != "tools/tidy.py" and re.search(r"\b(TODO|FIXME|XXX)\b", line):
            problem(path, n, "a leftover marker")


# Types of namespaces that have a name, by their whole name: where each is defined.
types = {}


def note_types(path, lines):
    spaces = []
    for n, line in enumerate(lines, 1):
        opened = re.match(r"(?:inline )?namespace ?([\w:]*) ?\{", line)
        if opened:
            spaces.append(opened.group(1))
        elif re.match(r"\} +// namespace", line):
            spaces.pop()
        defined = re.match(r"(?:struct|class|enum|enum class|union) (?:alignas\(\w+\) )?(\w+)(?: final)?(?: : [^;]*)? \{", line)
        if defined and all(spaces):
            types.setdefault("::".join([*spaces, defined.group(1)]), []).append((path, n))


def check_types():
    for name, places in types.items():
        for path, n in places[1:]:
            problem(path, n, f"{name} is defined in {places[0][0]}, too")


def check_neighbour(path):
    for suffix in ("_test.cpp", "_fuzz.cpp"):
        if path.endswith(suffix):
            folder = os.path.join(ROOT, os.path.dirname(path))
            if not any(f.endswith(".hpp") for f in os.listdir(folder)):
                problem(path, 1, "tests nothing that stands in its room")


def main():
    for path in tracked():
        if path == "LICENSE" or path.endswith((".eml", ".png", ".svg")) or "_seeds/" in path:
            continue
        with open(os.path.join(ROOT, path), encoding="utf-8") as f:
            lines = f.read().splitlines()
        check_words(path, lines)
        if path.endswith((".cpp", ".hpp", ".proto", ".py", ".sh", ".cmake", "CMakeLists.txt")):
            check_source(path, lines)
        if path.endswith((".ts", ".tsx", ".mjs", ".css", ".ftl")):
            check_portal(path, lines)
        if path.startswith("src/") and path.endswith((".cpp", ".hpp")):
            check_includes(path, lines)
            note_types(path, lines)
            check_neighbour(path)
    check_types()
    for line in problems:
        print(line)
    print(f"figure: {len(problems)} broken rules")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
