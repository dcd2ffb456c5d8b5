// SPDX-License-Identifier: AGPL-3.0-or-later
// HTML to text, and text to HTML.
import { cleanHtml } from "./clean";

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (c) => escapes[c]!);

/// Parsers of browsers nest no deeper.
const depthMax = 600;

/// For who wants no HTML: its words, by a document that shows and loads nothing.
export function htmlToText(html: string): string {
    const lines: string[] = [];
    let line = "";
    const blocks = /^(?:P|DIV|H[1-6]|LI|TR|BLOCKQUOTE|PRE|SECTION|ARTICLE|HEADER|FOOTER|TABLE|UL|OL|HR)$/;
    const end = () => {
        lines.push(line.trim());
        line = "";
    };
    const walk = (node: Node, depth: number) => {
        if (node.nodeType === Node.TEXT_NODE) line += (node.nodeValue ?? "").replace(/\s+/g, " ");
        if (node.nodeType !== Node.ELEMENT_NODE && node.nodeType !== Node.DOCUMENT_FRAGMENT_NODE) return;
        if (/^(?:STYLE|SCRIPT|HEAD|TITLE|TEMPLATE)$/.test(node.nodeName) || depth > depthMax) return;
        if (node.nodeName === "BR") return end();
        const block = blocks.test(node.nodeName);
        if (block && line.trim()) end();
        if (node.nodeName === "LI") line += "• ";
        for (const child of node.childNodes) walk(child, depth + 1);
        if (node.nodeName === "A") {
            const href = (node as Element).getAttribute("href") ?? "";
            if (/^https?:/i.test(href) && !line.includes(href)) line += ` <${href}>`;
        }
        if (block) end();
        if (node.nodeName === "P") lines.push("");
    };
    walk(cleanHtml(html).fragment, 0);
    end();
    return lines
        .join("\n")
        .replace(/\n{3,}/g, "\n\n")
        .trim();
}
