// SPDX-License-Identifier: AGPL-3.0-or-later
// Sending: the draft becomes a submission that waits some seconds, so that it can be taken back; or until a time that
// somebody chose.
import { checkSet, client, submission } from "../jmap/client";
import type { Id } from "../jmap/types";
import { change } from "../store/emails";
import { byRole } from "../store/mailboxes";
import { preference } from "../store/preferences";
import { tell } from "../ui/toast";
import { tellFailure } from "../ui/failure";
import { shortDate } from "../words/format";
import { say } from "../words/words";
import type { Draft } from "./draft";
import { madeUp } from "../offline/made_up";
import { write } from "./drafts";

/// Seconds that the server holds mail at most; 0 where it does not.
export function delayMax(): number {
    const account = client.session?.accounts[client.account()];
    return Number(account?.accountCapabilities[submission]?.maxDelayedSend ?? 0);
}

/// `at`: when it leaves; nothing: after the seconds in which it can be taken back.
export async function send(draft: Draft, at?: Date): Promise<void> {
    // What it says at this moment is what leaves.
    if (draft.isSealed.value) {
        await draft.stand(await draft.seal("all"));
        draft.saving.value = "saved";
    } else await draft.save();
    const emailId = draft.savedId!;
    const identity = draft.identity.value!;
    const drafts = byRole("drafts")!;
    const sent = byRole("sent");
    const seconds = at ? 0 : Math.min(preference("undoSeconds", 10), delayMax());
    const parameters = at
        ? { HOLDUNTIL: `${at.toISOString().slice(0, 19)}Z` }
        : seconds > 0
          ? { HOLDFOR: String(seconds) }
          : null;
    const answer = await client.call("EmailSubmission/set", {
        accountId: client.account(),
        create: {
            one: {
                identityId: identity.id,
                emailId,
                envelope: {
                    mailFrom: { email: identity.email, parameters },
                    rcptTo: draft.recipients().map(({ email }) => ({ email, parameters: null })),
                },
            },
        },
        onSuccessUpdateEmail: {
            "#one": {
                [`mailboxIds/${drafts.id}`]: null,
                ...(sent ? { [`mailboxIds/${sent.id}`]: true } : {}),
                "keywords/$draft": null,
            },
        },
    });
    checkSet(answer);
    const id = (answer["created"] as Record<string, { id: Id }>)["one"]!.id;
    draft.finish();
    const marks: Record<Id, Record<string, unknown>> = {};
    if (draft.answers) marks[draft.answers] = { "keywords/$answered": true };
    if (draft.forwards) marks[draft.forwards] = { "keywords/$forwarded": true };
    if (Object.keys(marks).length > 0) change(marks).catch(() => undefined);
    const undo = () => takeBack(id, emailId);
    if (id.startsWith(madeUp)) tell(say("compose-will-leave"));
    else if (at) tell(say("compose-scheduled", { date: shortDate(at) }), undo);
    else if (seconds > 0) tell(say("compose-sent"), undo, seconds * 1000);
    else tell(say("compose-sent"));
}

/// Back among the drafts, and open again.
export async function takeBack(id: Id, emailId: Id): Promise<void> {
    const drafts = byRole("drafts")!;
    const sent = byRole("sent");
    try {
        checkSet(
            await client.call("EmailSubmission/set", {
                accountId: client.account(),
                update: { [id]: { undoStatus: "canceled" } },
                onSuccessUpdateEmail: {
                    [id]: {
                        [`mailboxIds/${drafts.id}`]: true,
                        ...(sent ? { [`mailboxIds/${sent.id}`]: null } : {}),
                        "keywords/$draft": true,
                    },
                },
            }),
        );
        write({ kind: "open", id: emailId });
    } catch (error) {
        tellFailure(error, "compose");
    }
}
