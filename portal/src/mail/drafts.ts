// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Id } from "../jmap/types";
export type Start = { kind: "new" } | { kind: "open" | "reply" | "replyAll" | "forward" | "asNew"; id: Id } | { kind: "mailto"; address: string };
export function write(_start: Start = { kind: "new" }): void {}
