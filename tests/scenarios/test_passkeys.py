# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys as a browser uses them: added, signed in by, shown anew, removed, and all that is not taken for one."""
import imaplib
import json

import pytest
from browser import Browser, Passkey
from harness import Collective

DOMAIN = "keys.test"
CORE, COLLECTIVE = "urn:ietf:params:jmap:core", "urn:milpa:params:jmap:collective"


@pytest.fixture(scope="module")
def c():
    with Collective(DOMAIN) as collective:
        yield collective


def signed_in(c, member):
    browser = Browser(c, DOMAIN)
    answer = browser.did("sign-in", address=member.address, secret=member.password, cookie=True)
    assert answer["type"] == "session" and browser.user == member.address
    return browser


def proof_of(browser, member):
    """Who they are, shown anew by the password."""
    body = json.dumps({"using": [CORE, COLLECTIVE], "methodCalls": [
        ["Proof/give", {"accountId": "c", "secret": member.password}, "0"]]})
    ((name, result, _),) = json.loads(browser.ask("POST", "/jmap/api", body).body)["methodResponses"]
    assert name == "Proof/give", result
    return result["proof"]


def added(browser, member, passkey, **more):
    proof = proof_of(browser, member)
    options = browser.did("passkeys/offer", proof=proof)["passkey"]
    assert options["rp"]["id"] == DOMAIN and options["user"]["name"] == member.address
    return browser.did("passkeys/add", proof=proof, passkey=passkey.create(options, browser.origin), **more)


def alone(c, passkey, **more):
    """Signs in by a passkey and nothing else; the browser, and what it was answered."""
    browser = Browser(c, DOMAIN)
    options = browser.did("challenge")["passkey"]
    assert options["rpId"] == DOMAIN and options["allowCredentials"] == []
    return browser, browser.step("passkey", passkey=passkey.get(options, browser.origin), cookie=True, **more)


def mail_program_gets_in(c, member):
    with imaplib.IMAP4_SSL("127.0.0.1", c.ports["imaps"], ssl_context=c.tls()) as box:
        try:
            return box.login(member.address, member.password)[0] == "OK"
        except imaplib.IMAP4.error:
            return False


def test_a_passkey_stands_beside_the_password(c):
    ada = c.member("ada")
    browser, elsewhere, fob = signed_in(c, ada), signed_in(c, ada), Passkey(prf=False, verifies=False)
    assert mail_program_gets_in(c, ada)
    made = added(browser, ada, fob, label="fob", secondFactor=True)
    assert (made["label"], made["opens"], made["secondFactor"], made["backedUp"]) == ("fob", False, True, False)
    assert browser.did("passkeys") == {"passkeys": [made], "totp": False}
    # Whoever came in by the password alone is out, but for the page that did this; so is a mail program.
    assert browser.user == ada.address and elsewhere.user is None
    assert not mail_program_gets_in(c, ada)

    later = Browser(c, DOMAIN)
    step = later.did("sign-in", address=ada.address, secret=ada.password, label="later")
    assert step["type"] == "step" and not step["code"] and later.user is None
    assert [one["id"] for one in step["passkey"]["allowCredentials"]] == [made["passkey"]]
    shown = fob.get(step["passkey"], later.origin)
    session = later.did("passkey", step=step["step"], passkey=shown, cookie=True)
    assert session["type"] == "session" and session["address"] == ada.address and "token" not in session
    assert later.user == ada.address
    # Once: neither the step nor what was signed for it gives a second session.
    again = Browser(c, DOMAIN)
    assert again.step("passkey", step=step["step"], passkey=shown, cookie=True)[0] == 401 and again.user is None
    # Nobody looked who had it in their hand: alone it opens nothing, and shows nothing anew.
    assert alone(c, fob)[1][0] == 400
    options = later.did("challenge")["passkey"]
    assert later.step("prove", passkey=fob.get(options, later.origin))[0] == 401

    browser.did("passkeys/remove", proof=proof_of(browser, ada), passkey=made["passkey"])
    assert browser.did("passkeys")["passkeys"] == []
    assert signed_in(c, ada) and mail_program_gets_in(c, ada)


def test_a_passkey_opens_alone(c):
    bea = c.member("bea")
    browser, phone = signed_in(c, bea), Passkey()
    made = added(browser, bea, phone, label="phone")
    assert made["opens"] and not made["secondFactor"]
    # The password is still enough, and mail programs still come in.
    assert signed_in(c, bea) and mail_program_gets_in(c, bea)
    page, (status, session) = alone(c, phone, label="by phone")
    assert status == 200 and session["address"] == bea.address and page.user == bea.address
    # Where no cookie is asked for there is a token, which is as good.
    token = Browser(c, DOMAIN)
    said = phone.get(token.did("challenge")["passkey"], token.origin)
    token.fields["authorization"] = f"Bearer {token.did('passkey', passkey=said)['token']}"
    assert token.cookie is None and token.user == bea.address

    # Who has a session by it shows anew who they are by it: a second one is added, without any password.
    def shown_anew(passkey):
        return page.did("prove", passkey=passkey.get(page.did("challenge")["passkey"], page.origin))["proof"]
    # It outlives the server's start, and what it opens is the same vault.
    c.restart()
    assert page.user == bea.address and alone(c, phone)[1][0] == 200
    proof = shown_anew(phone)
    assert browser.step("passkeys/remove", proof=proof, passkey=made["passkey"])[0] == 401, "a proof is its session's own"
    assert page.step("passkeys/remove", passkey=made["passkey"])[0] == 400, "a session alone removes nothing"
    assert page.step("passkeys/remove", proof=proof, passkey="AAAA")[0] == 404
    page.did("passkeys/remove", proof=proof, passkey=made["passkey"])
    # Gone with all that it began; what the password began stays.
    assert page.user is None and token.user is None and browser.user == bea.address
    assert alone(c, phone)[1][0] == 401
    assert browser.did("passkeys")["passkeys"] == []


def test_a_passkey_that_computes_only_when_it_is_shown(c):
    cleo = c.member("cleo")
    browser, phone = signed_in(c, cleo), Passkey(prf_at_once=False)
    made = added(browser, cleo, phone)
    assert not made["opens"] and alone(c, phone)[1][0] == 401
    proof = proof_of(browser, cleo)
    options = browser.did("challenge")["passkey"]
    browser.did("passkeys/open", proof=proof, passkey=phone.get(options, browser.origin))
    (now,) = browser.did("passkeys")["passkeys"]
    assert now == {**made, "opens": True}
    assert alone(c, phone)[0].user == cleo.address
    # Once: what opens already is not made to open anew.
    options = browser.did("challenge")["passkey"]
    assert browser.step("passkeys/open", proof=proof, passkey=phone.get(options, browser.origin))[0] == 409


def test_what_was_not_signed_for_this_page_now_is_refused(c):
    dora = c.member("dora")
    browser, phone = signed_in(c, dora), Passkey()
    proof = proof_of(browser, dora)
    elsewhere = (f"https://evil.test:{c.ports['https']}", f"https://{DOMAIN}", f"http://{DOMAIN}:{c.ports['https']}",
                 f"{browser.origin}.evil.test", f"https://mail.{DOMAIN}:{c.ports['https']}", "null", "")

    def tried(options, **say):
        """A page's try to sign in with what the passkey says of these options."""
        page = Browser(c, DOMAIN)
        status, _ = page.step("passkey", passkey=phone.get(options, say.get("origin", page.origin)), cookie=True)
        assert (page.user == dora.address) == (status == 200)
        return status

    # A key that was made for another page.
    for origin in elsewhere:
        options = browser.did("passkeys/offer", proof=proof)["passkey"]
        assert browser.step("passkeys/add", proof=proof, passkey=phone.create(options, origin))[0] == 401, origin
    options = browser.did("passkeys/offer", proof=proof)["passkey"]
    other = {**options, "rp": {"id": "evil.test"}}
    assert browser.step("passkeys/add", proof=proof, passkey=phone.create(other, browser.origin))[0] == 401
    assert browser.did("passkeys")["passkeys"] == []
    # None of that took the challenge; what is right does.
    browser.did("passkeys/add", proof=proof, passkey=phone.create(options, browser.origin))
    again = Passkey().create(options, browser.origin)
    assert browser.step("passkeys/add", proof=proof, passkey=again)[0] == 401, "a challenge that was taken"

    options = browser.did("challenge")["passkey"]
    for origin in elsewhere:
        assert tried(options, origin=origin) == 401, origin
    assert tried({**options, "rpId": "evil.test"}) == 401
    assert tried({**options, "challenge": "A" * len(options["challenge"])}) == 401
    # Given out to make a key, not to sign in by one.
    assert tried({**options, "challenge": browser.did("passkeys/offer", proof=proof)["passkey"]["challenge"]}) == 401
    assert tried(options) == 200
    assert tried(options) == 401, "a challenge that was taken"
    # Word for word again, and with another's secret; nor has a copy of the key that counts behind the key.
    page = Browser(c, DOMAIN)
    said = phone.get(page.did("challenge")["passkey"], page.origin)
    assert page.step("passkey", passkey=said)[0] == 200 and page.step("passkey", passkey=said)[0] == 401
    options = page.did("challenge")["passkey"]
    secret, phone.prf = phone.prf, bytes(32)
    assert tried(options) == 401
    phone.prf = secret
    phone.counter -= 3
    assert tried(page.did("challenge")["passkey"]) == 401
    phone.counter += 9
    assert tried(page.did("challenge")["passkey"]) == 200
    for path in ("passkey", "prove"):
        assert browser.step(path)[0] == 400 and browser.step(path, passkey={"type": "public-key"})[0] == 400, path


def test_another_members_passkey_is_nobody_elses(c):
    emma, eve = c.member("emma"), c.member("eve")
    hers, theirs = signed_in(c, emma), signed_in(c, eve)
    phone, evil = Passkey(), Passkey()
    made = added(hers, emma, phone, secondFactor=True)
    added(theirs, eve, evil)
    emma_herself = phone.user

    # Who knows the password of another shows their own passkey; or the other's, with a challenge of their own.
    page = Browser(c, DOMAIN)
    step = page.did("sign-in", address=emma.address, secret=emma.password)
    anybody = {**step["passkey"], "allowCredentials": []}
    assert page.step("passkey", step=step["step"], passkey=evil.get(anybody, page.origin))[0] == 401
    assert page.step("passkey", step=step["step"], passkey={
        **evil.get(anybody, page.origin), "rawId": made["passkey"], "id": made["passkey"]})[0] == 401
    free = page.did("challenge")["passkey"]
    assert page.step("passkey", step=step["step"], passkey=phone.get(free, page.origin))[0] == 401
    second = page.did("sign-in", address=emma.address, secret=emma.password)
    assert page.step("passkey", step=step["step"], passkey=phone.get(second["passkey"], page.origin))[0] == 401
    assert page.user is None
    page.did("passkey", step=step["step"], passkey=phone.get(step["passkey"], page.origin), cookie=True)
    assert page.user == emma.address

    # Shown anew: only by one's own.
    for browser, passkey in ((hers, evil), (theirs, phone)):
        options = browser.did("challenge")["passkey"]
        assert browser.step("prove", passkey=passkey.get(options, browser.origin))[0] == 401
    proof = hers.did("prove", passkey=phone.get(hers.did("challenge")["passkey"], hers.origin))["proof"]
    their_proof = proof_of(theirs, eve)
    for path in ("passkeys/offer", "passkeys/remove"):
        assert theirs.step(path, proof=proof, passkey=made["passkey"])[0] == 401, path
    assert theirs.step("passkeys/remove", proof=their_proof, passkey=made["passkey"])[0] == 404
    # An offer is for who asked for it; a key that is here already is not added to another account.
    options = hers.did("passkeys/offer", proof=proof)["passkey"]
    assert theirs.step("passkeys/add", proof=their_proof, passkey=Passkey().create(options, theirs.origin))[0] == 401
    options = theirs.did("passkeys/offer", proof=their_proof)["passkey"]
    assert theirs.step("passkeys/add", proof=their_proof, passkey=phone.create(options, theirs.origin))[0] == 409
    assert [one["passkey"] for one in hers.did("passkeys")["passkeys"]] == [made["passkey"]]
    # A passkey that says it is another's than it is.
    assert evil.user != emma_herself and alone(c, evil)[0].user == eve.address
    evil.user = emma_herself
    assert alone(c, evil)[1][0] == 401
