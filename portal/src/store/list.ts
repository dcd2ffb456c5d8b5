// SPDX-License-Identifier: AGPL-3.0-or-later
// A list of letters as long as a mailbox is: only windows of it are known, those that were looked at. When something
// changes the windows in sight are asked for again; what is shown stays until the answer is there, so that nothing jumps.
import { type Signal, batch, signal } from "@preact/signals";
import { Failure, client, ref } from "../jmap/client";
import type { Answer, EmailHead, Id } from "../jmap/types";
import { hear, noticeFailure } from "./account";
import { headProperties, takeHeads, takeState, takeThreads, thisMoment } from "./emails";

/// A telephone shows ten, a large screen twice as many: the first answer is soon there on a slow line.
export const windowRows = 16;
const everythingAtOnce = 250;

export interface Filter {
    [condition: string]: unknown;
}

/// Of the letters that are in a thread with those of the list.
const memberProperties = ["id", "threadId", "mailboxIds", "keywords", "from", "receivedAt"];
/// As many as every server gives at once (RFC 8620 2).
const membersAtOnce = 500;

/// The letters of Thread/get's answer, in pieces.
async function membersOf(threads: Answer | Failure): Promise<Answer> {
    if (threads instanceof Failure) throw threads;
    const ids = (threads["list"] as { emailIds: Id[] }[]).flatMap((one) => one.emailIds);
    const list: EmailHead[] = [];
    for (let at = 0; at < ids.length; at += membersAtOnce) {
        const answer = await client.call("Email/get", {
            accountId: client.account(),
            ids: ids.slice(at, at + membersAtOnce),
            properties: memberProperties,
        });
        list.push(...(answer["list"] as EmailHead[]));
    }
    return { list };
}

export class EmailList {
    /// Of rows; nothing until the first answer.
    readonly total: Signal<number | undefined> = signal(undefined);
    readonly failure: Signal<unknown> = signal(undefined);
    /// Raised whenever rows changed.
    readonly version = signal(0);
    /// Snippets of a search, by email.
    readonly snippets = new Map<Id, { subject: string | null; preview: string | null }>();
    private rows: (Id | undefined)[] = [];
    private readonly asked = new Map<number, Promise<void>>();
    private sight: [number, number] = [0, 0];
    private readonly end: (() => void)[];
    /// How often rows were taken away here.
    private dropped = 0;
    private refreshing = false;
    private refreshAgain = false;

    constructor(
        readonly filter: Filter,
        /// Whether only the newest letter of each thread is a row.
        readonly collapse: boolean,
        /// Whether what was found is to be shown.
        private readonly isSearch: boolean,
    ) {
        this.end = [hear("Email", () => void this.refresh())];
        this.look(0, 0);
    }

    close(): void {
        for (const end of this.end) end();
    }

    at(index: number): Id | undefined {
        return this.rows[index];
    }
    indexOf(id: Id): number {
        return this.rows.indexOf(id);
    }
    known(): Id[] {
        return this.rows.filter((id): id is Id => id !== undefined);
    }

    /// Rows that are in sight now: asks for what is not known of them.
    look(first: number, last: number): void {
        this.sight = [first, last];
        for (
            let window = Math.floor(first / windowRows);
            window <= Math.floor(last / windowRows);
            window += 1
        ) {
            const from = window * windowRows;
            const whole =
                this.rows[from] !== undefined &&
                (this.rows[from + windowRows - 1] !== undefined ||
                    from + windowRows >= (this.total.value ?? 0));
            if (!whole) void this.fetch(window);
        }
    }

    private fetch(window: number): Promise<void> {
        let going = this.asked.get(window);
        if (!going) {
            going = this.ask(window)
                .catch((error: unknown) => {
                    noticeFailure(error);
                    this.failure.value = error;
                })
                .finally(() => this.asked.delete(window));
            this.asked.set(window, going);
        }
        return going;
    }

    private async ask(window: number): Promise<void> {
        const accountId = client.account();
        const asked = thisMoment();
        const dropped = this.dropped;
        const answers = await client.sendEach(
            [
                "Email/query",
                {
                    accountId,
                    filter: this.filter,
                    sort: [{ property: "receivedAt", isAscending: false }],
                    collapseThreads: this.collapse,
                    position: window * windowRows,
                    limit: windowRows,
                    calculateTotal: true,
                },
            ],
            ["Email/get", { accountId, "#ids": ref(0, "Email/query", "/ids"), properties: headProperties }],
            ...(this.collapse
                ? ([
                      ["Thread/get", { accountId, "#ids": ref(1, "Email/get", "/list/*/threadId") }],
                      [
                          "Email/get",
                          {
                              accountId,
                              "#ids": ref(2, "Thread/get", "/list/*/emailIds"),
                              properties: memberProperties,
                          },
                      ],
                  ] as [string, Record<string, unknown>][])
                : []),
            ...(this.isSearch
                ? ([
                      [
                          "SearchSnippet/get",
                          { accountId, filter: this.filter, "#emailIds": ref(0, "Email/query", "/ids") },
                      ],
                  ] as [string, Record<string, unknown>][])
                : []),
        );
        // Threads may be longer than one answer is.
        const members = answers[3];
        if (this.collapse && members instanceof Failure && members.type === "requestTooLarge")
            answers[3] = await membersOf(answers[2]!);
        for (const answer of answers) if (answer instanceof Failure) throw answer;
        // Rows that somebody took away meanwhile would be back for a moment: what they did brings the list anew.
        if (this.dropped !== dropped && this.total.peek() !== undefined) return;
        batch(() => this.take(window, answers as Answer[], asked));
    }

    private take(window: number, answers: Answer[], asked: number): void {
        const query = answers[0]!;
        takeState(answers[1]!);
        takeHeads(answers[1]!["list"] as EmailHead[], asked);
        if (this.collapse) {
            takeThreads(answers[2]!["list"] as { id: Id; emailIds: Id[] }[]);
            takeHeads(answers[3]!["list"] as EmailHead[], asked);
        }
        if (this.isSearch) {
            for (const one of answers[answers.length - 1]!["list"] as {
                emailId: Id;
                subject: string | null;
                preview: string | null;
            }[]) {
                this.snippets.set(one.emailId, one);
            }
        }
        const total = query["total"] as number;
        const ids = query["ids"] as Id[];
        this.resize(total);
        for (let i = 0; i < windowRows && window * windowRows + i < total; i += 1)
            this.rows[window * windowRows + i] = ids[i];
        this.total.value = total;
        this.failure.value = undefined;
        this.version.value += 1;
    }

    private resize(total: number): void {
        if (this.rows.length > total) this.rows.length = total;
        while (this.rows.length < total) this.rows.push(undefined);
    }

    /// Windows in sight are asked for again; the others are forgotten when the answer is there.
    async refresh(): Promise<void> {
        if (this.refreshing) {
            this.refreshAgain = true;
            return;
        }
        this.refreshing = true;
        try {
            do {
                this.refreshAgain = false;
                await Promise.all(this.asked.values());
                const [first, last] = this.sight;
                const from = Math.floor(first / windowRows);
                const to = Math.floor(last / windowRows);
                const windows: number[] = [];
                for (let window = from; window <= to; window += 1) windows.push(window);
                await Promise.all(windows.map((window) => this.fetch(window)));
                this.rows = this.rows.map((id, i) =>
                    i >= from * windowRows && i < (to + 1) * windowRows ? id : undefined,
                );
                // Somebody scrolled meanwhile.
                this.look(...this.sight);
            } while (this.refreshAgain);
        } finally {
            this.refreshing = false;
        }
    }

    /// All letters that the list is made of, each with where it lies: for what is done to all of them.
    async everything(): Promise<Id[]> {
        const accountId = client.account();
        const all: Id[] = [];
        for (;;) {
            const [query, got] = await client.send(
                [
                    "Email/query",
                    {
                        accountId,
                        filter: this.filter,
                        sort: [{ property: "receivedAt", isAscending: false }],
                        position: all.length,
                        limit: everythingAtOnce,
                    },
                ],
                [
                    "Email/get",
                    {
                        accountId,
                        "#ids": ref(0, "Email/query", "/ids"),
                        properties: ["id", "threadId", "mailboxIds", "keywords"],
                    },
                ],
            );
            takeHeads(got["list"] as EmailHead[]);
            const ids = query["ids"] as Id[];
            all.push(...ids);
            if (ids.length < everythingAtOnce) return all;
        }
    }

    /// Rows that leave at once because somebody moved them; the server's word comes after.
    drop(ids: ReadonlySet<Id>): void {
        const kept = this.rows.filter((id) => id === undefined || !ids.has(id));
        const gone = this.rows.length - kept.length;
        if (gone === 0) return;
        this.dropped += 1;
        this.rows = kept;
        this.total.value = Math.max(0, (this.total.value ?? 0) - gone);
        this.version.value += 1;
    }
}
