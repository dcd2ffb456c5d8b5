// SPDX-License-Identifier: AGPL-3.0-or-later
// Addresses as people type them (RFC 5322 3.4, as far as people do). Pure.
import type { Address } from "../jmap/types";

const plain = /^[^\s@<>"(),:;\\[\]]+@[^\s@<>"(),:;\\[\]]+$/u;

export const isAddress = (text: string): boolean => plain.test(text) && text.length <= 254;

/// One of `Ana <ana@example.org>`, `"Luna, Ana" <ana@example.org>`, `ana@example.org`; nothing where it is none.
export function readAddress(text: string): Address | undefined {
    const trimmed = text.trim().replace(/^mailto:/i, "");
    const angled = /^(.*?)<\s*([^<>]+?)\s*>$/su.exec(trimmed);
    const email = (angled ? angled[2]! : trimmed).trim();
    if (!isAddress(email)) return undefined;
    const name = angled
        ? angled[1]!
              .trim()
              .replace(/^"(.*)"$/su, "$1")
              .replace(/\\(.)/g, "$1")
        : "";
    return { name: name || null, email };
}

/// Separated by commas, semicolons or lines; a comma in quotation marks is part of a name. What is no address comes back as
/// `rest`.
export function readAddresses(text: string): { addresses: Address[]; rest: string } {
    const parts = text.match(/(?:"(?:[^"\\]|\\.)*"|[^,;\n"])+/gu) ?? [];
    const addresses: Address[] = [];
    const rest: string[] = [];
    for (const part of parts) {
        if (part.trim() === "") continue;
        const one = readAddress(part);
        if (one) addresses.push(one);
        else rest.push(part.trim());
    }
    return { addresses, rest: rest.join(", ") };
}

export function writeAddress(one: Address): string {
    if (!one.name) return one.email;
    const name = /[",;<>@()]/.test(one.name) ? `"${one.name.replace(/(["\\])/g, "\\$1")}"` : one.name;
    return `${name} <${one.email}>`;
}

export const sameAddress = (a: Address, b: Address): boolean =>
    a.email.toLowerCase() === b.email.toLowerCase();

export function unique(list: Address[], without: Address[] = []): Address[] {
    const seen = new Set(without.map((one) => one.email.toLowerCase()));
    return list.filter((one) => {
        const key = one.email.toLowerCase();
        if (seen.has(key)) return false;
        seen.add(key);
        return true;
    });
}

/// RFC 6068.
export function readMailto(url: string): {
    to: Address[];
    cc: Address[];
    bcc: Address[];
    subject: string;
    body: string;
} {
    const rest = url.replace(/^mailto:/i, "");
    const [path = "", query = ""] = rest.split("?", 2);
    const decode = (text: string) => {
        try {
            return decodeURIComponent(text);
        } catch {
            return text;
        }
    };
    const fields: Record<string, string> = {};
    for (const one of query.split("&")) {
        const at = one.indexOf("=");
        if (at > 0) fields[decode(one.slice(0, at)).toLowerCase()] = decode(one.slice(at + 1));
    }
    const of = (text: string | undefined) => readAddresses(text ?? "").addresses;
    return {
        to: [...of(decode(path)), ...of(fields["to"])],
        cc: of(fields["cc"]),
        bcc: of(fields["bcc"]),
        subject: fields["subject"] ?? "",
        body: fields["body"] ?? "",
    };
}
