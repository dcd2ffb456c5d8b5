# SPDX-License-Identifier: AGPL-3.0-or-later
"""Subpoena: an administrator with the machine, the data folder, the unlocked server and the keyholders' shares asks for
the mail of a member who is away. What comes out is what `milpa held` says, and nothing else."""
import base64
import glob
import imaplib
import json
import os

import pytest
from harness import PASSWORD, Collective, Failed, Member, free_ports, wait_for

BODY = "wordsthatonlyadamayread"
SUBJECT = "subjectthatonlyadamayread"
FOLDER = "folderthatonlyadamaysee"
SENDER = "strangerwhomnobodyknows"
SECRETS = (BODY, SUBJECT, FOLDER, SENDER)

# Every command of the control socket that tells something, as an administrator can give it without ada's secrets.
ASKED = (("status",), ("keyholders", "show"), ("member", "list"), ("alias", "list"), ("domain", "list"), ("queue",),
         ("invitation", "list"), ("held", "ada@a.test"), ("settings",))


@pytest.fixture(scope="module")
def c(tmp_path_factory):
    zone = tmp_path_factory.mktemp("dns") / "zone"
    zone.write_text("far.test. IN MX 10 mx.far.test.\nmx.far.test. IN A 127.0.0.1\n")
    # Nobody listens there: what is sent to far.test waits.
    settings = {"outbound.zone": zone, "outbound.port": free_ports(1)[0]}
    with Collective("a.test", settings=settings) as collective:
        collective.bob = collective.member("bob")
        collective.ada = collective.member("ada", name="Ada L.")
        collective.send([collective.ada.address], sender=f"{SENDER}@elsewhere.test", subject=SUBJECT, body=BODY + "\r\n")
        box = collective.imap(collective.ada)
        box.create(FOLDER)
        box.append(FOLDER, r"(\Seen)", None, f"Subject: {SUBJECT}\r\n\r\n{BODY}\r\n".encode())
        box.logout()
        # One that arrives while she is away.
        collective.send([collective.ada.address], sender=f"{SENDER}@elsewhere.test", subject=SUBJECT, body=BODY + "\r\n")
        yield collective


def shapes(word):
    raw = word.encode()
    yield raw
    yield raw.upper()
    yield word.encode("utf-16-le")
    for pad in range(3):
        coded = base64.b64encode(b"\0" * pad + raw + b"\0\0")
        yield coded[(8 * pad + 5) // 6:8 * (pad + len(raw)) // 6]


def expect_nothing_of_hers(octets, where):
    for word in SECRETS:
        for shape in shapes(word):
            assert shape not in octets, (word, where)


def test_no_command_tells_what_is_hers(c):
    for words in ASKED:
        expect_nothing_of_hers(json.dumps(c.command(*words)).encode(), words)


def test_no_command_opens_her_mail_without_her_secret(c):
    to = os.path.join(c.folder, "taken")
    tries = (
        (("leave", c.ada.address, "--to", to), ["not her password"]),
        (("member", "password", c.ada.address), ["not her password", "a fresh long password"]),
        (("member", "recover", c.ada.address), ["AAAAA-AAAAA-AAAAA-AAAAA", "a fresh long password"]),
        (("member", "app-password", "add", c.ada.address, "--label", "x"), ["not her password"]),
        (("member", "app-password", "list", c.ada.address), ["not her password"]),
        (("member", "recovery-code", c.ada.address), ["not her password"]),
        (("member", "reopen", c.ada.address), ["not her password", PASSWORD]),
    )
    for words, secrets in tries:
        with pytest.raises(Failed) as refused:
            c.command(*words, stdin=secrets)
        assert refused.value.kind in ("denied", "syntax", "missing"), words
    # Nor do the shares, or the secret of another member, take the place of hers.
    for secret in (c.shares[0], c.bob.password + " ", c.bob.recovery_code):
        with pytest.raises(Failed):
            c.command("leave", c.ada.address, "--to", to, stdin=[secret])
        with pytest.raises(imaplib.IMAP4.error):
            c.imap(Member(c.ada.address, secret, ""))
    assert not glob.glob(to + "/**/*.mbox", recursive=True)


def test_an_alias_in_her_name_gets_no_old_mail(c):
    """The administrator may lead her new mail elsewhere (`held` says so); what is there stays shut."""
    with pytest.raises(Failed):
        c.command("alias", "set", c.ada.address, c.bob.address)
    assert all(BODY.encode() not in message for message in c.messages(c.bob))


def test_a_reset_by_all_keyholders_opens_an_empty_account(c):
    c.command("member", "reset", c.ada.address, stdin=["a fresh long password", *c.shares])
    taken = Member(c.ada.address, "a fresh long password", "")
    assert c.messages(taken) == []
    box = c.imap(taken)
    listed = b"\n".join(x if isinstance(x, bytes) else b"".join(x) for x in box.list()[1])
    box.logout()
    expect_nothing_of_hers(listed, "LIST after a reset")
    with pytest.raises(Failed):
        c.command("member", "reopen", c.ada.address, stdin=["a fresh long password", "a fresh long password"])
    # The act is on record for all to see.
    shown = json.dumps(c.command("keyholders", "show"))
    assert "reset" in shown.lower()
    # And she herself loses nothing: her old password brings it all back.
    assert c.command("member", "reopen", c.ada.address, stdin=["a fresh long password", PASSWORD])["messages"] == 3


def test_the_folder_and_the_memory_of_commands_hold_nothing(c):
    for path in glob.glob(c.folder + "/**/*", recursive=True):
        if os.path.isfile(path):
            with open(path, "rb") as f:
                expect_nothing_of_hers(f.read(), path)


def told_by_held(c, address):
    return [line for section in c.command("held", address)["sections"] for line in section["lines"]]


def test_what_waits_to_leave_is_told_with_whom_it_goes_to(c):
    """The queue is the server's own to read, so `held` tells all of it that is hers; and of bob, none of it."""
    before = told_by_held(c, c.ada.address)
    assert not [x for x in before if x["field"].startswith("Queued.")]
    ada = Member(c.ada.address, "a fresh long password", "")
    with c.submission(ada) as client:
        client.sendmail(ada.address, ["friend@far.test", "other@far.test"],
                        f"From: <{ada.address}>\r\nSubject: {SUBJECT}\r\n\r\n{BODY}\r\n")

    def tried():
        lines = told_by_held(c, ada.address)
        return lines if any(x["field"] == "QueueOutcome.reason" for x in lines) else None
    lines = wait_for(tried, 60, "the queue to have tried")
    values = {}
    for line in lines:
        values.setdefault(line["field"], []).append(line["value"])
    assert values["Queued.sender"] == [ada.address]
    assert sorted(values["Queued.recipients"]) == ["friend@far.test", "other@far.test"]
    assert set(values["QueueOutcome.recipient"]) == {"friend@far.test", "other@far.test"}
    assert set(values["QueueOutcome.stage"]) == {"waits"} and set(values["QueueOutcome.reason"]) == {"connect"}
    assert [x["value"] for x in lines if x["what"].startswith("Messages in the queue")] == ["1"]
    # The limit forgives with time, so there may be fewer by now.
    assert [int(x["value"]) <= 2 for x in lines if x["what"].startswith("Recipients that they wrote to")] == [True]
    assert any("can read" in x["what"] for x in lines if x["field"] == "Queued.object")
    expect_nothing_of_hers(json.dumps(lines).encode(), "held")
    assert not [x for x in told_by_held(c, c.bob.address) if x["field"].startswith("Queue")]
    # `queue` itself tells of nobody.
    assert "far.test" not in json.dumps(c.command("queue")) and ada.address not in json.dumps(c.command("queue"))


def test_what_was_changed_is_told_for_as_long_as_it_can_be_read(c):
    c.command("alias", "set", "hers@a.test", c.ada.address)
    c.command("alias", "remove", "hers@a.test")
    assert "hers@a.test" in [x["value"] for x in told_by_held(c, c.ada.address)]
    assert "hers@a.test" not in [x["value"] for x in told_by_held(c, c.bob.address)]
    c.command("purge")
    assert "hers@a.test" not in [x["value"] for x in told_by_held(c, c.ada.address)]


def test_what_can_be_read_is_what_held_prints(c):
    """Everything about her that any command tells stands in `held`, which says what it is; that it is what lies on the
    disk, value by value, is compared in src/server/held_drill_test.cpp."""
    c.command("member", "duty", c.ada.address, "moderator")
    held = c.command("held", c.ada.address)
    lines = [line for section in held["sections"] for line in section["lines"]]
    told = "\n".join(line["value"] for line in lines)
    listed = next(m for m in c.command("member", "list")["members"] if m["address"] == c.ada.address)
    for address in listed["addresses"]:
        assert address in told
    assert listed["name"] in told
    assert f"{listed['used_bytes']} octets" in told and str(listed["messages"]) in told
    assert listed["duties"] == ["moderator"] and "moderator" in told
    known = {"address", "addresses", "name", "duties", "suspended", "quota_bytes", "used_bytes", "messages"}
    assert set(listed) <= known, "`member list` tells more than `held` is checked for here"
    assert all(line["what"] for line in lines) and held["cannot"]
