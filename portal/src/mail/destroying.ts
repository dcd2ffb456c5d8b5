// SPDX-License-Identifier: AGPL-3.0-or-later
// How a draft goes for good.
import { client } from "../jmap/client";
import type { Answer, Email, Id } from "../jmap/types";

/// What is no draft any more was sent meanwhile, from another window or program: it is left alone. Gives those that should
/// be gone and are there still, with the reason.
export async function destroyDrafts(ids: Id[]): Promise<Record<Id, Answer>> {
    const accountId = client.account();
    const got = await client.call("Email/get", { accountId, ids, properties: ["keywords"] });
    const sent = (got["list"] as Pick<Email, "id" | "keywords">[])
        .filter((one) => !one.keywords["$draft"])
        .map((one) => one.id);
    // Also what is not found: a copy for while there is no connection may lack it.
    const destroy = ids.filter((id) => !sent.includes(id));
    if (destroy.length === 0) return {};
    const answer = await client.call("Email/set", { accountId, destroy });
    const all = (answer["notDestroyed"] as Record<Id, Answer> | null | undefined) ?? {};
    return Object.fromEntries(Object.entries(all).filter(([, said]) => said["type"] !== "notFound"));
}
