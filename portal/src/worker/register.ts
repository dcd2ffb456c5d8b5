// SPDX-License-Identifier: AGPL-3.0-or-later
// Tells the browser of the service worker, and hears where it offers to install the portal; nothing depends on either.
import { signal } from "@preact/signals";
import { pause } from "../base/once";
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

/// Where the worker could not be registered, or was ended, there is no answer.
const keepPatience = 60_000;

/// All screens stay on this device, so that they are there without the server. Whether they do; where there is no worker
/// they do not.
export async function keepProgram(language: string): Promise<boolean> {
    if (!("serviceWorker" in navigator)) return false;
    const kept = navigator.serviceWorker.ready.then(
        (registration) =>
            new Promise<boolean>((done) => {
                const { port1, port2 } = new MessageChannel();
                port1.onmessage = (event) => done(event.data === true);
                registration.active?.postMessage({ keep: language }, [port2]);
            }),
    );
    return Promise.race([kept, pause(keepPatience).then(() => false)]);
}

export async function install(): Promise<void> {
    await offer?.prompt();
    offer = undefined;
    canInstall.value = false;
}

export const isInstalled = (): boolean => matchMedia("(display-mode: standalone)").matches;
