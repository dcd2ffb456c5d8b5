# SPDX-License-Identifier: AGPL-3.0-or-later
"""Web Push (RFC 8030, 8291, 8292) from a sandboxed server to a push service of ours over TLS. The test plays the
browser, too: so it reads what the push service must not be able to read."""
import base64
import datetime
import http.server
import json
import queue
import re
import ssl
import struct
import threading
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.x509.oid import NameOID
from harness import Collective, wait_for
from test_jmap import CORE, DOMAIN
from test_jmap_mail import Program

PATIENCE = 240      # seconds that a push may take: a pause of ten between two, on a busy machine
NAME = "push.test"
CONTACTS = "urn:ietf:params:jmap:contacts"
VAPID = "urn:ietf:params:jmap:webpush-vapid"
RAW = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def to_text(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def to_octets(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def write_certificates(folder):
    """An authority, and a certificate of the push service that it has signed."""
    def make(name, key, issuer, signer, authority):
        now = datetime.datetime.utcnow()
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer or subject).public_key(key.public_key())
                .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
                .not_valid_after(now + datetime.timedelta(days=2))
                .add_extension(x509.BasicConstraints(authority, None), True)
                .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False).sign(signer, hashes.SHA256()))
    key, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = make("authority.test", key, None, key, True)
    leaf = make(NAME, own, authority.subject, key, False)
    (folder / "authority.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    (folder / "leaf.pem").write_bytes(leaf.public_bytes(serialization.Encoding.PEM) + own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


class PushService:
    """Takes what is pushed to https://push.test:PORT/NAME; each name has a queue."""

    def __init__(self, folder):
        self.pushed = {}
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                service.queue(self.path).put((dict(self.headers.items()), body))
                self.send_response(201)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "leaf.pem")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.origin = f"https://{NAME}:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def queue(self, path):
        return self.pushed.setdefault(path, queue.Queue())

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Browser:
    """One that asked for pushes, and can read them."""

    def __init__(self, service, name):
        self.service, self.path = service, "/" + name
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.point = self.key.public_key().public_bytes(*RAW)
        self.auth = b"sixteen octets.."

    def subscription(self, **more):
        return {"deviceClientId": self.path, "url": self.service.origin + self.path,
                "keys": {"p256dh": to_text(self.point), "auth": to_text(self.auth)}, **more}

    def read(self):
        """The next push: what it says once it is opened, and all that the push service saw."""
        fields, body = self.service.queue(self.path).get(timeout=PATIENCE)
        fields = {name.lower(): value for name, value in fields.items()}
        check_token(fields["authorization"], self.service.origin)
        assert fields["content-encoding"] == "aes128gcm" and int(fields["ttl"]) > 0
        return json.loads(self.open(body)), fields, body

    def open(self, body):
        """RFC 8188 2.1, RFC 8291 3.4."""
        salt, (_, length) = body[:16], struct.unpack(">IB", body[16:21])
        point, sealed = body[21:21 + length], body[21 + length:]
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        secret = expand(extract(self.auth, self.key.exchange(ec.ECDH(), peer)), b"WebPush: info\0" + self.point + point, 32)
        key = extract(salt, secret)
        clear = AESGCM(expand(key, b"Content-Encoding: aes128gcm\0", 16)).decrypt(
            expand(key, b"Content-Encoding: nonce\0", 12), sealed, None)
        text = clear.rstrip(b"\0")
        assert text[-1] == 2, "the last record"
        return text[:-1]


def extract(salt, secret):
    made = hmac.HMAC(salt, hashes.SHA256())
    made.update(secret)
    return made.finalize()


def expand(key, info, length):
    return HKDFExpand(hashes.SHA256(), length, info).derive(key)


def check_token(authorization, origin):
    """RFC 8292: a token for this push service and nobody else, not for long, under the key that stands beside it."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    values = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = values["t"].split(".")
    signed = to_octets(signature)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to_octets(values["k"]))
    key.verify(utils.encode_dss_signature(int.from_bytes(signed[:32], "big"), int.from_bytes(signed[32:], "big")),
               f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(to_octets(head)) == {"typ": "JWT", "alg": "ES256"}
    told = json.loads(to_octets(claims))
    assert told["aud"] == origin and told["sub"] == f"mailto:postmaster@{DOMAIN}"
    assert time.time() < told["exp"] <= time.time() + 24 * 3600


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("push")
    write_certificates(folder)
    (folder / "zone").write_text(f"{NAME}. IN A 127.0.0.1\n")
    made = PushService(folder)
    made.folder = folder
    yield made
    made.stop()


@pytest.fixture(scope="module")
def c(service):
    settings = {"outbound.zone": service.folder / "zone", "outbound.authorities": service.folder / "authority.pem"}
    with Collective(DOMAIN, settings=settings) as collective:
        yield collective


def subscribe(program, browser, **more):
    """A subscription whose code the browser was told by its first push."""
    ((_, made, _),) = program.call(["PushSubscription/set", {"create": {"a": browser.subscription(**more)}}, "0"],
                                   using=(CORE,))["methodResponses"]
    id = made["created"]["a"]["id"]
    said, _, body = browser.read()
    assert (said["@type"], said["pushSubscriptionId"]) == ("PushVerification", id)
    update = {id: {"verificationCode": said["verificationCode"]}}
    ((_, done, _),) = program.call(["PushSubscription/set", {"update": update}, "0"], using=(CORE,))["methodResponses"]
    assert id in done["updated"], done
    return id, len(body)


def test_a_delivery_is_pushed_and_the_push_service_reads_nothing_of_it(c, service):
    ada = Program(c, c.member("ada"))
    browser = Browser(service, "ada")
    _, length = subscribe(ada, browser)
    c.send([ada.member.address], subject="Quittenernte", body="im Oktober\r\n")
    said, fields, body = browser.read()
    assert said["@type"] == "StateChange" and set(said) == {"@type", "changed"}
    assert set(said["changed"]) == {ada.own}
    assert {"Email", "EmailDelivery", "Mailbox", "Thread"} <= set(said["changed"][ada.own])
    assert said["changed"][ada.own]["Email"] == ada.one("Email/get", ids=[])["state"]
    # Not a word of the message, its sender or the member in what is opened; nothing at all in what is seen.
    for secret in ("Quitten", "Oktober", "stranger", "elsewhere", "ada@", "hello"):
        assert secret not in json.dumps(said)
        assert secret not in str(fields) and secret.encode() not in body
    assert len(body) == length, "every push is of one length"


def listed(program):
    ((_, got, _),) = program.call(["PushSubscription/get", {"ids": None}, "0"], using=(CORE,))["methodResponses"]
    return got["list"]


def counted(c, name):
    """How often the server has done that (its administrators see it)."""
    return c.command("status")["counters"].get(name, 0)


def test_nobody_else_is_believed(c, service, tmp_path):
    """The same push service, by a certificate of an authority that the server does not know: it is told nothing. But a
    certificate may be a good one tomorrow, so the subscription stays."""
    write_certificates(tmp_path)
    stranger = PushService(tmp_path)
    try:
        bob = Program(c, c.member("bob"))
        browser = Browser(stranger, "bob")
        before = counted(c, "push.failed")
        bob.call(["PushSubscription/set", {"create": {"a": browser.subscription()}}, "0"], using=(CORE,))
        wait_for(lambda: counted(c, "push.failed") > before, PATIENCE, "a push that fails")
        assert len(listed(bob)) == 1
        assert stranger.queue(browser.path).empty()
    finally:
        stranger.stop()


def test_the_session_says_by_which_key_we_sign(c, service):
    """RFC 9749 3: the key that the browser names to its push service is the one that pushes are signed by."""
    dora = Program(c, c.member("dora"))
    told = dora.session["capabilities"][VAPID]
    assert set(told) == {"applicationServerKey"}
    point = to_octets(told["applicationServerKey"])
    assert len(point) == 65 and point[0] == 4 and "=" not in told["applicationServerKey"]
    browser = Browser(service, "dora")
    made = dora.call(["PushSubscription/set", {"create": {"a": browser.subscription()}}, "0"], using=(CORE, VAPID))
    assert made["sessionState"] == dora.session["state"]
    _, fields, _ = browser.read()
    assert fields["authorization"].endswith(", k=" + told["applicationServerKey"])


def test_only_so_many_are_verified(c, service):
    """A member cannot have the server knock at doors without end."""
    finn = Program(c, c.member("finn"))
    browser = Browser(service, "finn")
    create = {f"k{n}": {**browser.subscription(), "deviceClientId": f"device {n}"} for n in range(30)}
    ((_, answer, _),) = finn.call(["PushSubscription/set", {"create": create}, "0"], using=(CORE,))["methodResponses"]
    assert len(answer["created"]) == 20
    assert {one["type"] for one in answer["notCreated"].values()} == {"rateLimit"}


def test_what_another_program_changes_is_pushed(c, service):
    """IMAP, CardDAV and another client of JMAP; what comes while the pause lasts is told by one push."""
    cleo = Program(c, c.member("cleo"))
    mail, cards = Browser(service, "cleo-mail"), Browser(service, "cleo-cards")
    subscribe(cleo, mail, types=["Email", "Mailbox"])
    subscribe(cleo, cards, types=["ContactCard"])
    c.send([cleo.member.address])
    assert set(mail.read()[0]["changed"][cleo.own]) == {"Email", "Mailbox"}

    box = c.imap(cleo.member)
    box.select("INBOX")
    for _ in range(20):
        box.store("1", "+FLAGS", r"(\Seen \Flagged)")
        box.store("1", "-FLAGS", r"(\Flagged)")
    box.uid("MOVE", "1", "Archive")
    box.logout()
    # The newest state comes in the end, after few pushes.
    now = cleo.one("Email/get", ids=[])["state"]
    pushes = []
    while not pushes or pushes[-1]["Email"] != now:
        pushes.append(mail.read()[0]["changed"][cleo.own])
    assert len(pushes) < 20, "forty changes are not forty pushes"
    assert all(set(one) == {"Email", "Mailbox"} for one in pushes)

    cleo.call(["ContactCard/set", {"accountId": cleo.own, "create": {"a": {
        "@type": "Card", "version": "1.0", "uid": "urn:uuid:9f5b3c1e-0000-4000-8000-000000000001", "addressBookIds": {"b1": True},
        "name": {"full": "Quitta"}}}}, "0"], using=(CORE, CONTACTS))
    said, _, _ = cards.read()
    assert set(said["changed"][cleo.own]) == {"ContactCard"} and "Quitta" not in json.dumps(said)
    path = f"/dav/{cleo.own}/contacts/"
    text = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:by-dav\r\nFN:Dava\r\nN:;Dava;;;\r\nEND:VCARD\r\n"
    told = cleo.ask("PROPFIND", path, depth="1").body.decode()
    (book,) = {one for one in re.findall(f"href>({path}[^<]*)<", told) if one != path}
    assert cleo.ask("PUT", book + "dava.vcf", text, content_type="text/vcard").status == 201
    assert set(cards.read()[0]["changed"][cleo.own]) == {"ContactCard"}
    # The state of each is the one that its /get tells.
    names = Browser(service, "cleo-names")
    subscribe(cleo, names, types=["Identity"])
    first = cleo.one("Identity/get", ids=None)["list"][0]["id"]
    cleo.set("Identity", update={first: {"textSignature": "C."}})
    assert names.read()[0]["changed"][cleo.own] == {"Identity": cleo.one("Identity/get", ids=[])["state"]}
