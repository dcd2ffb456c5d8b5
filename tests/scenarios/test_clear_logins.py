# SPDX-License-Identifier: AGPL-3.0-or-later
"""IMAP without TLS, for programs on this very machine: only where the setting says so."""
import imaplib

import pytest
from harness import HOST, Collective


def clear(c):
    return imaplib.IMAP4(HOST, c.ports["imap"], timeout=60)


def test_nobody_logs_in_without_tls_by_default():
    with Collective("a.test") as c:
        ada = c.member("ada")
        box = clear(c)
        assert "LOGINDISABLED" in box.capabilities and "AUTH=PLAIN" not in box.capabilities
        with pytest.raises(imaplib.IMAP4.error, match="TLS"):
            box.login(ada.address, ada.password)
        box.logout()


def test_the_setting_lets_programs_on_this_machine_log_in():
    with Collective("a.test", settings={"imap.clear_on_loopback": 1}) as c:
        ada = c.member("ada")
        c.send([ada.address])
        box = clear(c)
        assert "AUTH=PLAIN" in box.capabilities and "STARTTLS" in box.capabilities
        assert "LOGINDISABLED" not in box.capabilities
        box.login(ada.address, ada.password)
        assert box.select("INBOX")[1] == [b"1"]
        box.logout()
        box = clear(c)
        box.authenticate("PLAIN", lambda _: f"\0{ada.address}\0{ada.password}".encode())
        box.logout()
