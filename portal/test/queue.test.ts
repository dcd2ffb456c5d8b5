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
    return { queue: await open(), open, asked, told, store };
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
