// SPDX-License-Identifier: AGPL-3.0-or-later
// Being told of new mail while the portal is closed: the browser's push service and ours (RFC 8620 7.2, RFC 9749).
import { device } from "../base/device";
import { client, checkSet } from "../jmap/client";
import type { Answer, Id } from "../jmap/types";
import { language, say } from "../words/words";

const vapid = "urn:ietf:params:jmap:webpush-vapid";
const renewBefore = 10 * 86_400_000;

export const mayPush = (): boolean =>
    "serviceWorker" in navigator && "PushManager" in window && "Notification" in window && client.has(vapid);

const base64url = (buffer: ArrayBuffer | null): string =>
    btoa(String.fromCharCode(...new Uint8Array(buffer ?? new ArrayBuffer(0))))
        .replace(/\+/g, "-")
        .replace(/\//g, "_")
        .replace(/=+$/, "");

async function registration(): Promise<ServiceWorkerRegistration> {
    return navigator.serviceWorker.ready;
}

async function ours(): Promise<{ id: Id; expires: string | null } | undefined> {
    const answer = await client.call("PushSubscription/get", {
        ids: null,
        properties: ["id", "deviceClientId", "expires"],
    });
    return (answer["list"] as Answer[]).find((one) => one["deviceClientId"] === device()) as
        { id: Id; expires: string | null } | undefined;
}

export async function isPushed(): Promise<boolean> {
    if (!mayPush() || Notification.permission !== "granted") return false;
    return (
        (await (await registration()).pushManager.getSubscription()) !== null && (await ours()) !== undefined
    );
}

/// Whether somebody allowed it. Fails where the browser has no push service.
export async function beginPush(): Promise<boolean> {
    if ((await Notification.requestPermission()) !== "granted") return false;
    const key = client.session!.capabilities[vapid].applicationServerKey as string;
    const subscription = await (
        await registration()
    ).pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const before = await ours();
    checkSet(
        await client.call("PushSubscription/set", {
            ...(before ? { destroy: [before.id] } : {}),
            create: {
                one: {
                    deviceClientId: device(),
                    url: subscription.endpoint,
                    keys: {
                        p256dh: base64url(subscription.getKey("p256dh")),
                        auth: base64url(subscription.getKey("auth")),
                    },
                    types: ["EmailDelivery"],
                },
            },
        }),
    );
    await writeWords();
    return true;
}

export async function endPush(): Promise<void> {
    const subscription = await (await registration()).pushManager.getSubscription();
    await subscription?.unsubscribe();
    const one = await ours();
    if (one) await client.call("PushSubscription/set", { destroy: [one.id] });
}

/// Of what this device has, so that it does not end while it is used.
export async function renewPush(): Promise<void> {
    if (!(await isPushed())) return;
    await writeWords();
    const one = await ours();
    if (one?.expires && new Date(one.expires).getTime() - Date.now() < renewBefore) {
        const later = new Date(Date.now() + 30 * 86_400_000);
        await client.call("PushSubscription/set", {
            update: { [one.id]: { expires: `${later.toISOString().slice(0, 19)}Z` } },
        });
    }
}

/// For the worker, which has no words of its own.
async function writeWords(): Promise<void> {
    const cache = await caches.open("milpa-portal-1");
    const icon =
        document.querySelector<HTMLLinkElement>('link[rel="apple-touch-icon"]')?.getAttribute("href") ??
        undefined;
    const words = {
        title: "Milpa",
        body: say("app-new-mail"),
        icon,
        lang: language,
        dir: document.documentElement.dir,
    };
    await cache.put(
        "/portal/notification-words",
        new Response(JSON.stringify(words), { headers: { "Content-Type": "application/json" } }),
    );
}
