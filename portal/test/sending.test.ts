// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import { Failure, client } from "../src/jmap/client";
import type { EmailHead } from "../src/jmap/types";
import { Draft } from "../src/mail/draft";
import { opened } from "../src/mail/drafts";
import { send, takeBack, takeBackLater } from "../src/mail/sending";
import { head, takeHeads } from "../src/store/emails";
import { takeMailboxes } from "../src/store/mailboxes";

const email = (id: string, keywords: Record<string, true> = {}) =>
    ({ id, threadId: "t1", mailboxIds: { d: true }, keywords, from: [] }) as unknown as EmailHead;

/// A draft that answers a letter, and a server that sends it, or not.
function house(submission: () => object) {
    client.session = {
        primaryAccounts: { "urn:ietf:params:jmap:mail": "a" },
        capabilities: {},
        accounts: {},
    } as never;
    takeMailboxes({ list: [{ id: "d", role: "drafts", name: "Drafts" }] });
    takeHeads([email("one"), email("two", { $answered: true })]);
    client.call = async (method, args) => {
        if (method === "EmailSubmission/set") return submission();
        return args["create"] ? { created: { draft: { id: "e1" } } } : {};
    };
    const draft = new Draft();
    draft.isRich.value = false;
    draft.identity.value = { id: "i", name: "", email: "ana@a.org" } as never;
    draft.to.value = [{ name: null, email: "berta@b.org" }];
    return draft;
}
const isAnswered = (id: string) => head(id).peek()!.keywords["$answered"] === true;
const next = () => new Promise((done) => setTimeout(done));

test("what is taken back answers nothing any more, and does once it leaves after all", async () => {
    const draft = house(() => ({ created: { one: { id: "s1" } } }));
    draft.answers = "one";
    await send(draft);
    assert.ok(isAnswered("one"));
    await takeBack("s1", "e1", draft, { one: { "keywords/$answered": null } });
    await next();
    assert.equal(isAnswered("one"), false);
    assert.deepEqual(opened.value.at(-1)!.start, { kind: "open", id: "e1", answers: "one" });
});

test("what has left already stays answered", async () => {
    house(() => ({ notUpdated: { s1: { type: "cannotUnsend" } } }));
    const before = opened.value.length;
    takeHeads([email("one", { $answered: true })]);
    await takeBack("s1", "e1", { answers: "one" }, { one: { "keywords/$answered": null } });
    await next();
    assert.ok(isAnswered("one"));
    assert.equal(opened.value.length, before);
});

test("what was sent another time and is taken back answers nothing any more, unless another of one's own does", async () => {
    for (const from of [undefined, "olga@b.org", "Ana@a.org"]) {
        const again = { id: "e9", inReplyTo: ["one@b.org"], keywords: {}, from: [{ email: from }] };
        house(() => ({}));
        takeHeads([email("one", { $answered: true })]);
        const there = client.call;
        client.call = async (method, args) =>
            method === "Email/get"
                ? { list: [{ id: "e1", threadId: "t1", inReplyTo: ["one@b.org"] }] }
                : method === "Identity/get"
                  ? { list: [{ id: "i", email: "ana@a.org" }] }
                  : there(method, args);
        client.send = (async () => [
            {},
            {
                list: [
                    { id: "one", messageId: ["one@b.org"], keywords: {} },
                    { id: "e1", messageId: ["mine@a.org"], inReplyTo: ["one@b.org"], keywords: {} },
                    ...(from ? [again] : []),
                ],
            },
        ]) as never;
        await takeBackLater("s1", "e1");
        await next();
        assert.equal(isAnswered("one"), from === "Ana@a.org");
        assert.deepEqual(opened.value.at(-1)!.start, { kind: "open", id: "e1", answers: "one" });
        opened.value = [];
    }
});

test("what was refused is saved on", async () => {
    const draft = house(() => ({ notCreated: { one: { type: "forbiddenFrom" } } }));
    draft.answers = "one";
    await assert.rejects(send(draft));
    assert.equal(isAnswered("one"), false);
    draft.subject.value = "otra";
    draft.saving.value = "changed";
    await draft.save();
    assert.equal(draft.saving.value, "saved");
});

/// A server that sends, and whose answer does not come.
function losing(leaves: boolean) {
    const draft = house(() => {
        throw new Failure("network");
    });
    const asked: string[] = [];
    const there = client.call;
    client.call = async (method, args) => {
        asked.push(args["destroy"] ? `destroy ${String(args["destroy"])}` : method);
        if (method === "Email/get") return { list: [{ id: "e1", keywords: leaves ? {} : { $draft: true } }] };
        return there(method, args);
    };
    return { draft, asked };
}

test("what left without an answer does not leave twice", async () => {
    const { draft, asked } = losing(true);
    draft.answers = "one";
    await assert.rejects(send(draft));
    await send(draft);
    assert.deepEqual(asked.filter((one) => one === "EmailSubmission/set").length, 1);
    assert.ok(isAnswered("one"));
});

test("what left without an answer stays among what was sent, whatever is written since", async () => {
    const { draft, asked } = losing(true);
    await assert.rejects(send(draft));
    draft.subject.value = "otra";
    draft.saving.value = "changed";
    await draft.save();
    assert.ok(draft.hasLeft.value);
    assert.ok(!asked.some((one) => one.startsWith("destroy")), String(asked));
});

test("what did not leave is a draft as before", async () => {
    const { draft, asked } = losing(false);
    await assert.rejects(send(draft));
    draft.subject.value = "otra";
    draft.saving.value = "changed";
    await draft.save();
    assert.equal(draft.hasLeft.value, false);
    assert.ok(asked.includes("destroy e1"));
});
