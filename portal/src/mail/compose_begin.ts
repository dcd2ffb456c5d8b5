// SPDX-License-Identifier: AGPL-3.0-or-later
// How a letter begins: new, from a link, as an answer, handed on, or gone on with.
import type { Email } from "../jmap/types";
import { loadIdentities } from "../store/identities";
import { openWhole } from "../store/emails";
import { preference } from "../store/preferences";
import { realm } from "../letter/realm";
import { escapeHtml, htmlToText } from "../letter/text";
import { formOf } from "../openpgp/forms";
import { readMailto, unique } from "./addresses";
import { Draft } from "./draft";
import { draftOf } from "./draft_open";
import type { Opened, Start } from "./drafts";
import { filesOf, htmlOf, isInText, textOf } from "./letter_text";
import {
    answerQuote,
    answerSubject,
    forwardQuote,
    forwardSubject,
    identityFor,
    recipientsOf,
    referencesOf,
} from "./quote";

function signature(draft: Draft): string {
    const identity = draft.identity.value;
    if (!identity) return "";
    const text =
        identity.htmlSignature ||
        (identity.textSignature
            ? identity.textSignature
                  .split("\n")
                  .map((line) => `<div>${escapeHtml(line) || "<br>"}</div>`)
                  .join("")
            : "");
    return text ? `<div><br></div><div>-- </div>${text}` : "";
}

/// A draft, and the text with which its editor begins.
export async function begin({ start }: Opened): Promise<Draft> {
    const [identities] = await Promise.all([loadIdentities(), realm()]);
    const own = identities.map(({ name, email }) => ({ name, email }));
    if (start.kind === "open") {
        const { draft, email } = await draftOf(start.id, identities);
        if (start.answers) draft.answers = start.answers;
        if (start.forwards) draft.forwards = start.forwards;
        draft.isRich.value = email.htmlBody.some((part) => part.type === "text/html");
        draft.body = draft.isRich.value ? htmlOf(email) : textOf(email);
        return draft;
    }
    const draft = new Draft();
    draft.isRich.value = preference("rich", true);
    draft.writeAs(identities[0]);
    let quote = "";
    if (start.kind === "mailto") {
        const wanted = readMailto(start.address);
        draft.to.value = wanted.to;
        draft.cc.value = wanted.cc;
        draft.bcc.value = unique([...draft.bcc.value, ...wanted.bcc]);
        draft.subject.value = wanted.subject;
        quote = wanted.body
            .split("\n")
            .map((line) => `<div>${escapeHtml(line) || "<br>"}</div>`)
            .join("");
        draft.body = `${quote || "<div><br></div>"}${signature(draft)}`;
    } else if (start.kind === "new") {
        if (start.to) draft.to.value = readMailto(start.to).to;
        draft.body = `<div><br></div>${signature(draft)}`;
    } else {
        const email = await unsealed(await openWhole(start.id), draft, start.kind);
        // In plain text no picture stands: those that are handed on are files.
        const rich = draft.isRich.value ? htmlOf(email) : "";
        draft.writeAs(identityFor(email, identities));
        if (start.kind === "asNew") {
            draft.to.value = email.to ?? [];
            draft.cc.value = email.cc ?? [];
            draft.subject.value = email.subject ?? "";
            draft.take(filesOf(email), rich);
            draft.body = htmlOf(email);
        } else if (start.kind === "forward") {
            draft.subject.value = forwardSubject(email.subject);
            draft.forwards = email.id;
            draft.take(filesOf(email), rich);
            draft.body = `<div><br></div>${signature(draft)}${forwardQuote(email)}`;
        } else {
            const { to, cc } = recipientsOf(email, start.kind === "replyAll", own);
            draft.to.value = to;
            draft.cc.value = cc;
            draft.subject.value = answerSubject(email.subject);
            Object.assign(draft, referencesOf(email));
            draft.answers = email.id;
            draft.take(
                filesOf(email).filter(
                    (part) => part.cid && part.type.startsWith("image/") && isInText(rich, part.cid),
                ),
                rich,
            );
            draft.body = `<div><br></div>${signature(draft)}${answerQuote(email)}`;
        }
    }
    if (!draft.isRich.value) draft.body = asText(draft.body);
    draft.saving.value = "empty";
    return draft;
}

/// What was sealed is answered sealed, and handed on with its files.
async function unsealed(email: Email, draft: Draft, kind: Start["kind"]): Promise<Email> {
    const form = formOf(email);
    if (form !== "sealed" && form !== "sealedText") return email;
    const { open } = await import("../openpgp/read");
    const inside = await open(email, form);
    draft.isSealed.value = true;
    const rich = draft.isRich.value ? htmlOf(inside.email) : "";
    const isAnswer = kind === "reply" || kind === "replyAll";
    draft.keepHere(
        inside.files.filter((one) => !isAnswer || (one.cid && isInText(rich, one.cid))),
        rich,
    );
    // Around a sealed text there are files that nobody sealed, or that are sealed each by itself.
    const attachments = form === "sealedText" ? email.attachments : [];
    return { ...email, ...inside.email, attachments };
}

/// Quotations with their marks.
export function asText(html: string): string {
    return htmlToText(
        html
            .replace(/<blockquote[^>]*>/gi, "<div>\u0001</div>")
            .replace(/<\/blockquote>/gi, "<div>\u0002</div>"),
    )
        .split("\n")
        .reduce<{ depth: number; lines: string[] }>(
            (sum, line) => {
                if (line === "\u0001") sum.depth += 1;
                else if (line === "\u0002") sum.depth -= 1;
                else sum.lines.push(sum.depth > 0 ? `${">".repeat(sum.depth)} ${line}`.trimEnd() : line);
                return sum;
            },
            { depth: 0, lines: [] },
        )
        .lines.join("\n");
}
