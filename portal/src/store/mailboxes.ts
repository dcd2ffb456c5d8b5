// SPDX-License-Identifier: AGPL-3.0-or-later
// The folders: all of them, always (a member has some dozens).
import { computed, signal } from "@preact/signals";
import { Failure, client, ref } from "../jmap/client";
import type { Answer, Id, Mailbox } from "../jmap/types";
import { atEnter, atLeave, hear, noticeFailure } from "./account";
import { sayIfKnown } from "../words/words";

export const mailboxes = signal<ReadonlyMap<Id, Mailbox>>(new Map());
export const mailboxesReady = computed(() => mailboxes.value.size > 0);

/// The order in which people look for them; others follow by their name.
const roles = ["inbox", "drafts", "sent", "archive", "junk", "trash"];

let loading: Promise<void> | undefined;
let again = false;
/// Of what is known; nothing while that is from a copy.
let state: string | undefined;

/// As they are now: who asks while an answer is under way waits for the next, which knows of what happened meanwhile.
export function loadMailboxes(): Promise<void> {
    if (loading) again = true;
    else loading = load().finally(() => (loading = undefined));
    return loading;
}

async function load(): Promise<void> {
    do {
        again = false;
        const { session } = client;
        if (!session) return;
        // Somebody else may be signed in when the answer comes.
        const isOurs = () => client.session === session;
        try {
            const answers = state === undefined ? undefined : await changesSince(state);
            if (answers) {
                if (isOurs()) takeChanges(answers);
                continue;
            }
            const all = await client.call("Mailbox/get", { accountId: client.account(), ids: null });
            if (isOurs()) takeMailboxes(all);
        } catch (error) {
            noticeFailure(error);
        }
    } while (again);
}

/// More changes than these, and all are asked for.
const changesMax = 100;

/// Each letter that comes changes the counts of a folder: no more than that is fetched (RFC 8621 2.2). Nothing where the
/// server cannot tell.
async function changesSince(sinceState: string): Promise<Answer[] | undefined> {
    const accountId = client.account();
    const of = (part: string) => ref(0, "Mailbox/changes", part);
    const answers = await client.sendEach(
        ["Mailbox/changes", { accountId, sinceState, maxChanges: changesMax }],
        ["Mailbox/get", { accountId, "#ids": of("/created") }],
        ["Mailbox/get", { accountId, "#ids": of("/updated"), "#properties": of("/updatedProperties") }],
    );
    if (answers.some((one) => one instanceof Failure)) return undefined;
    const all = answers as Answer[];
    return all[0]!["hasMoreChanges"] ? undefined : all;
}

function takeChanges([changes, created, updated]: Answer[]): void {
    const next = new Map(mailboxes.value);
    for (const id of changes!["destroyed"] as Id[]) next.delete(id);
    for (const one of [...(created!["list"] as Mailbox[]), ...(updated!["list"] as Mailbox[])])
        next.set(one.id, { ...next.get(one.id), ...one });
    mailboxes.value = next;
    state = changes!["newState"] as string;
}

export function takeMailboxes(answer: Answer): void {
    state = answer["state"] as string | undefined;
    mailboxes.value = new Map((answer["list"] as Mailbox[]).map((one) => [one.id, one]));
}

export function byRole(role: string): Mailbox | undefined {
    for (const one of mailboxes.value.values()) if (one.role === role) return one;
    return undefined;
}

/// Those with a role have a name in everybody's language.
export function nameOf(mailbox: Mailbox): string {
    return (mailbox.role && sayIfKnown(`mail-folder-${mailbox.role}`)) || mailbox.name;
}

export interface Branch {
    mailbox: Mailbox;
    depth: number;
}

/// As a tree, from top to bottom.
export const tree = computed<Branch[]>(() => {
    const children = new Map<Id | null, Mailbox[]>();
    for (const one of mailboxes.value.values()) {
        const parent = one.parentId !== null && mailboxes.value.has(one.parentId) ? one.parentId : null;
        children.set(parent, [...(children.get(parent) ?? []), one]);
    }
    const rank = (one: Mailbox) => {
        const at = one.role ? roles.indexOf(one.role) : -1;
        return at < 0 ? roles.length : at;
    };
    const branches: Branch[] = [];
    const walk = (parent: Id | null, depth: number) => {
        const here = children.get(parent) ?? [];
        here.sort(
            (a, b) => rank(a) - rank(b) || a.sortOrder - b.sortOrder || nameOf(a).localeCompare(nameOf(b)),
        );
        for (const mailbox of here) {
            branches.push({ mailbox, depth });
            walk(mailbox.id, depth + 1);
        }
    };
    walk(null, 0);
    return branches;
});

hear("Mailbox", () => void loadMailboxes());
atEnter(() => void loadMailboxes());
atLeave(() => {
    mailboxes.value = new Map();
    state = undefined;
});
