# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the portal's pages stand on: large files in pieces, and what a cookie alone may ask for."""
import base64
import contextlib
import hashlib
import json
import os

import pytest
from harness import Collective
from test_jmap import BLOB, CORE, DOMAIN, Client, Socket, auth, next_event

MEBI = 1024 * 1024


@pytest.fixture(scope="module")
def house():
    with Collective(DOMAIN) as collective:
        yield collective


@pytest.fixture(scope="module")
def ada(house):
    return Client(house, house.member("ada"))


def test_a_large_file_goes_up_in_pieces_though_the_connection_breaks(ada):
    """As the portal does it: each piece is an upload of its own, Blob/upload joins them, and what broke is sent again."""
    octets = os.urandom(50 * MEBI)
    path, own_account = f"/jmap/upload/{ada.account}", ada.account
    limits = ada.session["accounts"][own_account]["accountCapabilities"][BLOB]
    assert limits["maxSizeBlobSet"] >= len(octets) and limits["maxDataSources"] >= 64
    pieces = []
    for at in range(0, len(octets), MEBI):
        piece = octets[at:at + MEBI]
        if at in (7 * MEBI, 20 * MEBI):
            with contextlib.closing(ada.connect()) as connection:
                connection.putrequest("POST", path, skip_host=True)
                for name, value in {**ada.fields, "content-length": str(len(piece))}.items():
                    connection.putheader(name, value)
                connection.endheaders()
                connection.send(piece[:len(piece) // 2])
        answer = ada.ask("POST", path, piece, content_type="application/octet-stream")
        assert answer.status == 201, answer.body
        pieces.append(json.loads(answer.body)["blobId"])

    def join(some):
        create = {"whole": {"type": "application/x-own", "data": [{"blobId": one} for one in some]}}
        ((_, made, _),) = ada.call(["Blob/upload", {"accountId": own_account, "create": create}, "0"])["methodResponses"]
        assert made["notCreated"] is None, made
        return made["created"]["whole"]

    def digest(blob):
        wanted = {"accountId": own_account, "ids": [blob], "properties": ["digest:sha-256", "size"]}
        ((_, got, _),) = ada.call(["Blob/get", wanted, "0"])["methodResponses"]
        return got["list"][0]
    whole = join(pieces)
    assert whole["size"] == len(octets) and whole["type"] == "application/x-own"
    told = digest(whole["id"])
    assert told["size"] == len(octets)
    assert base64.b64decode(told["digest:sha-256"]) == hashlib.sha256(octets).digest()
    # What came first is there still: nothing of it was pushed out by what it was joined to.
    assert digest(pieces[0])["size"] == MEBI
    # A mail takes less: what it says that it does, in pieces as well.
    mail = "urn:ietf:params:jmap:mail"
    most = ada.session["accounts"][own_account]["accountCapabilities"][mail]["maxSizeAttachmentsPerEmail"]
    count = most // MEBI
    attached = {"blobId": join(pieces[:count])["id"], "type": "application/x-own", "name": "all.bin"}
    ((_, boxes, _),) = ada.call(["Mailbox/get", {"accountId": own_account}, "0"], using=(CORE, mail))["methodResponses"]
    drafts = next(one["id"] for one in boxes["list"] if one["role"] == "drafts")
    create = {"e": {"mailboxIds": {drafts: True}, "subject": "large", "attachments": [attached],
                    "textBody": [{"partId": "1", "type": "text/plain"}], "bodyValues": {"1": {"value": "here it is"}}}}
    ((_, made, _),) = ada.call(["Email/set", {"accountId": own_account, "create": create}, "0"],
                               using=(CORE, mail))["methodResponses"]
    assert made["notCreated"] is None, made
    got = {"accountId": own_account, "ids": [made["created"]["e"]["id"]], "properties": ["attachments"]}
    ((_, emails, _),) = ada.call(["Email/get", got, "0"], using=(CORE, mail))["methodResponses"]
    (attachment,) = emails["list"][0]["attachments"]
    assert base64.b64decode(digest(attachment["blobId"])["digest:sha-256"]) == hashlib.sha256(octets[:count * MEBI]).digest()


def test_a_page_of_ours_needs_its_cookie_and_little_more(house):
    """What docs/API.md says of pages: pictures, event sources and sockets take the cookie alone; what is sent takes a field."""
    fina = Client(house, house.member("fina"))
    who = {"address": fina.member.address, "secret": fina.member.password}
    page = {"sec_fetch_site": "same-origin", "sec_fetch_mode": "cors"}
    signed_in = auth(fina, "sign-in", fields=page, cookie=True, **who)
    cookie = signed_in.getheader("set-cookie").split(";")[0]
    account = fina.account
    browser = Client(house, fina.member)
    browser.fields = {"host": fina.fields["host"], "cookie": cookie}
    path = f"/jmap/upload/{account}"
    assert browser.ask("POST", path, b"x", **page).status == 403
    sent = browser.ask("POST", path, b"\x89PNG\r\n\x1a\n", x_milpa="1", content_type="image/png", **page)
    assert sent.status == 201, sent.body
    blob = json.loads(sent.body)["blobId"]
    # As <img> asks for it: nosniff shows it for what `type` says, and no other origin may.
    shown = browser.ask("GET", f"/jmap/download/{account}/{blob}/a%20picture.png?type=image/png", sec_fetch_site="same-origin",
                        sec_fetch_mode="no-cors", sec_fetch_dest="image")
    assert shown.status == 200 and shown.getheader("content-type") == "image/png"
    assert shown.getheader("cross-origin-resource-policy") == "same-origin"
    assert "filename*=UTF-8''a%20picture.png" in shown.getheader("content-disposition")
    connection = browser.connect()
    with contextlib.closing(connection):
        connection.request("GET", "/jmap/eventsource?types=*&closeafter=no&ping=0", None,
                           {**browser.fields, "sec-fetch-site": "same-origin"})
        stream = connection.getresponse()
        assert stream.status == 200 and stream.readline() == b": here\n"
        key = [["ClientData/set", {"accountId": account, "create": {"a": {"name": "portal.theme", "value": "dark"}}}, "0"]]
        body = json.dumps({"using": [CORE, "urn:milpa:params:jmap:client-data"], "methodCalls": key})
        assert browser.ask("POST", "/jmap/api", body, content_type="application/json", **page).status == 200
        changed = json.loads(next_event(stream)["data"])["changed"][account]
        assert "ClientData" in changed
    own_origin = f"https://{fina.fields['host']}"
    for origin, status in ((own_origin, 101), ("https://evil.test", 403)):
        browser.fields["origin"] = origin
        assert Socket(browser).status == status, origin
