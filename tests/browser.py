# SPDX-License-Identifier: AGPL-3.0-or-later
"""A browser at the collective's own page, and the authenticators that it asks (WebAuthn level 3)."""
import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from harness import HOST

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text_of(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets_of(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def cbor(value):
    """The few kinds of value that an authenticator says."""
    def head(major, number):
        if number < 24:
            return bytes([major << 5 | number])
        octets = 1 if number < 0x100 else 2
        return bytes([major << 5 | (24 if octets == 1 else 25)]) + number.to_bytes(octets, "big")
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(cbor(key) + cbor(one) for key, one in value.items())
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    return head(0, value) if value >= 0 else head(1, -1 - value)


class Passkey:
    """One authenticator with one key. `prf`: it computes secrets; `prf_at_once`: when the key is made, too."""

    def __init__(self, *, prf=True, prf_at_once=True, verifies=True):
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), os.urandom(32)
        self.prf, self.prf_at_once, self.counter = os.urandom(32) if prf else None, prf_at_once, 0
        self.flags = PRESENT | (VERIFIED if verifies else 0)
        self.user = None

    def data(self, party, flags, behind=b""):
        self.counter += 1
        return hashlib.sha256(party.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big") + behind

    def extensions(self, options, computes):
        """Level 3, 10.1.4: a page's salts are hashed, so that none is one that is used elsewhere."""
        salt = options["extensions"].get("prf", {}).get("eval", {}).get("first")
        if self.prf is None or salt is None:
            return {}
        if not computes:
            return {"prf": {"enabled": True}}
        salt = hashlib.sha256(b"WebAuthn PRF\0" + octets_of(salt)).digest()
        return {"prf": {"results": {"first": text_of(hmac.digest(self.prf, salt, "sha256"))}}}

    def create(self, options, origin):
        """navigator.credentials.create(), as its toJSON() gives it."""
        assert {"type": "public-key", "alg": -7} in options["pubKeyCredParams"]
        assert text_of(self.id) not in [one["id"] for one in options["excludeCredentials"]], "the browser refuses it itself"
        self.user = octets_of(options["user"]["id"])
        point = self.key.public_key().public_numbers()
        public = cbor({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        behind = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self.data(options["rp"]["id"], self.flags | ATTESTED, behind)
        return self.said(
            {"clientDataJSON": client_data("webauthn.create", options["challenge"], origin),
             "attestationObject": cbor({"fmt": "none", "attStmt": {}, "authData": data})},
            self.extensions(options, self.prf_at_once), transports=["internal", "hybrid"])

    def get(self, options, origin):
        """navigator.credentials.get(), as its toJSON() gives it."""
        allowed = [one["id"] for one in options["allowCredentials"]]
        assert not allowed or text_of(self.id) in allowed, "the browser would not ask this one"
        said = client_data("webauthn.get", options["challenge"], origin)
        data = self.data(options["rpId"], self.flags)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self.said({"clientDataJSON": said, "authenticatorData": data, "signature": signature, "userHandle": self.user},
                         self.extensions(options, True))

    def said(self, response, extensions, **more):
        return {"id": text_of(self.id), "rawId": text_of(self.id), "type": "public-key", "authenticatorAttachment": "platform",
                "response": {**{name: text_of(value) for name, value in response.items()}, **more},
                "clientExtensionResults": extensions}


def client_data(kind, challenge, origin):
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()


class Browser:
    """A page of ours in it: its requests say where they come from, and its session is a cookie that it cannot read."""

    def __init__(self, house, domain):
        self.house, self.cookie = house, None
        self.origin = f"https://{domain}:{house.ports['https']}"
        self.fields = {"host": self.origin.removeprefix("https://"), "origin": self.origin, "sec-fetch-site": "same-origin",
                       "sec-fetch-mode": "cors", "content-type": "application/json"}

    def ask(self, method, path, body=None):
        with contextlib.closing(http.client.HTTPSConnection(HOST, self.house.ports["https"], context=self.house.tls(),
                                                            timeout=60)) as connection:
            connection.request(method, path, body, {**self.fields, **({"cookie": self.cookie} if self.cookie else {})})
            answer = connection.getresponse()
            answer.body = answer.read()
        if (cookie := answer.getheader("set-cookie")) is not None:
            self.cookie = cookie.split(";")[0]
        return answer

    def step(self, path, **body):
        """What a step of /auth answers: its status, and its object."""
        answer = self.ask("POST", f"/auth/{path}", json.dumps(body))
        return answer.status, json.loads(answer.body)

    def did(self, path, **body):
        status, answer = self.step(path, **body)
        assert status == 200, (path, answer)
        return answer

    @property
    def user(self):
        """Whose session it has; nothing where it has none."""
        answer = self.ask("GET", "/jmap/session")
        return json.loads(answer.body)["username"] if answer.status == 200 else None
