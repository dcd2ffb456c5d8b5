// SPDX-License-Identifier: AGPL-3.0-or-later
// Letters that are known: their heads for lists, their bodies for reading. A change that somebody makes here is seen at
// once, and taken back where the server refuses it.
import { type Signal, signal } from "@preact/signals";
import { Failure, checkSet, client } from "../jmap/client";
import type { Answer, Email, EmailHead, Id } from "../jmap/types";
import { atLeave, hear, noticeFailure } from "./account";

export const headProperties = [
    "id",
    "blobId",
    "threadId",
    "mailboxIds",
    "keywords",
    "size",
    "receivedAt",
    "from",
    "to",
    "subject",
    "preview",
    "hasAttachment",
];
const bodyProperties = [
    ...headProperties,
    "messageId",
    "inReplyTo",
    "references",
    "cc",
    "bcc",
    "replyTo",
    "sender",
    "sentAt",
    "textBody",
    "htmlBody",
    "attachments",
    "bodyValues",
];
/// More of a text is shown when it is asked for.
export const bodyOctetsMax = 512 * 1024;
/// Bodies that stay in memory, and of their texts together.
const bodiesMax = 200;
const bodiesOctetsMax = 32 << 20;

const heads = new Map<Id, Signal<EmailHead | undefined>>();
const bodies = new Map<Id, Email>();
const threads = new Map<Id, Id[]>();
/// Threads into which something may have come since they were asked for.
const staleThreads = new Set<Id>();

export function head(id: Id): Signal<EmailHead | undefined> {
    let known = heads.get(id);
    if (!known) heads.set(id, (known = signal<EmailHead | undefined>(undefined)));
    return known;
}

/// Moments count what is changed here: what was asked for before a change does not know of it, and must not undo it on the
/// screen. What changed once more on the server is told by a push.
let moment = 0;
const changedAt = new Map<Id, number>();
export const thisMoment = (): number => moment;

/// `asked`: the moment at which the server was asked.
export function takeHeads(list: EmailHead[], asked = moment): void {
    for (const one of list) {
        const known = head(one.id);
        const before = known.peek();
        const ours =
            before && (changedAt.get(one.id) ?? 0) > asked
                ? { keywords: before.keywords, mailboxIds: before.mailboxIds }
                : {};
        known.value = { ...before, ...one, ...ours };
    }
}

function noteChange(ids: Iterable<Id>): void {
    moment += 1;
    for (const id of ids) changedAt.set(id, moment);
}

export function takeThreads(list: { id: Id; emailIds: Id[] }[]): void {
    for (const one of list) {
        threads.set(one.id, one.emailIds);
        staleThreads.delete(one.id);
    }
}

export const threadOf = (id: Id): Id[] | undefined => threads.get(id);
export const bodyOf = (id: Id): Email | undefined => bodies.get(id);

function takeBodies(list: Email[], asked: number): void {
    takeHeads(list, asked);
    for (const one of list) {
        bodies.delete(one.id);
        bodies.set(one.id, one);
    }
    let octets = 0;
    for (const one of bodies.values()) octets += weight(one);
    for (const [id, one] of bodies) {
        if (bodies.size <= bodiesMax && octets <= bodiesOctetsMax) break;
        octets -= weight(one);
        bodies.delete(id);
    }
}

const weight = (email: Email): number =>
    Object.values(email.bodyValues).reduce((sum, one) => sum + one.value.length, 0);

export function bodyArguments(): Record<string, unknown> {
    return {
        properties: bodyProperties,
        fetchTextBodyValues: true,
        fetchHTMLBodyValues: true,
        maxBodyValueBytes: bodyOctetsMax,
    };
}

/// A thread with all of its letters; from memory where they are there, unless something may have come into it.
export async function openThread(threadId: Id, anew = false): Promise<Email[]> {
    const known =
        anew || staleThreads.has(threadId) ? undefined : threads.get(threadId)?.map((id) => bodies.get(id));
    if (known && known.length > 0 && known.every((one) => one !== undefined)) return known as Email[];
    const accountId = client.account();
    const [found] = await client.send(["Thread/get", { accountId, ids: [threadId] }]);
    takeThreads(found["list"] as { id: Id; emailIds: Id[] }[]);
    const ids = threads.get(threadId);
    if (!ids || (found["notFound"] as Id[]).length > 0) throw new Failure("refused", "notFound");
    // Held here: of a long thread not all stay in memory.
    const here = new Map(ids.flatMap((id) => bodies.get(id) ?? []).map((one) => [one.id, one]));
    const missing = ids.filter((id) => !here.has(id));
    for (const one of await fetchBodies(missing)) here.set(one.id, one);
    return ids.map((id) => here.get(id)).filter((one): one is Email => one !== undefined);
}

/// Many at once are asked for in turns, so that the first come first.
const bodiesAtOnce = 20;

export async function fetchBodies(ids: Id[]): Promise<Email[]> {
    const all: Email[] = [];
    for (let at = 0; at < ids.length; at += bodiesAtOnce) {
        const asked = thisMoment();
        const answer = await client.call("Email/get", {
            accountId: client.account(),
            ids: ids.slice(at, at + bodiesAtOnce),
            ...bodyArguments(),
        });
        const list = answer["list"] as Email[];
        takeBodies(list, asked);
        all.push(...list);
    }
    return all;
}

export async function openEmail(id: Id): Promise<Email> {
    const known = bodies.get(id);
    if (known) return known;
    const [email] = await fetchBodies([id]);
    if (!email) throw new Failure("refused", "notFound");
    return email;
}

export const isCut = (email: Pick<Email, "bodyValues">): boolean =>
    Object.values(email.bodyValues).some((one) => one.isTruncated);

/// With all of its text: of what is written on, answered or handed on nothing may be missing. It is not kept.
export async function openWhole(id: Id): Promise<Email> {
    const email = await openEmail(id);
    if (!isCut(email)) return email;
    const answer = await client.call("Email/get", {
        accountId: client.account(),
        ids: [id],
        ...bodyArguments(),
        maxBodyValueBytes: 0,
    });
    const whole = (answer["list"] as Email[])[0];
    if (!whole || isCut(whole)) throw new Failure("refused", "cut");
    return whole;
}

export type Patch = Record<string, unknown>;

/// "keywords/$seen": true and the like, applied to a head as the server will.
function patched(email: EmailHead, patch: Patch): EmailHead {
    const next = { ...email, keywords: { ...email.keywords }, mailboxIds: { ...email.mailboxIds } };
    for (const [path, value] of Object.entries(patch)) {
        const [property, key] = path.split("/");
        if (property !== "keywords" && property !== "mailboxIds") continue;
        if (key === undefined) next[property] = value as Record<string, true>;
        else if (value === null) delete next[property][key];
        else next[property][key] = true;
    }
    return next;
}

/// Letters that were changed here and whose change is not yet in a list of the server's.
export const changedHere = signal(0);

/// What undoes a patch; of what was changed otherwise since then it knows nothing.
function undoing(email: EmailHead, patch: Patch): Patch {
    const made: Patch = {};
    for (const path of Object.keys(patch)) {
        const [property, key] = path.split("/");
        if (property !== "keywords" && property !== "mailboxIds") continue;
        made[path] = key === undefined ? email[property] : (email[property][key] ?? null);
    }
    return made;
}

function patchHere(id: Id, patch: Patch): void {
    const known = head(id);
    if (!known.value) return;
    known.value = patched(known.value, patch);
    const body = bodies.get(id);
    if (body) bodies.set(id, { ...body, ...known.value });
}

/// Changes several letters; fails where the server refuses one. Those that it did not take are as before then.
export async function change(patches: Record<Id, Patch>): Promise<void> {
    const back = new Map<Id, Patch>();
    for (const [id, patch] of Object.entries(patches)) {
        const known = head(id).value;
        if (!known) continue;
        back.set(id, undoing(known, patch));
        patchHere(id, patch);
    }
    const ids = Object.keys(patches);
    if (ids.length === 0) return;
    noteChange(ids);
    changedHere.value += 1;
    try {
        const most = setMax();
        for (let at = 0; at < ids.length; at += most) {
            const update = Object.fromEntries(ids.slice(at, at + most).map((id) => [id, patches[id]]));
            const answer = await client.call("Email/set", { accountId: client.account(), update });
            const refused = (answer["notUpdated"] as object | null) ?? {};
            for (const id of Object.keys(update)) if (!(id in refused)) back.delete(id);
            checkSet(answer);
        }
        noteChange(ids);
    } catch (error) {
        for (const [id, patch] of back) patchHere(id, patch);
        changedHere.value += 1;
        noticeFailure(error);
        throw error;
    }
}

export async function destroy(ids: Id[]): Promise<void> {
    const most = setMax();
    for (let at = 0; at < ids.length; at += most) {
        checkSet(
            await client.call("Email/set", {
                accountId: client.account(),
                destroy: ids.slice(at, at + most),
            }),
        );
    }
    for (const id of ids) bodies.delete(id);
    changedHere.value += 1;
}

function setMax(): number {
    return Number(client.session?.capabilities["urn:ietf:params:jmap:core"]?.maxObjectsInSet ?? 100);
}

// What others changed: heads that are known are read again, as few as changed.
let state: string | undefined;

export function takeState(answer: Answer): void {
    state ??= answer["state"] as string;
}

async function follow(): Promise<void> {
    try {
        await followOn();
    } catch (error) {
        noticeFailure(error);
        if (error instanceof Failure && error.type === "cannotCalculateChanges") {
            state = undefined;
            bodies.clear();
        }
    }
}

async function followOn(): Promise<void> {
    while (state !== undefined) {
        const since = state;
        const answer = await client.call("Email/changes", {
            accountId: client.account(),
            sinceState: since,
            maxChanges: 500,
        });
        // Whoever was here has left meanwhile.
        if (state !== since) return;
        const updated = (answer["updated"] as Id[]).filter((id) => heads.get(id)?.peek());
        for (const id of answer["destroyed"] as Id[]) {
            bodies.delete(id);
            const known = heads.get(id);
            if (known) known.value = undefined;
        }
        if (updated.length > 0) {
            const asked = thisMoment();
            const read = await client.call("Email/get", {
                accountId: client.account(),
                ids: updated,
                properties: ["id", "mailboxIds", "keywords"],
            });
            if (state !== since) return;
            for (const one of read["list"] as EmailHead[]) {
                takeHeads([one], asked);
                const body = bodies.get(one.id);
                if (body) bodies.set(one.id, { ...body, ...head(one.id).peek() });
            }
        }
        if ((answer["created"] as Id[]).length > 0) for (const id of threads.keys()) staleThreads.add(id);
        // Only now: what could not be read is asked for again.
        state = answer["newState"] as string;
        if (!answer["hasMoreChanges"]) return;
    }
}

let following = Promise.resolve();
hear("Email", () => {
    following = following.then(follow, follow);
});
atLeave(() => {
    heads.clear();
    bodies.clear();
    threads.clear();
    staleThreads.clear();
    changedAt.clear();
    state = undefined;
});
