// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import { Failure, client } from "../src/jmap/client";
import type { Email } from "../src/jmap/types";
import { Draft } from "../src/mail/draft";
import { drafts, front, opened, write } from "../src/mail/drafts";
import { draftOf } from "../src/mail/draft_open";
import { filesOf } from "../src/mail/letter_text";
import { untilSaved } from "../src/mail/saving";
import { takeMailboxes } from "../src/store/mailboxes";

/// What was destroyed, and whether it can be.
function server() {
    client.session = { primaryAccounts: { "urn:ietf:params:jmap:mail": "a" }, capabilities: {} } as never;
    const seen = { destroyed: [] as string[], fails: false };
    client.call = async (method, args) => {
        if (seen.fails) throw new Failure("network");
        if (method === "Email/get") return { list: [] };
        seen.destroyed.push(...(args["destroy"] as string[]));
        return {};
    };
    return seen;
}
const file = (name: string) => ({ key: name.length, name, type: "text/plain", size: 1, progress: 0 });

test("the one before goes when the next is there, or with a later one", async () => {
    const seen = server();
    const draft = new Draft();
    await draft.stand("e1");
    seen.fails = true;
    await draft.stand("e2");
    assert.deepEqual([draft.savedId, seen.destroyed], ["e2", []]);
    seen.fails = false;
    await draft.stand("e3");
    assert.deepEqual(seen.destroyed, ["e1", "e2"]);
});

test("a sealed draft stays until its files are on the server without it", async () => {
    const seen = server();
    const draft = new Draft();
    draft.isSealed.value = true;
    draft.attachments.value = [file("a")];
    await draft.stand("sealed");
    draft.sealOrNot(false);
    await draft.stand("open-1");
    await draft.stand("open-2");
    assert.deepEqual(seen.destroyed, ["open-1"]);
    draft.attachments.value = [{ ...file("a"), blobId: "b" }];
    await draft.stand("open-3");
    assert.deepEqual(seen.destroyed, ["open-1", "open-2", "sealed"]);
    draft.finish();
});

test("sealing stops files that are under way in the clear, and keeps them here", () => {
    server();
    const draft = new Draft();
    const abort = new AbortController();
    draft.attachments.value = [{ ...file("a"), file: new Blob(["x"]), abort, progress: 0.5 }];
    draft.sealOrNot(true);
    const [one] = draft.attachments.value;
    assert.ok(abort.signal.aborted);
    assert.deepEqual([one!.abort, one!.progress, one!.blobId], [undefined, 0, undefined]);
    assert.ok(one!.file);
    draft.finish();
});

const part = (partId: string, type: string, more: object = {}) =>
    ({
        partId,
        blobId: `b${partId}`,
        size: 1,
        name: null,
        type,
        disposition: null,
        cid: null,
        ...more,
    }) as never;
const saved = (value: string, isTruncated: boolean): Email =>
    ({
        id: "e1",
        threadId: "t",
        mailboxIds: {},
        keywords: {},
        textBody: [part("1", "text/plain")],
        htmlBody: [part("1", "text/plain")],
        attachments: [],
        bodyValues: { 1: { value, isTruncated } },
    }) as unknown as Email;

test("a draft is opened with all of its text, or not at all", async () => {
    client.session = { primaryAccounts: { "urn:ietf:params:jmap:mail": "a" }, capabilities: {} } as never;
    let cut = false;
    client.call = async (_, args) => ({
        list: [args["maxBodyValueBytes"] === 0 && !cut ? saved("all of it", false) : saved("all", true)],
    });
    assert.equal((await draftOf("e1", [])).email.bodyValues["1"]!.value, "all of it");
    cut = true;
    await assert.rejects(
        draftOf("e1", []),
        (error: unknown) => error instanceof Failure && error.type === "cut",
    );
});

test("what has a name for the text and does not stand there is a file, and travels", () => {
    const draft = new Draft();
    const files = [
        part("2", "application/pdf", { cid: "paper@outlook" }),
        part("3", "image/png", { cid: "picture@outlook" }),
    ];
    draft.take(files, '<img src="cid:picture%40outlook">');
    assert.deepEqual(
        draft.attachments.value.map((one) => one.cid),
        [undefined, "picture@outlook"],
    );
});

test("pictures between texts are files as well", () => {
    const picture = part("2", "image/jpeg");
    const body = [part("1", "text/plain"), picture, part("3", "text/plain")];
    assert.deepEqual(filesOf({ textBody: body, htmlBody: body, attachments: [] }), [picture]);
});

/// A plain draft, and a server that keeps what it is given.
function writing() {
    client.session = { primaryAccounts: { "urn:ietf:params:jmap:mail": "a" }, capabilities: {} } as never;
    takeMailboxes({ list: [{ id: "d", role: "drafts", name: "Drafts" }] });
    const seen = {
        kept: new Map<string, Record<string, unknown>>(),
        sent: [] as string[],
        loses: false,
        refuses: false,
    };
    let next = 0;
    client.call = async (method, args) => {
        if (method === "Email/query") {
            const [, { header }] = (args["filter"] as any).conditions;
            return {
                ids: [...seen.kept].flatMap(([id, one]) =>
                    (one as any).messageId[0] === header[1] ? id : [],
                ),
            };
        }
        if (method === "Email/get") {
            const asked = (args["ids"] as string[]).filter((id) => seen.kept.has(id));
            return {
                list: asked.map((id) => ({ id, keywords: seen.sent.includes(id) ? {} : { $draft: true } })),
            };
        }
        for (const id of (args["destroy"] as string[] | undefined) ?? []) {
            if (seen.refuses) return { notDestroyed: { [id]: { type: "forbidden" } } };
            seen.kept.delete(id);
        }
        const made = (args["create"] as Record<string, Record<string, unknown>> | undefined)?.["draft"];
        if (!made) return {};
        const id = `e${(next += 1)}`;
        seen.kept.set(id, made);
        if (seen.loses) throw new Failure("network");
        return { created: { draft: { id } } };
    };
    const draft = new Draft();
    draft.isRich.value = false;
    draft.subject.value = "hola";
    return { draft, seen };
}

test("a draft that was kept without an answer is there once", async () => {
    const { draft, seen } = writing();
    seen.loses = true;
    await assert.rejects(draft.save());
    seen.loses = false;
    await draft.save();
    assert.deepEqual([...seen.kept.keys()], [draft.savedId]);
});

test("a draft that cannot be thrown away is saved on", async () => {
    const { draft, seen } = writing();
    await draft.save();
    seen.refuses = true;
    await assert.rejects(draft.discard());
    draft.subject.value = "otra";
    draft.saving.value = "changed";
    await draft.save();
    assert.equal(seen.kept.get(draft.savedId!)!["subject"], "otra");
    // The one before could not go yet.
    assert.equal(seen.kept.size, 2);
    seen.refuses = false;
    await draft.discard();
    assert.equal(seen.kept.size, 0);
});

test("what was sent from elsewhere meanwhile is not destroyed with the draft that it was", async () => {
    const { draft, seen } = writing();
    await draft.save();
    const sent = draft.savedId!;
    seen.sent.push(sent);
    draft.subject.value = "otra";
    draft.saving.value = "changed";
    await draft.save();
    assert.deepEqual([...seen.kept.keys()], [sent, draft.savedId]);
    await draft.discard();
    assert.deepEqual([...seen.kept.keys()], [sent]);
});

test("a draft that is open comes to the front, whichever of its savings is asked for", async () => {
    const { draft } = writing();
    write({ kind: "reply", id: "e0" });
    const number = front.value!;
    drafts.set(number, draft);
    await draft.save();
    const first = draft.savedId!;
    write();
    write({ kind: "open", id: first });
    assert.deepEqual([front.value, opened.value.length], [number, 2]);
    draft.subject.value = "otra";
    draft.saving.value = "changed";
    await draft.save();
    write({ kind: "open", id: draft.savedId! });
    assert.deepEqual([front.value, opened.value.length], [number, 2]);
    // Its former email is another's now.
    write({ kind: "open", id: first });
    assert.equal(opened.value.length, 3);
    drafts.clear();
    opened.value = [];
});

test("a page that is hidden saves what was typed, but sends no files again for it, nor what was refused", async () => {
    const { draft, seen } = writing();
    draft.hide();
    assert.equal(seen.kept.size, 0);
    draft.touch();
    draft.hide();
    // Long before it would be saved by itself.
    await new Promise((done) => setTimeout(done));
    assert.equal(seen.kept.size, 1);
    draft.attachments.value = [{ ...file("a"), size: 90_000_000, blobId: "b" }];
    draft.touch();
    draft.hide();
    assert.equal(draft.saving.value, "changed");
    draft.finish();
});

test("what is typed while it leaves takes nothing away of what leaves", async () => {
    const { draft, seen } = writing();
    const id = await draft.hold();
    draft.subject.value = "otra";
    draft.touch();
    await draft.save();
    assert.deepEqual([...seen.kept.keys()], [id]);
    // It did not leave: then it is saved.
    draft.release();
    await draft.save();
    assert.deepEqual(
        [...seen.kept.values()].map((one) => one["subject"]),
        ["otra"],
    );
});

test("in somebody else's account nothing of it is kept", async () => {
    const { draft, seen } = writing();
    client.session = { ...client.session, username: "berta@b.org" } as never;
    await assert.rejects(draft.save());
    assert.equal(seen.kept.size, 0);
    draft.drop();
});

test("a draft that was begun another time knows what it answers", async () => {
    client.session = { primaryAccounts: { "urn:ietf:params:jmap:mail": "a" }, capabilities: {} } as never;
    client.call = async () => ({ list: [{ ...saved("a", false), id: "e7", inReplyTo: ["one@b.org"] }] });
    client.send = (async () => [
        {},
        {
            list: [
                { id: "e7", messageId: ["mine@a.org"], keywords: { $draft: true } },
                { id: "e6", messageId: ["one@b.org"], keywords: {} },
            ],
        },
    ]) as never;
    const { draft } = await draftOf("e7", []);
    await new Promise((done) => setTimeout(done));
    assert.equal(draft.answers, "e6");
});

test("who always gets a blind copy of an identity goes with it, and makes no letter of nothing", () => {
    const address = (email: string) => ({ name: null, email });
    const identity = (id: string, ...bcc: string[]) =>
        ({ id, name: "", email: `${id}@a.org`, bcc: bcc.map(address) }) as never;
    const draft = new Draft();
    draft.isRich.value = false;
    draft.writeAs(identity("one", "archive@a.org"));
    assert.ok(draft.isEmpty());
    assert.ok(draft.isToNobody());
    draft.bcc.value = [...draft.bcc.value, address("olga@b.org")];
    assert.ok(!draft.isEmpty());
    assert.ok(!draft.isToNobody());
    draft.writeAs(identity("two", "press@a.org"));
    assert.deepEqual(
        draft.bcc.value.map((one) => one.email),
        ["olga@b.org", "press@a.org"],
    );
    draft.writeAs(identity("three"));
    assert.deepEqual(
        draft.bcc.value.map((one) => one.email),
        ["olga@b.org"],
    );
});

test("the more files a draft has, the longer the next saving waits", () => {
    assert.equal(untilSaved(0, true, 0), 1_500);
    assert.equal(untilSaved(9_000_000, false, 0), 9_000);
    assert.equal(untilSaved(1_000_000, true, 1_000), 4_000);
    assert.equal(untilSaved(90_000_000, true, 0), 30_000);
    // What was saved long ago, or never, is soon.
    assert.equal(untilSaved(90_000_000, true, 60_000), 1_500);
});
