# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members delete is gone from the disk, sealed as it was; and what bounds an account."""
import base64
import os
import smtplib

import pytest
from harness import PASSWORD, Collective, Member, wait_for

PIECE = 64
OBJECT_OCTETS = 300_000


def files_of(c):
    found = {}
    for folder, _, names in os.walk(os.path.join(c.data, "store")):
        for name in names:
            try:
                with open(os.path.join(folder, name), "rb") as f:
                    found[name] = f.read()
            except FileNotFoundError:  # the engine drops files while we look
                pass
    return found


def written_since(before, now):
    """Pieces of what the store wrote meanwhile."""
    pieces = []
    for name, octets in now.items():
        old = before.get(name, b"")
        begin = len(old) if octets.startswith(old) else 0
        pieces += [octets[at:at + PIECE] for at in range(begin, len(octets) - PIECE, 5000)]
    return [piece for piece in pieces if len(set(piece)) > PIECE // 4]  # not padding


def found_in(c, pieces):
    everything = b"\n".join(files_of(c).values())
    return sum(piece in everything for piece in pieces)


def test_the_sealed_octets_of_an_expunged_message_leave_the_disk():
    with Collective("a.test") as c:
        ada = c.member("ada")
        c.send([ada.address], subject="stays")
        c.command("purge")
        before = files_of(c)
        body = base64.encodebytes(os.urandom(OBJECT_OCTETS * 3 // 4)).decode().replace("\n", "\r\n")
        c.send([ada.address], subject="goes", body=body)
        pieces = written_since(before, files_of(c))
        assert len(pieces) > OBJECT_OCTETS // 5000 // 2
        # The search is not blind: a purge moves what is there to other files, and it is found in these.
        c.command("purge")
        assert found_in(c, pieces) > len(pieces) // 2

        box = c.imap(ada)
        box.select("INBOX")
        assert box.search(None, "SUBJECT", "goes")[1] == [b"2"]
        box.store("2", "+FLAGS", r"(\Deleted)")
        box.expunge()
        box.logout()  # with the last session comes the snapshot

        def gone():
            c.command("purge")
            return found_in(c, pieces) == 0
        wait_for(gone, 60, "the purge to find it deleted")
        assert [b"Subject: stays" in message for message in c.messages(ada)] == [True]


def test_a_message_in_two_folders_comes_back_from_a_former_vault_into_both():
    with Collective("a.test") as c:
        ada = c.member("ada")
        c.send([ada.address], subject="twice")
        c.send([ada.address], subject="once")
        box = c.imap(ada)
        box.select("INBOX")
        box.copy("1", "Archive")
        box.logout()
        c.command("member", "reset", ada.address, stdin=["a fresh long password", *c.shares[:2]])
        new = Member(ada.address, "a fresh long password", "")
        assert c.messages(new) == []
        assert c.command("member", "reopen", ada.address, stdin=[new.password, PASSWORD])["messages"] == 3
        assert len(c.messages(new)) == 2
        kept = c.messages(new, "Archive")
        assert len(kept) == 1 and b"Subject: twice" in kept[0]
        # Each copy holds the object for itself.
        box = c.imap(new)
        box.select("INBOX")
        box.store("1:*", "+FLAGS", r"(\Deleted)")
        box.expunge()
        box.logout()
        c.restart()
        assert c.messages(new) == []
        assert c.messages(new, "Archive") == kept


def test_an_account_takes_as_many_messages_as_the_setting_says():
    with Collective("a.test", settings={"member.messages_max": 2}) as c:
        ada = c.member("ada")
        c.send([ada.address])
        box = c.imap(ada)
        assert box.append("INBOX", None, None, b"Subject: two\r\n\r\n")[0] == "OK"
        kind, text = box.append("INBOX", None, None, b"Subject: three\r\n\r\n")
        assert kind == "NO" and b"OVERQUOTA" in text[0]
        box.select("INBOX")
        assert box.copy("1", "Archive")[0] == "NO"
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            c.send([ada.address])
        assert refused.value.recipients[ada.address][0] == 452
        box.store("1", "+FLAGS", r"(\Deleted)")
        box.expunge()
        box.logout()
        c.send([ada.address])
        assert len(c.messages(ada)) == 2
