# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding, locking, unlocking, keyholders, and what a locked server says."""
import os
import smtplib
import socket
import stat
import subprocess

import pytest
from harness import ENVIRONMENT, MILPA, Collective, Failed


def test_found_lock_unlock_and_starts():
    with Collective("a.test") as c:
        status = c.command("status")
        assert status["state"] == "unlocked"
        assert len(status["starts"]) == 1
        c.member("ada")
        c.command("lock")
        assert c.command("status")["state"] == "locked"
        with c.smtp() as client:
            client.ehlo()
            assert client.mail("a@b.test")[0] == 451
            code, text = client.mail("a@b.test")
            assert (code, text[:5]) == (451, b"4.3.2")
        with pytest.raises(Failed) as refused:
            c.command("member", "list")
        assert refused.value.kind == "closed"
        # One share is not enough; the same share twice is one share.
        assert c.command("unlock", stdin=c.shares[:1]) == {"unlocked": False, "missing": 1, "threshold": 2, "keyholders": 3}
        with pytest.raises(Failed) as refused:
            c.command("unlock", stdin=c.shares[:1])
        assert refused.value.kind == "conflict"
        assert c.command("unlock", stdin=c.shares[2:3])["unlocked"]
        assert [m["address"] for m in c.command("member", "list")["members"]] == ["ada@a.test"]
        c.restart()
        starts = c.command("status")["starts"]
        assert len(starts) == 2
        assert len(starts[0]["sessions"]) == 2  # locked and unlocked once in the first life


def test_a_start_is_explained_and_marked_until_it_is():
    with Collective("a.test") as c:
        def said():
            return subprocess.run([MILPA, "status", "--data", c.data], capture_output=True, text=True, timeout=60,
                                  env=ENVIRONMENT).stdout
        c.restart()
        assert [(start["id"], start["explanation"]) for start in c.command("status")["starts"]] == [("s0", None), ("s1", None)]
        assert said().count("NOBODY HAS EXPLAINED IT") == 2 and "milpa starts explain" in said()
        told = c.command("starts", "explain", "s1", "a storm,\nsaid the neighbours")
        assert told["starts"][1]["explanation"] == "a storm,\nsaid the neighbours"
        assert said().count("NOBODY HAS EXPLAINED IT") == 1 and "s1: a storm, said the neighbours\n" in said()
        c.command("starts", "explain", "s0", "the founding")
        assert "EXPLAIN" not in said() and "milpa starts explain" not in said()
        for id, text, kind in (("s2", "x", "missing"), ("storm", "x", "missing"), ("s0", "x" * 501, "limit")):
            with pytest.raises(Failed) as refused:
                c.command("starts", "explain", id, text)
            assert refused.value.kind == kind, (id, refused.value)
        # It is sealed like all else, and there after the next start.
        c.restart()
        explanations = [start["explanation"] for start in c.command("status")["starts"]]
        assert explanations == ["the founding", "a storm,\nsaid the neighbours", None]
        c.stop()
        for folder, _, names in os.walk(c.data):
            for name in names:
                assert b"neighbours" not in open(os.path.join(folder, name), "rb").read()


def test_a_share_that_is_wrong_is_refused_at_once():
    with Collective("a.test", serve=False) as c, Collective("b.test", serve=False) as other:
        c.start()
        share = c.shares[0]
        typo = share[:-1] + ("0" if share[-1] != "0" else "1")
        for wrong, kind in ((typo, "syntax"), (other.shares[0], "denied"), ("nonsense", "syntax")):
            with pytest.raises(Failed) as refused:
                c.command("unlock", stdin=[wrong])
            assert refused.value.kind == kind
        assert c.command("unlock", stdin=[share.upper().replace("-", " ")])["missing"] == 1
        assert c.command("unlock", stdin=[c.shares[1]])["unlocked"]


def test_every_pair_of_shares_opens_and_changed_keyholders_leave_the_old_ones_useless():
    with Collective("a.test") as c:
        for pair in ((0, 1), (0, 2), (1, 2)):
            c.command("lock")
            assert c.command("unlock", stdin=[c.shares[i] for i in pair])["unlocked"]
        with pytest.raises(Failed) as refused:
            c.command("keyholders", "change", "--keyholders", 5, "--threshold", 3, stdin=c.shares[:1])
        assert refused.value.kind in ("denied", "missing")
        old = c.shares
        c.shares = c.command("keyholders", "change", "--keyholders", 5, "--threshold", 3, stdin=old[:2])["shares"]
        assert len(c.shares) == 5
        # Nothing has changed until the new keyholders show that they have theirs.
        with pytest.raises(Failed) as refused:
            c.command("keyholders", "confirm", stdin=c.shares[:2])
        assert refused.value.kind in ("denied", "missing")
        assert c.command("keyholders", "show")["threshold"] == 2
        c.command("keyholders", "confirm", stdin=c.shares[1:4])
        c.stop()
        c.start()
        with pytest.raises(Failed) as refused:
            c.command("unlock", stdin=old[:2])
        assert refused.value.kind == "denied"
        assert not c.command("unlock", stdin=c.shares[:2])["unlocked"]
        assert c.command("unlock", stdin=c.shares[4:])["unlocked"]
        assert "changed the keyholders" in [act["act"] for act in c.command("keyholders", "show")["acts"]]


def test_founding_twice_and_serving_nothing_are_refused():
    with Collective("a.test", serve=False) as c:
        with pytest.raises(Failed) as refused:
            c.command("found", "--domain", "b.test")
        assert refused.value.kind == "conflict"
        # The same where a server left more than the store, in whatever order the folder tells of it.
        for n in range(20):
            open(os.path.join(c.data, f"left{n}"), "w").close()
        with pytest.raises(Failed) as refused:
            c.command("found", "--domain", "b.test")
        assert "lives in this folder already" in str(refused.value)
        done = subprocess.run([MILPA, "serve", "--data", c.folder], capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
        assert done.returncode == 1 and "milpa found" in done.stderr
        done = subprocess.run([MILPA, "found", "--data", c.folder + "/x", "--domain", "not a domain"],
                              capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
        assert done.returncode == 1 and done.stderr


def test_a_second_server_on_the_same_folder_is_refused():
    with Collective("a.test") as c:
        done = subprocess.run([MILPA, "serve", "--data", c.data], capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
        assert done.returncode == 1
        assert c.command("status")["state"] == "unlocked"


def test_a_program_in_the_data_folder_is_refused_at_the_start():
    """It runs outside of what shuts the server in, so it may not lie where the server writes."""
    with Collective("a.test", serve=False) as c:
        hook = os.path.join(c.data, "hook")
        for path in (hook, os.path.join(c.data, "store", "hook")):
            with open(path, "w") as f:
                f.write("#!/bin/sh\n")
            os.chmod(path, 0o700)
            c.configure(acme__dns_hook=path)
            done = subprocess.run([MILPA, "serve", "--data", c.data], capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
            assert done.returncode == 1 and "lies in the data folder" in done.stderr, done
        os.rename(hook, os.path.join(c.folder, "hook"))
        c.configure(acme__dns_hook=os.path.join(c.folder, "hook"))
        c.start()
        assert c.command("status")["state"] == "locked"


def test_files_are_for_their_owner_alone_and_memory_is_closed():
    with Collective("a.test") as c:
        c.member("ada")
        for folder, _, files in os.walk(c.data):
            assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700, folder
            for name in files:
                path = os.path.join(folder, name)
                if not stat.S_ISSOCK(os.lstat(path).st_mode) and name != "milpa.conf":
                    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600, path
        status = c.command("status")
        assert status["memory"]["core_files_off"] and status["memory"]["not_dumpable"]
        assert status["sandbox"]["no_new_privileges"]
        with open(f"/proc/{c.process.pid}/status") as f:
            fields = dict(line.split(":", 1) for line in f)
        assert fields["NoNewPrivs"].strip() == "1"
        assert fields["Seccomp"].strip() == "2"


def test_the_log_names_nobody():
    with Collective("a.test") as c:
        ada = c.member("ada")
        c.send([ada.address], subject="very secret subject")
        with c.smtp() as client:
            client.ehlo("telltale-helo.test")
            client.mail("stranger@telltale-sender.test")
            client.rcpt("nobody-known@a.test")
        with pytest.raises(Exception):
            box = c.imap(ada)
            box.login("ada@a.test", "wrong")
        c.stop()
        log = c.log_text()
        for word in ("ada@", "telltale", "nobody-known", "secret subject", "127.0.0.1"):
            assert word not in log, word


def test_a_certificate_is_used_and_kept(tmp_path):
    with Collective("a.test") as c:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem", "-subj", "/CN=brought.test",
                        "-days", "3"], check=True, capture_output=True)

        def subject():
            with socket.create_connection((c.listen, c.ports["imaps"]), 30) as raw:
                with c.tls().wrap_socket(raw) as wire:
                    der = wire.getpeercert(binary_form=True)
            return b"brought.test" in der

        assert not subject()
        c.command("certificate", "set", "--chain", tmp_path / "cert.pem", "--key", tmp_path / "key.pem")
        assert subject()
        c.restart()
        assert subject()
        (tmp_path / "bad.pem").write_text("no certificate")
        with pytest.raises(Failed):
            c.command("certificate", "set", "--chain", tmp_path / "bad.pem", "--key", tmp_path / "key.pem")
        assert subject()


def test_settings_are_checked():
    with Collective("a.test", serve=False) as c:
        c.configure(port__smtp="70000")
        done = subprocess.run([MILPA, "serve", "--data", c.data], capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
        assert done.returncode == 1 and "port.smtp" in done.stderr
        manual = subprocess.run([MILPA, "settings"], capture_output=True, text=True, timeout=60, env=ENVIRONMENT).stdout
        assert "outbound.give_up" in manual
        path = os.path.join(c.data, "milpa.conf")
        os.remove(path)
        with socket.socket(socket.AF_UNIX) as there:
            there.bind(path)    # nobody can open it as a file, root neither
        done = subprocess.run([MILPA, "serve", "--data", c.data], capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
        assert done.returncode == 1 and f"{path} cannot be read" in done.stderr


def test_domains_and_aliases():
    with Collective("a.test") as c:
        ada, bob = c.member("ada"), c.member("bob")
        c.command("domain", "add", "second.test")
        assert c.command("domain", "list")["domains"] == ["a.test", "second.test"]
        c.command("alias", "set", "all@second.test", ada.address, bob.address)
        c.send(["all@second.test"], subject="to both")
        c.send(["postmaster@a.test"], subject="to the postmaster")
        assert [b"to both" in m for m in c.messages(bob)] == [True]
        assert len(c.messages(ada)) == 2
        with pytest.raises(Failed) as refused:
            c.command("domain", "remove", "second.test")
        assert refused.value.kind == "conflict"
        c.command("alias", "remove", "all@second.test")
        c.command("domain", "remove", "second.test")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            c.send(["all@second.test"])
