// SPDX-License-Identifier: AGPL-3.0-or-later
// What is being written. Whoever wants something written says how it begins; the composer, fetched when it is needed, makes
// drafts of it.
import { signal } from "@preact/signals";
import type { Id } from "../jmap/types";
import { atLeave } from "../store/account";

export type Start =
    | { kind: "new"; to?: string }
    | { kind: "open" | "reply" | "replyAll" | "forward" | "asNew"; id: Id }
    | { kind: "mailto"; address: string };

export interface Opened {
    number: number;
    start: Start;
}

/// Beyond, the oldest is put away: it is among the drafts.
const openMax = 6;

export const opened = signal<Opened[]>([]);
/// Which of them is in front; nothing where all are folded.
export const front = signal<number | undefined>(undefined);
let next = 0;

export function write(start: Start = { kind: "new" }): void {
    const there =
        start.kind === "open"
            ? opened.value.find((one) => one.start.kind === "open" && one.start.id === start.id)
            : undefined;
    if (there) {
        front.value = there.number;
        return;
    }
    const number = ++next;
    opened.value = [...opened.value.slice(-(openMax - 1)), { number, start }];
    front.value = number;
}

export function close(number: number): void {
    opened.value = opened.value.filter((one) => one.number !== number);
    if (front.value === number) front.value = undefined;
}

atLeave(() => {
    opened.value = [];
    front.value = undefined;
});
