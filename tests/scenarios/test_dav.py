# SPDX-License-Identifier: AGPL-3.0-or-later
"""CardDAV: a program that others wrote keeps a folder and an address book the same; what telephones and desktops ask to
find the books; and who may not come in."""
import base64
import contextlib
import hashlib
import http.client
import json
import re
import ssl
import subprocess
import xml.etree.ElementTree as xml

import pytest
from harness import HOST, Collective

D, C = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}"
USING = ("urn:ietf:params:jmap:core", "urn:ietf:params:jmap:contacts")


@pytest.fixture(scope="module")
def house():
    with Collective("dav.test") as collective:
        yield collective


class Book:
    """A program that knows WebDAV, an address and a secret; and the same account over the API."""

    def __init__(self, house, member, secret=None):
        self.house, self.address, self.secret = house, member.address, secret or member.password
        pair = f"{self.address}:{self.secret}".encode()
        self.basic = f"Basic {base64.b64encode(pair).decode()}"

    def ask(self, method, path, body=None, **fields):
        sent = {"authorization": self.basic, **{name.replace("_", "-"): value for name, value in fields.items()}}
        with contextlib.closing(http.client.HTTPSConnection(
                HOST, self.house.ports["https"], context=self.house.tls(), timeout=60)) as connection:
            connection.request(method, path, body, {name: value for name, value in sent.items() if value is not None})
            answer = connection.getresponse()
            answer.body = answer.read().decode()
            return answer

    def call(self, method, **arguments):
        session = json.loads(self.ask("GET", "/jmap/session").body)
        arguments["accountId"] = session["primaryAccounts"][USING[1]]
        answer = self.ask("POST", "/jmap/api", json.dumps({"using": USING, "methodCalls": [[method, arguments, "0"]]}),
                          content_type="application/json")
        assert answer.status == 200, answer.body
        name, told, _ = json.loads(answer.body)["methodResponses"][0]
        assert name == method, told
        return told

    @property
    def account(self):
        return json.loads(self.ask("GET", "/jmap/session").body)["primaryAccounts"][USING[1]]

    @property
    def path(self):
        """Of the one address book that everybody has."""
        told = self.ask("PROPFIND", f"/dav/{self.account}/contacts/", depth="1")
        assert told.status == 207, told.body
        (path,) = books_in(responses(told.body))
        return path

    def cards(self):
        """By path: its ETag."""
        told = self.ask("PROPFIND", self.path, depth="1")
        assert told.status == 207, told.body
        return {href: props[f"{D}getetag"].text for href, props in responses(told.body).items() if f"{D}getetag" in props}


def responses(body):
    """Of a multistatus, by path: the properties that are there."""
    return {one.findtext(f"{D}href"): {prop.tag: prop
                                       for stat in one.findall(f"{D}propstat") if " 200 " in stat.findtext(f"{D}status")
                                       for prop in stat.find(f"{D}prop")}
            for one in xml.fromstring(body).findall(f"{D}response")}


def books_in(told):
    return {path: props for path, props in told.items() if props[f"{D}resourcetype"].find(f"{C}addressbook") is not None}


def vcard(uid, name, more=""):
    return f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\nN:;{name};;;\r\n{more}END:VCARD\r\n"


# ---- a program that synchronises

class Vdirsyncer:
    def __init__(self, book, folder):
        self.config = folder / "config"
        self.local = folder / "local" / book.path.rstrip("/").rpartition("/")[2]
        self.local.mkdir(parents=True)
        port = book.house.ports["https"]
        der = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate((HOST, port)))
        self.config.write_text(f"""
[general]
status_path = "{folder}/status/"

[pair contacts]
a = "near"
b = "far"
collections = ["from b"]

[storage near]
type = "filesystem"
path = "{folder}/local/"
fileext = ".vcf"

[storage far]
type = "carddav"
url = "https://{HOST}:{port}/"
username = "{book.address}"
password = "{book.secret}"
verify_fingerprint = "{hashlib.sha256(der).hexdigest()}"
""")
        self.run("discover")

    def run(self, *words, fails=False):
        done = subprocess.run(["vdirsyncer", "-c", str(self.config), *words], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def sync(self, **how):
        return self.run("sync", **how)

    def files(self):
        return {path.name: path.read_text() for path in self.local.glob("*.vcf")}


def test_vdirsyncer_keeps_a_folder_and_the_book_the_same(house, tmp_path):
    ana = house.member("ana")
    made = house.command("member", "app-password", "add", ana.address, "--label", "folder", stdin=[ana.password])
    book = Book(house, ana, made["app_password"])
    near = Vdirsyncer(book, tmp_path)
    assert near.sync() and near.files() == {} and book.cards() == {}

    # Made here, seen there: over DAV and over the API.
    (near.local / "zoe.vcf").write_text(vcard("u-zoe", "Zoé Alba", "EMAIL:zoe@elsewhere.test\r\n"))
    (near.local / "max.vcf").write_text(vcard("u-max", "Max"))
    near.sync()
    assert len(book.cards()) == 2
    cards = {card["uid"]: card for card in book.call("ContactCard/get", ids=None)["list"]}
    assert sorted(cards) == ["u-max", "u-zoe"]
    assert cards["u-zoe"]["name"]["full"] == "Zoé Alba"
    assert [email["address"] for email in cards["u-zoe"]["emails"].values()] == ["zoe@elsewhere.test"]

    # Changed there, by the API and by another program; seen here.
    told = book.call("ContactCard/set", update={cards["u-zoe"]["id"]: {"nicknames": {"n": {"name": "Zizi"}}}})
    assert cards["u-zoe"]["id"] in told["updated"], told
    (path,) = [path for path in book.cards() if "u-max" in book.ask("GET", path).body]
    changed = vcard("u-max", "Max", "TEL:+34 600 000 000\r\n")
    assert book.ask("PUT", path, changed, content_type="text/vcard", if_match=book.cards()[path]).status == 204
    near.sync()
    assert re.search(r"NICKNAME[^:]*:Zizi", near.files()["zoe.vcf"]) and "Zoé Alba" in near.files()["zoe.vcf"]
    assert "TEL:+34 600 000 000" in near.files()["max.vcf"]

    # Made there.
    told = book.call("ContactCard/set", create={"k": {"addressBookIds": cards["u-zoe"]["addressBookIds"],
                                                      "uid": "u-eva", "name": {"full": "Eva"}}})
    assert "k" in told["created"], told
    near.sync()
    assert any("UID:u-eva" in text and "FN:Eva" in text for text in near.files().values())

    # Removed, here and there.
    (near.local / "zoe.vcf").unlink()
    near.sync()
    assert sorted(card["uid"] for card in book.call("ContactCard/get", ids=None)["list"]) == ["u-eva", "u-max"]
    assert book.ask("DELETE", path).status == 204
    near.sync()
    assert ["u-eva" in text for text in near.files().values()] == [True]


def test_vdirsyncer_reports_a_conflict_and_nothing_is_lost(house, tmp_path):
    book = Book(house, house.member("bea"))
    near = Vdirsyncer(book, tmp_path)
    (near.local / "ivo.vcf").write_text(vcard("u-ivo", "Ivo"))
    near.sync()
    ((path, etag),) = book.cards().items()
    there, here = vcard("u-ivo", "Ivo", "NOTE:there\r\n"), vcard("u-ivo", "Ivo", "NOTE:here\r\n")
    assert book.ask("PUT", path, there, content_type="text/vcard", if_match=etag).status == 204
    (near.local / "ivo.vcf").write_text(here)
    assert "conflict" in near.sync(fails=True).lower()
    assert "NOTE:there" in book.ask("GET", path).body
    assert "NOTE:here" in near.files()["ivo.vcf"]
    # Who shows the old ETag does not win either.
    assert book.ask("PUT", path, here, content_type="text/vcard", if_match=etag).status == 412


# ---- how the books are found

CARD, CAL = 'xmlns:card="urn:ietf:params:xml:ns:carddav"', 'xmlns:cs="http://calendarserver.org/ns/"'
FIND = {
    "iOS": (
        '<A:propfind xmlns:A="DAV:"><A:prop><A:current-user-principal/><A:principal-URL/><A:resourcetype/></A:prop></A:propfind>',
        '<A:propfind xmlns:A="DAV:"><A:prop><B:addressbook-home-set xmlns:B="urn:ietf:params:xml:ns:carddav"/>'
        '<B:directory-gateway xmlns:B="urn:ietf:params:xml:ns:carddav"/><A:displayname/>'
        '<C:email-address-set xmlns:C="http://calendarserver.org/ns/"/><A:principal-collection-set/><A:principal-URL/>'
        '<A:resource-id/><A:supported-report-set/></A:prop></A:propfind>',
        '<A:propfind xmlns:A="DAV:"><A:prop><A:add-member/><D:bulk-requests xmlns:D="http://me.com/_namespace/"/>'
        '<A:current-user-privilege-set/><A:displayname/><B:max-image-size xmlns:B="urn:ietf:params:xml:ns:carddav"/>'
        '<B:max-resource-size xmlns:B="urn:ietf:params:xml:ns:carddav"/><C:me-card xmlns:C="http://calendarserver.org/ns/"/>'
        '<A:owner/><A:quota-available-bytes/><A:resource-id/><A:resourcetype/><A:supported-report-set/><A:sync-token/>'
        '</A:prop></A:propfind>'),
    "DAVx5": (
        f'<propfind xmlns="DAV:" {CARD}><prop><resourcetype/><displayname/><card:addressbook-description/>'
        '<card:addressbook-home-set/><current-user-principal/></prop></propfind>',
        f'<propfind xmlns="DAV:" {CARD}><prop><displayname/><card:addressbook-home-set/><group-membership/></prop></propfind>',
        f'<propfind xmlns="DAV:" {CARD}><prop><resourcetype/><displayname/><owner/><card:addressbook-description/>'
        '<current-user-privilege-set/><supported-report-set/><sync-token/></prop></propfind>'),
    "Thunderbird": (
        f'<propfind xmlns="DAV:" {CARD} {CAL}><prop><resourcetype/><displayname/><current-user-principal/>'
        '<current-user-privilege-set/></prop></propfind>',
        f'<propfind xmlns="DAV:" {CARD} {CAL}><prop><card:addressbook-home-set/></prop></propfind>',
        f'<propfind xmlns="DAV:" {CARD} {CAL}><prop><resourcetype/><displayname/><cs:getctag/>'
        '<current-user-privilege-set/><sync-token/></prop></propfind>'),
}


def curl_propfind(house, member, path, body, depth=0):
    """Follows where it is led, as the programs do. The multistatus."""
    done = subprocess.run(
        ["curl", "-sSkL", "--max-redirs", "2", "-X", "PROPFIND", "-u", f"{member.address}:{member.password}",
         "-H", f"Depth: {depth}", "-H", "Content-Type: text/xml; charset=utf-8",
         "--data-binary", '<?xml version="1.0" encoding="UTF-8"?>' + body,
         "-w", "%{stderr}%{http_code}", f"https://{HOST}:{house.ports['https']}{path}"],
        capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stderr == "207", done.stderr + done.stdout
    return responses(done.stdout)


@pytest.fixture(scope="module")
def cleo(house):
    return house.member("cleo")


@pytest.mark.parametrize("program", FIND)
def test_programs_find_the_book_from_the_well_known_place(house, cleo, program):
    who, what, books = FIND[program]
    (begin,) = curl_propfind(house, cleo, "/.well-known/carddav", who).values()
    principal = begin[f"{D}current-user-principal"].findtext(f"{D}href")
    (told,) = curl_propfind(house, cleo, principal, what).values()
    home = told[f"{C}addressbook-home-set"].findtext(f"{D}href")
    ((path, props),) = books_in(curl_propfind(house, cleo, home, books, 1)).items()
    assert path.startswith(home) and path != home
    assert props[f"{D}displayname"].text and props[f"{D}sync-token"].text
    assert props[f"{D}current-user-privilege-set"].find(f"{D}privilege/{D}write") is not None
    # And it can be written to.
    book = Book(house, cleo)
    assert book.ask("PUT", f"{path}{program}.vcf", vcard(f"u-{program}", program), content_type="text/vcard").status == 201
    assert f"FN:{program}" in book.ask("GET", f"{path}{program}.vcf").body


def test_what_is_spoken_is_said_before_anybody_signs_in(house, cleo):
    answer = Book(house, cleo).ask("OPTIONS", "/dav/", authorization=None)
    assert answer.status == 200
    assert "addressbook" in answer.getheader("dav") and "REPORT" in answer.getheader("allow")


# ---- who may not

def test_who_shows_nothing_or_what_is_wrong_is_asked_to_sign_in(house, cleo):
    right, wrong = Book(house, cleo), Book(house, cleo, "not the password")
    assert right.ask("PROPFIND", "/dav/", depth="0").status == 207
    for answer in (wrong.ask("PROPFIND", "/dav/", depth="0"), right.ask("PROPFIND", "/dav/", depth="0", authorization=None),
                   right.ask("PUT", f"{right.path}x.vcf", vcard("x", "X"), authorization="Bearer nothing")):
        assert answer.status == 401
        assert answer.getheader("www-authenticate").startswith("Basic ")
    assert right.ask("GET", f"{right.path}x.vcf").status == 404


def test_a_session_signs_in_by_its_token_and_never_by_a_cookie(house, cleo):
    book = Book(house, cleo)
    signed = book.ask("POST", "/auth/sign-in", json.dumps({"address": cleo.address, "secret": cleo.password}),
                      content_type="application/json", authorization=None)
    assert signed.status == 200, signed.body
    token = json.loads(signed.body)["token"]
    assert book.ask("PROPFIND", "/dav/", depth="0", authorization=f"Bearer {token}").status == 207
    cookie = f"__Host-milpa={token}"
    assert book.ask("GET", "/jmap/session", authorization=None, cookie=cookie).status == 200
    assert book.ask("PROPFIND", "/dav/", depth="0", authorization=None, cookie=cookie).status == 401


def test_an_app_password_that_is_taken_back_opens_nothing_more(house):
    eli = house.member("eli")
    made = house.command("member", "app-password", "add", eli.address, "--label", "lost", stdin=[eli.password])
    phone = Book(house, eli, made["app_password"])
    assert phone.ask("PROPFIND", "/dav/", depth="0").status == 207
    house.command("member", "app-password", "remove", eli.address, "--id", made["id"], stdin=[eli.password])
    assert phone.ask("PROPFIND", "/dav/", depth="0").status == 401


def test_another_members_book_cannot_be_reached(house, cleo):
    hers = Book(house, cleo)
    path = f"{hers.path}secret.vcf"
    assert hers.ask("PUT", path, vcard("u-secret", "Secret"), content_type="text/vcard").status == 201
    his = Book(house, house.member("dan"))
    multiget = (f'<card:addressbook-multiget xmlns="DAV:" {CARD}><prop><getetag/><card:address-data/></prop>'
                f'<href>{path}</href></card:addressbook-multiget>')
    for method, place, body in (("PROPFIND", f"/dav/{hers.account}/", None), ("PROPFIND", hers.path, None),
                                ("GET", path, None), ("DELETE", path, None), ("DELETE", hers.path, None),
                                ("REPORT", hers.path, multiget), ("PUT", path, vcard("u-secret", "Changed")),
                                ("PUT", f"{hers.path}new.vcf", vcard("u-new", "New"))):
        answer = his.ask(method, place, body, depth="1", content_type="text/vcard" if method == "PUT" else "text/xml")
        assert answer.status in (403, 404), (method, place, answer.status)
        assert "Secret" not in answer.body
    told = his.ask("REPORT", his.path, multiget, depth="1", content_type="text/xml")
    assert told.status == 207 and "Secret" not in told.body and " 404 " in told.body
    moved = his.ask("MOVE", path, destination=f"{his.path}mine.vcf")
    assert moved.status in (403, 404) and his.cards() == {}
    assert "FN:Secret" in hers.ask("GET", path).body and hers.ask("GET", f"{hers.path}new.vcf").status == 404


def test_a_picture_is_a_blob_to_the_api_and_stands_in_the_card(house):
    book = Book(house, house.member("media"))
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
    sent = book.ask("POST", f"/jmap/upload/{book.account}", picture, content_type="image/png")
    made = book.call("ContactCard/set", create={"k": {
        "addressBookIds": {"b1": True}, "uid": "urn:uuid:pictured", "name": {"full": "Pictured"},
        "media": {"m": {"kind": "photo", "blobId": json.loads(sent.body)["blobId"]}}}})["created"]["k"]
    blob = made["media"]["m"]["blobId"]

    def download():
        path = f"/jmap/download/{book.account}/{blob}/photo.png?type=image/png"
        with contextlib.closing(http.client.HTTPSConnection(
                HOST, house.ports["https"], context=house.tls(), timeout=60)) as connection:
            connection.request("GET", path, headers={"authorization": book.basic})
            answer = connection.getresponse()
            return answer.status, answer.read()

    assert download() == (200, picture)
    (path,) = book.cards()
    vcard = re.sub("\r\n[ \t]", "", book.ask("GET", path).body)
    assert base64.b64encode(picture).decode() in vcard, vcard[:500]
    # It lies in no other place than the card, and after a lock and a start it is there still.
    house.restart()
    assert download() == (200, picture)
    # What a program of CardDAV puts in its place, the API has under another name.
    other = base64.b64encode(b"\xff\xd8\xff" + b"other" * 900).decode()
    vcard = re.sub("PHOTO[^:]*:[^\r]*", f"PHOTO;ENCODING=b;TYPE=JPEG:{other}", vcard)
    assert book.ask("PUT", path, vcard, content_type="text/vcard").status == 204
    assert download()[0] == 404
    (entry,) = book.call("ContactCard/get", ids=None)["list"][0]["media"].values()
    assert (entry["kind"], entry["mediaType"], "uri" in entry) == ("photo", "image/jpeg", False)
    blob = entry["blobId"]
    assert download() == (200, base64.b64decode(other))
