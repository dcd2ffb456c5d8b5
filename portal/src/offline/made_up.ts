// SPDX-License-Identifier: AGPL-3.0-or-later
/// Ids that were made up without the server begin so.
export const madeUp = "offline-";
