// SPDX-License-Identifier: AGPL-3.0-or-later
// The copy of an account on a device: made where somebody asks for it, kept up to date, opened without the server by a
// passphrase. What is asked of the server while it cannot be reached is answered from it (answer.ts), and what was changed
// meanwhile is carried out when it is back (queue.ts).
import { signal } from "@preact/signals";
import { settled } from "../base/once";
import { Failure, checkSet, client, ref, useOffline } from "../jmap/client";
import type { Answer, Email, EmailHead, Id, Identity, Mailbox, Session } from "../jmap/types";
import { atEnter, atLeave, enterWith, hear, noticeFailure, standing } from "../store/account";
import { bodyArguments, headProperties } from "../store/emails";
import { device } from "../base/device";
import { clientData } from "../store/preferences";
import { keepProgram } from "../worker/register";
import { language, say } from "../words/words";
import { type Known, answer } from "./answer";
import { tell } from "../ui/toast";
import { type Act, Queue, listNames } from "./queue";
import { SealedStore, destroyCopy, hasCopy, holdsAny } from "./sealed_store";
import { refusedActs, waitingActs } from "./waiting";

/// Letters that are kept: the newest of the account.
const lettersMax = 500;
/// Of one letter; larger ones are kept by their head.
const bodyOctetsMax = 200_000;
const bodiesAtOnce = 25;
const quiet = 5_000;
const keyName = "portal.device.";

/// strange: the vault has no key that opens it, and something waits in it.
export type CopyStanding = "none" | "closed" | "strange" | "opened" | "copying" | "failed";
export const copyStanding = signal<CopyStanding>("none");
/// How many letters are in it.
export const copyLetters = signal(0);
/// Why it could not be brought up to date.
export const copyFailure = signal<unknown>(undefined);
export { refusedActs, waitingActs };

export async function forgetRefused(act: Act): Promise<void> {
    await queue?.forgetRefused(act);
}

let store: SealedStore | undefined;
let known: Known | undefined;
let queue: Queue | undefined;

const toText = (octets: Uint8Array): string => btoa(String.fromCharCode(...octets));
const toOctets = (text: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

interface VaultKey {
    id: Id;
    name: string;
    raw: Uint8Array<ArrayBuffer>;
}

/// The keys of all copies of the account, that of this device first.
async function keysInVault(name: string): Promise<VaultKey[]> {
    const got = await client.call("ClientData/get", { accountId: client.account(clientData), ids: null });
    return (got["list"] as Answer[])
        .filter((one) => String(one["name"]).startsWith(keyName))
        .map((one) => ({
            id: one["id"] as Id,
            name: one["name"] as string,
            raw: toOctets((one["value"] as { key: string }).key),
        }))
        .sort((a, b) => Number(b.name === name) - Number(a.name === name));
}

/// That of this device; or another, where this browser has had another name since: somebody else signed out here.
async function storeByVault(): Promise<SealedStore | undefined> {
    const name = keyName + device();
    for (const key of await keysInVault(name)) {
        const found = await SealedStore.byKey(key.raw);
        if (key.name === name || (await found.get<Session>("session"))) return found;
    }
    return undefined;
}

async function keepKey(raw: Uint8Array<ArrayBuffer>): Promise<void> {
    checkSet(
        await client.call("ClientData/set", {
            accountId: client.account(clientData),
            create: { one: { name: keyName + device(), value: { key: toText(raw) } } },
        }),
    );
}

export const mayCopy = (): boolean => client.has(clientData) && "indexedDB" in window && "crypto" in window;

/// Begins a copy on this device.
export async function beginCopy(passphrase: string): Promise<void> {
    await endCopy();
    const made = await SealedStore.create(passphrase);
    try {
        await keepKey(made.raw);
    } catch (error) {
        // One that nobody opens is none.
        await destroyCopy().catch(() => undefined);
        throw error;
    }
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
        const key = (await keysInVault(name))[0];
        if (key?.name === name)
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
    copyFailure.value = undefined;
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
    useOffline({
        answer: (calls) => answer(loaded, waits, calls),
        asKnown: (calls) => waits.asKnown(calls),
    });
}

async function load(from: SealedStore): Promise<Known> {
    const value = async <T>(name: string, otherwise: T) => (await from.get<T>(name)) ?? otherwise;
    return {
        session: await from.get<Session>("session"),
        mailboxes: await value<Mailbox[]>("mailboxes", []),
        identities: await value<Identity[]>("identities", []),
        heads: await value<EmailHead[]>("heads", []),
        body: (id) => from.get<Email>(`body:${id}`),
    };
}

/// Without the server, by the passphrase. Whether it was right.
export async function openByPassphrase(passphrase: string): Promise<boolean> {
    const opened = await SealedStore.byPassphrase(passphrase);
    const kept = await opened?.store.get<Session>("session");
    if (!opened || !kept) return false;
    await use(opened.store);
    enterWith(kept);
    return true;
}

/// One whose key the vault lost, by the passphrase: its key is there again. Whether it was right, and the copy is theirs.
export async function openStrange(passphrase: string): Promise<boolean> {
    const opened = await SealedStore.byPassphrase(passphrase);
    const kept = await opened?.store.get<Session>("session");
    if (!opened || !kept || kept.username !== client.session?.username) return false;
    await keepKey(opened.raw);
    await use(opened.store);
    soon.ask(quiet);
    return true;
}

/// Whether something in it would be lost with it, which nobody can tell more of while it is not open.
export const mayLose = (): Promise<boolean> => holdsAny(listNames);

/// What waits, now. Fails where the server cannot be reached.
export const carryOutWaiting = (): Promise<void> => queue?.carryOut() ?? Promise.resolve();

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
        if (!(await keepProgram(language))) throw new Failure("broken", "programNotKept");
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
        // What was done here meanwhile is not in that: it is carried out first.
        if (waitingActs.peek() > 0) {
            copyStanding.value = "opened";
            return soon.ask(quiet);
        }
        what.session = session;
        what.mailboxes = boxes["list"] as Mailbox[];
        what.identities = identities["list"] as Identity[];
        what.heads = heads["list"] as EmailHead[];
        const { mailboxes, identities: names, heads: letters } = what;
        await to.put({ session, mailboxes, identities: names, heads: letters });
        await bringBodies(to, letters, accountId, () => mine === era);
        if (mine !== era) return;
        copyLetters.value = letters.length;
        copyFailure.value = undefined;
        copyStanding.value = "opened";
    } catch (error) {
        if (mine !== era) return;
        noticeFailure(error);
        if (mine !== era) return;
        // Another window took it away.
        if (!(await hasCopy())) {
            forget();
            copyStanding.value = "none";
            return;
        }
        copyFailure.value = error;
        copyStanding.value = "failed";
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

const soon = settled(() => void bringUpToDate());

async function enter(): Promise<void> {
    if (store) return soon.ask(quiet);
    if (!mayCopy() || !(await hasCopy())) return;
    const mine = era;
    copyStanding.value = "closed";
    try {
        const found = await storeByVault();
        if (mine !== era) return;
        if (found) {
            await use(found);
            return soon.ask(quiet);
        }
        // The key was taken back from elsewhere: this device is not to have a copy any more. But it may be somebody else's,
        // and nobody loses what waits in it without a word.
        const isStrange = await mayLose();
        if (mine !== era) return;
        if (!isStrange) return await endCopy();
        copyStanding.value = "strange";
        tell(say("app-copy-strange"));
    } catch (error) {
        // It stays closed until the next time.
        if (mine === era) noticeFailure(error);
    }
}

/// News, or the server is back.
function again(): void {
    if (store) soon.ask(quiet);
    else if (copyStanding.peek() === "closed") void enter();
}
hear("Email", again);
hear("Mailbox", again);
addEventListener("online", () => {
    // What waits does not wait for quiet.
    if (store && waitingActs.peek() > 0) void bringUpToDate();
    else again();
});
atEnter(() => void enter());

/// Fetched after the first screen: somebody may be signed in already.
export async function start(): Promise<void> {
    if (standing.value === "member") await enter();
}
atLeave((chosen) => {
    soon.drop();
    const isTheirs = copyStanding.peek() !== "strange";
    forget();
    copyStanding.value = "none";
    // Whoever signs out leaves nothing behind. A session that ended by itself takes nothing along: what waits in the copy,
    // sealed, is carried out when its owner is back.
    if (chosen && isTheirs) destroyCopy().catch(() => undefined);
});
