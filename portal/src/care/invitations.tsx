// SPDX-License-Identifier: AGPL-3.0-or-later
// Invitations: links that let people in, each shown once.
import { useState } from "preact/hooks";
import { isHereAlone } from "../base/place";
import { Section, useAsked } from "../settings/page";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice } from "../ui/failure";
import { SelectField, TextField } from "../ui/field";
import { Icon } from "../ui/icon";
import { Empty, Notice, Spinner, copyText } from "../ui/parts";
import { QrCode } from "../ui/qr";
import { octets, onlyDate, relative } from "../words/format";
import { say } from "../words/words";
import { attempt, create, destroy, list } from "./ask";
import { FormDialog } from "./confirm";
import { QuotaField, quotaFrom } from "./quota";
import type { Domain, Invitation } from "./types";

const daysMax = 90;
const usesMax = 1_000;
const day = 86_400_000;

async function look(): Promise<{ invitations: Invitation[]; domains: Domain[] }> {
    const [invitations, domains] = await Promise.all([
        list<Invitation>("Invitation"),
        list<Domain>("Domain"),
    ]);
    return { invitations, domains };
}

export function InvitationsPage() {
    const { value, error, again } = useAsked(look);
    const [adding, setAdding] = useState(false);
    const [link, setLink] = useState<string>();
    if (!value) return error ? <FailureNotice error={error} area="care" again={again} /> : <Spinner />;
    const revoke = async (one: Invitation) => {
        if (
            !(await ask(
                say("care-revoke-title", { label: one.label || one.domain }),
                say("care-revoke-text"),
                say("care-revoke"),
            ))
        )
            return;
        await attempt(() => destroy("Invitation", one.id), say("care-revoked"));
        await again();
    };
    return (
        <>
            <FailureNotice error={error} area="care" again={again} />
            {link && <Fresh link={link} onClose={() => setLink(undefined)} />}
            <div class="row-between">
                <p class="quiet lead">{say("care-invitations-text")}</p>
                <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
                    {say("care-invitation-new")}
                </Button>
            </div>
            {value.invitations.length === 0 ? (
                <Empty icon="mail" title={say("care-invitations-none")}>
                    <p>{say("care-invitations-none-text")}</p>
                </Empty>
            ) : (
                <Section title={say("care-invitations-open")}>
                    <ul class="settings-list">
                        {value.invitations.map((one) => (
                            <li key={one.id}>
                                <Icon name="mail" />
                                <div class="grow">
                                    <strong dir="auto">{one.label || say("care-invitation-unnamed")}</strong>
                                    <p class="small quiet">
                                        {say("care-invitation-uses", { count: one.uses })} ·{" "}
                                        <span class="ltr">@{one.domain}</span> ·{" "}
                                        {say("care-invitation-until", {
                                            date: onlyDate(new Date(one.expires)),
                                            relative: relative(new Date(one.expires)),
                                        })}
                                        {one.quota > 0 && ` · ${octets(one.quota)}`}
                                    </p>
                                </div>
                                <Button
                                    small
                                    kind="danger"
                                    onClick={() => revoke(one)}
                                    label={say("care-revoke-of", { label: one.label || one.domain })}
                                >
                                    {say("care-revoke")}
                                </Button>
                            </li>
                        ))}
                    </ul>
                </Section>
            )}
            {adding && (
                <NewInvitation
                    domains={value.domains}
                    onClose={() => setAdding(false)}
                    onMade={async (token) => {
                        setLink(`${location.origin}/portal/join#${token}`);
                        await again();
                    }}
                />
            )}
        </>
    );
}

/// Shown once: the server keeps no copy of it.
function Fresh({ link, onClose }: { link: string; onClose: () => void }) {
    return (
        <Section title={say("care-invitation-link")} text={say("care-invitation-link-text")}>
            <Notice kind="warning">{say("care-invitation-once")}</Notice>
            {isHereAlone() && (
                <Notice kind="warning">{say("care-invitation-local", { host: location.host })}</Notice>
            )}
            <div class="with-qr">
                <div class="stack">
                    <code class="ltr secret-link" tabIndex={0}>
                        {link}
                    </code>
                    <div class="row">
                        <Button kind="primary" icon="copy" onClick={() => copyText(link)}>
                            {say("care-invitation-copy")}
                        </Button>
                        <Button onClick={onClose}>{say("ui-done")}</Button>
                    </div>
                </div>
                <QrCode text={link} label={say("care-invitation-qr")} />
            </div>
        </Section>
    );
}

const wholeFrom = (text: string, most: number): number | undefined => {
    const amount = Number(text.trim().replace(/[\u0660-\u0669]/g, (c) => String(c.charCodeAt(0) - 0x660)));
    return Number.isInteger(amount) && amount >= 1 && amount <= most ? amount : undefined;
};

function NewInvitation({
    domains,
    onClose,
    onMade,
}: {
    domains: Domain[];
    onClose: () => void;
    onMade: (token: string) => Promise<void>;
}) {
    const [label, setLabel] = useState("");
    const [uses, setUses] = useState("1");
    const [days, setDays] = useState("7");
    const [domain, setDomain] = useState(domains[0]?.name ?? "");
    const [quota, setQuota] = useState("");
    const times = wholeFrom(uses, usesMax);
    const span = wholeFrom(days, daysMax);
    const room = quotaFrom(quota);
    const make = async () => {
        // A moment earlier than the most that the server takes.
        const expires = new Date(Date.now() + span! * day - 60_000).toISOString().replace(/\.\d+Z$/, "Z");
        const made = await create("Invitation", {
            label: label.trim(),
            uses: times,
            expires,
            domain,
            quota: room,
        });
        await onMade(made["token"] as string);
    };
    return (
        <FormDialog
            title={say("care-invitation-new")}
            yes={say("care-invitation-make")}
            isReady={times !== undefined && span !== undefined && room !== undefined}
            onYes={make}
            onClose={onClose}
        >
            <TextField
                label={say("care-invitation-label")}
                hint={say("care-invitation-label-hint")}
                value={label}
                onInput={setLabel}
                autofocus
                maxLength={200}
            />
            <div class="two">
                <TextField
                    label={say("care-invitation-times")}
                    inputMode="numeric"
                    value={uses}
                    onInput={setUses}
                    wrong={times === undefined ? say("care-number-wrong", { most: usesMax }) : undefined}
                />
                <TextField
                    label={say("care-invitation-days")}
                    inputMode="numeric"
                    value={days}
                    onInput={setDays}
                    wrong={span === undefined ? say("care-number-wrong", { most: daysMax }) : undefined}
                />
            </div>
            {domains.length > 1 && (
                <SelectField
                    label={say("care-domain")}
                    value={domain}
                    onChange={setDomain}
                    options={domains.map((one) => [one.name, `@${one.name}`] as const)}
                />
            )}
            <QuotaField value={quota} onInput={setQuota} />
        </FormDialog>
    );
}
