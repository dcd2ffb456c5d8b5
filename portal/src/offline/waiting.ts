// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from "@preact/signals";
import type { Act } from "./queue";

/// Acts that wait for the server to be reached.
export const waitingActs = signal(0);
/// What the server did not take when it was back: kept here until its owner has seen it.
export const refusedActs = signal<Act[]>([]);
