# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding, unlocking, joining, and the settings: each on a telephone and on a large screen, from left to right and from right
to left."""
import pytest
import world


@pytest.fixture(scope="module")
def portal():
    world.packages()
    with world.World() as served:
        served.member("first")      # to whom the domain's own addresses belong
        yield served


@pytest.mark.parametrize("look", world.LOOKS)
def test_joining_and_recovery(portal, look):
    token = portal.command("invitation", "add", "--label", look)["token"]
    portal.walk("join", look, invitation=token, login=f"joins-{look}")


@pytest.mark.parametrize("look", world.LOOKS)
@pytest.mark.parametrize("walk", ["account", "settings"])
def test_settings(portal, walk, look):
    login = f"{walk}-{look}"
    portal.walk(walk, look, member=portal.member(login), other=portal.member(f"o-{login}"))


@pytest.mark.parametrize("look", world.LOOKS)
def test_unlocking(portal, look):
    member = portal.member(f"unlock-{look}")
    portal.command("lock")
    try:
        portal.walk("unlock", look, shares=portal.shares, member=member)
    except BaseException:
        portal.unlock()     # for those that come after
        raise


@pytest.mark.parametrize("look", ["phone-ar", "desk-en"])
def test_founding(look):
    world.packages()
    with world.Unfounded() as served:
        served.walk("found", look, token=served.token)
