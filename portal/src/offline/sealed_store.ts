// SPDX-License-Identifier: AGPL-3.0-or-later
// What stays on a device: values sealed with AES-GCM (WebCrypto) in IndexedDB. The key is drawn for this device, and lies in
// two places: in the member's vault, for when the server can be reached; and here, wrapped under a passphrase of their
// choice (PBKDF2, SHA-256), for when it cannot. Whoever has the device alone has neither.

const databaseName = "milpa-offline";
const table = "sealed";
/// OWASP 2023 for PBKDF2 with HMAC-SHA-256.
const iterations = 600_000;
const ivOctets = 12;
const saltOctets = 16;
const wrappedName = "wrapped-key";

interface Sealed {
    iv: Uint8Array<ArrayBuffer>;
    data: ArrayBuffer;
}
interface Wrapped extends Sealed {
    salt: Uint8Array<ArrayBuffer>;
    iterations: number;
}

/// `mayMake`: where there is none it is made. Else one that another window took away would be back, without its key.
function open(mayMake: boolean): Promise<IDBDatabase> {
    return new Promise((done, failed) => {
        const request = indexedDB.open(databaseName, 1);
        request.onupgradeneeded = () => {
            if (mayMake) request.result.createObjectStore(table);
            else request.transaction!.abort();
        };
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error ?? new Error("no database"));
    });
}

async function act<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T> | void,
    mayMake = false,
): Promise<T | undefined> {
    const database = await open(mayMake);
    try {
        return await new Promise<T | undefined>((done, failed) => {
            const transaction = database.transaction(table, mode, { durability: "strict" });
            const request = work(transaction.objectStore(table));
            transaction.oncomplete = () => done(request ? request.result : undefined);
            transaction.onerror = transaction.onabort = () =>
                failed(transaction.error ?? new Error("not written"));
        });
    } finally {
        database.close();
    }
}

/// Whether there is a copy on this device.
export async function hasCopy(): Promise<boolean> {
    if (!("indexedDB" in window)) return false;
    try {
        const all = await indexedDB.databases?.();
        if (all && !all.some((one) => one.name === databaseName)) return false;
        return (
            (await act("readonly", (store) => store.get(wrappedName) as IDBRequest<Wrapped | undefined>)) !==
            undefined
        );
    } catch {
        return false;
    }
}

/// What is sealed is longer by its mark alone (AES-GCM): an empty list is as long as this.
const emptyOctets = 2 + 16;

/// Whether one of these lists has something in it: that is known without the key.
export async function holdsAny(names: string[]): Promise<boolean> {
    if (!(await hasCopy())) return false;
    for (const name of names) {
        const sealed = await act("readonly", (store) => store.get(name) as IDBRequest<Sealed | undefined>);
        if (sealed && sealed.data.byteLength > emptyOctets) return true;
    }
    return false;
}

/// It is gone when this is done; another window may hold it up for the moment of an access.
export function destroyCopy(): Promise<void> {
    return new Promise((done, failed) => {
        const request = indexedDB.deleteDatabase(databaseName);
        request.onsuccess = () => done();
        request.onerror = () => failed(request.error ?? new Error("not deleted"));
    });
}

const random = (octets: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(octets));

async function wrappingKey(
    passphrase: string,
    salt: Uint8Array<ArrayBuffer>,
    rounds: number,
): Promise<CryptoKey> {
    const base = await crypto.subtle.importKey(
        "raw",
        new TextEncoder().encode(passphrase.normalize("NFKC")),
        "PBKDF2",
        false,
        ["deriveKey"],
    );
    return crypto.subtle.deriveKey(
        { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds },
        base,
        { name: "AES-GCM", length: 256 },
        false,
        ["encrypt", "decrypt"],
    );
}

const importKey = (raw: BufferSource): Promise<CryptoKey> =>
    crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

export class SealedStore {
    private constructor(private readonly key: CryptoKey) {}

    /// A new copy; `raw` is the key, which goes into the vault.
    static async create(passphrase: string): Promise<{ store: SealedStore; raw: Uint8Array<ArrayBuffer> }> {
        const raw = random(32);
        await SealedStore.wrap(raw, passphrase);
        return { store: new SealedStore(await importKey(raw)), raw };
    }
    /// Another passphrase for the same key.
    static async wrap(raw: Uint8Array<ArrayBuffer>, passphrase: string): Promise<void> {
        const salt = random(saltOctets);
        const iv = random(ivOctets);
        const key = await wrappingKey(passphrase, salt, iterations);
        const wrapped: Wrapped = {
            salt,
            iterations,
            iv,
            data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, raw),
        };
        await act("readwrite", (store) => void store.put(wrapped, wrappedName), true);
    }
    static async byKey(raw: Uint8Array<ArrayBuffer>): Promise<SealedStore> {
        return new SealedStore(await importKey(raw));
    }
    /// With its key as the vault has it. Nothing where the passphrase is not right.
    static async byPassphrase(
        passphrase: string,
    ): Promise<{ store: SealedStore; raw: Uint8Array<ArrayBuffer> } | undefined> {
        const wrapped = (await act(
            "readonly",
            (store) => store.get(wrappedName) as IDBRequest<Wrapped | undefined>,
        )) as Wrapped | undefined;
        if (!wrapped) return undefined;
        try {
            const key = await wrappingKey(passphrase, wrapped.salt, wrapped.iterations);
            const raw = new Uint8Array(
                await crypto.subtle.decrypt({ name: "AES-GCM", iv: wrapped.iv }, key, wrapped.data),
            );
            return { store: new SealedStore(await importKey(raw)), raw };
        } catch {
            return undefined;
        }
    }

    /// The name is bound to the value: none can be put in another's place.
    private async seal(name: string, value: unknown): Promise<Sealed> {
        const iv = random(ivOctets);
        const plain = new TextEncoder().encode(JSON.stringify(value));
        return {
            iv,
            data: await crypto.subtle.encrypt(
                { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) },
                this.key,
                plain,
            ),
        };
    }

    async put(values: Record<string, unknown>): Promise<void> {
        const sealed = await Promise.all(
            Object.entries(values).map(
                async ([name, value]) => [name, await this.seal(name, value)] as const,
            ),
        );
        await act("readwrite", (store) => {
            for (const [name, one] of sealed) store.put(one, name);
        });
    }
    /// Nothing where there is none, or it is not this key's.
    async get<T>(name: string): Promise<T | undefined> {
        const sealed = (await act(
            "readonly",
            (store) => store.get(name) as IDBRequest<Sealed | undefined>,
        )) as Sealed | undefined;
        if (!sealed) return undefined;
        try {
            const plain = await crypto.subtle.decrypt(
                { name: "AES-GCM", iv: sealed.iv, additionalData: new TextEncoder().encode(name) },
                this.key,
                sealed.data,
            );
            return JSON.parse(new TextDecoder().decode(plain)) as T;
        } catch {
            return undefined;
        }
    }
    /// Whether there is one, of whatever key.
    async has(name: string): Promise<boolean> {
        return (
            (await act("readonly", (store) => store.get(name) as IDBRequest<Sealed | undefined>)) !==
            undefined
        );
    }
    async remove(names: string[]): Promise<void> {
        await act("readwrite", (store) => {
            for (const name of names) store.delete(name);
        });
    }
    async names(): Promise<string[]> {
        return (
            (await act("readonly", (store) => store.getAllKeys() as IDBRequest<IDBValidKey[]>)) ?? []
        ).map(String);
    }
}
