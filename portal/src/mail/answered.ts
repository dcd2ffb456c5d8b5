// SPDX-License-Identifier: AGPL-3.0-or-later
// What a letter answers, where nobody remembers: in its thread, the one that it names (RFC 5322 3.6.4).
import { client, ref } from "../jmap/client";
import type { Email, Id } from "../jmap/types";

export interface Answered {
    id: Id;
    /// The addresses from which other letters, which are no drafts, answer it as well; in small letters.
    alsoBy: string[];
}

type Named = Pick<Email, "id" | "threadId" | "inReplyTo">;
type Other = Pick<Email, "id" | "messageId" | "inReplyTo" | "keywords" | "from">;

export async function answeredBy(email: Named): Promise<Answered | undefined> {
    const messageId = email.inReplyTo?.[0];
    if (messageId === undefined) return undefined;
    const accountId = client.account();
    const [, got] = await client.send(
        ["Thread/get", { accountId, ids: [email.threadId] }],
        [
            "Email/get",
            {
                accountId,
                "#ids": ref(0, "Thread/get", "/list/*/emailIds"),
                properties: ["messageId", "inReplyTo", "keywords", "from"],
            },
        ],
    );
    const others = (got["list"] as Other[]).filter(
        (other) => other.id !== email.id && !other.keywords["$draft"],
    );
    const one = others.find((other) => other.messageId?.[0] === messageId);
    const alsoBy = others
        .filter((other) => other.inReplyTo?.[0] === messageId)
        .flatMap((other) => (other.from ?? []).map(({ email }) => email.toLowerCase()));
    return one && { id: one.id, alsoBy };
}
