// SPDX-License-Identifier: AGPL-3.0-or-later
// What is being written. Whoever wants something written says how it begins; the composer, fetched when it is needed, makes
// drafts of it.
import { signal } from "@preact/signals";
import type { Id } from "../jmap/types";
import { atEnter, atLeave, session } from "../store/account";
import type { Draft } from "./draft";

export type Start =
    | { kind: "new"; to?: string }
    | { kind: "reply" | "replyAll" | "forward" | "asNew"; id: Id }
    /// A draft; with what it answers or hands on, where that is known.
    | { kind: "open"; id: Id; answers?: Id; forwards?: Id }
    | { kind: "mailto"; address: string };

export interface Opened {
    number: number;
    start: Start;
}

/// Beyond, the oldest is put away among the drafts (compose.tsx), and is open until it is there.
export const openMax = 6;

export const opened = signal<Opened[]>([]);
/// Which of them is in front; nothing where all are folded.
export const front = signal<number | undefined>(undefined);
let next = 0;

/// Of those that are open, by their numbers, once they have begun. What is written outlives its form, for while another
/// screen is in front: the server was locked, or the session ended.
export const drafts = new Map<number, Draft>();

export function write(start: Start = { kind: "new" }): void {
    // In two composers the one would take away what the other has sent.
    const isThat = (one: Opened, id: Id) =>
        drafts.get(one.number)?.isOf(id) ?? (one.start.kind === "open" && one.start.id === id);
    const there = start.kind === "open" ? opened.value.find((one) => isThat(one, start.id)) : undefined;
    if (there) {
        front.value = there.number;
        return;
    }
    const number = ++next;
    opened.value = [...opened.value, { number, start }];
    front.value = number;
}

export function close(number: number): void {
    opened.value = opened.value.filter((one) => one.number !== number);
    if (front.value === number) front.value = undefined;
}

function closeAll(): void {
    opened.value = [];
    front.value = undefined;
}

/// A session that ends by itself takes nothing of what was being written along, which is there again when the same person
/// is; nobody else sees it.
let owner: string | undefined;
atLeave((chosen) => chosen && closeAll());
atEnter(() => {
    const name = session.value?.username;
    if (owner !== name) closeAll();
    owner = name;
});
