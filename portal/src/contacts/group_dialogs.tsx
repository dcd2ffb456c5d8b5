// SPDX-License-Identifier: AGPL-3.0-or-later
// Dialogs of groups and address books.
import { useMemo, useState } from "preact/hooks";
import { go } from "../base/router";
import type { Id } from "../jmap/types";
import { books, cardOf, change, create, people } from "../store/contacts";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { tellFailure } from "../ui/failure";
import { Choice, TextField } from "../ui/field";
import { FormDialog } from "../ui/form_dialog";
import { tell } from "../ui/toast";
import { say } from "../words/words";
import { callOf, setMembers } from "./actions";
import { saveBook } from "./books";
import { emailsOf, plain } from "./card";
import { close, opened } from "./dialogs";
import { Import } from "./import";
import { Face } from "./picture";
import { clear } from "./selection";

export function Dialogs() {
    const what = opened.value;
    switch (what?.kind) {
        case "import":
            return <Import />;
        case "group":
            return <GroupDialog id={what.group} uids={what.uids} />;
        case "addPeople":
            return <AddPeople group={what.group} />;
        case "move":
            return <MoveDialog ids={what.ids} />;
        case "book":
            return <BookDialog id={what.book} />;
        default:
            return null;
    }
}

function NameDialog({
    title,
    label,
    before,
    save,
}: {
    title: string;
    label: string;
    before: string;
    save: (name: string) => Promise<void>;
}) {
    const [name, setName] = useState(before);
    return (
        <FormDialog
            title={title}
            yes={say("ui-save")}
            isReady={name.trim() !== ""}
            onYes={() => save(name.trim())}
            onClose={close}
            area="contacts"
        >
            <TextField label={label} value={name} onInput={setName} autofocus maxLength={200} />
        </FormDialog>
    );
}

function GroupDialog({ id, uids = [] }: { id?: Id; uids?: string[] }) {
    const group = id ? cardOf(id) : undefined;
    const save = async (name: string) => {
        if (group) return change({ [group.id]: { name: { full: name } } });
        const made = await create({
            kind: "group",
            name: { full: name },
            members: Object.fromEntries(uids.map((uid) => [uid, true as const])),
        });
        clear();
        go(["contacts", "group", made.id]);
    };
    return (
        <NameDialog
            title={say(group ? "contacts-group-rename" : "contacts-group-new")}
            label={say("contacts-group-name")}
            before={group ? callOf(group) : ""}
            save={save}
        />
    );
}

function BookDialog({ id }: { id?: Id }) {
    const book = books.value.find((one) => one.id === id);
    return (
        <NameDialog
            title={say(book ? "contacts-book-rename" : "contacts-book-new")}
            label={say("contacts-book-name")}
            before={book?.name ?? ""}
            save={(name) => saveBook(id, name)}
        />
    );
}

/// More than these are found by typing.
const listedMax = 100;

function AddPeople({ group: id }: { group: Id }) {
    const group = cardOf(id);
    const [words, setWords] = useState("");
    const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
    const found = useMemo(() => {
        const wanted = plain(words).split(/\s+/).filter(Boolean);
        return people.value.filter(
            (one) => !group?.members?.[one.card.uid] && wanted.every((word) => one.haystack.includes(word)),
        );
    }, [words, people.value, group]);
    if (!group) return null;
    const add = async () => {
        close();
        await setMembers(group, ticked, true);
    };
    return (
        <Dialog
            title={say("contacts-group-add-to", { name: callOf(group) })}
            onClose={close}
            onSubmit={add}
            actions={
                <>
                    <Button onClick={close}>{say("ui-cancel")}</Button>
                    <Button type="submit" kind="primary" disabled={ticked.size === 0}>
                        {say("contacts-group-add-count", { count: ticked.size })}
                    </Button>
                </>
            }
        >
            <TextField
                label={say("contacts-search")}
                type="search"
                value={words}
                onInput={setWords}
                autofocus
            />
            <ul class="pick" aria-label={say("contacts-list")} tabIndex={0}>
                {found.slice(0, listedMax).map(({ card }) => (
                    <li key={card.id}>
                        <Choice
                            label={
                                <span class="row">
                                    <Face card={card} size="small" />
                                    <span dir="auto">{callOf(card)}</span>
                                </span>
                            }
                            hint={emailsOf(card)[0] !== callOf(card) ? emailsOf(card)[0] : undefined}
                            checked={ticked.has(card.uid)}
                            onChange={(on) => {
                                const next = new Set(ticked);
                                if (on) next.add(card.uid);
                                else next.delete(card.uid);
                                setTicked(next);
                            }}
                        />
                    </li>
                ))}
            </ul>
            {found.length === 0 && <p class="quiet">{say("contacts-nobody-found")}</p>}
            {found.length > listedMax && (
                <p class="quiet small">{say("contacts-more-found", { count: found.length - listedMax })}</p>
            )}
        </Dialog>
    );
}

function MoveDialog({ ids }: { ids: Id[] }) {
    const [book, setBook] = useState<Id>();
    const move = async () => {
        if (!book) return;
        const before = Object.fromEntries(
            ids.map((id) => [id, { addressBookIds: cardOf(id)?.addressBookIds ?? {} }]),
        );
        close();
        clear();
        try {
            await change(Object.fromEntries(ids.map((id) => [id, { addressBookIds: { [book]: true } }])));
            const name = books.value.find((one) => one.id === book)?.name ?? "";
            tell(say("contacts-moved", { count: ids.length, name }), () =>
                change(before).catch((error: unknown) => tellFailure(error, "contacts")),
            );
        } catch (error) {
            tellFailure(error, "contacts");
        }
    };
    return (
        <Dialog
            title={say("contacts-to-book")}
            onClose={close}
            onSubmit={move}
            actions={
                <>
                    <Button onClick={close}>{say("ui-cancel")}</Button>
                    <Button type="submit" kind="primary" disabled={!book}>
                        {say("contacts-move")}
                    </Button>
                </>
            }
        >
            <fieldset>
                <legend class="visually-hidden">{say("contacts-books")}</legend>
                {books.value.map((one) => (
                    <Choice
                        key={one.id}
                        radio="book"
                        label={one.name}
                        checked={book === one.id}
                        onChange={() => setBook(one.id)}
                    />
                ))}
            </fieldset>
        </Dialog>
    );
}
