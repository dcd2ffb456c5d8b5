# SPDX-License-Identifier: AGPL-3.0-or-later
"""JMAP as a client library that others wrote, jmap-jam for Node, speaks it."""
import email
import email.policy
import json
import os
import shutil
import subprocess

import pytest
from harness import ROOT, Collective, wait_for
from test_jmap import DOMAIN, Client, auth

VERSION = "0.13.1"
PACKAGES = os.path.join(ROOT, "build/npm")
LIBRARY = os.path.join(PACKAGES, "node_modules/jmap-jam")


def installed():
    with open(os.path.join(LIBRARY, "package.json")) as f:
        return json.load(f)["version"] == VERSION


@pytest.fixture(scope="module")
def library():
    """The library's module; skips where it can neither be found nor fetched."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("Node and npm are not here")
    if not os.path.exists(LIBRARY) or not installed():
        os.makedirs(PACKAGES, exist_ok=True)
        got = subprocess.run(["npm", "install", "--no-save", "--no-audit", "--no-fund", "--fetch-retries=1", "--prefix", PACKAGES,
                              f"jmap-jam@{VERSION}"], capture_output=True, text=True, timeout=300)
        if got.returncode != 0:
            # What the registry does not have, or has changed, is a fault of this test; that it cannot be reached is not.
            assert "E404" not in got.stderr and "EINTEGRITY" not in got.stderr, got.stderr
            pytest.skip("npm reaches no registry")
    return os.path.join(LIBRARY, "dist/index.js")


def test_a_library_of_others_reads_writes_and_sends(library):
    with Collective(DOMAIN) as c:
        ada, bea = Client(c, c.member("ada")), c.member("bea")
        for n in range(3):
            c.send([ada.member.address], subject=f"mail {n}", body=f"text {n}\r\n")
        wait_for(lambda: len(c.messages(ada.member)) == 3, what="three messages")
        token = auth(ada, "sign-in", address=ada.member.address, secret=ada.member.password, label="jam").json["token"]
        asked = {"library": library, "origin": f"https://{DOMAIN}:{c.ports['https']}", "address": ada.member.address,
                 "token": token, "to": bea.address}
        ran = subprocess.run(["node", os.path.join(os.path.dirname(__file__), "jam.mjs"), json.dumps(asked)],
                             capture_output=True, text=True, timeout=120,
                             env=dict(os.environ, NODE_TLS_REJECT_UNAUTHORIZED="0"))
        assert ran.returncode == 0, ran.stderr
        saw = json.loads(ran.stdout)

        assert saw["username"] == ada.member.address
        assert {"inbox", "drafts", "sent", "junk", "trash", "archive"} <= set(saw["roles"])
        assert saw["subjects"] == ["mail 0", "mail 1", "mail 2"] and saw["inOrder"]
        assert [text.strip() for text in saw["texts"]] == ["text 0", "text 1", "text 2"]
        assert saw["blobSize"] == 100_000 and saw["same"] and saw["downloadType"] == "image/png"
        assert ada.member.address in saw["identities"]
        assert saw["notCreated"] is None
        assert saw["pushed"] and set(saw["pushed"]) <= {"Email", "EmailSubmission"}
        assert saw["keywords"] == {"$seen": True} and saw["onlyInSent"]
        assert saw["refused"] == "accountNotFound"

        wait_for(lambda: c.messages(bea), what="what was sent")
        got = email.message_from_bytes(c.messages(bea)[0], policy=email.policy.default)
        assert got["subject"] == "Grüße aus der Ferne" and got["from"] == f"Ada <{ada.member.address}>"
        text, image = got.iter_parts()
        assert text.get_content().strip() == "Wie geht's?"
        assert image.get_filename() == "Küche.png" and image.get_content() == bytes(n * 7 % 256 for n in range(100_000))
