// SPDX-License-Identifier: AGPL-3.0-or-later
// A letter of plain text: paragraphs, quotations by their depth, addresses as links. Pure.
import type { ComponentChildren } from "preact";

const address =
    /\b(?:https?:\/\/[^\s<>"'\u00a0]+[^\s<>"'\u00a0.,;:!?)\]}]|mailto:[^\s<>"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/giu;

export function linked(text: string): ComponentChildren[] {
    const parts: ComponentChildren[] = [];
    let at = 0;
    for (const found of text.matchAll(address)) {
        const [url] = found;
        parts.push(text.slice(at, found.index));
        const href = /^(?:https?:|mailto:)/i.test(url) ? url : `mailto:${url}`;
        parts.push(
            <a href={href} target="_blank" rel="noopener noreferrer nofollow">
                {url}
            </a>,
        );
        at = found.index + url.length;
    }
    parts.push(text.slice(at));
    return parts;
}

export interface Block {
    depth: number;
    lines: string[];
}

/// Lines of the same depth of ">" together.
export function blocksOf(text: string): Block[] {
    const blocks: Block[] = [];
    for (const line of text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n")) {
        const marks = /^(?:> ?)+/.exec(line)?.[0] ?? "";
        const depth = Math.min(marks.replace(/ /g, "").length, 8);
        const rest = line.slice(marks.length);
        const last = blocks[blocks.length - 1];
        if (last && last.depth === depth) last.lines.push(rest);
        else blocks.push({ depth, lines: [rest] });
    }
    return blocks;
}

export function PlainText({ text }: { text: string }) {
    return (
        <div class="plain-text" dir="auto">
            {blocksOf(text).map((block, i) => {
                const inside = <div key={i}>{linked(block.lines.join("\n"))}</div>;
                if (block.depth === 0) return inside;
                return (
                    <blockquote key={i} class={`depth-${Math.min(block.depth, 4)}`}>
                        {inside}
                    </blockquote>
                );
            })}
        </div>
    );
}
