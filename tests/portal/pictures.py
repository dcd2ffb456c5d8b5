# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the pictures of README.md anew: python3 tests/portal/pictures.py. Needs what `./test portal` has installed."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import world  # noqa: E402
from harness import ROOT  # noqa: E402

DOCS = os.path.join(ROOT, "docs/pictures")


def main():
    world.packages()
    world.LOOKS["picture"] = {"width": 1280, "height": 760, "language": "en"}
    world.LOOKS["picture-phone"] = {"width": 360, "height": 700, "language": "en"}
    with world.World() as served, tempfile.TemporaryDirectory() as phones:
        ana = served.member("ana")
        served.command("member", "duty", ana.address, "administrator")
        served.walk("pictures", "picture", member=ana, into=DOCS)
        served.walk("pictures", "picture-phone", member=served.member("berta"), into=phones)
        subprocess.run(["node", os.path.join(HERE, "side_by_side.mjs"), os.path.join(DOCS, "portal-phone.png"),
                        *(os.path.join(phones, f"phone-{name}.png") for name in ("list", "thread", "settings"))], check=True)


if __name__ == "__main__":
    main()
