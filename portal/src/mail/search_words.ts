// SPDX-License-Identifier: AGPL-3.0-or-later
// What people type into the search field, as a filter of Email/query (RFC 8621 4.4.1). Pure.
//
//     from:ana to:berta subject:"the minutes" has:attachment is:unread is:starred in:archive
//     before:2026-03-01 after:2026-01-01 and other words
import { byRole, mailboxes, nameOf } from "../store/mailboxes";
import type { Filter } from "../store/list";

const fields = new Set(["from", "to", "cc", "bcc", "subject", "body"]);

/// Words, and what stands in quotation marks; "from:" and the like keep what follows.
export function tokens(text: string): string[] {
    return [...text.matchAll(/(?:\w+:)?(?:"[^"]*"|[^\s"]+)/gu)].map(([one]) => one);
}

function day(text: string): string | undefined {
    const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00`) : undefined;
    return date && !Number.isNaN(date.getTime()) ? `${date.toISOString().slice(0, 19)}Z` : undefined;
}

function condition(key: string, value: string): Filter | undefined {
    if (fields.has(key)) return { [key]: value };
    if (key === "has" && value === "attachment") return { hasAttachment: true };
    if (key === "is" && value === "unread") return { notKeyword: "$seen" };
    if (key === "is" && value === "read") return { hasKeyword: "$seen" };
    if (key === "is" && value === "starred") return { hasKeyword: "$flagged" };
    if (key === "before" || key === "after") {
        const at = day(value);
        return at === undefined ? undefined : { [key]: at };
    }
    if (key === "in") {
        const wanted = value.toLocaleLowerCase();
        const found =
            byRole(wanted) ??
            [...mailboxes.value.values()].find((one) => nameOf(one).toLocaleLowerCase() === wanted);
        return found && { inMailbox: found.id };
    }
    return undefined;
}

/// Words that are no conditions are looked for anywhere. Trash and junk are left out, unless it is they that are asked for.
export function readSearch(text: string): Filter {
    const conditions: Filter[] = [];
    let anywhere = true;
    for (const token of tokens(text)) {
        const [, key, quoted] = /^(\w+):(.+)$/u.exec(token) ?? [];
        const value = (quoted ?? token).replace(/^"|"$/g, "");
        if (value === "") continue;
        const known = key ? condition(key.toLowerCase(), value) : undefined;
        if (known && "inMailbox" in known) anywhere = false;
        conditions.push(known ?? { text: quoted && known === undefined ? token : value });
    }
    const hidden = anywhere ? [byRole("trash")?.id, byRole("junk")?.id].filter((id) => id !== undefined) : [];
    if (hidden.length > 0) conditions.push({ inMailboxOtherThan: hidden });
    return conditions.length === 1 ? conditions[0]! : { operator: "AND", conditions };
}
