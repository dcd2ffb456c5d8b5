// SPDX-License-Identifier: AGPL-3.0-or-later
// A draft that was begun another time, perhaps by another program, as it is gone on with.
import { client, ref } from "../jmap/client";
import type { Email, Id, Identity } from "../jmap/types";
import { formOf } from "../openpgp/forms";
import { openWhole } from "../store/emails";
import { Draft } from "./draft";
import { filesOf, htmlOf } from "./letter_text";

/// What a draft answers that was begun another time: in its thread, the letter that it names.
async function findAnswered(draft: Draft, email: Email): Promise<void> {
    const messageId = email.inReplyTo?.[0];
    if (messageId === undefined) return;
    const accountId = client.account();
    const [, got] = await client.send(
        ["Thread/get", { accountId, ids: [email.threadId] }],
        [
            "Email/get",
            {
                accountId,
                "#ids": ref(0, "Thread/get", "/list/*/emailIds"),
                properties: ["messageId", "keywords"],
            },
        ],
    );
    const list = got["list"] as Pick<Email, "id" | "messageId" | "keywords">[];
    const one = list.find((other) => other.messageId?.[0] === messageId && !other.keywords["$draft"]);
    if (one) draft.answers ??= one.id;
}

const isHtml = (email: Pick<Email, "htmlBody">): boolean =>
    email.htmlBody.some((part) => part.type === "text/html");
/// As the editor gets it; nothing where it is plain text.
const richOf = (email: Pick<Email, "htmlBody" | "bodyValues">): string =>
    isHtml(email) ? htmlOf(email) : "";

export async function draftOf(id: Id, identities: Identity[]): Promise<{ draft: Draft; email: Email }> {
    const email = await openWhole(id);
    const draft = new Draft();
    const from = email.from?.[0]?.email.toLowerCase();
    draft.identity.value = identities.find((one) => one.email.toLowerCase() === from) ?? identities[0];
    draft.to.value = email.to ?? [];
    draft.cc.value = email.cc ?? [];
    draft.bcc.value = email.bcc ?? [];
    draft.subject.value = email.subject ?? "";
    draft.inReplyTo = email.inReplyTo;
    draft.references = email.references;
    draft.savedId = id;
    void findAnswered(draft, email).catch(() => undefined);
    const form = formOf(email);
    if (form !== "sealed") {
        draft.take(filesOf(email), richOf(email));
        draft.saving.value = "saved";
        return { draft, email };
    }
    const { open } = await import("../openpgp/read");
    const opened = await open(email, form);
    draft.isSealed.value = true;
    draft.subject.value = opened.email.subject ?? "";
    draft.keepHere(opened.files, richOf(opened.email));
    draft.saving.value = "saved";
    return { draft, email: { ...email, ...opened.email } };
}
