// SPDX-License-Identifier: AGPL-3.0-or-later
// The list: people under their letters. Only rows in sight are in the page.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { go, to } from "../base/router";
import {
    type Known,
    books,
    contactsFailure,
    contactsReady,
    groups,
    loadContacts,
    people,
} from "../store/contacts";
import { Button, IconButton } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice } from "../ui/failure";
import { Icon } from "../ui/icon";
import { Menu, type MenuEntry } from "../ui/menu";
import { Empty, Spinner } from "../ui/parts";
import { number } from "../words/format";
import { language, say } from "../words/words";
import { callOf, remove, removeChosen, setMembers, writeToAll } from "./actions";
import { emailsOf } from "./card";
import { open } from "./dialogs";
import { exportCards } from "./export";
import { Face } from "./picture";
import { chosen, clear, selectAll, selected, toggle } from "./selection";
import { shown, where, words } from "./where";

const rowRem = 3.75;
const letterRem = 2;
/// Rows that are drawn beyond the edge.
const beyond = 8;

export function List({ title, openNav }: { title: string; openNav: () => void }) {
    const here = where.value;
    const all = shown.value;
    const some = selected.value.size > 0;
    return (
        <>
            <header class="list-head">
                <div class="list-title">
                    <IconButton
                        class="folders-button"
                        icon="menu"
                        label={say("contacts-places")}
                        onClick={openNav}
                    />
                    <h1 class="grow clip" dir="auto">
                        {title}
                    </h1>
                    {contactsReady.value && (
                        <span class="quiet small">
                            {say("contacts-count", { count: all.length, shown: number(all.length) })}
                        </span>
                    )}
                    {here.group && all.length > 0 && (
                        <IconButton
                            icon="write"
                            label={say("contacts-group-write")}
                            onClick={() => writeToAll(all)}
                        />
                    )}
                    {here.group && <GroupMenu />}
                </div>
                {some ? <BulkBar /> : <SearchField />}
            </header>
            <FailureNotice
                error={contactsFailure.value}
                area="contacts"
                again={() => loadContacts().catch(() => undefined)}
            />
            {!contactsReady.value ? (
                !contactsFailure.value && (
                    <div class="waiting">
                        <Spinner />
                    </div>
                )
            ) : all.length === 0 ? (
                <Nobody />
            ) : (
                <Rows all={all} />
            )}
            {all.length > 0 && (
                <Button
                    class="write-here"
                    kind="primary"
                    icon="plus"
                    onClick={() => go([...here.path, "new"])}
                >
                    {say("contacts-new")}
                </Button>
            )}
        </>
    );
}

function SearchField() {
    return (
        <div class="search" role="search">
            <Icon name="search" />
            <input
                type="search"
                id="search"
                aria-label={say("contacts-search")}
                placeholder={say("contacts-search")}
                value={words.value}
                autocomplete="off"
                onInput={(event) => void (words.value = event.currentTarget.value)}
                onKeyDown={(event) => {
                    if (event.key === "Escape") words.value = "";
                    if (event.key === "Enter" && shown.value[0])
                        go([...where.value.path, shown.value[0].card.id]);
                }}
            />
            {words.value !== "" && (
                <IconButton
                    icon="close"
                    label={say("contacts-search-end")}
                    onClick={() => void (words.value = "")}
                />
            )}
        </div>
    );
}

function Nobody() {
    const here = where.value;
    if (words.value.trim() !== "")
        return (
            <Empty icon="search" title={say("contacts-nobody-found")}>
                <p>{say("contacts-nobody-found-text")}</p>
                <Button small onClick={() => void (words.value = "")}>
                    {say("contacts-search-end")}
                </Button>
            </Empty>
        );
    if (here.group)
        return (
            <Empty icon="people" title={say("contacts-group-empty")}>
                <p>{say("contacts-group-empty-text")}</p>
                <Button
                    kind="primary"
                    icon="plus"
                    disabled={people.value.length === 0}
                    onClick={() => open({ kind: "addPeople", group: here.group!.id })}
                >
                    {say("contacts-group-add")}
                </Button>
            </Empty>
        );
    if (here.kind === "group" || (here.kind === "book" && !here.book))
        return <p class="waiting">{say("contacts-not-there")}</p>;
    return (
        <Empty icon="people" title={say("contacts-empty")}>
            <p>{say("contacts-empty-text")}</p>
            <div class="row">
                <Button kind="primary" icon="plus" onClick={() => go([...here.path, "new"])}>
                    {say("contacts-new")}
                </Button>
                <Button icon="upload" onClick={() => open({ kind: "import" })}>
                    {say("contacts-import")}
                </Button>
            </div>
        </Empty>
    );
}

function GroupMenu() {
    const group = where.value.group!;
    const entries = (): MenuEntry[] => [
        {
            label: say("contacts-group-write"),
            icon: "write",
            onChoose: () => writeToAll(shown.value),
            disabled: shown.value.length === 0,
        },
        {
            label: say("contacts-group-add"),
            icon: "plus",
            onChoose: () => open({ kind: "addPeople", group: group.id }),
        },
        {
            label: say("contacts-export-group"),
            icon: "download",
            onChoose: () =>
                exportCards(
                    shown.value.map((one) => one.card),
                    callOf(group),
                ),
            disabled: shown.value.length === 0,
        },
        "line",
        {
            label: say("contacts-group-rename"),
            icon: "drafts",
            onChoose: () => open({ kind: "group", group: group.id }),
        },
        { label: say("contacts-group-delete"), icon: "trash", danger: true, onChoose: () => removeGroup() },
    ];
    const removeGroup = async () => {
        if (
            await ask(
                say("contacts-group-delete-title", { name: callOf(group) }),
                say("contacts-group-delete-text"),
                say("contacts-group-delete"),
            )
        )
            await remove([group.id]);
    };
    return (
        <Menu
            label={callOf(group)}
            entries={entries}
            button={(props) => (
                <IconButton
                    icon="more"
                    label={say("contacts-group-more", { name: callOf(group) })}
                    {...props}
                />
            )}
        />
    );
}

function BulkBar() {
    const all = chosen.value;
    const here = where.value;
    return (
        <div class="bulk" role="toolbar" aria-label={say("contacts-bulk")}>
            <IconButton icon="close" label={say("contacts-select-none")} onClick={clear} />
            <span class="grow clip" role="status">
                {say("contacts-selected", { count: all.length })}
            </span>
            <IconButton icon="write" label={say("contacts-write")} onClick={() => writeToAll(all)} />
            <Menu
                label={say("contacts-to-group")}
                entries={() => groupEntries(all)}
                button={(props) => <IconButton icon="people" label={say("contacts-to-group")} {...props} />}
            />
            <IconButton icon="trash" label={say("ui-delete")} onClick={() => removeChosen(all)} />
            <Menu
                label={say("contacts-more")}
                entries={() => [
                    {
                        label: say("contacts-export-chosen"),
                        icon: "download",
                        onChoose: () => exportCards(all.map((one) => one.card)),
                    },
                    ...(here.group
                        ? [
                              {
                                  label: say("contacts-group-remove"),
                                  icon: "minus" as const,
                                  onChoose: () =>
                                      setMembers(
                                          here.group!,
                                          all.map((one) => one.card.uid),
                                          false,
                                      ).then(clear),
                              },
                          ]
                        : []),
                    ...(books.value.length > 1
                        ? [
                              {
                                  label: say("contacts-to-book"),
                                  icon: "folder" as const,
                                  onChoose: () => open({ kind: "move", ids: all.map((one) => one.card.id) }),
                              },
                          ]
                        : []),
                    "line",
                    {
                        label: say("contacts-select-all", { count: shown.value.length }),
                        icon: "check",
                        onChoose: selectAll,
                    },
                ]}
                button={(props) => <IconButton icon="more" label={say("contacts-more")} {...props} />}
            />
        </div>
    );
}

/// Groups that one may put them into, and a new one.
export function groupEntries(all: readonly Known[]): MenuEntry[] {
    const uids = all.map((one) => one.card.uid);
    return [
        ...groups.value.map((one) => ({
            label: callOf(one.card),
            icon: "people" as const,
            onChoose: () => setMembers(one.card, uids, true).then(clear),
        })),
        ...(groups.value.length > 0 ? ["line" as const] : []),
        {
            label: say("contacts-group-new"),
            icon: "plus" as const,
            onChoose: () => open({ kind: "group", uids }),
        },
    ];
}

interface Line {
    top: number;
    /// A letter's heading, else a person.
    letter?: string;
    one?: Known;
    /// Among people, from 1.
    position: number;
}

/// What stands above a name: its first letter without marks, or a sign for what has none.
function letterOf(name: string): string {
    const first = [...name.trim().normalize("NFKD")][0] ?? "";
    return /\p{L}/u.test(first) ? first.toLocaleUpperCase(language) : "#";
}

function linesOf(all: readonly Known[], rem: number): { lines: Line[]; height: number } {
    const lines: Line[] = [];
    let top = 0;
    let before: string | undefined;
    all.forEach((one, i) => {
        const letter = letterOf(one.name);
        if (letter !== before) {
            lines.push({ top, letter, position: i + 1 });
            top += letterRem * rem;
            before = letter;
        }
        lines.push({ top, one, position: i + 1 });
        top += rowRem * rem;
    });
    return { lines, height: top };
}

function useRem(): number {
    const [rem, setRem] = useState(16);
    useLayoutEffect(() => {
        const read = () => setRem(parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
        read();
        addEventListener("resize", read);
        return () => removeEventListener("resize", read);
    }, []);
    return rem;
}

function firstBelow(lines: Line[], y: number): number {
    let low = 0;
    let high = lines.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (lines[middle]!.top < y) low = middle + 1;
        else high = middle;
    }
    return low;
}

function Rows({ all }: { all: readonly Known[] }) {
    const box = useRef<HTMLDivElement>(null);
    const rem = useRem();
    const { lines, height } = useMemo(() => linesOf(all, rem), [all, rem]);
    const [range, setRange] = useState<[number, number]>([0, 30]);
    const measure = () => {
        const at = box.current;
        if (!at) return;
        const first = Math.max(0, firstBelow(lines, at.scrollTop) - beyond);
        const last = Math.min(lines.length, firstBelow(lines, at.scrollTop + at.clientHeight) + beyond);
        setRange((before) => (before[0] === first && before[1] === last ? before : [first, last]));
    };
    useLayoutEffect(measure, [lines]);
    useEffect(() => {
        addEventListener("resize", measure);
        return () => removeEventListener("resize", measure);
    });
    const card = where.value.card;
    useEffect(() => {
        const at = box.current;
        const line = card && lines.find((one) => one.one?.card.id === card);
        if (!at || !line) return;
        if (line.top < at.scrollTop) at.scrollTop = Math.max(0, line.top - letterRem * rem);
        else if (line.top + rowRem * rem > at.scrollTop + at.clientHeight)
            at.scrollTop = line.top + rowRem * rem - at.clientHeight;
    }, [card]);
    return (
        <div ref={box} class="rows-scroll" onScroll={measure}>
            <ul class="rows-space" style={{ blockSize: `${height}px` }} aria-label={say("contacts-list")}>
                {lines.slice(range[0], range[1]).map((line) =>
                    line.one ? (
                        <Row
                            key={line.one.card.id}
                            one={line.one}
                            top={line.top}
                            position={line.position}
                            total={all.length}
                        />
                    ) : (
                        <li
                            key={`#${line.letter}${line.position}`}
                            class="letter-mark"
                            aria-hidden="true"
                            style={{ transform: `translateY(${line.top}px)` }}
                        >
                            {line.letter}
                        </li>
                    ),
                )}
            </ul>
        </div>
    );
}

function Row({ one, top, position, total }: { one: Known; top: number; position: number; total: number }) {
    const { card } = one;
    const ticked = selected.value.has(card.id);
    const current = where.value.card === card.id;
    const name = callOf(card);
    const below =
        emailsOf(card).find((email) => email !== name) ??
        Object.values(card.phones ?? {})
            .map((phone) => phone.number)
            .find((text) => text !== name) ??
        "";
    return (
        <li
            class={["row-mail", "row-contact", ticked && "ticked", current && "current"]
                .filter(Boolean)
                .join(" ")}
            style={{ transform: `translateY(${top}px)` }}
            aria-setsize={total}
            aria-posinset={position}
        >
            <label class="tick">
                <Face card={card} />
                <input
                    type="checkbox"
                    checked={ticked}
                    aria-label={say("contacts-select", { name })}
                    onClick={(event) => toggle(card.id, event.shiftKey)}
                />
            </label>
            <a
                class="row-link"
                href={to(...where.value.path, card.id)}
                aria-current={current ? "true" : undefined}
            >
                <span class="people clip" dir="auto">
                    {name}
                </span>
                {below && (
                    <span class="preview clip" dir="auto">
                        {below}
                    </span>
                )}
            </a>
        </li>
    );
}
