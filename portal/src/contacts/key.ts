// SPDX-License-Identifier: AGPL-3.0-or-later
// Public OpenPGP keys of cards. OpenPGP.js is fetched when there is one to look at.

export interface KeyFacts {
    /// In groups of four.
    fingerprint: string;
    userIds: string[];
    expires?: Date;
    isRevoked: boolean;
}

const dataUri = /^data:([^;,]*)((?:;[^;,]*)*),(.*)$/s;
export const keyType = "application/pgp-keys";
/// A card has room for little more.
const keyOctetsMax = 100_000;

function octetsOf(uri: string): Uint8Array | undefined {
    const found = dataUri.exec(uri);
    if (!found) return undefined;
    try {
        const text = found[2]!.includes(";base64") ? atob(found[3]!) : decodeURIComponent(found[3]!);
        return Uint8Array.from(text, (c) => c.charCodeAt(0));
    } catch {
        return undefined;
    }
}

export const isOpenPgp = (one: { uri: string; mediaType?: string }): boolean =>
    (one.mediaType ?? "").includes("pgp") ||
    /^data:application\/(pgp|x-pgp)/.test(one.uri) ||
    one.uri.startsWith("openpgp4fpr:");

/// What a card says of a key; nothing where it only says where one is, or what is no key.
export async function factsOf(uri: string): Promise<KeyFacts | undefined> {
    if (uri.startsWith("openpgp4fpr:"))
        return { fingerprint: grouped(uri.slice("openpgp4fpr:".length)), userIds: [], isRevoked: false };
    const octets = octetsOf(uri);
    if (!octets) return undefined;
    const { readKey } = await import("openpgp");
    try {
        const armored = new TextDecoder().decode(octets);
        const key = armored.includes("-----BEGIN")
            ? await readKey({ armoredKey: armored })
            : await readKey({ binaryKey: octets });
        const expires = await key.getExpirationTime();
        return {
            fingerprint: grouped(key.getFingerprint()),
            userIds: key.getUserIDs(),
            expires: expires instanceof Date ? expires : undefined,
            isRevoked: await key.isRevoked(),
        };
    } catch {
        return undefined;
    }
}

const grouped = (hex: string): string => (hex.toUpperCase().match(/.{1,4}/g) ?? []).join(" ");

/// As a card keeps it. "private" and "wrong" say why not.
export async function keyUri(armored: string): Promise<{ uri: string } | "private" | "wrong" | "large"> {
    const { readKey } = await import("openpgp");
    try {
        const key = await readKey({ armoredKey: armored.trim() });
        if (key.isPrivate()) return "private";
        const octets = key.write();
        if (octets.length > keyOctetsMax) return "large";
        let text = "";
        for (const octet of octets) text += String.fromCharCode(octet);
        return { uri: `data:${keyType};base64,${btoa(text)}` };
    } catch {
        return "wrong";
    }
}
