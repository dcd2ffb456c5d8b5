// SPDX-License-Identifier: AGPL-3.0-or-later
// News as they happen: an event source (RFC 8620 7.3), opened anew after a break, more slowly each time.
import { client, isReachable } from "./client";

export type States = Record<string, string>;

const shortestWait = 2_000;
const longestWait = 60_000;
/// Seconds between two signs of life that we ask for.
const ping = 120;
/// A stream that was silent for so long is broken, whatever the browser believes of it: a device that slept.
const silentMax = (ping + 30) * 1000;

/// Calls `heard` with the states of an account's types, `broken` at each break, and `again` after it or a late beginning,
/// when anything may have changed. Returns what ends it.
export function listen(
    account: string,
    heard: (states: States) => void,
    again: () => void,
    broken: () => void,
): () => void {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wait = shortestWait;
    let missed = false;
    let lastSign = Date.now();
    const stop = () => {
        source?.close();
        source = undefined;
        clearTimeout(timer);
    };
    const start = () => {
        stop();
        const template = new URL(
            client
                .session!.eventSourceUrl.replace("{types}", "*")
                .replace("{closeafter}", "no")
                .replace("{ping}", String(ping)),
        );
        source = new EventSource(template.pathname + template.search);
        source.onopen = () => {
            wait = shortestWait;
            lastSign = Date.now();
            isReachable.value = true;
            if (missed) again();
            missed = false;
        };
        source.addEventListener("ping", () => (lastSign = Date.now()));
        source.addEventListener("state", (event) => {
            lastSign = Date.now();
            const said = JSON.parse((event as MessageEvent<string>).data) as {
                changed: Record<string, States>;
            };
            const states = said.changed[account];
            if (states) heard(states);
        });
        source.onerror = () => {
            stop();
            missed = true;
            timer = setTimeout(start, wait);
            wait = Math.min(wait * 2, longestWait);
            broken();
        };
    };
    // A phone that was asleep may have missed all of it.
    const woken = () => {
        if (document.visibilityState === "visible" && (!source || Date.now() - lastSign > silentMax)) anew();
    };
    const anew = () => {
        missed = true;
        wait = shortestWait;
        start();
    };
    document.addEventListener("visibilitychange", woken);
    addEventListener("online", anew);
    start();
    return () => {
        document.removeEventListener("visibilitychange", woken);
        removeEventListener("online", anew);
        stop();
    };
}
