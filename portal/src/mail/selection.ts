// SPDX-License-Identifier: AGPL-3.0-or-later
// Rows of the list that are ticked.
import { signal } from "@preact/signals";
import type { Id } from "../jmap/types";
import type { EmailList } from "../store/list";

export const selected = signal<ReadonlySet<Id>>(new Set());
/// Whether all that the list has is meant, also what was never looked at.
export const everything = signal(false);
let last: Id | undefined;

/// With `range`, all from the last one that was ticked.
export function toggle(id: Id, list: EmailList, range: boolean): void {
    const next = new Set(selected.value);
    const on = !next.has(id);
    const ids = [id];
    if (range && last !== undefined) {
        const a = list.indexOf(last);
        const b = list.indexOf(id);
        if (a >= 0 && b >= 0)
            for (let i = Math.min(a, b); i <= Math.max(a, b); i += 1) ids.push(list.at(i) ?? id);
    }
    for (const one of ids) on ? next.add(one) : next.delete(one);
    last = id;
    selected.value = next;
    everything.value = false;
}

export function clear(): void {
    everything.value = false;
    if (selected.value.size > 0) selected.value = new Set();
}
