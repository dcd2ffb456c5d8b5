// SPDX-License-Identifier: AGPL-3.0-or-later
// What the server tells of a member in English, in the language of the page: by the name of the field, else by the
// sentence itself. What has no words yet is shown as it came.
import { octets as octetsText, wholeDate } from "../words/format";
import { sayIfKnown } from "../words/words";
import type { HeldLine } from "./held";

const logPrefix = "In the log until the next snapshot: ";
/// Letters of a sentence that name it.
const slugLength = 40;

export const slug = (text: string): string =>
    text
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .slice(0, slugLength)
        .replace(/^-|-$/g, "");

/// Whether the section is of what goes at the next snapshot.
export const isLog = (title: string): boolean =>
    title.startsWith(logPrefix) || title.includes("at the last snapshot");

export function heldTitle(title: string): string {
    const own = title.startsWith(logPrefix) ? title.slice(logPrefix.length) : title;
    return sayIfKnown(`held-title-${slug(own)}`) ?? own;
}

export function heldWhat(line: HeldLine): string {
    const name = line.field ? line.field.replace(".", "-") : slug(line.what);
    return sayIfKnown(`held-what-${name}`) ?? line.what;
}

/// What people wrote themselves is told as they wrote it.
const ownWords = new Set([
    "Member.name",
    "Opener.label",
    "Passkey.label",
    "PushSubscription.device",
    "Start.explanation",
    "QueueOutcome.text",
]);
const nothing = new Set(["none", "not given"]);

export function heldValue({ field, value }: HeldLine): string {
    if (ownWords.has(field) && !nothing.has(value)) return value;
    const date = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\.\d+ UTC$/.exec(value);
    if (date) return wholeDate(new Date(`${date[1]}T${date[2]}Z`));
    const amount = /^(\d+) octets$/.exec(value);
    if (amount) return octetsText(Number(amount[1]));
    return sayIfKnown(`held-value-${slug(value)}`) ?? value;
}
