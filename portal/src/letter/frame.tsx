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

async function fillPictures(document: Document, attachments: BodyPart[]): Promise<void> {
    const pictures = [...document.querySelectorAll<HTMLImageElement>("img[data-cid]")];
    await Promise.all(
        pictures.map(async (picture) => {
            const cid = picture.getAttribute("data-cid")!;
            const part = attachments.find((one) => one.cid === cid);
            // SVG may hold anything: a picture of pixels it must be.
            if (!part?.blobId || !/^image\/(?!svg)/i.test(part.type) || part.size > pictureOctetsMax) return;
            try {
                const answer = await reach(client.downloadPath(part.blobId, part.name ?? "picture", part.type));
                const blob = await answer.blob();
                const url = await new Promise<string>((done, failed) => {
                    const reader = new FileReader();
                    reader.onload = () => done(String(reader.result));
                    reader.onerror = () => failed(reader.error ?? new Error("unread"));
                    reader.readAsDataURL(new Blob([blob], { type: part.type }));
                });
                picture.src = url;
            } catch {
                picture.alt ||= say("letter-picture-missing");
            }
        }),
    );
}

interface LetterFrameProps {
    html: string;
    attachments: BodyPart[];
    title: string;
    /// What it wanted from elsewhere; told once.
    onClean: (clean: Clean) => void;
    /// Keys that are pressed in it are the page's.
    onKeyDown?: (event: KeyboardEvent) => void;
    onMailto?: (address: string) => void;
}

export function LetterFrame({ html, attachments, title, onClean, onKeyDown, onMailto }: LetterFrameProps) {
    const frame = useRef<HTMLIFrameElement>(null);
    const [height, setHeight] = useState(40);
    useEffect(() => {
        const element = frame.current!;
        let watching: ResizeObserver | undefined;
        const fill = () => {
            const inside = element.contentDocument;
            if (!inside?.body || inside.location.pathname !== "/portal/letter") return;
            const clean = cleanHtml(html, element.contentWindow as Window & typeof globalThis);
            const style = inside.createElement("style");
            style.textContent = sheet;
            inside.head.replaceChildren(style);
            inside.body.replaceChildren(inside.importNode(clean.fragment, true));
            inside.body.dir = "auto";
            inside.documentElement.lang = document.documentElement.lang;
            inside.title = title;
            onClean(clean);
            const measure = () => setHeight(Math.min(heightMax, Math.ceil(inside.body.getBoundingClientRect().height) + 4));
            watching = new ResizeObserver(measure);
            watching.observe(inside.body);
            measure();
            void fillPictures(inside, attachments).then(measure);
            inside.addEventListener("click", (event) => {
                const link = (event.target as Element | null)?.closest?.("a");
                const href = link?.getAttribute("href") ?? "";
                if (!/^mailto:/i.test(href) || !onMailto) return;
                event.preventDefault();
                onMailto(href);
            });
            if (onKeyDown) inside.addEventListener("keydown", onKeyDown);
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
