// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import { client, mail } from "../src/jmap/client";
import { type Act, Queue } from "../src/offline/queue";
import { SealedStore, hasCopy } from "../src/offline/sealed_store";
import { standing } from "../src/store/account";
import { clientData } from "../src/store/preferences";

/// As much of IndexedDB as is needed, in memory.
let there: Map<string, unknown> | undefined;
function fakeDatabase() {
    const later = <T extends object>(request: T, act: () => void): T => (queueMicrotask(act), request);
    const storeOf = (table: Map<string, unknown>) => ({
        get: (name: string) => ({ result: table.get(name) }),
        put: (value: unknown, name: string) => (table.set(name, value), {}),
        delete: (name: string) => (table.delete(name), {}),
        getAllKeys: () => ({ result: [...table.keys()] }),
    });
    const open = () => {
        const request: any = {};
        return later(request, () => {
            let isAborted = false;
            request.transaction = { abort: () => (isAborted = true) };
            request.result = {
                createObjectStore: () => (there = new Map()),
                close: () => undefined,
                transaction: () => {
                    const transaction: any = { objectStore: () => storeOf(there!) };
                    return later(transaction, () => transaction.oncomplete());
                },
            };
            if (!there) request.onupgradeneeded();
            if (isAborted) request.onerror();
            else request.onsuccess();
        });
    };
    const deleteDatabase = () => {
        const request: any = {};
        return later(request, () => ((there = undefined), request.onsuccess()));
    };
    Object.assign(globalThis, { indexedDB: { open, deleteDatabase } });
}
fakeDatabase();

/// Ana's account, and what its vault has.
function house(vault: { id: string; name: string; value: unknown }[] = []) {
    client.session = {
        username: "ana@a.org",
        primaryAccounts: { [mail]: "a", [clientData]: "a" },
        capabilities: { [clientData]: {} },
    } as never;
    client.call = async (method, args) => {
        const create = (args["create"] as Record<string, { name: string; value: unknown }> | undefined)?.[
            "one"
        ];
        if (create) vault.push({ id: "k", ...create });
        return method === "ClientData/get" ? { list: vault } : {};
    };
    // Nothing is brought up to date here.
    client.sendNow = () => new Promise(() => undefined);
    return vault;
}
const act: Act = { method: "Email/set", args: { update: { e1: { "keywords/$seen": true } } }, ids: {} };
const passphrase = "four words of mine";

/// A copy that was made before, with what waits in it; its key.
async function before(acts: Act[]): Promise<string> {
    const { store, raw } = await SealedStore.create(passphrase);
    await store.put({ session: client.session });
    const queue = await Queue.open(store, () => undefined);
    for (const one of acts) await queue.add(one);
    return btoa(String.fromCharCode(...raw));
}

test("a copy whose key is gone goes, unless something waits in it; its owner opens that again", async () => {
    const copy = await import("../src/offline/copy");
    const vault = house();
    await before([]);
    standing.value = "member";
    await copy.start();
    assert.deepEqual([copy.copyStanding.value, await hasCopy()], ["none", false]);

    await before([act]);
    await copy.start();
    assert.deepEqual([copy.copyStanding.value, await hasCopy()], ["strange", true]);
    assert.ok(await copy.mayLose());
    assert.equal(await copy.openStrange("not these words"), false);
    assert.ok(await copy.openStrange(passphrase));
    assert.deepEqual([copy.copyStanding.value, copy.waitingActs.value, vault.length], ["opened", 1, 1]);

    // Nothing waits any more, and its owner takes it away.
    await copy.endCopy();
    assert.deepEqual([copy.copyStanding.value, await hasCopy()], ["none", false]);
});

test("it opens with its key, whatever this browser was called meanwhile", async () => {
    const copy = await import("../src/offline/copy");
    const vault = house();
    const key = await before([act]);
    vault.push(
        { id: "k1", name: "portal.device.another", value: { key: btoa("another key of 32 octets, or so.") } },
        { id: "k2", name: "portal.device.of-before", value: { key } },
    );
    standing.value = "member";
    await copy.start();
    assert.deepEqual([copy.copyStanding.value, copy.waitingActs.value], ["opened", 1]);
    await copy.endCopy();
});

test("a copy that another window took away does not come back without its key", async () => {
    house();
    const { store } = await SealedStore.create(passphrase);
    there = undefined;
    await assert.rejects(store.put({ queue: [act] }));
    assert.equal(there, undefined);
});
