// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure, client } from "../src/jmap/client";
import { type Act, Queue } from "../src/offline/queue";
import type { SealedStore } from "../src/offline/sealed_store";

type Calls = [string, Record<string, any>][];

/// A queue over a store in memory, and a server that answers by method; what it was asked.
async function house(answers: Record<string, (args: Record<string, any>) => any>) {
    const kept = new Map<string, any>();
    const store = {
        get: async (name: string) => kept.get(name),
        has: async (name: string) => kept.has(name),
        put: async (values: object) =>
            Object.entries(values).forEach(([name, value]) => kept.set(name, structuredClone(value))),
    };
    const asked: Calls = [];
    (client as any).sendNow = async (...calls: Calls) =>
        calls.map(([method, args]) => {
            asked.push([method, args]);
            return answers[method]!(args);
        });
    const told: { waiting: number; refused: Act[] } = { waiting: 0, refused: [] };
    const open = () =>
        Queue.open(store as unknown as SealedStore, (waiting, refused) =>
            Object.assign(told, { waiting, refused }),
        );
    return { queue: await open(), open, asked, told, store, kept };
}

const written: Act = {
    method: "Email/set",
    args: { accountId: "a", create: { draft: { subject: "hola" } } },
    ids: { draft: "offline-1" },
};
const sent: Act = {
    method: "EmailSubmission/set",
    args: { accountId: "a", create: { one: { emailId: "offline-1" } } },
    ids: { one: "offline-2" },
};
const isDraft = (draft: boolean) => () => ({ list: [{ id: "e1", keywords: draft ? { $draft: true } : {} }] });

test("a letter gets its real id, and leaves by it", async () => {
    const { queue, asked, told } = await house({
        "Email/set": () => ({ created: { draft: { id: "e1" } } }),
        "Email/get": isDraft(true),
        "EmailSubmission/set": () => ({ created: { one: { id: "s1" } } }),
    });
    await queue.add(written);
    await queue.add(sent);
    assert.equal(told.waiting, 2);
    await queue.carryOut();
    assert.deepEqual([told.waiting, told.refused], [0, []]);
    assert.equal(asked.find(([method]) => method === "EmailSubmission/set")![1]["create"].one.emailId, "e1");
});

test("what left before its answer was lost does not leave twice", async () => {
    const { queue, asked } = await house({
        "Email/set": () => ({ created: { draft: { id: "e1" } } }),
        "Email/get": isDraft(false),
        "EmailSubmission/set": () => ({ created: { one: { id: "s1" } } }),
    });
    await queue.add(written);
    await queue.add(sent);
    await queue.carryOut();
    assert.equal(
        asked.some(([method]) => method === "EmailSubmission/set"),
        false,
    );
});

test("a letter that is refused is kept until it was seen, also over a restart", async () => {
    const refused = () => ({ notCreated: { draft: { type: "overQuota" } } });
    const { queue, open, told } = await house({ "Email/set": refused });
    await queue.add(written);
    await queue.carryOut();
    assert.equal(told.waiting, 0);
    assert.equal((told.refused[0]!.args as any).create.draft.subject, "hola");
    const again = await open();
    assert.equal(told.refused.length, 1);
    await again.forgetRefused(told.refused[0]!);
    assert.equal(told.refused.length, 0);
});

test("while the server cannot be reached everything waits", async () => {
    const { queue, told } = await house({
        "Email/set": () => {
            throw new Failure("network");
        },
    });
    await queue.add(written);
    await assert.rejects(queue.carryOut());
    assert.equal(told.waiting, 1);
});

test("asked twice at once, each act is carried out once and none is dropped", async () => {
    const { queue, asked, told } = await house({
        "Email/set": () => ({ created: { draft: { id: "e1" } } }),
        "Email/get": isDraft(true),
        "EmailSubmission/set": () => ({ created: { one: { id: "s1" } } }),
    });
    await queue.add(written);
    await queue.add(sent);
    await Promise.all([queue.carryOut(), queue.carryOut()]);
    assert.equal(told.waiting, 0);
    assert.deepEqual(
        asked.map(([method]) => method),
        ["Email/set", "Email/get", "EmailSubmission/set"],
    );
});

/// As browsers have it: one after the other, by name.
function withLocks(): void {
    const last = new Map<string, Promise<unknown>>();
    const request = (name: string, act: () => Promise<unknown>) => {
        const next = (last.get(name) ?? Promise.resolve()).then(act, act);
        last.set(name, next);
        return next;
    };
    Object.defineProperty(globalThis, "navigator", { value: { locks: { request } }, configurable: true });
}

test("two windows add to one list, and what waits is done by one of them", async () => {
    withLocks();
    let made = 0;
    const { queue, open, asked, told } = await house({
        "Email/set": () => ({ created: { draft: { id: `e${(made += 1)}` } } }),
    });
    const other = await open();
    const another = { ...written, ids: { draft: "offline-9" } };
    await Promise.all([queue.add(written), other.add(another)]);
    assert.equal(told.waiting, 2);
    await Promise.all([queue.carryOut(), other.carryOut()]);
    assert.deepEqual([asked.length, told.waiting], [2, 0]);
});

test("what could not be kept did not happen", async () => {
    const { queue, asked, store, told } = await house({});
    const put = store.put;
    store.put = async () => {
        throw new Error("the disk is full");
    };
    await assert.rejects(queue.add(written));
    store.put = put;
    await queue.carryOut();
    assert.deepEqual([asked.length, told.waiting], [0, 0]);
});

test("whoever has left has nothing carried out, kept or told any more", async () => {
    const { queue, asked, told } = await house({
        "Email/set": () => {
            queue.stop();
            return { created: { draft: { id: "e1" } } };
        },
    });
    await queue.add(written);
    await queue.add(sent);
    await assert.rejects(queue.carryOut());
    assert.deepEqual([asked.length, told.waiting], [1, 2]);
    await assert.rejects(queue.add(written));
});

const draft = (n: number, more: object = {}): Act => ({
    method: "Email/set",
    args: {
        accountId: "a",
        create: { draft: { messageId: [`m${n}@a.org`], mailboxIds: { d: true }, subject: `v${n}`, ...more } },
    },
    ids: { draft: `offline-${n}` },
});
const gone = (...ids: string[]): Act => ({
    method: "Email/set",
    args: { accountId: "a", destroy: ids },
    ids: {},
});

test("a letter whose answer was lost is not made twice", async () => {
    const { queue, asked, told } = await house({
        "Email/query": ({ filter }) => ({
            ids: filter.conditions[1].header[1] === "m1@a.org" ? ["e1"] : [],
        }),
        "Email/set": () => ({ created: { draft: { id: "e2" } } }),
        "Email/get": isDraft(true),
        "EmailSubmission/set": () => ({ created: { one: { id: "s1" } } }),
    });
    await queue.add(draft(1));
    await queue.add(sent);
    await queue.add(draft(2));
    await queue.carryOut();
    assert.equal(told.waiting, 0);
    const sets = asked.filter(([method]) => method.endsWith("/set"));
    assert.deepEqual(
        sets.map(([method]) => method),
        ["EmailSubmission/set", "Email/set"],
    );
    assert.equal(sets[0]![1]["create"].one.emailId, "e1");
});

test("a draft that is saved again and again waits as its last", async () => {
    const { queue, told, kept } = await house({});
    await queue.add(draft(1));
    for (let n = 2; n < 400; n += 1) {
        await queue.add(draft(n));
        await queue.add(gone(`offline-${n - 1}`));
    }
    // The first may be under way: it is taken back by the server.
    assert.equal(told.waiting, 3);
    assert.deepEqual(kept.get("queue")[1].args, gone("offline-1").args);
    assert.deepEqual(kept.get("queue")[2].ids, { draft: "offline-399" });
    await queue.add({ ...gone("offline-399", "e9") });
    assert.deepEqual(
        kept.get("queue").map((one: Act) => one.args["destroy"]),
        [undefined, ["offline-1"], ["e9"]],
    );
});

test("what was to leave leaves, whatever becomes of its letter", async () => {
    const { queue, told } = await house({});
    await queue.add(draft(9));
    await queue.add(draft(1));
    await queue.add(sent);
    await queue.add(gone("offline-1"));
    assert.equal(told.waiting, 4);
});

test("who threw away what was refused need not be told, nor twice of what was to leave", async () => {
    const { queue, told, asked } = await house({
        "Email/query": () => ({ ids: [] }),
        "Email/set": ({ create }) => (create ? { notCreated: { draft: { type: "overQuota" } } } : {}),
    });
    await queue.add(draft(1));
    await queue.add(sent);
    await queue.carryOut();
    assert.deepEqual([told.waiting, told.refused.length], [0, 1]);
    assert.equal(
        asked.some(([method]) => method === "EmailSubmission/set"),
        false,
    );
    await queue.add(draft(2));
    await queue.add(gone("offline-1"));
    await queue.carryOut();
    assert.deepEqual(
        told.refused.map((one) => (one.args as any).create.draft.subject),
        ["v2"],
    );
});

test("who speaks of what was made here speaks of it as the server knows it", async () => {
    const { queue, asked } = await house({
        "Email/query": () => ({ ids: [] }),
        "Email/set": () => ({ created: { draft: { id: "e1" } } }),
    });
    await queue.add(draft(1));
    const calls: [string, Record<string, unknown>][] = [["Email/set", { destroy: ["offline-1"] }]];
    assert.deepEqual(await queue.asKnown(calls), [["Email/set", { destroy: ["e1"] }]]);
    await queue.add(gone("offline-1"));
    await queue.carryOut();
    assert.deepEqual(asked.at(-1)![1]["destroy"], ["e1"]);
});

test("what waits under another key is not written over", async () => {
    const { queue, store } = await house({});
    store.get = async () => undefined;
    store.has = async () => true;
    await assert.rejects(queue.add(written), (error: unknown) => (error as Failure).type === "notKept");
});

test("a request that no server takes does not hold up the others", async () => {
    const { queue, told } = await house({
        "Email/set": ({ create }) => {
            if (create.draft.subject === "v1") throw new Failure("broken", "maxSizeRequest");
            return { created: { draft: { id: "e2" } } };
        },
        "Email/query": () => ({ ids: [] }),
    });
    await queue.add(draft(1));
    await queue.add(draft(2));
    await queue.carryOut();
    assert.deepEqual([told.waiting, told.refused.length], [0, 1]);
});
