# SPDX-License-Identifier: AGPL-3.0-or-later
"""Subpoena, while the member is signed in: a browser, a program, an event source and a WebSocket of hers are open when an
administrator with the machine, the folder and the shares is asked for her mail. Without what only her devices hold, her
sessions open nothing; and `milpa held` tells of each."""
import base64
import binascii
import contextlib
import json
import os
import re
import shutil

import pytest
from harness import wait_for
from test_subpoena import ASKED
from web_attacker import Attacked

CORE, MAIL, CONTACTS, SUBMISSION = (f"urn:ietf:params:jmap:{name}" for name in ("core", "mail", "contacts", "submission"))
COLLECTIVE = "urn:milpa:params:jmap:collective"
WORDS = {name: f"{name}wordthatonlyadareads" for name in ("mailbox", "draft", "subject", "contact", "book", "identity", "blob")}
PHONE, LAPTOP = "hertelephoneinoaxaca", "herlaptopathome"
PUSH = "https://push.waits.test/thedevicethatisadas"
KEYS = {"p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg"}
JSON = {"content_type": "application/json"}


def sign_in(c, member, label, **more):
    fields = {"sec_fetch_site": "same-origin"} if more else {}
    body = json.dumps({"address": member.address, "secret": member.password, "label": label, **more})
    answer = c.ask("POST", "/auth/sign-in", body, **JSON, **fields)
    assert answer.status == 200, answer.body
    return json.loads(answer.body), answer.getheader("set-cookie")


def call(c, shown, *calls):
    body = json.dumps({"using": [CORE, MAIL, CONTACTS, SUBMISSION, COLLECTIVE], "methodCalls": calls})
    answer = c.ask("POST", "/jmap/api", body, **JSON, **shown)
    return answer.status, json.loads(answer.body)


def account_of(c, shown):
    return json.loads(c.ask("GET", "/jmap/session", **shown).body)["primaryAccounts"][MAIL]


def plant(c, ada):
    own = {"accountId": ada.account}
    status, told = call(
        c, ada.shown, ["Mailbox/set", {**own, "create": {"m": {"name": WORDS["mailbox"]}}}, "0"],
        ["Email/set", {**own, "create": {"e": {"mailboxIds": {"#m": True}, "subject": WORDS["subject"],
                                               "textBody": [{"partId": "1"}],
                                               "bodyValues": {"1": {"value": WORDS["draft"]}}}}}, "1"],
        ["AddressBook/set", {**own, "create": {"b": {"name": WORDS["book"]}}}, "2"],
        ["ContactCard/set", {**own, "create": {"k": {"@type": "Card", "version": "1.0", "addressBookIds": {"#b": True},
                                                     "name": {"full": WORDS["contact"]}}}}, "3"],
        ["Identity/set", {**own, "create": {"i": {"name": "x", "email": ada.address, "textSignature": WORDS["identity"]}}}, "4"],
        ["PushSubscription/set", {"create": {"p": {"deviceClientId": "d", "url": PUSH, "keys": KEYS}}}, "5"])
    assert status == 200 and all(name != "error" and result["created"] for name, result, _ in told["methodResponses"]), told
    made = c.ask("POST", f"/jmap/upload/{ada.account}", WORDS["blob"].encode() * 10, **ada.shown)
    ada.blob = json.loads(made.body)["blobId"]


@pytest.fixture(scope="module")
def c():
    with Attacked("a.test") as collective, contextlib.ExitStack() as stack:
        ada = collective.ada = collective.member("ada")
        ada.session, _ = sign_in(collective, ada, LAPTOP)
        browser, cookie = sign_in(collective, ada, PHONE, cookie=True)
        ada.cookie = cookie.split(";")[0]
        ada.sessions = {ada.session["session"]: LAPTOP, browser["session"]: PHONE}
        ada.tokens = (ada.session["token"], ada.cookie.split("=", 1)[1])
        ada.shown = {"authorization": f"Bearer {ada.session['token']}"}
        ada.account = account_of(collective, ada.shown)
        plant(collective, ada)
        host = f"HTTP/1.1\r\nHost: a.test:{collective.ports['https']}\r\n"
        ada.events = stack.enter_context(collective.wire())
        ada.events.sendall(f"GET /jmap/eventsource?types=*&closeafter=no&ping=0 {host}Cookie: {ada.cookie}\r\n\r\n".encode())
        assert ada.events.recv(4096).startswith(b"HTTP/1.1 200 ")
        ada.socket = stack.enter_context(collective.wire())
        ada.socket.sendall(f"GET /jmap/ws {host}Authorization: Bearer {ada.session['token']}\r\nUpgrade: websocket\r\n"
                           "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                           "Sec-WebSocket-Protocol: jmap\r\n\r\n".encode())
        assert ada.socket.recv(4096).startswith(b"HTTP/1.1 101 ")
        yield collective


def shapes(octets):
    yield octets
    yield binascii.hexlify(octets)
    for pad in range(3):
        coded = base64.b64encode(b"\0" * pad + octets + b"\0\0")
        core = coded[(8 * pad + 5) // 6:8 * (pad + len(octets)) // 6]
        yield core
        yield core.translate(bytes.maketrans(b"+/", b"-_"))


def secrets(ada):
    """What she wrote, and what her devices hold: the tokens as text, and the octets of which they are made without the
    number of the opener, which is none."""
    for word in WORDS.values():
        yield word, word.encode()
        yield word, word.encode("utf-16-le")
    for token in ada.tokens:
        yield "a token", token.encode()
        yield "a token's key", base64.urlsafe_b64decode(token)[16:]
    yield "her password", ada.password.encode()


def expect_nothing_of_hers(ada, octets, where):
    lower = octets.lower()
    for name, secret in secrets(ada):
        for shape in shapes(secret):
            assert shape not in octets, (name, where)
        assert secret not in lower or secret.lower() != secret, (name, where)


def test_the_search_finds_what_is_there(c):
    for name, secret in secrets(c.ada):
        for shape in shapes(secret):
            with pytest.raises(AssertionError):
                expect_nothing_of_hers(c.ada, b"\0\1" + shape + b"\2", name)


def test_no_command_tells_what_is_hers(c):
    for words in ASKED:
        expect_nothing_of_hers(c.ada, json.dumps(c.command(*words)).encode(), words)


def test_the_folder_holds_nothing_while_she_is_there(c, tmp_path):
    def sockets(folder, names):
        return [name for name in names if not os.path.isfile(path := os.path.join(folder, name)) and not os.path.isdir(path)]
    taken = shutil.copytree(c.folder, tmp_path / "taken", ignore=sockets)
    files = [os.path.join(folder, name) for folder, _, names in os.walk(taken) for name in names]
    assert files and any(os.path.getsize(path) > 1_000 for path in files)
    for path in files:
        with open(path, "rb") as file:
            expect_nothing_of_hers(c.ada, file.read(), path)


def test_held_tells_of_each_session(c):
    """Each by its number and in her own words, with what it began; and where a push goes."""
    sections = c.command("held", c.ada.address)["sections"]
    lines = [line for section in sections for line in section["lines"]]
    told = {}
    for line in lines:
        told.setdefault(line["field"], set()).add(line["value"])
    for number, label in c.ada.sessions.items():
        assert number in told["Opener.id"] and label in told["Opener.label"]
    assert PUSH in told["PushSubscription.url"] and c.ada.session["session"] in told["PushSubscription.made_by"]
    (now,) = (line["value"] for line in lines if line["what"] == "Sessions open")
    assert int(now) >= 1
    # What it says of sessions is what she sees of them herself.
    _, answer = call(c, c.ada.shown, ["LoginSession/get", {"accountId": "c"}, "0"])
    listed = answer["methodResponses"][0][1]["list"]
    assert {one["id"]: one["label"] for one in listed} == c.ada.sessions
    assert all("useless" in line["what"] for line in lines if line["field"] == "Opener.wrapped_key")


def test_what_held_tells_opens_no_session(c):
    """The numbers of her sessions, the shares, another member's session: none of it is a token."""
    sections = c.command("held", c.ada.address)["sections"]
    values = {line["value"] for section in sections for line in section["lines"]} | set(c.shares)
    numbers = [bytes.fromhex(number) for number in c.ada.sessions]
    told = [bytes.fromhex(value) for value in values if re.fullmatch("[0-9a-f]{64}", value)]
    guessed = [base64.urlsafe_b64encode(number + key).decode() for number in numbers
               for key in (bytes(32), b"\xff" * 32, number * 2, *told)]
    for token in (*guessed, *(value for value in values if value and value.isascii() and value.isprintable())):
        shown = {"authorization": f"Bearer {token}"}
        assert c.ask("GET", "/jmap/session", **shown).status in (401, 429), token
    assert c.ask("GET", "/jmap/session", **c.ada.shown).status == 200, "hers goes on"


def test_another_members_session_does_not_reach_hers(c):
    hers = {"accountId": c.ada.account}
    status, told = call(c, c.bystander, ["Email/query", hers, "0"], ["Mailbox/get", hers, "1"], ["ContactCard/get", hers, "2"])
    assert status == 200 and {result["type"] for _, result, _ in told["methodResponses"]} == {"accountNotFound"}
    own = account_of(c, c.bystander)
    for path in (f"/jmap/download/{c.ada.account}/{c.ada.blob}/x", f"/jmap/download/{own}/{c.ada.blob}/x",
                 f"/dav/{c.ada.account}/contacts/"):
        answer = c.ask("GET", path, **c.bystander)
        assert answer.status in (403, 404, 405), path
        expect_nothing_of_hers(c.ada, answer.body, path)
    _, answer = call(c, c.bystander, ["LoginSession/set", {"accountId": "c", "destroy": list(c.ada.sessions)}, "0"])
    (ended,) = (result for _, result, _ in answer["methodResponses"])
    assert {id: error["type"] for id, error in ended["notDestroyed"].items()} == dict.fromkeys(c.ada.sessions, "notFound")
    assert c.ask("GET", "/jmap/session", **c.ada.shown).status == 200


def test_a_restart_forgets_what_it_could_read_and_she_comes_back(c):
    """After a kill the server has the folder and the shares, as whoever seized it: her vault is shut until she shows what she
    holds."""
    c.kill()
    c.start()
    c.unlock()
    lines = [line for section in c.command("held", c.ada.address)["sections"] for line in section["lines"]]
    assert [line["value"] for line in lines if line["what"] == "Sessions open"] == ["0"]
    for words in ASKED:
        expect_nothing_of_hers(c.ada, json.dumps(c.command(*words)).encode(), words)
    status, told = call(c, c.ada.shown, ["Mailbox/get", {"accountId": c.ada.account}, "0"])
    assert status == 200 and WORDS["mailbox"] in {one["name"] for one in told["methodResponses"][0][1]["list"]}


def test_a_reset_ends_her_sessions_and_opens_nothing(c):
    c.command("member", "reset", c.ada.address, stdin=["a fresh long password", *c.shares])
    for fields in (c.ada.shown, {"cookie": c.ada.cookie}):
        assert wait_for(lambda fields=fields: c.ask("GET", "/jmap/session", **fields).status == 401, 60, "the end of her session")
    taken = {"authorization": "Basic " + base64.b64encode(f"{c.ada.address}:a fresh long password".encode()).decode()}
    account = account_of(c, taken)
    own = {"accountId": account}
    _, told = call(c, taken, ["Mailbox/get", own, "0"], ["Email/query", own, "1"], ["ContactCard/get", own, "2"],
                   ["AddressBook/get", own, "3"], ["Identity/get", own, "4"], ["PushSubscription/get", {}, "5"])
    expect_nothing_of_hers(c.ada, json.dumps(told).encode(), "the account after a reset")
    assert told["methodResponses"][1][1]["ids"] == [] and told["methodResponses"][2][1]["list"] == []
    assert c.ask("GET", f"/jmap/download/{account}/{c.ada.blob}/x", **taken).status == 404
