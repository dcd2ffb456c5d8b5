// SPDX-License-Identifier: AGPL-3.0-or-later
// Autocrypt (level 1): the field of a letter that tells its sender's key. Pure.
import type { Address } from "../jmap/types";
import type { Key } from "openpgp";

/// The keydata that a letter tells of who sent it; nothing where that is not plain: several senders, or several fields that
/// could be meant (2.3: then none is).
export function autocryptOf(
    from: readonly Address[],
    fields: readonly string[],
    email: string,
): string | undefined {
    const is = (address: string | undefined) => address?.toLowerCase() === email.toLowerCase();
    if (from.length !== 1 || !is(from[0]!.email)) return undefined;
    const meant = fields
        .map((field) => field.replace(/\s+/g, " "))
        .filter((field) => is(/(?:^|;)\s*addr=([^;\s]+)/i.exec(field)?.[1]))
        .flatMap((field) => /(?:^|;)\s*keydata=([^;]+)/i.exec(field)?.[1] ?? []);
    return meant.length === 1 ? meant[0] : undefined;
}

/// A field that tells our key to whoever gets our letters.
export function autocryptField(email: string, key: Key): string {
    let binary = "";
    for (const octet of key.toPublic().write() as Uint8Array) binary += String.fromCharCode(octet);
    return `addr=${email}; prefer-encrypt=mutual; keydata=${btoa(binary)}`.replace(/.{70}/g, "$&\r\n ");
}
