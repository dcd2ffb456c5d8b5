// SPDX-License-Identifier: AGPL-3.0-or-later
// How soon what was typed is saved.

/// Quiet time at least, in milliseconds.
export const quiet = 1_500;
/// The files go along with each saving: sealed by the line, else from one place on the server's disk to another. The more
/// there are, the longer the next one waits.
const betweenMax = 30_000;
const filesPerMs = { sealed: 200, open: 1_000 };

/// `octets` of files; `since` it was saved last, in milliseconds.
export function untilSaved(octets: number, isSealed: boolean, since: number): number {
    const between = octets / filesPerMs[isSealed ? "sealed" : "open"];
    return Math.max(quiet, Math.min(between, betweenMax) - since);
}
