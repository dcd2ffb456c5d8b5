# SPDX-License-Identifier: AGPL-3.0-or-later
"""A founding server, and what a browser says to it."""
import contextlib
import hashlib
import http.client
import json
import os
import socket
import subprocess

from harness import ENVIRONMENT, HOST, START_SECONDS, Collective, wait_for

DOMAIN = "fundada.test"
PASSWORD = "correct horse battery"
URN = "urn:milpa:params:jmap:founding"
FORM = {"name": "The Collective", "domain": DOMAIN, "keyholders": 3, "threshold": 2, "address": "ana", "memberName": "Ana",
        "password": PASSWORD}


class Founding(Collective):
    """A folder with nothing but settings in it, and a founding server on it."""

    def __init__(self, **more):
        super().__init__(DOMAIN, **more)
        os.mkdir(self.data, 0o700)
        self.configure()

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self, *more, expect="founding"):
        self.said = open(os.path.join(self.folder, "said"), "w+")
        self.log = open(os.path.join(self.folder, "log"), "ab")
        self.process = subprocess.Popen([self.milpa, "serve", "--founding", "--json", "--data", self.data, *more],
                                        stdout=self.said, stderr=self.log, cwd=self.folder, env=ENVIRONMENT)
        told = self.line(0)
        assert told["state"] == expect, told
        if expect == "founding":
            self.links, self.fingerprint = told["links"], told["fingerprint"]
            self.token = self.links[0].split("#")[1]
        return told

    def line(self, number):
        """What it has printed."""
        def there():
            self.said.seek(0)
            lines = self.said.read().split("\n")[:-1]
            assert self.process.poll() is None or len(lines) > number, self.log_text()
            return lines[number] if len(lines) > number else None
        return json.loads(wait_for(there, START_SECONDS, f"line {number} of the server"))

    def ask(self, method, path, body=None, **fields):
        https = http.client.HTTPSConnection(HOST, self.ports["https"], context=self.tls(), timeout=60)
        with contextlib.closing(https) as connection:
            connection.request(method, path, body, {"content-type": "application/json",
                                                    **{name.replace("_", "-"): value for name, value in fields.items()}})
            answer = connection.getresponse()
            answer.body = answer.read()
            return answer

    def call(self, method, token=None, **arguments):
        """What one call is answered with: its arguments, also those of an error."""
        call = [f"Founding/{method}", {"token": self.token if token is None else token, **arguments}, "c"]
        answer = self.ask("POST", "/jmap/api", json.dumps({"using": [URN], "methodCalls": [call]}))
        if answer.status != 200:
            return {"reason": f"status {answer.status}"}
        return json.loads(answer.body)["methodResponses"][0][1]

    def begin(self, **more):
        return self.call("begin", **{**FORM, **more})

    def found(self, **more):
        """The whole of it; leaves a locked server."""
        begun = self.begin(**more)
        self.recovery_code = begun["recoveryCode"]
        self.shares = [self.call("share", number=share["number"])["share"] for share in begun["shares"]]
        assert self.call("finish") == {"state": "done"}
        assert self.line(1)["state"] == "locked"
        return begun

    def certificate(self):
        """The fingerprint of what is shown in TLS now."""
        with socket.create_connection((HOST, self.ports["https"]), timeout=60) as plain:
            with self.tls().wrap_socket(plain, server_hostname="localhost") as wire:
                return hashlib.sha256(wire.getpeercert(binary_form=True)).hexdigest()


def end_of(f, method="finish"):
    """What it came to; gone: the founding server had ended before."""
    try:
        told = f.call(method)
    except (OSError, http.client.HTTPException):
        return "gone"
    return told.get("state") or told.get("reason") or told["type"]


def child_of(f):
    """The process of the founding server."""
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(f.process.pid)], capture_output=True, text=True, check=True)
    (child,) = told.stdout.split()
    return int(child)
