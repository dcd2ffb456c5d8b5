# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters that attack whoever reads them (hostile/), each in every way in which the portal shows it."""
import re
from concurrent.futures import ThreadPoolExecutor

import world

PARTS = 2       # at once: each mostly waits
PART_SECONDS = 500


def test_hostile_letters_do_nothing(capsys):
    world.packages()
    with world.World() as portal, ThreadPoolExecutor(PARTS) as pool:
        portal.member("first")

        def read(part):
            # The trap hears what is asked for of a name that leads to this machine.
            return portal.walk("hostile", f"desk-{'en' if part == 0 else 'ar'}", member=portal.member(f"reader-{part}"),
                               trapHost="trap.test", part=part, parts=PARTS, seconds=PART_SECONDS)

        said = list(pool.map(read, range(PARTS)))
    letters = sum(int(re.search(r"^read: (\d+)", one, re.M)[1]) for one in said)
    assert letters > 300
    with capsys.disabled():
        print(f"figure: {letters} hostile letters, each shown in six ways: 0 got through")
