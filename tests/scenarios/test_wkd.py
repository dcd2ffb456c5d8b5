# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members' OpenPGP public keys: put up by their owner over the API, found by others by address (Web Key Directory)."""
import base64
import hashlib
import os
import shutil
import subprocess

import pytest
from harness import ROOT, Collective
from test_jmap import CORE, Client

URN = "urn:milpa:params:jmap:collective"
# "Ana <ana@example.org>" and "Ana Elsewhere <ana@elsewhere.org>", made by GnuPG; the second user id begins at 222.
with open(os.path.join(ROOT, "src/wellknown/openpgp_fuzz_seeds/public"), "rb") as f:
    KEY = f.read()
SECOND_ID = 222


def armored(octets, what="PUBLIC"):
    body = base64.encodebytes(octets).decode()
    return f"-----BEGIN PGP {what} KEY BLOCK-----\n\n{body}-----END PGP {what} KEY BLOCK-----\n"


def wkd_hash(local):
    bits = int.from_bytes(hashlib.sha1(local.lower().encode()).digest(), "big")
    return "".join("ybndrfg8ejkmcpqxot1uwisza345h769"[bits >> shift & 31] for shift in range(155, -1, -5))


class Ana(Client):
    def __init__(self, house, member):
        super().__init__(house, member)
        self.fields["host"] = "example.org"

    def method(self, name, **arguments):
        account = self.session["primaryAccounts"][URN]
        ((got, answer, _),) = self.call([name, {"accountId": account, **arguments}, "0"], using=(CORE, URN))["methodResponses"]
        assert got == name or got == "error", answer
        return answer


def found(client, path, host="example.org"):
    return client.ask("GET", f"/.well-known/openpgpkey/{path}", authorization=None, host=host)


@pytest.fixture(scope="module")
def house():
    with Collective("example.org") as collective:
        yield collective


def test_a_key_is_put_up_found_and_taken_back(house):
    ana = Ana(house, house.member("ana"))
    berta = Ana(house, house.member("berta"))
    here = f"hu/{wkd_hash('ana')}?l=ana"
    assert ana.method("OpenPgpKey/get")["key"] is None and found(ana, here).status == 404

    # The user id that is hers is kept, the one of elsewhere is not.
    kept = ana.method("OpenPgpKey/publish", key=armored(KEY))["key"]
    assert base64.b64decode("".join(kept.splitlines()[2:-1])) == KEY[:SECOND_ID]
    assert ana.method("OpenPgpKey/get")["key"] == kept and berta.method("OpenPgpKey/get")["key"] is None
    answer = found(ana, here)
    assert answer.status == 200 and answer.body == KEY[:SECOND_ID]
    assert answer.getheader("content-type") == "application/octet-stream"
    assert answer.getheader("access-control-allow-origin") == "*"
    assert found(ana, f"hu/{wkd_hash('berta')}?l=berta").status == 404
    # The advanced method has a host of its own; each at its place alone.
    assert found(ana, f"example.org/{here}", "openpgpkey.example.org").body == KEY[:SECOND_ID]
    # The portal asks where it is, whichever of our names that is.
    assert found(ana, f"example.org/{here}", "mail.example.org").body == KEY[:SECOND_ID]
    assert found(ana, here, "mail.example.org").status == 404
    for path, host in (("policy", "example.org"), ("example.org/policy", "openpgpkey.example.org")):
        policy = found(ana, path, host)
        assert policy.status == 200 and policy.body == b""

    # It outlives a restart, and lies on the disk only sealed.
    house.restart()
    assert found(ana, here).body == KEY[:SECOND_ID]
    assert KEY[:SECOND_ID].hex() in str(house.command("held", ana.member.address))

    # Who is suspended gets no mail, so nothing is to be encrypted to them.
    house.command("member", "suspend", ana.member.address)
    assert found(berta, here).status == 404
    house.command("member", "restore", ana.member.address)
    assert found(berta, here).status == 200
    assert ana.method("OpenPgpKey/publish", key=None)["key"] is None
    assert found(ana, here).status == 404


def test_each_address_shows_its_own_user_id(house):
    house.command("domain", "add", "elsewhere.org")
    clara = Ana(house, house.member("clara"))
    # Nobody's but hers: the addresses of the key are another member's.
    assert clara.method("OpenPgpKey/publish", key=armored(KEY))["type"] == "invalidArguments"
    both = Ana(house, house.member("ana@elsewhere.org"))
    both.method("OpenPgpKey/publish", key=armored(KEY))
    answer = found(both, f"hu/{wkd_hash('ana')}?l=ana", "elsewhere.org")
    assert answer.status == 200 and b"elsewhere" in answer.body and b"ana@example.org" not in answer.body
    if shutil.which("gpg"):
        shown = subprocess.run(["gpg", "--batch", "--homedir", house.folder, "--with-colons", "--show-keys"], input=answer.body,
                               capture_output=True, timeout=120)
        assert b"Ana Elsewhere <ana@elsewhere.org>" in shown.stdout and shown.stdout.count(b"\nuid:") == 1, shown


def test_what_is_refused(house):
    dora = Ana(house, house.member("dora"))
    for wrong in ("", "hello", armored(b"hello"), armored(KEY), armored(KEY, "PRIVATE"), "x" * 300_000):
        answer = dora.method("OpenPgpKey/publish", key=wrong)
        assert answer["type"] in ("invalidArguments", "tooLarge"), answer
    assert "private key" in dora.method("OpenPgpKey/publish", key=armored(KEY, "PRIVATE"))["description"]
    # A mail program's password is not enough: who has stolen it could have mail encrypted to themselves.
    drawn = house.command("member", "app-password", "add", dora.member.address, "--label", "phone", stdin=[dora.member.password])
    dora.member.password = drawn["app_password"]
    program = Ana(house, dora.member)
    assert program.method("OpenPgpKey/publish", key=None)["type"] == "forbidden"
