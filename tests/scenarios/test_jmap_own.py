# SPDX-License-Identifier: AGPL-3.0-or-later
"""The collective over the API: who may look after it, and by what."""
import base64
import json

import pytest
from harness import Collective
from test_jmap import CORE, DOMAIN, Client
from test_jmap_mail import MAIL, Program

COLLECTIVE = "urn:milpa:params:jmap:collective"


@pytest.fixture(scope="module")
def c():
    with Collective(DOMAIN) as collective:
        yield collective


def test_who_has_no_duty_may_look_and_no_more(c):
    ilse = Program(c, c.member("ilse"))

    def asked(name, **arguments):
        ((answered, result, _),) = ilse.do((name, {"accountId": "c", **arguments}), using=(CORE, COLLECTIVE))
        return result["type"] if answered == "error" else answered
    assert asked("Keyholders/get", ids=None) == "Keyholders/get" and asked("Member/get", ids=None) == "Member/get"
    for name, arguments in (("Keyholders/lock", {}), ("Queue/status", {}), ("Server/purge", {}),
                            ("Domain/set", {"create": {"a": {"name": "b.test"}}}),
                            ("Member/set", {"create": {"a": {"address": f"x@{DOMAIN}"}}})):
        assert asked(name, **arguments) == "forbidden", name
    assert c.command("status")["state"] == "unlocked"
    # A duty is given at the machine, and holds from the next request on; so does its end.
    assert c.command("member", "duty", ilse.member.address, "administrator")["duties"] == ["administrator"]
    assert asked("Queue/status") == "Queue/status" and asked("Alias/get") == "Alias/get"
    # A telephone has the mail, not the collective: no duty by an app password, nor by a session begun with one.
    made = c.command("member", "app-password", "add", ilse.member.address, "--label", "phone", stdin=[ilse.member.password])
    pair = f"{ilse.member.address}:{made['app_password']}".encode()
    body = json.dumps({"address": ilse.member.address, "secret": made["app_password"]})
    session = json.loads(ilse.ask("POST", "/auth/sign-in", body, authorization=None, content_type="application/json").body)
    own = ilse.fields["authorization"]
    for shown in (f"Basic {base64.b64encode(pair).decode()}", f"Bearer {session['token']}"):
        ilse.fields["authorization"] = shown
        assert asked("Member/get", ids=None) == "Member/get", shown
        assert asked("Queue/status") == asked("OpenPgpKey/publish", key=None) == "forbidden", shown
    ilse.fields["authorization"] = own
    assert c.command("member", "duty", "ilse", "none")["duties"] == []
    assert asked("Queue/status") == asked("Alias/get") == "forbidden"


def test_keyholders_unlock_the_server_without_signing_in():
    with Collective(DOMAIN) as c:
        member = c.member("ada")
        guest = Program(c, member)
        guest.fields.pop("authorization")

        def ask(name, **arguments):
            (answer,) = guest.call([name, {"accountId": "c", **arguments}, "0"], using=(CORE, COLLECTIVE))["methodResponses"]
            return answer[1]
        assert ask("Keyholders/get", ids=None)["list"][0]["isUnlocked"]
        assert ask("Keyholders/offer", share=c.shares[0])["type"] == "alreadyExists"
        c.command("lock")
        (locked,) = ask("Keyholders/get", ids=None)["list"]
        assert (locked["isUnlocked"], locked["collected"], locked["missing"]) == (False, [], c.threshold)
        assert Client(c, member).ask("GET", "/jmap/session").status == 503
        assert ask("Keyholders/offer", share="no share at all")["type"] == "invalidArguments"
        assert ask("Keyholders/offer", share=c.shares[2])["missing"] == 1
        assert ask("Keyholders/offer", share=c.shares[2])["type"] == "alreadyExists"
        opened = ask("Keyholders/offer", share=c.shares[0])
        assert opened["isUnlocked"] and opened["missing"] == 0
        assert Client(c, member).session["username"] == member.address
        body = json.dumps({"using": [CORE, MAIL], "methodCalls": [["Mailbox/get", {"accountId": "c"}, "0"]]})
        assert guest.ask("POST", "/jmap/api", body, content_type="application/json").status == 401
