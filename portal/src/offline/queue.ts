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

export class Queue {
    private going: Promise<void> | undefined;

    private constructor(
        private readonly store: SealedStore,
        private acts: Act[],
        private refused: Act[],
        private readonly told: (waiting: number, refused: Act[]) => void,
    ) {
        told(acts.length, refused);
    }
    static async open(store: SealedStore, told: (waiting: number, refused: Act[]) => void): Promise<Queue> {
        return new Queue(
            store,
            (await store.get<Act[]>(name)) ?? [],
            (await store.get<Act[]>(refusedName)) ?? [],
            told,
        );
    }

    private async keep(): Promise<void> {
        await this.store.put({ [name]: this.acts, [refusedName]: this.refused });
        this.told(this.acts.length, this.refused);
    }

    async add(act: Act): Promise<void> {
        if (this.acts.length >= actsMax) throw new Failure("network");
        this.acts.push(act);
        await this.keep();
    }

    async forgetRefused(act: Act): Promise<void> {
        this.refused = this.refused.filter((one) => one !== act);
        await this.keep();
    }

    /// All that waits. Fails where the server cannot be reached; the rest waits on. What makes something (a letter, its
    /// sending) and is refused is kept apart, so that nothing that was promised is lost without a word; a change that is
    /// refused is as the server has it.
    carryOut(): Promise<void> {
        // Never two at a time: each would take acts away that the other has not carried out.
        this.going ??= this.carry().finally(() => (this.going = undefined));
        return this.going;
    }

    private async carry(): Promise<void> {
        const real = new Map<Id, Id>();
        while (this.acts.length > 0) {
            const act = this.acts[0]!;
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
            this.acts.shift();
            if ((!answer || !isTaken(answer)) && Object.keys(act.ids).length > 0)
                this.refused = [...this.refused, act];
            // Ids that were put right must outlive a closed window.
            this.acts = replaced(this.acts, real) as Act[];
            await this.keep();
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
