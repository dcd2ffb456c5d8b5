// SPDX-License-Identifier: AGPL-3.0-or-later
// A device of one's own: the portal as a program, the copy for when there is no connection, news while it is closed.
import { walk } from "../browser.mjs";

const passphrase = "six words that nobody would guess";
const cut = [/ERR_INTERNET_DISCONNECTED/, /ERR_FAILED/, /net::ERR/];

async function isInstallable(w) {
    const manifest = await w.page.evaluate(async () =>
        (await fetch(document.querySelector('link[rel="manifest"]').href)).json(),
    );
    w.equal(
        [manifest.start_url, manifest.scope, manifest.display],
        ["/portal/", "/portal/", "standalone"],
        "the manifest",
    );
    for (const icon of manifest.icons) {
        const size = await w.page.evaluate(async (src) => {
            const picture = await createImageBitmap(await (await fetch(src)).blob());
            return `${picture.width}x${picture.height}`;
        }, icon.src);
        w.equal(size, icon.sizes, icon.src);
    }
    w.check(
        manifest.icons.some((icon) => icon.sizes === "512x512"),
        "a large icon",
    );
}

/// What a push service would bring, as the browser hands it to the worker.
async function push(w, devtools, data) {
    await devtools.send("ServiceWorker.deliverPushMessage", {
        origin: w.world.base,
        registrationId: w.worker,
        data: JSON.stringify(data),
    });
}

await walk(async (w) => {
    const { member, other } = w.world.members;
    const program = await w.program();
    await program.put([
        {
            subject: "Kept letter",
            text: "A letter that is kept on the device.",
            from: { name: "Other", email: other.address },
            id: "kept@x",
        },
        ...Array.from({ length: 5 }, (_, n) => ({
            subject: `More ${n}`,
            text: "x",
            keywords: { $seen: true },
        })),
    ]);
    await w.signIn(member);
    const devtools = await w.context.newCDPSession(w.page);
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        for (const one of registrations) if (one.scopeURL.endsWith("/portal/")) w.worker = one.registrationId;
    });
    await devtools.send("ServiceWorker.enable");
    await w.context.grantPermissions(["notifications"], { origin: w.world.base });
    await w.go("/portal/settings/device");
    await isInstallable(w);

    // The copy.
    await w.button("device-copy-begin").click();
    const dialog = w.page.locator("dialog");
    const fields = dialog.locator("input");
    await fields.nth(0).fill("short");
    w.check(await dialog.locator('button[type="submit"]').isDisabled(), "a short passphrase is refused");
    await fields.nth(0).fill(passphrase);
    await fields.nth(1).fill(passphrase);
    await w.state("passphrase");
    await dialog.locator('button[type="submit"]').click();
    await dialog.waitFor({ state: "detached" });
    await w.page
        .getByText(w.say("device-copy-there", { count: 6, shown: new Intl.NumberFormat("en").format(6) }), {
            exact: true,
        })
        .waitFor();
    await w.state("copy");
    // Nothing in it is in clear.
    const seen = await w.page.evaluate(async () => {
        const database = await new Promise((done) => {
            const asked = indexedDB.open("milpa-offline");
            asked.onsuccess = () => done(asked.result);
        });
        const values = await new Promise((done) => {
            const asked = database.transaction("sealed").objectStore("sealed").getAll();
            asked.onsuccess = () => done(asked.result);
        });
        database.close();
        return values
            .map((one) => [...Object.keys(one)].sort().join() + new TextDecoder("latin1").decode(one.data))
            .join("\n");
    });
    w.check(!seen.includes("Kept") && !seen.includes(member.address), "the copy is sealed");
    w.check(
        !(await w.page.evaluate(async () =>
            (await (await caches.open("milpa-portal-1")).keys()).some((one) =>
                new URL(one.url).pathname.startsWith("/jmap"),
            ),
        )),
        "no answer of the API is in a cache",
    );

    // Without a connection.
    await w.expecting(cut, async () => {
        await w.context.setOffline(true);
        await w.go("/portal/mail/inbox");
        const field = w.page.getByLabel(w.say("app-open-copy-passphrase"), { exact: true });
        await field.fill("not this one");
        await field.press("Enter");
        await w.page
            .getByRole("alert")
            .filter({ hasText: w.say("app-open-copy-wrong") })
            .waitFor();
        await w.state("locked");
        await field.fill(passphrase);
        await field.press("Enter");
        await w.row("Kept letter").locator("a").click();
        await w.page.locator(".plain-text", { hasText: "A letter that is kept on the device." }).waitFor();
        await w.state("reading");
        await w.button("mail-reply").last().click();
        await w.page.locator(".editor").waitFor();
        await w.page.locator(".editor").press("Control+Home");
        await w.page.keyboard.type("Written without a connection.");
        await w.page.locator(".saved", { hasText: w.say("compose-saved") }).waitFor();
        await w.page.keyboard.press("Control+Enter");
        await w.toast("compose-will-leave");
        w.equal((await program.emails({ text: "Written without" })).length, 0, "letters that the server has");
        await w.context.setOffline(false);
        await program.until(
            async () =>
                (
                    await program.emails({ inMailbox: await program.folder("sent") }, "subject", "preview")
                ).some((one) => one.preview.includes("Written without a connection")),
            "the letter among what was sent",
            60,
        );
    });
    const read = await program.emails({ inMailbox: await program.folder("inbox") }, "subject", "keywords");
    w.check(
        read.find((one) => one.subject === "Kept letter").keywords.$seen,
        "what was read without a connection is read",
    );
    const theirs = await w.program(other);
    await theirs.until(
        async () => (await theirs.emails({ text: "Written without a connection" })).length === 1,
        "the letter at its recipient",
        60,
    );

    // News: of whom and about what is not said.
    await w.until(() => w.worker, "the worker");
    await w.page.evaluate(async () => {
        const cache = await caches.open("milpa-portal-1");
        await cache.put(
            "/portal/notification-words",
            new Response(JSON.stringify({ title: "Milpa", body: "New mail" }), {
                headers: { "Content-Type": "application/json" },
            }),
        );
    });
    await w.page.goto("about:blank");
    await push(w, devtools, { "@type": "StateChange", changed: { a: { EmailDelivery: "1" } } });
    await w.page.waitForTimeout(1500);
    await w.go("/portal/settings/device");
    const told = await w.until(
        () =>
            w.page.evaluate(async () =>
                (await (await navigator.serviceWorker.ready).getNotifications()).map((one) => [
                    one.title,
                    one.body,
                ]),
            ),
        "the notification",
    );
    w.equal(told, [["Milpa", "New mail"]], "what the notification says");

    // Who signs out leaves nothing, and without a connection as soon as there is one.
    await w.button("device-copy-remove").waitFor();
    await w.page.locator("button.account").click();
    await w.expecting([/status of 401/, /ERR_INTERNET_DISCONNECTED/], async () => {
        await w.context.setOffline(true);
        await w.choose("app-sign-out");
        await w.toast("app-signed-out-here");
        await w.page.locator('input[name="username"]').waitFor();
        await w.until(
            () =>
                w.page.evaluate(
                    async () => !(await indexedDB.databases()).some((one) => one.name === "milpa-offline"),
                ),
            "the copy gone",
        );
        await w.context.setOffline(false);
        await w.go("/portal/mail/inbox");
        await w.page.locator('input[name="username"]').waitFor();
        w.equal(
            (await w.context.cookies()).map((one) => one.name).filter((one) => one.startsWith("__Host")),
            [],
            "the session's cookie once the server was told",
        );
        w.equal(await w.page.evaluate(() => localStorage.length), 0, "what is left in the browser");
    });
});
