// SPDX-License-Identifier: AGPL-3.0-or-later
// Formats for what is written. The keyboard knows them, too: Ctrl+B, Ctrl+I, Ctrl+U, Ctrl+K, Ctrl+Shift+8, Ctrl+Shift+9.
import { useEffect, useState } from "preact/hooks";
import { Button, IconButton } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { TextField } from "../ui/field";
import type { IconName } from "../ui/icon";
import { Menu } from "../ui/menu";
import { say } from "../words/words";
import type { Editor } from "./editor";

export function EditorBar({ editor, path }: { editor: Editor; path: string }) {
    const [link, setLink] = useState<string>();
    const isIn = (tag: string) =>
        path === "(selection)" ? editor.has(tag) : new RegExp(`(?:^|>)${tag}\\b`).test(path);
    const openLink = () =>
        setLink(
            editor.currentLink() || (/^\S+\.\S+$/.test(editor.selectedText()) ? editor.selectedText() : ""),
        );
    useEffect(() => {
        const key = (event: KeyboardEvent) => {
            if (
                (event.ctrlKey || event.metaKey) &&
                event.key.toLowerCase() === "k" &&
                (event.target as Element).closest?.(".editor")
            ) {
                event.preventDefault();
                openLink();
            }
        };
        document.addEventListener("keydown", key);
        return () => document.removeEventListener("keydown", key);
    }, [editor]);
    const button = (
        icon: IconName,
        label: string,
        act: Parameters<Editor["act"]>[0],
        tag?: string,
        keys?: string,
    ) => (
        <IconButton
            icon={icon}
            label={label}
            pressed={tag === undefined ? undefined : isIn(tag)}
            onClick={() => editor.act(act)}
            keys={keys}
        />
    );
    return (
        <div class="editor-bar" role="toolbar" aria-label={say("compose-formats")}>
            {button("bold", say("compose-bold"), "bold", "B", "Control+B")}
            {button("italic", say("compose-italic"), "italic", "I", "Control+I")}
            <IconButton
                icon="link"
                label={say("compose-link")}
                pressed={isIn("A")}
                onClick={openLink}
                keys="Control+K"
            />
            {button("bullets", say("compose-bullets"), "bullets", "UL", "Control+Shift+8")}
            <Menu
                label={say("compose-formats")}
                entries={() => [
                    {
                        label: say("compose-underline"),
                        icon: "underline",
                        onChoose: () => editor.act("underline"),
                    },
                    { label: say("compose-numbers"), icon: "numbers", onChoose: () => editor.act("numbers") },
                    { label: say("compose-quote"), icon: "quote", onChoose: () => editor.act("quote") },
                    { label: say("compose-unquote"), icon: "quote", onChoose: () => editor.act("unquote") },
                    { label: say("compose-clear"), icon: "clearFormat", onChoose: () => editor.act("clear") },
                    { label: say("compose-undo"), icon: "undo", onChoose: () => editor.act("undo") },
                ]}
                button={(props) => <IconButton icon="more" label={say("compose-more-formats")} {...props} />}
            />
            {link !== undefined && (
                <LinkDialog
                    url={link}
                    onClose={() => setLink(undefined)}
                    onChoose={(url) => {
                        setLink(undefined);
                        editor.link(url);
                    }}
                />
            )}
        </div>
    );
}

function LinkDialog({
    url,
    onClose,
    onChoose,
}: {
    url: string;
    onClose: () => void;
    onChoose: (url: string) => void;
}) {
    const [text, setText] = useState(url);
    const whole = /^[a-z][a-z0-9+.-]*:/i.test(text.trim())
        ? text.trim()
        : /@/.test(text) && !text.includes("/")
          ? `mailto:${text.trim()}`
          : `https://${text.trim()}`;
    const good = text.trim() !== "" && /^(?:https?|mailto|tel|xmpp|matrix):\S+$/i.test(whole);
    return (
        <Dialog
            title={say("compose-link")}
            onClose={onClose}
            onSubmit={() => good && onChoose(whole)}
            actions={
                <>
                    {url && (
                        <Button kind="danger" onClick={() => onChoose("")}>
                            {say("compose-unlink")}
                        </Button>
                    )}
                    <Button onClick={onClose}>{say("ui-cancel")}</Button>
                    <Button type="submit" kind="primary" disabled={!good}>
                        {say("ui-done")}
                    </Button>
                </>
            }
        >
            <TextField
                label={say("compose-link-url")}
                type="url"
                inputMode="url"
                value={text}
                onInput={setText}
                autofocus
                ltr
                placeholder="https://"
            />
        </Dialog>
    );
}
