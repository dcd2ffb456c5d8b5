# SPDX-License-Identifier: AGPL-3.0-or-later
"""The care of the whole, by whoever bears its duty; and the house, as every member sees it."""
import pytest
import world


@pytest.mark.parametrize("look", world.LOOKS)
def test_care(look):
    world.packages()
    with world.World() as served:
        first = served.member("ana")
        served.command("member", "duty", first.address, "administrator")
        other = served.member("berta")
        served.walk("house", look, member=other)
        served.walk("care", look, seconds=400, member=first, other=other, shares=served.shares)
        assert served.command("status")["state"] == "locked"
        served.unlock()
        assert served.command("member", "list")
