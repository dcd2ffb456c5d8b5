# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mail over JMAP beside IMAP: both tell the same of an account."""
import email
import email.policy
import imaplib
import json
import os
import random
import re
import time

import pytest
from harness import Collective, wait_for
from test_jmap import CORE, DOMAIN, Client, next_event

MAIL = "urn:ietf:params:jmap:mail"
SUBMISSION = "urn:ietf:params:jmap:submission"
ACTS = int(os.environ.get("JMAP_ACTS", "60"))
SEED = int(os.environ.get("JMAP_SEED", "8621"))


@pytest.fixture(scope="module")
def c():
    with Collective(DOMAIN) as collective:
        collective.member("first")      # to whom the domain's own addresses belong
        yield collective


class Program(Client):
    """A program that reads and sends mail by JMAP."""

    def __init__(self, house, member):
        super().__init__(house, member)
        self.own = self.account

    def do(self, *calls, using=(CORE, MAIL, SUBMISSION)):
        """Results of calls, of which each is a name and its arguments."""
        named = [[name, {"accountId": self.own, **arguments}, str(n)] for n, (name, arguments) in enumerate(calls)]
        return self.call(*named, using=using)["methodResponses"]

    def one(self, name, **arguments):
        """The result of one call that must succeed."""
        (answered, result, _), *_ = self.do((name, arguments))
        assert answered == name, (name, arguments, result)
        return result

    def set(self, kind, **arguments):
        """A /set of which everything succeeds."""
        result = self.one(f"{kind}/set", **arguments)
        for word in ("notCreated", "notUpdated", "notDestroyed"):
            assert not result.get(word), (arguments, result[word])
        return result

    def all(self, kind, **arguments):
        return {one["id"]: one for one in self.one(f"{kind}/get", ids=None, **arguments)["list"]}

    def emails(self, *properties, **query):
        """Emails that a query finds, in its order."""
        found, got = self.do(("Email/query", query), ("Email/get", {
            "#ids": {"resultOf": "0", "name": "Email/query", "path": "/ids"}, "properties": properties or None}))
        assert (found[0], got[0]) == ("Email/query", "Email/get"), (found, got)
        by_id = {one["id"]: one for one in got[1]["list"]}
        return [by_id[one] for one in found[1]["ids"]]

    def mailbox(self, role):
        return next(id for id, one in self.all("Mailbox").items() if one["role"] == role)


# ---- the same acts by both protocols

LEAVES = {"Obst": "Obst", "Zürich": "Z&APw-rich", "a b": "a b", "Gemüse & Kraut": "Gem&APw-se &- Kraut", "x": "x", "2026": "2026"}
FLAGS = {"$seen": r"\Seen", "$flagged": r"\Flagged", "$answered": r"\Answered", "$draft": r"\Draft", "$forwarded": "$Forwarded",
         "work": "work"}


def read_path(name):
    """A mailbox's name as IMAP has it, as a path of JMAP's names."""
    back = {imap: jmap for jmap, imap in LEAVES.items()}
    return tuple(back.get(leaf, leaf) for leaf in name.split("/"))


def write_path(path):
    return '"' + "/".join(LEAVES.get(leaf, leaf) for leaf in path) + '"'


class ByImap:
    def __init__(self, c, member):
        self.box = c.imap(member)

    def ok(self, answer):
        assert answer[0] == "OK", answer
        return answer[1]

    def uid_of(self, path, subject):
        self.ok(self.box.select(write_path(path)))
        found = self.ok(self.box.uid("SEARCH", "SUBJECT", f'"{subject}"'))[0].split()
        assert len(found) == 1, (path, subject, found)
        return found[0].decode()

    def flag(self, subject, places, keyword, on):
        for path in places:
            uid = self.uid_of(path, subject)
            self.ok(self.box.uid("STORE", uid, "+FLAGS" if on else "-FLAGS", f"({FLAGS[keyword]})"))

    def move(self, subject, source, target):
        self.ok(self.box.uid("MOVE", self.uid_of(source, subject), write_path(target)))

    def copy(self, subject, source, target):
        self.ok(self.box.uid("COPY", self.uid_of(source, subject), write_path(target)))

    def leave(self, subject, path):
        uid = self.uid_of(path, subject)
        self.ok(self.box.uid("STORE", uid, "+FLAGS", r"(\Deleted)"))
        self.ok(self.box.uid("EXPUNGE", uid))

    def destroy(self, subject, places):
        for path in places:
            self.leave(subject, path)

    def create(self, path):
        self.ok(self.box.create(write_path(path)))

    def rename(self, old, new):
        self.ok(self.box.rename(write_path(old), write_path(new)))

    def delete(self, path):
        self.box.select("INBOX")
        self.ok(self.box.delete(write_path(path)))

    def seen(self):
        """{path: {subject: flags}}, where the counts agree with it."""
        told = {}
        for line in self.ok(self.box.list()):
            name = re.fullmatch(rb'\([^)]*\) "/" "?(.*?)"?', line)[1].decode()
            path = read_path(name)
            status = self.ok(self.box.status(write_path(path), "(MESSAGES UNSEEN)"))[0].decode()
            total, unseen = (int(re.search(word + r" (\d+)", status)[1]) for word in ("MESSAGES", "UNSEEN"))
            self.ok(self.box.select(write_path(path), readonly=True))
            messages = {}
            for part in self.ok(self.box.fetch("1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")) if total else ():
                if isinstance(part, tuple):
                    subject = email.message_from_bytes(part[1])["subject"]
                    flags = {flag.decode().lower().replace("\\", "$") for flag in imaplib.ParseFlags(part[0])}
                    messages[subject] = frozenset(flags - {"$recent"})
            assert (total, unseen) == (len(messages), sum("$seen" not in flags for flags in messages.values())), (path, status)
            told["/".join(path)] = messages
        return told


class ByJmap:
    def __init__(self, c, member):
        self.program = Program(c, member)

    def boxes(self):
        """{path: mailbox}"""
        listed = self.program.all("Mailbox")

        def path(one):
            name = "INBOX" if one["role"] == "inbox" else one["name"]
            return (*(path(listed[one["parentId"]]) if one["parentId"] else ()), name)
        return {path(one): one for one in listed.values()}

    def id_of(self, path):
        return self.boxes()[path]["id"] if path else None

    def email_of(self, subject):
        (found,) = self.program.emails("id", "subject", filter={"subject": f'"{subject}"'})
        assert found["subject"] == subject
        return found["id"]

    def patch(self, subject, **patch):
        self.program.set("Email", update={self.email_of(subject): patch})

    def flag(self, subject, _, keyword, on):
        self.patch(subject, **{f"keywords/{keyword}": True if on else None})

    def move(self, subject, source, target):
        self.patch(subject, **{f"mailboxIds/{self.id_of(source)}": None, f"mailboxIds/{self.id_of(target)}": True})

    def copy(self, subject, _, target):
        self.patch(subject, **{f"mailboxIds/{self.id_of(target)}": True})

    def leave(self, subject, path):
        self.patch(subject, **{f"mailboxIds/{self.id_of(path)}": None})

    def destroy(self, subject, _):
        self.program.set("Email", destroy=[self.email_of(subject)])

    def create(self, path):
        self.program.set("Mailbox", create={"new": {"name": path[-1], "parentId": self.id_of(path[:-1])}})

    def rename(self, old, new):
        self.program.set("Mailbox", update={self.id_of(old): {"name": new[-1], "parentId": self.id_of(new[:-1])}})

    def delete(self, path):
        self.program.set("Mailbox", destroy=[self.id_of(path)], onDestroyRemoveEmails=True)

    def seen(self):
        boxes = self.boxes()
        told = {}
        for path, box in boxes.items():
            found = self.program.emails("subject", "keywords", filter={"inMailbox": box["id"]})
            messages = {one["subject"]: frozenset(one["keywords"]) for one in found}
            unread = sum(not {"$seen", "$draft"} & flags for flags in messages.values())
            assert (box["totalEmails"], box["unreadEmails"]) == (len(messages), unread), (path, box, messages)
            told["/".join(path)] = messages
        return told


class Acts:
    """Chooses an act that can be done now, and does it by every protocol."""

    WEIGHTS = {"deliver": 25, "flag": 35, "move": 20, "copy": 15, "leave": 6, "destroy": 4,
               "create": 10, "rename": 8, "delete": 4}
    FIXED = [("INBOX",), ("Archive",), ("Junk",), ("Sent",)]

    def __init__(self, chance, deliver, doers):
        self.chance, self.bring, self.doers = chance, deliver, doers
        self.places = {}        # of each message, by its subject
        self.made = []          # paths of mailboxes
        self.count = 0

    def step(self):
        """What was done."""
        ready = {"deliver": True, "create": len(self.made) < 8, "flag": self.places, "destroy": self.places,
                 "move": self.places, "copy": self.places, "rename": self.made, "delete": self.leaves(),
                 "leave": [one for one, places in self.places.items() if len(places) > 1]}
        acts = [act for act in self.WEIGHTS if ready[act]]
        act = self.chance.choices(acts, [self.WEIGHTS[one] for one in acts])[0]
        return act, getattr(self, act)()

    def do(self, act, *arguments):
        for doer in self.doers:
            getattr(doer, act)(*arguments)
        return arguments

    def leaves(self):
        return [path for path in self.made if not any(other[:-1] == path for other in self.made)]

    def fresh_path(self, within=None):
        parents = [(), *(path for path in self.made if len(path) < 3)]
        return self.chance.choice([(*parent, leaf) for parent in parents for leaf in LEAVES
                                   if (*parent, leaf) not in self.made and parent[:len(within or (0,))] != within])

    def message(self):
        return self.chance.choice(list(self.places))

    def elsewhere(self, subject):
        return self.chance.choice([path for path in (*self.FIXED, *self.made) if path not in self.places[subject]])

    def deliver(self):
        self.count += 1
        subject = f"mail{self.count:04}"
        self.bring(subject)
        self.places[subject] = [("INBOX",)]
        return subject

    def flag(self):
        subject = self.message()
        return self.do("flag", subject, list(self.places[subject]), self.chance.choice(list(FLAGS)), self.chance.random() < 0.6)

    def move(self):
        subject = self.message()
        source, target = self.chance.choice(self.places[subject]), self.elsewhere(subject)
        self.places[subject].remove(source)
        self.places[subject].append(target)
        return self.do("move", subject, source, target)

    def copy(self):
        subject = self.message()
        source, target = self.chance.choice(self.places[subject]), self.elsewhere(subject)
        self.places[subject].append(target)
        return self.do("copy", subject, source, target)

    def leave(self):
        subject = self.chance.choice([one for one, places in self.places.items() if len(places) > 1])
        path = self.chance.choice(self.places[subject])
        self.places[subject].remove(path)
        return self.do("leave", subject, path)

    def destroy(self):
        subject = self.message()
        return self.do("destroy", subject, self.places.pop(subject))

    def create(self):
        self.made.append(self.fresh_path())
        return self.do("create", self.made[-1])

    def rename(self):
        old = self.chance.choice(self.made)
        new = self.fresh_path(within=old)
        def moved(path):
            return new + path[len(old):] if path[:len(old)] == old else path
        self.made = [moved(path) for path in self.made]
        self.places = {subject: [moved(path) for path in places] for subject, places in self.places.items()}
        return self.do("rename", old, new)

    def delete(self):
        gone = self.chance.choice(self.leaves())
        self.made.remove(gone)
        self.places = {subject: [path for path in places if path != gone] for subject, places in self.places.items()}
        self.places = {subject: places for subject, places in self.places.items() if places}
        return self.do("delete", gone)


def test_the_same_acts_by_imap_and_by_jmap_leave_the_same(c):
    print(f"JMAP_SEED={SEED}")
    ada, bea = c.member("ada"), c.member("bea")
    by_imap, by_jmap = ByImap(c, ada), ByJmap(c, bea)
    seers = [by_imap, ByJmap(c, ada), ByImap(c, bea), by_jmap]

    def deliver(subject):
        c.send([ada.address, bea.address], subject=subject)
        for program in (seers[1].program, by_jmap.program):
            wait_for(lambda: program.emails("id", filter={"subject": subject}), what="a delivery")

    acts, done = Acts(random.Random(SEED), deliver, [by_imap, by_jmap]), []
    for n in range(ACTS):
        done.append(acts.step())
        if n % 10 == 9 or n == ACTS - 1:
            first, *others = [seer.seen() for seer in seers]
            for other in others:
                assert other == first, (n, done[-10:])
            assert {path: set(messages) for path, messages in first.items() if messages} == {
                "/".join(path): there for path in {path for places in acts.places.values() for path in places}
                if (there := {subject for subject, places in acts.places.items() if path in places})}


# ---- one by one

def test_a_draft_with_parts_is_sent_and_read(c):
    dora, emil = Program(c, c.member("dora")), c.member("emil")
    drafts, sent = dora.mailbox("drafts"), dora.mailbox("sent")
    image, table = bytes(range(256)) * 300, "Größe;2\r\n".encode() * 50
    logo, sheet = dora.upload(image, "image/png")["blobId"], dora.upload(table, "text/csv")["blobId"]
    (identity,) = dora.one("Identity/get", ids=None)["list"]
    made, submitted, *_ = dora.do(
        ("Email/set", {"create": {"draft": {
            "mailboxIds": {drafts: True}, "keywords": {"$draft": True, "$seen": True}, "subject": "Größe — wie sie ist",
            "from": [{"name": "Dora Ä.", "email": dora.member.address}], "to": [{"name": None, "email": emil.address}],
            "bcc": [{"name": None, "email": emil.address}], "header:X-Own:asText": "eigen",
            "bodyStructure": {"type": "multipart/mixed", "subParts": [
                {"type": "multipart/alternative", "subParts": [
                    {"type": "text/plain", "partId": "plain"},
                    {"type": "multipart/related", "subParts": [
                        {"type": "text/html", "partId": "html"},
                        {"type": "image/png", "blobId": logo, "cid": "logo@x", "disposition": "inline", "name": "logo.png"}]}]},
                {"type": "text/csv", "blobId": sheet, "disposition": "attachment", "name": "Größen.csv"}]},
            "bodyValues": {"plain": {"value": "Grüße\n" + "lang " * 400 + "\n.\nFrom hier\n"},
                           "html": {"value": '<p>Grüße <img src="cid:logo@x"></p>'}}}}}),
        ("EmailSubmission/set", {"create": {"go": {"identityId": identity["id"], "emailId": "#draft"}},
                                 "onSuccessUpdateEmail": {"#go": {f"mailboxIds/{drafts}": None, f"mailboxIds/{sent}": True,
                                                                  "keywords/$draft": None}}}))
    assert made[1].get("created") and submitted[1].get("created"), (made, submitted)
    (mine,) = dora.emails("mailboxIds", "keywords", "hasAttachment", filter={"inMailbox": sent})
    assert mine["id"] == made[1]["created"]["draft"]["id"] and mine["hasAttachment"]
    assert mine["mailboxIds"] == {sent: True} and mine["keywords"] == {"$seen": True}

    (octets,) = wait_for(lambda: c.messages(emil), what="what was sent")
    got = email.message_from_bytes(octets, policy=email.policy.default)
    assert got["subject"] == "Größe — wie sie ist" and got["x-own"] == "eigen" and got["bcc"] is None
    assert got["from"].addresses[0].display_name == "Dora Ä." and got["to"].addresses[0].addr_spec == emil.address
    assert got["date"].datetime and got["message-id"] and not got.defects
    shapes = [part.get_content_type() for part in got.walk()]
    assert shapes == ["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
                      "text/csv"]
    _, _, plain, _, html, picture, sheet_part = got.walk()
    assert plain.get_content().replace("\r\n", "\n") == "Grüße\n" + "lang " * 400 + "\n.\nFrom hier\n"
    assert html.get_content().strip() == '<p>Grüße <img src="cid:logo@x"></p>'
    assert picture.get_content() == image and picture["content-id"] == "<logo@x>"
    assert picture.get_content_disposition() == "inline" and picture.get_filename() == "logo.png"
    assert sheet_part.get_payload(decode=True) == table and sheet_part.get_filename() == "Größen.csv"


def test_an_answer_joins_its_thread(c):
    finn = Program(c, c.member("finn"))
    first = c.send([finn.member.address], subject="a plan")
    wait_for(lambda: finn.emails("id"), what="the first")
    c.send([finn.member.address], subject="a plan")
    c.send([finn.member.address], subject="Re: a plan", headers=f"In-Reply-To: {first}\r\nReferences: {first}\r\n")
    emails = wait_for(lambda: found if len(found := finn.emails("threadId", "inReplyTo", "messageId")) == 3 else None)
    answer = next(one for one in emails if one["inReplyTo"])
    asked = next(one for one in emails if one["messageId"] == [first.strip("<>")])
    other = next(one for one in emails if one not in (answer, asked))
    assert answer["threadId"] == asked["threadId"]
    (thread,) = finn.one("Thread/get", ids=[asked["threadId"]])["list"]
    assert thread["emailIds"][0] == asked["id"] and answer["id"] in thread["emailIds"]
    assert len(thread["emailIds"]) == (3 if other["threadId"] == asked["threadId"] else 2)
    assert len(finn.emails("id", collapseThreads=True)) == len({one["threadId"] for one in emails})


def test_messages_are_imported_parsed_and_searched(c):
    gila = Program(c, c.member("gila"))
    inner = b"From: <i@x.test>\r\nSubject: inner\r\n\r\nin it\r\n"
    text = (b"From: <o@x.test>\r\nSubject: Quitten <b>\r\nMessage-ID: <o1@x.test>\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nAuf dem Markt gibt es Quitten & Birnen.\r\n"
            b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n")
    blob, box = gila.upload(text, "message/rfc822")["blobId"], gila.mailbox("archive")
    parsed = gila.one("Email/parse", blobIds=[blob, "nothing"], properties=["subject", "id", "mailboxIds", "attachments"])
    assert parsed["notFound"] == ["nothing"] and parsed["parsed"][blob]["subject"] == "Quitten <b>"
    assert parsed["parsed"][blob]["id"] is None and parsed["parsed"][blob]["mailboxIds"] is None

    made = gila.one("Email/import", emails={"a": {"blobId": blob, "mailboxIds": {box: True}, "keywords": {"$seen": True},
                                                  "receivedAt": "2020-02-29T12:00:00Z"},
                                            "b": {"blobId": "nothing", "mailboxIds": {box: True}}})
    assert made["notCreated"]["b"]["type"] in ("blobNotFound", "invalidProperties")
    id = made["created"]["a"]["id"]
    (email_,) = gila.one("Email/get", ids=[id], properties=["receivedAt", "keywords", "attachments", "size"])["list"]
    assert (email_["receivedAt"], email_["keywords"], email_["size"]) == ("2020-02-29T12:00:00Z", {"$seen": True}, len(text))
    assert c.messages(gila.member, "Archive") == [text]
    (attached,) = email_["attachments"]
    assert attached["type"] == "message/rfc822"
    within = gila.one("Email/parse", blobIds=[attached["blobId"]], fetchTextBodyValues=True)["parsed"][attached["blobId"]]
    assert within["subject"] == "inner" and [value["value"].strip() for value in within["bodyValues"].values()] == ["in it"]

    wanted = {"operator": "AND", "conditions": [{"text": "Quitten"}, {"inMailbox": box}]}
    assert [one["id"] for one in gila.emails("id", filter=wanted)] == [id]
    (snippet,) = gila.one("SearchSnippet/get", filter=wanted, emailIds=[id])["list"]
    assert snippet["subject"] == "<mark>Quitten</mark> &lt;b&gt;"
    assert "<mark>Quitten</mark> &amp; Birnen" in snippet["preview"]


def test_a_delivery_is_pushed_at_once(c):
    hans = Program(c, c.member("hans"))
    with hans.events("types=Email,EmailDelivery,Mailbox,Thread&closeafter=no&ping=0") as stream:
        assert stream.readline() == b": here\n"
        before = hans.one("Email/get", ids=[])["state"]
        c.send([hans.member.address])
        taken = time.monotonic()
        states = json.loads(next_event(stream)["data"])["changed"][hans.own]
        waited = time.monotonic() - taken
    print(f"figure: pushed {waited * 1000:.0f} ms after the delivery")
    assert set(states) == {"Email", "EmailDelivery", "Mailbox", "Thread"} and states["Email"] != before
    assert hans.one("Email/get", ids=[])["state"] == states["Email"]
    assert waited < 10     # a sanitized build on a busy machine


def test_event_sources_tell_what_another_program_changes(c):
    flora = Program(c, c.member("flora"))
    c.send([flora.member.address])
    with flora.events("types=Email&closeafter=no&ping=0") as stream:
        assert stream.readline() == b": here\n"
        box = c.imap(flora.member)
        box.select("INBOX")
        box.store("1", "+FLAGS", r"(\Seen)")
        box.logout()
        now = flora.one("Email/get", ids=[])["state"]
        # The delivery may be told first.
        while json.loads(next_event(stream)["data"])["changed"][flora.own]["Email"] != now:
            pass
