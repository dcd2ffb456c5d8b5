# SPDX-License-Identifier: AGPL-3.0-or-later
"""Foundings that are cut off, abandoned or cannot be ended: then nothing is there, and all can be done anew."""
import os
import shutil
import signal
import socket
import subprocess

import pytest
from founding import Founding, child_of, end_of
from harness import ENVIRONMENT, MILPA, Failed, wait_for


@pytest.mark.parametrize("moment", ["questions", "begun", "some shares", "all shares"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_what_ends_before_it_is_done_is_founded_anew(moment, how):
    with Founding() as f:
        old = []
        if moment != "questions":
            begun = f.begin()
            count = {"begun": 0, "some shares": 2, "all shares": 3}[moment]
            old = [f.call("share", number=number)["share"] for number in range(1, count + 1)]
            secret = begun["shares"][0]["secret"]
        child = child_of(f)
        if how == signal.SIGKILL:
            f.kill()
        else:
            f.stop()
        wait_for(lambda: not os.path.exists(f"/proc/{child}"), 60, "the founding server to end")
        # Nothing that could be served, unlocked or read is there.
        assert not os.path.exists(os.path.join(f.data, "store"))
        if how == signal.SIGTERM:
            assert os.listdir(f.data) == ["milpa.conf"]
        done = subprocess.run([MILPA, "serve", "--data", f.data], capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
        assert done.returncode == 1 and "--founding" in done.stderr
        assert ("cut off" in done.stderr) == (how == signal.SIGKILL)

        token = f.token
        f.start()
        assert f.token != token
        assert f.call("get", token=token)["reason"] == "tokenWrong"
        if moment != "questions":
            assert f.call("share", token=secret)["reason"] == "tokenWrong"
        f.found()
        for share in old:
            with pytest.raises(Failed):
                f.command("unlock", stdin=[share])
        assert f.command("unlock", stdin=f.shares[1:])["unlocked"]


def test_what_ends_once_it_is_done_is_there():
    """From the moment at which it is told that it is done, whatever becomes of the process."""
    with Founding() as f:
        begun = f.begin()
        shares = [f.call("share", number=one["number"])["share"] for one in begun["shares"]]
        child = child_of(f)
        assert f.call("finish") == {"state": "done"}
        f.kill()
        wait_for(lambda: not os.path.exists(f"/proc/{child}"), 60, "the founding server to end")
        assert sorted(set(os.listdir(f.data)) - {"run"}) == ["milpa.conf", "store"]
        f.start(expect="locked")
        assert f.command("unlock", stdin=shares[:2])["unlocked"]


def test_who_asks_while_it_ends_is_told_to_ask_again():
    with Founding() as f:
        begun = f.begin()
        for one in begun["shares"]:
            f.call("share", number=one["number"])
        # Whoever is connected may have their answers to the end.
        with socket.create_connection((f.listen, f.ports["https"]), 60) as raw, f.tls().wrap_socket(raw):
            assert f.call("finish") == {"state": "done"}
            told = {end_of(f, "get") for _ in range(3)}
        # The last is what the server that comes after it says.
        assert told <= {"done", "status 503", "gone", "unknownMethod"}, told
        assert f.line(1)["state"] == "locked"


def test_the_founding_server_alone_ends_and_says_so():
    with Founding() as f:
        f.begin()
        os.kill(child_of(f), signal.SIGKILL)
        assert f.process.wait(60) == 1
        assert "nothing is founded" in open(os.path.join(f.folder, "said")).read() + f.log_text()
        assert os.listdir(f.data) == ["milpa.conf"]
        f.process = None


def test_founding_is_abandoned_and_done_anew():
    with Founding() as f:
        begun = f.begin()
        lost = f.call("share", number=1)["share"]
        assert f.call("abandon")["state"] == "questions"
        assert not os.listdir(os.path.join(f.data, "founding"))
        assert f.call("share", token=begun["shares"][1]["secret"])["reason"] == "tokenWrong"
        f.found(keyholders=1, threshold=1)
        with pytest.raises(Failed):
            f.command("unlock", stdin=[lost])
        assert f.command("unlock", stdin=f.shares)["unlocked"]


def test_an_end_that_fails_is_tried_again():
    """What cannot be settled is as it was: the shares that were given are those that open it in the end."""
    with Founding() as f:
        begun = f.begin()
        shares = [f.call("share", number=one["number"])["share"] for one in begun["shares"]]
        conf, store = os.path.join(f.data, "milpa.conf"), os.path.join(f.data, "store")
        os.rename(conf, conf + ".away")
        os.mkdir(conf)      # can neither be read nor replaced
        assert f.call("finish")["type"] == "serverFail" and f.call("get")["state"] == "shares"
        os.rmdir(conf)
        os.rename(conf + ".away", conf)
        # Somebody else's collective is not overwritten, whoever they are.
        os.mkdir(store)
        open(os.path.join(store, "CURRENT"), "w").close()
        assert f.call("finish")["type"] == "serverFail" and f.call("get")["state"] == "shares"
        assert os.listdir(store) == ["CURRENT"]
        shutil.rmtree(store)
        assert f.call("finish") == {"state": "done"}
        assert f.line(1)["state"] == "locked"
        assert f.command("unlock", stdin=shares[1:])["unlocked"]


def test_settings_of_an_end_that_failed_or_was_cut_off_are_not_the_next_ones():
    """An authority that was answered once, and not the next time, is not asked for certificates."""
    acme = {"acmeDirectory": "https://ca.test/directory", "contact": "ana@ours.test", "acmeTermsAgreed": True}
    with Founding() as f:
        conf = os.path.join(f.data, "milpa.conf")
        before = open(conf).read()
        begun = f.begin(**acme)
        for one in begun["shares"]:
            f.call("share", number=one["number"])
        store = os.path.join(f.data, "store")
        os.mkdir(store)
        open(os.path.join(store, "CURRENT"), "w").close()
        assert f.call("finish")["type"] == "serverFail"
        shutil.rmtree(store)
        assert open(conf).read() == before
        f.kill()
        # As a power cut leaves it, between the settings and the store.
        shutil.copy(conf, os.path.join(f.data, ".milpa.conf.before"))
        with open(conf, "a") as file:
            file.write("acme.directory = https://ca.test/directory\nacme.terms_agreed = 1\n")
        f.start()
        f.found()
        assert "acme" not in open(conf).read()
        assert sorted(set(os.listdir(f.data)) - {"run"}) == ["milpa.conf", "store"]
