// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Email } from "../jmap/types";

export function isSealed(_email: Email): boolean {
    return false;
}
export function SealedLetter(_props: { email: Email }) {
    return null;
}
