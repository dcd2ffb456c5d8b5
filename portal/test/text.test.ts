// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf, linked } from "../src/letter/plain";
import { answerSubject, forwardSubject, recipientsOf, referencesOf } from "../src/mail/quote";
import { tokens } from "../src/mail/search_words";
import type { Email } from "../src/jmap/types";

test("quotations by their depth", () => {
    assert.deepEqual(blocksOf("a\n> b\n>> c\n> > d\r\n\ne\n\n"), [
        { depth: 0, lines: ["a"] },
        { depth: 1, lines: ["b"] },
        { depth: 2, lines: ["c", "d"] },
        { depth: 0, lines: ["", "e"] },
    ]);
});

test("links end where their sentence ends", () => {
    const links = (text: string) =>
        linked(text)
            .filter((part): part is any => typeof part === "object")
            .map((part) => part.props.href as string);
    assert.deepEqual(links("See https://a.org/x?y=1. And (http://b.org/z), <https://c.org>; ana@d.org!"), [
        "https://a.org/x?y=1",
        "http://b.org/z",
        "https://c.org",
        "mailto:ana@d.org",
    ]);
    assert.deepEqual(links("javascript:alert(1) data:text/html,x file:///etc"), []);
});

test("one Re:, whatever languages were there", () => {
    assert.equal(answerSubject("AW: Re[2]: RV: hola"), "Re: hola");
    assert.equal(answerSubject(null), "Re:");
    assert.equal(forwardSubject("Fwd: WG: x"), "Fwd: x");
});

const letter = (more: Partial<Email>): Email =>
    ({
        from: [{ name: null, email: "b@x.org" }],
        to: [{ name: null, email: "me@x.org" }],
        cc: [{ name: null, email: "c@x.org" }],
        replyTo: null,
        messageId: ["m2"],
        references: ["m0", "m1"],
        inReplyTo: ["m1"],
        ...more,
    }) as Email;
const own = [{ name: null, email: "ME@x.org" }];

test("whom an answer goes to", () => {
    const emails = (more: Partial<Email>, all: boolean) => {
        const { to, cc } = recipientsOf(letter(more), all, own);
        return [to.map((one) => one.email), cc.map((one) => one.email)];
    };
    assert.deepEqual(emails({}, false), [["b@x.org"], []]);
    assert.deepEqual(emails({}, true), [["b@x.org"], ["c@x.org"]]);
    assert.deepEqual(emails({ replyTo: [{ name: null, email: "list@x.org" }] }, false), [["list@x.org"], []]);
    // One's own letter is gone on with.
    assert.deepEqual(emails({ from: own, to: [{ name: null, email: "d@x.org" }] }, true), [
        ["d@x.org"],
        ["c@x.org"],
    ]);
});

test("threads stay together (RFC 5322 3.6.4)", () => {
    assert.deepEqual(referencesOf(letter({})), { inReplyTo: ["m2"], references: ["m0", "m1", "m2"] });
    assert.deepEqual(referencesOf(letter({ references: null })), {
        inReplyTo: ["m2"],
        references: ["m1", "m2"],
    });
    assert.deepEqual(referencesOf(letter({ messageId: null })), { inReplyTo: null, references: null });
    assert.equal(
        referencesOf(letter({ references: Array.from({ length: 500 }, (_, i) => `r${i}`) })).references!
            .length,
        61,
    );
});

test("a search is words and conditions", () => {
    assert.deepEqual(tokens('from:ana subject:"the minutes" has:attachment "two words" ok'), [
        "from:ana",
        'subject:"the minutes"',
        "has:attachment",
        '"two words"',
        "ok",
    ]);
});
