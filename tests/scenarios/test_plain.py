# SPDX-License-Identifier: AGPL-3.0-or-later
"""The plain pages, as somebody without any script meets them: in English, and in Arabic from right to left."""
import re
import time

import pytest
from harness import Collective, wait_for
from plain import Plain
from test_jmap import Client, auth, code_of, own

DOMAIN = "plain.test"
PASSWORD = "several words in a row"


@pytest.fixture(scope="module")
def house():
    with Collective(DOMAIN) as c:
        yield c


def invitation(house):
    return house.command("invitation", "add")["token"]


def sign_in(house, address, password=PASSWORD, language="en"):
    browser = Plain(house, language)
    page = browser.get("/plain/")
    page = browser.submit(page.form("/plain/sign-in"), address=address, password=password)
    return browser, page


# ---- around every page

def test_the_public_page_says_who_is_here(house):
    page = Plain(house).get("/")
    assert page.status == 200 and page.heading == DOMAIN and (page.lang, page.dir) == ("en", "ltr")
    assert str(house.ports["imaps"]) in page.text and page.link("/portal/") and page.link("/plain/join")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy
    assert page.headers["referrer-policy"] == "same-origin", "else a form of ours has no Origin in browsers of before"


def test_the_language_is_what_the_browser_wants_until_another_is_chosen(house):
    browser = Plain(house, "ar-EG, en;q=0.5")
    page = browser.get("/plain/recover")
    assert (page.lang, page.dir) == ("ar", "rtl") and "رمز الاستعادة" in page.text
    page = browser.get(page.link("/plain/language/fr"))
    assert page.path == "/plain/recover" and page.lang == "fr" and browser.cookies["lang"] == "fr"
    for language in ("en", "es", "pt", "fr", "ar"):
        assert browser.get(f"/plain/language/{language}?back=/").lang == language
    assert browser.get("/plain/language/xx").status == 404
    for elsewhere in ("https://evil.test/", "//evil.test", "/%5Cevil.test", "/a%0Ab"):
        assert browser.ask("GET", f"/plain/language/en?back={elsewhere}").getheader("location") == "/"


def test_what_is_not_there_is_said_with_a_way_on(house):
    page = Plain(house).get("/plain/nothing/like/this")
    assert page.status == 404 and page.link("/")


def test_the_stylesheet_is_kept_for_ever_and_travels_small(house):
    browser = Plain(house)
    page = browser.get("/")
    path = next(at["href"] for tag, at in page.tags if tag == "link" and at["rel"] == "stylesheet")
    style = browser.ask("GET", path)
    assert style.status == 200 and "immutable" in style.getheader("cache-control")
    assert browser.ask("GET", path, headers={"Accept-Encoding": "br"}).getheader("content-encoding") == "br"
    assert b"prefers-color-scheme: dark" in style.body and b"left:" not in style.body and b"right:" not in style.body


# ---- joining, signing in, recovery

@pytest.mark.parametrize("language", ["en", "ar"])
def test_somebody_joins_signs_in_and_out_and_recovers(house, language):
    browser = Plain(house, language)
    page = browser.get("/plain/join")
    token = invitation(house)
    page = browser.submit(page.form("/plain/join"), token=f"https://{DOMAIN}/portal/join#{token}")
    assert DOMAIN in page.text and page.form("/plain/join").value("token") == token
    address = f"joiner-{language}"
    # Two passwords that differ: said at the field, and what was typed stays, but for them.
    page = browser.submit(page.form("/plain/join"), address=address, name="Jo", password=PASSWORD, again="another")
    assert page.status == 422 and 'aria-invalid="true"' in page.source and PASSWORD not in page.source
    assert page.form("/plain/join").value("address") == address
    page = browser.submit(page.form("/plain/join"), address=address, password=PASSWORD, again=PASSWORD)
    assert page.status == 200 and f"{address}@{DOMAIN}" in page.text, page.text
    code = re.search(r'<p class="code" dir="ltr">([^<]+)</p>', page.source)[1]
    assert page.pictures[0]["src"].startswith("data:image/svg+xml;base64,")
    assert page.headers["cache-control"] == "no-store"
    assert browser.get("/plain/join").status == 200

    page = browser.get("/plain/sign-in")
    page = browser.submit(page.form("/plain/sign-in"), address=address, password="wrong words here")
    assert page.status == 422 and page.form("/plain/sign-in").value("address") == address
    page = browser.submit(page.form("/plain/sign-in"), password=PASSWORD)
    assert page.path == "/plain/mail" or page.path.startswith("/plain/mail/in/")
    assert page.form("/plain/sign-out")
    page = browser.submit(page.form("/plain/sign-out"))
    assert page.path.startswith("/plain/sign-in") and "__Host-milpa" not in browser.cookies
    assert 'role="status"' in page.source

    page = browser.get("/plain/recover")
    page = browser.submit(page.form("/plain/recover"), address=address, code="wrong", password="new words in a row",
                          again="new words in a row")
    assert page.status == 422
    page = browser.submit(page.form("/plain/recover"), code=code, password="new words in a row", again="new words in a row")
    assert page.status == 200 and code not in page.source, page.text
    assert sign_in(house, address, "new words in a row", language)[1].form("/plain/sign-out")
    assert sign_in(house, address, PASSWORD, language)[1].status == 422


def test_an_invitation_that_does_not_hold_and_addresses_that_cannot_be(house):
    browser = Plain(house)
    page = browser.submit(browser.get("/plain/join").form("/plain/join"), token="nothing")
    assert page.status == 422 and "does not hold" in page.text
    page = browser.submit(browser.get("/plain/join").form("/plain/join"), token="  ")
    assert page.status == 422
    house.member("taken")
    page = browser.submit(page.form("/plain/join"), token=invitation(house))
    for address, said in (("taken", "already"), ("postmaster", "kept for a duty"), ("a b", "cannot be used"),
                          ("", "choose an address"), ("x@elsewhere.test", "another domain")):
        page = browser.submit(page.form("/plain/join"), address=address, password=PASSWORD, again=PASSWORD)
        assert page.status == 422 and said in page.text, (address, page.text)


def test_a_second_factor_is_asked_for(house):
    emma = Client(house, house.member("emma"))
    emma.fields["host"] = f"{DOMAIN}:{house.ports['https']}"
    who = {"address": emma.member.address, "secret": emma.member.password}
    bearer = {"authorization": "Bearer " + auth(emma, "sign-in", **who).json["token"]}
    proof = own(emma, bearer, "Proof/give", secret=emma.member.password)["proof"]
    offer = auth(emma, "totp/offer", fields=bearer, proof=proof).json
    now = time.time()
    assert auth(emma, "totp/confirm", fields=bearer, proof=proof, code=code_of(offer["secret"], now)).status == 200

    browser, page = sign_in(house, emma.member.address, emma.member.password)
    form = page.form("/plain/code")
    assert page.status == 200 and not browser.cookies and form.value("step") and "step" not in page.path
    page = browser.submit(form, code="000000")
    assert page.status == 422 and 'id="code-error"' in page.source and not browser.cookies
    page = browser.submit(page.form("/plain/code"), code=code_of(offer["secret"], now + 30))
    assert page.path.startswith("/plain/mail/in/") and page.form("/plain/sign-out")
    # The recovery code does as well; a step that is over does not.
    browser, page = sign_in(house, emma.member.address, emma.member.password)
    page = browser.submit(page.form("/plain/code"), code=emma.member.recovery_code)
    assert page.form("/plain/sign-out")
    assert Plain(house).submit(form, code=emma.member.recovery_code).status == 422


def test_a_session_is_short_unless_the_device_is_theirs(house):
    member = house.member("borrower")
    for stays, least, most in ((False, 11 * 3600, 12 * 3600), (True, 29 * 86_400, 31 * 86_400)):
        browser = Plain(house)
        form = browser.get("/plain/sign-in").form("/plain/sign-in")
        body = f"address={member.address}&password={member.password.replace(' ', '+')}" + ("&stay=yes" if stays else "")
        answer = browser.ask("POST", form.action, body.encode(), {"Content-Type": form.kind})
        cookie = answer.getheader("set-cookie")
        assert least <= int(re.search(r"Max-Age=(\d+)", cookie)[1]) <= most, cookie
        assert all(word in cookie for word in ("__Host-milpa=", "Secure", "HttpOnly", "SameSite=Strict"))


def test_a_form_of_somebody_else_is_not_obeyed(house):
    member = house.member("careful")
    for modern in (True, False):
        browser = Plain(house, modern=modern)
        page = browser.get("/plain/sign-in")
        foreign = {"Origin": "https://evil.test"} | ({"Sec-Fetch-Site": "cross-site"} if modern else {})
        for headers in (foreign, {"Origin": None, "Sec-Fetch-Site": None}, {"Origin": "null", "Sec-Fetch-Site": None}):
            refused = browser.submit(page.form("/plain/sign-in"), address=member.address, password=member.password,
                                     headers=headers)
            assert refused.status == 403 and not browser.cookies, headers
        page = browser.submit(page.form("/plain/sign-in"), address=member.address, password=member.password)
        assert page.form("/plain/sign-out"), "and our own is"


def test_who_is_not_signed_in_comes_back_to_where_they_were(house):
    member = house.member("backer")
    browser = Plain(house)
    page = browser.get("/plain/mail/search?find=beans")
    assert page.status == 401 and page.form("/plain/sign-in").value("back") == "/plain/mail/search?find=beans"
    page = browser.submit(page.form("/plain/sign-in"), address=member.address, password=member.password)
    assert page.path == "/plain/mail/search?find=beans"
    page = Plain(house).get("/plain/sign-in?back=https://evil.test/")
    assert page.form("/plain/sign-in").value("back") is None
    browser = Plain(house)
    answer = browser.ask("POST", "/plain/sign-in", f"address={member.address}&password={member.password.replace(' ', '+')}"
                         "&back=//evil.test".encode(), {"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 303 and answer.getheader("location") == "/plain/mail"


def test_what_is_no_form_of_ours_is_told_so(house):
    browser = Plain(house)
    for kind, body, status in (("text/plain", b"x", 400), ("multipart/form-data", b"x", 400),
                               ("multipart/form-data; boundary=b", b"--b\r\nnothing", 400),
                               ("application/x-www-form-urlencoded", b"a=1&" * 1_000, 413)):
        answer = browser.ask("POST", "/plain/sign-in", body, {"Content-Type": kind})
        assert answer.status == status, (kind, answer.status)


# ---- unlocking

@pytest.mark.parametrize("language", ["en", "ar"])
def test_keyholders_unlock(language):
    with Collective("sealed.test", keyholders=4, threshold=3, serve=False) as house:
        house.start()
        browsers = [Plain(house, language) for _ in range(3)]
        page = browsers[0].get("/plain/mail?x=y")
        assert page.status == 503 and page.headers["retry-after"] and "sealed" not in page.source and page.lang == language
        form = page.form("/plain/unlock")
        page = browsers[0].submit(form, share="not a share at all")
        assert page.status == 503 and 'aria-invalid="true"' in page.source and "not a share" not in page.source
        page = browsers[0].submit(form, share=" ")
        assert 'aria-invalid="true"' in page.source
        page = browsers[0].submit(form, share=house.shares[0].upper() + "\r\n")
        assert page.status == 503 and 'aria-invalid="true"' not in page.source and house.shares[0] not in page.source, page.text
        receipt = next(one for one in page.forms if one.action == "/plain/unlock" and one.value("receipt"))
        page = browsers[0].submit(receipt)
        assert page.status == 503 and next(one for one in page.forms if one.value("receipt")), "and may look again"
        again = browsers[1].submit(form, share=house.shares[0])
        assert 'aria-invalid="true"' in again.source, "the same share does not count twice"
        page = browsers[1].submit(form, share=house.shares[2])
        assert page.status == 503
        if language == "en":
            assert "numbers 1, 3" in page.text and "One more share is needed" in page.text
        page = browsers[2].submit(form, share=house.shares[3])
        assert page.status == 200, page.text
        if language == "en":
            assert "The server is open" in page.text
        # Who brought a share is shown the starts that nobody has explained, this one at least; nobody else is.
        page = browsers[0].submit(receipt)
        assert page.status == 200 and "<li><span>" in page.source
        if language == "en":
            assert "one start that nobody has explained" in page.text, page.text
        stranger = Plain(house, language).submit(receipt, receipt="0" * 32)
        assert stranger.status == 200 and "<li><span>" not in stranger.source
        wait_for(lambda: browsers[0].get("/").status == 200, what="the public page")
        assert browsers[0].get("/plain/unlock").status == 200
        assert house.shares[0] not in house.log_text()


def test_no_share_is_asked_for_in_clear():
    import http.client
    with Collective("clear.test", serve=False) as house:
        house.start()
        client = http.client.HTTPConnection("127.0.0.1", house.ports["http"], timeout=60)
        client.request("GET", "/", headers={"Host": "clear.test", "Accept": "text/html"})
        answer = client.getresponse()
        body = answer.read()
        assert answer.status == 503 and b"<textarea" not in body and b"https" in body
        client.request("POST", "/plain/unlock", f"share={house.shares[0]}", {
            "Host": "clear.test", "Origin": "http://clear.test", "Content-Type": "application/x-www-form-urlencoded"})
        answer = client.getresponse()
        assert answer.status == 503 and b"<textarea" not in answer.read()
        assert "No share is here yet" in Plain(house).get("/").text, "a share that came so is not taken"
