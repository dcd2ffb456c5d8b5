# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members and what opens their vaults: passwords, app passwords, recovery codes, resets, leaving."""
import base64
import glob
import imaplib
import json
import mailbox
import os
import smtplib

import pytest
from harness import PASSWORD, Collective, Failed, Member
from test_jmap import CORE, DOMAIN
from test_jmap_mail import MAIL, SUBMISSION, Program

CONTACTS = "urn:ietf:params:jmap:contacts"
COLLECTIVE = "urn:milpa:params:jmap:collective"


def can_log_in(c, address, secret):
    try:
        c.imap(Member(address, secret, "")).logout()
        return True
    except imaplib.IMAP4.error:
        return False


def test_passwords_app_passwords_and_recovery_lose_nothing():
    with Collective("a.test") as c:
        ada = c.member("ada")
        c.send([ada.address], subject="one")
        app = c.command("member", "app-password", "add", ada.address, "--label", "phone", stdin=[PASSWORD])
        assert can_log_in(c, ada.address, app["app_password"])
        assert c.messages(Member(ada.address, app["app_password"], ""))[0].count(b"one")
        listed = c.command("member", "app-password", "list", ada.address, stdin=[PASSWORD])["app_passwords"]
        assert [(p["id"], p["label"]) for p in listed] == [(app["id"], "phone")]

        c.command("member", "password", ada.address, stdin=[PASSWORD, "another long password"])
        assert not can_log_in(c, ada.address, PASSWORD)
        ada.password = "another long password"
        assert len(c.messages(ada)) == 1
        with pytest.raises(Failed) as refused:
            c.command("member", "password", ada.address, stdin=["wrong", "x" * 20])
        assert refused.value.kind == "denied"

        # The password is forgotten: the code mends it, once, and gives a new code.
        fresh = c.command("member", "recover", ada.address, stdin=[ada.recovery_code, "a third long password"])
        ada.password = "a third long password"
        assert len(c.messages(ada)) == 1
        with pytest.raises(Failed):
            c.command("member", "recover", ada.address, stdin=[ada.recovery_code, "a fourth long password"])
        again = c.command("member", "recovery-code", ada.address, stdin=[ada.password])["recovery_code"]
        with pytest.raises(Failed):
            c.command("member", "recover", ada.address, stdin=[fresh["recovery_code"], "a fourth long password"])
        c.command("member", "recover", ada.address, stdin=[again, "a fourth long password"])

        c.command("member", "app-password", "remove", ada.address, "--id", app["id"], stdin=["a fourth long password"])
        assert not can_log_in(c, ada.address, app["app_password"])


def test_a_reset_needs_keyholders_and_the_old_vault_comes_back_with_an_old_secret():
    with Collective("a.test") as c:
        ada = c.member("ada")
        c.send([ada.address], subject="from before")
        box = c.imap(ada)
        box.create("Plans")
        box.append("Plans", r"(\Seen)", None, b"Subject: a plan\r\n\r\nkept\r\n")
        box.logout()
        with pytest.raises(Failed) as refused:
            c.command("member", "reset", ada.address, stdin=["a fresh long password", c.shares[0]])
        assert refused.value.kind in ("denied", "missing")
        assert len(c.messages(ada)) == 1

        c.command("member", "reset", ada.address, stdin=["a fresh long password", *c.shares[1:]])
        assert not can_log_in(c, ada.address, PASSWORD)
        new = Member(ada.address, "a fresh long password", "")
        assert c.messages(new) == []
        c.send([ada.address], subject="from after")
        assert len(c.messages(new)) == 1

        with pytest.raises(Failed) as refused:
            c.command("member", "reopen", ada.address, stdin=[new.password, "wrong old password"])
        assert refused.value.kind == "denied"
        c.restart()
        assert c.command("member", "reopen", ada.address, stdin=[new.password, PASSWORD])["messages"] == 2
        assert sorted(b"before" in m for m in c.messages(new)) == [False, True]
        assert c.messages(new, "Plans") == [b"Subject: a plan\r\n\r\nkept\r\n"]
        with pytest.raises(Failed) as refused:
            c.command("member", "reopen", ada.address, stdin=[new.password, PASSWORD])
        assert refused.value.kind == "missing"


def secret_key(octets):
    """In the form of one (RFC 9580 5.5.3)."""
    packet = b"\xc5" + bytes([len(octets) + 8]) + b"\x04\0\0\0\0\x16\0\0" + octets
    return "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n" + base64.b64encode(packet).decode() + \
        "\n-----END PGP PRIVATE KEY BLOCK-----\n"


def test_all_beside_the_mail_comes_back_from_a_former_vault():
    with Collective(DOMAIN) as c:
        c.member("first")
        ada = Program(c, c.member("ada"))
        using = (CORE, MAIL, SUBMISSION, CONTACTS, "urn:ietf:params:jmap:blob", "urn:milpa:params:jmap:client-data",
                 "urn:milpa:params:jmap:openpgp")
        picture = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"a picture" * 1000).decode()

        def one(program, name, **arguments):
            ((answered, result, _),) = program.do((name, arguments), using=using)
            assert answered == name, result
            return result

        def card(uid, **more):
            return {"@type": "Card", "version": "1.0", "uid": uid, "name": {"full": f"Name of {uid}"}, **more}
        (first,) = one(ada, "AddressBook/get", ids=None)["list"]
        book = one(ada, "AddressBook/set", create={"b": {"name": "Werkstatt"}})["created"]["b"]["id"]
        one(ada, "ContactCard/set", create={
            "a": card("urn:uuid:a", addressBookIds={first["id"]: True},
                      media={"m": {"@type": "Media", "kind": "photo", "uri": picture}}),
            "b": card("urn:uuid:b", addressBookIds={book: True}), "c": card("urn:uuid:c", addressBookIds={book: True})})
        (own,) = one(ada, "Identity/get", ids=None)["list"]
        one(ada, "Identity/set", update={own["id"]: {"textSignature": "Quitten und Birnen"}})
        one(ada, "ClientData/set", create={"a": {"name": "portal.theme", "value": {"dark": True}},
                                           "b": {"name": "portal.keys", "value": "as before"}})
        keys = {name: secret_key(name.encode()) for name in ("old", "used", "both")}
        one(ada, "OpenPgpSecretKey/set", create={
            name: {"fingerprint": str(n) * 40, "secretKey": key, "label": name, "isDefault": name == "used"}
            for n, (name, key) in enumerate(keys.items())})
        mailbox = ada.mailbox("inbox")
        email = one(ada, "Email/set", create={"e": {
            "mailboxIds": {mailbox: True}, "from": [{"email": ada.member.address}], "to": [{"email": f"first@{DOMAIN}"}],
            "subject": "from before", "bodyStructure": {"partId": "1", "type": "text/plain"},
            "bodyValues": {"1": {"value": "x"}}}})["created"]["e"]["id"]
        made = one(ada, "EmailSubmission/set", create={
            "s": {"emailId": email, "identityId": own["id"]},
            "later": {"emailId": email, "identityId": own["id"], "envelope": {
                "mailFrom": {"email": ada.member.address, "parameters": {"HOLDFOR": "86400"}},
                "rcptTo": [{"email": f"first@{DOMAIN}"}]}}})["created"]
        sent, later = made["s"]["id"], made["later"]["id"]
        assert made["later"]["undoStatus"] == "pending"

        c.command("member", "reset", ada.member.address, stdin=["a fresh long password", *c.shares[1:]])
        new = Program(c, Member(ada.member.address, "a fresh long password", ""))
        (first,) = one(new, "AddressBook/get", ids=None)["list"]
        # One of them is there already: it stays as it is here.
        one(new, "ContactCard/set", create={"b": {**card("urn:uuid:b", addressBookIds={first["id"]: True}),
                                                  "name": {"full": "newer"}}})
        one(new, "ClientData/set", create={"b": {"name": "portal.keys", "value": "newer"}})
        one(new, "OpenPgpSecretKey/set", create={"k": {"fingerprint": "2" * 40, "secretKey": keys["both"], "label": "newer"}})
        told = c.command("member", "reopen", ada.member.address, stdin=["a fresh long password", PASSWORD])
        assert (told["messages"], told["kept"]) == (1, False), told
        with pytest.raises(Failed) as refused:      # it has gone
            c.command("member", "reopen", ada.member.address, stdin=["a fresh long password", PASSWORD])
        assert refused.value.kind == "missing"

        books = {one["name"]: one["id"] for one in one(new, "AddressBook/get", ids=None)["list"]}
        assert set(books) == {first["name"], "Werkstatt"}
        cards = {one["uid"]: one for one in one(new, "ContactCard/get", ids=None)["list"]}
        assert {uid: one["name"]["full"] for uid, one in cards.items()} == {
            "urn:uuid:a": "Name of urn:uuid:a", "urn:uuid:b": "newer", "urn:uuid:c": "Name of urn:uuid:c"}
        assert cards["urn:uuid:c"]["addressBookIds"] == {books["Werkstatt"]: True}
        (photo,) = cards["urn:uuid:a"]["media"].values()
        assert photo["mediaType"] == "image/png" and "uri" not in photo
        (blob,) = one(new, "Blob/get", ids=[photo["blobId"]], properties=["data:asBase64"])["list"]
        assert picture.endswith(";base64," + blob["data:asBase64"])
        (own,) = one(new, "Identity/get", ids=None)["list"]
        assert own["textSignature"] == "Quitten und Birnen"
        kept = {one["id"]: one for one in one(new, "EmailSubmission/get", ids=None)["list"]}
        (email,) = one(new, "Email/query", filter={"subject": "from before"})["ids"]
        assert kept.keys() == {sent, later} and kept[sent]["emailId"] == email
        assert {one["name"]: one["value"] for one in one(new, "ClientData/get", ids=None)["list"]} == {
            "portal.theme": {"dark": True}, "portal.keys": "newer"}
        back = {one["label"]: (one["secretKey"], one["isDefault"]) for one in one(new, "OpenPgpSecretKey/get", ids=None)["list"]}
        assert back == {"old": (keys["old"], False), "used": (keys["used"], False), "newer": (keys["both"], True)}
        # What waited for its time then never leaves, and says so; it is not in the way for ever.
        assert kept[later]["undoStatus"] == "final"
        assert kept[later]["deliveryStatus"][f"first@{DOMAIN}"]["delivered"] == "no"
        assert one(new, "EmailSubmission/set", destroy=[later])["destroyed"] == [later]
        c.command("purge")
        c.restart()
        assert one(new, "ContactCard/get", ids=None)["list"][0]["uid"] == "urn:uuid:b"


def test_suspending_ends_sessions_and_refuses_mail():
    with Collective("a.test") as c:
        ada = c.member("ada")
        box = c.imap(ada)
        box.select("INBOX")
        c.command("member", "suspend", ada.address)
        with pytest.raises((imaplib.IMAP4.abort, imaplib.IMAP4.error, OSError)):
            for _ in range(3):
                box.noop()
        assert not can_log_in(c, ada.address, PASSWORD)
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            c.send([ada.address])
        assert refused.value.recipients[ada.address][0] == 550
        c.command("member", "restore", ada.address)
        c.send([ada.address])
        assert len(c.messages(ada)) == 1


def test_removing_frees_the_address():
    with Collective("a.test") as c:
        c.member("bob")  # the first member gets postmaster@
        ada = c.member("ada")
        c.send([ada.address])
        c.command("member", "remove", ada.address)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            c.send([ada.address])
        again = c.member("ada")
        assert c.messages(again) == []


def test_quota():
    with Collective("a.test") as c:
        ada = c.member("ada", quota=20_000)
        c.send([ada.address], body="x" * 9_000 + "\r\n")
        with pytest.raises((smtplib.SMTPDataError, smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused)) as refused:
            c.send([ada.address], body="y" * 15_000 + "\r\n")
        assert "452" in str(refused.value)
        box = c.imap(ada)
        with pytest.raises(imaplib.IMAP4.error):
            ok, text = box.append("INBOX", None, None, b"Subject: too much\r\n\r\n" + b"z" * 15_000)
            raise imaplib.IMAP4.error(text) if ok != "OK" else AssertionError("over quota, and taken")
        box.select("INBOX")
        box.store("1", "+FLAGS", r"\Deleted")
        box.expunge()
        box.logout()
        c.send([ada.address], body="y" * 15_000 + "\r\n")


def test_an_alias_with_a_full_member():
    with Collective("a.test") as c:
        ada, bob, eve = c.member("ada", quota=20_000), c.member("bob"), c.member("eve")
        c.command("alias", "set", "all@a.test", ada.address, bob.address)
        c.send([ada.address], body="x" * 15_000 + "\r\n")
        text = "From: eve@a.test\r\nTo: all@a.test\r\nSubject: to all\r\n\r\n" + "y" * 15_000 + "\r\n"
        with c.submission(eve) as client:
            client.sendmail(eve.address, ["all@a.test"], text)
        assert [b"Subject: to all" in m for m in c.messages(bob)] == [True]
        assert len(c.messages(ada)) == 1
        (report,) = c.messages(eve)
        assert b"Status: 5.2.2" in report and b"all@a.test" in report and b"Subject: to all" in report
        assert b"ada@" not in report and b"bob@" not in report, "who stands behind an alias"
        # A report about a report is none; and where nobody has room, the sender keeps the message.
        c.send(["all@a.test"], sender="", body="z" * 15_000 + "\r\n")
        assert len(c.messages(bob)) == 2 and len(c.messages(eve)) == 1
        with pytest.raises((smtplib.SMTPDataError, smtplib.SMTPRecipientsRefused)) as refused:
            c.send([ada.address], body="z" * 15_000 + "\r\n")
        assert "452" in str(refused.value)


def test_held_says_what_there_is_and_what_not():
    with Collective("a.test") as c:
        ada = c.member("ada", name="Ada L.")
        c.command("member", "app-password", "add", ada.address, "--label", "old phone", stdin=[PASSWORD])
        c.send([ada.address], subject="unheard of")
        held = c.command("held", ada.address)
        told = "\n".join(line["value"] for section in held["sections"] for line in section["lines"])
        for word in ("ada@a.test", "Ada L.", "old phone"):
            assert word in told
        assert "unheard" not in str(held)
        assert held["cannot"]


def test_leaving_takes_everything_along():
    with Collective("a.test") as c:
        ada = c.member("ada")
        box = c.imap(ada)
        box.create('"Work/2026 &AOk-t&AOk-"')
        texts = [b"Subject: %d\r\n\r\nFrom the start\r\n%s\r\n" % (n, b"x" * n * 1000) for n in range(20)]
        for n, text in enumerate(texts):
            box.append('"Work/2026 &AOk-t&AOk-"' if n % 2 else "INBOX", r"(\Seen \Flagged Work $Later)" if n % 3 == 0 else None,
                       '"02-Nov-2026 10:00:00 +0000"', text)
        box.logout()
        to = os.path.join(c.folder, "export")
        with pytest.raises(Failed) as refused:
            c.command("leave", ada.address, "--to", os.path.join(c.folder, "no"), stdin=["wrong password"])
        assert refused.value.kind == "denied"
        assert c.command("leave", ada.address, "--to", to, stdin=[PASSWORD])["messages"] == 20

        lf = sorted(t.replace(b"\r\n", b"\n") for t in texts)
        maildir = mailbox.Maildir(to + "/Maildir", create=False)
        found = [m.as_bytes() for m in maildir]
        work = maildir.get_folder("Work.2026 été")
        seen = [m for m in work if "S" in m.get_flags() and "F" in m.get_flags()]
        found += [m.as_bytes() for m in work]
        assert sorted(found) == lf
        assert len(seen) == 3
        # Keywords as Dovecot has them, and the time at which each message came.
        names = dict(line.split() for line in open(to + "/Maildir/.Work.2026 été/dovecot-keywords"))
        assert sorted(names.values()) == ["$Later", "Work"]
        assert all({"a", "b"} <= set(m.get_flags()) for m in seen)
        assert {round(os.stat(p).st_mtime) for p in glob.glob(to + "/Maildir/cur/*")} == {1793613600}
        assert os.path.getsize(to + "/mbox/Drafts.mbox") == 0  # an empty mailbox is one, too

        tagged = [m for p in glob.glob(to + "/mbox/*.mbox") for m in mailbox.mbox(p, create=False) if m["X-Keywords"]]
        assert len(tagged) == 7 and all(m["X-Mozilla-Keys"] == m["X-Keywords"] == "Work $Later" for m in tagged)

        kept = []
        for path in glob.glob(to + "/mbox/*.mbox"):
            for message in mailbox.mbox(path, create=False):
                del message["Status"], message["X-Status"], message["X-Keywords"], message["X-Mozilla-Keys"]
                kept.append(message.get_payload())
        assert sorted(k.replace("\n>From ", "\nFrom ").removeprefix(">").strip() for k in kept) == \
            sorted(t.split(b"\n\n", 1)[1].decode().strip() for t in lf)


def test_keyholders_thaw_an_account_whose_group_cannot():
    with Collective(DOMAIN) as c:
        ada, bob = c.member("ada"), c.member("bob")

        def signed_in(member):
            program = Program(c, member)
            body = json.dumps({"address": member.address, "secret": member.password})
            begun = program.ask("POST", "/auth/sign-in", body, authorization=None, content_type="application/json")
            program.fields["authorization"] = f"Bearer {json.loads(begun.body)['token']}"

            def asked(name, **arguments):
                ((answered, result, _),) = program.do((name, {"accountId": "c", **arguments}), using=(CORE, COLLECTIVE))
                assert answered == name, result
                return result
            return asked
        owner, friend = signed_in(ada), signed_in(bob)
        trusted = owner("TrustedGroup/set", proof=owner("Proof/give", secret=ada.password)["proof"],
                        update={"singleton": {"addresses": [bob.address], "threshold": 1}})
        assert "singleton" in trusted["updated"]
        with pytest.raises(Failed, match="is not frozen") as refused:
            c.command("member", "thaw", ada.address, stdin=c.shares[:2])
        assert refused.value.kind == "missing"
        (entrusted,) = friend("Entrusted/get")["list"]
        friend("Entrusted/freeze", id=entrusted["id"])
        assert not can_log_in(c, ada.address, PASSWORD)
        # Those whom its owner chose come first, and k keyholders are needed.
        with pytest.raises(Failed, match="do so themselves") as refused:
            c.command("member", "thaw", ada.address, stdin=c.shares[:2])
        assert refused.value.kind == "conflict"
        c.command("member", "suspend", bob.address)
        with pytest.raises(Failed, match="more keyholders") as refused:
            c.command("member", "thaw", ada.address, stdin=c.shares[:1])
        assert refused.value.kind == "denied" and c.command("approval", "list")["approvals"] == []
        assert not can_log_in(c, ada.address, PASSWORD)
        thawed = c.command("member", "thaw", ada.address, stdin=c.shares[1:])
        assert (thawed["address"], thawed["frozen"]) == (ada.address, False)
        assert can_log_in(c, ada.address, PASSWORD)
        assert c.command("keyholders", "show")["acts"][-1]["shares"] == [2, 3]


def test_an_unknown_address_and_a_wrong_password_are_not_told_apart():
    with Collective("a.test") as c:
        ada = c.member("ada")
        answers = set()
        for address, secret in ((ada.address, "wrong wrong wrong"), ("nobody@a.test", PASSWORD)):
            try:
                c.imap(Member(address, secret, ""))
            except imaplib.IMAP4.error as e:
                answers.add(str(e))
        assert len(answers) == 1
