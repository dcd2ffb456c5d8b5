// SPDX-License-Identifier: AGPL-3.0-or-later
// The service worker: what the portal is made of, for when the server cannot be reached; and news while it is closed. It
// keeps files of the program alone: nothing of anybody's mail is in its caches.
declare const KEPT_FILES: string[];
declare const self: ServiceWorkerGlobalScope;
export {};

const cacheName = "milpa-portal-1";
const shellPath = "/portal/";
const assetsPrefix = "/portal/assets/";
/// Written by the page: what a notification says, in its language.
const wordsPath = "/portal/notification-words";
const letterPath = "/portal/letter";

self.addEventListener("install", (event) => {
    event.waitUntil(
        (async () => {
            const cache = await caches.open(cacheName);
            await Promise.all(
                [shellPath, letterPath].map((path) => cache.add(new Request(path, { cache: "no-cache" }))),
            );
            await self.skipWaiting();
        })(),
    );
});

self.addEventListener("activate", (event) => {
    event.waitUntil(
        (async () => {
            for (const name of await caches.keys()) if (name !== cacheName) await caches.delete(name);
            // Files of versions before this one.
            const cache = await caches.open(cacheName);
            const kept = new Set(KEPT_FILES);
            for (const request of await cache.keys()) {
                const { pathname } = new URL(request.url);
                if (pathname.startsWith(assetsPrefix) && !kept.has(pathname)) await cache.delete(request);
            }
            await self.clients.claim();
        })(),
    );
});

/// Their names change with their octets: one that is here is right.
async function asset(request: Request): Promise<Response> {
    const cache = await caches.open(cacheName);
    const known = await cache.match(request.url);
    if (known) return known;
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request.url, answer.clone());
    return answer;
}

/// Everything of the program, in one language, for who wants to do without the server.
async function keepAll(language: string): Promise<void> {
    const cache = await caches.open(cacheName);
    const wanted = KEPT_FILES.filter(
        (path) => !path.endsWith(".ftl") || path.startsWith(`${assetsPrefix}${language}.`),
    );
    // The shell that was there first may be in the language of the browser, not in the one that the page has.
    const shell = await fetch(shellPath, { cache: "no-cache", headers: { "Accept-Language": language } });
    if (shell.ok) await cache.put(shellPath, shell);
    await Promise.all(wanted.map(async (path) => (await cache.match(path)) ?? cache.add(path)));
}

self.addEventListener("message", (event) => {
    const said = event.data as { keep?: string } | undefined;
    const answer = event.ports[0];
    if (typeof said?.keep !== "string") return;
    event.waitUntil(
        keepAll(said.keep).then(
            () => answer?.postMessage(true),
            () => answer?.postMessage(false),
        ),
    );
});

/// The server's, so that a new version is seen at once; the last one where it cannot be reached.
async function page(request: Request, path: string): Promise<Response> {
    const cache = await caches.open(cacheName);
    try {
        const answer = await fetch(request);
        if (answer.ok) await cache.put(path, answer.clone());
        return answer;
    } catch (error) {
        const known = await cache.match(path);
        if (known) return known;
        throw error;
    }
}

self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (url.pathname.startsWith(assetsPrefix)) event.respondWith(asset(request));
    else if (url.pathname === letterPath) event.respondWith(page(request, letterPath));
    else if (request.mode === "navigate" && url.pathname.startsWith(shellPath))
        event.respondWith(page(request, shellPath));
});

interface Verification {
    "@type": "PushVerification";
    pushSubscriptionId: string;
    verificationCode: string;
}

/// RFC 8620 7.2.2: the code that shows that pushes arrive here.
async function verify(said: Verification): Promise<void> {
    await fetch("/jmap/api", {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
            using: ["urn:ietf:params:jmap:core"],
            methodCalls: [
                [
                    "PushSubscription/set",
                    { update: { [said.pushSubscriptionId]: { verificationCode: said.verificationCode } } },
                    "0",
                ],
            ],
        }),
    });
}

async function notify(): Promise<void> {
    const windows = await self.clients.matchAll({ type: "window" });
    if (windows.some((one) => one.visibilityState === "visible")) return;
    const cache = await caches.open(cacheName);
    const words = await (await cache.match(wordsPath))?.json().catch(() => undefined);
    // Of whom and about what is not said: telephones show it to whoever stands beside them.
    await self.registration.showNotification(words?.title ?? "Milpa", {
        body: words?.body ?? "",
        icon: words?.icon,
        tag: "mail",
        dir: words?.dir ?? "auto",
        lang: words?.lang ?? "",
    });
}

self.addEventListener("push", (event) => {
    let said: { "@type"?: string } | undefined;
    try {
        said = event.data?.json();
    } catch {
        return;
    }
    if (said?.["@type"] === "PushVerification") event.waitUntil(verify(said as Verification));
    else if (said?.["@type"] === "StateChange") event.waitUntil(notify());
});

self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(
        (async () => {
            for (const one of await self.clients.matchAll({ type: "window" }))
                if (one.url.includes(shellPath)) return void (await one.focus());
            await self.clients.openWindow("/portal/mail/inbox");
        })(),
    );
});
