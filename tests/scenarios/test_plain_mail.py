# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mail on the plain pages: read, sorted, answered, written with files; in English and in Arabic. And letters that would
like to be more than letters."""
import email
import email.policy
import re

import pytest
from harness import Collective, wait_for
from plain import Plain

DOMAIN = "post.test"


@pytest.fixture(scope="module")
def house():
    with Collective(DOMAIN) as c:
        yield c


def enter(house, member, language="en"):
    browser = Plain(house, language)
    page = browser.get("/plain/sign-in")
    page = browser.submit(page.form("/plain/sign-in"), address=member.address, password=member.password)
    assert page.path.startswith("/plain/mail/in/"), page.text
    return browser, page


def inbox_with(browser, count):
    """The inbox, as soon as so many conversations are on its first page."""
    def look():
        page = browser.get("/plain/mail")
        return page if rows(page) == count else None
    return wait_for(look, what=f"{count} conversations")


def rows(page):
    return sum(1 for form in page.forms for name, *_ in form.fields if name == "thread" and form.action == "/plain/mail/act"
               and any(button[1] == "read" for button in form.buttons))


def boxes(page):
    return [(name, value) for name, value, kind, _ in page.form("/plain/mail/act").fields if kind == "checkbox"]


def open_letter(browser, page, words):
    return browser.get(page.link("/plain/mail/thread/", text=words))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_mail_is_read_and_sorted(house, language):
    ada = house.member(f"reader-{language}")
    browser, page = enter(house, ada, language)
    assert rows(page) == 0 and page.lang == language
    for n in range(3):
        house.send([ada.address], subject=f"letter {n}", body=f"the beans of day {n}\r\nare at https://beans.test/{n}.\r\n")
    page = inbox_with(browser, 3)
    assert page.source.count('<li class="unread">') == 3 and "letter 0" in page.text
    unread = [at for tag, at in page.tags if tag == "a" and at.get("aria-current") == "page"]
    assert unread and page.link("/plain/mail/in/")

    page = open_letter(browser, page, "letter 1")
    assert page.heading == "letter 1" and "the beans of day 1" in page.text and "stranger@elsewhere.test" in page.text
    link = next(at for href, words, at in page.links if words == "https://beans.test/1")
    assert link["href"] == "https://beans.test/1" and "noreferrer" in link["rel"]
    # Read by opening it; a star stays on the page, everything else leads back.
    star = next(form for form in page.forms if any(button[1] == "star" for button in form.buttons))
    page = browser.submit(star, ("do", "star"))
    assert page.path.startswith("/plain/mail/thread/") and "★" in page.source and 'role="status"' in page.source
    page = browser.get("/plain/mail")
    assert page.source.count('<li class="unread">') == 2 and "★" in page.source

    # By boxes: marked, unmarked, nothing chosen.
    page = browser.submit(page.form("/plain/mail/act"), ("do", "read"), checked=boxes(page))
    assert page.source.count('<li class="unread">') == 0
    page = browser.submit(page.form("/plain/mail/act"), ("do", "unread"), checked=boxes(page)[:2])
    assert page.source.count('<li class="unread">') == 2
    page = browser.submit(page.form("/plain/mail/act"), ("do", "archive"))
    assert 'role="alert"' in page.source and rows(page) == 3
    page = browser.submit(page.form("/plain/mail/act"), ("do", "archive"), checked=boxes(page)[:1])
    assert rows(page) == 2 and 'role="status"' in page.source

    # Archive, from there by choice to junk and back, to the trash, and away for good.
    folders = {at["href"]: words for href, words, at in page.links if href.startswith("/plain/mail/in/")}
    assert len(folders) == 6
    archive = list(folders)[3]
    page = browser.get(archive)
    assert rows(page) == 1
    junk = list(folders)[4].rsplit("/", 1)[1]
    page = browser.submit(page.form("/plain/mail/act"), ("do", "move"), checked=boxes(page), to=junk)
    assert page.path.startswith(archive) and not any(form.action == "/plain/mail/act" for form in page.forms)
    page = browser.get("/plain/mail/in/" + junk)
    page = browser.submit(page.form("/plain/mail/act"), ("do", "not-junk"), checked=boxes(page))
    page = browser.get("/plain/mail")
    assert rows(page) == 3
    page = browser.submit(page.form("/plain/mail/act"), ("do", "delete"), checked=boxes(page)[:2])
    assert rows(page) == 1
    trash = list(folders)[5]
    page = browser.get(trash)
    assert rows(page) == 2
    page = browser.submit(page.form("/plain/mail/act"), ("do", "destroy"), checked=boxes(page)[:1])
    assert rows(page) == 1 and len(house.messages(ada, "Trash")) == 1


def search(browser, words):
    form = next(form for form in browser.get("/plain/mail").forms if form.action == "/plain/mail/search")
    return browser.submit(form, q=words)


def test_a_search_finds_and_marks(house):
    ada = house.member("searcher")
    browser, _ = enter(house, ada)
    house.send([ada.address], subject="Seeds & <pots>", body="We sow quinoa & <beans> tomorrow.\r\n")
    house.send([ada.address], subject="Nothing", body="of that\r\n")
    inbox_with(browser, 2)
    page = search(browser, "quinoa")
    assert rows(page) == 1 and "<mark>quinoa</mark> &amp; &lt;beans&gt;" in page.source and "One conversation" in page.text
    assert page.path.startswith("/plain/mail/search?find=") and "quinoa" not in page.path, "words are in no address"
    found = page.path
    page = search(browser, "pots")
    assert "Seeds &amp; &lt;<mark>pots</mark>&gt;" in page.source
    page = search(browser, '<script>alert(1)</script>"')
    assert rows(page) == 0 and "Nothing was found" in page.text
    assert rows(browser.get(found)) == 1, "but the address leads to what was found"
    assert browser.get("/plain/mail/search?find=quinoa").form("/plain/mail/search").value("q") == ""
    assert browser.get("/plain/mail/search?q=quinoa").form("/plain/mail/search").value("q") == ""
    stranger, _ = enter(house, house.member("finder"))
    page = stranger.get(found)
    assert rows(page) == 0 and "quinoa" not in page.text and "This search is over" in page.text
    page = browser.get(found)
    page = browser.submit(page.form("/plain/mail/act"), ("do", "delete"), checked=boxes(page))
    assert page.path.startswith(found) and rows(page) == 0
    assert rows(browser.get("/plain/mail")) == 1


def test_many_letters_have_pages(house):
    ada = house.member("plenty")
    browser, _ = enter(house, ada)
    with house.smtp() as client:
        for n in range(53):
            client.sendmail("s@elsewhere.test", [ada.address],
                            f"From: s@elsewhere.test\r\nSubject: number {n:02}\r\nMessage-ID: <{n}@p.test>\r\n\r\nx\r\n")
    page = inbox_with(browser, 50)
    assert "Page 1 of 2" in page.text
    wait_for(lambda: len(house.messages(ada)) == 53, what="all of them")
    page = browser.get(next(href for href, words, _ in browser.get("/plain/mail").links if words == "Older"))
    assert rows(page) == 3 and "Page 2 of 2" in page.text and any(words == "Newer" for _, words, _ in page.links)
    # Back to this very page, in another language.
    assert browser.get(page.link("/plain/language/es")).path == page.path


# ---- writing

def write(browser, page, button="send", files=(), **values):
    return browser.submit(page.form("/plain/mail/write"), ("do", button), files=files, **values)


def text_of(message):
    return "\n".join(message.get_body().get_content().splitlines()) + "\n"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_letters_go_back_and_forth_with_files(house, language):
    ada, bea = house.member(f"ada-{language}"), house.member(f"bea-{language}")
    browser, _ = enter(house, ada, language)
    page = browser.get("/plain/mail/write")
    # What is wrong is said at its field, and what was typed stays.
    text = "Ñandú\n\n  two spaces, <b>no tags</b> & no \"quotes\"\nفي الحديقة"
    page = write(browser, page, to="", subject="Seeds", text=text)
    assert page.status == 422 and 'id="to-error"' in page.source and page.form("/plain/mail/write").value("text") == text
    page = write(browser, page, to="no address, bea", subject="Seeds", text=text)
    assert page.status == 422 and "no address" in page.text
    # Attached first: it is a draft then, and its files are there when one comes back.
    octets = bytes(range(256)) * 1_000
    page = write(browser, page, "attach", to=f'"Bea, the gardener" <{bea.address}>', subject="Séeds <1>", text=text,
                 files=[("files", 'p"lan ñ.bin', "application/x-plan", octets), ("files", "", "application/octet-stream", b"")])
    assert page.path.startswith("/plain/mail/write?draft=") and "said=file-added" in page.path
    form = page.form("/plain/mail/write")
    assert form.value("text").rstrip("\n") == text and form.value("file-name") == 'p"lan ñ.bin'
    assert form.value("to") == f'"Bea, the gardener" <{bea.address}>'
    page = write(browser, page, files=[("files", "two.txt", "text/plain", b"--two\r\n")])
    assert page.path.startswith("/plain/mail/in/") and page.form("/plain/mail/undo"), page.text
    assert len(house.messages(ada, "Drafts")) == 0, "nothing is left of what was kept on the way"
    assert len(house.messages(ada, "Sent")) == 1

    message = newest(house, bea)
    assert message["subject"] == "Séeds <1>" and message["to"].addresses[0].display_name == "Bea, the gardener"
    assert text_of(message).rstrip("\n") == text
    files = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert files['p"lan ñ.bin'] == octets and files["two.txt"].strip() == "--two" and len(files) == 2

    # Bea reads, has the file, and answers.
    other, page = enter(house, bea, language)
    page = open_letter(other, page, "Séeds <1>")
    answer = other.ask("GET", page.link("/plain/mail/file/", text="lan"))
    assert answer.body == octets and answer.getheader("content-disposition").startswith("attachment")
    assert "sandbox" in answer.getheader("content-security-policy")
    page = other.get(page.link("/plain/mail/write?reply="))
    form = page.form("/plain/mail/write")
    assert form.value("subject") == "Re: Séeds <1>" and ada.address in form.value("to")
    assert "> Ñandú\n" in form.value("text") and "\u2068" not in form.value("text")
    page = write(other, page, text="Thank you!\n" + form.value("text"))
    reply = newest(house, ada)
    assert reply["in-reply-to"] == message["message-id"] and message["message-id"] in reply["references"]
    assert text_of(reply).startswith("Thank you!\n") and "\n> Ñandú\n" in text_of(reply)
    # Both are one conversation.
    page = browser.get("/plain/mail")
    page = open_letter(browser, page, "Séeds")
    assert page.source.count("<article") == 2 and "<blockquote>" in page.source


def newest(house, member):
    found = wait_for(lambda: house.messages(member), seconds=90, what="a letter, held for as long as it can be undone")
    return email.message_from_bytes(found[-1], policy=email.policy.default)


def test_sending_is_undone_while_it_waits(house):
    ada, bea = house.member("hasty"), house.member("unaware")
    browser, _ = enter(house, ada)
    page = write(browser, browser.get("/plain/mail/write"), to=bea.address, subject="Too early", text="wait")
    page = browser.submit(page.form("/plain/mail/undo"))
    assert page.path.startswith("/plain/mail/write?draft=") and "undone" in page.text
    assert page.form("/plain/mail/write").value("subject") == "Too early"
    assert len(house.messages(ada, "Sent")) == 0 and len(house.messages(bea)) == 0
    page = write(browser, page, "discard")
    assert len(house.messages(ada, "Drafts")) == 0


def test_drafts_are_kept_and_opened_again_and_files_removed(house):
    ada = house.member("drafter")
    browser, _ = enter(house, ada)
    page = write(browser, browser.get("/plain/mail/write"), "save", subject="Half", text="not yet",
                 files=[("files", "a.txt", "text/plain", b"a"), ("files", "b.txt", "text/plain", b"b")])
    assert "saved" in page.text
    drafts = next(href for href, words, _ in page.links if words.startswith("Drafts"))
    page = browser.get(browser.get(drafts).link("/plain/mail/write?draft=", text="Half"))
    removed = [(name, value) for name, value, kind, _ in page.form("/plain/mail/write").fields if name == "remove"]
    page = browser.submit(page.form("/plain/mail/write"), ("do", "save"), checked=removed[:1])
    names = [value for name, value, *_ in page.form("/plain/mail/write").fields if name == "file-name"]
    assert names == ["b.txt"] and len(house.messages(ada, "Drafts")) == 1
    for wrong in ("nothing", "../x", "M123456"):
        assert browser.get(f"/plain/mail/write?draft={wrong.replace('/', '%2F')}").status == 404
    big = browser.ask("POST", "/plain/mail/write", b"x" * 1000, {"Content-Type": "multipart/form-data; boundary=b"})
    assert big.status == 400


def test_a_letter_is_forwarded_with_its_files_and_answered_to_all(house):
    ada, bea, cai = house.member("fay"), house.member("ben"), house.member("cai")
    browser, _ = enter(house, ada)
    body = ("--b\r\nContent-Type: text/plain\r\n\r\nfor all\r\n--b\r\nContent-Type: text/x-note\r\n"
            "Content-Disposition: attachment;"
            " filename=note.txt\r\n\r\nNOTE\r\n--b--\r\n")
    house.send([ada.address], sender=bea.address, subject="Round", body=body, headers=
               f"Cc: <{cai.address}>\r\nReply-To: <list@elsewhere.test>\r\nMIME-Version: 1.0\r\n"
               "Content-Type: multipart/mixed; boundary=b\r\n")
    page = inbox_with(browser, 1)
    thread = open_letter(browser, page, "Round")
    page = browser.get(thread.link("/plain/mail/write?all="))
    form = page.form("/plain/mail/write")
    assert form.value("to") == "list@elsewhere.test" and form.value("cc") == cai.address
    page = browser.get(thread.link("/plain/mail/write?forward="))
    form = page.form("/plain/mail/write")
    assert form.value("subject") == "Fwd: Round" and "for all" in form.value("text") and form.value("file-name") == "note.txt"
    write(browser, page, to=cai.address)
    message = newest(house, cai)
    assert [part.get_payload(decode=True).strip() for part in message.iter_attachments()] == [b"NOTE"]


# ---- what strangers send

HOSTILE = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>'


def test_hostile_letters_come_out_as_text(house):
    ada = house.member("target")
    browser, _ = enter(house, ada)
    html = ("<html><body onload=alert(1)><script>alert(2)</script><style>p{background:url(https://t.test/css)}</style>"
            "<p>Hello <a href=\"javascript:alert(3)\">click</a> "
            "<a href=\"https://true.test/x?a=1&amp;b=2\">https://bank.test</a>"
            "<img src=https://t.test/pixel.gif alt=\"&lt;img src=x onerror=alert(4)&gt;\"><svg onload=alert(5)></svg>"
            "<iframe src=https://t.test></iframe><form action=https://t.test><input name=p></form></p>"
            + HOSTILE + "</body></html>")
    house.send([ada.address], sender="x@elsewhere.test", subject=HOSTILE,
               body=HOSTILE + "\r\nhttps://x.test/\"onmouseover=alert(1)\r\n", headers=f"Reply-To: \"{HOSTILE.replace(chr(34), '')}\" <r@elsewhere.test>\r\n")
    house.send([ada.address], subject="=?utf-8?q?=3Cb=3E=E2=80=AEevil?=", body=html,
               headers="Content-Type: text/html; charset=utf-8\r\n")
    attached = ("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment;"
                " filename=\"../../<svg onload=x>.html\"\r\n\r\n<script>alert(1)</script>\r\n--b--\r\n")
    house.send([ada.address], subject="attached", body=attached,
               headers="Content-Type: multipart/mixed; boundary=b\r\n")
    page = inbox_with(browser, 3)
    # The parser of pages refuses every script, style, handler and foreign element (plain.Page).
    assert HOSTILE in page.text
    page = open_letter(browser, page, "<script>")
    assert page.heading == HOSTILE and page.text.count("alert(1)") >= 3
    assert all(href.startswith(("/", "#", "https://x.test/")) for href, *_ in page.links), page.links
    form = browser.get(page.link("/plain/mail/write?reply=")).form("/plain/mail/write")
    assert "r@elsewhere.test" in form.value("to") and HOSTILE in form.value("subject")

    page = open_letter(browser, browser.get("/plain/mail"), "evil")
    assert "Hello click https://bank.test <https://true.test/x?a=1&b=2>" in page.text, page.text
    assert "alert(2)" not in page.text and "alert(3)" not in page.source and "t.test/css" not in page.text
    assert not page.pictures and "pixel.gif" not in page.source
    outward = {href for href, *_ in page.links if href.startswith("http")}
    assert outward == {"https://bank.test", "https://true.test/x?a=1&b=2"}
    assert all(words == href for href, words, _ in page.links if href.startswith("http"))

    page = open_letter(browser, browser.get("/plain/mail"), "attached")
    href = page.link("/plain/mail/file/", text="svg onload")
    assert href.count("/") == 5 and "<" not in href
    answer = browser.ask("GET", href)
    assert answer.status == 200 and answer.getheader("content-disposition").startswith("attachment")
    policy = answer.getheader("content-security-policy")
    assert "sandbox" in policy and "allow-scripts" not in policy
    assert answer.getheader("x-content-type-options") == "nosniff"


def test_nobody_reaches_what_is_not_theirs(house):
    ada, eve = house.member("owner"), house.member("eve")
    mine, _ = enter(house, ada)
    house.send([ada.address], subject="private", body="for my eyes\r\n")
    page = inbox_with(mine, 1)
    thread = page.link("/plain/mail/thread/")
    blob = mine.get(thread).link("/plain/mail/file/")
    theirs, _ = enter(house, eve)
    assert "private" not in theirs.get(thread).text and "for my eyes" not in theirs.get(thread).text
    assert b"for my eyes" not in theirs.ask("GET", blob).body
    stranger = Plain(house)
    for path in (thread, blob, "/plain/mail", "/plain/mail/write", "/plain/mail/search?find=private"):
        answer = stranger.get(path)
        assert answer.status == 401 and "for my eyes" not in answer.text


def test_what_was_written_is_not_lost_with_the_session(house):
    ada = house.member("interrupted")
    browser, _ = enter(house, ada)
    page = browser.get("/plain/mail/write")
    browser.submit(page.form("/plain/sign-out"))
    browser.cookies["__Host-milpa"] = "over"
    page = write(browser, page, "save", text="an hour of work <b>")
    assert page.status == 401 and "an hour of work &lt;b&gt;" in page.source and page.form("/plain/sign-in")


def test_a_form_of_another_page_moves_nothing(house):
    ada = house.member("clicked")
    browser, _ = enter(house, ada)
    house.send([ada.address], subject="stays", body="x\r\n")
    page = inbox_with(browser, 1)
    foreign = {"Origin": "https://evil.test", "Sec-Fetch-Site": "cross-site"}
    refused = browser.submit(page.form("/plain/mail/act"), ("do", "delete"), checked=boxes(page), headers=foreign)
    assert refused.status == 403 and rows(browser.get("/plain/mail")) == 1
    elsewhere = page.form("/plain/mail/act")
    elsewhere.fields = [(name, "//evil.test/" if name == "back" else value, *rest) for name, value, *rest in elsewhere.fields]
    assert browser.submit(elsewhere, ("do", "read"), checked=boxes(page)).path.startswith("/plain/mail")
    assert re.fullmatch(r"/plain/mail(/in/\w+)?(\?.*)?", browser.get("/plain/mail").path)
