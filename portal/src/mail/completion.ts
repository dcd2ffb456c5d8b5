// SPDX-License-Identifier: AGPL-3.0-or-later
// Whom somebody may mean by what they have typed: people of their contacts, then those of their newest letters.
import { client, ref } from "../jmap/client";
import type { Address, EmailHead } from "../jmap/types";
import { atLeave, session } from "../store/account";
import { byRole } from "../store/mailboxes";
import { isAddress } from "./addresses";

const recentLetters = 300;
/// Whom one wrote to counts as so many who wrote.
const sentWeight = 5;
let recent: Promise<Address[]> | undefined;

/// Of the newest letters: those whom one wrote to, then those who wrote; who is there most often comes first.
async function loadRecent(): Promise<Address[]> {
    const hidden = ["junk", "trash"].map((role) => byRole(role)?.id).filter((id) => id !== undefined);
    const accountId = client.account();
    const [, got] = await client.send(
        [
            "Email/query",
            {
                accountId,
                filter: hidden.length > 0 ? { inMailboxOtherThan: hidden } : null,
                sort: [{ property: "receivedAt", isAscending: false }],
                limit: recentLetters,
            },
        ],
        ["Email/get", { accountId, "#ids": ref(0, "Email/query", "/ids"), properties: ["from", "to", "cc"] }],
    );
    const found = new Map<string, { address: Address; weight: number }>();
    const note = (address: Address, weight: number) => {
        const key = address.email.toLowerCase();
        if (!isAddress(address.email) || key === own) return;
        const known = found.get(key);
        if (known) {
            known.weight += weight;
            if (!known.address.name && address.name) known.address = address;
        } else found.set(key, { address, weight });
    };
    const own = session.value?.username.toLowerCase();
    for (const letter of got["list"] as (EmailHead & { cc: Address[] | null })[]) {
        const isSent = letter.from?.[0]?.email.toLowerCase() === own;
        if (isSent)
            for (const address of [...(letter.to ?? []), ...(letter.cc ?? [])]) note(address, sentWeight);
        else for (const address of letter.from ?? []) note(address, 1);
    }
    return [...found.values()].sort((a, b) => b.weight - a.weight).map((one) => one.address);
}

const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/// Whether a word of the name, or the address, begins so.
export function begins(one: Address, prefix: string): boolean {
    const wanted = fold(prefix);
    const words = fold(one.name ?? "").split(/[\s,.-]+/);
    return (
        words.some((word) => word.startsWith(wanted)) ||
        fold(one.name ?? "").startsWith(wanted) ||
        fold(one.email).startsWith(wanted) ||
        fold(one.email.split("@")[1] ?? "").startsWith(wanted)
    );
}

/// One or more addresses that somebody may mean: a person's, or a group's.
export interface Offer {
    name: string;
    addresses: Address[];
}

export async function complete(prefix: string): Promise<Offer[]> {
    recent ??= loadRecent().catch(() => {
        recent = undefined;
        return [];
    });
    const contacts = await import("../store/contacts");
    const [known] = await Promise.all([recent, contacts.loadContacts().catch(() => undefined)]);
    const people = contacts.completions(prefix).map((one) => ({
        name: one.name,
        addresses: one.members
            ? one.members.map(({ name, email }) => ({ name: name || null, email }))
            : [{ name: one.name || null, email: one.email }],
    }));
    const seen = new Set(
        people.flatMap((one) => (one.addresses.length === 1 ? [one.addresses[0]!.email.toLowerCase()] : [])),
    );
    const written = known.filter((one) => begins(one, prefix) && !seen.has(one.email.toLowerCase()));
    return [...people, ...written.map((one) => ({ name: one.name ?? "", addresses: [one] }))];
}

atLeave(() => {
    recent = undefined;
});
