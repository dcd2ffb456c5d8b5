# SPDX-License-Identifier: AGPL-3.0-or-later
"""What testssl.sh finds at a server that has a certificate of an authority: nothing that is worse than LOW, but for what the
test's own authority makes. (Debian's testssl.sh grades findings, not servers: it knows no letters.)"""
import json
import shutil
import subprocess

import pytest
from harness import HOST
from test_acme_server import ONE, served, wait_issued

# testssl.sh is a shell script that makes hundreds of connections: minutes, where the machine is busy.
CHECK_SECONDS = 1200
BAD = {"MEDIUM", "HIGH", "CRITICAL", "FATAL", "WARN"}

# Of the test's authority, of this machine or of testssl.sh, not of the server.
NOT_OURS = {
    "cert_revocation": "pebble's certificates name no place for lists of revoked ones",
    "engine_problem": "this machine's openssl has no GOST",
    "sessionresumption_ticket": "it tries tickets of TLS 1.2, and there are none: only TLS 1.3 resumes",
}
# Protocols, preferences, certificate, forward secrecy, header fields; Heartbleed, renegotiation, compression of TLS. What is
# left out takes long and asks for what a server without the protocols and ciphers above cannot have; and BREACH, which is any
# compressed page: ours say the same to everybody.
HTTPS_CHECKS = ("-p", "-P", "-S", "-f", "-h", "-H", "-R", "-C")
STARTTLS_CHECKS = ("-p", "-S")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("testssl")
    with served(folder, "http-01") as (collective, pebble):
        wait_issued(collective, ONE)
        collective.root = folder / "root.pem"
        collective.root.write_text(pebble.root())
        yield collective


def findings(house, tmp_path, port, checks, starttls=None):
    """All of them, by their id: severity and words."""
    out = tmp_path / "found.json"
    done = subprocess.run(
        ["testssl", "--quiet", "--color", "0", "--warnings", "off", "--fast", "--nodns", "none", "--ip", HOST, "--add-ca",
         house.root, "--jsonfile", out, *checks, *(["--starttls", starttls] if starttls else []), f"{ONE}:{house.ports[port]}"],
        capture_output=True, text=True, timeout=CHECK_SECONDS, cwd=tmp_path, stdin=subprocess.DEVNULL)
    assert out.exists(), done.stdout + done.stderr
    found = {one["id"]: one for one in json.loads(out.read_text())}
    assert "scanProblem" not in found, found
    return found


def check(found):
    bad = {name: one for name, one in found.items()
           if one["severity"] in BAD and name not in NOT_OURS}
    assert bad == {}, bad


needs_testssl = pytest.mark.skipif(not shutil.which("testssl"), reason="testssl.sh is not installed")


@needs_testssl
def test_https(house, tmp_path):
    found = findings(house, tmp_path, "https", HTTPS_CHECKS)
    check(found)
    # It has looked, and has seen what is there.
    for name in ("TLS1", "TLS1_1", "SSLv2", "SSLv3"):
        assert found[name]["finding"] == "not offered", found[name]
    for name in ("TLS1_2", "TLS1_3"):
        assert "offered" in found[name]["finding"] and found[name]["severity"] == "OK", found[name]
    assert found["HSTS_time"]["severity"] == "OK" and found["heartbleed"]["severity"] == "OK"
    assert ONE in found["cert_subjectAltName"]["finding"] and found["cert_chain_of_trust"]["severity"] == "OK"


@needs_testssl
@pytest.mark.parametrize("port,protocol", [("smtp", "smtp"), ("imap", "imap")])
def test_starttls(house, tmp_path, port, protocol):
    found = findings(house, tmp_path, port, STARTTLS_CHECKS, protocol)
    check(found)
    for name in ("TLS1", "TLS1_1", "SSLv3"):
        assert found[name]["finding"] == "not offered", found[name]
    assert found["TLS1_3"]["severity"] == "OK" and found["cert_chain_of_trust"]["severity"] == "OK"
