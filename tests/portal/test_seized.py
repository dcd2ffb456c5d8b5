# SPDX-License-Identifier: AGPL-3.0-or-later
"""The seize drill through the pages: secrets of every kind are typed into every field of the portal and of the plain
pages, and none of them is in what the server wrote, nor in what browsers keep."""
import concurrent.futures
import json
import os
import random
import re
import string
import subprocess
import tempfile

import world
from harness import MILPA

LETTERS = 14
# What Chromium writes whatever a page says: the address with which somebody signs in, joins or recovers (programs for
# passwords and WCAG 1.3.5 need that field to be named), and a link as it came, before the page could take its secret away.
CHROMIUM_KEEPS = re.compile(r"(member: (administrator|ways|reader)|.*: (Your address|Address|The address that you would like)): "
                            r"\S*/(Web Data|Sessions/\w+) |(join|found): token: ")


def word():
    return "".join(random.choices(string.ascii_lowercase, k=LETTERS))


class Search:
    """`milpa drill search` on a folder: from now on it keeps what is deleted there."""

    def __init__(self, folder):
        self.process = subprocess.Popen([MILPA, "drill", "search", "--folder", folder, "--json"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def result(self, words):
        said, _ = self.process.communicate("\n".join(words) + "\n", timeout=120)
        return json.loads(said)


class Planted:
    """What walks have planted, each a file of lines: objects {text, place}."""

    def __init__(self, folder):
        self.folder = folder
        self.own = []

    def note(self, text, place):
        self.own.append({"text": text, "place": place})
        return text

    def file(self, name):
        return os.path.join(self.folder, name)

    def all(self):
        lines = list(self.own)
        for entry in os.scandir(self.folder):
            if entry.is_file():
                with open(entry.path) as f:
                    lines += [json.loads(line) for line in f]
        return lines

    def words(self):
        return sorted({one["text"] for one in self.all()})

    def told(self, found):
        """Where what was found had been planted, and where it was found."""
        places = {one["text"]: one["place"] for one in self.all()}
        return sorted({f"{places[one['word']]}: {one['file']} ({one['encoding']})" for one in found})


class Drill:
    """A server, its watch, and browsers whose profiles outlive their walks."""

    def __init__(self, served, folder):
        self.served = served
        self.planted = Planted(os.path.join(folder, "planted"))
        self.profiles = os.path.join(folder, "profiles")
        os.makedirs(self.planted.folder)
        os.makedirs(self.profiles)
        self.admin = self.member("administrator")
        self.other = self.member("correspondent")
        served.command("member", "duty", self.admin.address, "administrator")

    def member(self, what):
        made = self.served.member(self.planted.note(word(), f"member: {what}"),
                                  password=self.planted.note(word(), f"password: {what}"))
        self.planted.note(made.recovery_code, f"recovery code: {what}")
        return made

    def walk(self, name, profile=None, **given):
        profile = os.path.join(self.profiles, profile or name)
        os.makedirs(profile, exist_ok=True)
        return self.served.walk(f"secrets_{name}", words=self.planted.file(name), profile=profile, **given)

    def invitation(self):
        return self.served.command("invitation", "add")["token"]

    def everything(self):
        """Every page: those of who cares for the whole, of a member, and without script."""
        walks = {"member": {"other": self.other, "invitation": self.invitation()},
                 "plain": {"other": self.other, "invitation": self.invitation()}}
        with concurrent.futures.ThreadPoolExecutor() as pool:
            said = [pool.submit(self.walk, name, **given) for name, given in walks.items()]
            for one in said:
                one.result()
        self.walk("ways", member=self.member("ways"))
        # What it does to members, the others would not survive.
        self.walk("care", member=self.admin)


def kept_by_browsers(planted, profiles):
    """What lies in the profiles, but for what Chromium writes whatever a page says."""
    with Search(profiles) as search:
        said = search.result(planted.words())
    assert said["bytes"] > 1_000_000
    told = planted.told(said["found"])
    excused = [one for one in told if CHROMIUM_KEEPS.match(one)]
    return [one for one in told if one not in excused], excused


def found_nothing(watch, planted, folder):
    """Nothing of what was planted is in the files of `folder`; how many octets were looked at. The watch is not blind: what
    lies in a file there it does find."""
    control = word()
    with open(os.path.join(folder, "control"), "w") as f:
        f.write(control)
    said = watch.result([*planted.words(), control])
    assert [one for one in said["found"] if one["word"] == control]
    assert planted.told(one for one in said["found"] if one["word"] != control) == []
    return said["bytes"]


def test_secrets_of_every_page_are_nowhere(capsys):
    world.packages()
    with tempfile.TemporaryDirectory() as folder, world.World() as portal, Search(portal.data) as watch:
        drill = Drill(portal, folder)
        for number, share in enumerate(portal.shares):
            drill.planted.note(share, f"share {number}")
        drill.everything()
        # The copy is on the device, and nobody has signed out.
        more, _ = kept_by_browsers(drill.planted, drill.profiles)
        assert not more, "\n".join(more)
        portal.kill()
        portal.start()
        portal.unlock()
        portal.stop()
        octets = found_nothing(watch, drill.planted, portal.data)
        more, excused = kept_by_browsers(drill.planted, drill.profiles)
        assert not more, "\n".join(more)
        pages = {one["place"].split(":")[0] + one["place"].split(":")[1] for one in drill.planted.all() if ":" in one["place"]}
        with capsys.disabled():
            print(f"\nfigure: {len(drill.planted.words())} secrets planted through {len(pages)} pages and dialogs; "
                  f"0 found in {octets / 1e3:.0f} kB; {len(excused)} kept by Chromium itself")


def test_secrets_of_who_signed_out_are_not_in_the_browser():
    """A copy of the mail was on the device, and letters were read and written with and without a connection."""
    world.packages()
    with tempfile.TemporaryDirectory() as folder, world.World() as portal:
        drill = Drill(portal, folder)
        drill.walk("signout", member=drill.member("reader"), other=drill.other)
        more, _ = kept_by_browsers(drill.planted, drill.profiles)
        assert not more, "\n".join(more)


def test_secrets_of_a_founding_are_nowhere(capsys):
    world.packages()
    with tempfile.TemporaryDirectory() as folder, world.Unfounded() as served, Search(served.data) as watch:
        planted = Planted(os.path.join(folder, "planted"))
        profile = os.path.join(folder, "profiles/found")
        os.mkdir(planted.folder)
        os.makedirs(profile)
        served.walk("secrets_found", token=served.token, words=planted.file("found"), profile=profile, seconds=180)
        served.kill()
        octets = found_nothing(watch, planted, served.data)
        more, _ = kept_by_browsers(planted, os.path.dirname(profile))
        assert not more, "\n".join(more)
        with capsys.disabled():
            print(f"\nfigure: {len(planted.words())} secrets of a founding; 0 found in {octets / 1e3:.0f} kB")
