// SPDX-License-Identifier: AGPL-3.0-or-later
// Whom somebody may mean by what they have typed: people of their contacts, then those whom they wrote to of late.
import { client, ref } from "../jmap/client";
import type { Address, EmailHead } from "../jmap/types";
import { atLeave } from "../store/account";
import { byRole } from "../store/mailboxes";

const recentLetters = 200;
let recent: Promise<Address[]> | undefined;

/// Of the letters that were sent last; whoever was written to most often comes first.
async function loadRecent(): Promise<Address[]> {
    const sent = byRole("sent");
    if (!sent) return [];
    const accountId = client.account();
    const [, got] = await client.send(
        ["Email/query", { accountId, filter: { inMailbox: sent.id }, sort: [{ property: "receivedAt", isAscending: false }], limit: recentLetters }],
        ["Email/get", { accountId, "#ids": ref(0, "Email/query", "/ids"), properties: ["to", "cc"] }],
    );
    const times = new Map<string, { address: Address; times: number }>();
    for (const letter of got["list"] as EmailHead[] & { cc?: Address[] }[]) {
        for (const address of [...(letter.to ?? []), ...((letter as { cc?: Address[] | null }).cc ?? [])]) {
            const key = address.email.toLowerCase();
            const known = times.get(key);
            if (known) {
                known.times += 1;
                if (!known.address.name && address.name) known.address = address;
            } else times.set(key, { address, times: 1 });
        }
    }
    return [...times.values()].sort((a, b) => b.times - a.times).map((one) => one.address);
}

const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/// Whether a word of the name, or the address, begins so.
export function begins(one: Address, prefix: string): boolean {
    const wanted = fold(prefix);
    const words = fold(one.name ?? "").split(/[\s,.-]+/);
    return words.some((word) => word.startsWith(wanted)) || fold(one.name ?? "").startsWith(wanted) || fold(one.email).startsWith(wanted) || fold(one.email.split("@")[1] ?? "").startsWith(wanted);
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
        addresses: one.members ? one.members.map(({ name, email }) => ({ name: name || null, email })) : [{ name: one.name || null, email: one.email }],
    }));
    const seen = new Set(people.flatMap((one) => (one.addresses.length === 1 ? [one.addresses[0]!.email.toLowerCase()] : [])));
    const written = known.filter((one) => begins(one, prefix) && !seen.has(one.email.toLowerCase()));
    return [...people, ...written.map((one) => ({ name: one.name ?? "", addresses: [one] }))];
}

atLeave(() => {
    recent = undefined;
});
