// SPDX-License-Identifier: AGPL-3.0-or-later
// HTML of strangers, made harmless: first of three walls (the others are the frame's sandbox and its policy).
//
// What stays is text, its structure and its look. What would run, load, leave, ask or cover goes. Pictures of the letter
// itself (cid:) are named in `data-cid`, for the page to fill in; what would have been fetched from elsewhere is counted.
import { makeShallow } from "./shallow";
import DOMPurify from "dompurify";
import { policy } from "../base/trusted";
import { cleanDeclarations, cleanSheet } from "./clean_css";
import { view } from "./realm";

export interface Clean {
    fragment: DocumentFragment;
    /// Hosts from which it wanted to load something, each once.
    remote: string[];
    /// Content-IDs of pictures that it shows.
    cids: string[];
}

const tags = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];
const attributes = [
    "align",
    "alt",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "cite",
    "class",
    "color",
    "colspan",
    "datetime",
    "dir",
    "face",
    "height",
    "href",
    "hspace",
    "lang",
    "noshade",
    "nowrap",
    "reversed",
    "rowspan",
    "scope",
    "size",
    "span",
    "src",
    "start",
    "style",
    "title",
    "type",
    "valign",
    "value",
    "vspace",
    "width",
];
/// Beyond, a letter ends: nobody reads so far, and whoever sends more wants to stop the browser.
export const htmlOctetsMax = 1 << 20;
const tagsMax = 20_000;

function limited(html: string): string {
    let at = -1;
    for (let tags = 0; tags <= tagsMax; tags += 1) {
        at = html.indexOf("<", at + 1);
        if (at < 0 || at > htmlOctetsMax) return html.slice(0, htmlOctetsMax);
    }
    return html.slice(0, at);
}
const dataPicture = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp);base64,[a-z0-9+/=\s]*$/i;
const goodLink = /^(?:https?|mailto|tel|sms|xmpp|matrix|geo):/i;

function hostOf(url: string): string | undefined {
    try {
        const parsed = new URL(url, "https://none.invalid/");
        return /^(?:https?|ftp):$/.test(parsed.protocol) && parsed.hostname !== "none.invalid"
            ? parsed.hostname
            : undefined;
    } catch {
        return undefined;
    }
}

/// `where`: the window in whose documents it is taken apart. `ours`: it was written here, where pictures are named by
/// `data-cid` alone.
export function cleanHtml(html: string, where = view(), ours = false): Clean {
    const remote = new Set<string>();
    const cids = new Set<string>();
    const noteRemote = (url: string) => {
        const host = hostOf(url);
        if (host) remote.add(host);
    };
    const purify = DOMPurify(where);
    purify.addHook("uponSanitizeElement", (node, data) => {
        if (data.tagName === "style") node.textContent = cleanSheet(node.textContent ?? "", noteRemote);
        if (
            ["link", "iframe", "object", "embed", "video", "audio", "source", "input", "image"].includes(
                data.tagName,
            )
        ) {
            const element = node as Element;
            for (const name of ["src", "href", "data", "poster", "xlink:href"])
                noteRemote(element.getAttribute?.(name) ?? "");
        }
    });
    purify.addHook("uponSanitizeAttribute", (node, data) => {
        const value = data.attrValue;
        if (data.attrName === "style") {
            data.attrValue = cleanDeclarations(value, noteRemote);
            data.keepAttr = data.attrValue !== "";
        } else if (data.attrName === "src") {
            data.keepAttr = node.nodeName === "IMG" && dataPicture.test(value.trim());
            const cid = /^cid:(.+)$/is.exec(value.trim())?.[1];
            if (cid !== undefined && node.nodeName === "IMG") {
                let name = cid;
                try {
                    name = decodeURIComponent(cid);
                } catch {
                    // As it stands.
                }
                cids.add(name);
                node.setAttribute("data-cid", name);
            } else if (!data.keepAttr) noteRemote(value);
        } else if (data.attrName === "href") {
            data.keepAttr = node.nodeName === "A" && goodLink.test(value.replace(/[\s\u0000-\u001f]/g, ""));
        } else if (["background", "srcset", "poster", "lowsrc", "dynsrc"].includes(data.attrName)) {
            for (const one of value.split(",")) noteRemote(one.trim().split(/\s/)[0] ?? "");
        } else if (data.attrName === "data-cid") {
            data.forceKeepAttr = ours || cids.has(value);
        }
    });
    purify.addHook("afterSanitizeAttributes", (node) => {
        if (node.nodeName === "A") {
            node.setAttribute("target", "_blank");
            node.setAttribute("rel", "noopener noreferrer nofollow");
            // Whatever its text says, and whatever title it brought: this is where it leads.
            node.setAttribute("title", node.getAttribute("href") ?? "");
        }
        if (node.nodeName === "IMG") node.setAttribute("loading", "lazy");
    });
    const fragment = purify.sanitize(limited(html), {
        ALLOWED_TAGS: tags,
        ALLOWED_ATTR: attributes,
        ALLOW_DATA_ATTR: false,
        ALLOW_ARIA_ATTR: false,
        ALLOW_UNKNOWN_PROTOCOLS: true,
        FORCE_BODY: true,
        RETURN_DOM_FRAGMENT: true,
        SANITIZE_NAMED_PROPS: true,
        ...(policy && where === window ? { TRUSTED_TYPES_POLICY: policy } : {}),
    }) as unknown as DocumentFragment;
    makeShallow(fragment);
    return { fragment, remote: [...remote].sort(), cids: [...cids] };
}
