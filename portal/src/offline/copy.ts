// SPDX-License-Identifier: AGPL-3.0-or-later
// The copy of an account on a device: made where somebody asks for it, kept up to date, opened without the server by a
// passphrase. What is asked of the server while it cannot be reached is answered from it (answer.ts), and what was changed
// meanwhile is carried out when it is back (queue.ts).
import { signal } from "@preact/signals";
import { settled } from "../base/once";
import { checkSet, client, ref, useOffline } from "../jmap/client";
import type { Answer, Email, EmailHead, Id, Identity, Mailbox, Session } from "../jmap/types";
import { atEnter, atLeave, enterWith, hear, standing } from "../store/account";
import { bodyArguments, headProperties } from "../store/emails";
import { device } from "../base/device";
import { clientData } from "../store/preferences";
import { keepProgram } from "../worker/register";
import { language } from "../words/words";
import { type Known, answer } from "./answer";
import { type Act, Queue } from "./queue";
import { SealedStore, destroyCopy, hasCopy } from "./sealed_store";
import { waitingActs } from "./waiting";

/// Letters that are kept: the newest of the account.
const lettersMax = 500;
/// Of one letter; larger ones are kept by their head.
const bodyOctetsMax = 200_000;
const bodiesAtOnce = 25;
const quiet = 5_000;
const keyName = "portal.device.";

export type CopyStanding = "none" | "closed" | "opened" | "copying" | "failed";
export const copyStanding = signal<CopyStanding>("none");
/// How many letters are in it.
export const copyLetters = signal(0);
export { waitingActs };
/// What the server did not take when it was back: kept here until its owner has seen it.
export const refusedActs = signal<Act[]>([]);

export async function forgetRefused(act: Act): Promise<void> {
    await queue?.forgetRefused(act);
}

let store: SealedStore | undefined;
let known: Known | undefined;
let queue: Queue | undefined;

const toText = (octets: Uint8Array): string => btoa(String.fromCharCode(...octets));
const toOctets = (text: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

async function keyInVault(
    name = keyName + device(),
): Promise<{ id: Id; raw: Uint8Array<ArrayBuffer> } | undefined> {
    const got = await client.call("ClientData/get", { accountId: client.account(clientData), ids: null });
    const one = (got["list"] as Answer[]).find((value) => value["name"] === name);
    return one && { id: one["id"] as Id, raw: toOctets((one["value"] as { key: string }).key) };
}

export const mayCopy = (): boolean => client.has(clientData) && "indexedDB" in window && "crypto" in window;

/// Begins a copy on this device.
export async function beginCopy(passphrase: string): Promise<void> {
    await endCopy();
    const made = await SealedStore.create(passphrase);
    checkSet(
        await client.call("ClientData/set", {
            accountId: client.account(clientData),
            create: { one: { name: keyName + device(), value: { key: toText(made.raw) } } },
        }),
    );
    await navigator.storage?.persist?.().catch(() => false);
    await use(made.store);
    await bringUpToDate();
}

/// Nothing of it stays, neither here nor its key in the vault.
export async function endCopy(): Promise<void> {
    const name = keyName + device();
    forget();
    await destroyCopy();
    copyStanding.value = "none";
    try {
        const key = await keyInVault(name);
        if (key)
            await client.call("ClientData/set", { accountId: client.account(clientData), destroy: [key.id] });
    } catch {
        // Without the server the key stays there; it opens nothing any more.
    }
}

/// Raised whenever the copy ends or its owner leaves: what was under way for them then changes nothing any more.
let era = 0;

function forget(): void {
    era += 1;
    queue?.stop();
    store = undefined;
    known = undefined;
    queue = undefined;
    waitingActs.value = 0;
    refusedActs.value = [];
    copyLetters.value = 0;
    useOffline(undefined);
}

async function use(opened: SealedStore): Promise<void> {
    const mine = era;
    const loaded = await load(opened);
    const waits = await Queue.open(opened, (waiting, refused) => {
        if (mine !== era) return;
        waitingActs.value = waiting;
        refusedActs.value = refused;
    });
    if (mine !== era) return waits.stop();
    store = opened;
    known = loaded;
    queue = waits;
    copyLetters.value = known.heads.length;
    copyStanding.value = "opened";
    useOffline((calls) => answer(loaded, waits, calls));
}

async function load(from: SealedStore): Promise<Known> {
    const value = async <T>(name: string, otherwise: T) => (await from.get<T>(name)) ?? otherwise;
    return {
        session: await from.get<Session>("session"),
        mailboxes: await value<Mailbox[]>("mailboxes", []),
        identities: await value<Identity[]>("identities", []),
        heads: await value<EmailHead[]>("heads", []),
        body: (id) => from.get<Email>(`body:${id}`),
        keep: async (changes) => {
            await from.put(changes);
        },
    };
}

/// Without the server, by the passphrase. Whether it was right.
export async function openByPassphrase(passphrase: string): Promise<boolean> {
    const opened = await SealedStore.byPassphrase(passphrase);
    const kept = await opened?.get<Session>("session");
    if (!opened || !kept) return false;
    await use(opened);
    enterWith(kept);
    return true;
}

let bringing: Promise<void> = Promise.resolve();

/// One after another.
function bringUpToDate(): Promise<void> {
    bringing = bringing.then(bringNow);
    return bringing;
}

async function bringNow(): Promise<void> {
    const mine = era;
    const { session } = client;
    const [to, what, waits] = [store, known, queue];
    if (!to || !what || !waits || !session) return;
    copyStanding.value = "copying";
    try {
        await waits.carryOut();
        if (!(await keepProgram(language))) throw new Error("the program is not kept");
        if (mine !== era) return;
        const accountId = client.account();
        const [boxes, identities, , heads] = await client.sendNow(
            ["Mailbox/get", { accountId, ids: null }],
            ["Identity/get", { accountId, ids: null }],
            [
                "Email/query",
                { accountId, sort: [{ property: "receivedAt", isAscending: false }], limit: lettersMax },
            ],
            ["Email/get", { accountId, "#ids": ref(2, "Email/query", "/ids"), properties: headProperties }],
        );
        if (mine !== era) return;
        what.session = session;
        what.mailboxes = boxes["list"] as Mailbox[];
        what.identities = identities["list"] as Identity[];
        what.heads = heads["list"] as EmailHead[];
        const { mailboxes, identities: names, heads: letters } = what;
        await to.put({ session, mailboxes, identities: names, heads: letters });
        await bringBodies(to, letters, accountId, () => mine === era);
        if (mine !== era) return;
        copyLetters.value = letters.length;
        copyStanding.value = "opened";
    } catch {
        if (mine === era) copyStanding.value = "failed";
    }
}

/// Those that are not here yet; those of letters that are gone go, too.
async function bringBodies(
    to: SealedStore,
    letters: EmailHead[],
    accountId: Id,
    isOurs: () => boolean,
): Promise<void> {
    const here = new Set(
        (await to.names()).filter((name) => name.startsWith("body:")).map((name) => name.slice(5)),
    );
    const wanted = new Set(letters.filter((one) => one.size <= bodyOctetsMax).map((one) => one.id));
    if (!isOurs()) return;
    await to.remove([...here].filter((id) => !wanted.has(id)).map((id) => `body:${id}`));
    const missing = [...wanted].filter((id) => !here.has(id));
    for (let at = 0; at < missing.length; at += bodiesAtOnce) {
        const [got] = await client.sendNow([
            "Email/get",
            { accountId, ids: missing.slice(at, at + bodiesAtOnce), ...bodyArguments() },
        ]);
        if (!isOurs()) return;
        await to.put(Object.fromEntries((got["list"] as Email[]).map((one) => [`body:${one.id}`, one])));
    }
}

const soon = settled(() => void bringUpToDate(), quiet);

async function enter(): Promise<void> {
    if (store) return soon.ask();
    if (!mayCopy() || !(await hasCopy())) return;
    const mine = era;
    copyStanding.value = "closed";
    try {
        const key = await keyInVault();
        if (mine !== era) return;
        // The key was taken back from elsewhere: this device is not to have a copy any more.
        if (!key) return await endCopy();
        await use(await SealedStore.byKey(key.raw));
        soon.ask();
    } catch {
        // It stays closed until the next time.
    }
}

hear("Email", () => store && soon.ask());
hear("Mailbox", () => store && soon.ask());
addEventListener("online", () => store && soon.ask());
atEnter(() => void enter());

/// Fetched after the first screen: somebody may be signed in already.
export async function start(): Promise<void> {
    if (standing.value === "member") await enter();
}
atLeave((chosen) => {
    soon.drop();
    forget();
    copyStanding.value = "none";
    // Whoever signs out leaves nothing behind. A session that ended by itself takes nothing along: what waits in the copy,
    // sealed, is carried out when its owner is back.
    if (chosen) destroyCopy().catch(() => undefined);
});
