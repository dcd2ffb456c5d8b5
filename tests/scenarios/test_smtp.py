# SPDX-License-Identifier: AGPL-3.0-or-later
"""SMTP in and submission, as other servers and mail programs meet them."""
import base64
import re
import smtplib
import socket
import ssl
import subprocess

import pytest
from harness import PASSWORD, Collective


class Raw:
    """A line of SMTP at a time, with nothing helping."""

    def __init__(self, c, port="smtp"):
        self.sock = socket.create_connection((c.listen, c.ports[port]), 60)
        self.file = self.sock.makefile("rb")
        self.greeting = self.reply()

    def reply(self):
        lines = []
        while True:
            line = self.file.readline()
            lines.append(line)
            if not line or line[3:4] != b"-":
                return b"".join(lines)

    def say(self, text):
        self.sock.sendall(text if isinstance(text, bytes) else text.encode())
        return self.reply()

    def close(self):
        self.file.close()
        self.sock.close()


@pytest.fixture(scope="module")
def c():
    with Collective("a.test") as collective:
        collective.ada = collective.member("ada")
        collective.bob = collective.member("bob")
        yield collective


def test_what_is_offered(c):
    with c.smtp() as client:
        client.ehlo()
        offered = set(client.esmtp_features)
        assert {"starttls", "pipelining", "size", "8bitmime", "smtputf8", "chunking", "enhancedstatuscodes"} <= offered
        assert "auth" not in offered
        client.starttls(context=c.tls())
        client.ehlo()
        assert "starttls" not in client.esmtp_features
    submission = smtplib.SMTP(c.listen, c.ports["submission"], timeout=60)
    submission.ehlo()
    assert "auth" not in submission.esmtp_features
    assert submission.docmd("AUTH", "PLAIN AGEAYg==")[0] in (538, 530)
    submission.starttls(context=c.tls())
    submission.ehlo()
    assert {"PLAIN", "LOGIN"} <= set(submission.esmtp_features["auth"].split())
    submission.quit()


def test_codes_of_refusal(c):
    raw = Raw(c)
    raw.say("EHLO x.test\r\n")
    assert raw.say("MAIL FROM:<s@elsewhere.test>\r\n").startswith(b"250")
    assert raw.say("RCPT TO:<nobody@a.test>\r\n").startswith(b"550 5.1.1")
    assert raw.say("RCPT TO:<someone@elsewhere.test>\r\n").startswith(b"550 5.7.1")
    assert raw.say("RCPT TO:<ada@a.test>\r\n").startswith(b"250")
    assert raw.say("RSET\r\n").startswith(b"250")
    assert raw.say(f"MAIL FROM:<s@elsewhere.test> SIZE={10**10}\r\n").startswith(b"552 5.3.4")
    assert raw.say("VRFY ada\r\n").startswith(b"252")
    raw.close()


def test_a_message_that_goes_round_is_refused(c):
    hops = "".join(f"Received: from h{n}.test by h{n + 1}.test; Mon, 2 Nov 2026 10:00:00 +0000\r\n" for n in range(60))
    with pytest.raises(smtplib.SMTPDataError) as refused:
        c.send([c.ada.address], headers=hops)
    assert refused.value.smtp_code == 554 and refused.value.smtp_error.startswith(b"5.4.6")


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\r.\r\n", b"\n\n.\r\n"])
def test_nothing_is_smuggled(c, end):
    before = len(c.messages(c.bob))
    raw = Raw(c)
    raw.say("EHLO x.test\r\n")
    raw.say("MAIL FROM:<s@elsewhere.test>\r\n")
    raw.say("RCPT TO:<bob@a.test>\r\n")
    assert raw.say("DATA\r\n").startswith(b"354")
    inner = b"MAIL FROM:<evil@elsewhere.test>\r\nRCPT TO:<bob@a.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nhi"
    answer = raw.say(b"Subject: outer\r\n\r\nbody" + end + inner + b"\r\n.\r\n")
    assert answer[:1] == b"5", answer
    assert raw.say("NOOP\r\n").startswith(b"250")
    raw.close()
    assert len(c.messages(c.bob)) == before


def test_starttls_takes_no_command_from_before(c):
    raw = Raw(c)
    raw.say("EHLO x.test\r\n")
    raw.sock.sendall(b"STARTTLS\r\nMAIL FROM:<injected@elsewhere.test>\r\n")
    answer = raw.reply()
    if answer.startswith(b"220"):
        with pytest.raises((ssl.SSLError, OSError)):
            c.tls().wrap_socket(raw.sock)
    else:
        assert answer[:1] in (b"5", b"4")
    raw.close()


def test_chunking_and_data_give_the_same_message(c):
    text = (b"From: <s@elsewhere.test>\r\nSubject: chunks\r\n\r\n.a line that begins with a dot\r\n..\r\n" +
            b"x" * 100_000 + b"\r\n")
    raw = Raw(c)
    raw.say("EHLO x.test\r\n")
    raw.say("MAIL FROM:<s@elsewhere.test>\r\n")
    raw.say("RCPT TO:<ada@a.test>\r\n")
    assert raw.say(b"BDAT 10\r\n" + text[:10]).startswith(b"250")
    assert raw.say(b"BDAT %d LAST\r\n" % (len(text) - 10) + text[10:]).startswith(b"250")
    raw.close()
    with c.smtp() as client:
        client.sendmail("s@elsewhere.test", ["ada@a.test"], text)
    both = [m[m.index(b"From: <s@"):] for m in c.messages(c.ada) if b"Subject: chunks" in m]
    assert both == [text, text]


def test_a_member_sends_and_nothing_tells_from_where(c):
    with c.submission(c.ada) as client:
        client.sendmail(c.ada.address, [c.bob.address], "From: ada@a.test\r\nTo: bob@a.test\r\nBcc: secret@a.test\r\n"
                        "Subject: inside\r\n\r\nhello bob\r\n")
        client.sendmail(c.ada.address, [c.bob.address],
                        "Received: from client.test ([127.0.0.1])\r\n\tby client.test; Mon, 2 Nov 2026 10:00:00 +0000\r\n"
                        "From: Ada <ada@a.test>\r\nTo: bob@a.test\r\nMessage-ID: <kept.left@client.test>\r\n"
                        "In-Reply-To: <their@elsewhere.test>\r\nX-Originating-IP: [127.0.0.1]\r\n"
                        "Authentication-Results: client.test; dkim=none\r\nDKIM-Signature: v=1; d=client.test; b=x\r\n"
                        "MIME-Version: 1.0 (client.test)\r\n"
                        "Subject: by a machine\r\n\r\nhello again\r\n")
    machine = [m for m in c.messages(c.bob) if b"Subject: by a machine" in m][0]
    assert b"\r\nMessage-ID: <kept.left@a.test>\r\n" in machine
    assert b"\r\nIn-Reply-To: <their@elsewhere.test>\r\n" in machine
    assert b"\r\nMIME-Version: 1.0\r\n" in machine
    assert b"127.0.0.1" not in machine and b"client.test" not in machine
    sent = [m for m in c.messages(c.bob) if b"Subject: inside" in m][0]
    assert re.search(rb"(?m)^Date: .+\r$", sent) and re.search(rb"(?m)^Message-ID: <.+@a\.test>\r$", sent)
    for telltale in (b"127.0.0.1", b"client.test", b"secret@"):
        assert telltale not in sent


def test_a_member_writes_in_their_own_name_only(c):
    with c.submission(c.ada) as client:
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            client.sendmail(c.bob.address, [c.bob.address], "From: bob@a.test\r\n\r\nx\r\n")
        assert refused.value.smtp_code == 553
    with c.submission(c.ada) as client:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail(c.ada.address, [c.bob.address], "From: bob@a.test\r\n\r\nx\r\n")
        assert refused.value.smtp_code == 550


def test_submission_wants_a_login(c):
    client = smtplib.SMTP_SSL(c.listen, c.ports["submissions"], context=c.tls(), timeout=60)
    client.ehlo()
    assert client.mail(c.ada.address)[0] == 530
    with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
        client.login(c.ada.address, "wrong")
    assert refused.value.smtp_code == 535
    client.login(c.ada.address, PASSWORD)
    client.quit()


def test_swaks_and_curl_send(c, tmp_path):
    done = subprocess.run(["swaks", "--server", c.listen, "--port", str(c.ports["submission"]), "-tls", "--auth", "PLAIN",
                           "--auth-user", c.ada.address, "--auth-password", PASSWORD, "--from", c.ada.address, "--to",
                           c.bob.address, "--header", "Subject: by swaks", "--body", "from swaks"],
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    message = tmp_path / "message"
    message.write_bytes(b"From: <ada@a.test>\r\nTo: <bob@a.test>\r\nSubject: by curl\r\n\r\nfrom curl\r\n")
    done = subprocess.run(["curl", "-sS", "-k", "--user", f"{c.ada.address}:{PASSWORD}", "--mail-from", c.ada.address,
                           "--mail-rcpt", c.bob.address, "-T", message, f"smtps://{c.listen}:{c.ports['submissions']}"],
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found = b"".join(c.messages(c.bob))
    assert b"Subject: by swaks" in found and b"Subject: by curl" in found


def test_international_addresses_and_names(c):
    c.command("alias", "set", "zoë@a.test", c.bob.address)
    with c.smtp() as client:
        client.ehlo()
        client.command_encoding = "utf-8"
        assert client.mail("søren@elsewhere.test", ["SMTPUTF8"])[0] == 250
        assert client.rcpt("ZOË@a.test")[0] == 250
        assert client.data("From: søren@elsewhere.test\r\nSubject: grüße\r\n\r\nhallo\r\n".encode())[0] == 250
    assert any("grüße".encode() in m for m in c.messages(c.bob))


def test_a_large_message_comes_whole_and_one_too_large_is_refused(c):
    line = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcd\r\n"
    text = b"Subject: large\r\n\r\n" + line * (20 * 1024 * 1024 // len(line))
    with c.smtp() as client:
        client.sendmail("s@elsewhere.test", [c.ada.address], text)
    got = [m for m in c.messages(c.ada) if b"Subject: large\r\n" in m][0]
    assert got.endswith(text)
    raw = Raw(c)
    raw.say("EHLO x.test\r\n")
    raw.say("MAIL FROM:<s@elsewhere.test>\r\n")
    raw.say("RCPT TO:<ada@a.test>\r\n")
    raw.say("DATA\r\n")
    raw.sock.sendall(b"Subject: too large\r\n\r\n")
    for _ in range(52):
        raw.sock.sendall(line * (1024 * 1024 // len(line)))
    assert raw.say(b"\r\n.\r\n").startswith(b"552 5.3.4")
    raw.close()


def test_slow_and_rude_clients_do_not_hold_others_up(c):
    slow = [Raw(c) for _ in range(50)]
    for raw in slow:
        raw.sock.sendall(b"EHLO x.test\r\nMAIL FROM:<s@elsewhere.test>\r\nRCPT TO:<ada@a.test>\r\nDATA\r\nSubject: slow")
    c.send([c.ada.address], subject="quick")
    for raw in slow:
        raw.close()  # in the middle of their messages: nothing of them is stored
    assert not any(b"Subject: slow" in m for m in c.messages(c.ada))
    rude = Raw(c)
    rude.sock.sendall(b"\x00\xff" * 50_000 + b"\r\n")
    assert rude.reply()[:1] == b"5"
    rude.close()


def test_login_auth(c):
    client = smtplib.SMTP_SSL(c.listen, c.ports["submissions"], context=c.tls(), timeout=60)
    client.ehlo()
    assert client.docmd("AUTH", "LOGIN")[0] == 334
    assert client.docmd(base64.b64encode(c.ada.address.encode()).decode())[0] == 334
    assert client.docmd(base64.b64encode(PASSWORD.encode()).decode())[0] == 235
    client.quit()


def test_wrong_passwords_from_one_place_run_out():
    def login(c, who, password, source):
        with smtplib.SMTP_SSL(c.listen, c.ports["submissions"], context=c.tls(), timeout=120,
                              source_address=(source, 0)) as client:
            try:
                return client.login(who, password)[0]
            except smtplib.SMTPAuthenticationError as refused:
                return refused.smtp_code

    with Collective("a.test", settings={"argon2.memory": 8 * 2**20}) as c:
        ada = c.member("ada")
        codes = []
        # At as many addresses, so that none of them is slowed down; one a minute comes back meanwhile.
        while len(codes) < 200 and 454 not in codes:
            codes.append(login(c, f"nobody{len(codes)}@a.test", "wrong password", "127.0.0.1"))
        # smtplib tries a wrong password twice, as PLAIN and as LOGIN.
        assert 15 <= len(codes) < 200 and set(codes) == {535, 454}
        assert login(c, ada.address, ada.password, "127.0.0.1") in (235, 454), "one may have come back by now"
        assert login(c, ada.address, ada.password, "127.0.0.2") == 235, "who comes from elsewhere is not locked out"
        app = c.command("member", "app-password", "add", ada.address, "--label", "phone", stdin=[PASSWORD])
        assert login(c, ada.address, app["app_password"], "127.0.0.1") == 235, "app passwords are not counted"
