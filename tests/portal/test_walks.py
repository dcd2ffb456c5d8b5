# SPDX-License-Identifier: AGPL-3.0-or-later
"""People's ways through the portal: each on a telephone and on a large screen, from left to right and from right to left."""
import pytest
import world

WALKS = ["sign_in", "folders", "list", "thread", "write", "answer", "files", "keyboard", "looks", "news", "contacts", "device"]


@pytest.fixture(scope="module")
def portal():
    world.packages()
    with world.World() as served:
        served.member("first")      # to whom the domain's own addresses belong
        yield served


@pytest.mark.parametrize("look", world.LOOKS)
@pytest.mark.parametrize("walk", WALKS)
def test_walk(portal, walk, look):
    login = f"{walk.replace('_', '-')}-{look}"
    portal.walk(walk, look, member=portal.member(login), other=portal.member(f"o-{login}"))
