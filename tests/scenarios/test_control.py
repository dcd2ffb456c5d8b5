# SPDX-License-Identifier: AGPL-3.0-or-later
"""The control socket, by the letter: the API for who is at the machine, without anybody's mail."""
import json
import os
import socket
import struct

import pytest
from harness import PASSWORD, Collective, Failed

CORE, MAIL = "urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"
COLLECTIVE = "urn:milpa:params:jmap:collective"


@pytest.fixture(scope="module")
def c():
    with Collective("a.test") as collective:
        collective.ada = collective.member("ada")
        yield collective


def exchange(c, kind, payload):
    """One request; the type of the reply and what it holds. Nothing where the server just hangs up."""
    with socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(60)
        # The path of a folder of tests may be longer than a socket's may be.
        folder = os.open(c.data, os.O_RDONLY)
        try:
            wire.connect(f"/proc/self/fd/{folder}/run/control.sock")
        finally:
            os.close(folder)
        try:
            wire.sendall(struct.pack(">I", len(payload) + 1) + kind + payload)
            octets = b""
            while part := wire.recv(65536):
                octets += part
        except ConnectionError:
            octets = b""
    return (octets[4:5], json.loads(octets[5:])) if octets else None


def call(c, name, using=(CORE, MAIL, COLLECTIVE), **arguments):
    request = {"using": using, "methodCalls": [[name, arguments, "0"]]}
    kind, answer = exchange(c, b"c", json.dumps(request).encode())
    assert kind == b"r", answer
    return answer["methodResponses"][0][1]


def test_it_speaks_the_api(c):
    assert call(c, "Keyholders/get", accountId="c", ids=None)["list"][0]["isUnlocked"]
    (ada,) = call(c, "Member/get", accountId="c", ids=None)["list"]
    assert ada["addresses"] == [c.ada.address]
    assert call(c, "Member/get", accountId="c", ids=1)["type"] == "invalidArguments"


def test_nobodys_mail_can_be_asked_for(c):
    id = call(c, "Member/lookup", accountId="c", address="ada")["id"]
    for account in (id, "a" + id, "c", "none"):
        for name, more in (("Mailbox/get", {}), ("Email/query", {}), ("Email/get", {"ids": ["x"]}), ("Identity/get", {})):
            assert call(c, name, accountId=account, **more)["type"] in ("forbidden", "unknownMethod"), name
    assert call(c, "PushSubscription/get")["type"] == "forbidden"
    # What is a member's own takes a credential of theirs.
    for name in ("AppPassword/get", "LoginSession/get", "TrustedGroup/get", "Entrusted/get"):
        assert call(c, name, accountId="c")["type"] == "forbidden", name
    assert call(c, "Proof/give", accountId="c", address="ada", secret="wrong horse battery")["kind"] == "denied"
    assert call(c, "Password/set", accountId="c", proof="0" * 32, password="x" * 20)["type"] == "forbidden"
    assert exchange(c, b"l", b"0" * 32) == (b"x", {"error": "denied", "message": "no such proof: who you are is shown anew"})
    proof = call(c, "Proof/give", accountId="c", address="ada", secret=PASSWORD)["proof"]
    assert call(c, "AppPassword/get", accountId="c", proof=proof, ids=None)["list"] == []


def test_keyholders_approve_at_the_machine_what_was_asked_for_elsewhere(c):
    bob = c.member("bob")
    id = call(c, "Member/lookup", accountId="c", address="bob")["id"]
    act = call(c, "Approval/set", accountId="c", create={"k": {"act": "resetMember", "memberId": id}})["created"]["k"]["id"]
    (waiting,) = c.command("approval", "list")["approvals"]
    assert (waiting["id"], waiting["address"], waiting["missing"], waiting["done"]) == (act, bob.address, 2, False)
    assert c.command("approval", "give", act, stdin=c.shares[:1]) == {"id": act, "done": False, "missing": 1}
    for wrong, kind in (([], "missing"), (c.shares[:1], "conflict"), (["nonsense"], "syntax")):
        with pytest.raises(Failed) as refused:
            c.command("approval", "give", act, stdin=wrong)
        assert refused.value.kind == kind
    assert c.command("approval", "give", act, stdin=c.shares[1:2])["done"]
    assert call(c, "Approval/collect", accountId="c", id=act)["recoveryCode"]
    assert c.command("approval", "list")["approvals"] == []


def test_what_is_no_request_is_refused(c):
    for kind, payload in ((b"c", b"{"), (b"c", b"[]"), (b"c", b"{}"), (b"l", b"nonsense"), (b"r", b"{}")):
        assert exchange(c, kind, payload)[0] == b"x"
    for kind, payload in ((b"s", b"a secret frame of old"), (b"?", b""), (b"c", b"x" * (2 * 1024 * 1024))):
        assert exchange(c, kind, payload) is None
    assert c.command("status")["state"] == "unlocked"
