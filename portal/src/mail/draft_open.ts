// SPDX-License-Identifier: AGPL-3.0-or-later
// A draft that was begun another time, perhaps by another program, as it is gone on with.
import type { Email, Id, Identity } from "../jmap/types";
import { formOf } from "../openpgp/forms";
import { openWhole } from "../store/emails";
import { answeredBy } from "./answered";
import { Draft } from "./draft";
import { filesOf, htmlOf } from "./letter_text";

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
    answeredBy(email).then(
        (one) => {
            if (one) draft.answers ??= one.id;
        },
        () => undefined,
    );
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
