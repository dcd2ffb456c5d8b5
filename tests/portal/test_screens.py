# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every other screen of the portal, as everybody and as who looks after the collective; and the pages without script."""
import pytest
import world


@pytest.fixture(scope="module")
def portal():
    world.packages()
    with world.World() as served:
        served.member("first")      # to whom the domain's own addresses belong
        yield served


@pytest.mark.parametrize("look", world.LOOKS)
def test_every_other_screen(portal, look):
    member, keeper = portal.member(f"tour-{look}"), portal.member(f"keeper-{look}")
    portal.command("member", "duty", keeper.address, "administrator")
    portal.walk("tour", look, member=member, other=keeper)


@pytest.mark.parametrize("look", world.LOOKS)
def test_without_any_script(portal, look):
    portal.walk("plain", look, member=portal.member(f"plain-{look}"), other=portal.member(f"answers-{look}"), seconds=90)
