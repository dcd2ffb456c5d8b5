// SPDX-License-Identifier: AGPL-3.0-or-later
// A card (JSContact, RFC 9553) as far as the portal reads it. What it does not know stays in the card as it is.
import type { Id } from "../jmap/types";

export type Contexts = Record<string, true>;
export interface Entry {
    contexts?: Contexts;
    pref?: number;
    label?: string;
    [more: string]: unknown;
}
export interface NameComponent {
    kind: string;
    value: string;
    [more: string]: unknown;
}
export interface Name {
    components?: NameComponent[];
    isOrdered?: boolean;
    full?: string;
    [more: string]: unknown;
}
export interface PartialDate {
    "@type"?: string;
    year?: number;
    month?: number;
    day?: number;
    /// Of a Timestamp.
    utc?: string;
    calendarScale?: string;
}
export type Entries<T> = Record<Id, Entry & T>;
export interface AddressComponent {
    kind: string;
    value: string;
    [more: string]: unknown;
}

interface Facts {
    kind?: string;
    language?: string;
    name?: Name;
    nicknames?: Entries<{ name: string }>;
    organizations?: Entries<{ name?: string; units?: { name: string }[] }>;
    titles?: Entries<{ name: string; kind?: string; organizationId?: Id }>;
    emails?: Entries<{ address: string }>;
    phones?: Entries<{ number: string; features?: Contexts }>;
    addresses?: Entries<{
        components?: AddressComponent[];
        full?: string;
        countryCode?: string;
        isOrdered?: boolean;
    }>;
    onlineServices?: Entries<{ service?: string; uri?: string; user?: string }>;
    links?: Entries<{ uri: string; kind?: string }>;
    notes?: Entries<{ note: string }>;
    anniversaries?: Entries<{ kind: string; date: PartialDate }>;
    cryptoKeys?: Entries<{ uri: string; mediaType?: string }>;
    preferredLanguages?: Entries<{ language: string }>;
    media?: Entries<{ kind?: string; uri?: string; blobId?: Id; mediaType?: string }>;
    /// Of a group: uids.
    members?: Record<string, true>;
    keywords?: Record<string, true>;
    [more: string]: unknown;
}
export interface Card extends Facts {
    id: Id;
    uid: string;
    addressBookIds: Record<Id, true>;
}
/// Before the server has it.
export interface NewCard extends Facts {
    uid?: string;
    addressBookIds?: Record<Id, true>;
}

export interface AddressBook {
    id: Id;
    name: string;
    sortOrder: number;
    isDefault: boolean;
    isSubscribed: boolean;
    myRights: { mayRead: boolean; mayWrite: boolean; mayDelete: boolean };
}

export const isGroup = (card: Card): boolean => card.kind === "group";

/// What is preferred comes first (RFC 9553 1.5.3: 1 is most).
export function listed<T extends Entry>(entries: Record<Id, T> | undefined): [Id, T][] {
    return Object.entries(entries ?? {}).sort(([, a], [, b]) => (a.pref ?? 101) - (b.pref ?? 101));
}

export function partOf(name: Name | undefined, ...kinds: string[]): string {
    return (name?.components ?? [])
        .filter((one) => kinds.includes(one.kind))
        .map((one) => one.value.trim())
        .filter(Boolean)
        .join(" ");
}

/// The order in which the parts of a name are said where the card has none of its own.
const order = ["title", "given", "given2", "surname", "surname2", "generation", "credential"];

function spoken(name: Name | undefined): string {
    const parts = (name?.components ?? []).filter((one) => one.kind !== "separator" && one.value.trim());
    const ordered = name?.isOrdered
        ? parts
        : order.flatMap((kind) => parts.filter((one) => one.kind === kind));
    return ordered.map((one) => one.value.trim()).join(" ");
}

/// How somebody is called: by their name, else by whatever else there is of them; empty where there is nothing.
export function nameOf(card: Facts): string {
    return (
        card.name?.full?.trim() ||
        spoken(card.name) ||
        listed(card.nicknames)[0]?.[1].name?.trim() ||
        listed(card.organizations)[0]?.[1].name?.trim() ||
        listed(card.emails)[0]?.[1].address ||
        listed(card.phones)[0]?.[1].number ||
        listed(card.onlineServices).map(([, one]) => one.user ?? one.uri ?? "")[0] ||
        ""
    );
}

export const emailsOf = (card: Card): string[] =>
    listed(card.emails)
        .map(([, one]) => one.address)
        .filter(Boolean);

export function pictureOf(card: Card): { blobId: Id; type: string } | undefined {
    for (const one of Object.values(card.media ?? {})) {
        if (one.blobId && (one.kind === undefined || one.kind === "photo"))
            return { blobId: one.blobId, type: one.mediaType ?? "image/jpeg" };
    }
    return undefined;
}

/// Without marks and case: "Ñandú" is found by "nandu".
export function plain(text: string): string {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/// What a search looks into.
export function haystackOf(card: Card): string {
    const texts = [nameOf(card), spoken(card.name)];
    for (const one of Object.values(card.nicknames ?? {})) texts.push(one.name);
    for (const one of Object.values(card.organizations ?? {}))
        texts.push(one.name ?? "", ...(one.units ?? []).map((unit) => unit.name));
    for (const one of Object.values(card.titles ?? {})) texts.push(one.name);
    for (const one of Object.values(card.emails ?? {})) texts.push(one.address);
    for (const one of Object.values(card.phones ?? {}))
        texts.push(one.number, one.number.replace(/[^\d+]/g, ""));
    for (const one of Object.values(card.onlineServices ?? {})) texts.push(one.user ?? "", one.uri ?? "");
    for (const one of Object.values(card.addresses ?? {}))
        texts.push(one.full ?? "", ...(one.components ?? []).map((part) => part.value));
    for (const one of Object.values(card.notes ?? {})) texts.push(one.note);
    return plain(texts.filter(Boolean).join("\n"));
}

function joined(components: AddressComponent[], kinds: string[], between = " "): string {
    return components
        .filter((one) => kinds.includes(one.kind))
        .map((one) => one.value.trim())
        .filter(Boolean)
        .join(between);
}
export const streetKinds = [
    "name",
    "number",
    "block",
    "apartment",
    "building",
    "floor",
    "room",
    "landmark",
    "direction",
    "district",
    "subdistrict",
    "postOfficeBox",
];

/// On lines, as on an envelope.
export function addressText(one: {
    full?: string;
    components?: AddressComponent[];
    isOrdered?: boolean;
}): string {
    if (one.full?.trim()) return one.full.trim();
    const parts = one.components ?? [];
    const lines = [
        joined(parts, streetKinds),
        [joined(parts, ["postcode"]), joined(parts, ["locality"])].filter(Boolean).join(" "),
        joined(parts, ["region"]),
        joined(parts, ["country"]),
    ];
    return lines.filter(Boolean).join("\n");
}

/// Where a date falls in a year; nothing where month or day are not known.
export function dayIn(date: PartialDate, year: number): Date | undefined {
    const { month, day } = date.utc ? partsOf(date.utc) : date;
    if (!month || !day) return undefined;
    const found = new Date(year, month - 1, day);
    // Born on a 29th of February: in other years on the day before March.
    return found.getMonth() === month - 1 ? found : new Date(year, month, 0);
}

function partsOf(utc: string): { year?: number; month?: number; day?: number } {
    const found = new Date(utc);
    return Number.isNaN(found.getTime())
        ? {}
        : { year: found.getUTCFullYear(), month: found.getUTCMonth() + 1, day: found.getUTCDate() };
}
export const partialOf = (date: PartialDate): PartialDate => (date.utc ? partsOf(date.utc) : date);

/// One step of a JSON pointer (RFC 6901 3).
export const pointer = (piece: string): string => piece.replace(/~/g, "~0").replace(/\//g, "~1");
