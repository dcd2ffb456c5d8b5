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
import { TextField } from "../ui/field";
import { Menu, type MenuEntry } from "../ui/menu";
import { Avatar, Empty, Meter, Spinner } from "../ui/parts";
import { octets, onlyDate } from "../words/format";
import { say } from "../words/words";
import { attempt, create, list, update } from "./ask";
import { MemberSecrets } from "./handover";
import { MemberDialog, type Opened, type Secrets } from "./member_dialogs";
import { type Domain, type Member, callMember } from "./types";

/// More of them are found by typing.
const shownMax = 200;

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
    const found = value.members.filter((one) =>
        wanted.every((word) => plain([one.name, ...one.addresses].join(" ")).includes(word)),
    );
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
                {value.members.length > 5 && (
                    <TextField
                        label={say("care-members-search")}
                        type="search"
                        value={words}
                        onInput={setWords}
                        autocomplete="off"
                    />
                )}
                {found.length === 0 ? (
                    <Empty icon="search" title={say("care-members-none")} />
                ) : (
                    <ul class="member-list" aria-label={say("care-members")}>
                        {found.slice(0, shownMax).map((one) => (
                            <Row key={one.id} member={one} open={setOpened} again={again} />
                        ))}
                    </ul>
                )}
                {found.length > shownMax && (
                    <p class="quiet">{say("care-members-more", { count: found.length - shownMax })}</p>
                )}
            </div>
            {opened && (
                <MemberDialog
                    opened={opened}
                    domains={value.domains}
                    again={again}
                    onClose={() => setOpened(undefined)}
                    onSecrets={setSecrets}
                />
            )}
        </>
    );
}

function Row({
    member,
    open,
    again,
}: {
    member: Member;
    open: (opened: Opened) => void;
    again: () => Promise<void>;
}) {
    const isSelf = member.id === self.value?.["id"];
    const isCarer = member.duties.includes("administrator");
    const name = callMember(member);
    // Whose name nobody knows is called by their first.
    const addresses = member.addresses.filter((one) => one !== name).join(", ");
    const entries = (): MenuEntry[] => [
        { label: say("care-member-name"), icon: "drafts", onChoose: () => open({ what: "name", member }) },
        {
            label: say("care-member-addresses"),
            icon: "mail",
            onChoose: () => open({ what: "addresses", member }),
        },
        { label: say("care-member-quota"), icon: "archive", onChoose: () => open({ what: "quota", member }) },
        {
            label: say(isCarer ? "care-duty-take" : "care-duty-give"),
            icon: "care",
            onChoose: () => open({ what: "duty", member }),
        },
        { label: say("care-member-held"), icon: "eye", onChoose: () => go(["care", "held", member.id]) },
        "line",
        { label: say("care-member-reset"), icon: "key", onChoose: () => reset(member) },
        { label: say("care-member-thaw"), icon: "undo", onChoose: () => thaw(member) },
        ...(member.suspended
            ? [
                  {
                      label: say("care-member-restore"),
                      icon: "unlock" as const,
                      onChoose: () => suspend(member, false, again),
                  },
              ]
            : isSelf
              ? []
              : [
                    {
                        label: say("care-member-suspend"),
                        icon: "lock" as const,
                        onChoose: () => suspend(member, true, again),
                    },
                ]),
        ...(isSelf
            ? []
            : [
                  {
                      label: say("care-member-remove"),
                      icon: "trash" as const,
                      danger: true,
                      onChoose: () => open({ what: "remove", member }),
                  },
              ]),
    ];
    return (
        <li>
            <Avatar name={name} />
            <div class="grow stack-small">
                <div class="row">
                    <strong dir="auto">{name}</strong>
                    {isSelf && <span class="badge">{say("care-member-self")}</span>}
                    {isCarer && <span class="badge">{say("care-duty-administrator")}</span>}
                    {member.duties.includes("moderator") && (
                        <span class="badge">{say("care-duty-moderator")}</span>
                    )}
                    {member.suspended && <span class="badge warning">{say("care-member-suspended")}</span>}
                </div>
                <span class="small quiet">
                    {addresses !== "" && (
                        <>
                            <span class="ltr">{addresses}</span> ·{" "}
                        </>
                    )}
                    {say("care-member-since", { date: onlyDate(new Date(member.added)) })}
                </span>
                <Usage member={member} />
            </div>
            <Menu
                label={name}
                entries={entries}
                button={(props) => (
                    <IconButton icon="more" label={say("care-member-more", { name })} {...props} />
                )}
            />
        </li>
    );
}

function Usage({ member }: { member: Member }) {
    const used = octets(member.octets);
    if (member.quota === 0)
        return (
            <span class="small quiet">
                {say("care-usage", { used, messages: say("mail-letters", { count: member.messages }) })}
            </span>
        );
    return (
        <div class="usage">
            <Meter
                part={member.octets / member.quota}
                label={say("care-usage-of", { used, quota: octets(member.quota) })}
            />
            <span class="small quiet">{say("care-usage-of", { used, quota: octets(member.quota) })}</span>
        </div>
    );
}

async function suspend(member: Member, is: boolean, again: () => Promise<void>): Promise<void> {
    const name = callMember(member);
    if (
        is &&
        !(await ask(
            say("care-suspend-title", { name }),
            say("care-suspend-text"),
            say("care-member-suspend"),
        ))
    )
        return;
    await attempt(
        () => update("Member", member.id, { suspended: is }),
        say(is ? "care-suspended-done" : "care-restored-done", { name }),
    );
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
    if (
        sure &&
        (await attempt(
            () => create("Approval", { act: "resetMember", memberId: member.id }),
            say("care-approval-asked"),
        ))
    )
        go(["care", "keyholders"]);
}

/// Whether it is frozen nobody is told but those whom its owner trusts.
async function thaw(member: Member): Promise<void> {
    const sure = await ask(
        say("care-thaw-title", { name: callMember(member) }),
        say("care-thaw-text"),
        say("care-reset-ask"),
        false,
    );
    if (
        sure &&
        (await attempt(
            () => create("Approval", { act: "thawMember", memberId: member.id }),
            say("care-approval-asked"),
        ))
    )
        go(["care", "keyholders"]);
}
