# SPDX-License-Identifier: AGPL-3.0-or-later
"""The collective over the API: who may look after it, and by what."""
import base64
import json

import pytest
from harness import Collective, Failed
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


def test_the_page_of_the_collective_is_for_everybody_while_it_is_unlocked(c):
    wanda = Program(c, c.member("wanda"))
    nobody = Program(c, wanda.member)
    nobody.fields.pop("authorization")

    def asked(program, name, **arguments):
        ((answered, result, _),) = program.do((name, {"accountId": "c", **arguments}), using=(CORE, COLLECTIVE))
        return result["type"] if answered == "error" else result
    said = {"language": "es", "contact": "https://chat.test/milpa",
            "texts": {"es": {"about": "Somos una milpa.\n\nAquí.", "canary": "Hasta hoy, ninguna orden."}}}
    assert asked(wanda, "Collective/set", update={"singleton": said}) == "forbidden"
    c.command("member", "duty", "wanda", "administrator")
    changed = asked(wanda, "Collective/set", update={"singleton": said})["updated"]["singleton"]
    (page,) = asked(nobody, "Collective/get")["list"]
    assert page["texts"]["es"]["about"] == said["texts"]["es"]["about"] and page["contact"] == said["contact"]
    assert page["canaryUpdated"] == changed["canaryUpdated"] and page["canaryUpdated"].keys() == {"es"}
    c.command("lock")
    assert asked(nobody, "Collective/get") == "serverUnavailable"
    c.unlock()
    assert asked(nobody, "Collective/get")["list"] == [page]
    c.command("purge")
    c.restart()
    assert asked(nobody, "Collective/get")["list"] == [page]


def test_how_busy_the_server_is(c):
    xenia = Program(c, c.member("xenia"))

    def asked(name):
        ((answered, result, _),) = xenia.do((name, {"accountId": "c"}), using=(CORE, COLLECTIVE))
        return result["type"] if answered == "error" else result
    assert asked("Server/load") == "forbidden"
    c.command("member", "duty", "xenia", "administrator")
    before = asked("Server/load")
    c.send([xenia.member.address])
    c.messages(xenia.member)
    after = asked("Server/load")
    assert after["now"]["messagesIn"] >= before["now"]["messagesIn"] + 1
    assert after["now"]["requests"] > before["now"]["requests"]
    assert after["now"]["openVaults"] >= 1 and after["now"]["queued"] == 0
    # In its sandbox, too.
    assert after["now"]["memoryOctets"] > 10_000_000 and after["now"]["processorSeconds"] > 0
    storage = after["storage"]
    assert 0 < storage["usedOctets"] and 0 < storage["freeOctets"] <= storage["totalOctets"]
    assert storage["messages"] >= 1 and storage["mailOctets"] >= 1
    assert after["processors"] >= 1 and after["interval"] == 300
    (first,) = after["samples"]     # of the start
    assert first["messagesIn"] == 0 and first["queued"] is None and first["at"] <= after["now"]["at"]
    assert xenia.member.address not in json.dumps(after)


def test_an_app_password_does_not_look_after_the_account(c):
    """It is for one program, and lies in a telephone. Whoever has that ends no session, takes no app password back and does
    not see them; a session begun with one signs itself out, and no more."""
    member = c.member("gerd")
    made = c.command("member", "app-password", "add", member.address, "--label", "phone", stdin=[member.password])

    def signed_in(secret):
        program = Program(c, member)
        body = json.dumps({"address": member.address, "secret": secret})
        begun = program.ask("POST", "/auth/sign-in", body, authorization=None, content_type="application/json")
        token = json.loads(begun.body)
        program.fields["authorization"] = f"Bearer {token['token']}"
        return program, token["session"]

    def asked(program, name, **arguments):
        ((answered, result, _),) = program.do((name, {"accountId": "c", **arguments}), using=(CORE, COLLECTIVE))
        return result["type"] if answered == "error" else result

    def auth(program, path, **body):
        return program.ask("POST", f"/auth/{path}", json.dumps(body), content_type="application/json").status
    browser, here = signed_in(member.password)
    proof = asked(browser, "Proof/give", secret=member.password)["proof"]
    phone, there = signed_in(made["app_password"])
    basic = Program(c, member)
    basic.fields["authorization"] = "Basic " + base64.b64encode(f"{member.address}:{made['app_password']}".encode()).decode()
    for program in (phone, basic):
        for name, arguments in (
                ("LoginSession/get", {}), ("LoginSession/set", {"destroy": [here]}), ("AppPassword/get", {}),
                ("AppPassword/set", {"destroy": [made["id"]]}), ("Proof/give", {"secret": member.password}),
                ("AppPassword/set", {"proof": proof, "create": {"a": {"label": "another"}}}),
                ("RecoveryCode/renew", {"proof": proof}), ("Password/set", {"proof": proof, "password": "another long one"}),
                ("TrustedGroup/get", {}), ("Entrusted/get", {}),
                ("TrustedGroup/set", {"proof": proof, "update": {"singleton": {"threshold": 0}}}), ("Held/get", {})):
            assert asked(program, name, **arguments) == "forbidden", name
    for path in ("prove", "passkeys", "passkeys/offer", "passkeys/add", "passkeys/open", "passkeys/remove", "totp/offer",
                 "totp/confirm", "totp/remove"):
        assert auth(phone, path, proof=proof) == 403, path
    assert {one["id"] for one in asked(browser, "LoginSession/get")["list"]} == {here, there}
    assert [one["id"] for one in asked(browser, "AppPassword/get")["list"]] == [made["id"]] and auth(browser, "passkeys") == 200
    # At the machine it takes its member's mail away, and no more.
    for words in (("list", member.address), ("remove", member.address, "--id", made["id"])):
        with pytest.raises(Failed, match="password or the recovery code"):
            c.command("member", "app-password", *words, stdin=[made["app_password"]])
    assert auth(phone, "sign-out") == 200 and [one["id"] for one in asked(browser, "LoginSession/get")["list"]] == [here]


def test_who_is_invited_chooses_no_name_that_is_taken_for_another(c):
    maria = c.member("maria")
    guest = Program(c, maria)
    guest.fields.pop("authorization")
    token = c.command("invitation", "add")["token"]

    def accept(address, **more):
        arguments = {"accountId": "c", "token": token, "address": address, "password": "a long password", **more}
        ((_, result, _),) = guest.do(("Invitation/accept", arguments), using=(CORE, COLLECTIVE))
        return result
    for name in ("support", "tls-rpt", "no.reply", "Postmaster", "\u0430dmin", "sslwebmaster"):
        refused = accept(name)
        assert refused["type"] == "forbidden" and "administrators" in refused["description"], name
    for name in ("rnaria", "MARIA"):
        assert accept(name)["type"] == "alreadyExists", name
    for name in ("m\u0430ria", "\uff4d\uff41\uff52\uff49\uff41", "mar\u034fia"):
        refused = accept(name)
        assert refused["type"] == "invalidArguments" and "taken for others" in refused["description"], name
    assert accept("zoe", password="short")["type"] == "invalidArguments"
    assert accept("\u0437\u043e\u044f")["address"] == f"\u0437\u043e\u044f@{DOMAIN}"
    # An administrator knows whom they give it to.
    assert c.member("noreply").address == f"noreply@{DOMAIN}" and c.member("rnaria").address == f"rnaria@{DOMAIN}"


def test_who_is_invited_does_not_try_addresses_without_an_end():
    """Such a try counts as a wrong password from there does: neither tells who is here, nor has the server hash at will."""
    with Collective(DOMAIN) as c:
        maria = c.member("maria")
        guest = Program(c, maria)
        own = guest.fields.pop("authorization")
        token = c.command("invitation", "add")["token"]

        def accept(address):
            arguments = {"accountId": "c", "token": token, "address": address, "password": "a long password"}
            ((_, result, _),) = guest.do(("Invitation/accept", arguments), using=(CORE, COLLECTIVE))
            return result.get("type", "joined")
        told = [accept("maria") for _ in range(40)]
        assert set(told[:30]) == {"alreadyExists"} and told[-1] == "rateLimit"
        assert accept("zoe") == "rateLimit"
        # Nor is a password tried from there now; what holds already does.
        body = json.dumps({"address": maria.address, "secret": maria.password})
        assert guest.ask("POST", "/auth/sign-in", body, content_type="application/json").status == 429
        assert guest.ask("GET", "/jmap/session", authorization=own).status == 200


def test_an_administrator_does_not_remove_themselves(c):
    """What removes a member ends what has their vault open, and this very request would have it."""
    otto, paul = Program(c, c.member("otto")), Program(c, c.member("paul"))
    for one in (otto, paul):
        c.command("member", "duty", one.member.address, "administrator")

    def asked(program, name, **arguments):
        ((answered, result, _),) = program.do((name, {"accountId": "c", **arguments}), using=(CORE, COLLECTIVE))
        assert answered == name, result
        return result
    who = asked(otto, "Member/lookup", address="otto")["id"]
    refused = asked(otto, "Member/set", destroy=[who])["notDestroyed"][who]
    assert refused["type"] == "forbidden" and "another administrator" in refused["description"]
    (otto_now,) = asked(paul, "Member/get", ids=[who])["list"]
    assert not otto_now["suspended"] and asked(otto, "Queue/status")
    assert asked(paul, "Member/set", destroy=[who])["destroyed"] == [who]
    assert otto.ask("GET", "/jmap/session").status == 401
    c.command("member", "duty", "paul", "none")


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
        # Nobody can sign in, so what is too large for a guest is too large.
        large = json.dumps({"using": [CORE], "methodCalls": [["Core/echo", {"x": "x" * 100_000}, "0"]]})
        assert guest.ask("POST", "/jmap/api", large, content_type="application/json").status == 413
        assert ask("Keyholders/offer", share="no share at all")["type"] == "invalidArguments"
        assert ask("Keyholders/offer", share=c.shares[2])["missing"] == 1
        assert ask("Keyholders/offer", share=c.shares[2])["type"] == "alreadyExists"
        opened = ask("Keyholders/offer", share=c.shares[0])
        assert opened["isUnlocked"] and opened["missing"] == 0
        assert Client(c, member).session["username"] == member.address
        body = json.dumps({"using": [CORE, MAIL], "methodCalls": [["Mailbox/get", {"accountId": "c"}, "0"]]})
        assert guest.ask("POST", "/jmap/api", body, content_type="application/json").status == 401
        # It is too large for a guest only: whoever sends it is told to sign in, and then it is taken.
        assert guest.ask("POST", "/jmap/api", large, content_type="application/json").status == 401
        assert Client(c, member).ask("POST", "/jmap/api", large, content_type="application/json").status == 200
