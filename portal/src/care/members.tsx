// SPDX-License-Identifier: AGPL-3.0-or-later
// Members: who belongs, how they stand, and what administrators do for them.
import { useState } from "preact/hooks";
import { go } from "../base/router";
import { self } from "../store/account";
import { useAsked } from "../settings/page";
import { plain } from "../contacts/card";
import { Button, IconButton } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice } from "../ui/failure";
import { Choice, SelectField, TextField } from "../ui/field";
import { Menu, type MenuEntry } from "../ui/menu";
import { Avatar, Empty, Meter, Notice, Spinner } from "../ui/parts";
import { number, octets, onlyDate } from "../words/format";
import { say } from "../words/words";
import { attempt, create, destroy, list, update } from "./ask";
import { FormDialog, TypedConfirm } from "./confirm";
import { MemberSecrets } from "./handover";
import { QuotaField, quotaFrom, quotaText } from "./quota";
import { type Domain, type Member, callMember } from "./types";

/// More of them are found by typing.
const shownMax = 200;

type Opened = { what: "add" } | { what: "quota" | "addresses" | "name" | "remove" | "duty"; member: Member };
interface Secrets {
    address: string;
    password: string | null;
    recoveryCode: string;
}

async function look(): Promise<{ members: Member[]; domains: Domain[] }> {
    const [members, domains] = await Promise.all([list<Member>("Member"), list<Domain>("Domain")]);
    members.sort((a, b) => callMember(a).localeCompare(callMember(b)));
    return { members, domains };
}

export function MembersPage() {
    const { value, error, again } = useAsked(look);
    const [words, setWords] = useState("");
    const [opened, setOpened] = useState<Opened>();
    const [secrets, setSecrets] = useState<Secrets>();
    if (secrets) {
        return (
            <MemberSecrets
                {...secrets}
                onDone={() => {
                    setSecrets(undefined);
                    void again();
                }}
            />
        );
    }
    if (!value) return error ? <FailureNotice error={error} area="care" again={again} /> : <Spinner />;
    const wanted = plain(words).split(/\s+/).filter(Boolean);
    const found = value.members.filter((one) => wanted.every((word) => plain([one.name, ...one.addresses].join(" ")).includes(word)));
    return (
        <>
            <FailureNotice error={error} area="care" again={again} />
            <div class="row-between">
                <p class="quiet">{say("care-members-count", { count: value.members.length })}</p>
                <div class="row">
                    <Button icon="mail" onClick={() => go(["care", "invitations"])}>
                        {say("care-invite")}
                    </Button>
                    <Button kind="primary" icon="plus" onClick={() => setOpened({ what: "add" })}>
                        {say("care-member-add")}
                    </Button>
                </div>
            </div>
            <div class="card stack">
                {value.members.length > 5 && <TextField label={say("care-members-search")} type="search" value={words} onInput={setWords} autocomplete="off" />}
                {found.length === 0 ? (
                    <Empty icon="search" title={say("care-members-none")} />
                ) : (
                    <ul class="member-list" aria-label={say("care-members")}>
                        {found.slice(0, shownMax).map((one) => (
                            <Row key={one.id} member={one} open={setOpened} again={again} />
                        ))}
                    </ul>
                )}
                {found.length > shownMax && <p class="quiet">{say("care-members-more", { count: found.length - shownMax })}</p>}
            </div>
            {opened && <Opened opened={opened} domains={value.domains} again={again} onClose={() => setOpened(undefined)} onSecrets={setSecrets} />}
        </>
    );
}

function Row({ member, open, again }: { member: Member; open: (opened: Opened) => void; again: () => Promise<void> }) {
    const isSelf = member.id === self.value?.["id"];
    const isCarer = member.duties.includes("administrator");
    const name = callMember(member);
    const entries = (): MenuEntry[] => [
        { label: say("care-member-name"), icon: "drafts", onChoose: () => open({ what: "name", member }) },
        { label: say("care-member-addresses"), icon: "mail", onChoose: () => open({ what: "addresses", member }) },
        { label: say("care-member-quota"), icon: "archive", onChoose: () => open({ what: "quota", member }) },
        { label: say(isCarer ? "care-duty-take" : "care-duty-give"), icon: "care", onChoose: () => open({ what: "duty", member }) },
        { label: say("care-member-held"), icon: "eye", onChoose: () => go(["care", "held", member.id]) },
        "line",
        { label: say("care-member-reset"), icon: "key", onChoose: () => reset(member) },
        { label: say("care-member-thaw"), icon: "undo", onChoose: () => thaw(member) },
        ...(member.suspended
            ? [{ label: say("care-member-restore"), icon: "unlock" as const, onChoose: () => suspend(member, false, again) }]
            : isSelf
              ? []
              : [{ label: say("care-member-suspend"), icon: "lock" as const, onChoose: () => suspend(member, true, again) }]),
        ...(isSelf ? [] : [{ label: say("care-member-remove"), icon: "trash" as const, danger: true, onChoose: () => open({ what: "remove", member }) }]),
    ];
    return (
        <li>
            <Avatar name={name} />
            <div class="grow stack-small">
                <div class="row">
                    <strong dir="auto">{name}</strong>
                    {isSelf && <span class="badge">{say("care-member-self")}</span>}
                    {isCarer && <span class="badge">{say("care-duty-administrator")}</span>}
                    {member.duties.includes("moderator") && <span class="badge">{say("care-duty-moderator")}</span>}
                    {member.suspended && <span class="badge warning">{say("care-member-suspended")}</span>}
                </div>
                <span class="small quiet">
                    <span class="ltr">{member.addresses.join(", ")}</span> · {say("care-member-since", { date: onlyDate(new Date(member.added)) })}
                </span>
                <Usage member={member} />
            </div>
            <Menu label={name} entries={entries} button={(props) => <IconButton icon="more" label={say("care-member-more", { name })} {...props} />} />
        </li>
    );
}

function Usage({ member }: { member: Member }) {
    const used = octets(member.octets);
    if (member.quota === 0) return <span class="small quiet">{say("care-usage", { used, messages: number(member.messages) })}</span>;
    return (
        <div class="usage">
            <Meter part={member.octets / member.quota} label={say("care-usage-of", { used, quota: octets(member.quota) })} />
            <span class="small quiet">{say("care-usage-of", { used, quota: octets(member.quota) })}</span>
        </div>
    );
}

async function suspend(member: Member, is: boolean, again: () => Promise<void>): Promise<void> {
    const name = callMember(member);
    if (is && !(await ask(say("care-suspend-title", { name }), say("care-suspend-text"), say("care-member-suspend")))) return;
    await attempt(() => update("Member", member.id, { suspended: is }), say(is ? "care-suspended-done" : "care-restored-done", { name }));
    await again();
}

/// Keyholders decide; the page of keyholders shows what waits.
async function reset(member: Member): Promise<void> {
    const sure = await ask(
        say("care-reset-title", { name: callMember(member) }),
        <div class="stack-small">
            <p>{say("care-reset-text")}</p>
            <p>{say("care-reset-speak")}</p>
        </div>,
        say("care-reset-ask"),
    );
    if (sure && (await attempt(() => create("Approval", { act: "resetMember", memberId: member.id }), say("care-approval-asked")))) go(["care", "keyholders"]);
}

/// Whether it is frozen nobody is told but those whom its owner trusts.
async function thaw(member: Member): Promise<void> {
    const sure = await ask(say("care-thaw-title", { name: callMember(member) }), say("care-thaw-text"), say("care-reset-ask"), false);
    if (sure && (await attempt(() => create("Approval", { act: "thawMember", memberId: member.id }), say("care-approval-asked")))) go(["care", "keyholders"]);
}

interface OpenedProps {
    opened: Opened;
    domains: Domain[];
    again: () => Promise<void>;
    onClose: () => void;
    onSecrets: (secrets: Secrets) => void;
}

function Opened({ opened, domains, again, onClose, onSecrets }: OpenedProps) {
    const done = async (act: Promise<unknown>) => {
        await act;
        await again();
    };
    switch (opened.what) {
        case "add":
            return <AddMember domains={domains} onClose={onClose} onSecrets={onSecrets} />;
        case "name":
            return <NameDialog member={opened.member} save={(name) => done(update("Member", opened.member.id, { name }))} onClose={onClose} />;
        case "addresses":
            return <AddressesDialog member={opened.member} save={(addresses) => done(update("Member", opened.member.id, { addresses }))} onClose={onClose} />;
        case "quota":
            return <QuotaDialog member={opened.member} save={(quota) => done(update("Member", opened.member.id, { quota }))} onClose={onClose} />;
        case "duty":
            return <DutyDialog member={opened.member} save={(duties) => done(update("Member", opened.member.id, { duties }))} onClose={onClose} />;
        case "remove":
            return (
                <TypedConfirm
                    title={say("care-remove-title", { name: callMember(opened.member) })}
                    word={opened.member.addresses[0]!}
                    yes={say("care-member-remove")}
                    onYes={() => done(destroy("Member", opened.member.id))}
                    onClose={onClose}
                >
                    <Notice kind="danger">{say("care-remove-text", { messages: number(opened.member.messages) })}</Notice>
                    <p>{say("care-remove-along")}</p>
                </TypedConfirm>
            );
    }
}

/// "ana" and "example.org"; a whole address is one as well.
export function AddressFields({ label, local, domain, domains, onLocal, onDomain }: { label: string; local: string; domain: string; domains: Domain[]; onLocal: (text: string) => void; onDomain: (name: string) => void }) {
    return (
        <div class="two">
            <TextField label={label} value={local} onInput={onLocal} ltr autofocus autocomplete="off" required name="local" />
            <SelectField label={say("care-domain")} value={domain} onChange={onDomain} options={domains.map((one) => [one.name, `@${one.name}`] as const)} />
        </div>
    );
}

function AddMember({ domains, onClose, onSecrets }: { domains: Domain[]; onClose: () => void; onSecrets: (secrets: Secrets) => void }) {
    const [local, setLocal] = useState("");
    const [domain, setDomain] = useState(domains[0]?.name ?? "");
    const [name, setName] = useState("");
    const [quota, setQuota] = useState("");
    const isReady = local.trim() !== "" && quotaFrom(quota) !== undefined;
    const add = async () => {
        const address = local.includes("@") ? local.trim() : `${local.trim()}@${domain}`;
        const made = await create("Member", { addresses: [address], name: name.trim(), quota: quotaFrom(quota) ?? 0 });
        onSecrets({ address: (made["addresses"] as string[] | undefined)?.[0] ?? address, password: made["password"] as string | null, recoveryCode: made["recoveryCode"] as string });
    };
    return (
        <FormDialog title={say("care-member-add")} yes={say("care-member-add-go")} isReady={isReady} onYes={add} onClose={onClose}>
            <p>{say("care-member-add-text")}</p>
            <AddressFields label={say("care-address")} local={local} domain={domain} domains={domains} onLocal={setLocal} onDomain={setDomain} />
            <TextField label={say("care-name")} hint={say("care-name-hint")} value={name} onInput={setName} autocomplete="off" />
            <QuotaField value={quota} onInput={setQuota} />
        </FormDialog>
    );
}

function NameDialog({ member, save, onClose }: { member: Member; save: (name: string) => Promise<unknown>; onClose: () => void }) {
    const [name, setName] = useState(member.name);
    return (
        <FormDialog title={say("care-member-name")} yes={say("ui-save")} onYes={() => save(name.trim())} onClose={onClose}>
            <TextField label={say("care-name")} hint={say("care-name-hint")} value={name} onInput={setName} autofocus autocomplete="off" />
        </FormDialog>
    );
}

function AddressesDialog({ member, save, onClose }: { member: Member; save: (addresses: string[]) => Promise<unknown>; onClose: () => void }) {
    const [addresses, setAddresses] = useState(member.addresses);
    const all = addresses.map((one) => one.trim()).filter(Boolean);
    return (
        <FormDialog title={say("care-member-addresses")} yes={say("ui-save")} isReady={all.length > 0} onYes={() => save(all)} onClose={onClose}>
            <p>{say("care-addresses-text")}</p>
            {addresses.map((one, i) => (
                <TextField
                    key={i}
                    label={i === 0 ? say("care-address-first") : say("care-address-more", { number: i + 1 })}
                    type="email"
                    ltr
                    value={one}
                    onInput={(text) => setAddresses(addresses.map((other, at) => (at === i ? text : other)))}
                    suffix={i > 0 ? <IconButton icon="close" label={say("care-address-remove", { address: one || String(i + 1) })} onClick={() => setAddresses(addresses.filter((_, at) => at !== i))} /> : undefined}
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

function QuotaDialog({ member, save, onClose }: { member: Member; save: (quota: number) => Promise<unknown>; onClose: () => void }) {
    const [quota, setQuota] = useState(quotaText(member.quota));
    const read = quotaFrom(quota);
    return (
        <FormDialog title={say("care-quota-title", { name: callMember(member) })} yes={say("ui-save")} isReady={read !== undefined} onYes={() => save(read!)} onClose={onClose}>
            <p>{say("care-usage", { used: octets(member.octets), messages: number(member.messages) })}</p>
            <QuotaField value={quota} onInput={setQuota} />
        </FormDialog>
    );
}

function DutyDialog({ member, save, onClose }: { member: Member; save: (duties: string[]) => Promise<unknown>; onClose: () => void }) {
    const has = member.duties.includes("administrator");
    const [understood, setUnderstood] = useState(false);
    const name = callMember(member);
    const duties = has ? member.duties.filter((one) => one !== "administrator") : [...member.duties, "administrator"];
    return (
        <FormDialog title={say(has ? "care-duty-take-title" : "care-duty-give-title", { name })} yes={say(has ? "care-duty-take" : "care-duty-give")} isReady={has || understood} onYes={() => save(duties)} onClose={onClose}>
            <p>{say(has ? "care-duty-take-text" : "care-duty-give-text")}</p>
            {!has && <Choice label={say("care-duty-understood")} checked={understood} onChange={setUnderstood} />}
        </FormDialog>
    );
}
