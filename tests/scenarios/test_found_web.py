# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding in a browser: a server without a collective, a link, five questions, each share once, and then the server as ever."""
import concurrent.futures
import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile

import pytest
from browser import Browser
from founding import DOMAIN, FORM, PASSWORD, URN, Founding, child_of, end_of
from harness import ENVIRONMENT, HOST, MILPA, Member, free_ports, wait_for


def found_in_memory(process, words):
    """Those of the words that lie in it anywhere. What a sanitizer has mapped and does not use is left out."""
    found = set()
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", 0) as memory:
        for line in maps:
            begin, end = (int(number, 16) for number in line.split()[0].split("-"))
            if "r" not in line.split()[1] or end - begin > 1 << 33 or line.rstrip().endswith(("[vvar]", "[vsyscall]")):
                continue
            for at in range(begin, end, 1 << 24):
                with contextlib.suppress(OSError):
                    memory.seek(at)
                    octets = memory.read(min(end - at, 1 << 24) + 200)
                    found |= {word for word in words if word.encode() in octets}
    return found


def own(guest, method, **arguments):
    """A call of the collective's own methods; nothing where one has to sign in first."""
    call = [method, {"accountId": "c", **arguments}, "c"]
    body = json.dumps({"using": ["urn:milpa:params:jmap:collective"], "methodCalls": [call]})
    answer = guest.ask("POST", "/jmap/api", body)
    return json.loads(answer.body)["methodResponses"][0][1] if answer.status == 200 else None


def test_founding_in_a_browser_from_the_first_link_to_the_first_sign_in():
    with Founding() as f:
        assert f.links[0].startswith(f"https://{HOST}:{f.ports['https']}/portal/found#")
        assert f.fingerprint.replace(":", "").lower() == f.certificate()
        # What is there to be seen: a page that says where the link is, and one capability.
        page = f.ask("GET", "/")
        assert page.status == 503 and b"Nobody has founded" in page.body
        assert "script-src" in page.getheader("content-security-policy")
        session = json.loads(f.ask("GET", "/.well-known/jmap").body)
        assert set(session["capabilities"]) == {"urn:ietf:params:jmap:core", URN} and session["accounts"] == {}
        plain = http.client.HTTPConnection(HOST, f.ports["http"], timeout=60)
        plain.request("GET", "/portal/found", headers={"host": HOST})
        assert plain.getresponse().getheader("location") == f"https://{HOST}:{f.ports['https']}/portal/found"
        for port in ("smtp", "imaps", "submission"):
            with pytest.raises(OSError):
                socket.create_connection((HOST, f.ports[port]), timeout=10)

        assert f.call("get")["state"] == "questions"
        begun = f.begin()
        assert begun["state"] == "shares" and begun["address"] == f"ana@{DOMAIN}" and begun["threshold"] == 2
        # The founder gives the first share, and the others take theirs by links of their own.
        first = f.call("share", number=1)
        assert f.call("share", number=1)["reason"] == "shareGivenAlready"
        shares = [first["share"]]
        for number, share in enumerate(begun["shares"], 1):
            if number == 1:
                continue
            assert f.call("finish")["reason"] == "sharesNotGiven"
            seen = f.call("get", token=share["secret"])
            assert seen["number"] == number and seen["role"] == "keyholder" and len(seen["shares"]) == 1
            assert f.call("share", token=share["secret"], number=3 if number == 2 else 2)["reason"] == "founderAlone"
            assert f.call("finish", token=share["secret"])["reason"] == "founderAlone"
            shares.append(f.call("share", token=share["secret"])["share"])
            assert f.call("share", token=share["secret"])["reason"] == "shareGivenAlready"
            assert f.call("share", number=number)["reason"] == "shareGivenAlready"
        assert len(set(shares)) == 3
        assert f.call("finish") == {"state": "done"}

        # The same process goes on, at the same ports, with the same certificate, locked.
        assert f.line(1) == {"state": "locked", "threshold": 2, "keyholders": 3}
        assert f.process.poll() is None and f.fingerprint.replace(":", "").lower() == f.certificate()
        assert f.ask("GET", "/").status == 503
        assert f.call("get")["reason"] == "status 401"
        assert sorted(os.listdir(f.data)) == ["milpa.conf", "run", "store"]
        # Keyholders show that they have theirs, and see each on their own page how it goes on.
        third = own(f, "Keyholders/offer", share=shares[2])
        assert third["missing"] == 1
        waiting = own(f, "Start/unexplained", receipt=third["receipt"])
        assert waiting["isUnlocked"] is False and waiting["collected"] == [3] and waiting["list"] is None
        first = own(f, "Keyholders/offer", share=shares[0])
        assert first["isUnlocked"] is True
        for receipt in (third["receipt"], first["receipt"]):
            seen = own(f, "Start/unexplained", receipt=receipt)
            assert [one["id"] for one in seen["list"]] == ["s0"] and len(seen["list"][0]["sessions"]) == 1
        assert own(f, "Start/unexplained", receipt=f.token)["kind"] == "denied"

        founder = Browser(f, DOMAIN)
        founder.did("sign-in", address="ana", secret=PASSWORD, label="a browser", cookie=True)
        assert founder.user == f"ana@{DOMAIN}"

        def mine(method, **arguments):
            return own(founder, method, **arguments)
        (member,) = mine("Member/get", ids=None)["list"]
        assert member["duties"] == ["administrator"] and member["name"] == "Ana"
        assert {(one["type"], one["name"]) for one in mine("Server/dns")["records"]} >= {("MX", DOMAIN)}
        (start,) = mine("Start/get", ids=None)["list"]
        assert len(start["sessions"]) == 1
        assert start["explanation"] is None and start["explainedBy"] is None
        assert [act["act"] for act in mine("Act/get", ids=None)["list"]] == ["founded", "unlocked"]
        assert "type" not in mine("Start/explain", id="s0", explanation="We founded it.")
        (start,) = mine("Start/get", ids=None)["list"]
        assert start["explanation"] == "We founded it." and start["explainedBy"] == member["id"]
        # A keyholder who looks now sees it all the same, with what was said.
        assert own(f, "Start/unexplained", receipt=first["receipt"])["list"][0]["explanation"] == "We founded it."
        assert own(f, "Start/explain", id="s0", explanation="x") is None
        # Her folders are there, and so is the mail that somebody has to read.
        f.send([f"postmaster@{DOMAIN}"], subject="to whom it concerns")
        f.send([f"abuse@{DOMAIN}"], subject="to whom it concerns")
        ana = Member(f"ana@{DOMAIN}", PASSWORD, "")
        assert [b"to whom it concerns" in text for text in wait_for(lambda: f.messages(ana), 60)] in ([True], [True, True])
        box = f.imap(ana)
        assert {name.decode().split()[-1].strip('"') for name in box.list()[1]} >= {"INBOX", "Drafts", "Sent", "Trash"}
        box.logout()
        assert f.command("status")["foreign_events"] == 0
        # The recovery code is hers.
        assert f.command("member", "recover", f"ana@{DOMAIN}", stdin=[begun["recoveryCode"], "another password"])
        # It is a server as any other: the flag changes nothing from now on.
        f.stop()
        assert f.start(expect="locked")["state"] == "locked"
        assert f.command("unlock", stdin=shares[:2])["unlocked"]


def test_who_has_no_link_founds_nothing():
    with Founding() as f:
        for wrong in ("", "x", "A" * 43, f.token[:-1], f.token + "A", f.token.swapcase()):
            for method in ("get", "share", "finish", "abandon"):
                assert f.call(method, token=wrong)["reason"] in ("tokenWrong", "tooManyTries")
            assert f.call("begin", **{**FORM, "token": wrong})["reason"] in ("tokenWrong", "tooManyTries")
        # Whoever guesses is slowed, and whoever has the link is not.
        assert {f.call("get", token="guess")["reason"] for _ in range(40)} <= {"tokenWrong", "tooManyTries"}
        assert f.call("get", token="guess")["type"] == "rateLimit"
        assert f.call("get")["state"] == "questions"
        # Nor does a page elsewhere, though it had the link; and a guest's request is a small one.
        body = json.dumps({"using": [URN], "methodCalls": [["Founding/get", {"token": f.token}, "c"]]})
        elsewhere = {"origin": "https://evil.test", "sec_fetch_mode": "cors", "sec_fetch_site": "cross-site"}
        assert f.ask("POST", "/jmap/api", body, **elsewhere).status == 401
        assert f.ask("POST", "/jmap/api", body, content_type="text/plain").status == 401
        ours = {"origin": f"https://{HOST}:{f.ports['https']}", "sec_fetch_mode": "cors", "sec_fetch_site": "same-origin"}
        assert f.ask("POST", "/jmap/api", body, **ours).status == 200
        assert f.ask("POST", "/jmap/api", body.replace('"c"', '"' + "c" * 70_000 + '"')).status == 413
        other = json.dumps({"using": ["urn:ietf:params:jmap:core"], "methodCalls": [["Core/echo", {}, "c"]]})
        assert f.ask("POST", "/jmap/api", other).status == 401
        assert f.ask("GET", "/auth/sign-in").status == 503
        assert not os.listdir(os.path.join(f.data, "founding"))


def test_two_browsers_found_one_collective():
    with Founding() as f:
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            all = list(pool.map(lambda n: f.begin(name=f"the {n}th"), range(8)))
        begun = [one for one in all if one.get("state") == "shares"]
        assert len(begun) == 1 and {one["reason"] for one in all if one is not begun[0]} <= {"underWay", "begunAlready"}
        # Each share goes to one of those who ask at once.
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            given = list(pool.map(lambda n: f.call("share", number=1 + n % 3), range(24)))
        shares = [one["share"] for one in given if "share" in one]
        assert len(shares) == 3 == len(set(shares))
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            ends = [one.result() for one in [pool.submit(end_of, f) for _ in range(4)]]
        # One of them ends it; the others come while it does, or to what is left of the founding server.
        assert "done" in ends and set(ends) <= {"done", "underWay", "gone", "status 401", "status 405", "status 503"}
        assert f.line(1)["state"] == "locked"
        assert f.command("unlock", stdin=shares[:2])["unlocked"]


def test_what_is_answered_wrongly_is_said_and_changes_nothing():
    with Founding() as f:
        for wrong, reason in (({"domain": "no domain"}, "domainInvalid"), ({"threshold": 4}, "thresholdOutOfRange"),
                              ({"keyholders": 17}, "keyholdersOutOfRange"), ({"password": "short"}, "passwordTooShort"),
                              ({"address": "postmaster"}, "addressReserved"), ({"address": "ana@b.test"}, "addressOfOtherDomain"),
                              ({"acmeDirectory": "letsencrypt"}, "termsNotAgreed"),
                              ({"acmeDirectory": "ftp://x", "acmeTermsAgreed": True}, "directoryInvalid"),
                              ({"acmeDirectory": "https://x.test/\nsandbox = 0", "acmeTermsAgreed": True}, "directoryInvalid"),
                              ({"acmeDirectory": "https://x.test/#a", "acmeTermsAgreed": True}, "directoryInvalid"),
                              ({"acmeDirectory": "letsencrypt", "acmeTermsAgreed": True, "contact": f"ana@{DOMAIN}"},
                               "contactTellsDomain")):
            assert f.begin(**wrong)["reason"] == reason, wrong
        assert f.call("get")["state"] == "questions" and not os.listdir(os.path.join(f.data, "founding"))


def test_settings_that_were_answered_are_in_force():
    with Founding(settings={"message.bytes_max": 1_000_000}) as f:
        before, mode = open(os.path.join(f.data, "milpa.conf")).read(), os.stat(os.path.join(f.data, "milpa.conf")).st_mode
        f.found(acmeDirectory="https://127.0.0.1:1/directory", acmeTermsAgreed=True, contact=f"postmaster@{DOMAIN}")
        after = open(os.path.join(f.data, "milpa.conf")).read()
        assert after == before + "acme.directory = https://127.0.0.1:1/directory\nacme.contact = postmaster\nacme.terms_agreed = 1\n"
        assert DOMAIN not in after and os.stat(os.path.join(f.data, "milpa.conf")).st_mode == mode
        assert f.command("unlock", stdin=f.shares[:2])["unlocked"]
        assert [one["domain"] for one in f.command("status")["renewals"]] == [DOMAIN]
        assert f.command("settings")["settings"]["message.bytes_max"] == "1000000"


def test_ports_by_one_base_are_kept():
    with Founding() as f:
        f.stop()
        os.remove(os.path.join(f.data, "milpa.conf"))
        for _ in range(50):
            (base,) = free_ports(1)
            with contextlib.suppress(OSError):
                for offset in (25, 587, 465, 143, 993, 80, 443):
                    socket.create_server(("", base + offset)).close()
                break
        with open(os.path.join(f.data, "milpa.conf"), "w") as file:
            file.write(f"# ours\nlisten = {HOST}\n")
        f.ports = {**f.ports, "https": base + 443, "smtp": base + 25}
        f.start("--base-port", str(base))
        f.found()
        conf = open(os.path.join(f.data, "milpa.conf")).read()
        assert conf.startswith(f"# ours\nlisten = {HOST}\n") and f"port.https = {base + 443}\n" in conf
        assert f.command("unlock", stdin=f.shares[:2])["unlocked"]
        with f.smtp() as client:
            client.ehlo()


def test_only_a_folder_of_its_own_is_founded_and_by_one():
    with Founding() as f:
        def run(*words, data=f.data):
            return subprocess.run([MILPA, *words, "--data", data], capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
        # While it goes on, nobody else founds there.
        for words in (("serve", "--founding"), ("found", "--domain", "b.test")):
            done = run(*words)
            assert done.returncode == 1 and "being founded" in done.stderr, done
        assert f.call("get")["state"] == "questions"
        other = tempfile.mkdtemp(prefix="milpa-test-")
        try:
            open(os.path.join(other, "letter"), "w").close()
            done = run("serve", "--founding", data=other)
            assert done.returncode == 1 and "not empty" in done.stderr
            os.remove(os.path.join(other, "letter"))
            # A port that is taken is said, and leaves nothing.
            shutil.copy(os.path.join(f.data, "milpa.conf"), other)
            done = run("serve", "--founding", data=other)
            assert done.returncode == 1 and re.search(r"port \d+ is taken", done.stderr) and os.listdir(other) == ["milpa.conf"]
            with open(os.path.join(other, "milpa.conf"), "a") as file:
                file.write("port.https = 0\n")
            done = run("serve", "--founding", data=other)
            assert done.returncode == 1 and "port.https" in done.stderr
        finally:
            shutil.rmtree(other)
        # What a founding that was cut off has left is in nobody's way.
        f.begin()
        f.kill()
        assert run("found", "--domain", "b.test").returncode == 0
        assert "founding" not in os.listdir(f.data)


@pytest.mark.skipif(os.geteuid() != 0, reason="nobody else may look into the memory of a server")
@pytest.mark.parametrize("version", ["1.1", "2"])
def test_what_was_told_is_nowhere_in_memory(version):
    with Founding() as f:
        def call(method, **arguments):
            body = json.dumps({"using": [URN], "methodCalls": [[f"Founding/{method}", {"token": f.token, **arguments}, "c"]]})
            url = f"https://{HOST}:{f.ports['https']}/jmap/api"
            done = subprocess.run(["curl", "-sk", f"--http{version}", "--json", "@-", "-w", "\n%{http_version}", url], input=body,
                                  capture_output=True, text=True, check=True)
            answer, spoken = done.stdout.rsplit("\n", 1)
            assert spoken == version
            return json.loads(answer)["methodResponses"][0][1]
        begun = call("begin", **FORM)
        share = call("share", number=1)["share"]
        secrets = {share[:40], share[40:], share.replace("-", ""), PASSWORD, begun["recoveryCode"], begun["shares"][0]["secret"]}
        # The link's own is there still: so this test would see the others.
        assert found_in_memory(child_of(f), {f.token, *secrets}) == {f.token}
        assert found_in_memory(f.process.pid, {f.token, *secrets}) == set()


def test_it_listens_where_settings_say():
    with Founding() as f:
        table = open("/proc/net/tcp").read() + open("/proc/net/tcp6").read()
        for port in ("http", "https"):
            where = {line.split()[1] for line in table.splitlines() if line.split()[1].endswith(f":{f.ports[port]:04X}")}
            assert where == {f"0100007F:{f.ports[port]:04X}"}


def test_the_founding_server_is_shut_in():
    with Founding() as f:
        status = open(f"/proc/{child_of(f)}/status").read()
        assert "NoNewPrivs:\t1" in status and "Seccomp:\t2" in status
        # Who waits for it is not, since it becomes the server, which shuts itself in.
        assert "Seccomp:\t0" in open(f"/proc/{f.process.pid}/status").read()
        f.found()
        wait_for(lambda: "Seccomp:\t2" in open(f"/proc/{f.process.pid}/status").read(), 60, "the server to be shut in")
        sandbox = f.command("status")["sandbox"]
        assert sandbox["no_new_privileges"] and sandbox["system_calls"]
