# SPDX-License-Identifier: AGPL-3.0-or-later
"""People's ways through the portal: each on a telephone and on a large screen, from left to right and from right to left."""
from concurrent.futures import ThreadPoolExecutor

import pytest
import world

WALKS = ["sign_in", "folders", "list", "thread", "write", "answer", "later", "files", "keyboard", "looks", "news",
         "contacts", "device", "sealed"]


@pytest.fixture(scope="module")
def portal():
    world.packages()
    with world.World() as served:
        served.member("first")      # to whom the domain's own addresses belong
        yield served


@pytest.fixture(scope="module")
def walks(portal, request):
    """Walks that were chosen, two at a time: each mostly waits."""
    def run(walk, look):
        login = f"{walk.replace('_', '-')}-{look}"
        return portal.walk(walk, look, member=portal.member(login), other=portal.member(f"o-{login}"))

    chosen = [item.callspec.params for item in request.session.items if item.module is request.module]
    pool = ThreadPoolExecutor(2)
    try:
        yield {(one["walk"], one["look"]): pool.submit(run, one["walk"], one["look"]) for one in chosen}
    finally:
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("look", world.LOOKS)
@pytest.mark.parametrize("walk", WALKS)
def test_walk(walks, walk, look):
    walks[walk, look].result()
