# SPDX-License-Identifier: AGPL-3.0-or-later
"""milpa.conf read again while the server runs: what may change changes for connections and messages that come then, those
that are there go on, and what has to wait for the next start is named."""
import contextlib
import http.client
import os
import signal
import smtplib
import socket

import pytest
from harness import HOST, Collective, Failed, wait_for
from test_http2 import DOMAIN, Talk
from test_jmap import Client, next_event

LETTER = b"Subject: hello\r\n\r\nhello\r\n"
SMALL = 65_536           # the least that message.bytes_max may be
LARGE = LETTER + (b"y" * 70 + b"\r\n") * (SMALL // 72 + 1)


@pytest.fixture
def house():
    with Collective(DOMAIN) as collective:
        yield collective


def hang_up(house, name="settings.reloaded"):
    """SIGHUP, and until the server has read the file."""
    def count():
        return house.command("status")["counters"].get(name, 0)

    before = count()
    house.process.send_signal(signal.SIGHUP)
    wait_for(lambda: count() > before, what="the reload")


def take(house, octets):
    """The code of the reply that decides about a message to ada."""
    with house.smtp() as client:
        try:
            client.sendmail("stranger@elsewhere.test", [f"ada@{DOMAIN}"], octets)
        except smtplib.SMTPRecipientsRefused as refused:
            ((code, _),) = refused.recipients.values()
            return code
        except smtplib.SMTPResponseException as refused:
            return refused.smtp_code
        return 250


def greeting(house):
    sock = socket.create_connection((HOST, house.ports["smtp"]), 60)
    return sock, sock.recv(200)


def test_connections_go_on_and_new_limits_hold(house):
    ada = house.member("ada")
    assert house.command("status")["sandbox"]["files"], "the file must be readable in the sandbox"
    box = house.imap(ada)
    box.select()
    origin = f"{DOMAIN}:{house.ports['https']}"
    events = Client(house, ada).events("types=Email&closeafter=no&ping=0", host=origin)
    with house.smtp() as early, Talk(house, ada) as talk, events as stream:
        assert early.ehlo()[0] == 250 and early.esmtp_features["size"] == "52428800"
        assert talk.ask("GET", "/jmap/session").status == 200
        house.configure(message__bytes_max=SMALL, message__recipients_max=101, member__messages_max=3)
        hang_up(house)
        assert f"settings.taken message.bytes_max={SMALL}" in house.log_text()
        assert house.command("status")["settings"] == {"waiting": [], "mistake": None}
        # The connection that is there keeps what it was told.
        assert early.ehlo()[0] == 250 and early.esmtp_features["size"] == "52428800"
        early.sendmail("stranger@elsewhere.test", [ada.address], LARGE)
        assert take(house, LARGE) == 552
        assert take(house, LETTER) == 250
        assert next_event(stream)["event"] == "state"
        assert box.noop()[0] == "OK" and box.search(None, "ALL")[1] == [b"1 2"]
        refused = box.append("INBOX", None, None, LARGE)
        assert refused[0] == "NO" and b"TOOBIG" in refused[1][0]
        assert take(house, LETTER) == 250
        assert take(house, LETTER) == 452, "three messages may be there"
        refused = box.append("INBOX", None, None, LETTER)
        assert refused[0] == "NO" and b"OVERQUOTA" in refused[1][0]
        assert talk.ask("GET", "/jmap/session").status == 200 and not talk.over
    # Back to what was, by the command.
    del house.settings["message.bytes_max"], house.settings["member.messages_max"]
    house.configure()
    assert house.command("settings", "reload") == {"taken": ["message.bytes_max", "member.messages_max"], "waiting": []}
    assert take(house, LARGE) == 250
    with house.smtp() as client:
        client.ehlo()
        client.mail("stranger@elsewhere.test")
        assert [client.rcpt(f"ada+{n}@{DOMAIN}")[0] for n in range(102)] == [250] * 101 + [452]
    assert house.command("settings", "reload") == {"taken": [], "waiting": []}
    box.logout()


def test_connections_of_one_peer(house):
    with contextlib.ExitStack() as held:
        def begin():
            sock, line = greeting(house)
            held.enter_context(sock)
            return line[:3]

        assert [begin() for _ in range(3)] == [b"220"] * 3
        house.configure(connections__per_peer=2)
        hang_up(house)
        assert begin() == b"421"
        house.configure(connections__per_peer=5)
        hang_up(house)
        assert [begin() for _ in range(3)] == [b"220", b"220", b"421"]


def test_a_policy_that_is_enforced_from_now_on(house):
    web = http.client.HTTPSConnection(HOST, house.ports["https"], context=house.tls(), timeout=60)
    with contextlib.closing(web):
        def mode():
            web.request("GET", "/.well-known/mta-sts.txt", None, {"host": f"mta-sts.{DOMAIN}"})
            return web.getresponse().read().splitlines()[1]

        def record():
            return next(one["value"] for one in house.command("dns")["records"] if one["name"].startswith("_mta-sts."))

        assert mode() == b"mode: testing"
        socket_before, record_before = web.sock, record()
        house.configure(mta_sts__enforce=1)
        hang_up(house)
        assert mode() == b"mode: enforce"
        assert web.sock is socket_before, "on the same connection"
        assert record() != record_before, "another id for another policy"


def test_what_a_member_may_send(house):
    ada = house.member("ada")
    with house.submission(ada) as client:
        client.mail(ada.address)
        assert client.rcpt("one@elsewhere.test")[0] == 250
        house.configure(member__recipients_per_hour=1)
        hang_up(house)
        # On the connection that is there, too: the limit is the member's.
        assert client.rcpt("two@elsewhere.test")[0] == 450
        house.configure(member__recipients_per_hour=500)
        hang_up(house)
        assert client.rcpt("two@elsewhere.test")[0] == 250


def test_a_mistake_changes_nothing(house):
    house.member("ada")
    path = os.path.join(house.data, "milpa.conf")
    with open(path) as file:
        good = file.read()
    with open(path, "w") as file:
        file.write(f"{good}message.bytes_max = {SMALL}\nno.such = 1\n")
    hang_up(house, "settings.refused")
    line = f"line {good.count(chr(10)) + 2}"
    mistake = house.command("status")["settings"]["mistake"]
    assert line in mistake and "no.such" in mistake
    assert "settings.refused kind=syntax" in house.log_text() and "no.such" not in house.log_text()
    with pytest.raises(Failed) as refused:
        house.command("settings", "reload")
    assert refused.value.kind == "syntax" and line in str(refused.value)
    # The line before it is right, and is not taken either.
    assert take(house, LARGE) == 250
    with open(path, "w") as file:
        file.write(good)
    house.command("settings", "reload")
    assert house.command("status")["settings"]["mistake"] is None


def test_what_waits_for_the_next_start_is_named(house):
    before = house.ports["http"]
    path = os.path.join(house.data, "milpa.conf")
    # As editors do: another file in the place of the first.
    os.rename(path, path + ".old")
    house.configure(threads=3, port__http=0, message__bytes_max=SMALL)
    assert house.command("settings", "reload") == {"taken": ["message.bytes_max"], "waiting": ["port.http", "threads"]}
    told = house.command("status")
    assert told["settings"]["waiting"] == ["port.http", "threads"] and told["ports"]["http"] == before
    assert "settings.waiting port.http=0" in house.log_text()
    socket.create_connection((HOST, before), 60).close()
    # Also while it is locked: nothing of it is the collective's.
    house.command("lock")
    house.configure(port__http=before)
    assert house.command("settings", "reload") == {"taken": [], "waiting": ["threads"]}
    house.restart()
    assert house.command("settings", "reload") == {"taken": [], "waiting": []}
