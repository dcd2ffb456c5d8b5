// SPDX-License-Identifier: AGPL-3.0-or-later
// The contacts: all cards, from the first time that somebody needs them. Then changes follow the pushes.
import { computed, signal } from "@preact/signals";
import {
    type AddressBook,
    type Card,
    type NewCard,
    emailsOf,
    haystackOf,
    isGroup,
    nameOf,
    plain,
} from "../contacts/card";
import { Failure, checkSet, client, core } from "../jmap/client";
import type { Answer, Id } from "../jmap/types";
import { language } from "../words/words";
import { atLeave, hear, noticeFailure } from "./account";

export const capability = "urn:ietf:params:jmap:contacts";

/// A card with what lists need of it, found out once.
export interface Known {
    card: Card;
    name: string;
    haystack: string;
}

const known = new Map<Id, Known>();
/// Everybody and every group, by name. A new array with each change.
export const sorted = signal<readonly Known[]>([]);
export const books = signal<readonly AddressBook[]>([]);
/// Whether all of them are here.
export const contactsReady = signal(false);
export const contactsFailure = signal<unknown>(undefined);
export const people = computed(() => sorted.value.filter((one) => !isGroup(one.card)));
export const groups = computed(() => sorted.value.filter((one) => isGroup(one.card)));
export const byUid = computed(() => new Map(sorted.value.map((one) => [one.card.uid, one])));

const collator = new Intl.Collator(language, { sensitivity: "base", numeric: true });
const byName = (a: Known, b: Known): number =>
    collator.compare(a.name, b.name) || (a.card.id < b.card.id ? -1 : 1);

let state: string | undefined;
let loading: Promise<void> | undefined;
/// Raised when somebody leaves: answers of before are not theirs.
let era = 0;

export function cardOf(id: Id): Card | undefined {
    sorted.value;
    return known.get(id)?.card;
}

function limit(name: "maxObjectsInGet" | "maxObjectsInSet"): number {
    return Number(client.session?.capabilities[core]?.[name] ?? 100);
}

/// Taken in at once without holding up the page for long.
const cardsAtOnce = 250;

/// Sorts what is new alone and merges it, so that thousands do not hold up the page.
function take(cards: Card[], gone: Id[] = []): void {
    if (cards.length + gone.length === 0) return;
    const changed = new Set(gone);
    for (const id of gone) known.delete(id);
    const fresh = cards.map((card) => {
        changed.add(card.id);
        const one: Known = { card, name: nameOf(card), haystack: haystackOf(card) };
        known.set(card.id, one);
        return one;
    });
    fresh.sort(byName);
    const kept = sorted.peek().filter((one) => !changed.has(one.card.id));
    sorted.value = [...kept, ...fresh].sort(byName);
}

/// Loads all, the first time; then it is there at once.
export function loadContacts(): Promise<void> {
    if (contactsReady.peek()) return Promise.resolve();
    const mine = era;
    loading ??= loadAll()
        .then(
            () => {
                contactsFailure.value = undefined;
            },
            (error: unknown) => {
                noticeFailure(error);
                if (mine === era) contactsFailure.value = error;
                throw error;
            },
        )
        .finally(() => {
            if (mine === era) loading = undefined;
        });
    return loading;
}

async function loadAll(): Promise<void> {
    const mine = era;
    const accountId = client.account(capability);
    const [found, first, query] = await client.send(
        ["AddressBook/get", { accountId, ids: null }],
        ["ContactCard/get", { accountId, ids: [] }],
        ["ContactCard/query", { accountId, calculateTotal: true }],
    );
    if (mine !== era) return;
    takeBooks(found);
    state = first["state"] as string;
    const ids = query["ids"] as Id[];
    const total = Number(query["total"] ?? ids.length);
    while (ids.length < total) {
        const more = (await client.call("ContactCard/query", { accountId, position: ids.length }))[
            "ids"
        ] as Id[];
        if (more.length === 0) break;
        ids.push(...more);
    }
    known.clear();
    sorted.value = [];
    const some = Math.min(limit("maxObjectsInGet"), cardsAtOnce);
    const ask = (at: number) =>
        at < ids.length
            ? client.call("ContactCard/get", { accountId, ids: ids.slice(at, at + some) })
            : undefined;
    let coming = ask(0);
    for (let at = some; coming; at += some) {
        const answer = await coming;
        if (mine !== era) return;
        // The next are on their way while these are taken in.
        coming = ask(at);
        take(answer["list"] as Card[]);
    }
    contactsReady.value = true;
    await follow();
}

function takeBooks(answer: Answer): void {
    books.value = (answer["list"] as AddressBook[]).sort(
        (a, b) => a.sortOrder - b.sortOrder || collator.compare(a.name, b.name),
    );
}

async function follow(): Promise<void> {
    const mine = era;
    if (state === undefined || !contactsReady.peek()) return;
    const accountId = client.account(capability);
    for (;;) {
        let answer: Answer;
        try {
            answer = await client.call("ContactCard/changes", {
                accountId,
                sinceState: state,
                maxChanges: Math.min(limit("maxObjectsInGet"), cardsAtOnce),
            });
            if (mine !== era) return;
            const ids = [...(answer["created"] as Id[]), ...(answer["updated"] as Id[])];
            const read =
                ids.length > 0
                    ? await client.call("ContactCard/get", { accountId, ids })
                    : { list: [], notFound: [] };
            if (mine !== era) return;
            const gone = [...(answer["destroyed"] as Id[]), ...(read["notFound"] as Id[])];
            if (ids.length + gone.length > 0) take(read["list"] as Card[], gone);
        } catch (error) {
            noticeFailure(error);
            if (error instanceof Failure && error.type === "cannotCalculateChanges") {
                contactsReady.value = false;
                await loadContacts().catch(() => undefined);
            }
            return;
        }
        state = answer["newState"] as string;
        if (!answer["hasMoreChanges"]) return;
    }
}

let following = Promise.resolve();
hear("ContactCard", () => {
    following = following.then(follow, follow);
});
export async function loadBooks(): Promise<void> {
    takeBooks(await client.call("AddressBook/get", { accountId: client.account(capability), ids: null }));
}
hear("AddressBook", () => {
    if (contactsReady.peek()) loadBooks().catch(noticeFailure);
});
atLeave(() => {
    era += 1;
    loading = undefined;
    state = undefined;
    known.clear();
    sorted.value = [];
    books.value = [];
    contactsReady.value = false;
    contactsFailure.value = undefined;
});

/// What was done here is known already, where nobody else did something in between (RFC 8620 5.3).
function advance(answer: Answer): Answer {
    if (state !== undefined && answer["oldState"] === state) state = answer["newState"] as string;
    return answer;
}

export const defaultBook = (): AddressBook | undefined =>
    books.peek().find((one) => one.isDefault) ?? books.peek()[0];

/// As the server has it afterwards, its id at the end. Fails with what the server says.
export async function create(card: NewCard): Promise<Card> {
    const book = defaultBook();
    const whole = {
        "@type": "Card",
        version: "1.0",
        ...card,
        addressBookIds: card.addressBookIds ?? (book ? { [book.id]: true } : {}),
    };
    const answer = checkSet(
        advance(
            await client.call("ContactCard/set", {
                accountId: client.account(capability),
                create: { one: whole },
            }),
        ),
    );
    const made = { ...whole, ...(answer["created"] as Record<string, Card>)["one"]! } as Card;
    take([made]);
    return made;
}

export type CardPatch = Record<string, unknown>;

/// Whole properties, or one key of one: "members/UID".
function patched(card: Card, patch: CardPatch): Card {
    const next: Record<string, unknown> = { ...card };
    for (const [path, value] of Object.entries(patch)) {
        const [property, key] = path.split("/") as [string, string | undefined];
        if (key === undefined) {
            if (value === null) delete next[property];
            else next[property] = value;
            continue;
        }
        const name = key.replace(/~1/g, "/").replace(/~0/g, "~");
        const inside: Record<string, unknown> = {
            ...(next[property] as Record<string, unknown> | undefined),
        };
        if (value === null) delete inside[name];
        else inside[name] = value;
        next[property] = inside;
    }
    return next as unknown as Card;
}

/// Seen at once, taken back where the server refuses one; the others stay changed.
export async function change(patches: Record<Id, CardPatch>): Promise<void> {
    const mine = era;
    const before = new Map<Id, Card>();
    for (const id of Object.keys(patches)) {
        const card = known.get(id)?.card;
        if (card) before.set(id, card);
    }
    take([...before].map(([id, card]) => patched(card, patches[id]!)));
    const ids = Object.keys(patches);
    const most = limit("maxObjectsInSet");
    try {
        for (let at = 0; at < ids.length; at += most) {
            const some = ids.slice(at, at + most);
            const update = Object.fromEntries(some.map((id) => [id, patches[id]]));
            const answer = advance(
                await client.call("ContactCard/set", { accountId: client.account(capability), update }),
            );
            const told = Object.entries((answer["updated"] as Record<Id, Partial<Card> | null> | null) ?? {});
            take(
                told.flatMap(([id, by]) => (by && known.has(id) ? [{ ...known.get(id)!.card, ...by }] : [])),
            );
            for (const id of some)
                if ((answer["notUpdated"] as Answer | null)?.[id] === undefined) before.delete(id);
            checkSet(answer);
        }
    } catch (error) {
        if (mine === era) take([...before.values()]);
        noticeFailure(error);
        throw error;
    }
}

export async function destroy(ids: Id[]): Promise<void> {
    const mine = era;
    const before = ids.map((id) => known.get(id)?.card).filter((one): one is Card => one !== undefined);
    take([], ids);
    const most = limit("maxObjectsInSet");
    try {
        for (let at = 0; at < ids.length; at += most) {
            checkSet(
                advance(
                    await client.call("ContactCard/set", {
                        accountId: client.account(capability),
                        destroy: ids.slice(at, at + most),
                    }),
                ),
            );
        }
    } catch (error) {
        if (mine === era) take(before);
        noticeFailure(error);
        // Some of them may be gone.
        following = following.then(follow, follow);
        throw error;
    }
}

export interface Created {
    made: number;
    refused: Failure[];
}

/// Octets of one request of many cards: well below maxSizeRequest.
const requestOctets = 1_500_000;

/// Many cards, in requests that the server takes. Some may be refused.
export async function createMany(cards: NewCard[], progress: (done: number) => void): Promise<Created> {
    const book = defaultBook();
    const most = Math.min(limit("maxObjectsInSet"), cardsAtOnce);
    const result: Created = { made: 0, refused: [] };
    for (let at = 0; at < cards.length;) {
        const create: Record<string, NewCard> = {};
        let octets = 0;
        for (; at < cards.length && Object.keys(create).length < most; at += 1) {
            const card = {
                "@type": "Card",
                version: "1.0",
                ...cards[at]!,
                addressBookIds: cards[at]!.addressBookIds ?? { [book?.id ?? ""]: true as const },
            };
            const size = JSON.stringify(card).length;
            if (octets > 0 && octets + size > requestOctets) break;
            octets += size;
            create[`n${at}`] = card;
        }
        const answer = advance(
            await client.call("ContactCard/set", { accountId: client.account(capability), create }),
        );
        const created = (answer["created"] as Record<string, Card> | null) ?? {};
        take(Object.entries(created).map(([key, told]) => ({ ...create[key]!, ...told }) as Card));
        result.made += Object.keys(created).length;
        for (const said of Object.values((answer["notCreated"] as Record<string, Answer> | null) ?? {}))
            result.refused.push(
                new Failure("refused", String(said["type"]), String(said["description"] ?? ""), said),
            );
        progress(at);
    }
    return result;
}

/// People of a group that are here; of groups within it, theirs.
export function membersOf(group: Card, seen = new Set<string>()): Known[] {
    if (seen.has(group.uid)) return [];
    seen.add(group.uid);
    const found: Known[] = [];
    for (const uid of Object.keys(group.members ?? {})) {
        const one = byUid.value.get(uid);
        if (!one || seen.has(uid)) continue;
        if (isGroup(one.card)) found.push(...membersOf(one.card, seen));
        else {
            seen.add(uid);
            found.push(one);
        }
    }
    return found.sort(byName);
}

export interface Completion {
    name: string;
    email: string;
    /// Of a group: everybody in it, and `email` is empty.
    members?: { name: string; email: string }[];
}

const completionsMax = 12;

/// Whom somebody may mean who types this: whose name or address begins so comes first. Nothing until the contacts are
/// loaded, which the first call begins; what reads signals is called again then.
export function completions(prefix: string): Completion[] {
    if (!contactsReady.value) {
        if (client.session) void loadContacts().catch(() => undefined);
        return [];
    }
    const words = plain(prefix).split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    const whole = words.join(" ");
    const found: { rank: number; one: Completion }[] = [];
    for (const { card, name, haystack } of sorted.value) {
        if (!words.every((word) => haystack.includes(word))) continue;
        const spoken = plain(name);
        const rankName = spoken.startsWith(whole)
            ? 0
            : words.every((word) => spoken.split(/[\s-]+/).some((part) => part.startsWith(word)))
              ? 1
              : 3;
        if (isGroup(card)) {
            const members = membersOf(card).flatMap((one) =>
                emailsOf(one.card)
                    .slice(0, 1)
                    .map((email) => ({ name: one.name, email })),
            );
            if (members.length > 0 && rankName < 3)
                found.push({ rank: rankName, one: { name, email: "", members } });
            continue;
        }
        emailsOf(card).forEach((email, i) => {
            const address = plain(email);
            const rank =
                Math.min(rankName, address.startsWith(whole) ? 1 : address.includes(`@${whole}`) ? 2 : 3) +
                (i > 0 ? 0.5 : 0);
            found.push({ rank, one: { name: name === email ? "" : name, email } });
        });
    }
    return found
        .sort((a, b) => a.rank - b.rank)
        .slice(0, completionsMax)
        .map(({ one }) => one);
}
