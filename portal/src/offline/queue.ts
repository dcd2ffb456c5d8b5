// SPDX-License-Identifier: AGPL-3.0-or-later
// What was done while the server could not be reached: calls, in their order, sealed. Ids that were made up here are put
// right when the server has given real ones.
import { Failure, client } from "../jmap/client";
import type { Answer, Id } from "../jmap/types";
import type { SealedStore } from "./sealed_store";

const name = "queue";
/// Acts; beyond, there is no more to be done without the server.
const actsMax = 500;

export interface Act {
    method: string;
    args: Record<string, unknown>;
    /// Made-up ids by creation id.
    ids: Record<string, Id>;
}

export class Queue {
    private constructor(
        private readonly store: SealedStore,
        private acts: Act[],
        private readonly told: (waiting: number) => void,
    ) {
        told(acts.length);
    }
    static async open(store: SealedStore, told: (waiting: number) => void): Promise<Queue> {
        return new Queue(store, (await store.get<Act[]>(name)) ?? [], told);
    }

    async add(act: Act): Promise<void> {
        if (this.acts.length >= actsMax) throw new Failure("network");
        this.acts.push(act);
        await this.store.put({ [name]: this.acts });
        this.told(this.acts.length);
    }

    /// All that waits. What the server refuses is dropped: it is as the server has it then. Fails where it cannot be
    /// reached; the rest waits on.
    async carryOut(): Promise<void> {
        const real = new Map<Id, Id>();
        while (this.acts.length > 0) {
            const act = this.acts[0]!;
            let answer: Answer | undefined;
            try {
                [answer] = await client.sendNow([act.method, replaced(act.args, real) as Record<string, unknown>]);
            } catch (error) {
                if (!(error instanceof Failure) || error.kind !== "refused") throw error;
            }
            for (const [creation, id] of Object.entries(act.ids)) {
                const made = (answer?.["created"] as Record<string, { id: Id }> | null)?.[creation]?.id;
                if (made) real.set(id, made);
            }
            this.acts.shift();
            // Ids that were put right must outlive a closed window.
            this.acts = replaced(this.acts, real) as Act[];
            await this.store.put({ [name]: this.acts });
            this.told(this.acts.length);
        }
    }
}

/// Every made-up id in it, as a value or as a name.
function replaced(value: unknown, real: ReadonlyMap<Id, Id>): unknown {
    if (real.size === 0) return value;
    if (typeof value === "string") return real.get(value) ?? value;
    if (Array.isArray(value)) return value.map((one) => replaced(one, real));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [real.get(key) ?? key, replaced(one, real)]));
}
