# SPDX-License-Identifier: AGPL-3.0-or-later
"""A random walk: after each act, by IMAP, JMAP or from outside, a client that applies only what /changes and /queryChanges
tell has the same as one that asks for all of it anew. (JMAP_WALK acts; JMAP_SEED replays a walk.)"""
import itertools
import os
import random
import uuid

import pytest
from harness import Collective, wait_for
from test_jmap import BLOB, CORE, DOMAIN
from test_jmap_mail import FLAGS, MAIL, SUBMISSION, Program, write_path

CONTACTS = "urn:ietf:params:jmap:contacts"
WALK = int(os.environ.get("JMAP_WALK", "30"))
SEED = int(os.environ.get("JMAP_SEED", str(random.SystemRandom().randrange(10**6))))
EMAIL = ["id", "threadId", "mailboxIds", "keywords", "subject", "receivedAt", "size"]
WORDS = ("Obst", "Gemüse", "Kraut", "Rüben")


@pytest.fixture(scope="module")
def c():
    with Collective(DOMAIN) as collective:
        collective.member("first")
        yield collective


class Member(Program):
    """Many small requests: over one connection."""

    kept = None

    def ask(self, method, path, body=None, **fields):
        sent = {**self.fields, **{name.replace("_", "-"): value for name, value in fields.items()}}
        self.kept = self.kept or self.connect()
        self.kept.request(method, path, body, sent)
        answer = self.kept.getresponse()
        answer.body = answer.read()
        return answer

    def do(self, *calls, using=(CORE, MAIL, SUBMISSION, CONTACTS, BLOB)):
        return super().do(*calls, using=using)


class Kept:
    """What a client keeps of a type."""

    def __init__(self, program, kind, chance, properties=None):
        self.program, self.kind, self.chance, self.properties = program, kind, chance, properties
        self.objects, self.state = {}, program.one(f"{kind}/get", ids=[])["state"]
        for id in self.all_ids():
            self.fetch([id])

    def all_ids(self):
        if self.kind == "Thread":
            emails = self.program.one("Email/get", ids=self.emails(), properties=["threadId"])["list"]
            return sorted({one["threadId"] for one in emails})
        if self.kind == "Email":
            return self.emails()
        return [one["id"] for one in self.program.one(f"{self.kind}/get", ids=None, properties=["id"])["list"]]

    def emails(self):
        return self.program.one("Email/query", filter=None)["ids"]

    def fetch(self, ids, properties=None):
        """What is not there any more, a later change tells."""
        wanted = properties or self.properties
        more = {"properties": wanted} if wanted else {}
        got = self.program.one(f"{self.kind}/get", ids=ids, **more)
        assert {one["id"] for one in got["list"]} | set(got["notFound"]) == set(ids)
        for one in got["list"]:
            self.objects[one["id"]] = {**(self.objects[one["id"]] if properties else {}), **one}

    def follow(self):
        """Applies what has changed; how many steps that took."""
        for step in itertools.count(1):
            most = self.chance.choice((1, 2, 3, 50, None))
            ((name, told, _),) = self.program.do((f"{self.kind}/changes", {"sinceState": self.state, "maxChanges": most}))
            if name == "error" and most in (1, 2, 3):
                # One event that changed more than that cannot be told in parts (RFC 8620 5.2).
                assert told["type"] == "cannotCalculateChanges", told
                most = None
                told = self.program.one(f"{self.kind}/changes", sinceState=self.state)
            assert told["oldState"] == self.state
            created, updated, destroyed = (told[name] for name in ("created", "updated", "destroyed"))
            all_ids = created + updated + destroyed
            assert len(all_ids) == len(set(all_ids)), ("each once, in one list", told)
            assert most is None or len(all_ids) <= most, told
            assert not set(created) & set(self.objects), ("created, and known before", told)
            assert set(destroyed) <= set(self.objects), ("destroyed, and never known", told)
            assert all_ids or not told["hasMoreChanges"], ("nothing, and more to come", told)
            for id in destroyed:
                del self.objects[id]
            assert set(updated) <= set(self.objects), ("updated, and never known", told)
            some = told.get("updatedProperties")
            if some is not None:
                self.fetch(updated, ["id", *some])
                updated = []
            if created or updated:
                self.fetch(created + updated)
            assert told["newState"] != self.state or not all_ids
            self.state = told["newState"]
            if not told["hasMoreChanges"]:
                return step

    def anew(self):
        fresh = Kept(self.program, self.kind, self.chance, self.properties)
        # What has come since is none of this comparison's.
        return fresh.objects, fresh.state


class Asked:
    """What a client keeps of a query."""

    def __init__(self, program, kind, chance, **query):
        self.program, self.kind, self.chance, self.query = program, kind, chance, query
        self.ids, self.state, self.total, self.can = self.anew()

    def anew(self):
        told = self.program.one(f"{self.kind}/query", calculateTotal=True, **self.query)
        return told["ids"], told["queryState"], told["total"], told["canCalculateChanges"]

    def follow(self):
        if not self.can:
            self.ids, self.state, self.total, self.can = self.anew()
            return
        most, refused = self.chance.choice((1, 3, 100, None)), None
        ((name, told, _),) = self.program.do((f"{self.kind}/queryChanges", {
            "sinceQueryState": self.state, "calculateTotal": True, "maxChanges": most, **self.query}))
        if name == "error":
            assert told["type"] == "tooManyChanges" and most is not None, told
            refused, most = most, None
            ((name, told, _),) = self.program.do((f"{self.kind}/queryChanges", {
                "sinceQueryState": self.state, "calculateTotal": True, **self.query}))
        assert name != "error", (self.query, told)
        assert told["oldQueryState"] == self.state
        removed, added = told["removed"], told["added"]
        assert most is None or len(removed) + len(added) <= most, told
        assert refused is None or len(removed) + len(added) > refused, ("they were not too many", refused, told)
        assert len(removed) == len(set(removed)) and len(added) == len({one["id"] for one in added})
        assert [one["index"] for one in added] == sorted(one["index"] for one in added), told
        self.ids = [id for id in self.ids if id not in set(removed)]
        for one in added:
            assert one["id"] not in self.ids, (one, self.ids, told)
            assert one["index"] <= len(self.ids), (one, self.ids, told)
            self.ids.insert(one["index"], one["id"])
        self.state, self.total = told["newQueryState"], told["total"]


class Walk:
    """Acts on one account, by whatever door."""

    def __init__(self, c, member, chance):
        self.c, self.member, self.chance = c, member, chance
        self.jmap, self.box = Member(c, member), c.imap(member)
        self.sent = []          # Message-IDs, to be answered
        self.count = 0

    def acts(self):
        return [getattr(self, name) for name in dir(self) if name.startswith("act_")]

    def pick(self, ids):
        ids = list(ids)
        return self.chance.choice(ids) if ids else None

    def word(self):
        self.count += 1
        return f"{self.chance.choice(WORDS)} {self.count}"

    def boxes(self):
        return self.jmap.all("Mailbox")

    def some_box(self, own=False):
        return self.pick(id for id, one in self.boxes().items() if not own or one["role"] is None)

    def emails(self):
        return self.jmap.one("Email/query")["ids"]

    # ---- mail

    def act_deliver(self):
        before = self.jmap.one("Email/get", ids=[])["state"]
        answered = self.pick(self.sent) if self.chance.random() < 0.5 else None
        subject = self.word().encode("ascii", "ignore").decode()
        headers = f"In-Reply-To: {answered}\r\nReferences: {answered}\r\n" if answered else ""
        self.sent.append(self.c.send([self.member.address], subject=subject, headers=headers))
        wait_for(lambda: self.jmap.one("Email/get", ids=[])["state"] != before, what="a delivery")
        return subject, answered

    act_deliver_2 = act_deliver_3 = act_deliver

    def act_import(self):
        octets = f"From: <x@x.test>\r\nSubject: {self.word()}\r\nMessage-ID: <{uuid.uuid4()}@x.test>\r\n\r\nx\r\n".encode()
        blob = self.jmap.upload(octets, "message/rfc822")["blobId"]
        made = self.jmap.one("Email/import", emails={"a": {"blobId": blob, "mailboxIds": {self.some_box(): True}}})
        return made["created"]["a"]["id"]

    def written(self):
        return {"mailboxIds": {self.some_box(): True}, "subject": self.word(), "bodyValues": {"1": {"value": "x"}},
                "textBody": [{"partId": "1", "type": "text/plain"}]}

    def act_draft(self):
        made = self.jmap.set("Email", create={"a": {**self.written(), "keywords": {"$draft": True}}})
        return made["created"]["a"]["id"]

    def act_keyword(self):
        id, keyword = self.pick(self.emails()), self.chance.choice(list(FLAGS))
        if id:
            self.jmap.set("Email", update={id: {f"keywords/{keyword}": self.chance.choice((True, None))}})
        return id, keyword

    act_keyword_2 = act_keyword

    def act_place(self):
        id, place = self.pick(self.emails()), self.some_box()
        if id:
            places = {place, self.some_box()} if self.chance.random() < 0.5 else {place}
            self.jmap.set("Email", update={id: {"mailboxIds": dict.fromkeys(sorted(places), True)}})
        return id, place

    act_place_2 = act_place

    def act_destroy(self):
        id = self.pick(self.emails())
        if id:
            self.jmap.set("Email", destroy=[id])
        return id

    def act_many(self):
        """Several things in one /set."""
        emails = self.emails()
        some = self.chance.sample(emails, min(6, len(emails)))
        if some:
            flagged = {id: {"keywords/$flagged": self.chance.choice((True, None))} for id in some[1:]}
            self.jmap.set("Email", update=flagged, destroy=some[:1])
        return some

    def act_imap_flag(self):
        self.box.select("INBOX")
        flag = self.chance.choice(list(FLAGS.values()))
        return self.box.uid("STORE", "1:*", self.chance.choice("+-") + "FLAGS", f"({flag})")

    def act_imap_move(self):
        self.box.select("INBOX")
        uids = self.box.uid("SEARCH", "ALL")[1][0].split()
        return uids and self.box.uid(self.chance.choice(("MOVE", "COPY")), self.chance.choice(uids).decode(), "Archive")

    def act_imap_expunge(self):
        self.box.select(self.chance.choice(("INBOX", "Archive")))
        uids = self.box.uid("SEARCH", "ALL")[1][0].split()
        if not uids:
            return None
        self.box.uid("STORE", self.chance.choice(uids).decode(), "+FLAGS", r"(\Deleted)")
        return self.box.expunge()

    # ---- mailboxes

    def act_box(self):
        parent = self.some_box() if self.chance.random() < 0.4 else None
        ((_, told, _),) = self.jmap.do(("Mailbox/set", {"create": {"a": {"name": self.word(), "parentId": parent}}}))
        return told.get("created") or told

    def act_rename(self):
        id = self.some_box(own=True)
        change = {id: {"name": self.word(), "sortOrder": self.chance.randrange(5)}} if id else None
        ((_, told, _),) = self.jmap.do(("Mailbox/set", {"update": change}))
        return told

    def act_unbox(self):
        id = self.some_box(own=True)
        empty = self.chance.random() < 0.7
        ((_, told, _),) = self.jmap.do(("Mailbox/set", {"destroy": [id] if id else [], "onDestroyRemoveEmails": empty}))
        return told

    def act_imap_box(self):
        self.count += 1
        return self.box.create(write_path((f"box{self.count}",)))

    # ---- sending

    def act_submit(self):
        (identity, *_) = self.jmap.one("Identity/get", ids=None)["list"]
        if self.chance.random() < 0.3:
            ids = self.jmap.one("EmailSubmission/query")["ids"]
            return self.jmap.do(("EmailSubmission/set", {"destroy": [self.pick(ids)] if ids else []}))
        made, sent, *_ = self.jmap.do(
            ("Email/set", {"create": {"a": {**self.written(), "from": [{"email": self.member.address}],
                                            "to": [{"email": self.member.address}]}}}),
            ("EmailSubmission/set", {"create": {"s": {"identityId": identity["id"], "emailId": "#a"}},
                                     "onSuccessUpdateEmail": {"#s": {"keywords/$seen": True}}}))
        assert sent[1].get("created"), (made, sent)
        # It comes back as a delivery: only then is the account at rest.
        id = made[1]["created"]["a"]["id"]
        same = {"header": ["Message-ID", self.message_id(id)]}
        wait_for(lambda: len(self.jmap.one("Email/query", filter=same)["ids"]) > 1, what="what was sent")
        return id

    def message_id(self, id):
        (one,) = self.jmap.one("Email/get", ids=[id], properties=["messageId"])["list"]
        return one["messageId"][0]

    def act_identity(self):
        return self.jmap.set("Identity", create={"a": {"name": self.word(), "email": self.member.address}})

    # ---- contacts

    def books(self):
        return self.jmap.one("AddressBook/get", ids=None)["list"]

    def cards(self):
        return self.jmap.one("ContactCard/query")["ids"]

    def act_card(self):
        book = self.chance.choice(self.books())["id"]
        return self.jmap.set("ContactCard", create={"a": {
            "@type": "Card", "version": "1.0", "addressBookIds": {book: True}, "name": {"full": self.word()},
            "updated": f"20{self.chance.randrange(10, 30)}-01-01T00:00:00Z"}})

    act_card_2 = act_card

    def act_change_card(self):
        id = self.pick(self.cards())
        book = self.chance.choice(self.books())["id"]
        change = self.chance.choice(({"name": {"full": self.word()}}, {"addressBookIds": {book: True}},
                                     {"notes": {"n": {"note": self.word()}}}))
        return id and self.jmap.set("ContactCard", update={id: change})

    def act_lose_card(self):
        id = self.pick(self.cards())
        return id and self.jmap.set("ContactCard", destroy=[id])

    def act_book(self):
        return self.jmap.set("AddressBook", create={"a": {"name": self.word()}})

    def act_change_book(self):
        book = self.chance.choice(self.books())
        return self.jmap.set("AddressBook", update={book["id"]: {"name": self.word(), "sortOrder": self.chance.randrange(9)}})

    def act_lose_book(self):
        others = [book["id"] for book in self.books() if not book["isDefault"]]
        return others and self.jmap.set("AddressBook", destroy=[self.chance.choice(others)], onDestroyRemoveContents=True)


def queries(program, chance):
    inbox, archive = program.mailbox("inbox"), program.mailbox("archive")
    newest = [{"property": "receivedAt", "isAscending": False}]
    yield Asked(program, "Email", chance, sort=newest)
    yield Asked(program, "Email", chance, filter={"inMailbox": inbox}, sort=newest)
    yield Asked(program, "Email", chance, filter={"inMailbox": inbox}, sort=newest, collapseThreads=True)
    yield Asked(program, "Email", chance, filter=None, sort=[{"property": "subject"}, {"property": "size"}], collapseThreads=True)
    yield Asked(program, "Email", chance, filter={"inMailboxOtherThan": [inbox]}, sort=[{"property": "receivedAt"}])
    yield Asked(program, "Email", chance, filter={"hasKeyword": "$flagged"}, sort=newest)
    neither = {"operator": "NOT", "conditions": [{"hasKeyword": "$seen"}, {"inMailbox": archive}]}
    yield Asked(program, "Email", chance, filter=neither, sort=[{"property": "hasKeyword", "keyword": "$flagged"}, *newest])
    yield Asked(program, "Email", chance, filter={"someInThreadHaveKeyword": "$flagged"}, sort=newest, collapseThreads=True)
    yield Asked(program, "Email", chance, filter={"noneInThreadHaveKeyword": "$seen"}, sort=newest)
    yield Asked(program, "Email", chance, filter={"text": "Kraut"}, sort=newest)
    yield Asked(program, "Mailbox", chance, sort=[{"property": "sortOrder"}, {"property": "name"}])
    yield Asked(program, "Mailbox", chance, filter={"hasAnyRole": False}, sort=[{"property": "name", "isAscending": False}],
                sortAsTree=True)
    yield Asked(program, "Mailbox", chance, filter={"parentId": None}, sort=[{"property": "name"}])
    yield Asked(program, "EmailSubmission", chance, sort=[{"property": "sentAt"}])
    yield Asked(program, "ContactCard", chance, sort=[{"property": "updated", "isAscending": False}])
    (book,) = program.one("AddressBook/get", ids=None)["list"]
    yield Asked(program, "ContactCard", chance, filter={"inAddressBook": book["id"]}, sort=[{"property": "created"}])
    yield Asked(program, "ContactCard", chance, filter={"text": "Kraut"}, sort=[{"property": "updated"}])


def test_who_follows_has_what_there_is(c):
    print(f"JMAP_SEED={SEED} JMAP_WALK={WALK}")
    chance = random.Random(SEED)
    walk = Walk(c, c.member("ada"), chance)
    kept = [Kept(walk.jmap, kind, chance, EMAIL if kind == "Email" else None)
            for kind in ("Mailbox", "Email", "Thread", "Identity", "EmailSubmission", "ContactCard", "AddressBook")]
    asked = list(queries(walk.jmap, chance))
    done, steps = [], 0
    for n in range(WALK):
        act = chance.choice(walk.acts())
        done.append((act.__name__, act()))
        # Not each time, so that there is more than one change to follow.
        if chance.random() < 0.4 and n < WALK - 1:
            continue
        tell = (f"JMAP_SEED={SEED}", n, done[-6:])
        for one in kept:
            try:
                steps += one.follow()
            except AssertionError as error:
                raise AssertionError((one.kind, tell)) from error
            objects, state = one.anew()
            assert one.objects == objects, (one.kind, differences(one.objects, objects), tell)
            assert one.state == state, (one.kind, tell)
        for one in asked:
            try:
                one.follow()
            except AssertionError as error:
                raise AssertionError((one.kind, one.query, tell)) from error
            ids, _, total, _ = one.anew()
            assert (one.ids, one.total) == (ids, total), (one.kind, one.query, tell)
    print(f"figure: {WALK} acts, {steps} steps of /changes")


def differences(mine, theirs):
    return {id: (mine.get(id), theirs.get(id)) for id in mine.keys() | theirs.keys() if mine.get(id) != theirs.get(id)}
