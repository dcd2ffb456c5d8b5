// SPDX-License-Identifier: AGPL-3.0-or-later
// The editor for text with formats: Squire, which was made for mail, under our policy. It never turns a string into a
// document by itself: what is pasted, undone or opened comes through the same sanitiser as letters.
import Squire from "squire-rte";
import { cleanHtml } from "../letter/clean";
import { view } from "../letter/realm";

const kept = new Set([
    "href",
    "dir",
    "lang",
    "colspan",
    "rowspan",
    "data-cid",
    "alt",
    "width",
    "height",
    "type",
]);

/// Structure without look; pictures only those of the letter. The editor's own two marks of the selection stay.
function safeFragment(html: string, pictures: (cid: string) => string | undefined): DocumentFragment {
    const marks: string[] = [];
    const marked = html.replace(
        /<input\b[^>]*\bid="(squire-selection-(?:start|end))"[^>]*>/gi,
        (_, id: string) => {
            marks.push(id);
            return `<bdi dir="${id.endsWith("start") ? "ltr" : "rtl"}" title="squire-mark"></bdi>`;
        },
    );
    const { fragment } = cleanHtml(marked, view(), true);
    for (const element of fragment.querySelectorAll("style")) element.remove();
    for (const element of fragment.querySelectorAll("*")) {
        if (element.matches('bdi[title="squire-mark"]')) {
            const mark = document.createElement("input");
            mark.type = "hidden";
            mark.id =
                element.getAttribute("dir") === "ltr" ? "squire-selection-start" : "squire-selection-end";
            if (marks.includes(mark.id)) element.replaceWith(mark);
            else element.remove();
            continue;
        }
        for (const { name } of [...element.attributes]) if (!kept.has(name)) element.removeAttribute(name);
        if (
            element.matches(
                "font, center, big, small, main, article, section, header, footer, nav, aside, details, summary, span:not([dir])",
            )
        )
            element.replaceWith(...element.childNodes);
    }
    for (const picture of fragment.querySelectorAll("img")) {
        const source = pictures(picture.getAttribute("data-cid") ?? "");
        if (source) picture.src = source;
        else if (!picture.hasAttribute("data-cid")) picture.remove();
    }
    return document.importNode(fragment, true);
}

export interface EditorOptions {
    html: string;
    onInput: () => void;
    onPath: (path: string) => void;
    onPictures: (files: File[]) => void;
    /// Where a picture of the letter is shown from.
    picture: (cid: string) => string | undefined;
}

export class Editor {
    private readonly squire: Squire;

    constructor(
        private readonly root: HTMLElement,
        options: EditorOptions,
    ) {
        const sanitize = (html: string) => safeFragment(html, options.picture);
        this.squire = new Squire(root, {
            blockTag: "DIV",
            sanitizeToDOMFragment: sanitize,
            tagAttributes: {
                a: { target: "_blank", rel: "noopener noreferrer" },
                blockquote: { type: "cite" },
            },
            didError: () => undefined,
        });
        // Undo and redo put a string back: through the sanitiser as well.
        const inner = this.squire as unknown as {
            _setRawHTML(html: string): unknown;
            _ignoreChange: boolean;
        };
        inner._setRawHTML = (html: string) => {
            root.replaceChildren(sanitize(html));
            if (!root.firstChild) root.append(this.squire.createDefaultBlock());
            inner._ignoreChange = true;
            return this.squire;
        };
        this.squire.setHTML(options.html);
        this.squire.addEventListener("input", options.onInput);
        this.squire.addEventListener("pathChange", () => options.onPath(this.squire.getPath()));
        this.squire.addEventListener("pasteImage", ((event: CustomEvent<{ clipboardData: DataTransfer }>) => {
            options.onPictures(
                [...event.detail.clipboardData.files].filter((file) => file.type.startsWith("image/")),
            );
        }) as unknown as (event: Event) => void);
        // Pictures that are moved by their corners need inline styles, which the page's policy forbids.
        root.addEventListener("click", (event) => {
            if ((event.target as Element).nodeName === "IMG") event.stopPropagation();
        });
    }

    html(): string {
        return this.squire.getHTML();
    }
    focus(atStart = true): void {
        this.squire.focus();
        if (atStart) this.squire.moveCursorToStart();
    }
    destroy(): void {
        this.squire.destroy();
    }
    insertPicture(cid: string, source: string, name: string): void {
        this.squire.insertImage(source, { "data-cid": cid, alt: name });
    }

    has(tag: string): boolean {
        return this.squire.hasFormat(tag);
    }
    act(
        name:
            | "bold"
            | "italic"
            | "underline"
            | "bullets"
            | "numbers"
            | "quote"
            | "unquote"
            | "clear"
            | "undo"
            | "redo",
    ): void {
        const path = this.squire.getPath();
        if (name === "bold") this.has("B") ? this.squire.removeBold() : this.squire.bold();
        else if (name === "italic") this.has("I") ? this.squire.removeItalic() : this.squire.italic();
        else if (name === "underline")
            this.has("U") ? this.squire.removeUnderline() : this.squire.underline();
        else if (name === "bullets")
            /(?:^|>)UL/.test(path) ? this.squire.removeList() : this.squire.makeUnorderedList();
        else if (name === "numbers")
            /(?:^|>)OL/.test(path) ? this.squire.removeList() : this.squire.makeOrderedList();
        else if (name === "quote") this.squire.increaseQuoteLevel();
        else if (name === "unquote") this.squire.decreaseQuoteLevel();
        else if (name === "clear") this.squire.removeAllFormatting();
        else if (name === "undo") this.squire.undo();
        else this.squire.redo();
        this.squire.focus();
    }
    link(url: string): void {
        this.squire.focus();
        if (url) this.squire.makeLink(url, { target: "_blank", rel: "noopener noreferrer" });
        else this.squire.removeLink();
    }
    selectedText(): string {
        return this.squire.getSelectedText();
    }
    currentLink(): string {
        const node = this.squire.getSelection().startContainer;
        const element = node instanceof Element ? node : node.parentElement;
        const link = element?.closest("a");
        return link && this.root.contains(link) ? (link.getAttribute("href") ?? "") : "";
    }
}
