// SPDX-License-Identifier: AGPL-3.0-or-later
// vCards as text (RFC 6350; 3.0: RFC 2426; 2.1 as phones of old wrote it): octets to properties. What a file says that is
// no vCard is passed over; nothing here fails, and all of it is linear in the file's length.

export interface Property {
    /// In upper case, without its group.
    name: string;
    /// "item1" of "item1.TEL".
    group: string;
    /// Names in upper case.
    parameters: Map<string, string[]>;
    /// As it stands, unfolded and decoded, with its escapes.
    value: string;
}
export interface VCard {
    version: string;
    properties: Property[];
}

/// More than somebody's address book has; a file of strangers may have anything.
export const fileOctetsMax = 32 * 1024 * 1024;
export const cardsMax = 20_000;
const propertiesMax = 2_000;
const nameMax = 64;

/// UTF-8 unless it says otherwise by its first octets, or cannot be.
export function decode(octets: Uint8Array): string {
    if (octets[0] === 0xff && octets[1] === 0xfe) return new TextDecoder("utf-16le").decode(octets);
    if (octets[0] === 0xfe && octets[1] === 0xff) return new TextDecoder("utf-16be").decode(octets);
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(octets);
    } catch {
        return new TextDecoder("windows-1252").decode(octets);
    }
}

/// RFC 6350 3.2, and quoted-printable, whose lines go on behind a "=" at their end.
function* unfolded(text: string): Generator<string> {
    let line: string | undefined;
    let isQuoted = false;
    for (const next of text.split(/\r\n|\n|\r/)) {
        if (line !== undefined && isQuoted && line.endsWith("=")) {
            line = line.slice(0, -1) + next.replace(/^[ \t]/, "");
            continue;
        }
        if (line !== undefined && (next.startsWith(" ") || next.startsWith("\t"))) {
            line += next.slice(1);
            continue;
        }
        if (line !== undefined) yield line;
        line = next;
        isQuoted = /^[^:]*;(ENCODING=)?QUOTED-PRINTABLE[;:]/i.test(next.slice(0, 1000));
    }
    if (line !== undefined) yield line;
}

/// RFC 6868 3.
const unescapeParameter = (text: string): string =>
    text.replace(/\^([n^'])/g, (_, c: string) => (c === "n" ? "\n" : c === "'" ? '"' : "^"));

const encodings = new Set(["QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"]);

function readProperty(line: string): Property | undefined {
    let at = 0;
    while (at < line.length && /[A-Za-z0-9.-]/.test(line[at]!)) at += 1;
    const full = line.slice(0, at);
    if (at === 0 || at > nameMax || (line[at] !== ":" && line[at] !== ";")) return undefined;
    const dot = full.lastIndexOf(".");
    const parameters = new Map<string, string[]>();
    const put = (name: string, value: string) =>
        parameters.set(name, [...(parameters.get(name) ?? []), value]);
    while (line[at] === ";") {
        at += 1;
        let name = "";
        while (at < line.length && !"=;:".includes(line[at]!)) name += line[at++];
        name = name.trim().toUpperCase();
        if (line[at] !== "=") {
            // 2.1: "TEL;HOME;ENCODING=..." names the type alone.
            if (name) put(encodings.has(name) ? "ENCODING" : "TYPE", name);
            continue;
        }
        do {
            at += 1;
            let value = "";
            if (line[at] === '"') {
                const end = line.indexOf('"', at + 1);
                if (end < 0) return undefined;
                value = line.slice(at + 1, end);
                at = end + 1;
            } else {
                const from = at;
                while (at < line.length && !",;:".includes(line[at]!)) at += 1;
                value = line.slice(from, at);
            }
            put(name, unescapeParameter(value));
        } while (line[at] === ",");
    }
    if (line[at] !== ":") return undefined;
    const property: Property = {
        name: full.slice(dot + 1).toUpperCase(),
        group: dot < 0 ? "" : full.slice(0, dot).toLowerCase(),
        parameters,
        value: line.slice(at + 1),
    };
    if (first(property, "ENCODING").toUpperCase() === "QUOTED-PRINTABLE")
        property.value = quotedPrintable(property.value, first(property, "CHARSET"));
    return property;
}

export const first = (property: Property, parameter: string): string =>
    property.parameters.get(parameter)?.[0] ?? "";

/// RFC 2045 6.7.
function quotedPrintable(text: string, charset: string): string {
    const octets: number[] = [];
    const encoder = new TextEncoder();
    for (let at = 0; at < text.length; at += 1) {
        const hex = text[at] === "=" ? /^[0-9A-Fa-f]{2}/.exec(text.slice(at + 1, at + 3))?.[0] : undefined;
        if (hex) {
            octets.push(parseInt(hex, 16));
            at += 2;
        } else {
            const c = String.fromCodePoint(text.codePointAt(at)!);
            octets.push(...encoder.encode(c));
            at += c.length - 1;
        }
    }
    let decoder: TextDecoder;
    try {
        decoder = new TextDecoder(charset || "utf-8");
    } catch {
        decoder = new TextDecoder();
    }
    return decoder.decode(Uint8Array.from(octets));
}

/// One after another, so that who reads a long file can let the page breathe between them.
export function* readVCards(text: string): Generator<VCard> {
    let card: VCard | undefined;
    /// Of cards within cards (AGENT of 2.1), which are passed over.
    let inside = 0;
    for (const line of unfolded(text)) {
        if (/^BEGIN:VCARD\s*$/i.test(line)) {
            if (card) inside += 1;
            else card = { version: "3.0", properties: [] };
            continue;
        }
        if (!card) continue;
        if (/^END:VCARD\s*$/i.test(line)) {
            if (inside > 0) inside -= 1;
            else {
                yield card;
                card = undefined;
            }
            continue;
        }
        if (inside > 0 || card.properties.length >= propertiesMax) continue;
        const property = readProperty(line);
        if (!property) continue;
        if (property.name === "VERSION") card.version = property.value.trim();
        else card.properties.push(property);
    }
}

/// RFC 6350 3.4.
export const unescape = (text: string): string =>
    text.replace(/\\([nN,;:\\])/g, (_, c: string) => (c === "n" || c === "N" ? "\n" : c));

/// At ";" or ",", where it is not escaped.
export function split(text: string, at: ";" | ","): string[] {
    const parts: string[] = [];
    let from = 0;
    for (let i = 0; i < text.length; i += 1) {
        if (text[i] === "\\") i += 1;
        else if (text[i] === at) {
            parts.push(text.slice(from, i));
            from = i + 1;
        }
    }
    parts.push(text.slice(from));
    return parts;
}
