# SPDX-License-Identifier: AGPL-3.0-or-later
"""`milpa drill search`: words of one's own, looked for in everything that is written to a folder."""
import base64
import gzip
import json
import subprocess

from harness import MILPA, wait_for


def search(folder, words):
    done = subprocess.run([MILPA, "drill", "search", "--folder", str(folder), "--json"], input="\n".join(words),
                          capture_output=True, text=True, timeout=60)
    return done.returncode, json.loads(done.stdout)


def test_what_is_there_is_found_and_nothing_else(tmp_path):
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "plain").write_bytes(b"\0" * 5000 + b"thewordthatisthere" + b"\0" * 10)
    (folder / "packed").write_bytes(gzip.compress(b"some text with apackedsecretword in it"))
    (folder / "coded").write_bytes(base64.b64encode(b"..codedword1234.."))
    (folder / "thenameofafile").write_bytes(b"")
    code, said = search(folder, ["thewordthatisthere", "apackedsecretword", "codedword1234", "thenameofafile", "neverwritten1"])
    found = {one["word"] for one in said["found"]}
    assert code == 1 and found == {"thewordthatisthere", "apackedsecretword", "codedword1234", "thenameofafile"}
    assert [one["file"] for one in said["found"] if one["compressed"]] == ["store/packed"]
    code, said = search(folder, ["neverwritten1"])
    assert code == 0 and said["found"] == [] and said["bytes"] > 5000
    assert [path.name for path in tmp_path.iterdir()] == ["store"], "nothing is left behind"


def test_what_was_deleted_meanwhile_is_found(tmp_path):
    folder = tmp_path / "store"
    folder.mkdir()
    with subprocess.Popen([MILPA, "drill", "search", "--folder", str(folder), "--json"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:
        (folder / "first").write_bytes(b"awordofamoment")
        # It was seen as soon as there is a second link to it.
        wait_for(lambda: (folder / "first").stat().st_nlink == 2, 30, "a look at the folder")
        (folder / "first").unlink()
        said, _ = process.communicate("awordofamoment\n", timeout=60)
    assert process.returncode == 1 and json.loads(said)["found"][0]["word"] == "awordofamoment"


def test_what_cannot_be_searched_is_said(tmp_path):
    code, said = search(tmp_path, ["short"])
    assert code == 1 and said["error"] == "syntax"
    code, said = search(tmp_path, [])
    assert code == 1 and said["error"] == "syntax"
    code, said = search(tmp_path / "none", ["a word of mine"])
    assert code == 1 and said["error"] == "missing"
