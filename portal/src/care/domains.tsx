// SPDX-License-Identifier: AGPL-3.0-or-later
// Domains, what the DNS must say of them, and aliases.
import { useState } from "preact/hooks";
import { DnsRecords } from "../dns/records";
import { Section, useAsked } from "../settings/page";
import { Button, IconButton } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice } from "../ui/failure";
import { TextArea, TextField } from "../ui/field";
import { Icon } from "../ui/icon";
import { Spinner } from "../ui/parts";
import { tell } from "../ui/toast";
import { say } from "../words/words";
import { attempt, create, destroy, list, update } from "./ask";
import { FormDialog, TypedConfirm } from "./confirm";
import { useAddress } from "./member_dialogs";
import type { Alias, Domain } from "./types";

async function look(): Promise<{ domains: Domain[]; aliases: Alias[] }> {
    const [domains, aliases] = await Promise.all([list<Domain>("Domain"), list<Alias>("Alias")]);
    aliases.sort((a, b) => a.address.localeCompare(b.address));
    return { domains, aliases };
}

export function DomainsPage() {
    const { value, error, again } = useAsked(look);
    /// Of the records, which are others when a domain comes or goes.
    const [round, setRound] = useState(0);
    if (!value) return error ? <FailureNotice error={error} area="care" again={again} /> : <Spinner />;
    const changed = async () => {
        await again();
        setRound(round + 1);
    };
    return (
        <>
            <FailureNotice error={error} area="care" again={again} />
            <Domains domains={value.domains} changed={changed} />
            <Section title={say("care-dns")} text={say("care-dns-text")}>
                <DnsRecords key={round} />
            </Section>
            <Aliases aliases={value.aliases} domains={value.domains} again={again} />
        </>
    );
}

function Domains({ domains, changed }: { domains: Domain[]; changed: () => Promise<void> }) {
    const [adding, setAdding] = useState(false);
    const [removing, setRemoving] = useState<Domain>();
    return (
        <Section
            title={say("care-domains-of")}
            aside={
                <Button small icon="plus" onClick={() => setAdding(true)}>
                    {say("care-domain-add")}
                </Button>
            }
        >
            <ul class="settings-list">
                {domains.map((one) => (
                    <li key={one.id}>
                        <Icon name="globe" />
                        <span class="grow">
                            <strong class="ltr">{one.name}</strong>{" "}
                            {one.isMain && <span class="badge">{say("care-domain-main")}</span>}
                        </span>
                        {!one.isMain && (
                            <Button
                                small
                                kind="danger"
                                onClick={() => setRemoving(one)}
                                label={say("care-domain-remove-of", { domain: one.name })}
                            >
                                {say("care-domain-remove")}
                            </Button>
                        )}
                    </li>
                ))}
            </ul>
            {adding && <AddDomain onClose={() => setAdding(false)} changed={changed} />}
            {removing && (
                <TypedConfirm
                    title={say("care-domain-remove-title", { domain: removing.name })}
                    word={removing.name}
                    yes={say("care-domain-remove")}
                    onYes={async () => {
                        await destroy("Domain", removing.id);
                        await changed();
                    }}
                    onClose={() => setRemoving(undefined)}
                >
                    <p>{say("care-domain-remove-text")}</p>
                </TypedConfirm>
            )}
        </Section>
    );
}

function AddDomain({ onClose, changed }: { onClose: () => void; changed: () => Promise<void> }) {
    const [name, setName] = useState("");
    const add = async () => {
        await create("Domain", { name: name.trim().toLowerCase() });
        tell(say("care-domain-added"));
        await changed();
    };
    return (
        <FormDialog
            title={say("care-domain-add")}
            yes={say("care-domain-add")}
            isReady={name.includes(".")}
            onYes={add}
            onClose={onClose}
        >
            <TextField
                label={say("care-domain")}
                hint={say("care-domain-hint")}
                value={name}
                onInput={setName}
                ltr
                autofocus
                autocomplete="off"
            />
        </FormDialog>
    );
}

function Aliases({
    aliases,
    domains,
    again,
}: {
    aliases: Alias[];
    domains: Domain[];
    again: () => Promise<void>;
}) {
    const [editing, setEditing] = useState<Alias | "new">();
    const remove = async (one: Alias) => {
        if (
            !(await ask(
                say("care-alias-remove-title", { address: one.address }),
                say("care-alias-remove-text"),
                say("ui-delete"),
            ))
        )
            return;
        await attempt(() => destroy("Alias", one.id), say("care-alias-removed", { address: one.address }));
        await again();
    };
    return (
        <Section
            title={say("care-aliases")}
            text={say("care-aliases-text")}
            aside={
                <Button small icon="plus" onClick={() => setEditing("new")}>
                    {say("care-alias-new")}
                </Button>
            }
        >
            {aliases.length === 0 ? (
                <p class="quiet">{say("care-aliases-none")}</p>
            ) : (
                <ul class="settings-list">
                    {aliases.map((one) => (
                        <li key={one.id}>
                            <div class="grow">
                                <strong class="ltr">{one.address}</strong>
                                <ul class="alias-targets">
                                    {one.targets.map((target) => {
                                        const isLost = one.unreachable.includes(target);
                                        return (
                                            <li key={target} class={isLost ? "lost" : undefined}>
                                                <Icon name={isLost ? "warning" : "forward"} small />
                                                <span class="ltr">{target}</span>
                                                {isLost && (
                                                    <span class="small">{say("care-alias-unreachable")}</span>
                                                )}
                                            </li>
                                        );
                                    })}
                                </ul>
                            </div>
                            <IconButton
                                icon="drafts"
                                label={say("care-alias-edit", { address: one.address })}
                                onClick={() => setEditing(one)}
                            />
                            <IconButton
                                icon="trash"
                                label={say("care-alias-delete", { address: one.address })}
                                onClick={() => remove(one)}
                            />
                        </li>
                    ))}
                </ul>
            )}
            {editing && (
                <AliasDialog
                    alias={editing === "new" ? undefined : editing}
                    domains={domains}
                    onClose={() => setEditing(undefined)}
                    again={again}
                />
            )}
        </Section>
    );
}

function AliasDialog({
    alias,
    domains,
    onClose,
    again,
}: {
    alias: Alias | undefined;
    domains: Domain[];
    onClose: () => void;
    again: () => Promise<void>;
}) {
    const { address, isTyped, fields } = useAddress(domains);
    const [text, setText] = useState(alias?.targets.join("\n") ?? "");
    const targets = text
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map((one) => (one.includes("@") ? one : `${one}@${domains[0]?.name ?? ""}`));
    const save = async () => {
        if (alias) await update("Alias", alias.id, { targets });
        else await create("Alias", { address, targets });
        await again();
    };
    return (
        <FormDialog
            title={alias ? say("care-alias-edit", { address: alias.address }) : say("care-alias-new")}
            yes={say("ui-save")}
            isReady={targets.length > 0 && (alias !== undefined || isTyped)}
            onYes={save}
            onClose={onClose}
        >
            {!alias && fields}
            <TextArea
                label={say("care-alias-targets")}
                hint={say("care-alias-targets-hint")}
                value={text}
                onInput={setText}
                rows={4}
                dir="ltr"
            />
        </FormDialog>
    );
}
