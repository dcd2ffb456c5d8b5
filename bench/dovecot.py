# SPDX-License-Identifier: AGPL-3.0-or-later
"""A Dovecot (2.3, Debian's) of our own: in the foreground, on high ports, from a config in the scratch folder. Neither the
system's service nor its config is touched. Needs root, since Dovecot changes its user."""
import glob
import os
import time

import lib
from imapclient import Imap

MAIL_USER = "mail"      # Debian's own unprivileged user for mail
PASSWORD = "secret"


class Dovecot:
    """crypt: the mail-crypt plugin, each user's private key encrypted by the login password. xapian: its full-text index.
    hibernate: the seconds after which an idle session goes to imap-hibernate. fsync: Dovecot's mail_fsync; "optimized", its
    default, syncs each message before it is acknowledged."""
    name = "dovecot"

    def __init__(self, folder, users=1, crypt=False, xapian=False, hibernate=0, fsync="optimized", connections=1200):
        self.folder, self.users, self.crypt, self.xapian = folder, users, crypt, xapian
        self.hibernate, self.fsync, self.connections = hibernate, fsync, connections
        self.delivery, self.protocol = lib.free_port(), "lmtp"
        self.imap, self.imaps = lib.free_port(), lib.free_port()
        self.home = lib.folder(folder)
        self.data = lib.folder(folder, "mail", mode=0o770, owner=MAIL_USER)
        self.process = None

    def user(self, n):
        return f"u{n:03d}@bench.test"

    def password(self, n):
        return PASSWORD

    @property
    def pid(self):
        return self.process.pid

    def start(self):
        self.config = lib.write(f"{self.folder}/dovecot.conf", self._config())
        fresh = self.crypt and not os.path.exists(os.path.join(self.data, self.user(0)))
        self.process = lib.start(["dovecot", "-F", "-c", self.config], f"{self.folder}/stderr.log")
        lib.wait_port(self.delivery)
        lib.wait_port(self.imap)
        for n in range(self.users if fresh else 0):
            self.doveadm("-o", f"plugin/mail_crypt_private_password={PASSWORD}", "mailbox", "cryptokey", "generate",
                         "-u", self.user(n), "-U")
        return self

    def stop(self):
        if self.process:
            lib.stop(self.process)
            self.process = None

    def restart(self):
        """The seconds until it answers again."""
        begin = time.monotonic()
        self.stop()
        self.start()
        return time.monotonic() - begin

    def close(self):
        self.stop()

    def doveadm(self, *words):
        return lib.run(["doveadm", "-c", self.config, *words])

    def connect(self, n, tls=False):
        box = Imap(self.imaps if tls else self.imap, tls)
        self.login_seconds = box.command(f"LOGIN {self.user(n)} {PASSWORD}")[0]
        return box

    def fill(self, count, octets):
        """The first user's INBOX, not synced meanwhile."""
        self.fsync, kept = "never", self.fsync
        self.start()
        lib.mailload(proto="imap", port=self.imap, conns=1, count=count, size=octets, batch=100, password=PASSWORD)
        self.stop()
        self.fsync = kept

    def forget(self):
        """While stopped: removes what it has remembered of headers, and what the kernel has cached."""
        for file in glob.glob(self.data + "/**/dovecot.index.cache", recursive=True):
            os.unlink(file)
        lib.evict(self.data)

    def log_tail(self):
        try:
            with open(os.path.join(self.home, "dovecot.log")) as f:
                return f.read()[-1500:]
        except OSError:
            return ""

    def _config(self):
        cert, key = lib.certificate()
        lib.write(f"{self.folder}/passwd", "".join(f"{self.user(n)}:{{PLAIN}}{PASSWORD}::::::\n" for n in range(self.users)))
        plugins, extra = "", ""
        if self.crypt:
            plugins += " mail_crypt"
            extra += """
mail_attribute_dict = file:%h/attributes
plugin {
  mail_crypt_curve = prime256v1
  mail_crypt_save_version = 2
  mail_crypt_require_encrypted_user_key = yes
}
"""
        if self.xapian:
            plugins += " fts fts_xapian"
            extra += """
plugin {
  fts = xapian
  fts_xapian = partial=3 full=20
  fts_autoindex = no
  fts_enforced = yes
}
service indexer-worker {
  vsz_limit = 2G
}
"""
        if self.hibernate:
            extra += f"""
imap_hibernate_timeout = {self.hibernate}s
service imap-hibernate {{
  unix_listener imap-hibernate {{
    mode = 0666
  }}
  client_limit = {self.connections * 2}
}}
service imap {{
  unix_listener imap-master {{
    mode = 0666
  }}
}}
"""
        private = f" userdb_mail_crypt_private_password={PASSWORD}" if self.crypt else ""
        many = self.connections * 4
        return f"""
base_dir = {lib.folder(self.folder, 'run')}
state_dir = {lib.folder(self.folder, 'state')}
log_path = {self.home}/dovecot.log
protocols = imap lmtp
listen = {lib.HOST}
mail_location = mdbox:~/mdbox
mail_plugins ={plugins}
mail_fsync = {self.fsync}
mail_max_userip_connections = {many}
first_valid_uid = 1
disable_plaintext_auth = no
auth_mechanisms = plain
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
default_process_limit = {self.connections + 100}
default_client_limit = {many}
default_vsz_limit = 4G
passdb {{
  driver = passwd-file
  args = {self.home}/passwd
  default_fields ={private}
}}
userdb {{
  driver = static
  args = uid={MAIL_USER} gid={MAIL_USER} home={self.data}/%u allow_all_users=yes
}}
service lmtp {{
  inet_listener lmtp {{
    port = {self.delivery}
  }}
  process_min_avail = 2
}}
service imap-login {{
  inet_listener imap {{
    port = {self.imap}
  }}
  inet_listener imaps {{
    port = {self.imaps}
  }}
  service_count = 0
  process_min_avail = 2
}}
service imap {{
  process_limit = {self.connections + 100}
}}
service anvil {{
  client_limit = {many}
}}
{extra}
"""
