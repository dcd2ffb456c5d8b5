// SPDX-License-Identifier: AGPL-3.0-or-later
// Which dialog of the contacts is open.
import { signal } from "@preact/signals";
import type { Id } from "../jmap/types";

export type Opened =
    | { kind: "import" }
    /// A new one, with these people in it, or another name for one.
    | { kind: "group"; group?: Id; uids?: string[] }
    | { kind: "addPeople"; group: Id }
    | { kind: "move"; ids: Id[] }
    | { kind: "book"; book?: Id };

export const opened = signal<Opened | undefined>(undefined);
export function open(what: Opened): void {
    opened.value = what;
}
export function close(): void {
    opened.value = undefined;
}
