// SPDX-License-Identifier: AGPL-3.0-or-later
// The folders, beside the list; on a phone a drawer above it.
import { useEffect, useRef, useState } from "preact/hooks";
import { to } from "../base/router";
import { checkSet, client } from "../jmap/client";
import type { Id, Mailbox } from "../jmap/types";
import { loadMailboxes, mailboxes, nameOf, tree } from "../store/mailboxes";
import { Button, IconButton } from "../ui/button";
import { ask } from "../ui/dialog";
import { SelectField, TextField } from "../ui/field";
import { FormDialog } from "../ui/form_dialog";
import { Icon, type IconName } from "../ui/icon";
import { Menu } from "../ui/menu";
import { number } from "../words/format";
import { say } from "../words/words";
import { dropOn } from "./actions";
import { write } from "./drafts";
import { scheduled } from "./scheduled_letters";
import { go } from "../base/router";
import { segmentOf, where } from "./where";

const icons: Record<string, IconName> = {
    inbox: "inbox",
    drafts: "drafts",
    sent: "sent",
    junk: "junk",
    trash: "trash",
    archive: "archive",
};

export const iconOf = (mailbox: Mailbox): IconName => icons[mailbox.role ?? ""] ?? "folder";

/// Drafts count as such; elsewhere what is unread does.
function countOf(mailbox: Mailbox): number {
    if (mailbox.role === "drafts") return mailbox.totalEmails;
    return mailbox.role === "trash" || mailbox.role === "sent" ? 0 : mailbox.unreadThreads;
}

export function Folders({ open, onClose }: { open: boolean; onClose: () => void }) {
    const [editing, setEditing] = useState<Mailbox | "new">();
    const here = where.value;
    const panel = useRef<HTMLElement>(null);
    useEffect(() => {
        if (open) panel.current?.querySelector<HTMLElement>("button, a")?.focus();
    }, [open]);
    return (
        <>
            {open && <div class="folders-veil" onClick={onClose} />}
            <nav
                ref={panel}
                class={open ? "folders open" : "folders"}
                aria-label={say("mail-folders")}
                onKeyDown={(event) => event.key === "Escape" && open && onClose()}
            >
                <div class="folders-head">
                    <Button kind="primary" icon="write" wide onClick={() => write()}>
                        {say("mail-write")}
                    </Button>
                    {open && <IconButton icon="close" label={say("ui-close")} onClick={onClose} />}
                </div>
                <ul class="folder-list">
                    {tree.value.map(({ mailbox, depth }) => (
                        <FolderRow
                            key={mailbox.id}
                            mailbox={mailbox}
                            depth={depth}
                            current={here.mailbox?.id === mailbox.id}
                            onEdit={() => setEditing(mailbox)}
                        />
                    ))}
                    {(scheduled.value.length > 0 || here.kind === "scheduled") && (
                        <li>
                            <a
                                class="folder"
                                href={to("mail", "scheduled")}
                                aria-current={here.kind === "scheduled" ? "page" : undefined}
                            >
                                <Icon name="clock" />
                                <span class="grow clip">{say("mail-scheduled")}</span>
                                <span class="count">{number(scheduled.value.length)}</span>
                            </a>
                        </li>
                    )}
                    <li>
                        <a
                            class="folder"
                            href={to("mail", "starred")}
                            aria-current={here.kind === "starred" ? "page" : undefined}
                        >
                            <Icon name="flag" />
                            <span class="grow clip">{say("mail-starred")}</span>
                        </a>
                    </li>
                </ul>
                <Button kind="plain" small icon="plus" onClick={() => setEditing("new")}>
                    {say("mail-new-folder")}
                </Button>
            </nav>
            {editing && (
                <FolderDialog
                    folder={editing === "new" ? undefined : editing}
                    onClose={() => setEditing(undefined)}
                />
            )}
        </>
    );
}

function FolderRow({
    mailbox,
    depth,
    current,
    onEdit,
}: {
    mailbox: Mailbox;
    depth: number;
    current: boolean;
    onEdit: () => void;
}) {
    const [over, setOver] = useState(false);
    const count = countOf(mailbox);
    return (
        <li
            class={over ? "over" : undefined}
            style={{ paddingInlineStart: `${Math.min(depth, 6) * 0.875}rem` }}
            onDragOver={(event) => {
                if (!event.dataTransfer?.types.includes("application/x-milpa-emails")) return;
                event.preventDefault();
                setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => {
                event.preventDefault();
                setOver(false);
                void dropOn(mailbox);
            }}
        >
            <a
                class="folder"
                href={to("mail", segmentOf(mailbox))}
                aria-current={current ? "page" : undefined}
            >
                <Icon name={iconOf(mailbox)} />
                <span class="grow clip">{nameOf(mailbox)}</span>
                {count > 0 && (
                    <span class="count">
                        <span aria-hidden="true">{number(count)}</span>
                        <span class="visually-hidden">
                            {say(mailbox.role === "drafts" ? "mail-count-drafts" : "mail-count-unread", {
                                count,
                            })}
                        </span>
                    </span>
                )}
            </a>
            {mailbox.role === null && (
                <Menu
                    label={nameOf(mailbox)}
                    entries={() => [
                        { label: say("mail-folder-edit"), icon: "write", onChoose: onEdit },
                        {
                            label: say("mail-folder-delete"),
                            icon: "trash",
                            danger: true,
                            onChoose: () => remove(mailbox),
                        },
                    ]}
                    button={(props) => (
                        <IconButton
                            class="folder-more"
                            icon="more"
                            label={say("mail-folder-more", { name: nameOf(mailbox) })}
                            {...props}
                        />
                    )}
                />
            )}
        </li>
    );
}

async function remove(mailbox: Mailbox): Promise<void> {
    const sure = await ask(
        say("mail-folder-delete-title", { name: nameOf(mailbox) }),
        mailbox.totalEmails > 0
            ? say("mail-folder-delete-full", { count: mailbox.totalEmails })
            : say("mail-folder-delete-empty"),
        say("mail-folder-delete"),
    );
    if (!sure) return;
    checkSet(
        await client.call("Mailbox/set", {
            accountId: client.account(),
            destroy: [mailbox.id],
            onDestroyRemoveEmails: true,
        }),
    );
    if (where.value.mailbox?.id === mailbox.id) go(["mail", "inbox"]);
    await loadMailboxes();
}

function FolderDialog({ folder, onClose }: { folder: Mailbox | undefined; onClose: () => void }) {
    const [name, setName] = useState(folder?.name ?? "");
    const [parent, setParent] = useState<Id>(folder?.parentId ?? "");
    const below = new Set<Id>();
    if (folder) {
        below.add(folder.id);
        for (const { mailbox } of tree.value)
            if (mailbox.parentId && below.has(mailbox.parentId)) below.add(mailbox.id);
    }
    const save = async () => {
        const value = { name: name.trim(), parentId: parent || null };
        checkSet(
            await client.call("Mailbox/set", {
                accountId: client.account(),
                ...(folder ? { update: { [folder.id]: value } } : { create: { one: value } }),
            }),
        );
        await loadMailboxes();
    };
    return (
        <FormDialog
            title={say(folder ? "mail-folder-edit" : "mail-new-folder")}
            yes={say("ui-save")}
            isReady={name.trim() !== ""}
            onYes={save}
            onClose={onClose}
            area="mail"
        >
            <TextField
                label={say("mail-folder-name")}
                value={name}
                onInput={setName}
                autofocus
                maxLength={200}
            />
            <SelectField
                label={say("mail-folder-parent")}
                value={parent}
                onChange={setParent}
                options={[
                    ["", say("mail-folder-top")] as const,
                    ...[...mailboxes.value.values()]
                        .filter((one) => !below.has(one.id) && one.role !== "trash" && one.role !== "junk")
                        .map((one) => [one.id, nameOf(one)] as const),
                ]}
            />
        </FormDialog>
    );
}
