// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import { client } from "../src/jmap/client";
import type { EmailHead, Id } from "../src/jmap/types";
import { bodyOf, change, fetchBodies, head, openThread, takeHeads } from "../src/store/emails";

const email = (id: Id, keywords: Record<string, true> = {}) =>
    ({
        id,
        threadId: "t1",
        mailboxIds: { m1: true },
        keywords,
        from: [],
        bodyValues: {},
    }) as unknown as EmailHead;
const session = (more: object = {}) =>
    (client.session = {
        primaryAccounts: { "urn:ietf:params:jmap:mail": "a" },
        capabilities: { "urn:ietf:params:jmap:core": more },
    } as never);

test("a thread that is longer than what stays in memory is whole", async () => {
    session();
    const all = Array.from({ length: 450 }, (_, i) => `e${i}`);
    client.send = (async () => [{ list: [{ id: "t1", emailIds: all }], notFound: [] }]) as never;
    client.call = async (_, { ids }) => ({ list: (ids as Id[]).map((id) => email(id)) });
    assert.deepEqual(
        (await openThread("t1")).map((one) => one.id),
        all,
    );
});

test("what was refused is as before, and nothing else is", async () => {
    session({ maxObjectsInSet: 1 });
    takeHeads([email("x"), email("y", { $flagged: true }), email("z")]);
    client.call = async (_, { update }) => {
        const [id] = Object.keys(update as object);
        if (id !== "y") return { updated: { [id!]: null } };
        // Meanwhile somebody marks it in another way.
        takeHeads([email("y", { $flagged: true, $seen: true, $answered: true })]);
        return { notUpdated: { y: { type: "forbidden" } } };
    };
    const seen = { "keywords/$seen": true };
    await assert.rejects(change({ x: seen, y: { ...seen, "keywords/$flagged": null }, z: seen }));
    assert.deepEqual(head("x").peek()!.keywords, { $seen: true }, "taken");
    assert.deepEqual(head("y").peek()!.keywords, { $flagged: true, $answered: true }, "refused");
    assert.deepEqual(head("z").peek()!.keywords, {}, "never asked for");
});

test("of large letters fewer stay in memory", async () => {
    session();
    client.call = async (_, { ids }) => ({
        list: (ids as Id[]).map((id) => ({
            ...email(id),
            bodyValues: { 1: { value: "x".repeat(1 << 20) } },
        })),
    });
    await fetchBodies(Array.from({ length: 60 }, (_, i) => `large${i}`));
    assert.equal(bodyOf("large0"), undefined);
    assert.ok(bodyOf("large59"));
});
