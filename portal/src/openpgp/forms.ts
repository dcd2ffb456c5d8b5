// SPDX-License-Identifier: AGPL-3.0-or-later
// How a sealed or signed letter looks from outside (RFC 3156, and OpenPGP in the text itself). Light: no cryptography.
import type { BodyPart, Email } from "../jmap/types";

/// From its first line to its last. Not by an expression: many beginnings without an end would hold up the page.
export function armored(text: string, begin: string, end = begin): string | undefined {
    const from = text.indexOf(`-----BEGIN PGP ${begin}-----`);
    const last = `-----END PGP ${end}-----`;
    const to = from < 0 ? -1 : text.indexOf(last, from);
    return to < 0 ? undefined : text.slice(from, to + last.length);
}

export type Form = "none" | "sealed" | "signed" | "sealedText" | "signedText";

const partsOf = (email: Email): BodyPart[] => [...email.attachments, ...email.textBody, ...email.htmlBody];

export function formOf(email: Email): Form {
    const parts = partsOf(email);
    if (parts.some((part) => part.type === "application/pgp-encrypted")) return "sealed";
    if (parts.some((part) => part.type === "application/pgp-signature")) return "signed";
    const text = ownText(email);
    // Of what was cut the end is elsewhere: it is fetched when it is opened.
    const isCut = email.textBody.some((part) => part.partId && email.bodyValues[part.partId]?.isTruncated);
    const begins = (what: string) => isCut && text.includes(`-----BEGIN PGP ${what}-----`);
    if (sealedBlock(text) || begins("MESSAGE")) return "sealedText";
    return signedBlock(text) || begins("SIGNED MESSAGE") ? "signedText" : "none";
}

export function ownText(email: Email): string {
    return email.textBody
        .map((part) => (part.partId && email.bodyValues[part.partId]?.value) || "")
        .join("\n");
}

export const sealedBlock = (text: string): string | undefined => armored(text, "MESSAGE");
export const signedBlock = (text: string): string | undefined => armored(text, "SIGNED MESSAGE", "SIGNATURE");

/// The ciphertext of a letter by RFC 3156 4: the part behind the one that says "Version: 1".
export function sealedPart(email: Email): BodyPart | undefined {
    return (
        partsOf(email).find((part) => part.type === "application/octet-stream" && part.blobId !== null) ??
        partsOf(email).find(
            (part) =>
                /\.(?:asc|pgp|gpg)$/i.test(part.name ?? "") && part.type !== "application/pgp-encrypted",
        )
    );
}

/// Public keys that came as files.
export const keyParts = (email: Email): BodyPart[] =>
    email.attachments.filter(
        (part) =>
            part.blobId !== null &&
            (part.type === "application/pgp-keys" || /^0x[0-9a-f]+\.asc$/i.test(part.name ?? "")),
    );
