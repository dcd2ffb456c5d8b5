// SPDX-License-Identifier: AGPL-3.0-or-later
// Beside the list: everybody, birthdays, groups, address books; on a phone a drawer above it.
import { useEffect, useRef } from "preact/hooks";
import { go, to } from "../base/router";
import { books, contactsReady, groups, membersOf, people } from "../store/contacts";
import { Button, IconButton } from "../ui/button";
import { Icon, type IconName } from "../ui/icon";
import { Menu } from "../ui/menu";
import { number } from "../words/format";
import { say } from "../words/words";
import { callOf } from "./actions";
import { removeBook } from "./books";
import { open } from "./dialogs";
import { exportCards } from "./export";
import { where } from "./where";

export function Nav({ opened, onClose }: { opened: boolean; onClose: () => void }) {
    const here = where.value;
    const panel = useRef<HTMLElement>(null);
    useEffect(() => {
        if (opened) panel.current?.querySelector<HTMLElement>("button, a")?.focus();
    }, [opened]);
    const choose = (act: () => void) => () => {
        onClose();
        act();
    };
    return (
        <>
            {opened && <div class="folders-veil" onClick={onClose} />}
            <nav
                ref={panel}
                class={opened ? "folders open" : "folders"}
                aria-label={say("contacts-places")}
                onKeyDown={(event) => event.key === "Escape" && opened && onClose()}
            >
                <div class="folders-head">
                    <Button
                        kind="primary"
                        icon="plus"
                        wide
                        onClick={choose(() =>
                            go([...(here.kind === "birthdays" ? ["contacts", "all"] : here.path), "new"]),
                        )}
                    >
                        {say("contacts-new")}
                    </Button>
                    {opened && <IconButton icon="close" label={say("ui-close")} onClick={onClose} />}
                </div>
                <ul class="folder-list">
                    <Place
                        path={["contacts", "all"]}
                        icon="people"
                        label={say("contacts-all")}
                        count={people.value.length}
                        current={here.kind === "all"}
                    />
                    <Place
                        path={["contacts", "birthdays"]}
                        icon="cake"
                        label={say("contacts-birthdays")}
                        current={here.kind === "birthdays"}
                    />
                </ul>
                {books.value.length > 1 && (
                    <div class="stack-small">
                        <h2 class="nav-title">{say("contacts-books")}</h2>
                        <ul class="folder-list">
                            {books.value.map((book) => (
                                <Place
                                    key={book.id}
                                    path={["contacts", "book", book.id]}
                                    icon="folder"
                                    label={book.name}
                                    current={here.book?.id === book.id}
                                >
                                    <Menu
                                        label={book.name}
                                        entries={() => [
                                            {
                                                label: say("contacts-book-rename"),
                                                icon: "drafts",
                                                onChoose: choose(() => open({ kind: "book", book: book.id })),
                                            },
                                            {
                                                label: say("contacts-book-delete"),
                                                icon: "trash",
                                                danger: true,
                                                onChoose: () => removeBook(book),
                                                disabled: book.isDefault || !book.myRights.mayDelete,
                                            },
                                        ]}
                                        button={(props) => (
                                            <IconButton
                                                class="folder-more"
                                                icon="more"
                                                label={say("contacts-book-more", { name: book.name })}
                                                {...props}
                                            />
                                        )}
                                    />
                                </Place>
                            ))}
                        </ul>
                    </div>
                )}
                <div class="stack-small">
                    <h2 class="nav-title">{say("contacts-groups")}</h2>
                    {groups.value.length > 0 && (
                        <ul class="folder-list">
                            {groups.value.map(({ card }) => (
                                <Place
                                    key={card.id}
                                    path={["contacts", "group", card.id]}
                                    icon="people"
                                    label={callOf(card)}
                                    count={membersOf(card).length}
                                    current={here.group?.id === card.id}
                                />
                            ))}
                        </ul>
                    )}
                    <Button kind="plain" small icon="plus" onClick={choose(() => open({ kind: "group" }))}>
                        {say("contacts-group-new")}
                    </Button>
                </div>
                <div class="nav-foot">
                    <Button kind="plain" small icon="upload" onClick={choose(() => open({ kind: "import" }))}>
                        {say("contacts-import")}
                    </Button>
                    <Button
                        kind="plain"
                        small
                        icon="download"
                        disabled={!contactsReady.value || people.value.length === 0}
                        onClick={() => exportCards([...people.value, ...groups.value].map((one) => one.card))}
                    >
                        {say("contacts-export-all")}
                    </Button>
                    <Button kind="plain" small icon="folder" onClick={choose(() => open({ kind: "book" }))}>
                        {say("contacts-book-new")}
                    </Button>
                </div>
            </nav>
        </>
    );
}

interface PlaceProps {
    path: string[];
    icon: IconName;
    label: string;
    count?: number;
    current: boolean;
    children?: preact.ComponentChildren;
}

function Place({ path, icon, label, count, current, children }: PlaceProps) {
    return (
        <li>
            <a class="folder" href={to(...path)} aria-current={current ? "page" : undefined}>
                <Icon name={icon} />
                <span class="grow clip" dir="auto">
                    {label}
                </span>
                {count !== undefined && count > 0 && <span class="count">{number(count)}</span>}
            </a>
            {children}
        </li>
    );
}
