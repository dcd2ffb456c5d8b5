// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import { Failure, client } from "../src/jmap/client";
import { Draft } from "../src/mail/draft";

/// What was destroyed, and whether it can be.
function server() {
    client.session = { primaryAccounts: { "urn:ietf:params:jmap:mail": "a" }, capabilities: {} } as never;
    const seen = { destroyed: [] as string[], fails: false };
    client.call = async (_, args) => {
        if (seen.fails) throw new Failure("network");
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
