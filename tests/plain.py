# SPDX-License-Identifier: AGPL-3.0-or-later
"""A browser of forms, without any script: it follows links, fills forms in, keeps cookies, and complains of pages that a
reader with a screen reader could not use.

    browser = Plain(house)                      # a Collective of harness.py
    page = browser.get("/plain/sign-in")
    page = browser.submit(page.form("/plain/sign-in"), address="ada", password="...")
"""
import html.parser
import http.client
import re
import urllib.parse
import uuid
from dataclasses import dataclass, field

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
ISOLATES = re.compile("[\u2068\u2069]")


@dataclass
class Form:
    action: str
    method: str
    kind: str
    fields: list = field(default_factory=list)      # (name, value, type, checked)
    buttons: list = field(default_factory=list)     # (name, value, text)

    def value(self, name):
        return next((value for key, value, _, _ in self.fields if key == name), None)


class Page(html.parser.HTMLParser):
    """What is on a page; every tag that was opened must be closed in its turn."""

    def __init__(self, answer, path):
        super().__init__(convert_charrefs=True)
        self.status, self.path, self.headers = answer.status, path, answer.headers
        self.octets = answer.body
        self.source = answer.body.decode()
        self.stack, self.tags, self.links, self.forms = [], [], [], []
        self.words, self.headings, self.ids, self.labels, self.described = [], [], [], [], []
        self.title, self.lang, self.dir = "", None, None
        self.form_now, self.text_area, self.select, self.pictures, self.landmarks = None, None, None, [], []
        self.controls = []
        if "text/html" in (answer.getheader("content-type") or ""):
            assert self.source.startswith("<!doctype html>"), self.source[:200]
            self.feed(self.source)
            self.close()
            self.check()

    # ---- reading

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        assert len(at) == len(attributes), f"an attribute twice in {self.get_starttag_text()}"
        self.tags.append((tag, at))
        for name in at:
            assert not name.startswith("on") and name != "style", self.get_starttag_text()
        assert tag not in ("script", "style", "iframe", "object", "embed", "svg", "base"), self.get_starttag_text()
        if tag not in VOID:
            self.stack.append(tag)
        if "id" in at:
            self.ids.append(at["id"])
        if "aria-describedby" in at:
            self.described += at["aria-describedby"].split()
        if tag == "html":
            self.lang, self.dir = at.get("lang"), at.get("dir")
        elif tag == "a":
            self.links.append([at.get("href"), "", at])
        elif tag == "img":
            self.pictures.append(at)
        elif tag == "label":
            self.labels.append(at.get("for"))
        elif tag in ("main", "nav", "header", "footer"):
            self.landmarks.append(tag)
        elif tag == "form":
            assert self.form_now is None, "a form in a form"
            self.form_now = Form(at.get("action"), at.get("method", "get"),
                                 at.get("enctype", "application/x-www-form-urlencoded"))
            self.forms.append(self.form_now)
        elif tag == "input":
            self.controls.append(at)
            if self.form_now is not None and at.get("name"):
                self.form_now.fields.append((at["name"], at.get("value", "on" if at.get("type") == "checkbox" else ""),
                                             at.get("type", "text"), "checked" in at))
        elif tag == "textarea":
            self.controls.append(at)
            self.text_area = [at.get("name"), ""]
        elif tag == "select":
            self.controls.append(at)
            self.select = [at.get("name"), None]
        elif tag == "option":
            if self.select[1] is None or "selected" in at:
                self.select[1] = at.get("value", "")
        elif tag == "button" and self.form_now is not None:
            self.form_now.buttons.append([at.get("name"), at.get("value", ""), ""])

    def handle_endtag(self, tag):
        assert self.stack and self.stack[-1] == tag, f"</{tag}> closes {self.stack[-3:]}"
        self.stack.pop()
        if tag == "form":
            self.form_now = None
        elif tag == "textarea":
            # HTML: a line end right behind the tag is not of the text.
            if self.form_now is not None:
                self.form_now.fields.append((self.text_area[0], self.text_area[1].removeprefix("\n"), "textarea", False))
            self.text_area = None
        elif tag == "select":
            self.form_now.fields.append((self.select[0], self.select[1] or "", "select", False))
            self.select = None

    def handle_data(self, data):
        if self.text_area is not None:
            self.text_area[1] += data
            return
        if not self.stack:
            return
        if self.stack[-1] == "title":
            self.title += data
            return
        self.words.append(data)
        if "h1" in self.stack:
            self.headings.append(data)
        if "a" in self.stack:
            self.links[-1][1] += data
        if "button" in self.stack and self.form_now is not None and self.form_now.buttons:
            self.form_now.buttons[-1][2] += data

    # ---- looking

    @property
    def text(self):
        return ISOLATES.sub("", " ".join("".join(self.words).split()))

    @property
    def heading(self):
        return ISOLATES.sub("", "".join(self.headings))

    def form(self, action):
        found = [form for form in self.forms if form.action.split("?")[0] == action]
        assert found, f"no form to {action} among {[form.action for form in self.forms]}: {self.text[:500]}"
        return found[-1]

    def link(self, start="", text=None):
        found = [href for href, words, _ in self.links if href and href.startswith(start) and (text is None or text in words)]
        assert found, f"no link to {start} ({text}) among {self.links}"
        return found[0]

    def check(self):
        """What WCAG asks of every page, as far as it can be seen without eyes."""
        assert not self.stack, self.stack
        assert self.lang and self.dir == ("rtl" if self.lang == "ar" else "ltr")
        assert self.title.strip() and sum(tag == "h1" for tag, _ in self.tags) == 1
        assert self.landmarks.count("main") == 1 and "footer" in self.landmarks
        assert self.links[0][0] == "#main" and "main" in self.ids, "the first link leads to the content"
        assert len(set(self.ids)) == len(self.ids), f"an id twice: {self.ids}"
        assert set(self.described) <= set(self.ids), "an error or a hint that is not there"
        for at in self.controls:
            if at.get("type") == "hidden":
                continue
            assert "hidden" in at or at.get("id") in self.labels or "aria-label" in at, f"a field without a label: {at}"
        for picture in self.pictures:
            assert "alt" in picture
        for href, words, at in self.links:
            assert words.strip() or at.get("aria-label"), f"a link without words: {href}"
        level = 0
        for tag, _ in self.tags:
            if re.fullmatch("h[1-6]", tag):
                assert int(tag[1]) <= level + 1, f"{tag} behind h{level}"
                level = int(tag[1])


class Plain:
    """Sec-Fetch-Site is what browsers of today say; `origin` alone is what older ones do."""

    def __init__(self, house, language="en", modern=True):
        self.house, self.language, self.modern = house, language, modern
        self.cookies = {}
        self.port = house.ports["https"]
        self.origin = f"https://{house.domain}:{self.port}"

    def ask(self, method, path, body=None, headers=None):
        client = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.house.tls(), timeout=60)
        sent = {"Host": f"{self.house.domain}:{self.port}", "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                "Accept-Language": self.language}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.modern:
            sent |= {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        if method == "POST":
            sent["Origin"] = self.origin
        sent |= headers or {}
        client.request(method, path, body, {name: value for name, value in sent.items() if value is not None})
        answer = client.getresponse()
        answer.body = answer.read()
        client.close()
        for cookie in answer.headers.get_all("set-cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            if "max-age=0" in cookie.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer

    def get(self, path, **headers):
        return self._followed(self.ask("GET", path, headers=headers), path)

    def _followed(self, answer, path):
        for _ in range(5):
            if answer.status not in (301, 302, 303, 307, 308):
                return Page(answer, path)
            path = answer.getheader("location")
            assert path.startswith("/"), path
            answer = self.ask("GET", path)
        raise AssertionError("led around in circles")

    def submit(self, form, button=None, files=(), headers=None, checked=(), **values):
        """Fills in and sends. `button`: (name, value) of the one that is pressed; `files`: (field, name, type, octets)."""
        pairs = []
        for name, value, kind, is_checked in form.fields:
            if kind == "checkbox":
                if name in values:
                    is_checked = values[name]
                if (name, value) in checked or is_checked is True:
                    pairs.append((name, value))
            elif kind == "file":
                continue
            else:
                pairs.append((name, values.get(name, value)))
        missing = set(values) - {name for name, *_ in form.fields}
        assert not missing, f"no such fields: {missing} in {form}"
        if button:
            assert button in [(name, value) for name, value, _ in form.buttons], f"no button {button}: {form.buttons}"
            pairs.append(button)
        if form.method == "get":
            return self.get(form.action + "?" + urllib.parse.urlencode(pairs))
        if form.kind == "multipart/form-data":
            body, kind = multipart(pairs, files)
        else:
            body, kind = urllib.parse.urlencode(pairs).encode(), form.kind
        answer = self.ask("POST", form.action, body, {"Content-Type": kind} | (headers or {}))
        return self._followed(answer, form.action)


def multipart(pairs, files=()):
    boundary = "----formboundary" + uuid.uuid4().hex
    body = b""
    for name, value in pairs:
        value = value.replace("\r\n", "\n").replace("\n", "\r\n")
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for name, file, kind, octets in files:
        file = file.replace('"', "%22")
        body += (f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
                 f"Content-Type: {kind}\r\n\r\n").encode() + octets + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
