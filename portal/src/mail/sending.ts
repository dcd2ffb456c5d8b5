// SPDX-License-Identifier: AGPL-3.0-or-later
// Sending: the draft becomes a submission that waits some seconds, so that it can be taken back; or until a time that
// somebody chose.
import { checkSet, client, submission } from "../jmap/client";
import type { Email, Id } from "../jmap/types";
import { noticeFailure } from "../store/account";
import { type Patch, change, head } from "../store/emails";
import { byRole } from "../store/mailboxes";
import { loadIdentities } from "../store/identities";
import { preference } from "../store/preferences";
import { tell } from "../ui/toast";
import { tellFailure } from "../ui/failure";
import { shortDate } from "../words/format";
import { say } from "../words/words";
import { type Answered, answeredBy } from "./answered";
import type { Draft } from "./draft";
import { madeUp } from "../offline/made_up";
import { write } from "./drafts";

/// Seconds that the server holds mail at most; 0 where it does not.
export function delayMax(): number {
    const account = client.session?.accounts[client.account()];
    return Number(account?.accountCapabilities[submission]?.maxDelayedSend ?? 0);
}

const secondsToUndo = (): number => Math.min(preference("undoSeconds", 10), delayMax());

/// What a letter answers or hands on.
type Of = Pick<Draft, "answers" | "forwards">;

/// `at`: when it leaves; nothing: after the seconds in which it can be taken back.
export async function send(draft: Draft, at?: Date): Promise<void> {
    // Nothing leaves twice because an answer was lost.
    if (await draft.checkLeft()) {
        draft.finish();
        change(marksOf(draft).marks).catch(() => undefined);
        tell(say("compose-sent"));
        return;
    }
    const emailId = await draft.hold();
    let id: Id;
    try {
        id = await submit(draft, emailId, at);
    } catch (failed) {
        draft.release(failed);
        throw failed;
    }
    draft.finish();
    const { marks, back } = marksOf(draft);
    change(marks).catch(() => undefined);
    const undo = () => takeBack(id, emailId, draft, back);
    if (id.startsWith(madeUp)) tell(say("compose-will-leave"));
    else if (at) tell(say("compose-scheduled", { date: shortDate(at) }), undo);
    else if (secondsToUndo() > 0) tell(say("compose-sent"), undo, secondsToUndo() * 1000);
    else tell(say("compose-sent"));
}

/// The marks of what is answered or handed on, and what takes away those that were not there before.
function marksOf(of: Of): Record<"marks" | "back", Record<Id, Patch>> {
    const found: Record<"marks" | "back", Record<Id, Patch>> = { marks: {}, back: {} };
    for (const [id, keyword] of [
        [of.answers, "$answered"],
        [of.forwards, "$forwarded"],
    ] as const) {
        if (id === undefined || head(id).peek()?.keywords[keyword]) continue;
        found.marks[id] = { ...found.marks[id], [`keywords/${keyword}`]: true };
        found.back[id] = { ...found.back[id], [`keywords/${keyword}`]: null };
    }
    return found;
}

async function submit(draft: Draft, emailId: Id, at: Date | undefined): Promise<Id> {
    const identity = draft.identity.value!;
    const drafts = byRole("drafts")!;
    const sent = byRole("sent");
    const seconds = at ? 0 : secondsToUndo();
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
    return (answer["created"] as Record<string, { id: Id }>)["one"]!.id;
}

/// Back among the drafts, and open again: as the answer that it was. `back` takes away the marks of what it answered.
export async function takeBack(
    id: Id,
    emailId: Id,
    of: Of = {},
    back: Record<Id, Patch> = {},
): Promise<void> {
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
    } catch (error) {
        noticeFailure(error);
        return tellFailure(error, "compose");
    }
    change(back).catch(() => undefined);
    const { answers, forwards } = of;
    write({ kind: "open", id: emailId, ...(answers ? { answers } : {}), ...(forwards ? { forwards } : {}) });
}

/// As above, of what was sent another time: a letter that nothing else of one's own answers is answered no more.
export async function takeBackLater(id: Id, emailId: Id): Promise<void> {
    let answered: Answered | undefined;
    let isAgain = false;
    try {
        const answer = await client.call("Email/get", {
            accountId: client.account(),
            ids: [emailId],
            properties: ["threadId", "inReplyTo"],
        });
        const email = (answer["list"] as Email[])[0];
        answered = email && (await answeredBy(email));
        const own = (await loadIdentities()).map((one) => one.email.toLowerCase());
        isAgain = answered?.alsoBy.some((one) => own.includes(one)) ?? false;
    } catch (error) {
        // Nothing but the mark hangs on it.
        noticeFailure(error);
    }
    const back: Record<Id, Patch> =
        answered && !isAgain ? { [answered.id]: { "keywords/$answered": null } } : {};
    await takeBack(id, emailId, answered ? { answers: answered.id } : {}, back);
}
