// SPDX-License-Identifier: AGPL-3.0-or-later
// JMAP (RFC 8620) over fetch. What is asked for in one turn travels in one request.
import { signal } from "@preact/signals";
import { pause } from "../base/once";
import { madeUp } from "../offline/made_up";
import type { Answer, Call, Id, Session } from "./types";

/// network: the server was not reached. signedOut: no session, or no longer. locked: keyholders are needed. limit: too
/// much or too often. refused: the method said no (`type`). broken: something else.
export type FailureKind = "network" | "signedOut" | "locked" | "limit" | "refused" | "broken";

export class Failure extends Error {
    constructor(
        readonly kind: FailureKind,
        /// JMAP's error type ("notFound", "overQuota"), or the status of HTTP.
        readonly type = "",
        readonly detail = "",
        /// The rest of the error object.
        readonly more: Answer = {},
    ) {
        super(`${kind} ${type} ${detail}`.trim());
    }
}

export const core = "urn:ietf:params:jmap:core";
export const mail = "urn:ietf:params:jmap:mail";
export const submission = "urn:ietf:params:jmap:submission";
/// Whether the server was reached the last time that it was tried.
export const isReachable = signal(true);
export const collective = "c";
/// What a server has before it has a collective.
export const founding = "urn:milpa:params:jmap:founding";

/// In the server's place while it cannot be reached; nothing where there is no copy of the account here.
interface Offline {
    answer: (calls: Call[]) => Promise<(Answer | Failure)[]>;
    /// Calls that speak of what was made here: as the server knows it, once it has been told.
    asKnown: (calls: Call[]) => Promise<Call[]>;
}
let offline: Offline | undefined;
export function useOffline(instead: Offline | undefined): void {
    offline = instead;
}

/// Of fetch: what went wrong on the way.
export async function reach(path: string, init: RequestInit = {}): Promise<Response> {
    let answer: Response;
    try {
        answer = await fetch(path, { credentials: "same-origin", ...init });
    } catch (error) {
        if ((error as Error).name === "AbortError") throw error;
        isReachable.value = false;
        throw new Failure("network");
    }
    isReachable.value = true;
    if (answer.ok) return answer;
    let said: Answer = {};
    try {
        said = (await answer.json()) as Answer;
    } catch {
        // No problem details: the status says it.
    }
    const detail = String(said["detail"] ?? "");
    if (answer.status === 401) throw new Failure("signedOut", "401", detail, said);
    if (answer.status === 503) throw new Failure("locked", "503", detail, said);
    if (answer.status === 429) throw new Failure("limit", "429", detail, said);
    throw new Failure("broken", String(said["limit"] ?? answer.status), detail, said);
}

/// What an answer says. Where it broke off, or somebody in between answered in the server's place, nothing was reached.
async function readJson(answer: Response): Promise<Answer> {
    try {
        return (await answer.json()) as Answer;
    } catch {
        isReachable.value = false;
        throw new Failure("network");
    }
}

const triesMax = 6;
const betweenTries = 300;

/// Other windows of the member, and what they left behind, count as well (RFC 8620 3.6.1: maxConcurrentRequests). Nothing
/// of such a request was done.
export async function postJson(path: string, body: unknown): Promise<Answer> {
    for (let tried = 1; ; tried += 1) {
        try {
            const answer = await reach(path, {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify(body),
            });
            return answer.status === 204 ? {} : await readJson(answer);
        } catch (error) {
            if (!(error instanceof Failure) || error.type !== "maxConcurrentRequests" || tried >= triesMax)
                throw error;
            await pause(betweenTries * tried);
        }
    }
}

function failureOf(said: Answer): Failure {
    const type = String(said["type"] ?? "");
    const kind: FailureKind =
        type === "rateLimit" || type === "limit"
            ? "limit"
            : type === "serverUnavailable"
              ? "locked"
              : "refused";
    return new Failure(kind, type, String(said["description"] ?? ""), said);
}

/// What a guest or a member may call; a member's calls carry what their session knows.
export class Client {
    session: Session | undefined;
    private waiting: {
        calls: Call[];
        done: (answers: (Answer | Failure)[]) => void;
        failed: (error: unknown) => void;
    }[] = [];

    /// Fails with signedOut where there is none.
    async open(): Promise<Session> {
        const answer = await reach("/jmap/session");
        this.session = (await readJson(answer)) as Session;
        return this.session;
    }

    /// The account that has a capability.
    account(capability = mail): Id {
        const id = this.session?.primaryAccounts[capability];
        if (id === undefined) throw new Failure("broken", "", `no account for ${capability}`);
        return id;
    }
    has(capability: string): boolean {
        return this.session?.capabilities[capability] !== undefined;
    }

    /// All or nothing: the first that failed is thrown. Calls may refer to each other by `ref`.
    async send<const T extends Call[]>(...calls: T): Promise<{ [K in keyof T]: Answer }> {
        const answers = await this.sendEach(...calls);
        for (const answer of answers) if (answer instanceof Failure) throw answer;
        return answers as { [K in keyof T]: Answer };
    }

    /// Each answer by itself.
    sendEach(...calls: Call[]): Promise<(Answer | Failure)[]> {
        return new Promise((done, failed) => {
            this.waiting.push({ calls, done, failed });
            if (this.waiting.length === 1) queueMicrotask(() => void this.flush());
        });
    }

    async call(name: string, args: Record<string, unknown>): Promise<Answer> {
        return (await this.send([name, args]))[0]!;
    }

    /// The server's own word, whatever there is in its place. All or nothing, as `send`.
    async sendNow<const T extends Call[]>(...calls: T): Promise<{ [K in keyof T]: Answer }> {
        const answers = await new Promise<(Answer | Failure)[]>(
            (done, failed) => void this.carry([{ calls, done, failed }], undefined),
        );
        for (const answer of answers) if (answer instanceof Failure) throw answer;
        return answers as { [K in keyof T]: Answer };
    }

    private async flush(): Promise<void> {
        const turns = this.waiting;
        this.waiting = [];
        const most = Number(this.session?.capabilities[core]?.maxCallsInRequest ?? 16);
        let batch: typeof turns = [];
        let count = 0;
        for (const turn of turns) {
            if (count > 0 && count + turn.calls.length > most) {
                void this.carry(batch, offline);
                batch = [];
                count = 0;
            }
            batch.push(turn);
            count += turn.calls.length;
        }
        if (batch.length > 0) await this.carry(batch, offline);
    }

    /// Answers of which nobody is there any more: of a session that is over, or somebody else's by now. Nothing of them is
    /// to be known in the next.
    private async carry(turns: typeof this.waiting, instead: Offline | undefined): Promise<void> {
        const asker = this.session?.username;
        const isOver = () => asker !== undefined && this.session?.username !== asker;
        const over = () => (this.session ? new Failure("broken", "left") : new Failure("signedOut"));
        try {
            const calls: Call[][] = [];
            for (const turn of turns)
                calls.push(
                    instead && JSON.stringify(turn.calls).includes(`"${madeUp}`)
                        ? await instead.asKnown(turn.calls)
                        : turn.calls,
                );
            if (isOver()) throw over();
            const methodCalls: [string, Record<string, unknown>, string][] = [];
            calls.forEach((turn, t) => {
                turn.forEach(([name, args], i) => methodCalls.push([name, placed(args, t), `${t}.${i}`]));
            });
            const using = this.session
                ? Object.keys(this.session.capabilities)
                : [core, ...guestUses(methodCalls)];
            const answer = await postJson(
                this.session ? new URL(this.session.apiUrl).pathname : "/jmap/api",
                { using, methodCalls },
            );
            if (isOver()) throw over();
            const responses = answer["methodResponses"] as [string, Answer, string][];
            turns.forEach((turn, t) => {
                turn.done(
                    turn.calls.map((_, i) => {
                        const said = responses.find(([, , id]) => id === `${t}.${i}`);
                        if (!said) return new Failure("broken", "", "no answer");
                        if (said[0] !== "error") return said[1];
                        return this.isOursNoMore(turn.calls[i]!, said[1])
                            ? new Failure("signedOut", "accountNotFound")
                            : failureOf(said[1]);
                    }),
                );
            });
        } catch (error) {
            for (const turn of turns) {
                // That the session of before is over is nothing to whoever is here now.
                if (isOver()) turn.failed(over());
                else if (instead && error instanceof Failure && error.kind === "network")
                    instead.answer(turn.calls).then(turn.done, turn.failed);
                else turn.failed(error);
            }
        }
    }

    /// Another window signed somebody else in: the cookie is theirs, and this account none of theirs.
    private isOursNoMore([, args]: Call, said: Answer): boolean {
        return (
            said["type"] === "accountNotFound" &&
            args["accountId"] !== undefined &&
            args["accountId"] === this.session?.primaryAccounts[mail]
        );
    }

    downloadPath(blobId: Id, name: string, type: string): string {
        // A part without a name has a place all the same, and a name is one step of the path: the server reads %2F as a step.
        const step = name.replace(/[/\\]/g, "_");
        const fill: Record<string, string> = {
            accountId: this.account(),
            blobId,
            name: /^\.{0,2}$/.test(step) ? "file" : step,
            type,
        };
        const url = this.session!.downloadUrl.replace(/\{(\w+)\}/g, (_, key: string) =>
            encodeURIComponent(fill[key] ?? ""),
        );
        return url.slice(new URL(url).origin.length);
    }
    uploadPath(): string {
        return new URL(this.session!.uploadUrl.replace("{accountId}", encodeURIComponent(this.account())))
            .pathname;
    }
}

/// The result of an earlier call of the same `send` (RFC 8620 3.7): `{"#ids": ref(0, "Email/query", "/ids")}`.
export function ref(
    call: number,
    name: string,
    path: string,
): { resultOf: string; name: string; path: string } {
    return { resultOf: String(call), name, path };
}

/// References count the calls of their own `send`; in the request they have a prefix.
function placed(args: Record<string, unknown>, turn: number): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(args)) {
        made[key] = key.startsWith("#")
            ? { ...(value as object), resultOf: `${turn}.${(value as { resultOf: string }).resultOf}` }
            : value;
    }
    return made;
}

/// Of a /set: what was refused is thrown, by the first of them.
export function checkSet(answer: Answer): Answer {
    for (const key of ["notCreated", "notUpdated", "notDestroyed"]) {
        for (const said of Object.values((answer[key] as Record<string, Answer> | null) ?? {}))
            throw failureOf(said);
    }
    return answer;
}

/// Guests have no session that says what there is, and a server has either of the two.
function guestUses(calls: readonly (readonly [name: string, ...rest: unknown[]])[]): string[] {
    return [
        ...new Set(
            calls.map(
                ([name]) =>
                    `urn:milpa:params:jmap:${name.startsWith("Founding/") ? "founding" : "collective"}`,
            ),
        ),
    ];
}

/// The portal's own.
export const client = new Client();
