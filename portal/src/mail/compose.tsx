// SPDX-License-Identifier: AGPL-3.0-or-later
// The composer: whom, what, and with which files.
import { useEffect, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { client, isReachable, reach } from "../jmap/client";
import { noticeFailure } from "../store/account";
import { loadIdentities } from "../store/identities";
import { openEmail } from "../store/emails";
import { preference } from "../store/preferences";
import { Button, IconButton } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice, failureText } from "../ui/failure";
import { Menu } from "../ui/menu";
import { Spinner } from "../ui/parts";
import { tell } from "../ui/toast";
import { realm } from "../letter/realm";
import type { Email } from "../jmap/types";
import { formOf } from "../openpgp/forms";
import { SealButton, useSealing } from "./seal_button";
import { escapeHtml, htmlToText } from "../letter/text";
import { listOf } from "../words/format";
import { say } from "../words/words";
import { readMailto } from "./addresses";
import { Draft, draftOf } from "./draft";
import { type Opened, close, front, opened } from "./drafts";
import { Editor } from "./editor";
import { EditorBar } from "./editor_bar";
import { Files } from "./files";
import { htmlOf, textOf } from "./letter_text";
import { answerQuote, answerSubject, forwardQuote, forwardSubject, identityFor, recipientsOf, referencesOf } from "./quote";
import { Recipients } from "./recipients";
import { ScheduleDialog } from "./schedule";
import { delayMax, send } from "./sending";

export function Composers() {
    return (
        <div class="dock">
            {opened.value.map((one) => (
                <Composer key={one.number} one={one} />
            ))}
        </div>
    );
}

function signature(draft: Draft): string {
    const identity = draft.identity.value;
    if (!identity) return "";
    const text = identity.htmlSignature || (identity.textSignature ? identity.textSignature.split("\n").map((line) => `<div>${escapeHtml(line) || "<br>"}</div>`).join("") : "");
    return text ? `<div><br></div><div>-- </div>${text}` : "";
}

/// A draft, and the text with which its editor begins.
async function begin({ start }: Opened): Promise<Draft> {
    const [identities] = await Promise.all([loadIdentities(), realm()]);
    const own = identities.map(({ name, email }) => ({ name, email }));
    if (start.kind === "open") {
        const { draft, email } = await draftOf(start.id, identities);
        draft.isRich.value = email.htmlBody.some((part) => part.type === "text/html");
        draft.body = draft.isRich.value ? htmlOf(email) : textOf(email);
        return draft;
    }
    const draft = new Draft();
    draft.isRich.value = preference("rich", true);
    draft.identity.value = identities[0];
    let quote = "";
    if (start.kind === "mailto") {
        const wanted = readMailto(start.address);
        draft.to.value = wanted.to;
        draft.cc.value = wanted.cc;
        draft.bcc.value = wanted.bcc;
        draft.subject.value = wanted.subject;
        quote = wanted.body.split("\n").map((line) => `<div>${escapeHtml(line) || "<br>"}</div>`).join("");
        draft.body = `${quote || "<div><br></div>"}${signature(draft)}`;
    } else if (start.kind === "new") {
        if (start.to) draft.to.value = readMailto(start.to).to;
        draft.body = `<div><br></div>${signature(draft)}`;
    } else {
        const email = await unsealed(await openEmail(start.id), draft);
        draft.identity.value = identityFor(email, identities);
        if (start.kind === "asNew") {
            draft.to.value = email.to ?? [];
            draft.cc.value = email.cc ?? [];
            draft.subject.value = email.subject ?? "";
            draft.take(email.attachments);
            draft.body = htmlOf(email);
        } else if (start.kind === "forward") {
            draft.subject.value = forwardSubject(email.subject);
            draft.forwards = email.id;
            draft.take(email.attachments);
            draft.body = `<div><br></div>${signature(draft)}${forwardQuote(email)}`;
        } else {
            const { to, cc } = recipientsOf(email, start.kind === "replyAll", own);
            draft.to.value = to;
            draft.cc.value = cc;
            draft.subject.value = answerSubject(email.subject);
            Object.assign(draft, referencesOf(email));
            draft.answers = email.id;
            draft.take(email.attachments.filter((part) => part.cid && part.type.startsWith("image/")));
            draft.body = `<div><br></div>${signature(draft)}${answerQuote(email)}`;
        }
    }
    if (!draft.isRich.value) draft.body = asText(draft.body);
    draft.saving.value = "empty";
    return draft;
}

/// What was sealed is answered sealed.
async function unsealed(email: Email, draft: Draft): Promise<Email> {
    const form = formOf(email);
    if (form !== "sealed" && form !== "sealedText") return email;
    const { open } = await import("../openpgp/read");
    const inside = await open(email, form);
    draft.isSealed.value = true;
    draft.keepHere(inside.files.filter((one) => one.cid));
    return { ...email, ...inside.email };
}

/// Quotations with their marks.
function asText(html: string): string {
    return htmlToText(html.replace(/<blockquote[^>]*>/gi, "<div>\u0001</div>").replace(/<\/blockquote>/gi, "<div>\u0002</div>"))
        .split("\n")
        .reduce<{ depth: number; lines: string[] }>(
            (sum, line) => {
                if (line === "\u0001") sum.depth += 1;
                else if (line === "\u0002") sum.depth -= 1;
                else sum.lines.push(sum.depth > 0 ? `${">".repeat(sum.depth)} ${line}`.trimEnd() : line);
                return sum;
            },
            { depth: 0, lines: [] },
        )
        .lines.join("\n");
}

function Composer({ one }: { one: Opened }) {
    const [draft, setDraft] = useState<Draft>();
    const [error, setError] = useState<unknown>();
    const load = () => {
        setError(undefined);
        begin(one).then(setDraft, (failed: unknown) => {
            noticeFailure(failed);
            setError(failed);
        });
    };
    useEffect(load, []);
    const isFront = front.value === one.number;
    const subject = draft?.subject.value.trim() || say("compose-title");
    const fold = () => {
        void draft?.save().catch(() => undefined);
        front.value = undefined;
    };
    if (!isFront) {
        return (
            <div class="composer folded">
                <button type="button" class="composer-tab" onClick={() => (front.value = one.number)}>
                    <span class="clip grow" dir="auto">{subject}</span>
                </button>
                <IconButton icon="close" label={say("compose-close")} onClick={() => putAway(one, draft)} />
            </div>
        );
    }
    return (
        <section
            class="composer"
            role="dialog"
            aria-label={subject}
            onKeyDown={(event) => {
                if (event.key === "Escape" && !event.defaultPrevented) fold();
            }}
        >
            <header class="composer-head">
                <h2 class="grow clip" dir="auto">{subject}</h2>
                {draft && <Saved draft={draft} />}
                <IconButton icon="minus" label={say("compose-fold")} onClick={fold} keys="Escape" />
                <IconButton icon="close" label={say("compose-close")} onClick={() => putAway(one, draft)} />
            </header>
            <FailureNotice error={error} area="compose" again={load} />
            {draft ? <Writing one={one} draft={draft} /> : !error && <div class="waiting"><Spinner /></div>}
        </section>
    );
}

/// It stays among the drafts.
async function putAway(one: Opened, draft: Draft | undefined): Promise<void> {
    if (!draft || (draft.isEmpty() && !draft.savedId)) return close(one.number);
    try {
        await draft.save();
        close(one.number);
        tell(say("compose-kept"));
    } catch (error) {
        if (await ask(say("compose-unsaved-title"), failureText(error, "compose"), say("compose-discard"))) close(one.number);
    }
}

function Saved({ draft }: { draft: Draft }) {
    const words = { empty: "", changed: "", saving: say("compose-saving"), saved: say("compose-saved"), failed: say("compose-not-saved") };
    return (
        <span class={draft.saving.value === "failed" ? "small saved failed" : "small quiet saved"} role="status">
            {words[draft.saving.value]}
        </span>
    );
}

function Writing({ one, draft }: { one: Opened; draft: Draft }) {
    const [more, setMore] = useState(draft.cc.value.length + draft.bcc.value.length > 0);
    const [wrong, setWrong] = useState<{ to?: string; all?: unknown }>({});
    const [busy, setBusy] = useState(false);
    const [schedules, setSchedules] = useState(false);
    const [over, setOver] = useState(false);
    const [editor, setEditor] = useState<Editor>();
    const [path, setPath] = useState("");
    const rests = useRef({ to: signal(""), cc: signal(""), bcc: signal("") }).current;
    const pictures = useRef(new Map<string, string>()).current;
    const touch = () => {
        draft.touch();
        setWrong((before) => (before.to ? {} : before));
    };
    const identities = useIdentities();
    const sealing = useSealing(draft);
    const reachable = isReachable.value;
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
        if (draft.recipients().length === 0) {
            setWrong({ to: say("compose-no-recipient") });
            return false;
        }
        if (draft.isSealed.value && sealing.missing.length > 0) {
            setWrong({ all: say("openpgp-missing", { people: listOf(sealing.missing.map((one) => one.name || one.email)) }) });
            return false;
        }
        if (draft.isUploading()) {
            setWrong({ all: say("compose-uploading") });
            return false;
        }
        setWrong({});
        return true;
    };
    const leave = async (at?: Date) => {
        // What was typed in the field of recipients last becomes one when it loses the focus.
        (document.activeElement as HTMLElement | null)?.blur();
        if (busy || !check()) return;
        if (!draft.subject.value.trim() && !(await ask(say("compose-no-subject-title"), say("compose-no-subject-text"), say("compose-send-anyway"), false))) return;
        if (forgotAttachment(draft) && !(await ask(say("compose-forgot-title"), say("compose-forgot-text"), say("compose-send-anyway"), false))) return;
        setBusy(true);
        try {
            await send(draft, at);
            close(one.number);
        } catch (failed) {
            noticeFailure(failed);
            setWrong({ all: failed });
        } finally {
            setBusy(false);
        }
    };
    const discard = async () => {
        if (!draft.isEmpty() && !(await ask(say("compose-discard-title"), say("compose-discard-text"), say("compose-discard")))) return;
        close(one.number);
        try {
            await draft.discard();
        } catch (failed) {
            tell(failureText(failed, "compose"));
        }
    };
    const toPlain = async () => {
        if (draft.isRich.value) {
            const html = editor?.html() ?? draft.body;
            draft.body = asText(html);
            draft.isRich.value = false;
            setEditor(undefined);
        } else {
            draft.body = draft.body.split("\n").map((line) => `<div>${escapeHtml(line) || "<br>"}</div>`).join("");
            draft.isRich.value = true;
        }
        touch();
    };
    return (
        <form
            class={over ? "writing over" : "writing"}
            noValidate
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
                else if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();
            }}
            onDragOver={(event) => {
                if (!event.dataTransfer?.types.includes("Files")) return;
                event.preventDefault();
                setOver(true);
            }}
            onDragLeave={(event) => !(event.currentTarget as Element).contains(event.relatedTarget as Node | null) && setOver(false)}
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
                                draft.identity.value = identities.find((identity) => identity.id === event.currentTarget.value);
                                touch();
                            }}
                        >
                            {identities.map((identity) => (
                                <option key={identity.id} value={identity.id} selected={identity.id === draft.identity.value?.id}>
                                    {identity.name ? `${identity.name} <${identity.email}>` : identity.email}
                                </option>
                            ))}
                        </select>
                    </div>
                )}
                <div class="recipients-row">
                    <Recipients label={say("compose-to")} list={draft.to} rest={rests.to} onChange={touch} autofocus={draft.to.peek().length === 0} wrong={wrong.to} />
                    {!more && (
                        <button type="button" class="button plain small" onClick={() => setMore(true)}>
                            {say("compose-more-fields")}
                        </button>
                    )}
                </div>
                {more && <Recipients label={say("compose-cc")} list={draft.cc} rest={rests.cc} onChange={touch} />}
                {more && <Recipients label={say("compose-bcc")} list={draft.bcc} rest={rests.bcc} onChange={touch} />}
                <div class="recipients">
                    <label for={`subject-${one.number}`}>{say("compose-subject")}</label>
                    <input
                        id={`subject-${one.number}`}
                        class="subject-input"
                        type="text"
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
            {draft.isRich.value ? <RichText draft={draft} pictures={pictures} onEditor={setEditor} onPath={setPath} onPictures={addPictures} /> : <PlainTextArea draft={draft} />}
            <Files draft={draft} />
            {wrong.all !== undefined && <FailureOrWords what={wrong.all} />}
            {draft.saving.value === "failed" && !wrong.all && <FailureNotice error={draft.failure.value} area="compose" again={() => draft.save().catch(() => undefined)} />}
            <footer class="writing-foot">
                <div class="send-buttons">
                    <Button type="submit" kind="primary" icon="sent" busy={busy}>
                        {say("compose-send")}
                    </Button>
                    {delayMax() > 0 && <IconButton icon="clock" label={say("compose-schedule")} popup="dialog" onClick={() => check() && setSchedules(true)} />}
                </div>
                {editor && draft.isRich.value && <EditorBar editor={editor} path={path} />}
                <span class="grow" />
                <SealButton draft={draft} sealing={sealing} />
                <FileButton onFiles={(files) => addFiles(files, false)} />
                <Menu
                    label={say("compose-options")}
                    entries={() => [
                        ...(draft.isRich.value ? [{ label: say("compose-picture"), icon: "picture" as const, onChoose: () => pickPictures(addPictures) }] : []),
                        { label: say(draft.isRich.value ? "compose-plain" : "compose-rich"), icon: "clearFormat", onChoose: toPlain },
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
    const own = (draft.isRich.value ? htmlToText(draft.body.replace(/<blockquote[\s\S]*/i, "")) : draft.body.split(/^>/m)[0]!).toLocaleLowerCase();
    return say("compose-attachment-words")
        .split(",")
        .some((word) => own.includes(word.trim().toLocaleLowerCase()));
}

function RichText({ draft, pictures, onEditor, onPath, onPictures }: { draft: Draft; pictures: Map<string, string>; onEditor: (editor: Editor) => void; onPath: (path: string) => void; onPictures: (files: File[]) => void }) {
    const root = useRef<HTMLDivElement>(null);
    const latest = useRef(onPictures);
    latest.current = onPictures;
    useEffect(() => {
        let editor: Editor | undefined;
        let over = false;
        let known = draft.body;
        void loadPictures(draft, pictures).then(() => {
            if (over) return;
            editor = new Editor(root.current!, {
                html: draft.body,
                // It speaks of every change of the document, also of those that change nothing of the text.
                onInput: () => {
                    const html = editor?.html() ?? known;
                    if (html === known) return;
                    draft.body = known = html;
                    draft.touch();
                },
                onPath,
                onPictures: (files) => latest.current(files),
                picture: (cid) => pictures.get(cid),
            });
            // As it was saved it is raw: a whole document, and pictures by their cid.
            draft.body = known = editor.html();
            onEditor(editor);
            if (draft.to.peek().length > 0) editor.focus();
        });
        return () => {
            over = true;
            if (editor) draft.body = editor.html();
            editor?.destroy();
        };
    }, []);
    return <div ref={root} class="editor" role="textbox" aria-multiline="true" aria-label={say("compose-text")} dir="auto" />;
}

/// Pictures of the letter, from where they lie.
async function loadPictures(draft: Draft, pictures: Map<string, string>): Promise<void> {
    await Promise.all(
        draft.attachments.peek().map(async (one) => {
            if (!one.cid || !one.blobId || pictures.has(one.cid) || !/^image\/(?!svg)/.test(one.type)) return;
            try {
                const answer = await reach(client.downloadPath(one.blobId, one.name, one.type));
                pictures.set(one.cid, URL.createObjectURL(await answer.blob()));
            } catch {
                // The place of the picture stays empty; the picture itself stays in the letter.
            }
        }),
    );
}

function PlainTextArea({ draft }: { draft: Draft }) {
    const area = useRef<HTMLTextAreaElement>(null);
    useEffect(() => {
        area.current!.value = draft.body;
        if (draft.to.peek().length > 0) {
            area.current!.focus();
            area.current!.setSelectionRange(0, 0);
        }
    }, []);
    return (
        <textarea
            ref={area}
            class="editor plain"
            dir="auto"
            aria-label={say("compose-text")}
            onInput={(event) => {
                draft.body = event.currentTarget.value;
                draft.touch();
            }}
        />
    );
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
            <IconButton icon="attachment" label={say("compose-attach")} onClick={() => input.current!.click()} />
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

