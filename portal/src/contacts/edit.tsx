// SPDX-License-Identifier: AGPL-3.0-or-later
// A card, to be written. What was typed and not saved waits until somebody comes back or gives it up.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { go } from "../base/router";
import type { Id } from "../jmap/types";
import { upload } from "../jmap/upload";
import { atLeave } from "../store/account";
import { change, create } from "../store/contacts";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice } from "../ui/failure";
import { TextArea, TextField } from "../ui/field";
import { Avatar, Notice } from "../ui/parts";
import { tell } from "../ui/toast";
import { say } from "../words/words";
import { callOf, setMembers } from "./actions";
import type { Card } from "./card";
import { Dates, Keys, Languages } from "./edit_parts";
import { KindField, Part, RemoveButton } from "./entries";
import {
    type AddressRow,
    type Form,
    type Kind,
    type Row,
    cardFrom,
    freshId,
    isDate,
    isNobody,
    patchFrom,
    readForm,
} from "./form";
import { CropDialog, Face } from "./picture";
import { where } from "./where";

/// By card, or "new": what was typed, and the card as it was then. What others change meanwhile stays theirs.
const unsaved = new Map<string, { form: Form; base: Card | undefined }>();
atLeave(() => unsaved.clear());

export function Edit({ card }: { card: Card | undefined }) {
    const key = card?.id ?? "new";
    const base = useRef(unsaved.has(key) ? unsaved.get(key)!.base : card).current;
    const [form, setFormNow] = useState<Form>(() => unsaved.get(key)?.form ?? readForm(base));
    const [error, setError] = useState<unknown>();
    const [wrong, setWrong] = useState<"nobody" | "date">();
    const [busy, setBusy] = useState(false);
    const top = useRef<HTMLDivElement>(null);
    const setForm = (part: Partial<Form>) => {
        const changed = { ...form, ...part };
        unsaved.set(key, { form: changed, base });
        setFormNow(changed);
        setWrong(undefined);
    };
    const isChanged = () =>
        base ? Object.keys(patchFrom(base, form)).length > 0 : !isNobody(form) || form.note.trim() !== "";
    const leave = (id: Id | undefined, how: "push" | "replace" = "replace") => {
        unsaved.delete(key);
        go(id ? [...where.value.path, id] : where.value.path, how);
    };
    const cancel = async () => {
        if (
            isChanged() &&
            !(await ask(say("contacts-discard-title"), say("contacts-discard-text"), say("contacts-discard")))
        )
            return;
        leave(card?.id);
    };
    const save = async () => {
        const found = isNobody(form) ? "nobody" : form.dates.every(isDate) ? undefined : "date";
        setWrong(found);
        if (found) return top.current?.scrollIntoView({ block: "nearest" });
        setBusy(true);
        setError(undefined);
        try {
            if (card && base) {
                const patch = patchFrom(base, form);
                if (Object.keys(patch).length > 0) await change({ [card.id]: patch });
                leave(card.id);
            } else {
                const { group, book } = where.value;
                const made = await create({
                    ...cardFrom(form),
                    ...(book ? { addressBookIds: { [book.id]: true as const } } : {}),
                });
                if (group) await setMembers(group, [made.uid], true);
                else tell(say("contacts-created", { name: callOf(made) }));
                leave(made.id);
            }
        } catch (failed) {
            setError(failed);
            top.current?.scrollIntoView({ block: "nearest" });
        } finally {
            setBusy(false);
        }
    };
    return (
        <form
            class="contact-form"
            noValidate
            autocomplete="off"
            aria-label={say(card ? "contacts-edit-of" : "contacts-new", { name: card ? callOf(card) : "" })}
            onSubmit={(event) => {
                event.preventDefault();
                void save();
            }}
        >
            <div class="thread-bar">
                <Button small onClick={cancel}>
                    {say("ui-cancel")}
                </Button>
                <h1 class="grow clip">{say(card ? "contacts-edit" : "contacts-new")}</h1>
                <Button small kind="primary" type="submit" busy={busy}>
                    {say("ui-save")}
                </Button>
            </div>
            <div class="thread-scroll">
                <div class="contact" ref={top}>
                    {wrong && (
                        <Notice kind="danger">
                            {say(wrong === "nobody" ? "contacts-wrong-nobody" : "contacts-wrong-date")}
                        </Notice>
                    )}
                    <FailureNotice error={error} area="contacts" />
                    <Picture card={card} form={form} onChange={(picture) => setForm({ picture })} />
                    <div class="two">
                        <TextField
                            label={say("contacts-given")}
                            value={form.given}
                            onInput={(given) => setForm({ given })}
                            autofocus={!card}
                            name="given"
                        />
                        <TextField
                            label={say("contacts-surname")}
                            value={form.surname}
                            onInput={(surname) => setForm({ surname })}
                            name="surname"
                        />
                    </div>
                    <TextField
                        label={say("contacts-full")}
                        hint={say("contacts-full-hint")}
                        value={form.full}
                        onInput={(full) => setForm({ full })}
                        name="full"
                    />
                    <TextField
                        label={say("contacts-nickname")}
                        value={form.nickname}
                        onInput={(nickname) => setForm({ nickname })}
                        name="nickname"
                    />
                    <div class="two">
                        <TextField
                            label={say("contacts-organization")}
                            value={form.organization}
                            onInput={(organization) => setForm({ organization })}
                            name="organization"
                        />
                        <TextField
                            label={say("contacts-title")}
                            value={form.title}
                            onInput={(title) => setForm({ title })}
                            name="title"
                        />
                    </div>
                    <Rows
                        title={say("contacts-emails")}
                        add={say("contacts-add-email")}
                        label={say("contacts-email")}
                        type="email"
                        kinds={["", "private", "work"]}
                        rows={form.emails}
                        onChange={(emails) => setForm({ emails })}
                    />
                    <Rows
                        title={say("contacts-phones")}
                        add={say("contacts-add-phone")}
                        label={say("contacts-phone")}
                        type="tel"
                        kinds={["mobile", "private", "work", "fax", ""]}
                        rows={form.phones}
                        onChange={(phones) => setForm({ phones })}
                    />
                    <Rows
                        title={say("contacts-services")}
                        add={say("contacts-add-service")}
                        label={say("contacts-service-name")}
                        what={say("contacts-service")}
                        known={[
                            "Signal",
                            "Matrix",
                            "XMPP",
                            "Mastodon",
                            "Telegram",
                            "Briar",
                            "SimpleX",
                            "WhatsApp",
                            "Threema",
                        ]}
                        rows={form.services}
                        onChange={(services) => setForm({ services })}
                    />
                    <Rows
                        title={say("contacts-links")}
                        add={say("contacts-add-link")}
                        label={say("contacts-link")}
                        type="url"
                        kinds={["", "private", "work"]}
                        rows={form.links}
                        onChange={(links) => setForm({ links })}
                    />
                    <Addresses rows={form.addresses} onChange={(addresses) => setForm({ addresses })} />
                    <Dates rows={form.dates} onChange={(dates) => setForm({ dates })} />
                    <Languages rows={form.languages} onChange={(languages) => setForm({ languages })} />
                    <Keys rows={form.keys} onChange={(keys) => setForm({ keys })} />
                    <TextArea
                        label={say("contacts-notes")}
                        value={form.note}
                        onInput={(note) => setForm({ note })}
                        rows={4}
                        dir="auto"
                    />
                </div>
            </div>
        </form>
    );
}

function Picture({
    card,
    form,
    onChange,
}: {
    card: Card | undefined;
    form: Form;
    onChange: (picture: Form["picture"]) => void;
}) {
    const [file, setFile] = useState<File>();
    const [preview, setPreview] = useState<string>();
    const [error, setError] = useState<unknown>();
    const input = useRef<HTMLInputElement>(null);
    useEffect(() => () => void (preview && URL.revokeObjectURL(preview)), [preview]);
    const take = async (picture: Blob) => {
        setFile(undefined);
        setError(undefined);
        try {
            const sent = await upload(
                picture,
                picture.type || "image/jpeg",
                new AbortController().signal,
                () => undefined,
            );
            setPreview(URL.createObjectURL(picture));
            onChange({ blobId: sent.blobId, type: sent.type });
        } catch (failed) {
            setError(failed);
        }
    };
    const name = [form.given, form.surname].join(" ").trim() || form.full || form.organization;
    const has =
        typeof form.picture === "object" ||
        (form.picture === "keep" && card && Object.values(card.media ?? {}).some((one) => one.blobId));
    return (
        <div class="row">
            {typeof form.picture === "object" && preview ? (
                <Avatar name={name} picture={preview} size="large" />
            ) : form.picture === "keep" && card ? (
                <Face card={card} size="large" />
            ) : (
                <Avatar name={name} size="large" />
            )}
            <input
                ref={input}
                type="file"
                accept="image/*"
                hidden
                aria-hidden="true"
                onChange={(event) => {
                    setFile(event.currentTarget.files?.[0]);
                    event.currentTarget.value = "";
                }}
            />
            <Button small icon="picture" onClick={() => input.current?.click()}>
                {say(has ? "contacts-picture-other" : "contacts-picture-add")}
            </Button>
            {has && (
                <Button small onClick={() => onChange("none")}>
                    {say("contacts-picture-remove")}
                </Button>
            )}
            <FailureNotice error={error} area="contacts" />
            {file && <CropDialog file={file} onDone={take} onClose={() => setFile(undefined)} />}
        </div>
    );
}

interface RowsProps {
    title: string;
    add: string;
    label: string;
    type?: "email" | "tel" | "url" | "text";
    kinds?: Kind[];
    what?: string;
    known?: string[];
    rows: Row[];
    onChange: (rows: Row[]) => void;
}

function Rows({ title, add, label, type = "text", kinds, what, known, rows, onChange }: RowsProps) {
    const list = useId();
    const set = (id: Id, part: Partial<Row>) =>
        onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
    return (
        <Part
            title={title}
            add={add}
            onAdd={() => onChange([...rows, { id: freshId(), kind: kinds?.[0] ?? "", value: "", what: "" }])}
        >
            {known && (
                <datalist id={list}>
                    {known.map((one) => (
                        <option key={one} value={one} />
                    ))}
                </datalist>
            )}
            {rows.map((row) => (
                <div class="piece" key={row.id}>
                    {what !== undefined && (
                        <TextField
                            label={what}
                            value={row.what}
                            onInput={(text) => set(row.id, { what: text })}
                            list={list}
                        />
                    )}
                    <TextField
                        label={label}
                        type={type}
                        ltr
                        value={row.value}
                        onInput={(value) => set(row.id, { value })}
                    />
                    {kinds && (
                        <KindField kind={row.kind} kinds={kinds} onChange={(kind) => set(row.id, { kind })} />
                    )}
                    <RemoveButton
                        title={label}
                        value={row.value}
                        onClick={() => onChange(rows.filter((one) => one.id !== row.id))}
                    />
                </div>
            ))}
        </Part>
    );
}

function Addresses({ rows, onChange }: { rows: AddressRow[]; onChange: (rows: AddressRow[]) => void }) {
    const set = (id: Id, part: Partial<AddressRow>) =>
        onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
    const fresh = (): AddressRow => ({
        id: freshId(),
        kind: "",
        street: "",
        postcode: "",
        locality: "",
        region: "",
        country: "",
    });
    return (
        <Part
            title={say("contacts-addresses")}
            add={say("contacts-add-address")}
            onAdd={() => onChange([...rows, fresh()])}
        >
            {rows.map((row) => (
                <div class="piece address" key={row.id}>
                    <div class="grow stack-small">
                        <TextField
                            label={say("contacts-street")}
                            value={row.street}
                            onInput={(street) => set(row.id, { street })}
                        />
                        <div class="two">
                            <TextField
                                label={say("contacts-postcode")}
                                value={row.postcode}
                                onInput={(postcode) => set(row.id, { postcode })}
                            />
                            <TextField
                                label={say("contacts-locality")}
                                value={row.locality}
                                onInput={(locality) => set(row.id, { locality })}
                            />
                        </div>
                        <div class="two">
                            <TextField
                                label={say("contacts-region")}
                                value={row.region}
                                onInput={(region) => set(row.id, { region })}
                            />
                            <TextField
                                label={say("contacts-country")}
                                value={row.country}
                                onInput={(country) => set(row.id, { country })}
                            />
                        </div>
                        <KindField
                            kind={row.kind}
                            kinds={["", "private", "work"]}
                            onChange={(kind) => set(row.id, { kind })}
                        />
                    </div>
                    <RemoveButton
                        title={say("contacts-address")}
                        value={[row.street, row.locality].filter(Boolean).join(", ")}
                        onClick={() => onChange(rows.filter((one) => one.id !== row.id))}
                    />
                </div>
            ))}
        </Part>
    );
}
