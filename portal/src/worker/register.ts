// SPDX-License-Identifier: AGPL-3.0-or-later
// Tells the browser of the service worker; nothing depends on it.
import { trusted } from "../base/trusted";

export function startWorker(): void {
    if (!("serviceWorker" in navigator)) return;
    navigator.serviceWorker.register(trusted.scriptUrl("/portal/worker.js") as unknown as string, { scope: "/portal/" }).catch(() => {
        // In private windows there is none: the portal works without.
    });
}
