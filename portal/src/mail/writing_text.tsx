// SPDX-License-Identifier: AGPL-3.0-or-later
// Where the text of a letter is written: with formats, or plain.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { client, reach } from "../jmap/client";
import { say } from "../words/words";
import type { Draft } from "./draft";
import { Editor } from "./editor";

export function RichText({
    draft,
    pictures,
    onEditor,
    onPath,
    onPictures,
}: {
    draft: Draft;
    pictures: Map<string, string>;
    onEditor: (editor: Editor) => void;
    onPath: (path: string) => void;
    onPictures: (files: File[]) => void;
}) {
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
            // Where it became plain text, that is what it says.
            if (editor && draft.isRich.peek()) draft.body = editor.html();
            editor?.destroy();
        };
    }, []);
    return (
        <div
            ref={root}
            class="editor"
            role="textbox"
            aria-multiline="true"
            aria-label={say("compose-text")}
            dir="auto"
        />
    );
}

/// Pictures of the letter, from where they lie.
async function loadPictures(draft: Draft, pictures: Map<string, string>): Promise<void> {
    await Promise.all(
        draft.attachments.peek().map(async (one) => {
            if (!one.cid || pictures.has(one.cid) || !/^image\/(?!svg)/.test(one.type)) return;
            if (!one.file && !one.blobId) return;
            try {
                const blob =
                    one.file ??
                    (await (await reach(client.downloadPath(one.blobId!, one.name, one.type))).blob());
                pictures.set(one.cid, URL.createObjectURL(blob));
            } catch {
                // The place of the picture stays empty; the picture itself stays in the letter.
            }
        }),
    );
}

export function PlainTextArea({ draft }: { draft: Draft }) {
    const area = useRef<HTMLTextAreaElement>(null);
    useLayoutEffect(() => {
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
            autocomplete="off"
            dir="auto"
            aria-label={say("compose-text")}
            onInput={(event) => {
                draft.body = event.currentTarget.value;
                draft.touch();
            }}
        />
    );
}
