// SPDX-License-Identifier: AGPL-3.0-or-later
// What a member prefers, kept in their vault (ClientData, docs/API.md): the same on every device. Where the server does not
// keep it, it is as it comes.
import { signal } from "@preact/signals";
import { checkSet, client } from "../jmap/client";
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

async function load(): Promise<void> {
    if (!client.has(clientData)) return;
    try {
        const answer = await client.call("ClientData/get", {
            accountId: client.account(clientData),
            ids: null,
        });
        const one = (answer["list"] as Answer[]).find((value) => value["name"] === name);
        id = one?.["id"] as Id | undefined;
        preferences.value = (one?.["value"] as Preferences | undefined) ?? {};
    } catch (error) {
        noticeFailure(error);
    }
}

export async function prefer(key: string, value: unknown): Promise<void> {
    const before = preferences.value;
    preferences.value = { ...before, [key]: value };
    if (!client.has(clientData)) return;
    const accountId = client.account(clientData);
    try {
        if (id)
            checkSet(
                await client.call("ClientData/set", {
                    accountId,
                    update: { [id]: { value: preferences.value } },
                }),
            );
        else {
            const answer = checkSet(
                await client.call("ClientData/set", {
                    accountId,
                    create: { one: { name, value: preferences.value } },
                }),
            );
            id = (answer["created"] as Record<string, { id: Id }>)["one"]!.id;
        }
    } catch (error) {
        preferences.value = before;
        throw error;
    }
}

hear("ClientData", () => void load());
atEnter(() => void load());
atLeave(() => {
    preferences.value = {};
    id = undefined;
});
