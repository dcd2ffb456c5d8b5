# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the portal may cost (docs/PORTAL.md, the budget), in a mailbox of 50,000 letters."""
import world


def test_the_budget_is_kept(capsys):
    world.packages()
    with world.World() as portal:
        portal.member("first")
        said = portal.walk("budget", "phone-en", member=portal.member("reader"), seconds=400)
    with capsys.disabled():
        print("\n".join(line for line in said.splitlines() if line.startswith(("figure:", "skipped:"))))
