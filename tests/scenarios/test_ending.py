# SPDX-License-Identifier: AGPL-3.0-or-later
"""The end of sessions, of a lock and of the server: in order, soon, whatever peers do, and with nothing lost."""
import contextlib
import imaplib
import smtplib
import socket
import subprocess
import threading
import time

import pytest
from harness import PASSWORD, Collective, Failed, Member, wait_for

BIG = b"Subject: big\r\n\r\n" + (b"x" * 76 + b"\r\n") * 60_000  # about 4.7 MB


class Lines:
    """A TLS connection to IMAP that says and reads what it likes, and may stop reading."""

    def __init__(self, c, member, port="imaps"):
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.settimeout(60)
        raw.connect((c.listen, c.ports[port]))
        self.wire = c.tls().wrap_socket(raw)
        self.file = self.wire.makefile("rb")
        self.file.readline()
        self.say(b'a LOGIN "%s" "%s"' % (member.address.encode(), member.password.encode()))
        self.until(b"a OK")

    def say(self, line):
        self.wire.sendall(line + b"\r\n")

    def until(self, start):
        while True:
            line = self.file.readline()
            if not line or line.startswith(start):
                return line

    def close(self):
        with contextlib.suppress(OSError):
            self.wire.close()


def never_reading(c, member):
    """Asks for far more than a socket holds, and takes none of it: the session waits in a write."""
    peer = Lines(c, member)
    peer.say(b"b SELECT INBOX")
    assert peer.until(b"b OK")
    for i in range(8):
        peer.say(b"c%d FETCH 1 BODY[]" % i)
    time.sleep(0.2)
    return peer


@contextlib.contextmanager
def silent_host():
    """A mail server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        taken = []

        def take():
            with contextlib.suppress(OSError):
                while True:
                    taken.append(listening.accept()[0])

        threading.Thread(target=take, daemon=True).start()
        yield listening.getsockname()[1], taken
        listening.shutdown(socket.SHUT_RDWR)
        for wire in taken:
            wire.close()


@pytest.fixture()
def busy(tmp_path):
    """A server with everything under way: an idle session, one whose peer takes nothing, a half-sent message, a delivery to
    a host that is silent. Yields it with what was acknowledged."""
    zone = tmp_path / "zone"
    zone.write_text("silent.test. IN MX 10 mx.silent.test.\nmx.silent.test. IN A 127.0.0.1\n")
    with silent_host() as (port, taken):
        settings = {"outbound.zone": zone, "outbound.port": port}
        with Collective("a.test", settings=settings) as c, contextlib.ExitStack() as stack:
            ada = c.member("ada")
            c.send([ada.address], subject="acknowledged")
            box = c.imap(ada)
            box.append("Archive", None, None, BIG)
            box.append("INBOX", None, None, BIG)
            box.logout()
            idle = Lines(c, ada)
            stack.callback(idle.close)
            idle.say(b"b SELECT INBOX")
            idle.until(b"b OK")
            idle.say(b"c IDLE")
            idle.until(b"+")
            deaf = never_reading(c, Member(ada.address, PASSWORD, ""))
            stack.callback(deaf.close)
            with c.submission(ada) as client:
                client.sendmail(ada.address, ["x@silent.test"], b"From: <ada@a.test>\r\nSubject: waits\r\n\r\nhello\r\n")
            half = smtplib.SMTP(c.listen, c.ports["smtp"], local_hostname="client.test", timeout=60)
            stack.callback(half.close)
            half.ehlo()
            half.mail("stranger@elsewhere.test")
            half.rcpt(ada.address)
            assert half.docmd("DATA")[0] == 354
            half.send(b"Subject: half\r\n\r\n" + b"y" * 100_000)
            wait_for(lambda: taken, 60, "the delivery to be under way")
            c.idle, c.half, c.ada = idle, half, ada
            yield c


def expect_all_that_was_acknowledged(c):
    box = c.imap(c.ada)
    assert box.select("INBOX")[1] == [b"2"] and box.select("Archive")[1] == [b"1"]
    box.logout()
    assert not any(b"half" in m for m in c.messages(c.ada))
    assert c.command("queue")["messages"] == 1


def test_a_stop_ends_in_order_with_everything_under_way(busy):
    busy.stop()  # fails where it takes 30 s, or ends with an error
    assert busy.idle.until(b"* BYE").startswith(b"* BYE")
    with contextlib.suppress(smtplib.SMTPException, OSError):
        assert busy.half.getreply()[0] == 421
    busy.start()
    busy.unlock()
    expect_all_that_was_acknowledged(busy)


def test_a_kill_loses_nothing_that_was_acknowledged(busy):
    busy.kill()
    busy.start()
    assert busy.command("status")["state"] == "locked"
    busy.unlock()
    expect_all_that_was_acknowledged(busy)
    assert len(busy.command("status")["starts"]) == 2


def test_a_lock_ends_every_session_soon_and_an_unlock_brings_all_back(busy):
    assert busy.command("lock")["state"] == "locked"

    def at_rest():
        status = busy.command("status")
        return (status["state"], status["sessions"], status["open_vaults"]) == ("locked", 0, 0)
    wait_for(at_rest, 60, "the sessions to end")
    assert busy.idle.until(b"* BYE").startswith(b"* BYE")
    # What is half-sent then is not taken, and not lost: the peer tries again later.
    busy.half.send(b"\r\n.\r\n")
    assert busy.half.getreply()[0] in (421, 451)
    busy.unlock()
    expect_all_that_was_acknowledged(busy)
    assert busy.command("status")["queue_runs"]


def all_that_is_said(peer, patience=20):
    """What the server says until it has closed."""
    said = b""
    peer.settimeout(patience)
    with contextlib.suppress(ConnectionError):
        while piece := peer.recv(4096):
            said += piece
    return said


def test_a_lock_puts_strangers_out_and_the_certificate_is_gone(tmp_path):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem", "-subj", "/CN=a.test",
                    "-days", "3"], check=True, capture_output=True)
    with Collective("a.test") as c, contextlib.ExitStack() as stack:
        def stranger(port, *said, tls=False):
            peer = stack.enter_context(socket.create_connection((c.listen, c.ports[port]), 60))
            if tls:
                peer = stack.enter_context(c.tls().wrap_socket(peer))
            for awaited, line in said:
                got = b""
                while not (got.endswith(b"\r\n") and awaited in got.splitlines()[-1]):
                    piece = peer.recv(4096)
                    assert piece, got
                    got += piece
                peer.sendall(line)
            return peer

        def all_kinds():
            hello = ((b"220 ", b"EHLO stranger.test\r\n"), (b"250 ", b"NOOP\r\n"), (b"250 ", b""))
            return {
                "421 4.3.2": [stranger("smtp", *hello), stranger("submission", *hello),
                              stranger("submissions", *hello, tls=True)],
                "* BYE": [stranger("imap", (b"* OK", b"a NOOP\r\n"), (b"a OK", b"")),
                          stranger("imaps", (b"* OK", b"a NOOP\r\n"), (b"a OK", b""), tls=True)],
                # In the middle of a handshake there is nothing that could be said.
                "": [stranger("smtp", *hello[:1], (b"250 ", b"STARTTLS\r\n"), (b"220 ", b"")),
                     stranger("imap", (b"* OK", b"a STARTTLS\r\n"), (b"a OK", b"")),
                     stranger("submissions"), stranger("imaps")],
            }

        before = all_kinds()
        c.command("certificate", "set", "--chain", tmp_path / "cert.pem", "--key", tmp_path / "key.pem")
        # Another certificate ends nobody.
        for peer, line, answer in ((before["421 4.3.2"][0], b"NOOP\r\n", b"250"), (before["* BYE"][0], b"b NOOP\r\n", b"b OK")):
            peer.sendall(line)
            assert peer.recv(4096).startswith(answer)
        after = all_kinds()
        c.command("lock")
        for kinds in (before, after):
            for peer, line in ((kinds["421 4.3.2"][0], b"STARTTLS\r\n"), (kinds["* BYE"][0], b"c STARTTLS\r\n")):
                with contextlib.suppress(ConnectionError):
                    peer.sendall(line)
            for goodbye, peers in kinds.items():
                for peer in peers:
                    said = all_that_is_said(peer).decode()
                    assert said.startswith(goodbye) and said.count("\n") == bool(goodbye), (goodbye, said)
        assert not offers_tls(c)
        c.unlock()
        assert offers_tls(c)


def test_an_unlock_that_repeats_is_no_failure():
    with Collective("a.test") as c:
        again = c.command("unlock")
        assert again["unlocked"] and len(again["starts"]) == 1
        assert c.command("unlock", stdin=c.shares)["unlocked"]


def test_an_address_for_outgoing_mail_that_is_none_is_told_at_the_start():
    with Collective("a.test", serve=False) as c:
        c.configure(outbound__bind="nonsense")
        with pytest.raises(AssertionError) as failed:
            c.start()
        line = len(c.settings)  # the last one
        assert f"milpa.conf, line {line}: outbound.bind cannot be nonsense" in str(failed.value)
        c.process = None
        c.configure(outbound__bind="127.0.0.1")
        c.start()
        c.unlock()
        assert c.command("status")["queue_runs"]


def offers_tls(c):
    with c.smtp() as client:
        client.ehlo()
        by_starttls = client.has_extn("starttls")
    try:
        with socket.create_connection((c.listen, c.ports["imaps"]), 30) as raw:
            with c.tls().wrap_socket(raw):
                from_the_start = True
    except OSError:
        from_the_start = False
    assert by_starttls == from_the_start
    return by_starttls


def test_whatever_an_unlocking_brings_goes_with_a_lock_that_meets_it(tmp_path):
    """Locks and unlockings in each other's way, in whatever order they happen to come: locked is locked in the end."""
    with Collective("a.test") as c:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem", "-subj", "/CN=a.test",
                        "-days", "3"], check=True, capture_output=True)
        certificate = ("certificate", "set", "--chain", tmp_path / "cert.pem", "--key", tmp_path / "key.pem")

        def again_and_again(words, stdin, rounds):
            for _ in range(rounds):
                with contextlib.suppress(Failed):
                    c.command(*words, stdin=stdin)

        for _ in range(2):
            threads = [threading.Thread(target=again_and_again, args=args) for args in
                       ((("unlock",), c.shares, 5), (("lock",), (), 5), (certificate, (), 5))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            c.command("lock")
            assert c.command("status")["state"] == "locked"
            assert not offers_tls(c)
            with pytest.raises(Failed):
                c.command("queue")
            assert c.command("unlock", stdin=c.shares)["unlocked"]
            assert offers_tls(c) and c.command("status")["queue_runs"]


def is_over(session):
    """Whether the server has ended it: whatever is said gets no answer any more, or BYE."""
    try:
        for _ in range(3):
            session.noop()
    except (imaplib.IMAP4.error, smtplib.SMTPException, OSError):
        return True
    return False


def sessions_open(c, member):
    lines = [line for section in c.command("held", member.address)["sections"] for line in section["lines"]]
    return [line["value"] for line in lines if line["what"] == "Sessions open"]


def test_whoever_may_not_stay_is_out_at_once():
    with Collective("a.test") as c:
        ada, bob = c.member("ada"), c.member("bob")
        app = c.command("member", "app-password", "add", ada.address, "--label", "phone", stdin=[PASSWORD])
        acts = (
            (("member", "app-password", "remove", ada.address, "--id", app["id"]), [PASSWORD]),
            (("member", "password", ada.address), [PASSWORD, "a second long password"]),
            (("member", "recover", ada.address), [ada.recovery_code, "a third long password"]),
            (("member", "suspend", ada.address), []),
            (("member", "restore", ada.address), []),
            (("member", "reset", ada.address), ["a fourth long password", *c.shares]),
            (("member", "remove", ada.address), []),
        )
        passwords = iter(["a second long password", "a third long password", None, "a third long password",
                          "a fourth long password", None])
        secret = app["app_password"]
        bystander = c.imap(bob)
        for words, stdin in acts:
            restores = "restore" in words
            member = Member(ada.address, secret, "")
            sessions = [] if restores else [c.imap(member), c.submission(member)]
            c.command(*words, stdin=stdin)
            for session in sessions:
                wait_for(lambda s=session: is_over(s), 60, f"the end of a session after {words}")
            if words[1] != "remove":
                # A peer hears the goodbye while the session is still being put away.
                wait_for(lambda: sessions_open(c, ada) == ["0"], 60, f"no session to be counted after {words}")
            if "app-password" in words:
                secret = PASSWORD
            else:
                secret = next(passwords, None) or secret
        bystander.noop()  # and nobody else was disturbed
        bystander.logout()


def test_a_server_that_could_not_start_says_why_and_leaves_no_trace():
    with Collective("a.test", serve=False) as c:
        with socket.create_server((c.listen, c.ports["imap"])):
            with pytest.raises(AssertionError) as failed:
                c.start()
            assert f"port {c.ports['imap']} is taken" in str(failed.value)
            c.process = None
        c.start()
        c.unlock()
        assert len(c.command("status")["starts"]) == 2  # the one that failed is told, too


def test_ports_that_are_not_ours_and_addresses_that_are_not_here():
    with Collective("a.test", serve=False, settings={"listen": "192.0.2.1"}) as c:
        with pytest.raises(AssertionError) as failed:
            c.start()
        assert "no address 192.0.2.1" in str(failed.value)
        c.process = None
        c.configure(listen="nonsense")
        with pytest.raises(AssertionError) as failed:
            c.start()
        assert "line 1: listen cannot be nonsense" in str(failed.value)
        c.process = None
