// SPDX-License-Identifier: AGPL-3.0-or-later
// Whom one writes as, how the portal looks, and how much room there is.
import { useState } from "preact/hooks";
import { chooseTheme, theme, themes, type Theme } from "../base/theme";
import { checkSet, client } from "../jmap/client";
import type { Answer, Id, Identity } from "../jmap/types";
import { self } from "../store/account";
import { identities as writers, loadIdentities } from "../store/identities";
import { clientData, prefer, preference } from "../store/preferences";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice, tellFailure } from "../ui/failure";
import { Choice, SelectField, TextArea, TextField } from "../ui/field";
import { FormDialog } from "../ui/form_dialog";
import { Meter, Spinner } from "../ui/parts";
import { tell } from "../ui/toast";
import { number, octets } from "../words/format";
import { chooseLanguage, language, languages, say } from "../words/words";
import { Section, useAsked } from "./page";

const submission = "urn:ietf:params:jmap:submission";
const quota = "urn:ietf:params:jmap:quota";

export function YouPage() {
    return (
        <>
            <Identities />
            {client.has(clientData) && <Writing />}
            <Appearance />
            <Room />
        </>
    );
}

async function identities(): Promise<Identity[]> {
    const said = await client.call("Identity/get", { accountId: client.account(submission), ids: null });
    return said["list"] as Identity[];
}

/// Who is writing already has them in the new order.
const refreshIdentities = async () => void (writers.value && (await loadIdentities()));

const setIdentities = async (change: Record<string, unknown>) =>
    checkSet(await client.call("Identity/set", { accountId: client.account(submission), ...change }));

function Identities() {
    const { value, error, again } = useAsked(identities);
    const [adding, setAdding] = useState(false);
    const several = (value?.length ?? 0) > 1 && client.has(clientData);
    const chosen = preference("identity", "");
    const first = value?.some((one) => one.id === chosen) ? chosen : value?.[0]?.id;
    return (
        <Section
            title={say("you-identities")}
            text={say("you-identities-text")}
            aside={
                value && (
                    <Button small icon="plus" onClick={() => setAdding(true)}>
                        {say("you-identity-add")}
                    </Button>
                )
            }
        >
            {!value && !error && <Spinner />}
            <FailureNotice error={error} again={again} />
            {value?.map((one, i) => (
                <details key={one.id} class="settings-item folded" open={i === 0}>
                    <summary>
                        <strong class="ltr">{one.email}</strong>{" "}
                        {one.name && <span class="quiet">{one.name}</span>}{" "}
                        {several && one.id === first && (
                            <span class="badge good">{say("you-identity-first")}</span>
                        )}
                    </summary>
                    <IdentityForm identity={one} mayBeFirst={several && one.id !== first} onChanged={again} />
                </details>
            ))}
            {adding && (
                <NewIdentity
                    addresses={
                        (self.value?.["addresses"] as string[] | undefined) ?? [
                            ...new Set(value?.map((one) => one.email)),
                        ]
                    }
                    onClose={() => setAdding(false)}
                    onAdded={() => void again()}
                />
            )}
        </Section>
    );
}

/// A signature is written as plain text; letters with formatting get the same.
function htmlOf(text: string): string {
    const escaped = text.replace(
        /[&<>"]/g,
        (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!,
    );
    return text.trim() === "" ? "" : `<div>${escaped.split("\n").join("<br>")}</div>`;
}

function IdentityForm({
    identity,
    mayBeFirst,
    onChanged,
}: {
    identity: Identity;
    mayBeFirst: boolean;
    onChanged: () => Promise<void>;
}) {
    const before = {
        name: identity.name,
        replyTo: identity.replyTo?.map((one) => one.email).join(", ") ?? "",
        signature: identity.textSignature,
    };
    const [form, setForm] = useState(before);
    const [isWrong, setIsWrong] = useState(false);
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const isSame =
        form.name === before.name && form.replyTo === before.replyTo && form.signature === before.signature;
    const save = async () => {
        const replyTo = form.replyTo
            .split(/[,;\s]+/)
            .filter(Boolean)
            .map((email) => ({ name: null, email }));
        const isWhole = replyTo.every((one) => /^[^@]+@[^@]+$/.test(one.email));
        setIsWrong(!isWhole);
        setError(undefined);
        if (!isWhole) return;
        setBusy(true);
        try {
            await setIdentities({
                update: {
                    [identity.id]: {
                        name: form.name.trim(),
                        replyTo: replyTo.length > 0 ? replyTo : null,
                        textSignature: form.signature,
                        htmlSignature: htmlOf(form.signature),
                    },
                },
            });
            await onChanged();
            tell(say("settings-saved"));
        } catch (failed) {
            setError(failed);
        } finally {
            setBusy(false);
        }
    };
    const remove = async () => {
        if (
            !(await ask(
                say("you-identity-remove-title", { name: identity.name || identity.email }),
                say("you-identity-remove-text"),
                say("ui-delete"),
            ))
        )
            return;
        try {
            await setIdentities({ destroy: [identity.id] });
            await onChanged();
        } catch (failed) {
            setError(failed);
        }
    };
    return (
        <form
            class="stack"
            noValidate
            autocomplete="off"
            aria-label={identity.email}
            onSubmit={(event) => {
                event.preventDefault();
                void save();
            }}
        >
            <div class="columns">
                <TextField
                    label={say("you-name")}
                    hint={say("you-name-hint")}
                    value={form.name}
                    onInput={(name) => setForm({ ...form, name })}
                    maxLength={200}
                />
                <TextField
                    label={say("you-reply-to")}
                    hint={say("you-reply-to-hint")}
                    type="email"
                    value={form.replyTo}
                    onInput={(replyTo) => setForm({ ...form, replyTo })}
                    wrong={isWrong ? say("you-failed-invalidProperties") : undefined}
                    autocomplete="off"
                    ltr
                />
            </div>
            <TextArea
                label={say("you-signature")}
                value={form.signature}
                onInput={(signature) => setForm({ ...form, signature })}
                rows={3}
                dir="auto"
            />
            <FailureNotice error={error} area="you" />
            <div class="row">
                <Button type="submit" kind="primary" small busy={busy} disabled={isSame}>
                    {say("ui-save")}
                </Button>
                {mayBeFirst && (
                    <Button
                        small
                        onClick={() =>
                            prefer("identity", identity.id).then(refreshIdentities).catch(tellFailure)
                        }
                    >
                        {say("you-identity-make-first")}
                    </Button>
                )}
                {identity.mayDelete && (
                    <Button kind="danger" small icon="trash" onClick={remove}>
                        {say("ui-delete")}
                    </Button>
                )}
            </div>
        </form>
    );
}

function NewIdentity({
    addresses,
    onClose,
    onAdded,
}: {
    addresses: string[];
    onClose: () => void;
    onAdded: () => void;
}) {
    const [email, setEmail] = useState(addresses[0] ?? "");
    const [name, setName] = useState("");
    const add = async () => {
        await setIdentities({ create: { one: { email, name: name.trim() } } });
        onAdded();
    };
    return (
        <FormDialog
            title={say("you-identity-add")}
            yes={say("ui-save")}
            onYes={add}
            onClose={onClose}
            area="you"
        >
            <p class="quiet">{say("you-identity-add-text")}</p>
            <SelectField
                label={say("sign-in-address")}
                value={email}
                onChange={setEmail}
                options={addresses.map((one) => [one, one] as const)}
            />
            <TextField
                label={say("you-name")}
                value={name}
                onInput={setName}
                autocomplete="off"
                maxLength={200}
            />
        </FormDialog>
    );
}

/// Seconds in which a letter that was sent can be taken back.
const undoChoices = [0, 5, 10, 20, 30];

function Writing() {
    const undo = preference("undoSeconds", 10);
    const choices = undoChoices.includes(undo) ? undoChoices : [...undoChoices, undo].sort((a, b) => a - b);
    const rich = preference("rich", true);
    const set = (key: string, value: unknown) =>
        void prefer(key, value).then(() => tell(say("settings-saved")), tellFailure);
    return (
        <Section title={say("you-writing")}>
            <SelectField
                label={say("you-undo")}
                hint={say("you-undo-hint")}
                value={String(undo)}
                onChange={(next) => set("undoSeconds", Number(next))}
                options={choices.map(
                    (one) =>
                        [
                            String(one),
                            one === 0 ? say("you-undo-none") : say("you-undo-seconds", { count: one }),
                        ] as const,
                )}
            />
            <Choice
                label={say("you-rich")}
                hint={say("you-rich-hint")}
                checked={rich}
                onChange={(next) => set("rich", next)}
            />
        </Section>
    );
}

function Appearance() {
    const [chosen, setChosen] = useState<Theme>(theme());
    const label: Record<Theme, string> = {
        system: say("you-theme-system"),
        light: say("you-theme-light"),
        dark: say("you-theme-dark"),
    };
    return (
        <Section title={say("you-appearance")} text={say("you-appearance-text")}>
            <SelectField
                label={say("you-language")}
                value={language}
                onChange={chooseLanguage}
                options={Object.entries(languages)}
            />
            <fieldset>
                <legend class="field-label">{say("you-theme")}</legend>
                {themes.map((one) => (
                    <Choice
                        key={one}
                        radio="theme"
                        label={label[one]}
                        checked={chosen === one}
                        onChange={() => {
                            chooseTheme(one);
                            setChosen(one);
                        }}
                    />
                ))}
            </fieldset>
        </Section>
    );
}

interface Quota {
    id: Id;
    resourceType: "octets" | "count";
    used: number;
    hardLimit: number;
}

/// Octets: more than any disk has, which is how the server says that there is no limit.
const noLimit = 1e15;

async function room(): Promise<Quota[]> {
    const said: Answer = await client.call("Quota/get", { accountId: client.account(quota), ids: null });
    return said["list"] as Quota[];
}

function Room() {
    const { value, error, again } = useAsked(room);
    const unlimited = value?.find((one) => one.resourceType === "octets" && one.hardLimit >= noLimit);
    const limited = value?.filter((one) => one !== unlimited) ?? [];
    return (
        <Section title={say("you-room")}>
            {!value && !error && <Spinner />}
            <FailureNotice error={error} again={again} />
            {unlimited && <p>{say("you-room-no-limit", { octets: octets(unlimited.used) })}</p>}
            {limited.map((one) => {
                const show = one.resourceType === "octets" ? octets : number;
                const words = { used: show(one.used), limit: show(one.hardLimit) };
                const label =
                    one.resourceType === "octets"
                        ? say("you-room-octets", words)
                        : say("you-room-messages", words);
                return (
                    <div key={one.id} class="stack-small">
                        <p>{label}</p>
                        <Meter part={one.used / one.hardLimit} label={label} />
                    </div>
                );
            })}
        </Section>
    );
}
