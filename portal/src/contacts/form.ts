// SPDX-License-Identifier: AGPL-3.0-or-later
// A card as a form, and back. What the form does not show stays in the card; what somebody left as it was is not written.
import type { Id } from "../jmap/types";
import {
    type Card,
    type Entry,
    type NameComponent,
    type NewCard,
    addressText,
    listed,
    partOf,
    partialOf,
    streetKinds,
} from "./card";

export type Kind = "" | "private" | "work" | "mobile" | "fax";

export interface Row {
    /// The entry's id in the card; a new one has one of its own.
    id: Id;
    kind: Kind;
    value: string;
    /// Of services: which; of dates: what is remembered.
    what: string;
}
export interface AddressRow {
    id: Id;
    kind: Kind;
    street: string;
    postcode: string;
    locality: string;
    region: string;
    country: string;
}
export interface DateRow {
    id: Id;
    what: string;
    year: string;
    month: string;
    day: string;
}
export interface Form {
    given: string;
    surname: string;
    full: string;
    nickname: string;
    organization: string;
    title: string;
    emails: Row[];
    phones: Row[];
    addresses: AddressRow[];
    services: Row[];
    links: Row[];
    dates: DateRow[];
    languages: Row[];
    keys: Row[];
    note: string;
    /// What becomes of the picture: kept, gone, or another one.
    picture: "keep" | "none" | { blobId: Id; type: string };
}

let next = 0;
export const freshId = (): Id => `p${Date.now().toString(36)}${(next += 1)}`;

function kindOf(one: Entry): Kind {
    const features = one["features"] as Record<string, true> | undefined;
    if (features?.["fax"]) return "fax";
    if (features?.["mobile"]) return "mobile";
    if (one.contexts?.["work"]) return "work";
    if (one.contexts?.["private"]) return "private";
    return "";
}

function rows<T extends Entry>(
    entries: Record<Id, T> | undefined,
    value: (one: T) => string,
    what: (one: T) => string = () => "",
): Row[] {
    return listed(entries).map(([id, one]) => ({
        id,
        kind: kindOf(one),
        value: value(one),
        what: what(one),
    }));
}

function part(one: { components?: { kind: string; value: string }[] }, ...kinds: string[]): string {
    return (one.components ?? [])
        .filter((piece) => kinds.includes(piece.kind))
        .map((piece) => piece.value)
        .join(" ");
}

export function readForm(card: Card | undefined): Form {
    return {
        given: partOf(card?.name, "given"),
        surname: partOf(card?.name, "surname"),
        full: card?.name?.full ?? "",
        nickname: listed(card?.nicknames)[0]?.[1].name ?? "",
        organization: listed(card?.organizations)[0]?.[1].name ?? "",
        title: listed(card?.titles)[0]?.[1].name ?? "",
        emails: rows(card?.emails, (one) => one.address),
        phones: rows(card?.phones, (one) => one.number),
        addresses: listed(card?.addresses).map(([id, one]) => ({
            id,
            kind: kindOf(one),
            street: one.components?.length ? part(one, ...streetKinds) : addressText(one),
            postcode: part(one, "postcode"),
            locality: part(one, "locality"),
            region: part(one, "region"),
            country: part(one, "country"),
        })),
        services: rows(
            card?.onlineServices,
            (one) => one.user || one.uri || "",
            (one) => one.service ?? "",
        ),
        links: rows(card?.links, (one) => one.uri),
        dates: Object.entries(card?.anniversaries ?? {}).map(([id, one]) => {
            const { year, month, day } = partialOf(one.date);
            return {
                id,
                what: one.kind,
                year: String(year ?? ""),
                month: String(month ?? ""),
                day: String(day ?? ""),
            };
        }),
        languages: rows(card?.preferredLanguages, (one) => one.language),
        keys: rows(card?.cryptoKeys, (one) => one.uri),
        note: listed(card?.notes)[0]?.[1].note ?? "",
        picture: "keep",
    };
}

/// Another kind than it had; one that was only shown stays as it was, with all that the form has no word for.
function withKind(before: Entry | undefined, kind: Kind): Entry {
    const entry: Entry = { ...before };
    if (before && kindOf(before) === kind) return entry;
    const contexts = { ...entry.contexts };
    const features = { ...(entry["features"] as Record<string, true> | undefined) };
    delete contexts["private"];
    delete contexts["work"];
    delete features["mobile"];
    delete features["fax"];
    if (kind === "private" || kind === "work") contexts[kind] = true;
    if (kind === "mobile" || kind === "fax") features[kind] = true;
    if (Object.keys(contexts).length > 0) entry.contexts = contexts;
    else delete entry.contexts;
    if (Object.keys(features).length > 0) entry["features"] = features;
    else delete entry["features"];
    return entry;
}

function written<T extends Entry>(
    entries: Record<Id, T> | undefined,
    all: Row[],
    put: (entry: Entry, row: Row, before: T | undefined) => Entry,
): Record<Id, Entry> | null {
    const made: Record<Id, Entry> = {};
    for (const row of all) {
        if (row.value.trim() === "") continue;
        const before = entries?.[row.id];
        made[row.id] = put(withKind(before, row.kind), row, before);
    }
    return Object.keys(made).length > 0 ? made : null;
}

/// The first entry is what the form has; the others stay.
function first<T extends Entry>(
    entries: Record<Id, T> | undefined,
    text: string,
    member: string,
): Record<Id, Entry> | null {
    const made: Record<Id, Entry> = { ...entries };
    const known = listed(entries)[0];
    const value = text.trim();
    if (known && known[1][member] === value) return made;
    if (value) made[known?.[0] ?? freshId()] = { ...known?.[1], [member]: value };
    else if (known) delete made[known[0]];
    return Object.keys(made).length > 0 ? made : null;
}

function nameFrom(card: Card | undefined, form: Form): unknown {
    const before = readForm(card);
    if (before.given === form.given && before.surname === form.surname && before.full === form.full)
        return card?.name ?? null;
    const { full: _, components: __, ...rest } = card?.name ?? {};
    let components: NameComponent[] = [...(card?.name?.components ?? [])];
    const put = (kind: string, now: string, then: string) => {
        if (now === then) return;
        const at = components.findIndex((one) => one.kind === kind);
        const value = now.trim();
        components = components.filter((one) => one.kind !== kind);
        if (value) components.splice(at < 0 ? components.length : at, 0, { kind, value });
    };
    put("given", form.given, before.given);
    put("surname", form.surname, before.surname);
    const full = form.full.trim();
    if (components.length === 0 && !full) return null;
    return { ...rest, ...(components.length > 0 ? { components } : {}), ...(full ? { full } : {}) };
}

function addressesFrom(card: Card | undefined, form: Form): Record<Id, Entry> | null {
    const before = readForm(card);
    const made: Record<Id, Entry> = {};
    for (const row of form.addresses) {
        const parts: [string, string][] = [
            ["name", row.street],
            ["postcode", row.postcode],
            ["locality", row.locality],
            ["region", row.region],
            ["country", row.country],
        ];
        if (parts.every(([, value]) => value.trim() === "")) continue;
        const known = card?.addresses?.[row.id];
        const shown = before.addresses.find((one) => one.id === row.id);
        const entry = withKind(known, row.kind);
        const isSame =
            shown &&
            parts.every(
                ([kind, value]) => value === (kind === "name" ? shown.street : shown[kind as "postcode"]),
            );
        if (!isSame) {
            entry["components"] = parts
                .filter(([, value]) => value.trim())
                .map(([kind, value]) => ({ kind, value: value.trim() }));
            for (const member of ["full", "isOrdered", "defaultSeparator"]) delete entry[member];
            // They are of the place that it was.
            for (const member of ["coordinates", "timeZone", "countryCode"]) delete entry[member];
        }
        made[row.id] = entry;
    }
    return Object.keys(made).length > 0 ? made : null;
}

function datesFrom(card: Card | undefined, form: Form): Record<Id, unknown> | null {
    const before = new Map(readForm(card).dates.map((one) => [one.id, one]));
    const made: Record<Id, unknown> = {};
    for (const row of form.dates) {
        const [year, month, day] = [row.year, row.month, row.day].map((text) => Number(text.trim()));
        if (!year && !(month && day)) continue;
        const known = card?.anniversaries?.[row.id];
        const shown = before.get(row.id);
        const isSame = shown && shown.year === row.year && shown.month === row.month && shown.day === row.day;
        const date = isSame
            ? known!.date
            : {
                  "@type": "PartialDate",
                  ...(year ? { year } : {}),
                  ...(month ? { month } : {}),
                  ...(month && day ? { day } : {}),
              };
        made[row.id] = { ...known, kind: row.what, date };
    }
    return Object.keys(made).length > 0 ? made : null;
}

/// "xmpp:ana@example.org" is one, "@ana:example.org" (a name at Matrix) is none.
const isUri = (text: string): boolean => /^[a-z][a-z0-9+.-]*:(\/\/)?[^\s/]/i.test(text);

function mediaFrom(card: Card | undefined, form: Form): Record<Id, unknown> | null {
    const media: Record<Id, unknown> = {};
    for (const [id, one] of Object.entries(card?.media ?? {}))
        if (form.picture === "keep" || (one.kind ?? "photo") !== "photo") media[id] = one;
    if (typeof form.picture === "object")
        media[freshId()] = { kind: "photo", blobId: form.picture.blobId, mediaType: form.picture.type };
    return Object.keys(media).length > 0 ? media : null;
}

/// All properties that the form has, as they are to be; null for none.
function propertiesFrom(card: Card | undefined, form: Form): Record<string, unknown> {
    return {
        name: nameFrom(card, form),
        nicknames: first(card?.nicknames, form.nickname, "name"),
        organizations: first(card?.organizations, form.organization, "name"),
        titles: first(card?.titles, form.title, "name"),
        emails: written(card?.emails, form.emails, (entry, row) => ({ ...entry, address: row.value.trim() })),
        phones: written(card?.phones, form.phones, (entry, row) => ({ ...entry, number: row.value.trim() })),
        addresses: addressesFrom(card, form),
        onlineServices: written(card?.onlineServices, form.services, (entry, row, before) => {
            const value = row.value.trim();
            if (before && value === (before.user || before.uri) && row.what === (before.service ?? ""))
                return entry;
            const { user: _, uri: __, service: ___, ...rest } = entry;
            return {
                ...rest,
                ...(isUri(value) ? { uri: value } : { user: value }),
                ...(row.what.trim() ? { service: row.what.trim() } : {}),
            };
        }),
        links: written(card?.links, form.links, (entry, row) => ({
            ...entry,
            uri: isUri(row.value.trim()) ? row.value.trim() : `https://${row.value.trim()}`,
        })),
        anniversaries: datesFrom(card, form),
        preferredLanguages: written(card?.preferredLanguages, form.languages, (entry, row) => ({
            ...entry,
            language: row.value.trim(),
        })),
        cryptoKeys: written(card?.cryptoKeys, form.keys, (entry, row, before) =>
            before && before.uri === row.value
                ? entry
                : { ...entry, uri: row.value, mediaType: "application/pgp-keys" },
        ),
        notes: first(card?.notes, form.note, "note"),
        media: mediaFrom(card, form),
    };
}

/// What is new in it; empty where nothing is.
export function patchFrom(card: Card, form: Form): Record<string, unknown> {
    const patch: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(propertiesFrom(card, form))) {
        if (JSON.stringify(value) !== JSON.stringify(card[name] ?? null)) patch[name] = value;
    }
    return patch;
}

export function cardFrom(form: Form): NewCard {
    const made: Record<string, unknown> = { kind: "individual" };
    for (const [name, value] of Object.entries(propertiesFrom(undefined, form)))
        if (value !== null) made[name] = value;
    return made as NewCard;
}

/// Whether anybody could be told by it.
export function isNobody(form: Form): boolean {
    const { given, surname, full, nickname, organization, emails, phones, services } = form;
    return [
        given,
        surname,
        full,
        nickname,
        organization,
        ...[...emails, ...phones, ...services].map((row) => row.value),
    ].every((text) => text.trim() === "");
}

/// Days that there are, of a year that may be unknown.
export function isDate(row: DateRow): boolean {
    const [year, month, day] = [row.year, row.month, row.day].map((text) =>
        text.trim() === "" ? undefined : Number(text),
    );
    if (year === undefined && month === undefined && day === undefined) return true;
    if (year !== undefined && !(Number.isInteger(year) && year >= 1 && year <= 9999)) return false;
    if (month === undefined) return day === undefined && year !== undefined;
    if (day === undefined) return year !== undefined;
    const at = new Date(Date.UTC(2000, month - 1, day));
    if (year !== undefined) at.setUTCFullYear(year, month - 1, day);
    return Number.isInteger(day) && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
}
