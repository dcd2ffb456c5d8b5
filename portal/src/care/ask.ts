// SPDX-License-Identifier: AGPL-3.0-or-later
// The collective's methods, as the screens of its care call them.
import { Failure, checkSet, client, collective } from "../jmap/client";
import type { Answer, Id } from "../jmap/types";
import { noticeFailure } from "../store/account";
import { tell } from "../ui/toast";
import { tellFailure } from "../ui/failure";

export async function call(method: string, args: Record<string, unknown> = {}): Promise<Answer> {
    try {
        return await client.call(method, { accountId: collective, ...args });
    } catch (error) {
        noticeFailure(error);
        throw error;
    }
}

/// As many as every server gives at once (RFC 8620 2: maxObjectsInGet is at least 500).
const atOnce = 500;

/// All that there are of a type, however many. Those that may be many have a /query.
export async function list<T>(type: string): Promise<T[]> {
    try {
        return (await call(`${type}/get`, { ids: null }))["list"] as T[];
    } catch (error) {
        if (!(error instanceof Failure) || error.type !== "requestTooLarge") throw error;
    }
    const ids = (await call(`${type}/query`))["ids"] as Id[];
    const all: T[] = [];
    for (let from = 0; from < ids.length; from += atOnce)
        all.push(...((await call(`${type}/get`, { ids: ids.slice(from, from + atOnce) }))["list"] as T[]));
    return all;
}

/// Nothing where this server does not have the method.
export async function ifKnown<T>(asked: Promise<T>): Promise<T | undefined> {
    try {
        return await asked;
    } catch (error) {
        if (error instanceof Failure && error.type === "unknownMethod") return undefined;
        throw error;
    }
}

/// As the server made it, with what is told once.
export async function create(type: string, object: Record<string, unknown>): Promise<Answer> {
    const answer = checkSet(await call(`${type}/set`, { create: { one: object } }));
    return (answer["created"] as Record<string, Answer>)["one"]!;
}

export async function update(type: string, id: Id, patch: Record<string, unknown>): Promise<Answer> {
    const answer = checkSet(await call(`${type}/set`, { update: { [id]: patch } }));
    return (answer["updated"] as Record<Id, Answer | null> | null)?.[id] ?? {};
}

export async function destroy(type: string, id: Id): Promise<void> {
    checkSet(await call(`${type}/set`, { destroy: [id] }));
}

/// Does it, says so, or says why not.
export async function attempt(act: () => Promise<unknown>, told?: string): Promise<boolean> {
    try {
        await act();
        if (told) tell(told);
        return true;
    } catch (error) {
        tellFailure(error, "care");
        return false;
    }
}
