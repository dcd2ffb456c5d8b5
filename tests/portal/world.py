# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole server with its portal, and walks through it: programs of Node that drive Debian's Chromium (README.md).

    with World() as world:
        world.walk("sign_in", member=world.member("ana"), look="phone-ar")
"""
import contextlib
import json
import os
import shutil
import signal
import subprocess

import pytest
from harness import ENVIRONMENT, HOST, ROOT, START_SECONDS, Collective, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = os.path.join(HERE, "node_modules")
PICTURES = os.path.join(ROOT, "build/portal-screens")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
DOMAIN = "portal.test"
WALK_SECONDS = 240

# How the portal is looked at: the smallest telephone and a large screen, from left to right and from right to left.
LOOKS = {
    "phone-en": {"width": 360, "height": 740, "language": "en"},
    "phone-ar": {"width": 360, "height": 740, "language": "ar"},
    "desk-en": {"width": 1440, "height": 900, "language": "en"},
    "desk-ar": {"width": 1440, "height": 900, "language": "ar"},
}


def packages():
    """The tests' packages of npm, as tests/portal/package-lock.json pins them. Skips where they cannot be had."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("Node and npm are not here")
    if not os.path.exists(CHROMIUM):
        pytest.skip("Chromium is not here")
    got = subprocess.run([os.path.join(HERE, "../../tools/npm_packages.sh"), HERE], capture_output=True, text=True, timeout=300)
    if got.returncode != 0:
        # What the registry does not have, or has changed, is a fault of this test; that it cannot be reached is not.
        assert "E404" not in got.stderr and "EINTEGRITY" not in got.stderr, got.stderr
        shutil.rmtree(MODULES, ignore_errors=True)
        pytest.skip("npm reaches no registry")


class World(Collective):
    """A collective whose portal is walked through. No name is looked up, whatever a letter names."""

    def __init__(self, **more):
        super().__init__(DOMAIN, settings={"argon2.memory": 8 << 20, "member.recipients_per_hour": 100_000}, **more)

    def configure(self, **more):
        zone = os.path.join(self.folder, "zone")
        with open(zone, "w"):
            pass
        super().configure(**{"outbound.zone": zone, **more})

    @property
    def base(self):
        return f"https://{self.domain}:{self.ports['https']}"

    def walk(self, name, look="desk-en", seconds=WALK_SECONDS, **given):
        """Runs walks/NAME.mjs; what it printed. Fails with all that it said."""
        members = {key: {"address": one.address, "password": one.password} for key, one in given.items()
                   if hasattr(one, "address")}
        rest = {key: one for key, one in given.items() if key not in members}
        world = {"base": self.base, "domain": self.domain, "host": HOST, "smtp": self.ports["smtp"], "chromium": CHROMIUM,
                 "pictures": PICTURES, "walk": name, "look": {"name": look, **LOOKS[look]}, "members": members, **rest}
        os.makedirs(PICTURES, exist_ok=True)
        environment = dict(os.environ, WORLD=json.dumps(world), NODE_TLS_REJECT_UNAUTHORIZED="0", NODE_NO_WARNINGS="1")
        log = os.path.join(self.folder, f"walk-{name}-{look}")
        with open(log, "w") as out:
            process = subprocess.Popen(["node", os.path.join(HERE, f"walks/{name}.mjs")], env=environment, stdout=out, cwd=HERE,
                                       stderr=subprocess.STDOUT, start_new_session=True)
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)     # its browser too
            process.wait()
            code = f"no end within {seconds} s"
        with open(log, errors="replace") as f:
            said = f.read()
        if code != 0:
            pytest.fail(f"{name} ({look}): {code}\n{said[-20_000:]}", pytrace=False)
        print(said)
        return said


class Unfounded(World):
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
