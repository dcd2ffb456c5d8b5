// SPDX-License-Identifier: AGPL-3.0-or-later
// How an answer begins: whom it goes to, its subject, and what it quotes.
import type { Address, Email, Identity } from "../jmap/types";
import { cleanHtml } from "../letter/clean";
import { escapeHtml } from "../letter/text";
import { htmlOf as allOf, textOf } from "./letter_text";
import { shortDate } from "../words/format";
import { say } from "../words/words";
import { isAddress, sameAddress, unique } from "./addresses";

/// RFC 5322 3.6.5: one "Re: ", in whatever language the others' were.
const answers = /^\s*(?:(?:re|aw|sv|antw|rv|res|tr|رد)\s*(?:\[\d+\])?\s*:\s*)+/iu;
const forwards = /^\s*(?:(?:fwd?|wg|rv|enc|tr)\s*:\s*)+/iu;
export const answerSubject = (subject: string | null): string =>
    `Re: ${(subject ?? "").replace(answers, "")}`.trimEnd();
export const forwardSubject = (subject: string | null): string =>
    `Fwd: ${(subject ?? "").replace(forwards, "")}`.trimEnd();

/// The identity that the letter was sent to, else the first.
export function identityFor(email: Email, identities: Identity[]): Identity | undefined {
    const all = [...(email.to ?? []), ...(email.cc ?? []), ...(email.bcc ?? []), ...(email.from ?? [])];
    return (
        identities.find((identity) =>
            all.some((one) => one.email.toLowerCase() === identity.email.toLowerCase()),
        ) ?? identities[0]
    );
}

/// Whatever stands in a stranger's header: only what is an address can be written to.
const isWritable = (one: Address): boolean => isAddress(one.email);

export function recipientsOf(
    email: Email,
    everybody: boolean,
    own: Address[],
): { to: Address[]; cc: Address[] } {
    const isOwn = (one: Address) => own.some((mine) => sameAddress(mine, one));
    const from = (email.replyTo?.length ? email.replyTo : (email.from ?? [])).filter(isWritable);
    // Answering one's own letter goes on to whom it went.
    const mine = from.length > 0 && from.every(isOwn);
    const to = unique(mine ? (email.to ?? []) : from);
    if (!everybody) return { to, cc: [] };
    const others = [...(mine ? [] : (email.to ?? [])), ...(email.cc ?? [])].filter(
        (one) => !isOwn(one) && isWritable(one),
    );
    return { to, cc: unique(others, to) };
}

/// RFC 5322 3.6.4.
export function referencesOf(email: Email): { inReplyTo: string[] | null; references: string[] | null } {
    const id = email.messageId;
    if (!id?.length) return { inReplyTo: null, references: null };
    const before = email.references?.length
        ? email.references
        : email.inReplyTo?.length === 1
          ? email.inReplyTo
          : [];
    // A thread of years must not make a header that servers refuse.
    const kept = before.length > 60 ? [...before.slice(0, 1), ...before.slice(-59)] : before;
    return { inReplyTo: id, references: [...kept, ...id] };
}

/// Its structure without its look: what is quoted is read, not admired. Pictures of the letter stay by their cid.
export function quotedFragment(email: Email): DocumentFragment {
    const isHtml = email.htmlBody.some((part) => part.type === "text/html");
    if (!isHtml) {
        const fragment = document.createDocumentFragment();
        for (const line of textOf(email).split("\n")) {
            const block = document.createElement("div");
            if (line) block.textContent = line;
            else block.append(document.createElement("br"));
            fragment.append(block);
        }
        return fragment;
    }
    const { fragment } = cleanHtml(allOf(email));
    for (const element of fragment.querySelectorAll("style, img:not([data-cid])")) element.remove();
    for (const element of fragment.querySelectorAll("*")) {
        for (const { name } of [...element.attributes]) {
            if (
                !["href", "dir", "lang", "colspan", "rowspan", "data-cid", "alt", "width", "height"].includes(
                    name,
                )
            )
                element.removeAttribute(name);
        }
        if (element.matches("font, center, big, small, span:not([dir])"))
            element.replaceWith(...element.childNodes);
    }
    return fragment;
}

function htmlOf(fragment: DocumentFragment): string {
    const box = document.createElement("div");
    box.append(fragment);
    return box.innerHTML;
}

const named = (list: Address[] | null): string =>
    (list ?? []).map((one) => (one.name ? `${one.name} <${one.email}>` : one.email)).join(", ");

export function answerQuote(email: Email): string {
    const who = email.from?.[0];
    const line = say("compose-wrote", {
        name: who?.name || who?.email || "",
        date: shortDate(new Date(email.sentAt ?? email.receivedAt)),
    });
    return `<div><br></div><div>${escapeHtml(line)}</div><blockquote type="cite">${htmlOf(quotedFragment(email))}</blockquote>`;
}

export function forwardQuote(email: Email): string {
    const rows: [string, string][] = [
        [say("compose-from"), named(email.from)],
        [say("compose-date"), shortDate(new Date(email.sentAt ?? email.receivedAt))],
        [say("compose-to"), named(email.to)],
        ...(email.cc?.length ? ([[say("compose-cc"), named(email.cc)]] as [string, string][]) : []),
        [say("compose-subject"), email.subject ?? ""],
    ];
    const head = rows.map(([name, value]) => `<div>${escapeHtml(name)}: ${escapeHtml(value)}</div>`).join("");
    return `<div><br></div><div>--- ${escapeHtml(say("compose-forwarded"))} ---</div>${head}<div><br></div>${htmlOf(quotedFragment(email))}`;
}
