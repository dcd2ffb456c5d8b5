// SPDX-License-Identifier: AGPL-3.0-or-later
// As whom a member may write.
import { signal } from "@preact/signals";
import { client } from "../jmap/client";
import type { Identity } from "../jmap/types";
import { atLeave, hear } from "./account";
import { preference } from "./preferences";

export const identities = signal<Identity[] | undefined>(undefined);

export async function loadIdentities(): Promise<Identity[]> {
    const answer = await client.call("Identity/get", { accountId: client.account(), ids: null });
    const list = answer["list"] as Identity[];
    const first = preference("identity", "");
    list.sort((a, b) => Number(b.id === first) - Number(a.id === first));
    identities.value = list;
    return list;
}

hear("Identity", () => {
    if (identities.value) void loadIdentities().catch(() => undefined);
});
atLeave(() => {
    identities.value = undefined;
});
