// SPDX-License-Identifier: AGPL-3.0-or-later
// The form of a letter: its fields, its text, its files, and how it leaves.
import { useEffect, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { isReachable } from "../jmap/client";
import { noticeFailure } from "../store/account";
import { loadIdentities } from "../store/identities";
import { Button, IconButton } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice, tellFailure } from "../ui/failure";
import { Menu } from "../ui/menu";
import { Notice } from "../ui/parts";
import { escapeHtml, htmlToText } from "../letter/text";
import { NeedsPassphrase } from "../openpgp/keys";
import { listOf } from "../words/format";
import { say } from "../words/words";
import { asText } from "./compose_begin";
import type { Draft } from "./draft";
import { type Opened, close, opened } from "./drafts";
import type { Editor } from "./editor";
import { EditorBar } from "./editor_bar";
import { Files } from "./files";
import { Recipients } from "./recipients";
import { ScheduleDialog } from "./schedule";
import { Locked, SealButton, useSealing } from "./seal_button";
import { delayMax, send } from "./sending";
import { PlainTextArea, RichText } from "./writing_text";

export function Writing({ one, draft }: { one: Opened; draft: Draft }) {
    const [more, setMore] = useState(draft.cc.value.length + draft.bcc.value.length > 0);
    const [wrong, setWrong] = useState<{ to?: string; all?: unknown }>({});
    const [busy, setBusy] = useState(false);
    const [schedules, setSchedules] = useState(false);
    const [over, setOver] = useState(false);
    const [editor, setEditor] = useState<Editor>();
    const [path, setPath] = useState("");
    const rests = useRef({ to: signal(""), cc: signal(""), bcc: signal("") }).current;
    const pictures = useRef(new Map<string, string>()).current;
    useEffect(() => () => pictures.forEach((url) => URL.revokeObjectURL(url)), []);
    const touch = () => {
        draft.touch();
        setWrong((before) => (before.to ? {} : before));
    };
    const identities = useIdentities();
    const sealing = useSealing(draft);
    const reachable = isReachable.value;
    const locked = [wrong.all, draft.failure.value].find((one) => one instanceof NeedsPassphrase);
    useEffect(() => {
        // What could not be saved is, as soon as the server is there again.
        if (reachable && draft.saving.peek() === "failed") draft.save().catch(() => undefined);
    }, [reachable]);

    const addPictures = (files: File[]) => {
        for (const file of files) {
            const cid = `${crypto.randomUUID()}@milpa`;
            draft.attach(file, cid);
            const url = URL.createObjectURL(file);
            pictures.set(cid, url);
            editor?.insertPicture(cid, url, file.name);
        }
    };
    const addFiles = (files: Iterable<File>, inline: boolean) => {
        for (const file of files) {
            if (inline && draft.isRich.value && /^image\/(?!svg)/.test(file.type)) addPictures([file]);
            else draft.attach(file);
        }
    };
    /// What is wrong with it, in the order of the fields; nothing where it may leave.
    const check = (): boolean => {
        for (const rest of [rests.to, rests.cc, rests.bcc]) {
            if (rest.value.trim()) {
                setWrong({ to: say("compose-not-an-address", { text: rest.value.trim() }) });
                return false;
            }
        }
        if (draft.isToNobody()) {
            setWrong({ to: say("compose-no-recipient") });
            return false;
        }
        if (draft.isSealed.value && sealing.missing.length > 0) {
            setWrong({
                all: say("openpgp-missing", {
                    people: listOf(sealing.missing.map((one) => one.name || one.email)),
                }),
            });
            return false;
        }
        if (draft.isUploading()) {
            setWrong({
                all: say(
                    draft.attachments.value.some((one) => one.failed)
                        ? "compose-file-failed"
                        : "compose-uploading",
                ),
            });
            return false;
        }
        setWrong({});
        return true;
    };
    const leave = async (at?: Date) => {
        // What was typed in the field of recipients last becomes one when it loses the focus.
        (document.activeElement as HTMLElement | null)?.blur();
        if (busy || !check()) return;
        if (
            !draft.subject.value.trim() &&
            !(await ask(
                say("compose-no-subject-title"),
                say("compose-no-subject-text"),
                say("compose-send-anyway"),
                false,
            ))
        )
            return;
        if (
            forgotAttachment(draft) &&
            !(await ask(
                say("compose-forgot-title"),
                say("compose-forgot-text"),
                say("compose-send-anyway"),
                false,
            ))
        )
            return;
        setBusy(true);
        try {
            await send(draft, at);
            close(one.number);
        } catch (failed) {
            noticeFailure(failed);
            setWrong({ all: failed });
            // It was put away meanwhile.
            if (!opened.peek().includes(one)) tellFailure(failed, "compose");
        } finally {
            setBusy(false);
        }
    };
    const discard = async () => {
        if (busy) return;
        if (
            !draft.isEmpty() &&
            !(await ask(say("compose-discard-title"), say("compose-discard-text"), say("compose-discard")))
        )
            return;
        setBusy(true);
        try {
            await draft.discard();
            close(one.number);
        } catch (failed) {
            setWrong({ all: failed });
        } finally {
            setBusy(false);
        }
    };
    const toPlain = async () => {
        if (draft.isRich.value) {
            const html = editor?.html() ?? draft.body;
            draft.body = asText(html);
            draft.isRich.value = false;
            setEditor(undefined);
        } else {
            draft.body = draft.body
                .split("\n")
                .map((line) => `<div>${escapeHtml(line) || "<br>"}</div>`)
                .join("");
            draft.isRich.value = true;
        }
        touch();
    };
    return (
        <form
            class={over ? "writing over" : "writing"}
            noValidate
            autocomplete="off"
            onSubmit={(event) => {
                event.preventDefault();
                void leave();
            }}
            onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
                    event.preventDefault();
                    void leave();
                }
                // Enter in a field does not send a letter.
                else if (event.key === "Enter" && event.target instanceof HTMLInputElement)
                    event.preventDefault();
            }}
            onDragOver={(event) => {
                if (!event.dataTransfer?.types.includes("Files")) return;
                event.preventDefault();
                setOver(true);
            }}
            onDragLeave={(event) =>
                !(event.currentTarget as Element).contains(event.relatedTarget as Node | null) &&
                setOver(false)
            }
            onDrop={(event) => {
                if (!event.dataTransfer?.types.includes("Files")) return;
                event.preventDefault();
                event.stopPropagation();
                setOver(false);
                addFiles(event.dataTransfer.files, (event.target as Element).closest(".editor") !== null);
            }}
        >
            <div class="writing-fields">
                {identities.length > 1 && (
                    <div class="recipients">
                        <label for={`from-${one.number}`}>{say("compose-from")}</label>
                        <select
                            id={`from-${one.number}`}
                            class="from"
                            value={draft.identity.value?.id}
                            onChange={(event) => {
                                draft.writeAs(
                                    identities.find((identity) => identity.id === event.currentTarget.value),
                                );
                                if (draft.bcc.value.length > 0) setMore(true);
                                touch();
                            }}
                        >
                            {identities.map((identity) => (
                                <option
                                    key={identity.id}
                                    value={identity.id}
                                    selected={identity.id === draft.identity.value?.id}
                                >
                                    {identity.name ? `${identity.name} <${identity.email}>` : identity.email}
                                </option>
                            ))}
                        </select>
                    </div>
                )}
                <div class="recipients-row">
                    <Recipients
                        label={say("compose-to")}
                        list={draft.to}
                        rest={rests.to}
                        onChange={touch}
                        autofocus={draft.to.peek().length === 0}
                        wrong={wrong.to}
                    />
                    {!more && (
                        <button type="button" class="button plain small" onClick={() => setMore(true)}>
                            {say("compose-more-fields")}
                        </button>
                    )}
                </div>
                {more && (
                    <Recipients label={say("compose-cc")} list={draft.cc} rest={rests.cc} onChange={touch} />
                )}
                {more && (
                    <Recipients
                        label={say("compose-bcc")}
                        list={draft.bcc}
                        rest={rests.bcc}
                        onChange={touch}
                    />
                )}
                <div class="recipients">
                    <label for={`subject-${one.number}`}>{say("compose-subject")}</label>
                    <input
                        id={`subject-${one.number}`}
                        class="subject-input"
                        type="text"
                        autocomplete="off"
                        dir="auto"
                        maxLength={900}
                        value={draft.subject.value}
                        onInput={(event) => {
                            draft.subject.value = event.currentTarget.value;
                            touch();
                        }}
                    />
                </div>
            </div>
            {draft.isRich.value ? (
                <RichText
                    draft={draft}
                    pictures={pictures}
                    onEditor={setEditor}
                    onPath={setPath}
                    onPictures={addPictures}
                />
            ) : (
                <PlainTextArea draft={draft} />
            )}
            <Files draft={draft} />
            {locked && (
                <Locked
                    failed={locked}
                    onOpen={() => (setWrong({}), void draft.save().catch(() => undefined))}
                />
            )}
            {draft.hasLeft.value && <Notice kind="warning">{say("compose-failed-cannotUnsend")}</Notice>}
            {wrong.all !== undefined && wrong.all !== locked && <FailureOrWords what={wrong.all} />}
            {draft.saving.value === "failed" && !wrong.all && !locked && (
                <FailureNotice
                    error={draft.failure.value}
                    area="compose"
                    again={() => draft.save().catch(() => undefined)}
                />
            )}
            <footer class="writing-foot">
                <div class="send-buttons">
                    <Button type="submit" kind="primary" icon="sent" busy={busy}>
                        {say("compose-send")}
                    </Button>
                    {delayMax() > 0 && (
                        <IconButton
                            icon="clock"
                            label={say("compose-schedule")}
                            popup="dialog"
                            onClick={() => check() && setSchedules(true)}
                        />
                    )}
                </div>
                {editor && draft.isRich.value && <EditorBar editor={editor} path={path} />}
                <span class="grow" />
                <SealButton draft={draft} sealing={sealing} />
                <FileButton onFiles={(files) => addFiles(files, false)} />
                <Menu
                    label={say("compose-options")}
                    entries={() => [
                        ...(draft.isRich.value
                            ? [
                                  {
                                      label: say("compose-picture"),
                                      icon: "picture" as const,
                                      onChoose: () => pickPictures(addPictures),
                                  },
                              ]
                            : []),
                        {
                            label: say(draft.isRich.value ? "compose-plain" : "compose-rich"),
                            icon: "clearFormat",
                            onChoose: toPlain,
                        },
                        "line",
                        { label: say("compose-discard"), icon: "trash", danger: true, onChoose: discard },
                    ]}
                    button={(props) => <IconButton icon="more" label={say("compose-options")} {...props} />}
                />
            </footer>
            {schedules && (
                <ScheduleDialog
                    onClose={() => setSchedules(false)}
                    onChoose={(at) => {
                        setSchedules(false);
                        void leave(at);
                    }}
                />
            )}
        </form>
    );
}

function FailureOrWords({ what }: { what: unknown }) {
    return typeof what === "string" ? (
        <p class="wrong small" role="alert">
            {what}
        </p>
    ) : (
        <FailureNotice error={what} area="compose" />
    );
}

function useIdentities() {
    const [list, setList] = useState<Awaited<ReturnType<typeof loadIdentities>>>([]);
    useEffect(() => {
        loadIdentities().then(setList, noticeFailure);
    }, []);
    return list;
}

/// Words that announce a file, where there is none. In each language's own words.
function forgotAttachment(draft: Draft): boolean {
    if (draft.attachments.value.some((one) => !one.cid)) return false;
    const own = (
        draft.isRich.value
            ? htmlToText(draft.body.replace(/<blockquote[\s\S]*/i, ""))
            : draft.body.split(/^>/m)[0]!
    ).toLocaleLowerCase();
    return say("compose-attachment-words")
        .split(",")
        .some((word) => own.includes(word.trim().toLocaleLowerCase()));
}

function FileButton({ onFiles }: { onFiles: (files: File[]) => void }) {
    const input = useRef<HTMLInputElement>(null);
    return (
        <>
            <input
                ref={input}
                type="file"
                multiple
                hidden
                onChange={(event) => {
                    onFiles([...(event.currentTarget.files ?? [])]);
                    event.currentTarget.value = "";
                }}
            />
            <IconButton
                icon="attachment"
                label={say("compose-attach")}
                onClick={() => input.current!.click()}
            />
        </>
    );
}

function pickPictures(onFiles: (files: File[]) => void): void {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = "image/png,image/jpeg,image/gif,image/webp";
    input.multiple = true;
    input.onchange = () => onFiles([...(input.files ?? [])]);
    input.click();
}
