// SPDX-License-Identifier: AGPL-3.0-or-later
// Keys: the member's own, from their vault, opened in this page alone; and those of others, where they can be found without
// asking a stranger: in contacts, in letters (Autocrypt), and in this server's own directory.
import { signal } from "@preact/signals";
import { checkSet, client, collective, reach } from "../jmap/client";
import type { Answer, Email, Id } from "../jmap/types";
import { atLeave, hear, self, session } from "../store/account";
import { byRole } from "../store/mailboxes";
import { autocryptOf } from "./autocrypt";
import type { Key, PrivateKey } from "openpgp";
import { pgp } from "./library";

export const openpgpCapability = "urn:milpa:params:jmap:openpgp";
export { pgp };

export interface OwnKey {
    id: Id;
    fingerprint: string;
    label: string;
    secretKey: string;
    created: string;
    isDefault: boolean;
}

export const ownKeys = signal<OwnKey[] | undefined>(undefined);
/// Opened: without a passphrase, or with it; in memory until one signs out.
const opened = new Map<string, PrivateKey>();
const others = new Map<string, Promise<Key | undefined>>();

export const mayHaveKeys = (): boolean => client.has(openpgpCapability);

export async function loadOwnKeys(): Promise<OwnKey[]> {
    if (!mayHaveKeys()) return [];
    const answer = await client.call("OpenPgpSecretKey/get", {
        accountId: client.account(openpgpCapability),
        ids: null,
    });
    ownKeys.value = answer["list"] as OwnKey[];
    return ownKeys.value;
}

export const defaultKey = (): OwnKey | undefined =>
    ownKeys.value?.find((one) => one.isDefault) ?? ownKeys.value?.[0];

export class NeedsPassphrase extends Error {
    constructor(readonly key: OwnKey) {
        super("passphrase");
    }
}

/// Fails with NeedsPassphrase where it has one that was not said yet.
export async function openKey(own: OwnKey, passphrase?: string): Promise<PrivateKey> {
    const known = opened.get(own.fingerprint);
    if (known) return known;
    const { session: here } = client;
    const { readPrivateKey, decryptKey } = await pgp();
    let key = await readPrivateKey({ armoredKey: own.secretKey });
    if (!key.isDecrypted()) {
        if (passphrase === undefined) throw new NeedsPassphrase(own);
        key = await decryptKey({ privateKey: key, passphrase });
    }
    // Whoever has left meanwhile leaves no key behind.
    if (client.session === here) opened.set(own.fingerprint, key);
    return key;
}

/// All that open without asking, or were opened already.
export async function openKeys(): Promise<PrivateKey[]> {
    const keys: PrivateKey[] = [];
    for (const own of ownKeys.value ?? (await loadOwnKeys())) {
        try {
            keys.push(await openKey(own));
        } catch (error) {
            if (!(error instanceof NeedsPassphrase)) throw error;
        }
    }
    return keys;
}

export async function makeKey(name: string, email: string, passphrase: string | undefined): Promise<void> {
    const { generateKey, readPrivateKey } = await pgp();
    const { privateKey } = await generateKey({
        type: "ecc",
        curve: "curve25519Legacy",
        userIDs: [{ name, email }],
        format: "armored",
        ...(passphrase ? { passphrase } : {}),
    });
    const key = await readPrivateKey({ armoredKey: privateKey });
    await keepKey(privateKey, key.getFingerprint(), email);
    await publish(key.toPublic());
}

export async function importKey(armored: string, label: string): Promise<void> {
    const { readPrivateKey } = await pgp();
    const key = await readPrivateKey({ armoredKey: armored });
    await keepKey(key.armor(), key.getFingerprint(), label);
}

async function keepKey(secretKey: string, fingerprint: string, label: string): Promise<void> {
    checkSet(
        await client.call("OpenPgpSecretKey/set", {
            accountId: client.account(openpgpCapability),
            create: { one: { fingerprint: fingerprint.toUpperCase(), label, secretKey, isDefault: true } },
        }),
    );
    await loadOwnKeys();
}

/// Where others find it they do so no more: what they sealed to it nobody could read.
export async function removeKey(own: OwnKey, isPublished: boolean): Promise<void> {
    if (isPublished) await publish(null);
    checkSet(
        await client.call("OpenPgpSecretKey/set", {
            accountId: client.account(openpgpCapability),
            destroy: [own.id],
        }),
    );
    opened.delete(own.fingerprint);
    await loadOwnKeys();
}

export async function publish(key: Key | null): Promise<void> {
    await client.call("OpenPgpKey/publish", { accountId: collective, key: key ? key.armor() : null });
}
export async function publishedKey(): Promise<string | null> {
    const answer = await client.call("OpenPgpKey/get", { accountId: collective });
    return (answer["key"] as string | null) ?? null;
}

// ---- keys of others

/// RFC draft koch-openpgp-webkey-service: z-base-32 of the SHA-1 of the local part.
async function webKeyPath(email: string): Promise<string | undefined> {
    const [local, domain] = email.split("@");
    if (!local || !domain) return undefined;
    const digest = new Uint8Array(
        await crypto.subtle.digest("SHA-1", new TextEncoder().encode(local.toLowerCase())),
    );
    const letters = "ybndrfg8ejkmcpqxot1uwisza345h769";
    let bits = "";
    for (const octet of digest) bits += octet.toString(2).padStart(8, "0");
    let name = "";
    for (let at = 0; at < bits.length; at += 5)
        name += letters[parseInt(bits.slice(at, at + 5).padEnd(5, "0"), 2)];
    return `/.well-known/openpgpkey/${domain.toLowerCase()}/hu/${name}?l=${encodeURIComponent(local)}`;
}

/// Domains of the house, as far as one's own addresses tell: of others this server knows no keys.
function isOfThisHouse(email: string): boolean {
    const domain = (address: string) => address.slice(address.lastIndexOf("@") + 1).toLowerCase();
    const own = [
        session.value?.username ?? "",
        ...((self.value?.["addresses"] as string[] | undefined) ?? []),
    ];
    return own.some((one) => domain(one) === domain(email));
}

async function fromThisServer(email: string): Promise<Key | undefined> {
    const path = isOfThisHouse(email) ? await webKeyPath(email) : undefined;
    if (!path) return undefined;
    try {
        const answer = await reach(path);
        const { readKey } = await pgp();
        return await readKey({ binaryKey: new Uint8Array(await answer.arrayBuffer()) });
    } catch {
        return undefined;
    }
}

/// Contacts keep keys as `data:` (RFC 9553 2.6.1).
async function fromContacts(email: string): Promise<Key | undefined> {
    const contacts = "urn:ietf:params:jmap:contacts";
    if (!client.has(contacts)) return undefined;
    const accountId = client.account(contacts);
    const [, got] = await client.send(
        ["ContactCard/query", { accountId, filter: { email }, limit: 5 }],
        [
            "ContactCard/get",
            {
                accountId,
                "#ids": { resultOf: "0", name: "ContactCard/query", path: "/ids" },
                properties: ["emails", "cryptoKeys"],
            },
        ],
    );
    for (const card of got["list"] as Answer[]) {
        const emails = Object.values(
            (card["emails"] as Record<string, { address: string }> | undefined) ?? {},
        );
        if (!emails.some((one) => one.address.toLowerCase() === email.toLowerCase())) continue;
        for (const { uri } of Object.values(
            (card["cryptoKeys"] as Record<string, { uri: string }> | undefined) ?? {},
        )) {
            const key = await readAny(uri);
            if (key) return key;
        }
    }
    return undefined;
}

/// A key as contacts, files and fields have it: armored, in base64, or as `data:`.
export async function readAny(text: string): Promise<Key | undefined> {
    const { readKey } = await pgp();
    try {
        if (text.includes("-----BEGIN PGP")) return await readKey({ armoredKey: text });
        const data = /^data:[^,]*?(;base64)?,(.*)$/s.exec(text);
        const body = data ? (data[1] ? data[2]! : undefined) : text;
        if (body === undefined) return await readKey({ armoredKey: decodeURIComponent(data![2]!) });
        const octets = Uint8Array.from(atob(body.replace(/\s/g, "")), (c) => c.charCodeAt(0));
        const asText = new TextDecoder().decode(octets);
        return asText.includes("-----BEGIN PGP")
            ? await readKey({ armoredKey: asText })
            : await readKey({ binaryKey: octets });
    } catch {
        return undefined;
    }
}

/// Letters that are looked at for a key: the newest.
const lettersMax = 10;

/// Autocrypt (level 1), but not as trusting: letters told one key, or none is used. Whoever forges a letter brings a key of
/// their own, and letters alone do not tell which of two is somebody's; contacts do.
async function fromLetters(email: string): Promise<Key | undefined> {
    const accountId = client.account();
    const thrownAway = ["junk", "trash"].flatMap((role) => byRole(role)?.id ?? []);
    const conditions = [
        { from: email },
        { header: ["Autocrypt"] },
        ...(thrownAway.length > 0 ? [{ inMailboxOtherThan: thrownAway }] : []),
    ];
    const [, got] = await client.send(
        [
            "Email/query",
            {
                accountId,
                filter: { operator: "AND", conditions },
                sort: [{ property: "receivedAt", isAscending: false }],
                limit: lettersMax,
            },
        ],
        [
            "Email/get",
            {
                accountId,
                "#ids": { resultOf: "0", name: "Email/query", path: "/ids" },
                properties: ["from", "header:Autocrypt:asRaw:all"],
            },
        ],
    );
    const told = new Map<string, Key>();
    for (const letter of got["list"] as Answer[]) {
        const data = autocryptOf(
            (letter["from"] as Email["from"]) ?? [],
            (letter["header:Autocrypt:asRaw:all"] as string[] | undefined) ?? [],
            email,
        );
        const key = data === undefined ? undefined : await readAny(data);
        if (key) told.set(key.getFingerprint(), key);
    }
    return told.size === 1 ? [...told.values()][0] : undefined;
}

/// The key with which to seal to somebody; nothing where none is known. What one has put into one's contacts goes first.
export function keyOf(email: string): Promise<Key | undefined> {
    const name = email.toLowerCase();
    let found = others.get(name);
    if (!found) {
        found = (async () => {
            for (const find of [fromContacts, fromThisServer, fromLetters]) {
                try {
                    const key = await find(name);
                    if (key && (await isUsable(key))) return key;
                } catch {
                    // The next may know.
                }
            }
            return undefined;
        })();
        others.set(name, found);
        // Whoever has none today may have one in a moment, and what was asked may not have been reached.
        void found.then((key) => !key && others.get(name) === found && others.delete(name));
    }
    return found;
}

/// The key by which a letter is judged. Never one that a letter told: whoever forges the letter would bring it along.
export async function signerKeyOf(email: string): Promise<Key | undefined> {
    for (const find of [fromContacts, fromThisServer]) {
        try {
            const key = await find(email.toLowerCase());
            if (key) return key;
        } catch {
            // The next may know.
        }
    }
    return undefined;
}

async function isUsable(key: Key): Promise<boolean> {
    try {
        await key.getEncryptionKey();
        return true;
    } catch {
        return false;
    }
}

hear("ContactCard", () => others.clear());
atLeave(() => {
    opened.clear();
    others.clear();
    ownKeys.value = undefined;
});
