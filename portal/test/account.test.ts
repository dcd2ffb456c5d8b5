// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import type { EmailHead, Session } from "../src/jmap/types";
import { opened, write } from "../src/mail/drafts";
import { enterWith, noticeFailure, standing } from "../src/store/account";
import { Failure } from "../src/jmap/client";
import { head, takeHeads } from "../src/store/emails";

Object.assign(globalThis, {
    EventSource: class {
        addEventListener(): void {}
        close(): void {}
    },
    removeEventListener: () => undefined,
    // Nothing answers: what is known is known from before.
    fetch: () => new Promise(() => undefined),
});
Object.assign(document, { removeEventListener: () => undefined });
const sessionOf = (name: string): Session =>
    ({
        username: `${name}@a.org`,
        primaryAccounts: { "urn:ietf:params:jmap:mail": name },
        capabilities: {},
        accounts: {},
        apiUrl: "https://a.org/jmap/api",
        eventSourceUrl: "https://a.org/events?{types}{closeafter}{ping}",
    }) as unknown as Session;
const known = () => takeHeads([{ id: "e1", keywords: {}, mailboxIds: {} } as unknown as EmailHead]);

test("who comes after somebody else, without a sign-out between them, sees nothing of theirs", () => {
    enterWith(sessionOf("ana"));
    known();
    write();
    enterWith(sessionOf("berta"));
    assert.equal(head("e1").peek(), undefined);
    assert.deepEqual(opened.value, []);
});

test("who comes back after their session ended goes on writing, and nobody else does", () => {
    enterWith(sessionOf("ana"));
    write();
    noticeFailure(new Failure("signedOut"));
    assert.equal(standing.value, "guest");
    enterWith(sessionOf("ana"));
    assert.equal(opened.value.length, 1);
    noticeFailure(new Failure("signedOut"));
    enterWith(sessionOf("berta"));
    assert.deepEqual(opened.value, []);
});
