// SPDX-License-Identifier: AGPL-3.0-or-later
// Letters that leave later: submissions that wait (RFC 8621 7).
import { signal } from "@preact/signals";
import { client, submission } from "../jmap/client";
import type { Answer, EmailHead, Id } from "../jmap/types";
import { atEnter, atLeave, hear, noticeFailure } from "../store/account";
import { head, headProperties, takeHeads } from "../store/emails";

export interface Waiting {
    id: Id;
    emailId: Id;
    sendAt: string;
}
/// What leaves later than in a moment, the next first.
export const scheduled = signal<Waiting[]>([]);
const aMoment = 90_000;

async function loadScheduled(): Promise<void> {
    if (!client.has(submission)) return;
    try {
        const accountId = client.account();
        const [, got] = await client.send(
            ["EmailSubmission/query", { accountId, filter: { undoStatus: "pending" }, limit: 200 }],
            [
                "EmailSubmission/get",
                {
                    accountId,
                    "#ids": { resultOf: "0", name: "EmailSubmission/query", path: "/ids" },
                    properties: ["id", "emailId", "sendAt"],
                },
            ],
        );
        const list = (got["list"] as (Answer & Waiting)[]).filter(
            (one) => new Date(one.sendAt).getTime() - Date.now() > aMoment,
        );
        scheduled.value = list.sort((a, b) => a.sendAt.localeCompare(b.sendAt));
        const missing = scheduled.value.map((one) => one.emailId).filter((id) => !head(id).peek());
        if (missing.length > 0) {
            const heads = await client.call("Email/get", {
                accountId,
                ids: missing,
                properties: headProperties,
            });
            takeHeads(heads["list"] as EmailHead[]);
            scheduled.value = [...scheduled.value];
        }
    } catch (error) {
        noticeFailure(error);
    }
}
hear("EmailSubmission", () => void loadScheduled());
atEnter(() => void loadScheduled());
atLeave(() => {
    scheduled.value = [];
});
