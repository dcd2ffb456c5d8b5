// SPDX-License-Identifier: AGPL-3.0-or-later
// The frame in which HTML of strangers is shown. No script runs in it (sandbox), nothing is loaded into it (its policy);
// the page fills it, measures it and listens to its keys.
import { useEffect, useRef, useState } from "preact/hooks";
import { client, reach } from "../jmap/client";
import type { BodyPart } from "../jmap/types";
import { say } from "../words/words";
import { type Clean, cleanHtml } from "./clean";

const pictureOctetsMax = 10 << 20;
/// A letter that is longer scrolls within its frame.
const heightMax = 60_000;

const sheet = `
html { overflow: auto hidden; background: #fff; color: #22261f; }
body { margin: 0; padding: 1px 0; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; }
table { max-width: 100%; }
pre { white-space: pre-wrap; }
blockquote { margin: 0 0 0 .25em; padding-inline-start: .75em; border-inline-start: 3px solid #cfc7b4; color: #4c5247; }
a { color: #1d5c8a; }
:focus-visible { outline: 2px solid #1d5c8a; }
* { animation: none !important; transition: none !important; }
`;

/// A picture that came sealed, and is in this page alone.
export interface InnerPicture {
    cid?: string;
    type: string;
    octets: Uint8Array;
}

/// SVG may hold anything: a picture of pixels it must be.
const isPicture = (type: string): boolean => /^image\/(?!svg)/i.test(type);

function dataUrl(blob: Blob): Promise<string> {
    return new Promise((done, failed) => {
        const reader = new FileReader();
        reader.onload = () => done(String(reader.result));
        reader.onerror = () => failed(reader.error ?? new Error("unread"));
        reader.readAsDataURL(blob);
    });
}

async function fillPictures(
    document: Document,
    attachments: BodyPart[],
    inside: InnerPicture[],
): Promise<void> {
    const pictures = [...document.querySelectorAll<HTMLImageElement>("img[data-cid]")];
    await Promise.all(
        pictures.map(async (picture) => {
            const cid = picture.getAttribute("data-cid")!;
            const inner = inside.find((one) => one.cid === cid);
            if (inner && isPicture(inner.type)) {
                picture.src = await dataUrl(new Blob([inner.octets as BlobPart], { type: inner.type }));
                return;
            }
            const part = attachments.find((one) => one.cid === cid);
            if (!part?.blobId || !isPicture(part.type) || part.size > pictureOctetsMax) return;
            try {
                const answer = await reach(
                    client.downloadPath(part.blobId, part.name ?? "picture", part.type),
                );
                picture.src = await dataUrl(new Blob([await answer.blob()], { type: part.type }));
            } catch {
                picture.alt ||= say("letter-picture-missing");
            }
        }),
    );
}

interface LetterFrameProps {
    html: string;
    attachments: BodyPart[];
    inside?: InnerPicture[];
    title: string;
    /// What it wanted from elsewhere; told once.
    onClean: (clean: Clean) => void;
    /// Keys that are pressed in it are the page's.
    onKeyDown?: (event: KeyboardEvent) => void;
    onMailto?: (address: string) => void;
}

export function LetterFrame({
    html,
    attachments,
    inside = [],
    title,
    onClean,
    onKeyDown,
    onMailto,
}: LetterFrameProps) {
    const frame = useRef<HTMLIFrameElement>(null);
    const [height, setHeight] = useState(40);
    useEffect(() => {
        const element = frame.current!;
        let watching: ResizeObserver | undefined;
        const fill = () => {
            const page = element.contentDocument;
            if (!page?.body || page.location.pathname !== "/portal/letter") return;
            const clean = cleanHtml(html, element.contentWindow as Window & typeof globalThis);
            const style = page.createElement("style");
            style.textContent = sheet;
            page.head.replaceChildren(style);
            page.body.replaceChildren(page.importNode(clean.fragment, true));
            page.body.dir = "auto";
            page.documentElement.lang = document.documentElement.lang;
            page.title = title;
            onClean(clean);
            const measure = () =>
                setHeight(Math.min(heightMax, Math.ceil(page.body.getBoundingClientRect().height) + 4));
            watching = new ResizeObserver(measure);
            watching.observe(page.body);
            measure();
            void fillPictures(page, attachments, inside).then(measure);
            page.addEventListener("click", (event) => {
                const link = (event.target as Element | null)?.closest?.("a");
                const href = link?.getAttribute("href") ?? "";
                if (!/^mailto:/i.test(href) || !onMailto) return;
                event.preventDefault();
                onMailto(href);
            });
            if (onKeyDown) page.addEventListener("keydown", onKeyDown);
        };
        element.addEventListener("load", fill);
        if (element.contentDocument?.readyState === "complete") fill();
        return () => {
            element.removeEventListener("load", fill);
            watching?.disconnect();
        };
    }, [html]);
    return (
        <div class="letter-paper">
            <iframe
                ref={frame}
                class="letter-frame"
                src="/portal/letter"
                sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
                referrerpolicy="no-referrer"
                title={title}
                style={{ blockSize: `${height}px` }}
            />
        </div>
    );
}
