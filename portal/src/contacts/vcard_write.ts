// SPDX-License-Identifier: AGPL-3.0-or-later
// A card as a vCard 4.0 (RFC 6350, RFC 9555).
import {
    type AddressComponent,
    type Card,
    type Entry,
    type PartialDate,
    listed,
    nameOf,
    partialOf,
    pointer,
    streetKinds,
} from "./card";

const lineOctets = 75;

/// RFC 6350 3.2: no line is longer than 75 octets, and no character is cut.
export function fold(line: string): string {
    const encoder = new TextEncoder();
    let out = "";
    let octets = 0;
    for (const c of line) {
        const size = c < "\u0080" ? 1 : encoder.encode(c).length;
        if (octets + size > lineOctets) {
            out += "\r\n ";
            octets = 1;
        }
        out += c;
        octets += size;
    }
    return out;
}

const escape = (text: string): string => text.replace(/[\\,;]/g, "\\$&").replace(/\r\n|\r|\n/g, "\\n");
/// Of a component with commas of its own.
const component = escape;

function parameter(name: string, value: string): string {
    const safe = value
        .replace(/\^/g, "^^")
        .replace(/\r\n|\r|\n/g, "^n")
        .replace(/"/g, "^'");
    return `;${name}=${/[,;:]/.test(safe) ? `"${safe}"` : safe}`;
}

function parametersOf(one: Entry): string {
    const features = (one["features"] as Record<string, true> | undefined) ?? {};
    const types = [
        ...Object.keys(one.contexts ?? {}).map((word) => (word === "private" ? "home" : word)),
        ...Object.keys(features).map((word) => (word === "mobile" ? "cell" : word)),
    ];
    return (
        (types.length > 0 ? `;TYPE=${types.length > 1 ? `"${types.join(",")}"` : types[0]}` : "") +
        (one.pref ? `;PREF=${one.pref}` : "") +
        (one.label ? parameter("LABEL", one.label) : "")
    );
}

function dateText(date: PartialDate): string {
    const { year, month, day } = partialOf(date);
    const two = (value: number) => String(value).padStart(2, "0");
    if (year)
        return (
            String(year).padStart(4, "0") + (month ? (day ? two(month) + two(day) : `-${two(month)}`) : "")
        );
    return (month ? `--${two(month)}` : "---") + (day ? two(day) : "");
}

const joined = (parts: AddressComponent[], kinds: string[]): string =>
    parts
        .filter((one) => kinds.includes(one.kind))
        .map((one) => component(one.value))
        .join(" ");

/// Members that have properties above, or that are of this server alone; others are JSPROPs (RFC 9555 3.3.1).
const said = new Set(
    "id addressBookIds @type version uid kind created updated prodId name nicknames organizations titles emails phones addresses onlineServices links anniversaries preferredLanguages notes keywords cryptoKeys media members vCardProps".split(
        " ",
    ),
);

/// `pictures`: what lies in the card, by the id of its media, as data: URIs.
export function toVCard(card: Card, pictures: ReadonlyMap<string, string>): string {
    const lines: string[] = ["BEGIN:VCARD", "VERSION:4.0", "PRODID:-//Milpa//Portal//EN"];
    const put = (name: string, parameters: string, value: string) =>
        lines.push(fold(`${name}${parameters}:${value}`));
    put("UID", "", card.uid.includes(":") ? card.uid : escape(card.uid));
    if (card.kind && card.kind !== "individual") put("KIND", "", escape(card.kind));
    put("FN", "", escape(nameOf(card)));
    const parts = card.name?.components ?? [];
    if (parts.length > 0) {
        const list = (...kinds: string[]) =>
            parts
                .filter((one) => kinds.includes(one.kind))
                .map((one) => component(one.value))
                .join(",");
        put(
            "N",
            "",
            [
                list("surname", "surname2"),
                list("given"),
                list("given2"),
                list("title"),
                list("credential", "generation"),
            ].join(";"),
        );
    }
    for (const [, one] of listed(card.nicknames)) put("NICKNAME", parametersOf(one), escape(one.name));
    for (const [, one] of listed(card.organizations))
        put(
            "ORG",
            parametersOf(one),
            [one.name ?? "", ...(one.units ?? []).map((unit) => unit.name)].map(component).join(";"),
        );
    for (const [, one] of listed(card.titles))
        put(one.kind === "role" ? "ROLE" : "TITLE", parametersOf(one), escape(one.name));
    for (const [, one] of listed(card.emails)) put("EMAIL", parametersOf(one), escape(one.address));
    for (const [, one] of listed(card.phones)) put("TEL", parametersOf(one), escape(one.number));
    for (const [, one] of listed(card.addresses)) {
        const all = one.components ?? [];
        const street = streetKinds.filter((kind) => kind !== "postOfficeBox");
        const value = [
            joined(all, ["postOfficeBox"]),
            "",
            joined(all, street),
            joined(all, ["locality"]),
            joined(all, ["region"]),
            joined(all, ["postcode"]),
            joined(all, ["country"]),
        ].join(";");
        put("ADR", parametersOf({ ...one, label: one.full }), value);
    }
    for (const [, one] of listed(card.onlineServices)) {
        const named =
            (one.service ? parameter("SERVICE-TYPE", one.service) : "") +
            (one.user && one.uri ? parameter("USERNAME", one.user) : "");
        if (one.uri) put(one.service ? "SOCIALPROFILE" : "IMPP", named + parametersOf(one), one.uri);
        else if (one.user) put("SOCIALPROFILE", `${named};VALUE=text${parametersOf(one)}`, escape(one.user));
    }
    for (const [, one] of listed(card.links)) put("URL", parametersOf(one), one.uri);
    for (const one of Object.values(card.anniversaries ?? {})) {
        const name = { birth: "BDAY", death: "DEATHDATE", wedding: "ANNIVERSARY" }[one.kind];
        if (name) put(name, "", dateText(one.date));
    }
    for (const [, one] of listed(card.preferredLanguages)) put("LANG", parametersOf(one), one.language);
    for (const [, one] of listed(card.notes)) put("NOTE", "", escape(one.note));
    const keywords = Object.keys(card.keywords ?? {});
    if (keywords.length > 0) put("CATEGORIES", "", keywords.map(component).join(","));
    for (const [, one] of listed(card.cryptoKeys)) put("KEY", parametersOf(one), one.uri);
    for (const [id, one] of Object.entries(card.media ?? {})) {
        const uri = pictures.get(id) ?? one.uri;
        if (uri) put(one.kind === "logo" ? "LOGO" : one.kind === "sound" ? "SOUND" : "PHOTO", "", uri);
    }
    for (const uid of Object.keys(card.members ?? {})) put("MEMBER", "", uid);
    for (const [name, value] of Object.entries(card))
        if (!said.has(name)) put("JSPROP", `;JSPTR="${pointer(name)}"`, escape(JSON.stringify(value)));
    for (const kept of (card["vCardProps"] as unknown[] | undefined) ?? []) putKept(kept, put);
    lines.push("END:VCARD", "");
    return lines.join("\r\n");
}

/// RFC 9555 3.2: as it came.
function putKept(kept: unknown, put: (name: string, parameters: string, value: string) => void): void {
    if (
        !Array.isArray(kept) ||
        typeof kept[0] !== "string" ||
        !/^[a-z0-9-]+$/i.test(kept[0]) ||
        typeof kept[3] !== "string"
    )
        return;
    const { group, ...rest } = (kept[1] ?? {}) as Record<string, string | string[]>;
    const parameters = Object.entries(rest)
        .filter(([name]) => /^[a-z0-9-]+$/i.test(name))
        .map(([name, value]) => parameter(name.toUpperCase(), [value].flat().join(",")))
        .join("");
    const type = typeof kept[2] === "string" && kept[2] !== "unknown" ? `;VALUE=${kept[2]}` : "";
    put(
        (typeof group === "string" && /^[a-z0-9-]+$/i.test(group) ? `${group}.` : "") + kept[0].toUpperCase(),
        parameters + type,
        type && kept[2] !== "uri" ? escape(kept[3]) : kept[3].replace(/[\r\n]+/g, "\\n"),
    );
}
