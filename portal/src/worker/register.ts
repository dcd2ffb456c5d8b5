// SPDX-License-Identifier: AGPL-3.0-or-later
// Tells the browser of the service worker, and hears where it offers to install the portal; nothing depends on either.
import { signal } from "@preact/signals";
import { trusted } from "../base/trusted";

/// Chromium's event, which is in no standard.
interface InstallEvent extends Event {
    prompt(): Promise<unknown>;
}
let offer: InstallEvent | undefined;
export const canInstall = signal(false);

export function startWorker(): void {
    addEventListener("beforeinstallprompt", (event) => {
        event.preventDefault();
        offer = event as InstallEvent;
        canInstall.value = true;
    });
    if (!("serviceWorker" in navigator)) return;
    navigator.serviceWorker
        .register(trusted.scriptUrl("/portal/worker.js") as unknown as string, { scope: "/portal/" })
        .catch(() => {
            // In private windows there is none: the portal works without.
        });
}

/// All screens stay on this device, so that they are there without the server. Whether they do; where there is no worker
/// they do not.
export async function keepProgram(language: string): Promise<boolean> {
    if (!("serviceWorker" in navigator)) return false;
    const registration = await navigator.serviceWorker.ready;
    return new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = (event) => done(event.data === true);
        registration.active?.postMessage({ keep: language }, [port2]);
    });
}

export async function install(): Promise<void> {
    await offer?.prompt();
    offer = undefined;
    canInstall.value = false;
}

export const isInstalled = (): boolean => matchMedia("(display-mode: standalone)").matches;
