// SPDX-License-Identifier: AGPL-3.0-or-later
// What is being written stands at the foot of the window, each folded or open; on a phone it takes all of it.
import { lazy } from "../ui/lazy";
import { opened } from "./drafts";

const Composers = lazy(async () => (await import("./compose")).Composers, "compose", "openpgp");

export function ComposeDock() {
    return opened.value.length > 0 ? <Composers /> : null;
}
