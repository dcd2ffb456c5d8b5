# SPDX-License-Identifier: AGPL-3.0-or-later
"""Certificates from an authority that others wrote: every way to prove a name, with half of all nonces refused."""
import os
import subprocess

import pytest

from harness import MILPA
from pebble import Pebble

EXTERNAL = ("kid-1", "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W")


@pytest.mark.parametrize("external", [None, EXTERNAL], ids=["anybody", "external"])
def test_certificates_from_pebble(tmp_path, external):
    program = os.path.join(os.path.dirname(MILPA), "acme_test")
    if not os.path.exists(program):
        pytest.skip("acme_test is not built")
    with Pebble(tmp_path, external, {"PEBBLE_WFE_NONCEREJECT": "50", "PEBBLE_AUTHZREUSE": "50"}) as pebble:
        environment = {
            **os.environ, "MILPA_PEBBLE": pebble.directory, "MILPA_PEBBLE_CA": pebble.ca, "MILPA_PEBBLE_ZONE": pebble.zone,
            "MILPA_PEBBLE_HTTP": str(pebble.http_port), "MILPA_PEBBLE_TLS": str(pebble.tls_port),
        }
        if external:
            environment.update(MILPA_PEBBLE_KID=external[0], MILPA_PEBBLE_MAC=external[1])
        ran = subprocess.run([program, "--gtest_filter=*AcmePebble*"], env=environment, capture_output=True, text=True,
                             timeout=900)
        assert ran.returncode == 0, ran.stdout + ran.stderr + pebble.said()
        assert "[  PASSED  ] 4 tests" in ran.stdout, ran.stdout
