// SPDX-License-Identifier: AGPL-3.0-or-later
// What a letter says, as HTML and as text: all of its parts that are to be read.
import type { BodyPart, Email } from "../jmap/types";
import { escapeHtml, htmlToText } from "../letter/text";

function valueOf(email: Pick<Email, "bodyValues">, part: BodyPart): string {
    return (part.partId && email.bodyValues[part.partId]?.value) || "";
}

/// All that is not read as text: files, and pictures that stand between texts, which are in the bodies alone
/// (RFC 8621 4.1.4).
export function filesOf(email: Pick<Email, "htmlBody" | "textBody" | "attachments">): BodyPart[] {
    const between = [...email.htmlBody, ...email.textBody].filter((part) => !part.type.startsWith("text/"));
    const all = [...email.attachments, ...between];
    return all.filter(
        (part, i) => part.partId === null || all.findIndex((one) => one.partId === part.partId) === i,
    );
}

/// Whether a picture stands in a text: its name may be written in either way there (RFC 2392).
export const isInText = (html: string, cid: string): boolean =>
    [cid, escapeHtml(cid), encodeURIComponent(cid)].some((name) => html.includes(`cid:${name}`));

/// All parts to show, one after another: pictures between them, too.
export function htmlOf(email: Pick<Email, "htmlBody" | "bodyValues">): string {
    return email.htmlBody
        .map((part) => {
            if (part.type === "text/html") return valueOf(email, part);
            if (part.type.startsWith("text/")) return `<pre>${escapeHtml(valueOf(email, part))}</pre>`;
            return part.cid
                ? `<p><img src="cid:${escapeHtml(part.cid)}" alt="${escapeHtml(part.name ?? "")}"></p>`
                : "";
        })
        .join("\n");
}

export function textOf(email: Pick<Email, "textBody" | "htmlBody" | "bodyValues">): string {
    const parts = email.textBody.filter((part) => part.type.startsWith("text/"));
    return parts
        .map((part) => (part.type === "text/html" ? htmlToText(valueOf(email, part)) : valueOf(email, part)))
        .join("\n");
}
