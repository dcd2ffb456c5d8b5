# SPDX-License-Identifier: AGPL-3.0-or-later
"""EmailSubmission (RFC 8621 7) between two collectives: held until its time, taken back, and what became of it."""
import time
from contextlib import ExitStack

import pytest
from harness import Collective, free_ports, wait_for
from test_jmap import CORE, DOMAIN
from test_jmap_mail import MAIL, SUBMISSION, Program

MDN = "urn:ietf:params:jmap:mdn"


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """The API's collective, and b.test which it sends to."""
    zone = tmp_path_factory.mktemp("zone") / "zone"
    zone.write_text("b.test. IN MX 10 mx.b.test.\nmx.b.test. IN A 127.0.0.3\n")
    port = free_ports(1)[0]
    settings = {"outbound.port": port, "outbound.zone": zone, "outbound.retry_first": 1, "outbound.retry_max": 2}
    with ExitStack() as stack:
        a = stack.enter_context(Collective(DOMAIN, settings=settings))
        b = stack.enter_context(Collective("b.test", settings={**settings, "port.smtp": port}, listen="127.0.0.3"))
        b.ports["smtp"] = port
        a.member("first")
        b.member("first")
        yield a, b


def write(program, to, subject, **more):
    """An email that lies among the drafts."""
    made = program.set("Email", create={"e": {
        "mailboxIds": {program.mailbox("drafts"): True}, "from": [{"email": program.member.address}],
        "to": [{"email": one} for one in to], "subject": subject, "keywords": {"$draft": True}, **more,
        "bodyStructure": {"partId": "1", "type": "text/plain"}, "bodyValues": {"1": {"value": "x"}}}})
    return made["created"]["e"]["id"]


def submit(program, to, subject, fields=None, **parameters):
    """The submission as the server tells it."""
    (identity,) = program.all("Identity")
    object = {"emailId": write(program, to, subject, **(fields or {})), "identityId": identity}
    if parameters:
        object["envelope"] = {"mailFrom": {"email": program.member.address, "parameters": parameters},
                              "rcptTo": [{"email": one} for one in to]}
    return program.set("EmailSubmission", create={"s": object})["created"]["s"]


def status(program, id):
    return program.all("EmailSubmission")[id]


def subjects(c, member):
    return [line for message in c.messages(member) for line in message.split(b"\r\n") if line.startswith(b"Subject:")]


def test_held_mail_survives_a_restart_and_can_be_taken_back(pair):
    a, b = pair
    bob, cleo = b.member("bob"), a.member("cleo")
    ada = Program(a, a.member("ada"))
    told = ada.session["accounts"][ada.own]["accountCapabilities"][SUBMISSION]
    assert told["maxDelayedSend"] == 30 * 24 * 3600 and "FUTURERELEASE" in told["submissionExtensions"]
    made = submit(ada, [bob.address, cleo.address], "regretted", HOLDFOR="86400")
    assert made["undoStatus"] == "pending"
    assert {one["delivered"] for one in made["deliveryStatus"].values()} == {"queued"}
    a.restart()
    assert status(ada, made["id"])["undoStatus"] == "pending"
    # Nobody has to look after it, and nobody can hurry it.
    waiting = a.command("queue")
    assert (waiting["messages"], waiting["recipients"], waiting["held"], waiting["by_reason"]) == (1, 2, 2, {})
    assert a.command("queue", "retry") == {"recipients": 0, "held": 2}
    before = ada.one("EmailSubmission/get", ids=[])["state"]
    ada.set("EmailSubmission", update={made["id"]: {"undoStatus": "canceled"}})
    wait_for(lambda: a.command("queue")["messages"] == 0, what="the queue to be empty")
    now = status(ada, made["id"])
    assert now["undoStatus"] == "canceled" and now["deliveryStatus"] is None
    assert ada.one("EmailSubmission/changes", sinceState=before)["updated"] == [made["id"]]
    again = ada.one("EmailSubmission/set", update={made["id"]: {"undoStatus": "final"}})
    assert again["notUpdated"][made["id"]]["type"] == "invalidProperties"
    a.restart()
    assert subjects(a, cleo) == [] and subjects(b, bob) == []


def test_held_mail_leaves_when_its_time_has_come(pair):
    a, b = pair
    dan, eva = b.member("dan"), a.member("eva")
    gus = Program(a, a.member("gus"))
    until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 45))
    made = submit(gus, [dan.address, eva.address], "in good time", HOLDUNTIL=until)
    assert (made["undoStatus"], made["sendAt"]) == ("pending", until)
    assert subjects(a, eva) == []
    before = gus.one("EmailSubmission/get", ids=[])["state"]
    wait_for(lambda: subjects(b, dan) and subjects(a, eva), 240, "the mail")
    assert subjects(b, dan) == subjects(a, eva) == [b"Subject: in good time"]
    wait_for(lambda: status(gus, made["id"])["deliveryStatus"][dan.address]["delivered"] == "unknown", 240, "what became of it")
    now = status(gus, made["id"])
    assert now["undoStatus"] == "final" and now["sendAt"] == until
    assert now["deliveryStatus"][eva.address]["delivered"] == "yes"
    assert now["deliveryStatus"][dan.address]["smtpReply"].startswith("250 ")
    assert gus.one("EmailSubmission/changes", sinceState=before)["updated"] == [made["id"]]
    late = gus.one("EmailSubmission/set", update={made["id"]: {"undoStatus": "canceled"}})
    assert late["notUpdated"][made["id"]]["type"] == "cannotUnsend"
    wait_for(lambda: a.command("queue")["messages"] == 0, what="the queue to be empty")


def test_what_became_of_it_is_told_while_the_member_is_away(pair):
    a, b = pair
    hans = b.member("hans")
    ida = Program(a, a.member("ida"))
    b.stop()                                               # nothing becomes of it before she is away
    made = submit(ida, [hans.address, "nobody@b.test"], "to two")
    a.command("member", "suspend", ida.member.address)     # their vault is closed
    b.start()
    b.unlock()
    a.command("queue", "retry")
    wait_for(lambda: subjects(b, hans), 240, "the mail")
    wait_for(lambda: a.command("queue")["messages"] == 0, 240, "the queue to be empty")
    a.command("member", "restore", ida.member.address)
    told = status(ida, made["id"])["deliveryStatus"]
    assert told[hans.address]["delivered"] == "unknown" and told[hans.address]["smtpReply"].startswith("250 ")
    assert told["nobody@b.test"]["delivered"] == "no" and told["nobody@b.test"]["smtpReply"].startswith("550 5.1.1 ")
    # Our own report about it is found, also in a vault that was closed when it came.
    (blob,) = status(ida, made["id"])["dsnBlobIds"]
    (report,) = [one for one in ida.emails("blobId", "bodyStructure") if one["blobId"] == blob]
    assert report["bodyStructure"]["type"] == "multipart/report"


def test_what_readers_say_is_told(pair):
    a, _ = pair
    pia, ola = Program(a, a.member("pia")), Program(a, a.member("ola"))
    ask = {"header:Disposition-Notification-To:asAddresses": [{"email": ola.member.address}]}
    made = submit(ola, [pia.member.address, "nobody@b.test"], "read me", ask)
    wait_for(lambda: pia.emails("id"), 240, "the mail")
    wait_for(lambda: status(ola, made["id"])["dsnBlobIds"], 240, "the report about nobody")
    before = ola.one("EmailSubmission/get", ids=[])["state"]
    (mail,), (identity,) = pia.emails("id"), pia.all("Identity")
    sent, *_ = pia.do(("MDN/send", {"identityId": identity, "send": {"m": {
        "forEmailId": mail["id"], "disposition": {"actionMode": "manual-action", "sendingMode": "mdn-sent-manually",
                                                  "type": "displayed"}}},
        "onSuccessUpdateEmail": {"#m": {"keywords/$mdnsent": True}}}), using=(CORE, MAIL, SUBMISSION, MDN))
    assert sent[1]["notSent"] is None, sent
    wait_for(lambda: status(ola, made["id"])["mdnBlobIds"], 240, "what the reader says")
    now = status(ola, made["id"])
    assert now["deliveryStatus"][pia.member.address]["displayed"] == "yes"
    assert now["deliveryStatus"]["nobody@b.test"]["displayed"] == "unknown"
    assert ola.one("EmailSubmission/changes", sinceState=before)["updated"] == [made["id"]]
    parsed, *_ = ola.do(("MDN/parse", {"blobIds": now["mdnBlobIds"]}), using=(CORE, MAIL, SUBMISSION, MDN))
    assert parsed[1]["parsed"][now["mdnBlobIds"][0]]["forEmailId"] == now["emailId"]
    # A report that is deleted is not listed, and what it said stays.
    (report,) = [one["id"] for one in ola.emails("blobId") if one["blobId"] in now["mdnBlobIds"]]
    ola.set("Email", destroy=[report])
    now = status(ola, made["id"])
    assert now["mdnBlobIds"] == [] and len(now["dsnBlobIds"]) == 1
    assert now["deliveryStatus"][pia.member.address]["displayed"] == "yes"


def test_who_is_full_or_gone_when_it_leaves_is_told_of_and_who_may_not_send_any_more_sends_nothing(pair):
    a, b = pair
    full, gone, kai = a.member("full"), a.member("gone"), b.member("kai")
    lea, mo = Program(a, a.member("lea")), Program(a, a.member("mo"))
    hold = {"HOLDFOR": "45"}
    hers = submit(lea, [full.address, gone.address, kai.address], "to three", **hold)
    his = submit(mo, [kai.address], "from one who is out", **hold)
    a.command("member", "quota", full.address, 1)
    a.command("member", "remove", gone.address)
    a.command("member", "suspend", mo.member.address)
    assert a.command("queue")["held"] == 4, "all that was done before the first of it left"
    wait_for(lambda: a.command("queue")["messages"] == 0, 240, "the queue to be empty")
    told = status(lea, hers["id"])["deliveryStatus"]
    assert told[full.address]["delivered"] == "no" and told[full.address]["smtpReply"].startswith("552 5.2.2 ")
    assert told[gone.address]["delivered"] == "no" and told[gone.address]["smtpReply"].startswith("550 5.1.1 ")
    assert told[kai.address]["delivered"] == "unknown"
    assert subjects(b, kai) == [b"Subject: to three"] and subjects(a, full) == []
    reports = b"".join(m for m in a.messages(lea.member) if b"report-type=delivery-status" in m)
    assert full.address.encode() in reports and gone.address.encode() in reports
    a.command("member", "restore", mo.member.address)
    out = status(mo, his["id"])
    assert out["undoStatus"] == "final" and out["deliveryStatus"][kai.address]["delivered"] == "no"
