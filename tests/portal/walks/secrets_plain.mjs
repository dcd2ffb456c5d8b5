// SPDX-License-Identifier: AGPL-3.0-or-later
// Secrets in every field of the plain pages, in a browser that runs no script.
import { walk } from "../browser.mjs";
import { Planting } from "../planting.mjs";

await walk(
    async (w) => {
        const planting = new Planting(w);
        const { other } = w.world.members;
        w.expected.push(/status of [45]\d\d/);
        const form = (action) =>
            w.page
                .locator(`form[action="/plain/${action}"]`)
                .filter({ has: w.page.locator("input:visible, textarea:visible") })
                .last();
        const press = async (action, at = 0) =>
            Promise.all([
                w.page.waitForEvent("domcontentloaded"),
                form(action).locator("button").nth(at).click(),
            ]);
        const passwords = ["password", "again"];
        /// What is typed at first is wrong in some way, and comes back on the page.
        const send = async (action, place, options) => {
            const typed = await planting.fill(form(action), place, options);
            await press(action);
            return typed;
        };
        const code = async (place) => {
            const text = (await w.page.locator("p.code").textContent()).trim();
            for (const one of [text, text.replace(/[\s-]/g, "")]) planting.note(one, place);
            return text;
        };

        await w.go("/");
        await w.go("/plain/join");
        await send("join", "plain: a token that is none");
        await form("join").locator('[name="token"]').fill(planting.note(w.world.invitation, "plain: token"));
        await press("join");
        await send("join", "plain: join, wrongly");
        const joined = await send("join", "plain: join", { twice: passwords });
        const address = `${joined.address}@${w.world.domain}`;
        const recovery = await code("plain: recovery code");

        await w.go("/plain/recover");
        await send("recover", "plain: recovery, wrongly", { twice: passwords });
        const recovered = await send("recover", "plain: recovery", {
            twice: passwords,
            own: { address: () => address, code: () => recovery },
        });
        await code("plain: another recovery code");

        await w.go("/plain/sign-in");
        await send("sign-in", "plain: sign-in, wrongly");
        await form("sign-in").locator('[name="address"]').fill(address);
        await form("sign-in").locator('[name="password"]').fill(recovered.password);
        await press("sign-in");
        await w.page.locator('form[action="/plain/sign-out"]').waitFor();
        await planting.cookies("plain: sign-in");

        const write = async (place, button) => {
            await w.go("/plain/mail/write");
            await planting.fill(form("mail/write"), place, {
                own: { to: (word) => `${word} <${other.address}>` },
            });
            await form("mail/write")
                .locator('[name="files"]')
                .setInputFiles({
                    name: `${planting.word(`${place}: name of a file`)}.txt`,
                    mimeType: "text/plain",
                    buffer: Buffer.from(planting.word(`${place}: a file`)),
                });
            await Promise.all([
                w.page.waitForEvent("domcontentloaded"),
                form("mail/write").locator(`button[name="do"][value="${button}"]`).click(),
            ]);
        };
        await write("plain: letter that is refused", "send");
        await w.page.locator('[aria-invalid="true"]').first().waitFor();
        for (const button of ["save", "discard"]) await write(`plain: ${button}`, button);
        // A letter to oneself, and an answer.
        await w.go("/plain/mail/write");
        const own = (name) => form("mail/write").locator(`[name="${name}"]`);
        await own("to").fill(address);
        await own("subject").fill(planting.word("plain: subject"));
        await own("text").fill(planting.word("plain: text"));
        await Promise.all([
            w.page.waitForEvent("domcontentloaded"),
            form("mail/write").locator('button[value="send"]').click(),
        ]);
        const sent = w.page.locator('a[href^="/plain/mail/in/"]').nth(2);
        await sent.click();
        await w.page.locator('a[href^="/plain/mail/thread/"]').first().click();
        await w.page.locator('a[href^="/plain/mail/write?reply="]').first().click();
        await own("text").fill(planting.word("plain: answer"));
        await Promise.all([
            w.page.waitForEvent("domcontentloaded"),
            form("mail/write").locator('button[value="save"]').click(),
        ]);
        await w.go("/plain/mail");
        for (let n = 0; n < 2; n += 1) {
            await w.page
                .locator('form[action="/plain/mail/search"] input[name="q"]')
                .fill(planting.word("plain: search"));
            await Promise.all([
                w.page.waitForEvent("domcontentloaded"),
                w.page.locator('form[action="/plain/mail/search"] button').click(),
            ]);
        }
        await w.go("/plain/mail");
        await w.page.locator('form[action="/plain/sign-out"] button').click();
        await w.page.locator('form[action="/plain/sign-in"]').waitFor();
    },
    { profile: JSON.parse(process.env.WORLD).profile, javaScriptEnabled: false },
);
