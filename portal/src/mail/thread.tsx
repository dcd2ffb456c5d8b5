// SPDX-License-Identifier: AGPL-3.0-or-later
// A thread: its letters one below the other, the newest open, those before it folded.
import { useEffect, useRef, useState } from "preact/hooks";
import { go } from "../base/router";
import type { Email, Id } from "../jmap/types";
import { changedHere, head, openThread, threadOf } from "../store/emails";
import { hear, noticeFailure } from "../store/account";
import type { EmailList } from "../store/list";
import { byRole } from "../store/mailboxes";
import { IconButton } from "../ui/button";
import { FailureNotice } from "../ui/failure";
import { lazy } from "../ui/lazy";
import { Menu } from "../ui/menu";
import { Spinner } from "../ui/parts";
import { say } from "../words/words";
import { archive, junk, mark, remove, targets } from "./actions";
import { MoveMenu, indexOfThread } from "./list";
import { openSource } from "./source";
import { where } from "./where";

/// With all that makes a stranger's letter harmless: as soon as the list is there.
export const Letter = lazy(async () => (await import("./letter")).Letter);

export function Thread({ id, list }: { id: Id; list: EmailList | undefined }) {
    const [letters, setLetters] = useState<Email[]>();
    const [error, setError] = useState<unknown>();
    const [unfolded, setUnfolded] = useState<ReadonlySet<Id>>(new Set());
    const gone = useRef(false);
    const read = useRef(new Set<Id>());
    changedHere.value;
    const load = async (anew = false) => {
        setError(undefined);
        try {
            const found = await openThread(id, anew);
            // Whoever left meanwhile, perhaps to mark it unread, does not read it.
            if (gone.current) return;
            setLetters(found);
            setUnfolded((before) => (before.size > 0 ? before : initiallyOpen(found)));
            // What came into it while it is open is read, too; what somebody marked unread meanwhile stays so.
            const unread = found
                .filter((one) => !read.current.has(one.id) && !head(one.id).peek()?.keywords["$seen"])
                .map((one) => one.id);
            for (const one of found) read.current.add(one.id);
            if (unread.length > 0) await mark(unread, "$seen", true);
        } catch (failed) {
            noticeFailure(failed);
            setError(failed);
        }
    };
    useEffect(() => {
        void load();
        // Something may have come into this thread.
        const end = hear("Thread", () => void load(true));
        return () => {
            gone.current = true;
            end();
        };
    }, [id]);
    const shown = letters?.filter((one) => head(one.id).value !== undefined);
    const subject = shown?.[0]?.subject?.trim() || (shown ? say("mail-no-subject") : "");
    return (
        <>
            <ThreadBar id={id} list={list} />
            <div class="thread-scroll">
                {!shown && !error && (
                    <div class="waiting">
                        <Spinner />
                    </div>
                )}
                <div class="thread">
                    {!subject && <h1 class="visually-hidden">{say("mail-reading")}</h1>}
                    <FailureNotice error={error} area="mail" again={() => load(true)} />
                    {shown && shown.length > 0 && (
                        <>
                            <h1 class="thread-subject" dir="auto">
                                {subject}
                            </h1>
                            {shown.map((one, i) => (
                                <Letter
                                    key={one.id}
                                    email={one}
                                    open={unfolded.has(one.id)}
                                    last={i === shown.length - 1}
                                    onToggle={() => {
                                        const next = new Set(unfolded);
                                        if (!next.delete(one.id)) next.add(one.id);
                                        setUnfolded(next);
                                    }}
                                />
                            ))}
                        </>
                    )}
                </div>
            </div>
        </>
    );
}

/// The newest, and all that were not read yet.
function initiallyOpen(letters: Email[]): ReadonlySet<Id> {
    const open = new Set(
        letters
            .filter((one) => !head(one.id).peek()?.keywords["$seen"] && !one.keywords["$draft"])
            .map((one) => one.id),
    );
    const last = [...letters].reverse().find((one) => !one.keywords["$draft"]) ?? letters[letters.length - 1];
    if (last) open.add(last.id);
    return open;
}

/// The thread beside this one in the list; towards older ones by 1.
export function neighbour(list: EmailList | undefined, thread: Id | undefined, step: 1 | -1): Id | undefined {
    if (!list) return undefined;
    const at = thread === undefined ? -1 : indexOfThread(list, thread);
    const row = at < 0 ? (step > 0 ? list.at(0) : undefined) : list.at(at + step);
    return row && head(row).peek()?.threadId;
}

function ThreadBar({ id, list }: { id: Id; list: EmailList | undefined }) {
    const here = where.value;
    const role = here.mailbox?.role;
    const beside = (step: 1 | -1) => {
        const next = neighbour(list, id, step);
        if (next) go([...here.path, next], "replace");
    };
    const ids = () => targets();
    const inJunk = role === "junk";
    return (
        <div class="thread-bar" role="toolbar" aria-label={say("mail-actions")}>
            <IconButton
                class="thread-back"
                icon="back"
                label={say("mail-back")}
                onClick={() => go(here.path)}
                keys="u"
            />
            {byRole("archive") && role !== "archive" && (
                <IconButton
                    icon="archive"
                    label={say("mail-archive")}
                    onClick={() => archive(ids())}
                    keys="e"
                />
            )}
            <IconButton icon="trash" label={say("mail-delete")} onClick={() => remove(ids())} keys="#" />
            <MoveMenu ids={ids} />
            <IconButton
                icon="unread"
                label={say("mail-mark-unread")}
                keys="Shift+U"
                onClick={async () => {
                    go(here.path);
                    const all = threadOf(id) ?? [];
                    await mark(all.slice(-1), "$seen", false);
                }}
            />
            <Menu
                label={say("mail-more")}
                entries={() => [
                    {
                        label: say(inJunk ? "mail-not-junk" : "mail-junk"),
                        icon: "junk",
                        onChoose: () => junk(ids(), !inJunk),
                    },
                    { label: say("mail-print"), icon: "print", onChoose: () => print() },
                    {
                        label: say("mail-source"),
                        icon: "code",
                        onChoose: () => openSource((threadOf(id) ?? []).slice(-1)[0]),
                    },
                ]}
                button={(props) => <IconButton icon="more" label={say("mail-more")} {...props} />}
            />
            <span class="grow" />
            <IconButton
                icon="up"
                label={say("mail-newer")}
                onClick={() => beside(-1)}
                keys="k"
                disabled={!neighbour(list, id, -1)}
            />
            <IconButton
                icon="down"
                label={say("mail-older")}
                onClick={() => beside(1)}
                keys="j"
                disabled={!neighbour(list, id, 1)}
            />
        </div>
    );
}
