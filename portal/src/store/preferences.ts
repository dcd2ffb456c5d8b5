// SPDX-License-Identifier: AGPL-3.0-or-later
// What a member prefers, kept in their vault (ClientData, docs/API.md): the same on every device. Where the server does not
// keep it, it is as it comes.
import { signal } from "@preact/signals";
import { Failure, checkSet, client } from "../jmap/client";
import type { Answer, Id } from "../jmap/types";
import { atEnter, atLeave, hear, noticeFailure } from "./account";

export const clientData = "urn:milpa:params:jmap:client-data";
const name = "portal.preferences";

type Preferences = Record<string, unknown>;
export const preferences = signal<Preferences>({});
let id: Id | undefined;

export function preference<T>(key: string, otherwise: T): T {
    const value = preferences.value[key];
    return typeof value === typeof otherwise ? (value as T) : otherwise;
}

let loading: Promise<void> | undefined;
/// Whether it is known what the vault has.
let isKnown = false;

async function load(): Promise<void> {
    if (client.has(clientData)) await read().catch(noticeFailure);
}

async function read(): Promise<void> {
    const { session } = client;
    const answer = await client.call("ClientData/get", {
        accountId: client.account(clientData),
        ids: null,
    });
    // Somebody else may be signed in by now.
    if (client.session !== session) return;
    const one = (answer["list"] as Answer[]).find((value) => value["name"] === name);
    id = one?.["id"] as Id | undefined;
    const there = (one?.["value"] as Preferences | undefined) ?? {};
    if (waiting === 0) preferences.value = there;
    else if (!isKnown) preferences.value = { ...there, ...preferences.value };
    isKnown = true;
}

async function keep(): Promise<void> {
    await loading;
    // All of them are written at once: what could not be read would be lost.
    if (!isKnown) await read();
    const accountId = client.account(clientData);
    const value = preferences.value;
    if (id) {
        checkSet(await client.call("ClientData/set", { accountId, update: { [id]: { value } } }));
        return;
    }
    const answer = checkSet(
        await client.call("ClientData/set", { accountId, create: { one: { name, value } } }),
    );
    id = (answer["created"] as Record<string, { id: Id }>)["one"]!.id;
}

/// One write after the other: each knows what those before it made.
let writing: Promise<void> = Promise.resolve();
let waiting = 0;

export async function prefer(key: string, value: unknown): Promise<void> {
    const before = preferences.value[key];
    preferences.value = { ...preferences.value, [key]: value };
    if (!client.has(clientData)) return;
    waiting += 1;
    const { session } = client;
    const written = writing
        .then(() => {
            if (client.session === session) return keep();
            throw new Failure("broken", "left");
        })
        .finally(() => (waiting -= 1));
    writing = written.catch(() => undefined);
    try {
        await written;
    } catch (error) {
        // What was chosen since then stays.
        if (preferences.value[key] === value) preferences.value = { ...preferences.value, [key]: before };
        throw error;
    }
}

hear("ClientData", () => void load());
atEnter(() => void (loading = load()));
atLeave(() => {
    preferences.value = {};
    id = undefined;
    isKnown = false;
});
