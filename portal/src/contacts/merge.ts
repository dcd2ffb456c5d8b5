// SPDX-License-Identifier: AGPL-3.0-or-later
// Cards that come in beside those that are there: who is who, and what is new of them.
import { type Card, type NewCard, nameOf, plain } from "./card";

type Some = Record<string, Record<string, unknown>>;

/// By what two entries of a map are the same.
const sameBy: Record<string, (one: any) => string> = {
    nicknames: (one) => plain(String(one.name)),
    organizations: (one) => plain(String(one.name ?? "")),
    titles: (one) => plain(String(one.name)),
    emails: (one) => String(one.address).toLowerCase(),
    phones: (one) =>
        String(one.number)
            .replace(/[^\d+]/g, "")
            .replace(/^00/, "+"),
    addresses: (one) =>
        plain(
            one.full ||
                (one.components ?? [])
                    .map((part: { value: string }) => part.value)
                    .sort()
                    .join(" "),
        ),
    onlineServices: (one) => plain(String(one.user ?? "") || String(one.uri ?? "")),
    links: (one) => String(one.uri).replace(/\/$/, ""),
    notes: (one) => String(one.note).trim(),
    anniversaries: (one) => String(one.kind),
    cryptoKeys: (one) => String(one.uri),
    preferredLanguages: (one) => String(one.language).toLowerCase(),
};

/// What the card gets that it has not yet. Nothing of it is overwritten; a name, a picture and a birthday come only where
/// there is none.
export function patchToMerge(card: Card, fresh: NewCard): Record<string, unknown> {
    const patch: Record<string, unknown> = {};
    for (const [map, same] of Object.entries(sameBy)) {
        const there = (card[map] as Some[string] | undefined) ?? {};
        const seen = new Set(Object.values(there).map(same));
        const added: Record<string, unknown> = {};
        for (const [id, one] of Object.entries((fresh[map] as Some[string] | undefined) ?? {})) {
            if (seen.has(same(one))) continue;
            seen.add(same(one));
            let key = id;
            while (key in there || key in added) key += "x";
            added[key] = one;
        }
        if (Object.keys(added).length > 0) patch[map] = { ...there, ...added };
    }
    if (!card.name && fresh.name) patch["name"] = fresh.name;
    if (Object.keys(card.media ?? {}).length === 0 && fresh.media) patch["media"] = fresh.media;
    for (const set of ["keywords", "members"]) {
        const there = (card[set] as Record<string, true> | undefined) ?? {};
        const more = Object.keys((fresh[set] as Record<string, true> | undefined) ?? {}).filter(
            (one) => !there[one],
        );
        if (more.length > 0 && (set !== "members" || card.kind === "group"))
            patch[set] = { ...there, ...Object.fromEntries(more.map((one) => [one, true])) };
    }
    return patch;
}

export interface Sorted {
    fresh: NewCard[];
    /// Those whom somebody has already.
    double: { card: Card; fresh: NewCard }[];
    /// Without anything to call them by.
    empty: number;
}

const emails = (card: NewCard): string[] =>
    Object.values(card.emails ?? {}).map((one) => one.address.toLowerCase());

/// Apple names people of a group as "urn:uuid:X" whose cards say "X".
function withKnownMembers(found: NewCard[], there: readonly Card[]): NewCard[] {
    const uids = new Set([...found.map((one) => one.uid), ...there.map((one) => one.uid)]);
    const known = (uid: string) =>
        uids.has(uid)
            ? uid
            : ([uid.replace(/^urn:uuid:/i, ""), `urn:uuid:${uid}`].find((one) => uids.has(one)) ?? uid);
    return found.map((card) =>
        card.members
            ? {
                  ...card,
                  members: Object.fromEntries(
                      Object.keys(card.members).map((uid) => [known(uid), true as const]),
                  ),
              }
            : card,
    );
}

/// By uid, else by an address of mail, with the same kind. Twice in the file is once.
export function sortOut(found: NewCard[], there: readonly Card[]): Sorted {
    const byUid = new Map<string, Card>();
    const byEmail = new Map<string, Card>();
    for (const card of there) {
        byUid.set(card.uid, card);
        if (card.kind !== "group") for (const email of emails(card)) byEmail.set(email, card);
    }
    const sorted: Sorted = { fresh: [], double: [], empty: 0 };
    const inFile = new Map<string, NewCard>();
    for (const card of withKnownMembers(found, there)) {
        if (!nameOf(card)) {
            sorted.empty += 1;
            continue;
        }
        const before = card.uid ? inFile.get(card.uid) : undefined;
        if (before) {
            Object.assign(before, patchToMerge(before as Card, card));
            continue;
        }
        const known =
            (card.uid && byUid.get(card.uid)) ||
            (card.kind !== "group" &&
                emails(card)
                    .map((email) => byEmail.get(email))
                    .find(Boolean)) ||
            undefined;
        if (known) sorted.double.push({ card: known, fresh: card });
        else sorted.fresh.push(card);
        if (card.uid) inFile.set(card.uid, card);
    }
    return sorted;
}
