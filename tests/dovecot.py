# SPDX-License-Identifier: AGPL-3.0-or-later
"""Debian's Dovecot as a second opinion: its `imap` program alone, logged in from the start, over two pipes. No service is
started, nothing listens, and nothing outside of a temporary folder is read or written."""
import os
import shutil
import subprocess
import tempfile
import threading

from imap_values import Imap

PROGRAM = "/usr/lib/dovecot/imap"
USER = "mail"  # Debian's own unprivileged user: Dovecot does not serve root


class Dovecot:
    """with Dovecot() as box: an Imap that is logged in to an empty mailbox."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="milpa-dovecot-")
        as_user = {}
        if os.getuid() == 0:
            os.chmod(self.folder, 0o755)
            shutil.chown(self.folder, USER, USER)
            as_user = {"user": USER, "group": USER, "extra_groups": []}
        conf = os.path.join(self.folder, "dovecot.conf")
        with open(conf, "w") as f:
            f.write(f"base_dir = {self.folder}/run\nstate_dir = {self.folder}/state\nlog_path = {self.folder}/log\n"
                    f"mail_location = sdbox:{self.folder}/mail\nfirst_valid_uid = 1\n")
        os.chmod(conf, 0o644)
        self.process = subprocess.Popen([PROGRAM, "-c", conf], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, cwd=self.folder,
                                        env={"HOME": self.folder, "USER": "peer", "PATH": "/usr/bin:/bin"}, **as_user)
        # Pipes know no timeout: whatever hangs ends with the program.
        self.watch = threading.Timer(300, self.process.kill)
        self.watch.daemon = True
        self.watch.start()
        return Imap(self.process.stdout, self.process.stdin)

    def __exit__(self, *_):
        self.watch.cancel()
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)
