// SPDX-License-Identifier: AGPL-3.0-or-later
// What is asked before a member is added, changed or removed.
import { useState } from "preact/hooks";
import { Button, IconButton } from "../ui/button";
import { Choice, SelectField, TextField } from "../ui/field";
import { Notice } from "../ui/parts";
import { octets } from "../words/format";
import { say } from "../words/words";
import { create, destroy, update } from "./ask";
import { FormDialog, TypedConfirm } from "./confirm";
import { QuotaField, quotaFrom, quotaText } from "./quota";
import { type Domain, type Member, callMember } from "./types";

export type Opened =
    { what: "add" } | { what: "quota" | "addresses" | "name" | "remove" | "duty"; member: Member };
/// Shown once: what the new member, or who was let in again, is given.
export interface Secrets {
    address: string;
    password: string | null;
    recoveryCode: string;
}

interface OpenedProps {
    opened: Opened;
    domains: Domain[];
    again: () => Promise<void>;
    onClose: () => void;
    onSecrets: (secrets: Secrets) => void;
}

export function MemberDialog({ opened, domains, again, onClose, onSecrets }: OpenedProps) {
    const done = async (act: Promise<unknown>) => {
        await act;
        await again();
    };
    switch (opened.what) {
        case "add":
            return <AddMember domains={domains} onClose={onClose} onSecrets={onSecrets} />;
        case "name":
            return (
                <NameDialog
                    member={opened.member}
                    save={(name) => done(update("Member", opened.member.id, { name }))}
                    onClose={onClose}
                />
            );
        case "addresses":
            return (
                <AddressesDialog
                    member={opened.member}
                    save={(addresses) => done(update("Member", opened.member.id, { addresses }))}
                    onClose={onClose}
                />
            );
        case "quota":
            return (
                <QuotaDialog
                    member={opened.member}
                    save={(quota) => done(update("Member", opened.member.id, { quota }))}
                    onClose={onClose}
                />
            );
        case "duty":
            return (
                <DutyDialog
                    member={opened.member}
                    save={(duties) => done(update("Member", opened.member.id, { duties }))}
                    onClose={onClose}
                />
            );
        case "remove":
            return (
                <TypedConfirm
                    title={say("care-remove-title", { name: callMember(opened.member) })}
                    word={opened.member.addresses[0]!}
                    yes={say("care-member-remove")}
                    onYes={() => done(destroy("Member", opened.member.id))}
                    onClose={onClose}
                >
                    <Notice kind="danger">
                        {say("care-remove-text", {
                            messages: say("mail-letters", { count: opened.member.messages }),
                        })}
                    </Notice>
                    <p>{say("care-remove-along")}</p>
                </TypedConfirm>
            );
    }
}

/// "ana" and "example.org"; a whole address is one as well. The address, and its fields.
export function useAddress(domains: Domain[]) {
    const [local, setLocal] = useState("");
    const [domain, setDomain] = useState(domains[0]?.name ?? "");
    const typed = local.trim();
    return {
        address: typed.includes("@") ? typed : `${typed}@${domain}`,
        isTyped: typed !== "",
        fields: (
            <div class="two">
                <TextField
                    label={say("care-address")}
                    value={local}
                    onInput={setLocal}
                    ltr
                    autofocus
                    autocomplete="off"
                    required
                    name="local"
                />
                <SelectField
                    label={say("care-domain")}
                    value={domain}
                    onChange={setDomain}
                    options={domains.map((one) => [one.name, `@${one.name}`] as const)}
                />
            </div>
        ),
    };
}

function AddMember({
    domains,
    onClose,
    onSecrets,
}: {
    domains: Domain[];
    onClose: () => void;
    onSecrets: (secrets: Secrets) => void;
}) {
    const { address, isTyped, fields } = useAddress(domains);
    const [name, setName] = useState("");
    const [quota, setQuota] = useState("");
    const isReady = isTyped && quotaFrom(quota) !== undefined;
    const add = async () => {
        const made = await create("Member", {
            addresses: [address],
            name: name.trim(),
            quota: quotaFrom(quota) ?? 0,
        });
        onSecrets({
            address: (made["addresses"] as string[] | undefined)?.[0] ?? address,
            password: made["password"] as string | null,
            recoveryCode: made["recoveryCode"] as string,
        });
    };
    return (
        <FormDialog
            title={say("care-member-add")}
            yes={say("care-member-add-go")}
            isReady={isReady}
            onYes={add}
            onClose={onClose}
        >
            <p>{say("care-member-add-text")}</p>
            {fields}
            <TextField
                label={say("care-name")}
                hint={say("care-name-hint")}
                value={name}
                onInput={setName}
                autocomplete="off"
            />
            <QuotaField value={quota} onInput={setQuota} />
        </FormDialog>
    );
}

function NameDialog({
    member,
    save,
    onClose,
}: {
    member: Member;
    save: (name: string) => Promise<unknown>;
    onClose: () => void;
}) {
    const [name, setName] = useState(member.name);
    return (
        <FormDialog
            title={say("care-member-name")}
            yes={say("ui-save")}
            onYes={() => save(name.trim())}
            onClose={onClose}
        >
            <TextField
                label={say("care-name")}
                hint={say("care-name-hint")}
                value={name}
                onInput={setName}
                autofocus
                autocomplete="off"
            />
        </FormDialog>
    );
}

function AddressesDialog({
    member,
    save,
    onClose,
}: {
    member: Member;
    save: (addresses: string[]) => Promise<unknown>;
    onClose: () => void;
}) {
    const [addresses, setAddresses] = useState(member.addresses);
    const all = addresses.map((one) => one.trim()).filter(Boolean);
    return (
        <FormDialog
            title={say("care-member-addresses")}
            yes={say("ui-save")}
            isReady={all.length > 0}
            onYes={() => save(all)}
            onClose={onClose}
        >
            <p>{say("care-addresses-text")}</p>
            {addresses.map((one, i) => (
                <TextField
                    key={i}
                    label={i === 0 ? say("care-address-first") : say("care-address-more", { number: i + 1 })}
                    type="email"
                    ltr
                    value={one}
                    onInput={(text) => setAddresses(addresses.map((other, at) => (at === i ? text : other)))}
                    suffix={
                        i > 0 ? (
                            <IconButton
                                icon="close"
                                label={say("care-address-remove", { address: one || String(i + 1) })}
                                onClick={() => setAddresses(addresses.filter((_, at) => at !== i))}
                            />
                        ) : undefined
                    }
                />
            ))}
            <div>
                <Button kind="plain" small icon="plus" onClick={() => setAddresses([...addresses, ""])}>
                    {say("care-address-add")}
                </Button>
            </div>
        </FormDialog>
    );
}

function QuotaDialog({
    member,
    save,
    onClose,
}: {
    member: Member;
    save: (quota: number) => Promise<unknown>;
    onClose: () => void;
}) {
    const [quota, setQuota] = useState(quotaText(member.quota));
    const read = quotaFrom(quota);
    return (
        <FormDialog
            title={say("care-quota-title", { name: callMember(member) })}
            yes={say("ui-save")}
            isReady={read !== undefined}
            onYes={() => save(read!)}
            onClose={onClose}
        >
            <p>
                {say("care-usage", {
                    used: octets(member.octets),
                    messages: say("mail-letters", { count: member.messages }),
                })}
            </p>
            <QuotaField value={quota} onInput={setQuota} />
        </FormDialog>
    );
}

function DutyDialog({
    member,
    save,
    onClose,
}: {
    member: Member;
    save: (duties: string[]) => Promise<unknown>;
    onClose: () => void;
}) {
    const has = member.duties.includes("administrator");
    const [understood, setUnderstood] = useState(false);
    const name = callMember(member);
    const duties = has
        ? member.duties.filter((one) => one !== "administrator")
        : [...member.duties, "administrator"];
    return (
        <FormDialog
            title={say(has ? "care-duty-take-title" : "care-duty-give-title", { name })}
            yes={say(has ? "care-duty-take" : "care-duty-give")}
            isReady={has || understood}
            onYes={() => save(duties)}
            onClose={onClose}
        >
            <p>{say(has ? "care-duty-take-text" : "care-duty-give-text")}</p>
            {!has && (
                <Choice label={say("care-duty-understood")} checked={understood} onChange={setUnderstood} />
            )}
        </FormDialog>
    );
}
