// SPDX-License-Identifier: AGPL-3.0-or-later
// Where one is: the path behind /portal/, as a signal. Links are plain links; clicks on them are taken over here.
import { signal } from "@preact/signals";

const root = "/portal/";
/// Segments, decoded: "/portal/mail/inbox" is ["mail", "inbox"].
export const place = signal(read());
/// What stands behind the #, taken out of the address at once: secrets of links are in no history. Screens that have
/// used it forget it.
export const fragment = signal("");

function read(): string[] {
    const path = location.pathname.startsWith(root) ? location.pathname.slice(root.length) : "";
    return path
        .split("/")
        .filter((one) => one !== "")
        .map((one) => {
            try {
                return decodeURIComponent(one);
            } catch {
                return one;
            }
        });
}

export function to(...segments: string[]): string {
    return root + segments.map(encodeURIComponent).join("/");
}

export function go(segments: string[], how: "push" | "replace" = "push"): void {
    const path = to(...segments);
    if (path === location.pathname && !location.search) return;
    if (how === "push") history.pushState(null, "", path);
    else history.replaceState(history.state, "", path);
    place.value = read();
}

export function takeFragment(): void {
    if (location.hash.length <= 1) return;
    fragment.value = location.hash.slice(1);
    history.replaceState(history.state, "", location.pathname + location.search);
}

export function forgetFragment(): void {
    fragment.value = "";
}

export function startRouter(): void {
    addEventListener("popstate", () => {
        place.value = read();
    });
    // Another link of the same page, opened in the same window.
    addEventListener("hashchange", takeFragment);
    document.addEventListener("click", (event) => {
        if (
            event.defaultPrevented ||
            event.button !== 0 ||
            event.metaKey ||
            event.ctrlKey ||
            event.shiftKey ||
            event.altKey
        )
            return;
        const link = (event.target as Element | null)?.closest?.("a");
        if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
        if (!link.pathname.startsWith(root) || link.hash) return;
        event.preventDefault();
        go(link.pathname.slice(root.length).split("/").filter(Boolean).map(decodeURIComponent));
    });
}
