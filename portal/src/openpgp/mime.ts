// SPDX-License-Identifier: AGPL-3.0-or-later
// The octets of signed and sealed letters: written as RFC 3156 wants them, and read out of a raw message. Pure.

import { armored } from "./forms";

const lineEnd = "\r\n";
const encoder = new TextEncoder();

export interface File {
    name: string;
    type: string;
    cid?: string;
    octets: Uint8Array;
}

function base64(octets: Uint8Array): string {
    let binary = "";
    const step = 0x8000;
    for (let at = 0; at < octets.length; at += step)
        binary += String.fromCharCode(...octets.subarray(at, at + step));
    return btoa(binary).replace(/.{76}/g, `$&${lineEnd}`);
}

/// RFC 2047, in words of at most 45 octets each so that none is longer than 75 letters.
export function encodedWord(text: string): string {
    if (/^[\x20-\x7e]*$/.test(text) && !text.includes("=?")) return text;
    const words: string[] = [];
    let word = "";
    for (const letter of text) {
        if (encoder.encode(word + letter).length > 45) {
            words.push(word);
            word = "";
        }
        word += letter;
    }
    words.push(word);
    return words
        .map((one) => `=?utf-8?B?${base64(encoder.encode(one)).replace(/\r\n/g, "")}?=`)
        .join(`${lineEnd} `);
}

/// RFC 2231.
function parameter(name: string, value: string): string {
    const plain = value.replace(/[\r\n]/g, " ");
    if (/^[\x20-\x7e]*$/.test(plain)) return `${name}="${plain.replace(/(["\\])/g, "\\$1")}"`;
    const coded = [...encoder.encode(plain)]
        .map((octet) =>
            /[A-Za-z0-9._-]/.test(String.fromCharCode(octet))
                ? String.fromCharCode(octet)
                : `%${octet.toString(16).toUpperCase().padStart(2, "0")}`,
        )
        .join("");
    return `${name}*=utf-8''${coded}`;
}

export const boundary = (): string => `=_${crypto.randomUUID().replace(/-/g, "")}`;

function textPart(type: string, text: string): string {
    return [
        `Content-Type: ${type}; charset=utf-8`,
        "Content-Transfer-Encoding: base64",
        "",
        base64(encoder.encode(text.replace(/\r\n?|\n/g, lineEnd))),
    ].join(lineEnd);
}

function filePart(file: File): string {
    const where = file.cid ? "inline" : "attachment";
    return [
        `Content-Type: ${/^[\w.+-]+\/[\w.+-]+$/.test(file.type) ? file.type : "application/octet-stream"}; ${parameter("name", file.name)}`,
        `Content-Disposition: ${where}; ${parameter("filename", file.name)}`,
        ...(file.cid ? [`Content-ID: <${file.cid}>`] : []),
        "Content-Transfer-Encoding: base64",
        "",
        base64(file.octets),
    ].join(lineEnd);
}

export function multipart(type: string, parts: string[], fields: string[] = []): string {
    const line = boundary();
    return [
        ...fields,
        `Content-Type: ${type};${lineEnd} boundary="${line}"`,
        "",
        ...parts.flatMap((part) => [`--${line}`, part]),
        `--${line}--`,
        "",
    ].join(lineEnd);
}

/// What a letter says, with its files: one part, as it is signed and sealed. `fields` are those of the letter that are to be
/// protected with it (RFC 9788 2.1.1), as other programs knew it before, too.
export function content(text: string, html: string | undefined, files: File[], fields: string[]): string {
    const bodies =
        html === undefined
            ? textPart("text/plain", text)
            : multipart("multipart/alternative", [textPart("text/plain", text), textPart("text/html", html)]);
    const inside =
        files.length === 0 ? bodies : multipart("multipart/mixed", [bodies, ...files.map(filePart)]);
    if (fields.length === 0) return inside;
    return [
        ...fields,
        inside.replace(/^Content-Type: ([^;\r\n]+)/, 'Content-Type: $1; protected-headers="v1"; hp="cipher"'),
    ].join(lineEnd);
}

/// The raw octets of the signed part and the text of the signature (RFC 3156 5): as they came, to the octet.
export function signedParts(raw: Uint8Array): { signed: Uint8Array; signature: string } | undefined {
    // Latin-1, so that a letter is an octet.
    const text = new TextDecoder("latin1").decode(raw);
    const head = /\r?\n\r?\n/.exec(text);
    if (!head) return undefined;
    const fields = text.slice(0, head.index).replace(/\r?\n[ \t]+/g, " ");
    const type = /^content-type:\s*multipart\/signed\b(.*)$/im.exec(fields)?.[1];
    const line = type && /boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/i.exec(type);
    const mark = line && (line[1] ?? line[2]);
    if (!mark) return undefined;
    const escaped = mark.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const marks = [...text.matchAll(new RegExp(`(^|\r?\n)--${escaped}(--)?[ \t]*(?=\r?\n|$)`, "g"))];
    const [first, second, third] = marks;
    if (!first || !second || !third) return undefined;
    const begin =
        first.index + first[0].length + (/^\r\n/.test(text.slice(first.index + first[0].length)) ? 2 : 1);
    const signatureBegin = second.index + second[0].length;
    // RFC 3156 5: the line end before the boundary is not signed; lines end with CRLF.
    const octets = text.slice(begin, second.index).replace(/\r?\n/g, lineEnd);
    const signed = Uint8Array.from(octets, (c) => c.charCodeAt(0));
    const signature = armored(text.slice(signatureBegin, third.index), "SIGNATURE");
    return signature === undefined ? undefined : { signed, signature };
}
