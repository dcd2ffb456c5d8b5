// SPDX-License-Identifier: AGPL-3.0-or-later
// What was done while the server could not be reached: calls, in their order, sealed. Ids that were made up here are put
// right when the server has given real ones.
import { Failure, client } from "../jmap/client";
import type { Answer, Call, Id } from "../jmap/types";
import { madeUp } from "./made_up";
import type { SealedStore } from "./sealed_store";

const name = "queue";
const refusedName = "refused";
const madeName = "made";
/// Lists of what would be lost with the copy.
export const listNames = [name, refusedName];
/// Acts; beyond, there is no more to be done without the server.
const actsMax = 500;
/// Real ids of what was made here, of the newest: windows that are open may speak of them still.
const madeMax = 1000;

export interface Act {
    method: string;
    args: Record<string, unknown>;
    /// Made-up ids by creation id.
    ids: Record<string, Id>;
}

/// Windows of one browser share what waits. A browser of before has no locks; there one window may be open.
function alone<T>(what: "list" | "carry", act: () => Promise<T>): Promise<T> {
    const locks = globalThis.navigator?.locks as LockManager | undefined;
    return locks ? locks.request(`milpa-queue-${what}`, act) : act();
}

interface Kept {
    acts: Act[];
    refused: Act[];
    /// Real ids by those that were made up.
    made: Record<Id, Id>;
}

type Creations = Record<string, Record<string, any>>;
const creationsOf = (act: Act): Creations => (act.args["create"] as Creations | undefined) ?? {};
const idsOf = (acts: Act[]): Set<Id> => new Set(acts.flatMap((one) => Object.values(one.ids)));

export class Queue {
    private going: Promise<void> | undefined;
    private ended = false;

    private constructor(
        private readonly store: SealedStore,
        private readonly told: (waiting: number, refused: Act[]) => void,
    ) {}
    static async open(store: SealedStore, told: (waiting: number, refused: Act[]) => void): Promise<Queue> {
        const queue = new Queue(store, told);
        const { acts, refused } = await queue.read();
        told(acts.length, refused);
        return queue;
    }

    /// Whoever it was of has left: nothing more is kept, told or carried out.
    stop(): void {
        this.ended = true;
    }

    private async read(): Promise<Kept> {
        const list = async <T>(of: string, otherwise: T): Promise<T> => {
            const found = await this.store.get<T>(of);
            // Of another key: another window made a new copy. What waits in it is not written over.
            if (found === undefined && (await this.store.has(of))) throw new Failure("broken", "notKept");
            return found ?? otherwise;
        };
        return {
            acts: await list<Act[]>(name, []),
            refused: await list<Act[]>(refusedName, []),
            made: await list<Record<Id, Id>>(madeName, {}),
        };
    }

    /// What is kept is what counts: another window may have added to it meanwhile. Where it cannot be kept, nothing happened.
    private change(next: (before: Kept) => Kept, also: Record<string, unknown> = {}): Promise<void> {
        return alone("list", async () => {
            const { acts, refused, made } = next(await this.read());
            if (this.ended) throw new Failure("signedOut");
            try {
                await this.store.put({ ...also, [name]: acts, [refusedName]: refused, [madeName]: made });
            } catch {
                throw new Failure("broken", "notKept");
            }
            this.told(acts.length, refused);
        });
    }

    /// `also`: what is kept with it.
    add(act: Act, also: Record<string, unknown> = {}): Promise<void> {
        return this.change((before) => {
            const args = replaced(act.args, before.made) as Act["args"];
            const { acts, act: rest } = forgotten(before.acts, { ...act, args });
            const gone = (act.args["destroy"] as Id[] | undefined) ?? [];
            const kept = { ...before, acts, refused: withoutGone(before.refused, gone) };
            if (!rest) return kept;
            if (acts.length >= actsMax) throw new Failure("limit", "tooManyWait");
            return { ...kept, acts: [...acts, rest] };
        }, also);
    }

    forgetRefused(act: Act): Promise<void> {
        // By its made-up ids: what was read anew is another object.
        const ids = JSON.stringify(act.ids);
        return this.change((before) => ({
            ...before,
            refused: before.refused.filter((one) => JSON.stringify(one.ids) !== ids),
        }));
    }

    /// All that waits. Fails where the server cannot be reached; the rest waits on. What makes something (a letter, its
    /// sending) and is refused is kept apart, so that nothing that was promised is lost without a word; a change that is
    /// refused is as the server has it.
    carryOut(): Promise<void> {
        // Never two at a time, of whatever window: each would do what the other does.
        this.going ??= alone("carry", () => this.carry()).finally(() => (this.going = undefined));
        return this.going;
    }

    /// Calls as the server knows what they speak of: what waits may have to make it first.
    async asKnown(calls: Call[]): Promise<Call[]> {
        await this.carryOut();
        return replaced(calls, (await this.read()).made) as Call[];
    }

    private async carry(): Promise<void> {
        for (;;) {
            const { acts, refused } = await this.read();
            const act = acts[0];
            if (!act || this.ended) return;
            let answer: Answer | undefined;
            try {
                answer = await done(act, idsOf(refused));
            } catch (error) {
                if (!isRefusal(error)) throw error;
            }
            const real: Record<Id, Id> = {};
            for (const [creation, id] of Object.entries(act.ids)) {
                const made = (answer?.["created"] as Record<string, { id: Id }> | null)?.[creation]?.id;
                if (made) real[id] = made;
            }
            const isLost =
                Object.keys(act.ids).length > 0 &&
                (!answer || Object.keys((answer["notCreated"] as object | null) ?? {}).length > 0);
            await this.change((before) => {
                const gone = (act.args["destroy"] as Id[] | undefined) ?? [];
                const made = Object.entries({ ...before.made, ...real }).slice(-madeMax);
                return {
                    // Ids that were put right must outlive a closed window.
                    acts: replaced(before.acts.slice(1), real) as Act[],
                    refused: withoutGone(isLost ? [...before.refused, act] : before.refused, gone),
                    made: Object.fromEntries(made),
                };
            });
        }
    }
}

/// Nothing of it was or will be done: the server said so, or it is a request that no server takes.
function isRefusal(error: unknown): boolean {
    if (!(error instanceof Failure)) return false;
    return error.kind === "refused" || ["400", "413", "maxSizeRequest"].includes(error.type);
}

/// What was thrown away, or stands in a later email, need not be told of.
function withoutGone(refused: Act[], gone: Id[]): Act[] {
    return refused.filter((one) => !Object.values(one.ids).some((id) => gone.includes(id)));
}

/// What is made here and thrown away again before the server is there need not be told to it: each saving of a draft would be
/// two acts. The first act may be under way, or done already; and what is to leave leaves. Returns what is left.
function forgotten(acts: Act[], act: Act): { acts: Act[]; act: Act | undefined } {
    const destroy = (act.args["destroy"] as Id[] | undefined) ?? [];
    const [first, ...rest] = acts;
    const waiting = idsOf(rest);
    const isLeaving = (id: Id) => rest.some((one) => one.method !== "Email/set" && named(one.args, id));
    const gone = new Set(destroy.filter((id) => id.startsWith(madeUp) && waiting.has(id) && !isLeaving(id)));
    if (gone.size === 0) return { acts, act };
    const less = (one: Act): Act | undefined => {
        if (one.method !== "Email/set") return one;
        const stays = ([key]: [string, unknown]) => !gone.has(one.ids[key] ?? key);
        const only = (part: unknown) =>
            Object.fromEntries(Object.entries((part as object | undefined) ?? {}).filter(stays));
        const [create, update] = [only(one.args["create"]), only(one.args["update"])];
        const left = ((one.args["destroy"] as Id[] | undefined) ?? []).filter((id) => !gone.has(id));
        const { create: _, update: __, destroy: ___, ...others } = one.args;
        if (Object.keys(create).length + Object.keys(update).length + left.length === 0) return undefined;
        const args = {
            ...others,
            ...(Object.keys(create).length > 0 ? { create } : {}),
            ...(Object.keys(update).length > 0 ? { update } : {}),
            ...(left.length > 0 ? { destroy: left } : {}),
        };
        return { ...one, args, ids: Object.fromEntries(Object.entries(one.ids).filter(stays)) };
    };
    const kept = rest.map(less).filter((one) => one !== undefined);
    return { acts: first ? [first, ...kept] : kept, act: less(act) };
}

const named = (value: unknown, id: Id): boolean => JSON.stringify(value).includes(JSON.stringify(id));

/// Has the server do it. What was done before its answer was lost on the way is not done twice; `lost` was never made.
async function done(act: Act, lost: ReadonlySet<Id>): Promise<Answer> {
    if (act.method === "EmailSubmission/set") {
        const emails = Object.values(creationsOf(act)).map((one) => one["emailId"] as Id);
        // The letter itself was refused, and that is told.
        if (emails.length > 0 && emails.every((id) => lost.has(id))) return {};
        if (await isSentAlready(act)) return {};
    }
    const made = act.method === "Email/set" ? await madeAlready(act) : {};
    const create = Object.fromEntries(Object.entries(creationsOf(act)).filter(([key]) => !made[key]));
    const { create: _, ...others } = act.args;
    const args = Object.keys(create).length > 0 ? { ...others, create } : others;
    if (Object.keys(made).length > 0 && Object.keys(args).every((key) => key === "accountId"))
        return { created: made };
    const [answer] = await client.sendNow([act.method, args]);
    return { ...answer, created: { ...(answer["created"] as object | null), ...made } };
}

/// Letters of it that the server has, by their Message-ID.
async function madeAlready(act: Act): Promise<Record<string, { id: Id }>> {
    const found: Record<string, { id: Id }> = {};
    for (const [creation, email] of Object.entries(creationsOf(act))) {
        const messageId = (email["messageId"] as string[] | undefined)?.[0];
        const mailbox = Object.keys((email["mailboxIds"] as object | undefined) ?? {})[0];
        if (!messageId || !mailbox) continue;
        const conditions = [{ inMailbox: mailbox }, { header: ["Message-ID", messageId] }];
        const [got] = await client.sendNow([
            "Email/query",
            { accountId: act.args["accountId"], filter: { operator: "AND", conditions }, limit: 1 },
        ]);
        const id = (got["ids"] as Id[])[0];
        if (id !== undefined) found[creation] = { id };
    }
    return found;
}

/// The answer to a sending may have been lost on the way: its letter is no draft any more then, and is not sent twice.
async function isSentAlready(act: Act): Promise<boolean> {
    if (act.method !== "EmailSubmission/set") return false;
    const ids = Object.values((act.args["create"] as Record<string, { emailId: Id }> | undefined) ?? {}).map(
        (one) => one.emailId,
    );
    const [got] = await client.sendNow([
        "Email/get",
        { accountId: act.args["accountId"], ids, properties: ["keywords"] },
    ]);
    return (got["list"] as { keywords: Record<string, true> }[]).some((one) => !one.keywords["$draft"]);
}

/// Every made-up id in it, as a value or as a name.
function replaced(value: unknown, real: Record<Id, Id>): unknown {
    if (typeof value === "string") return value.startsWith(madeUp) ? (real[value] ?? value) : value;
    if (Array.isArray(value)) return value.map((one) => replaced(one, real));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [replaced(key, real) as string, replaced(one, real)]),
    );
}
