# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters that attack whoever reads them (hostile/), each in every way in which the portal shows it."""
import world


def test_hostile_letters_do_nothing(capsys):
    world.packages()
    with world.World() as portal:
        portal.member("first")
        said = portal.walk("hostile", member=portal.member("reader"), trapHost="trap.test", seconds=500)
    with capsys.disabled():
        print("\n".join(line for line in said.splitlines() if line.startswith("figure:")))
