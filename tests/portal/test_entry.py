# SPDX-License-Identifier: AGPL-3.0-or-later
"""Founding, unlocking, joining, and the settings: each on a telephone and on a large screen, from left to right and from right
to left."""
import json
import os
import subprocess

import pytest
import world
from harness import ENVIRONMENT, START_SECONDS, wait_for


@pytest.fixture(scope="module")
def portal():
    world.packages()
    with world.World() as served:
        served.member("first")      # to whom the domain's own addresses belong
        yield served


class Unfounded(world.World):
    """A folder with nothing but settings in it, and a founding server on it."""

    def __enter__(self):
        try:
            os.mkdir(self.data, 0o700)
            self.configure()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self):
        self.said = os.path.join(self.folder, "said")
        self.log = open(os.path.join(self.folder, "log"), "ab")
        with open(self.said, "w") as said:
            self.process = subprocess.Popen([self.milpa, "serve", "--founding", "--json", "--data", self.data], stdout=said,
                                            stderr=self.log, cwd=self.folder, env=ENVIRONMENT)

        def links():
            assert self.process.poll() is None, self.log_text()
            with open(self.said) as said:
                line = said.readline()
            return json.loads(line)["links"] if line.endswith("\n") else None
        self.token = wait_for(links, START_SECONDS, "the founder's link")[0].split("#")[1]


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
    with Unfounded() as served:
        served.walk("found", look, token=served.token)
