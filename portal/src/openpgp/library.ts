// SPDX-License-Identifier: AGPL-3.0-or-later
// OpenPGP.js, loaded when it is needed, with limits that a stranger's message meets.

import { Failure } from "../jmap/client";

/// Octets of what a compressed message becomes: more than the largest letter has, and a browser survives it. Without a limit
/// a letter of some kilobytes fills all memory.
export const decompressedOctetsMax = 128 << 20;

export async function pgp() {
    const library = await import("openpgp").catch(() => {
        throw new Failure("network");
    });
    library.config.maxDecompressedMessageSize = decompressedOctetsMax;
    return library;
}
