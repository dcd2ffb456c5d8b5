# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two founded collectives send each other mail through a test DNS zone: deliveries, bounces, waiting, restarts."""
import email
import time
from contextlib import ExitStack

import pytest
from harness import Collective, free_ports, wait_for


@pytest.fixture()
def pair(tmp_path):
    """a.test on 127.0.0.2 and b.test on 127.0.0.3, port 25 of both played by one free port."""
    zone = tmp_path / "zone"
    zone.write_text("a.test. IN MX 10 mx.a.test.\nmx.a.test. IN A 127.0.0.2\n"
                    "b.test. IN MX 5 gone.b.test.\nb.test. IN MX 10 mx.b.test.\nmx.b.test. IN A 127.0.0.3\n"
                    "gone.b.test. IN A 127.0.0.4\n"
                    "only-a.test. IN A 127.0.0.3\nnull.test. IN MX 0 .\n")
    port = free_ports(1)[0]
    settings = {"port.smtp": port, "outbound.port": port, "outbound.zone": zone, "outbound.retry_first": 1,
                "outbound.retry_max": 2}
    with ExitStack() as stack:
        a = stack.enter_context(Collective("a.test", settings=settings, listen="127.0.0.2"))
        b = stack.enter_context(Collective("b.test", settings=settings, listen="127.0.0.3"))
        a.ports["smtp"] = b.ports["smtp"] = port
        yield a, b


def submit(c, member, to, subject="across", body="hello"):
    with c.submission(member) as client:
        client.sendmail(member.address, [to], f"From: {member.address}\r\nTo: {to}\r\nSubject: {subject}\r\n\r\n{body}\r\n")


def test_mail_both_ways(pair):
    a, b = pair
    ada, bob = a.member("ada"), b.member("bob")
    submit(a, ada, bob.address, "from a to b")
    got = wait_for(lambda: b.messages(bob), 120, "the mail from a")
    assert b"Subject: from a to b" in got[0] and got[0].startswith(b"Return-Path: <ada@a.test>\r\n")
    assert b"client.test" not in got[0]  # of the member who sent it, nothing is told
    submit(b, bob, ada.address, "from b to a")
    got = wait_for(lambda: a.messages(ada), 120, "the mail from b")
    assert b"Subject: from b to a" in got[0]
    wait_for(lambda: a.command("queue")["messages"] == 0, 120, "the queue to empty")


def test_a_bounce_says_what_happened(pair):
    a, b = pair
    ada = a.member("ada")
    b.member("bob")
    for to, status, word in (("nobody@b.test", "5.1.1", "b.test"), ("x@null.test", "5.1.10", "null.test"),
                             ("x@does-not-exist.test", "5.", "does-not-exist.test")):
        before = len(a.messages(ada))
        submit(a, ada, to)
        got = wait_for(lambda: a.messages(ada)[before:], 120, f"the bounce for {to}")
        bounce = email.message_from_bytes(got[0])
        assert bounce["Return-Path"] == "<>"
        assert bounce.get_content_type() == "multipart/report" and bounce.get_param("report-type") == "delivery-status"
        parts = [p.get_content_type() for p in bounce.walk()]
        assert "message/delivery-status" in parts
        report = [p for p in bounce.walk() if p.get_content_type() == "message/delivery-status"][0]
        recipient = report.get_payload()[1]
        assert recipient["Action"] == "failed" and recipient["Status"].startswith(status)
        assert to in recipient["Final-Recipient"] and word in bounce.get_payload()[0].get_payload()
    assert a.command("queue")["messages"] == 0


def test_a_host_without_mx_and_a_local_copy_at_once(pair):
    a, b = pair
    ada, other = a.member("ada"), a.member("other")
    b.command("domain", "add", "only-a.test")
    bob = b.member("bob@only-a.test")
    with a.submission(ada) as client:
        client.sendmail(ada.address, [bob.address, other.address], "From: ada@a.test\r\nSubject: both\r\n\r\nx\r\n")
    assert len(a.messages(other)) == 1
    wait_for(lambda: b.messages(bob), 120, "the mail")


def test_mail_waits_while_the_other_is_down_survives_kills_and_arrives_once(pair):
    a, b = pair
    ada, bob = a.member("ada"), b.member("bob")
    b.stop()
    for n in range(5):
        submit(a, ada, bob.address, f"waiting {n}")
    wait_for(lambda: a.command("queue")["by_reason"].get("connect"), 120, "a failed try")
    queue = a.command("queue")
    assert queue["messages"] == 5 and "b.test" not in str(queue) and "bob" not in str(queue)
    a.kill()
    a.start()
    a.unlock()
    assert a.command("queue")["messages"] == 5
    b.start()
    # Locked it says 451, and nothing is lost.
    a.command("queue", "retry")
    wait_for(lambda: a.command("queue")["by_reason"].get("deferred"), 120, "451 from the locked server")
    b.unlock()
    wait_for(lambda: len(b.messages(bob)) >= 5, 120, "the mail")
    time.sleep(3)
    assert sorted(email.message_from_bytes(m)["Subject"] for m in b.messages(bob)) == [f"waiting {n}" for n in range(5)]


def test_delay_notice_and_giving_up(pair):
    a, b = pair
    a.configure(outbound__delay_notice=2, outbound__give_up=20)
    a.restart()
    ada = a.member("ada")
    b.stop()
    submit(a, ada, "bob@b.test")
    got = wait_for(lambda: len(a.messages(ada)) >= 2 and a.messages(ada), 120, "the notice and the bounce")
    actions = [[p.get_payload()[1]["Action"] for p in email.message_from_bytes(m).walk()
                if p.get_content_type() == "message/delivery-status"][0] for m in got]
    assert actions == ["delayed", "failed"]
    wait_for(lambda: a.command("queue")["messages"] == 0, 120, "the queue to empty")


def test_an_alias_that_leads_elsewhere_forwards(pair):
    a, b = pair
    bob = b.member("bob")
    a.command("alias", "set", "friend@a.test", bob.address)
    a.send(["friend@a.test"], subject="forwarded")
    wait_for(lambda: b.messages(bob), 120, "the forwarded mail")
