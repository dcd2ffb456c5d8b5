// SPDX-License-Identifier: AGPL-3.0-or-later
// What is done to letters from a list or a thread: at once on the screen, with a way back.
import { go } from "../base/router";
import type { EmailHead, Id, Mailbox } from "../jmap/types";
import { type Patch, change, destroy, head, threadOf } from "../store/emails";
import type { EmailList } from "../store/list";
import { byRole, nameOf } from "../store/mailboxes";
import { ask } from "../ui/dialog";
import { tellFailure } from "../ui/failure";
import { tell } from "../ui/toast";
import { say } from "../words/words";
import { clear, selected } from "./selection";
import { where } from "./where";

/// The list that is shown: rows leave it at once.
let list: EmailList | undefined;
export function useForActions(shown: EmailList | undefined): void {
    list = shown;
}

/// All letters of the threads that rows stand for, as far as they lie where the list looks.
export function lettersOf(rows: Iterable<Id>): Id[] {
    const here = where.value.mailbox?.id;
    const ids = new Set<Id>();
    for (const row of rows) {
        const known = head(row).peek();
        for (const id of (known && threadOf(known.threadId)) ?? [row]) {
            const one = head(id).peek();
            if (id === row || !here || one?.mailboxIds[here]) ids.add(id);
        }
    }
    return [...ids];
}

const heads = (ids: Id[]): EmailHead[] =>
    ids.map((id) => head(id).peek()).filter((one): one is EmailHead => one !== undefined);

/// Threads whose letters left the list: so does their row, and who reads one of them sees the list again.
function leaveList(ids: Id[]): void {
    const gone = new Set(ids);
    for (const id of ids) {
        const thread = head(id).peek()?.threadId;
        for (const other of (thread && threadOf(thread)) ?? []) gone.add(other);
        if (thread && where.value.thread === thread) go(where.value.path, "replace");
    }
    list?.drop(gone);
    clear();
}

async function carryOut(
    patches: Record<Id, Patch>,
    told: string,
    back: Record<Id, Patch>,
    leaves: boolean,
): Promise<void> {
    const ids = Object.keys(patches);
    if (ids.length === 0) return;
    if (leaves) leaveList(ids);
    const undo = async () => {
        try {
            await change(back);
            await list?.refresh();
        } catch (error) {
            tellFailure(error, "mail");
        }
    };
    const drop = tell(told, undo);
    try {
        await change(patches);
    } catch (error) {
        drop();
        tellFailure(error, "mail");
        await list?.refresh();
    }
}

/// From where they are looked at into another folder; from everywhere where no folder is looked at.
export async function moveTo(ids: Id[], target: Mailbox, told?: string): Promise<void> {
    const here = where.value.mailbox;
    const patches: Record<Id, Patch> = {};
    const back: Record<Id, Patch> = {};
    for (const one of heads(ids)) {
        if (one.mailboxIds[target.id] && Object.keys(one.mailboxIds).length === 1) continue;
        const all = here && one.mailboxIds[here.id] && target.role !== "trash" && target.role !== "junk";
        patches[one.id] = all
            ? { [`mailboxIds/${here.id}`]: null, [`mailboxIds/${target.id}`]: true }
            : { mailboxIds: { [target.id]: true } };
        if (target.role === "junk")
            Object.assign(patches[one.id]!, { "keywords/$junk": true, "keywords/$notjunk": null });
        if (here?.role === "junk")
            Object.assign(patches[one.id]!, { "keywords/$junk": null, "keywords/$notjunk": true });
        back[one.id] = {
            mailboxIds: one.mailboxIds,
            "keywords/$junk": one.keywords["$junk"] ?? null,
            "keywords/$notjunk": one.keywords["$notjunk"] ?? null,
        };
    }
    await carryOut(
        patches,
        told ?? say("mail-moved", { count: Object.keys(patches).length, name: nameOf(target) }),
        back,
        true,
    );
}

export async function archive(ids: Id[]): Promise<void> {
    const target = byRole("archive");
    if (target) await moveTo(ids, target, say("mail-archived", { count: ids.length }));
}
export async function junk(ids: Id[], is: boolean): Promise<void> {
    const target = byRole(is ? "junk" : "inbox");
    if (target) await moveTo(ids, target);
}

/// Into the trash; from there, and drafts, for good, when somebody says so.
export async function remove(ids: Id[]): Promise<void> {
    const trash = byRole("trash");
    const inTrash = heads(ids).filter((one) => trash && one.mailboxIds[trash.id]);
    if (!trash || inTrash.length === ids.length) {
        if (
            !(await ask(
                say("mail-destroy-title", { count: ids.length }),
                say("mail-destroy-text"),
                say("mail-destroy"),
            ))
        )
            return;
        leaveList(ids);
        try {
            await destroy(ids);
        } catch (error) {
            tellFailure(error, "mail");
        }
        return;
    }
    await moveTo(ids, trash, say("mail-trashed", { count: ids.length }));
}

export async function mark(ids: Id[], keyword: "$seen" | "$flagged", on: boolean): Promise<void> {
    const patches = Object.fromEntries(
        heads(ids)
            .filter((one) => (one.keywords[keyword] ?? false) !== on)
            .map((one) => [one.id, { [`keywords/${keyword}`]: on || null }]),
    );
    if (Object.keys(patches).length === 0) return;
    try {
        await change(patches);
    } catch (error) {
        tellFailure(error, "mail");
    }
}

let dragged: Id[] = [];
export function drag(ids: Id[]): void {
    dragged = ids;
}
export async function dropOn(mailbox: Mailbox): Promise<void> {
    await moveTo(lettersOf(dragged), mailbox);
}

/// What an action is for: rows that are ticked, else the thread that is read.
export function targets(): Id[] {
    if (selected.value.size > 0) return lettersOf(selected.value);
    const thread = where.value.thread;
    const ids = thread ? (threadOf(thread) ?? []) : [];
    const here = where.value.mailbox?.id;
    return here ? ids.filter((id) => head(id).peek()?.mailboxIds[here]) : ids;
}
