// SPDX-License-Identifier: AGPL-3.0-or-later
// The list: rows of one height, of which only those in sight are in the page, however long the mailbox is.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Id } from "../jmap/types";
import type { EmailList } from "../store/list";
import { windowRows } from "../store/list";
import { byRole, nameOf, tree } from "../store/mailboxes";
import { fetchBodies, bodyOf, head, threadOf } from "../store/emails";
import { Button, IconButton } from "../ui/button";
import { FailureNotice, tellFailure } from "../ui/failure";
import { Menu, type MenuEntry } from "../ui/menu";
import { Empty, Spinner } from "../ui/parts";
import { rem } from "../ui/rem";
import { whenIdle } from "../base/once";
import { number } from "../words/format";
import { say } from "../words/words";
import { archive, junk, lettersOf, mark, moveTo, remove, useForActions } from "./actions";
import { write } from "./drafts";
import { Row } from "./row";
import { SearchField } from "./search_field";
import { clear, everything, selected } from "./selection";
import { where } from "./where";

/// Rows that are drawn beyond the edge, so that a quick finger sees no gap.
const beyond = 8;
/// Rows in sight whose texts are fetched when somebody rests there and there is time, so that they open at once.
const readAhead = 12;
const readAheadOctetsMax = 100_000;
const restsAfter = 200;

export function List({
    list,
    title,
    openFolders,
}: {
    list: EmailList;
    title: string;
    openFolders: () => void;
}) {
    useForActions(list);
    const total = list.total.value;
    const some = selected.value.size > 0;
    return (
        <>
            <header class="list-head">
                <ListTitle title={title} openFolders={openFolders}>
                    {total !== undefined && (
                        <span class="quiet small">
                            {say("mail-conversations", { count: total, shown: number(total) })}
                        </span>
                    )}
                </ListTitle>
                {some ? <BulkBar list={list} /> : <SearchField />}
            </header>
            <FailureNotice error={list.failure.value} area="mail" again={() => list.refresh()} />
            {total === undefined ? (
                !list.failure.value && <Waiting />
            ) : total === 0 ? (
                <EmptyList />
            ) : (
                <Rows list={list} total={total} />
            )}
            <Button class="write-here" kind="primary" icon="write" onClick={() => write()}>
                {say("mail-write")}
            </Button>
        </>
    );
}

export function ListTitle({
    title,
    openFolders,
    children,
}: {
    title: string;
    openFolders: () => void;
    children?: ComponentChildren;
}) {
    return (
        <div class="list-title">
            <IconButton
                class="folders-button"
                icon="menu"
                label={say("mail-folders")}
                onClick={openFolders}
            />
            <h1 class="grow clip">{title}</h1>
            {children}
        </div>
    );
}

function Waiting() {
    return (
        <div class="waiting">
            <Spinner />
        </div>
    );
}

function EmptyList() {
    const here = where.value;
    if (here.kind === "search")
        return (
            <Empty icon="search" title={say("mail-empty-search")}>
                <p>{say("mail-empty-search-text")}</p>
            </Empty>
        );
    if (here.kind === "starred")
        return (
            <Empty icon="flag" title={say("mail-empty-starred")}>
                <p>{say("mail-empty-starred-text")}</p>
            </Empty>
        );
    const isInbox = here.mailbox?.role === "inbox";
    return (
        <Empty
            icon={isInbox ? "inbox" : "folder"}
            title={say(isInbox ? "mail-empty-inbox" : "mail-empty-folder")}
        >
            <p>{say(isInbox ? "mail-empty-inbox-text" : "mail-empty-folder-text")}</p>
        </Empty>
    );
}

const rowRem = 4.75;

function Rows({ list, total }: { list: EmailList; total: number }) {
    const box = useRef<HTMLDivElement>(null);
    const height = Math.round(rem.value * rowRem);
    const [range, setRange] = useState<[number, number]>([0, 20]);
    const [scrolls, setScrolls] = useState(false);
    list.version.value;
    const measure = () => {
        const at = box.current;
        if (!at) return;
        const first = Math.max(0, Math.floor(at.scrollTop / height) - beyond);
        const last = Math.min(total - 1, Math.ceil((at.scrollTop + at.clientHeight) / height) + beyond);
        setRange((before) => (before[0] === first && before[1] === last ? before : [first, last]));
    };
    useLayoutEffect(measure, [total, height]);
    useEffect(() => {
        addEventListener("resize", measure);
        return () => removeEventListener("resize", measure);
    });
    // While somebody flings through thousands of rows, only where they come to rest is asked for.
    useEffect(() => {
        const timer = setTimeout(() => list.look(range[0], range[1]), range[0] < windowRows ? 0 : 60);
        return () => clearTimeout(timer);
    }, [range, list, total]);
    useEffect(() => {
        box.current!.scrollTop = 0;
    }, [list]);
    useEffect(() => {
        const timer = setTimeout(
            () => whenIdle(() => void readAheadOf(list, range[0] === 0 ? 0 : range[0] + beyond)),
            restsAfter,
        );
        return () => clearTimeout(timer);
    }, [list, list.version.value, range]);
    useActiveInSight(box, list, height);
    useFocusBack(box);
    const rows = [];
    for (let i = range[0]; i <= Math.min(range[1], total - 1); i += 1) rows.push(i);
    return (
        <div
            ref={box}
            class="rows-scroll"
            onScroll={() => {
                setScrolls(true);
                measure();
            }}
        >
            <ul class="rows-space" style={{ blockSize: `${total * height}px` }} aria-label={say("mail-list")}>
                {rows.map((i) => {
                    const id = list.at(i);
                    return (
                        <Row
                            key={id ?? i}
                            id={id}
                            index={i}
                            total={total}
                            top={i * height}
                            list={list}
                            inTurn={scrolls}
                        />
                    );
                })}
            </ul>
        </div>
    );
}

/// Walking by keyboard, the row that is read comes into sight.
function useActiveInSight(box: { current: HTMLDivElement | null }, list: EmailList, height: number): void {
    const thread = where.value.thread;
    useEffect(() => {
        const at = box.current;
        if (!at || !thread) return;
        const index = list.known().length > 0 ? indexOfThread(list, thread) : -1;
        if (index < 0) return;
        const top = index * height;
        if (top < at.scrollTop) at.scrollTop = top;
        else if (top + height > at.scrollTop + at.clientHeight) at.scrollTop = top + height - at.clientHeight;
    }, [thread]);
}

/// Who leaves a thread is back at its row.
function useFocusBack(box: { current: HTMLDivElement | null }): void {
    const thread = where.value.thread;
    const before = useRef<Id | undefined>(undefined);
    useEffect(() => {
        const left = before.current;
        before.current = thread;
        if (thread || !left || (document.activeElement && document.activeElement !== document.body)) return;
        box.current?.querySelector<HTMLElement>(`[data-thread="${left}"]`)?.focus({ preventScroll: true });
    }, [thread]);
}

export function indexOfThread(list: EmailList, thread: Id): number {
    const total = list.total.peek() ?? 0;
    for (let i = 0; i < total; i += 1) {
        const id = list.at(i);
        if (id !== undefined && head(id).peek()?.threadId === thread) return i;
    }
    return -1;
}

async function readAheadOf(list: EmailList, first: number): Promise<void> {
    const wanted: Id[] = [];
    for (let i = first; i < first + readAhead; i += 1) {
        const id = list.at(i);
        const one = id && head(id).peek();
        if (!one) continue;
        const letters = threadOf(one.threadId) ?? [id];
        if (letters.length > 5 || one.size > readAheadOctetsMax) continue;
        for (const letter of letters) if (!bodyOf(letter)) wanted.push(letter);
    }
    try {
        if (wanted.length > 0) await fetchBodies(wanted);
    } catch {
        // Then they are fetched when somebody opens them.
    }
}

function BulkBar({ list }: { list: EmailList }) {
    const ids = async () => (everything.value ? list.everything() : lettersOf(selected.value));
    const doing = (act: (ids: Id[]) => Promise<unknown>) => () =>
        ids()
            .then(act)
            .catch((error: unknown) => tellFailure(error, "mail"));
    const all = list.total.value ?? 0;
    const count = everything.value ? all : selected.value.size;
    const inJunk = where.value.mailbox?.role === "junk";
    return (
        <div class="bulk" role="toolbar" aria-label={say("mail-bulk")}>
            <IconButton icon="close" label={say("mail-select-none")} onClick={clear} />
            <span class="grow clip" role="status">
                {say("mail-selected", { count })}
            </span>
            {byRole("archive") && where.value.mailbox?.role !== "archive" && (
                <IconButton icon="archive" label={say("mail-archive")} onClick={doing(archive)} />
            )}
            <IconButton icon="trash" label={say("mail-delete")} onClick={doing(remove)} />
            <MoveMenu ids={ids} />
            <Menu
                label={say("mail-more")}
                entries={() => [
                    {
                        label: say("mail-mark-read"),
                        icon: "read",
                        onChoose: doing((these) => mark(these, "$seen", true).then(clear)),
                    },
                    {
                        label: say("mail-mark-unread"),
                        icon: "unread",
                        onChoose: doing((these) => mark(these, "$seen", false).then(clear)),
                    },
                    {
                        label: say("mail-star"),
                        icon: "flag",
                        onChoose: doing((these) => mark(these, "$flagged", true).then(clear)),
                    },
                    {
                        label: say("mail-unstar"),
                        icon: "flag",
                        onChoose: doing((these) => mark(these, "$flagged", false).then(clear)),
                    },
                    {
                        label: say(inJunk ? "mail-not-junk" : "mail-junk"),
                        icon: "junk",
                        onChoose: doing((these) => junk(these, !inJunk)),
                    },
                    "line",
                    {
                        label: say("mail-select-all", { count: all, shown: number(all) }),
                        icon: "check",
                        onChoose: () => {
                            selected.value = new Set(list.known());
                            everything.value = true;
                        },
                    },
                ]}
                button={(props) => <IconButton icon="more" label={say("mail-more")} {...props} />}
            />
        </div>
    );
}

type Targets = () => Id[] | Promise<Id[]>;

export function moveEntries(ids: Targets): MenuEntry[] {
    const here = where.value.mailbox?.id;
    return tree.value
        .filter(({ mailbox }) => mailbox.id !== here && mailbox.role !== "drafts")
        .map(({ mailbox }) => ({
            label: nameOf(mailbox),
            icon: "folder" as const,
            onChoose: async () => moveTo(await ids(), mailbox),
        }));
}

export function MoveMenu({ ids }: { ids: Targets }) {
    return (
        <Menu
            label={say("mail-move")}
            entries={() => moveEntries(ids)}
            button={(props) => <IconButton icon="move" label={say("mail-move")} {...props} />}
        />
    );
}
