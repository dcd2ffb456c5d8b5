// SPDX-License-Identifier: AGPL-3.0-or-later
// What was done while the server could not be reached: calls, in their order, sealed. Ids that were made up here are put
// right when the server has given real ones.
import { Failure, client } from "../jmap/client";
import type { Answer, Id } from "../jmap/types";
import type { SealedStore } from "./sealed_store";

const name = "queue";
const refusedName = "refused";
/// Acts; beyond, there is no more to be done without the server.
const actsMax = 500;

export interface Act {
    method: string;
    args: Record<string, unknown>;
    /// Made-up ids by creation id.
    ids: Record<string, Id>;
}

/// Of an answer: whether the server took all of it.
function isTaken(answer: Answer): boolean {
    return ["notCreated", "notUpdated", "notDestroyed"].every(
        (key) => Object.keys((answer[key] as object | null) ?? {}).length === 0,
    );
}

/// Windows of one browser share what waits. A browser of before has no locks; there one window may be open.
function alone<T>(what: "list" | "carry", act: () => Promise<T>): Promise<T> {
    const locks = globalThis.navigator?.locks as LockManager | undefined;
    return locks ? locks.request(`milpa-queue-${what}`, act) : act();
}

interface Kept {
    acts: Act[];
    refused: Act[];
}

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
        return {
            acts: (await this.store.get<Act[]>(name)) ?? [],
            refused: (await this.store.get<Act[]>(refusedName)) ?? [],
        };
    }

    /// What is kept is what counts: another window may have added to it meanwhile. Where it cannot be kept, nothing happened.
    private change(next: (before: Kept) => Kept): Promise<void> {
        return alone("list", async () => {
            const { acts, refused } = next(await this.read());
            if (this.ended) throw new Failure("signedOut");
            await this.store.put({ [name]: acts, [refusedName]: refused });
            this.told(acts.length, refused);
        });
    }

    add(act: Act): Promise<void> {
        return this.change(({ acts, refused }) => {
            if (acts.length >= actsMax) throw new Failure("network");
            return { acts: [...acts, act], refused };
        });
    }

    forgetRefused(act: Act): Promise<void> {
        // By its made-up ids: what was read anew is another object.
        const ids = JSON.stringify(act.ids);
        return this.change(({ acts, refused }) => ({
            acts,
            refused: refused.filter((one) => JSON.stringify(one.ids) !== ids),
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

    private async carry(): Promise<void> {
        const real = new Map<Id, Id>();
        for (;;) {
            const act = (await this.read()).acts[0];
            if (!act || this.ended) return;
            let answer: Answer | undefined;
            try {
                if (!(await isSentAlready(act))) [answer] = await client.sendNow([act.method, act.args]);
                else answer = {};
            } catch (error) {
                if (!(error instanceof Failure) || error.kind !== "refused") throw error;
            }
            for (const [creation, id] of Object.entries(act.ids)) {
                const made = (answer?.["created"] as Record<string, { id: Id }> | null)?.[creation]?.id;
                if (made) real.set(id, made);
            }
            const isRefused = (!answer || !isTaken(answer)) && Object.keys(act.ids).length > 0;
            await this.change(({ acts, refused }) => ({
                // Ids that were put right must outlive a closed window.
                acts: replaced(acts.slice(1), real) as Act[],
                refused: isRefused ? [...refused, act] : refused,
            }));
        }
    }
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
function replaced(value: unknown, real: ReadonlyMap<Id, Id>): unknown {
    if (real.size === 0) return value;
    if (typeof value === "string") return real.get(value) ?? value;
    if (Array.isArray(value)) return value.map((one) => replaced(one, real));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [real.get(key) ?? key, replaced(one, real)]),
    );
}
