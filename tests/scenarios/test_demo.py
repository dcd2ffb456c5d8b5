# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo as somebody new meets it, the command line as somebody tired does: every command, at the wrong moment too."""
import contextlib
import errno
import imaplib
import json
import os
import pty
import random
import re
import select
import signal
import socket
import ssl
import stat
import subprocess
import termios
import time

import pytest
from harness import ENVIRONMENT, MILPA, PASSWORD, ROOT, Collective, Failed, wait_for

OFFSETS = {"smtp": 25, "submission": 587, "submissions": 465, "imap": 143, "imaps": 993, "http": 80, "https": 443}


def run(*words, stdin="", timeout=120, **more):
    return subprocess.run([MILPA, *map(str, words)], input=stdin, capture_output=True, text=True, timeout=timeout,
                          env=ENVIRONMENT, **more)


def base_port():
    """A base whose ports were free a moment ago, below those that connections are given by the system."""
    for _ in range(100):
        base = random.randrange(10_000, 31_000)
        with contextlib.suppress(OSError):
            held = [socket.create_server(("127.0.0.1", base + offset)) for offset in OFFSETS.values()]
            for s in held:
                s.close()
            return base
    raise AssertionError("no ports are free")


class Demo:
    def __init__(self, data, base, *more):
        self.log = open(os.path.join(os.path.dirname(data), "demo-log"), "w+")
        self.process = subprocess.Popen([MILPA, "demo", "--data", data, "--base-port", str(base), *more], env=ENVIRONMENT,
                                        stdout=self.log, stderr=subprocess.STDOUT, cwd=ROOT)

    def text(self):
        self.log.seek(0)
        return self.log.read()

    def wait(self, word="ready"):
        def there():
            assert self.process.poll() is None, self.text()
            return word in self.text().splitlines()
        wait_for(there, 120, f"the line {word}")
        return self

    def stop(self, how=signal.SIGINT):
        self.process.send_signal(how)
        assert self.process.wait(90) == 0, self.text()
        return self.text()


def test_the_demo_does_what_it_prints_twice(tmp_path):
    data, base = str(tmp_path / "demo"), base_port()
    demo = Demo(data, base).wait()
    try:
        about = json.loads((tmp_path / "demo" / "demo.json").read_text())
        assert about["domain"] == "milpa.test" and len(about["members"]) >= 3
        assert about["ports"] == {name: base + offset for name, offset in OFFSETS.items()}
        assert stat.S_IMODE(os.stat(tmp_path / "demo" / "demo.json").st_mode) == 0o600
        text = demo.text()
        assert "NOT protected" in text
        assert re.findall(r"port (\d+)", text) == [str(p) for p in about["ports"].values()]
        ana = about["members"][0]
        assert ana["app_password"] in text and ana["password"] in text
        # The last thing that it says is where people meet it.
        portal = f"https://localhost:{base + 443}/portal/"
        assert portal in text.splitlines()[-4] and text.endswith("\nready\n")
        # The three things to try, as they are printed.
        tries = re.search(r"Three things to try:\n(.*?)\n\nAll of this", text, re.S).group(1).replace("\\\n", "")
        commands = [re.split(r":  ", line, maxsplit=1)[1] for line in tries.splitlines()]
        assert len(commands) == 3
        shell = {"shell": True, "capture_output": True, "text": True, "timeout": 120, "cwd": ROOT, "env": ENVIRONMENT}
        for i in range(3):
            done = subprocess.run(commands[i].replace("curl", "curl -sS"), **shell)
            assert done.returncode == 0, (commands[i], done.stdout, done.stderr)
            if i == 1:
                assert "Subject: Hello" in done.stdout and "It works." in done.stdout
            if i == 2:
                assert ana["address"] in done.stdout and "What it could not" in done.stdout
        # The authority of the demo vouches for the demo.
        trusting = ssl.create_default_context(cafile=about["ca"])
        for secret in ("password", "app_password"):
            with imaplib.IMAP4_SSL("localhost", about["ports"]["imaps"], ssl_context=trusting, timeout=60) as box:
                box.login(ana["address"], ana[secret])
        # So it does by the names that the DNS of such a collective would have, and for nobody else.
        told = json.loads(run("dns", "--data", data, "--json").stdout)
        names = {about["domain"]} | {r["name"] for r in told["records"] if r["type"] in ("A", "CNAME")}
        assert {f"{label}.milpa.test" for label in ("mail", "autoconfig", "autodiscover", "openpgpkey")} <= names
        for name in names | {"localhost"}:
            with socket.create_connection(("127.0.0.1", about["ports"]["https"]), 60) as s:
                trusting.wrap_socket(s, server_hostname=name).close()
        with socket.create_connection(("127.0.0.1", about["ports"]["https"]), 60) as s:
            with pytest.raises(ssl.SSLCertVerificationError):
                trusting.wrap_socket(s, server_hostname="other.milpa.test")
        # A second one in the same folder, or on the same ports, says so and disturbs nobody.
        second = run("demo", "--data", data, "--base-port", base_port())
        assert second.returncode == 1 and "runs in this folder already" in second.stderr
        third = run("demo", "--data", tmp_path / "other", "--base-port", base)
        assert third.returncode == 1 and "is taken" in third.stderr
    finally:
        text = demo.stop()
    assert text.endswith("stopping\n")
    # Again, elsewhere and on other ports, with everything that was there; and the end of its terminal ends it.
    data = str(tmp_path / "moved")
    os.rename(tmp_path / "demo", data)
    again = base_port()
    demo = Demo(data, again).wait()
    try:
        about_again = json.loads((tmp_path / "moved" / "demo.json").read_text())
        assert about_again["ca"] == os.path.join(data, "demo-ca.pem")
        assert data in demo.text() and str(tmp_path / "demo") + "/" not in demo.text()
        assert about_again["members"] == about["members"] and about_again["ports"]["imaps"] == again + 993
        with imaplib.IMAP4_SSL("localhost", again + 993, ssl_context=trusting, timeout=60) as box:
            box.login(ana["address"], ana["app_password"])
            assert box.select("INBOX")[1] == [b"1"]
        # Read again, its settings have its own ports and address: nothing waits for another start.
        with open(os.path.join(data, "milpa.conf"), "a") as f:
            f.write("message.recipients_max = 200\n")
        told = json.loads(run("settings", "reload", "--data", data, "--json").stdout)
        assert told == {"taken": ["message.recipients_max"], "waiting": []}
    finally:
        demo.stop(signal.SIGHUP)
    # The one that found its ports taken was cut off in its founding: it begins anew.
    demo = Demo(str(tmp_path / "other"), base_port()).wait()
    demo.stop()


def test_the_demo_speaks_json(tmp_path):
    demo = Demo(str(tmp_path / "demo"), base_port(), "--json")
    try:
        wait_for(lambda: demo.text().endswith("}\n"), 120, "the demo")
        said = json.loads(demo.text())
        assert said["ready"] and len(said["members"]) == 3
    finally:
        demo.stop()


def test_a_real_collective_is_never_taken_for_a_demo():
    with Collective("a.test", serve=False) as c:
        done = run("demo", "--data", c.data)
        assert done.returncode == 1 and "no demo" in done.stderr
        assert run("found", "--data", c.data, "--domain", "b.test").returncode == 1


def test_words_that_are_not_understood():
    version = re.search(r"project\(milpa VERSION (\S+)", open(os.path.join(ROOT, "CMakeLists.txt")).read()).group(1)
    assert run("--version").stdout == f"milpa {version}\n"
    assert run().returncode == 0 and "keyholders confirm" in run("help").stdout
    for words, part in ((("nonsense",), "milpa --help"), (("member",), "member app-password add"),
                        (("member", "ad"), "member add"), (("member", "add"), "usage: milpa member add address"),
                        (("status", "now"), "one word too many: now"), (("found", "--domain"), "needs a value"),
                        (("member", "add", "a@b.test", "--quota", "x"), "--quota is a number"),
                        (("member", "quota", "a@b.test", "5G"), "milpa: bytes is a number"),
                        (("member", "add", "a@b.test", "--secret", "x"), "no option --secret")):
        done = run(*words)
        assert done.returncode in (1, 2) and part in done.stderr and not done.stdout, (words, done)
        said = json.loads(run(*words, "--json").stdout)
        assert said["error"] == "syntax" and part.removeprefix("milpa: ") in said["message"]
    listed = run("--help").stdout
    for line in listed.splitlines():
        if line.startswith("  "):
            words = line[2:30].split()
            shown = run(*words, "--help")
            assert shown.returncode == 0 and shown.stdout.startswith(f"usage: milpa {' '.join(words)}"), words


def test_without_a_server_nobody_is_asked_for_a_secret(tmp_path):
    for words in (("status",), ("unlock",), ("lock",), ("member", "password", "a@a.test"), ("held", "a@a.test"),
                  ("leave", "a@a.test", "--to", tmp_path / "out"), ("keyholders", "change"), ("queue",)):
        done = run(*words, "--data", tmp_path, stdin="a secret\n")
        assert done.returncode == 1 and "milpa serve" in done.stderr, words
        assert json.loads(run(*words, "--data", tmp_path, "--json").stdout)["error"] == "closed"
    assert not (tmp_path / "out").exists()
    long = tmp_path / ("x" * 100)
    long.mkdir()
    assert "too long" in run("status", "--data", long).stderr


# Each command that tells or changes something, in an order in which all work: words, and secrets.
EVERY = (
    (("status",), ()),
    (("keyholders", "show"), ()),
    (("member", "list"), ()),
    (("alias", "list"), ()),
    (("domain", "list"), ()),
    (("domain", "add", "zweite.test"), ()),
    (("domain", "add", "bücher.test"), ()),
    (("member", "add", "josé@bücher.test", "--name", "José"), ("",)),
    (("alias", "set", "info@bücher.test", "josé@bücher.test"), ()),
    (("member", "quota", "ada@a.test", "1000000"), ()),
    (("member", "duty", "ada@a.test", "moderator"), ()),
    (("invitation", "add", "--label", "die Köchin", "--days", "3"), ()),
    (("invitation", "list"), ()),
    (("approval", "list"), ()),
    (("member", "suspend", "ada@a.test"), ()),
    (("member", "restore", "ada@a.test"), ()),
    (("member", "app-password", "add", "ada@a.test", "--label", "téléphone"), (PASSWORD,)),
    (("member", "app-password", "list", "ada@a.test"), (PASSWORD,)),
    (("member", "recovery-code", "ada@a.test"), (PASSWORD,)),
    (("member", "password", "ada@a.test"), (PASSWORD, PASSWORD)),
    (("held", "ada@a.test"), ()),
    (("held", "josé@bücher.test"), ()),
    (("queue",), ()),
    (("queue", "retry"), ()),
    (("settings",), ()),
    (("purge",), ()),
    (("alias", "remove", "info@bücher.test"), ()),
    (("member", "remove", "josé@bücher.test"), ()),
    (("domain", "remove", "bücher.test"), ()),
    (("domain", "remove", "zweite.test"), ()),
    (("unlock",), ()),
)


def leaves(value):
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, str) and value:
        yield value


def test_every_command_says_the_same_to_people_and_to_programs():
    with Collective("a.test") as c:
        c.member("ada")
        shows = {"status", "keyholders show", "member list", "alias list", "domain list", "held", "member app-password list",
                 "invitation list"}
        for words, secrets in EVERY:
            said = c.command(*words, stdin=secrets)
            assert isinstance(said, dict) and (said or words[0] == "alias"), words
            name = " ".join(words[:3]) if words[1:2] == ("app-password",) else " ".join(words[:2])
            if name in shows or words[0] in shows:
                text = run(*words, "--data", c.data, stdin="".join(s + "\n" for s in secrets)).stdout
                for value in leaves({k: v for k, v in said.items() if k not in ("counters", "state")}):
                    is_field = words[0] == "held" and re.fullmatch(r"[A-Z][A-Za-z]+\.[a-z_]+", value)
                    assert value in text or is_field, (words, value)
        # Locked, each of them is refused in words that say what to do; but for those that need no key.
        c.command("lock")
        for words, secrets in EVERY:
            if words[0] in ("status", "settings", "approval") or words == ("keyholders", "show"):
                assert c.command(*words)
                continue
            if words == ("unlock",):
                continue
            with pytest.raises(Failed) as refused:
                c.command(*words, stdin=secrets)
            assert refused.value.kind == "closed" and "milpa unlock" in str(refused.value), words


def test_mistakes_are_named_so_that_they_can_be_mended():
    with Collective("a.test") as c:
        c.member("ada")
        c.command("alias", "set", "info@a.test", "ada@a.test")
        told = (
            (("held", "nobody@a.test"), (), "nobody has this address"),
            (("held", "info@a.test"), (), "alias list"),
            (("member", "add", "x@other.test"), ("",), "milpa domain add"),
            (("member", "add", "x"), ("",), "name@domain"),
            (("member", "add", "x@a.test"), ("short",), "8 octets"),
            (("member", "add", "ada@a.test"), ("",), "a member has this address"),
            (("member", "add", "x@a.test", "--name", "two\nlines"), ("",), "one line"),
            (("member", "password", "ada@a.test"), ("not it", "a long password"), "secret is wrong"),
            (("member", "app-password", "remove", "ada@a.test", "--id", "zz"), (PASSWORD,), "32 hex digits"),
            (("member", "reopen", "ada@a.test"), (PASSWORD, "x"), "left sealed by a reset"),
            (("keyholders", "confirm"), (), "keyholders change"),
            (("member", "reset", "ada@a.test"), ("", "nonsense"), "share 1"),
            (("member", "duty", "ada@a.test", "king"), (), "administrator, moderator or none"),
            (("member", "reset", "ada@a.test"), ("", c.shares[0]), "more keyholders"),
            (("invitation", "revoke", "0" * 32), (), "no such invitation"),
            (("invitation", "add", "--domain", "other.test"), (), "milpa domain add"),
            (("domain", "add", "not a domain"), (), "no domain"),
            (("domain", "remove", "a.test"), (), "only domain"),
            (("certificate", "set", "--chain", "/none", "--key", "/none"), (), "/none cannot be read"),
        )
        for words, secrets, part in told:
            with pytest.raises(Failed) as refused:
                c.command(*words, stdin=secrets)
            assert part in str(refused.value), words
        # A target that nobody has is no mistake, but it is told.
        targets = ("nobody@a.test", "ada@a.test", "x@elsewhere.test")
        assert c.command("alias", "set", "later@a.test", *targets)["nobody"] == ["nobody@a.test"]
        # Without a domain it is the collective's first.
        assert c.command("member", "quota", "ada", 5)["quota_bytes"] == 5


def test_leaving_into_a_folder_that_will_not_do(tmp_path):
    with Collective("a.test") as c:
        c.member("ada")
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "mine").write_text("kept")
        (tmp_path / "file").write_text("kept")
        places = ((tmp_path / "full", "not empty"), (tmp_path / "file", "is a file"), ("/proc/nowhere", "cannot be made"))
        for to, part in places:
            with pytest.raises(Failed) as refused:
                c.command("leave", "ada@a.test", "--to", to)    # before it asks for the password
            assert part in str(refused.value)
        assert os.listdir(tmp_path / "full") == ["mine"]
        # Whoever mistypes finds no half-made folder in the way.
        with pytest.raises(Failed):
            c.command("leave", "ada@a.test", "--to", tmp_path / "out", stdin=["mistyped"])
        with pytest.raises(Failed) as refused:
            c.command("leave", "ada@a.test", "--to", tmp_path / "out")
        assert "nothing was given" in str(refused.value)
        assert not (tmp_path / "out").exists()
        c.command("leave", "ada@a.test", "--to", tmp_path / "out", stdin=[PASSWORD])


def echoes(terminal):
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


class Terminal:
    """milpa at a terminal: what it shows, and what somebody types."""

    def __init__(self, *words):
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.execve(MILPA, [MILPA, *map(str, words)], ENVIRONMENT)
        self.shown = ""

    def read(self, until, seconds=60):
        end = time.monotonic() + seconds
        while until not in self.shown:
            assert time.monotonic() < end, f"waited for {until!r}: {self.shown!r}"
            if select.select([self.file], [], [], 1)[0]:
                try:
                    self.shown += os.read(self.file, 65536).decode(errors="replace")
                except OSError as e:
                    if e.errno != errno.EIO:
                        raise
                    assert until in self.shown, self.shown
        before, self.shown = self.shown.split(until, 1)
        return before

    def type(self, line):
        # What is typed before echo is off is thrown away.
        wait_for(lambda: not echoes(self.file), 60, "echo to be off")
        self.type_shown(line)

    def type_shown(self, line):
        os.write(self.file, (line + "\n").encode())

    def end(self):
        rest = self.shown
        with contextlib.suppress(OSError):
            while data := os.read(self.file, 65536):
                rest += data.decode(errors="replace")
        os.close(self.file)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), rest


def test_somebody_at_a_terminal():
    with Collective("a.test", serve=False) as c:
        c.start()
        # A keyholder mistypes, then does not; the share is never shown.
        t = Terminal("unlock", "--data", c.data)
        assert "No share is here yet" in t.read("Share (Ctrl-D: no more): ")
        t.type(c.shares[0][:-1])
        assert "too short" in t.read("Share (Ctrl-D: no more): ")
        t.type(c.shares[0])
        said = t.read("Share (Ctrl-D: no more): ")
        assert "Of keyholder 1 the share is here" in said and c.shares[0] not in said
        t.type(c.shares[1])
        code, rest = t.end()
        assert code == 0 and "Unlocked." in rest and c.shares[1] not in rest
        # Who comes too late is not asked for anything.
        code, rest = Terminal("unlock", "--data", c.data).end()
        assert code == 0 and "Unlocked already." in rest
        # A new password is typed twice, until both are the same.
        t = Terminal("member", "add", "ada@a.test", "--data", c.data)
        t.read("one is drawn): ")
        t.type("one long password")
        t.read("The same again: ")
        t.type("another long password")
        t.read("one is drawn): ")
        t.type(PASSWORD)
        t.read("The same again: ")
        t.type(PASSWORD)
        code, rest = t.end()
        assert code == 0 and "Recovery code" in rest and PASSWORD not in rest
        assert c.messages(type("Ada", (), {"address": "ada@a.test", "password": PASSWORD})()) == []
        # What cannot be undone is asked for.
        t = Terminal("member", "remove", "ada@a.test", "--data", c.data)
        assert "destroys all mail of ada@a.test" in t.read("Type yes: ")
        t.type_shown("y")
        code, rest = t.end()
        assert code == 1 and "nothing was done" in rest
        assert [m["address"] for m in c.command("member", "list")["members"]] == ["ada@a.test"]
        # New shares are shown as pictures, too.
        t = Terminal("keyholders", "change", "--data", c.data)
        for i in (0, 1):
            t.read("no more): ")
            t.type(c.shares[i])
        t.read("no more): ")
        t.type("")
        code, rest = t.end()
        assert code == 0 and "Nothing has changed yet" in rest and rest.count("█") > 100


def test_ctrl_c_in_a_prompt_gives_the_terminal_its_echo_back():
    with Collective("a.test", serve=False) as c:
        c.start()
        pid, file = pty.fork()
        if pid == 0:
            # A shell between, so that the terminal outlives the command.
            script = f"trap : INT; {MILPA} unlock --data {c.data}; echo ended; read x"
            os.execve("/bin/sh", ["sh", "-c", script], ENVIRONMENT)
        shown = b""

        def reads(word):
            nonlocal shown
            if select.select([file], [], [], 0.1)[0]:
                shown += os.read(file, 65536)
            return word in shown

        wait_for(lambda: reads(b"no more): "), 60, "the prompt")
        wait_for(lambda: not echoes(file), 60, "echo to be off")
        os.write(file, b"\x03")
        wait_for(lambda: reads(b"ended"), 60, "the end")
        assert echoes(file)
        os.write(file, b"\n")
        os.close(file)
        os.waitpid(pid, 0)
