// SPDX-License-Identifier: AGPL-3.0-or-later
// Cards that are ticked in the list.
import { computed, signal } from "@preact/signals";
import type { Id } from "../jmap/types";
import { type Known, sorted } from "../store/contacts";
import { shown } from "./where";

export const selected = signal<ReadonlySet<Id>>(new Set());
/// Those of them that are still there.
export const chosen = computed<Known[]>(() =>
    selected.value.size === 0 ? [] : sorted.value.filter((one) => selected.value.has(one.card.id)),
);
let last: Id | undefined;

export function clear(): void {
    selected.value = new Set();
    last = undefined;
}

/// With shift all from the one that was ticked before.
export function toggle(id: Id, isRange: boolean): void {
    const next = new Set(selected.value);
    const on = !next.has(id);
    const ids = shown.value.map((one) => one.card.id);
    const from = isRange && last !== undefined ? ids.indexOf(last) : -1;
    const to = ids.indexOf(id);
    const range = from < 0 ? [id] : ids.slice(Math.min(from, to), Math.max(from, to) + 1);
    for (const one of range) {
        if (on) next.add(one);
        else next.delete(one);
    }
    last = id;
    selected.value = next;
}

export function selectAll(): void {
    selected.value = new Set(shown.value.map((one) => one.card.id));
}
