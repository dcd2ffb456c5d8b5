// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import type { Session } from "../src/jmap/types";

/// What the page hears, and its stream of news.
const heard = new Map<string, (event: object) => void>();
let stream: { onerror?: () => void } = {};
Object.assign(globalThis, {
    addEventListener: (name: string, act: (event: object) => void) => heard.set(name, act),
    removeEventListener: () => undefined,
    EventSource: class {
        onerror?: () => void;
        constructor() {
            stream = this;
        }
        addEventListener(): void {}
        close(): void {}
    },
});
Object.assign(document, { removeEventListener: () => undefined });
const session = {
    username: "ana@a.org",
    primaryAccounts: { "urn:ietf:params:jmap:mail": "a" },
    capabilities: {},
    apiUrl: "https://a.org/jmap/api",
    eventSourceUrl: "https://a.org/events?{types}{closeafter}{ping}",
} as unknown as Session;

test("who signs out in another window is signed out here", async () => {
    const { enterWith, standing } = await import("../src/store/account");
    enterWith(session);
    heard.get("storage")!({ key: "something", newValue: "" });
    assert.equal(standing.value, "member");
    heard.get("storage")!({ key: "sign-out-owed", newValue: "" });
    assert.equal(standing.value, "guest");
});

test("a session that was ended from elsewhere ends here with its stream", async () => {
    const { enterWith, standing } = await import("../src/store/account");
    enterWith(session);
    globalThis.fetch = async () => new Response("{}", { status: 401 });
    stream.onerror!();
    await new Promise((done) => setTimeout(done, 20));
    assert.equal(standing.value, "guest");
});
