# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seize: nothing that came in by any door can be read from what the server wrote; and the search is not blind."""
import json
import os
import subprocess

from harness import MILPA

SECRETS = int(os.environ.get("DRILL_SECRETS", "10000"))
SECONDS_MAX = 600


def drill(*words):
    done = subprocess.run([MILPA, "drill", "seize", *words, "--json"], capture_output=True, text=True, timeout=SECONDS_MAX)
    return done.returncode, json.loads(done.stdout), done.stderr


def test_ten_thousand_secrets_and_none_is_found():
    code, report, progress = drill("--secrets", str(SECRETS))
    assert "error" not in report, (report, progress)
    sealed, control = report["sealed"], report["control"]
    told = {name: kind for name, kind in sealed["kinds"].items() if kind["found"]}
    print(f"figure: {sealed['found']} of {sealed['planted']} secrets found in {sealed['bytes'] / 1e6:.1f} MB; the control run "
          f"found {control['found']} of {control['planted']}; seed {report['seed']}")
    assert told == {} and report["found"] == 0
    # Those that the server made itself (tokens, cookies, keys of authenticator programs) come in addition.
    assert sealed["planted"] > SECRETS and sealed["kills"] >= 3
    assert sealed["listening"] > 0, "members were there when the machine was taken away"
    assert all(kind["planted"] > 0 for kind in sealed["kinds"].values())
    # Seen without sealing, each kind for itself; and what has no business on a disk is not there even then.
    for name, kept in report["stored"].items():
        kind = control["kinds"][name]
        if kept:
            assert kind["found"] >= 0.95 * kind["planted"], name
    for name in ("password", "wrong password", "new password", "session"):
        assert control["kinds"][name]["found"] == 0, name
    assert control["kinds"]["second factor"]["found"] > 0, "octets that the server made are seen, too"
    assert report["blind"] == [] and report["passed"] is True and code == 0
    # It cleans up after itself.
    folder = progress.split(" in ", 1)[1].split("\n", 1)[0]
    assert "milpa-drill-" in folder and not os.path.exists(folder)


def test_a_number_that_cannot_be_is_refused():
    code, report, _ = drill("--secrets", "5")
    assert code == 1 and report["error"] == "syntax"
