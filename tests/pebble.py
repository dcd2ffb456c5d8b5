# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pebble (the authority for tests that Let's Encrypt made) on free ports of this machine, and a small DNS server that leads every
name under milpa.test here.

    with Pebble(folder) as pebble:
        pebble.directory     its directory's URL
        pebble.ca            the file with the certificate by which to believe it
        pebble.http_port     where it looks for HTTP-01, pebble.tls_port for TLS-ALPN-01
        pebble.zone          a file of TXT records, "NAME VALUE" a line, for DNS-01
        pebble.root()        PEM: by which its certificates are believed
        pebble.dns.hidden    names that do not exist for it, and what is below them
"""
import json
import os
import socket
import ssl
import struct
import subprocess
import threading
import time
import urllib.request

A, TXT, AAAA = 1, 16, 28
NXDOMAIN = 3
VALID_SECONDS = 90 * 24 * 3600   # as the great authorities have it


class Dns:
    """Answers A of *.milpa.test with 127.0.0.1, TXT from the zone file, and knows no other name."""

    def __init__(self, zone):
        self.zone = zone
        self.hidden = set()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def stop(self):
        # A query without a question ends it.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.sendto(b"stop", ("127.0.0.1", self.port))
        self.thread.join()
        self.socket.close()

    def records(self, name, kind):
        if kind == A:
            return [socket.inet_aton("127.0.0.1")]
        if kind == TXT:
            with open(self.zone, encoding="ascii") as f:
                lines = [line.split() for line in f]
            return [bytes([len(value)]) + value.encode() for record, value in lines if record == name]
        return []

    def serve(self):
        while True:
            query, peer = self.socket.recvfrom(4096)
            if query == b"stop":
                return
            at, labels = 12, []
            while query[at]:
                labels.append(query[at + 1:at + 1 + query[at]].decode())
                at += 1 + query[at]
            kind = struct.unpack(">H", query[at + 1:at + 3])[0]
            name = ".".join(labels).lower()
            hidden = any(name == one or name.endswith("." + one) for one in self.hidden)
            known = name.endswith(".milpa.test") and not hidden
            found = self.records(name, kind) if known else []
            reply = query[:2] + struct.pack(">HHHHH", 0x8580 | (0 if known else NXDOMAIN), 1, len(found), 0, 0)
            reply += query[12:at + 5]
            for data in found:
                reply += b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 0, len(data)) + data
            self.socket.sendto(reply, peer)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Pebble:
    def __init__(self, folder, external=None, environment=None, http_port=None, tls_port=None, valid_seconds=VALID_SECONDS):
        self.folder = str(folder)
        self.http_port, self.tls_port, self.valid_seconds = http_port, tls_port, valid_seconds
        self.external = external  # (key id, MAC key in base64url): then accounts need it
        self.environment = environment or {}

    def path(self, name):
        return os.path.join(self.folder, name)

    def __enter__(self):
        self.ca, self.zone = self.path("pebble.pem"), self.path("zone")
        open(self.zone, "w").close()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", "/CN=Pebble", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2",
                        "-keyout", self.path("pebble.key"), "-out", self.ca], check=True, capture_output=True)
        self.port = free_port()
        self.http_port = self.http_port or free_port()
        self.tls_port = self.tls_port or free_port()
        self.directory = f"https://127.0.0.1:{self.port}/dir"
        self.management = f"https://127.0.0.1:{free_port()}"
        config = {
            "listenAddress": f"127.0.0.1:{self.port}", "managementListenAddress": self.management.removeprefix("https://"),
            "certificate": self.ca, "privateKey": self.path("pebble.key"),
            "httpPort": self.http_port, "tlsPort": self.tls_port, "ocspResponderURL": "",
            "externalAccountBindingRequired": self.external is not None,
            "certificateValidityPeriod": self.valid_seconds,
        }
        if self.external:
            config["externalAccountMACKeys"] = {self.external[0]: self.external[1]}
        with open(self.path("pebble.json"), "w") as f:
            json.dump({"pebble": config}, f)
        self.dns = Dns(self.zone)
        self.log = open(self.path("pebble.log"), "w")
        self.process = subprocess.Popen(
            ["pebble", "-strict", "-config", self.path("pebble.json"), "-dnsserver", f"127.0.0.1:{self.dns.port}"],
            env={**os.environ, "PEBBLE_VA_NOSLEEP": "1", **self.environment}, stdout=self.log, stderr=self.log)
        self.wait()
        return self

    def wait(self):
        for _ in range(600):
            assert self.process.poll() is None, self.said()
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("pebble does not listen: " + self.said())

    def root(self):
        trust = ssl.create_default_context(cafile=self.ca)
        with urllib.request.urlopen(f"{self.management}/roots/0", context=trust, timeout=60) as answer:
            return answer.read().decode()

    def said(self):
        with open(self.path("pebble.log")) as f:
            return f.read()

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.log.close()
        self.dns.stop()
