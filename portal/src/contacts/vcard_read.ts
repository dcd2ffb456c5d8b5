// SPDX-License-Identifier: AGPL-3.0-or-later
// A vCard as a card (RFC 9555). What JSContact has no word for stays beside it, in vCardProps.
import type { Entry, NameComponent, NewCard, PartialDate } from "./card";
import { type Property, type VCard, first, split, unescape } from "./vcard";

type Made = Record<string, unknown> & { name?: { components?: NameComponent[]; full?: string } };

const features: Record<string, string> = {
    cell: "mobile",
    mobile: "mobile",
    text: "text",
    video: "video",
    fax: "fax",
    pager: "pager",
    textphone: "textphone",
    "main-number": "main-number",
};
const contexts: Record<string, string> = { home: "private", work: "work" };
/// Names at services that had properties of their own.
const ownServices: Record<string, string> = {
    "X-SKYPE": "Skype",
    "X-SKYPE-USERNAME": "Skype",
    "X-JABBER": "XMPP",
    "X-AIM": "AIM",
    "X-ICQ": "ICQ",
    "X-MSN": "MSN",
    "X-YAHOO": "Yahoo",
    "X-TWITTER": "Twitter",
    "X-SIGNAL": "Signal",
    "X-TELEGRAM": "Telegram",
    "X-MATRIX": "Matrix",
};
const pictureTypes: Record<string, string> = {
    jpeg: "image/jpeg",
    jpg: "image/jpeg",
    png: "image/png",
    gif: "image/gif",
    webp: "image/webp",
    heic: "image/heic",
};
/// What says nothing of the person.
const passedOver = new Set([
    "PRODID",
    "REV",
    "X-ABLABEL",
    "X-ABSHOWAS",
    "X-ADDRESSBOOKSERVER-KIND",
    "X-ADDRESSBOOKSERVER-MEMBER",
    "X-EVOLUTION-FILE-AS",
    "SORT-STRING",
    "AGENT",
    "MAILER",
    "LABEL",
    "CLASS",
    "PROFILE",
    "NAME",
    "SOURCE",
]);

const typesOf = (property: Property): string[] =>
    (property.parameters.get("TYPE") ?? []).flatMap((one) => one.toLowerCase().split(","));

class Builder {
    readonly made: Made = {};
    private readonly labels = new Map<string, string>();
    private number = 0;

    constructor(private readonly vcard: VCard) {
        for (const one of vcard.properties)
            if (one.name === "X-ABLABEL" && one.group) this.labels.set(one.group, unescape(one.value));
    }

    build(): NewCard {
        for (const property of this.vcard.properties) if (!this.read(property)) this.keep(property);
        const kind = this.made["kind"];
        if (kind !== "group") delete this.made["members"];
        return this.made as NewCard;
    }

    private put(map: string, entry: Record<string, unknown>): true {
        const all = (this.made[map] ??= {}) as Record<string, unknown>;
        all[`i${(this.number += 1)}`] = entry;
        return true;
    }

    /// With its contexts, preference and label.
    private entry(property: Property, value: Record<string, unknown>): Entry {
        const entry: Entry = { ...value };
        const types = typesOf(property);
        const label = this.labels.get(property.group);
        const apple = label && /^_\$!<(.*)>!\$_$/.exec(label)?.[1]?.toLowerCase();
        if (apple) types.push(apple);
        else if (label) entry.label = label;
        for (const type of types)
            if (contexts[type]) entry.contexts = { ...entry.contexts, [contexts[type]!]: true };
        const pref = Number(first(property, "PREF"));
        if (types.includes("pref")) entry.pref = 1;
        else if (pref >= 1 && pref <= 100) entry.pref = Math.round(pref);
        return entry;
    }

    private read(property: Property): boolean {
        const { name, value } = property;
        const text = unescape(value).trim();
        if (text === "" || passedOver.has(name)) return this.readApple(property, text);
        switch (name) {
            case "FN":
                this.made.name = { ...this.made.name, full: text };
                return true;
            case "N":
                return this.readName(value);
            case "UID":
                this.made["uid"] = text;
                return true;
            case "KIND":
                this.made["kind"] = text.toLowerCase();
                return true;
            case "MEMBER":
                return this.member(text);
            case "NICKNAME":
                return split(value, ",")
                    .map((one) => unescape(one).trim())
                    .filter(Boolean)
                    .every((one) => this.put("nicknames", this.entry(property, { name: one })));
            case "ORG":
                return this.readOrganization(property);
            case "TITLE":
            case "ROLE":
                return this.put("titles", this.entry(property, { kind: name.toLowerCase(), name: text }));
            case "EMAIL":
                return this.put("emails", this.entry(property, { address: text.replace(/^mailto:/i, "") }));
            case "TEL":
                return this.readPhone(property, text);
            case "ADR":
                return this.readAddress(property);
            case "IMPP":
            case "SOCIALPROFILE":
            case "X-SOCIALPROFILE":
                return this.readService(property, text);
            case "URL":
                return this.put("links", this.entry(property, { uri: text }));
            case "BDAY":
            case "ANNIVERSARY":
            case "X-ANNIVERSARY":
            case "DEATHDATE":
                return this.readDate(property, text);
            case "NOTE":
                return this.put("notes", { note: text });
            case "LANG":
                return this.put("preferredLanguages", this.entry(property, { language: text }));
            case "CATEGORIES":
                this.made["keywords"] = {
                    ...(this.made["keywords"] as object),
                    ...Object.fromEntries(
                        split(value, ",")
                            .map((one) => [unescape(one).trim(), true])
                            .filter(([one]) => one),
                    ),
                };
                return true;
            case "PHOTO":
                return this.readPhoto(property, text);
            case "KEY":
                return this.readKey(property, text);
            case "JSPROP":
                return this.readOwn(property, text);
            default:
                return ownServices[name]
                    ? this.put(
                          "onlineServices",
                          this.entry(property, { service: ownServices[name], user: text }),
                      )
                    : false;
        }
    }

    private readApple({ name }: Property, text: string): boolean {
        if (name === "X-ADDRESSBOOKSERVER-KIND" && text) this.made["kind"] = text.toLowerCase();
        if (name === "X-ADDRESSBOOKSERVER-MEMBER" && text) this.member(text);
        return true;
    }

    private member(text: string): boolean {
        this.made["members"] = { ...(this.made["members"] as object), [text]: true };
        return true;
    }

    private readName(value: string): boolean {
        const kinds = ["surname", "given", "given2", "title", "credential", "surname2", "generation"];
        const components: NameComponent[] = [];
        split(value, ";").forEach((part, i) => {
            for (const one of split(part, ",")) {
                const text = unescape(one).trim();
                // RFC 9554 2.2: what has a place of its own may stand in the older one as well.
                if (text && kinds[i] && !components.some((other) => i >= 5 && other.value === text))
                    components.push({ kind: kinds[i]!, value: text });
            }
        });
        if (components.length > 0) this.made.name = { ...this.made.name, components };
        return true;
    }

    private readOrganization(property: Property): boolean {
        const [name, ...units] = split(property.value, ";").map((one) => unescape(one).trim());
        const named = units.filter(Boolean).map((one) => ({ name: one }));
        if (!name && named.length === 0) return true;
        return this.put(
            "organizations",
            this.entry(property, {
                ...(name ? { name } : {}),
                ...(named.length > 0 ? { units: named } : {}),
            }),
        );
    }

    private readPhone(property: Property, text: string): boolean {
        const entry = this.entry(property, { number: text.replace(/^tel:/i, "") });
        const all = typesOf(property)
            .filter((type) => features[type])
            .map((type) => [features[type]!, true]);
        if (all.length > 0) entry["features"] = Object.fromEntries(all);
        return this.put("phones", entry);
    }

    private readAddress(property: Property): boolean {
        const kinds = ["postOfficeBox", "apartment", "name", "locality", "region", "postcode", "country"];
        const components: { kind: string; value: string }[] = [];
        split(property.value, ";").forEach((part, i) => {
            const text = split(part, ",")
                .map((one) => unescape(one).trim())
                .filter(Boolean)
                .join(", ");
            if (text && kinds[i]) components.push({ kind: kinds[i]!, value: text });
        });
        const full = first(property, "LABEL").replace(/\\n/gi, "\n").trim();
        if (components.length === 0 && !full) return true;
        return this.put(
            "addresses",
            this.entry(property, {
                ...(components.length > 0 ? { components } : {}),
                ...(full ? { full } : {}),
            }),
        );
    }

    private readService(property: Property, text: string): boolean {
        const service =
            first(property, "SERVICE-TYPE") ||
            first(property, "X-SERVICE-TYPE") ||
            (property.name === "X-SOCIALPROFILE"
                ? (property.parameters.get("TYPE") ?? []).find(
                      (one) => !contexts[one.toLowerCase()] && one.toLowerCase() !== "pref",
                  )
                : "");
        const user = first(property, "USERNAME") || first(property, "X-USER");
        // Apple writes "x-apple:name" where there is only a name.
        const bare = /^x-apple:(.*)$/i.exec(text)?.[1];
        const isUri = /^[a-z][a-z0-9+.-]*:\S/i.test(text) && bare === undefined;
        const known = user || (isUri ? "" : decodeLoosely(bare ?? text));
        return this.put(
            "onlineServices",
            this.entry(property, {
                ...(service ? { service } : {}),
                ...(isUri ? { uri: text } : {}),
                ...(known ? { user: known } : {}),
            }),
        );
    }

    private readDate(property: Property, text: string): boolean {
        const date = readDate(text, first(property, "X-APPLE-OMIT-YEAR"));
        if (!date) return false;
        const kind = property.name === "BDAY" ? "birth" : property.name === "DEATHDATE" ? "death" : "wedding";
        return this.put("anniversaries", { kind, date });
    }

    private readPhoto(property: Property, text: string): boolean {
        const uri =
            octetsUri(property, text, pictureTypes) ?? (/^(data|https?):/i.test(text) ? text : undefined);
        return uri ? this.put("media", { kind: "photo", uri }) : true;
    }

    private readKey(property: Property, text: string): boolean {
        if (text.includes("-----BEGIN PGP PUBLIC KEY BLOCK-----"))
            return this.put("cryptoKeys", { uri: `data:application/pgp-keys;base64,${btoa(text)}` });
        const uri =
            octetsUri(property, text, { pgp: "application/pgp-keys", x509: "application/pkix-cert" }) ??
            (/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : undefined);
        return uri ? this.put("cryptoKeys", this.entry(property, { uri })) : false;
    }

    /// RFC 9555 3.3.1, of whole members: what a card had that vCards have no word for.
    private readOwn(property: Property, text: string): boolean {
        const name = first(property, "JSPTR");
        if (
            !/^[A-Za-z]+$/.test(name) ||
            this.made[name] !== undefined ||
            name === "addressBookIds" ||
            name === "id"
        )
            return false;
        try {
            this.made[name] = JSON.parse(text) as unknown;
            return true;
        } catch {
            return false;
        }
    }

    /// RFC 9555 2.15.1.
    private keep(property: Property): void {
        if (property.name.length > 60) return;
        const parameters: Record<string, string | string[]> = {};
        for (const [name, values] of property.parameters)
            if (name !== "ENCODING" && name !== "CHARSET")
                parameters[name.toLowerCase()] = values.length === 1 ? values[0]! : values;
        if (property.group) parameters["group"] = property.group;
        ((this.made["vCardProps"] ??= []) as unknown[]).push([
            property.name.toLowerCase(),
            parameters,
            "unknown",
            property.value,
        ]);
    }
}

/// ENCODING=b of 3.0, BASE64 of 2.1.
function octetsUri(property: Property, text: string, types: Record<string, string>): string | undefined {
    if (!["B", "BASE64"].includes(first(property, "ENCODING").toUpperCase())) return undefined;
    const octets = text.replace(/\s+/g, "");
    if (octets === "" || !/^[A-Za-z0-9+/]+={0,2}$/.test(octets)) return undefined;
    const type =
        typesOf(property)
            .map((one) => types[one])
            .find(Boolean) ??
        first(property, "MEDIATYPE") ??
        "";
    return `data:${type || Object.values(types)[0]!};base64,${octets}`;
}

function decodeLoosely(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

/// RFC 6350 4.3.1: 19850412, 1985-04-12, 1985-04, 1985, --0412, --04-12, --04, ---12; with a time behind a T.
export function readDate(text: string, omitted = ""): PartialDate | undefined {
    const found =
        /^(---)()(\d{2})$/.exec(text.trim()) ??
        /^(\d{4}|--)(?:-?(\d{2}))?(?:-?(\d{2}))?(?:[T ].*)?$/.exec(text.trim());
    if (!found) return undefined;
    const year =
        /^\d/.test(found[1]!) && found[1] !== omitted && found[1] !== "1604" ? Number(found[1]) : undefined;
    const month = found[2] ? Number(found[2]) : undefined;
    const day = found[3] ? Number(found[3]) : undefined;
    if ((month !== undefined && (month < 1 || month > 12)) || (day !== undefined && (day < 1 || day > 31)))
        return undefined;
    if (!year && !month && !day) return undefined;
    return {
        "@type": "PartialDate",
        ...(year ? { year } : {}),
        ...(month ? { month } : {}),
        ...(day ? { day } : {}),
    };
}

export const fromVCard = (vcard: VCard): NewCard => new Builder(vcard).build();
