# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mail programs that others wrote: mbsync, neomutt, curl."""
import os
import subprocess
import time

import pytest
from harness import PASSWORD, Collective, wait_for

MESSAGES = int(os.environ.get("SYNC_MESSAGES", "5000"))


@pytest.fixture(scope="module")
def c():
    with Collective("a.test") as collective:
        yield collective


def certificate(c, path):
    """The server's certificate, for programs that insist on knowing it."""
    got = subprocess.run(["openssl", "s_client", "-connect", f"{c.listen}:{c.ports['imaps']}", "-showcerts"], input="",
                         capture_output=True, text=True, timeout=60).stdout
    path.write_text(got[got.index("-----BEGIN"): got.rindex("-----END CERTIFICATE-----") + 26])
    return path


def test_mbsync_syncs_thousands_and_the_second_time_moves_nothing(c, tmp_path):
    ada = c.member("ada")
    local = tmp_path / "local"
    (local / "INBOX" / "new").mkdir(parents=True)
    (local / "INBOX" / "cur").mkdir()
    (local / "INBOX" / "tmp").mkdir()
    half = MESSAGES // 2
    for n in range(half):
        (local / "INBOX" / "cur" / f"{n}.local:2,S").write_text(
            f"From: <l@x.test>\nSubject: local {n}\nMessage-ID: <l{n}@x.test>\n\nbody {n}\n")
    with c.smtp() as client:
        for n in range(MESSAGES - half):
            client.sendmail("s@x.test", [ada.address], f"Subject: remote {n}\r\nMessage-ID: <r{n}@x.test>\r\n\r\nbody {n}\r\n")
    config = tmp_path / "mbsyncrc"
    config.write_text(f"""
IMAPAccount milpa
Host {c.listen}
Port {c.ports['imaps']}
User {ada.address}
Pass "{PASSWORD}"
SSLType IMAPS
SSLVersions TLSv1.2 TLSv1.3
CertificateFile {certificate(c, tmp_path / 'cert.pem')}

IMAPStore far
Account milpa

MaildirStore near
Path {local}/
Inbox {local}/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Both
Sync All
Expunge Both
SyncState *
""")

    def sync():
        begin = time.monotonic()
        done = subprocess.run(["mbsync", "-V", "-c", config, "-a"], capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout, time.monotonic() - begin

    _, took = sync()
    print(f"figure: mbsync of {MESSAGES} messages both ways: {took:.1f} s")
    files = [f for part in ("cur", "new") for f in os.listdir(local / "INBOX" / part)]
    assert len(files) == MESSAGES
    box = c.imap(ada)
    assert box.select("INBOX")[1] == [b"%d" % MESSAGES]
    box.logout()
    before = {f: os.stat(local / "INBOX" / "cur" / f).st_mtime_ns for f in os.listdir(local / "INBOX" / "cur")}
    out, _ = sync()
    assert before == {f: os.stat(local / "INBOX" / "cur" / f).st_mtime_ns for f in os.listdir(local / "INBOX" / "cur")}
    box = c.imap(ada)
    assert box.status("INBOX", "(MESSAGES UIDNEXT)")[1] == [b"INBOX (MESSAGES %d UIDNEXT %d)" % (MESSAGES, MESSAGES + 1)]
    box.logout()

    # A change on either side arrives on the other.
    name = next(f for f in os.listdir(local / "INBOX" / "cur") if "local" in f or ":2,S" in f)
    os.rename(local / "INBOX" / "cur" / name, local / "INBOX" / "cur" / (name.replace(":2,S", ":2,FS")))
    sync()
    box = c.imap(ada)
    box.select("INBOX")
    assert len(box.search(None, "FLAGGED")[1][0].split()) == 1
    box.logout()


def test_neomutt_reads_and_files(c, tmp_path):
    bob = c.member("bob")
    for n in range(3):
        c.send([bob.address], subject=f"Letter number {n}", body=f"The body of letter {n}.\r\n")
    rc = tmp_path / "muttrc"
    rc.write_text(f"""
set folder="imaps://{c.listen}:{c.ports['imaps']}/"
set spoolfile="+INBOX" imap_user="{bob.address}" imap_pass="{PASSWORD}"
set ssl_verify_host=no ssl_verify_dates=no certificate_file="{certificate(c, tmp_path / 'cert.pem')}"
set sleep_time=0 wait_key=no quit=yes delete=yes confirmappend=no header_cache="" mail_check=1 move=no
set sort=date-sent
""")
    session = f"milpa{os.getpid()}"

    def tmux(*words):
        return subprocess.run(["tmux", "-L", session, *words], capture_output=True, text=True, timeout=120)

    def screen():
        return tmux("capture-pane", "-p", "-t", session).stdout

    env = dict(os.environ, TERM="xterm", HOME=str(tmp_path), LANG="C.UTF-8")
    subprocess.run(["tmux", "-L", session, "new-session", "-d", "-s", session, "-x", "120", "-y", "40",
                    f"neomutt -n -F {rc}; sleep 1"], check=True, env=env, timeout=120)
    try:
        wait_for(lambda: "Letter number 2" in screen() or ("(a)ccept always" in screen() and tmux("send-keys", "-t", session, "a")
                                                           and False), 120, "the list of letters")
        tmux("send-keys", "-t", session, "1", "Enter")
        tmux("send-keys", "-t", session, "Enter")
        wait_for(lambda: "The body of letter 0." in screen(), 120, "the letter")
        tmux("send-keys", "-t", session, "q")
        tmux("send-keys", "-t", session, "2", "Enter")
        tmux("send-keys", "-t", session, "d")
        tmux("send-keys", "-t", session, "3", "Enter")
        tmux("send-keys", "-t", session, "F")
        tmux("send-keys", "-t", session, "$")
        wait_for(lambda: len(c.messages(bob)) == 2, 120, "the deletion")
        box = c.imap(bob)
        box.select("INBOX")
        assert len(box.search(None, "FLAGGED")[1][0].split()) == 1
        assert len(box.search(None, "SEEN")[1][0].split()) >= 1
        box.logout()
    finally:
        tmux("kill-server")


def test_curl_reads_lists_and_searches(c, tmp_path):
    eve = c.member("eve")
    c.send([eve.address], subject="for curl", body="curl reads this\r\n")
    base = f"imaps://{c.listen}:{c.ports['imaps']}"

    def curl(*words):
        done = subprocess.run(["curl", "-sS", "-k", "--user", f"{eve.address}:{PASSWORD}", *words],
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "curl reads this" in curl(f"{base}/INBOX;MAILINDEX=1")
    assert "* SEARCH 1" in curl(f"{base}/INBOX?TEXT%20reads")
    assert "Archive" in curl(f"{base}/")
    upload = tmp_path / "message"
    upload.write_bytes(b"Subject: uploaded\r\n\r\nhello\r\n")
    curl("-T", str(upload), f"{base}/Drafts")
    assert "uploaded" in curl(f"{base}/Drafts;MAILINDEX=1;SECTION=HEADER")
