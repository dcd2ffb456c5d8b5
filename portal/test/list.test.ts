// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import { Failure, client } from "../src/jmap/client";
import type { Answer } from "../src/jmap/types";
import { head, threadOf } from "../src/store/emails";
import { EmailList } from "../src/store/list";

const letters = Array.from({ length: 1200 }, (_, i) => `e${i}`);
const email = (id: string) => ({ id, threadId: "t1", mailboxIds: { m1: true }, keywords: {}, from: [] });

test("a thread that is longer than an answer is asked for in pieces", async () => {
    client.session = { primaryAccounts: { "urn:ietf:params:jmap:mail": "a" }, capabilities: {} } as never;
    const pieces: number[] = [];
    client.sendEach = async (...calls) =>
        calls.map(([name], i): Answer | Failure => {
            if (name === "Email/query") return { ids: ["e0"], total: 1 };
            if (name === "Thread/get") return { list: [{ id: "t1", emailIds: letters }] };
            if (i === 3) return new Failure("refused", "requestTooLarge");
            return { list: [email("e0")], state: "s" };
        });
    client.call = async (_, { ids }) => {
        pieces.push((ids as string[]).length);
        return { list: (ids as string[]).map(email) };
    };
    const list = new EmailList({ inMailbox: "m1" }, true, false);
    while (list.total.peek() === undefined && list.failure.peek() === undefined)
        await new Promise((done) => setTimeout(done, 1));
    assert.equal(list.failure.peek(), undefined);
    assert.deepEqual(pieces, [500, 500, 200]);
    assert.equal(threadOf("t1")?.length, 1200);
    assert.ok(letters.every((id) => head(id).peek() !== undefined));
    list.close();
});
