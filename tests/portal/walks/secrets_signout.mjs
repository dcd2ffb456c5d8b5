// SPDX-License-Identifier: AGPL-3.0-or-later
// Secrets of a member who has a copy on the device, reads, writes with and without a connection, and signs out.
import { walk } from "../browser.mjs";
import { Planting } from "../planting.mjs";

await walk(
    async (w) => {
        const planting = new Planting(w);
        const { member, other } = w.world.members;
        w.expected.push(
            /ERR_INTERNET_DISCONNECTED/,
            /ERR_FAILED/,
            /net::ERR/,
            /eventsource/,
            /status of 401/,
        );
        const subject = planting.word("letter: subject");
        const text = planting.word("letter: text");
        const program = await w.program();
        await program.put([
            {
                subject,
                text,
                from: { name: planting.word("letter: sender"), email: other.address },
                id: "kept@x",
            },
        ]);
        await w.go("/portal/mail/inbox");
        await planting.signIn(member.address, member.password);
        await w.go("/portal/settings/device");
        await w.button("device-copy-begin").click();
        const dialog = w.page.locator("dialog");
        const passphrase = planting.word("copy: passphrase, half") + planting.word("copy: passphrase, rest");
        planting.note(passphrase, "copy: passphrase");
        await dialog.locator("input").nth(0).fill(passphrase);
        await dialog.locator("input").nth(1).fill(passphrase);
        await dialog.locator('button[type="submit"]').click();
        await dialog.waitFor({ state: "detached" });
        await w.button("device-copy-remove").waitFor();

        const read = async () => {
            await w.row(subject).locator("a").first().click();
            await w.page.locator(".plain-text", { hasText: text }).waitFor();
        };
        const draft = async (place) => {
            await w.button("mail-reply").last().click();
            await w.page.locator(".editor").waitFor();
            await w.page.locator(".editor").press("Control+Home");
            await w.page.keyboard.type(planting.word(place));
            await w.page.locator(".saved", { hasText: w.say("compose-saved") }).waitFor();
        };
        await w.go("/portal/mail/inbox");
        await read();
        await draft("draft: with a connection");
        await w.context.setOffline(true);
        await w.go("/portal/mail/inbox");
        const field = w.page.getByLabel(w.say("app-open-copy-passphrase"), { exact: true });
        await field.fill(passphrase);
        await field.press("Enter");
        await read();
        await draft("draft: without a connection");
        await w.context.setOffline(false);
        // What waited is carried out before anybody is asked about it.
        await w.page.locator(".offline").waitFor({ state: "detached", timeout: 30_000 });

        await w.page.locator("button.account").click();
        await w.choose("app-sign-out");
        await w.page.locator('input[name="username"]').waitFor();
        await w.until(
            () => w.page.evaluate(async () => (await indexedDB.databases()).length === 0),
            "the copy to be gone",
        );
        w.equal(
            (await w.context.cookies()).map((one) => one.name),
            [],
            "cookies",
        );
        const kept = await w.page.evaluate(() => ({ ...localStorage, ...sessionStorage }));
        w.equal(kept, {}, "what pages keep by names");
    },
    { profile: JSON.parse(process.env.WORLD).profile },
);
