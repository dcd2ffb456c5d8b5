// SPDX-License-Identifier: AGPL-3.0-or-later
// Secrets of a founding: what is typed into the five questions, the codes and shares that are shown once, and the first
// unlocking.
import { walk } from "../browser.mjs";
import { Planting } from "../planting.mjs";

const starts = /status of (?:503|401)|ERR_(?:EMPTY_RESPONSE|CONNECTION|HTTP2|SSL|TIMED_OUT|NETWORK)/;

await walk(
    async (w) => {
        const planting = new Planting(w);
        w.expected.push(starts);
        const next = () => w.button("ui-next").click();
        await w.go("/portal/");
        await w.button("ui-next").waitFor();
        await planting.fill(w.page, "found: a token that is none");
        await next();
        await w.page.getByRole("alert").waitFor();
        await w.go(`/portal/found#${planting.note(w.world.token, "found: token")}`);
        await w.role("heading", "found-name-title").waitFor();
        await planting.fill(w.page, "found: name");
        await next();
        await w.role("textbox", "found-domain").waitFor();
        await planting.fill(w.page, "found: domain, wrongly");
        await next();
        await w.page.getByRole("alert").waitFor();
        await w.role("textbox", "found-domain").fill(w.world.domain);
        await next();
        await w.role("heading", "found-keyholders-title").waitFor();
        await next();
        await w.role("heading", "found-founder-title").waitFor();
        const founder = await planting.fill(w.page, "found: founder", {
            twice: [w.say("password-new"), w.say("password-again")],
        });
        await next();
        await w.role("radio", "found-certificates-other").check();
        await planting.fill(w.page, "found: certificates, not in the end");
        await w.role("radio", "found-certificates-none").check();
        await next();
        await w.role("heading", "found-look-title").waitFor();
        await w.button("found-go").click();
        await w.page.locator(".paper").waitFor();
        await planting.paper("found: recovery code");
        const shares = [];
        for (let number = 1; number <= 3; number += 1) {
            await w.page.locator(".paper").waitFor({ state: "detached" });
            await w.page.locator("button.primary").click();
            shares.push(await planting.paper(`found: share ${number}`));
        }
        await w.button("found-finish").click();
        await w.role("heading", "unlock-title").waitFor({ timeout: 60_000 });
        const field = w.role("textbox", "share-label");
        await planting.fill(w.page, "found: a share that is none");
        await w.button("unlock-give").click();
        await w.page.getByRole("alert").waitFor();
        for (const share of shares.slice(0, 2)) {
            await field.fill(share);
            await w.button("unlock-give").click();
            await w.until(
                async () => (await field.count()) === 0 || (await field.inputValue()) === "",
                "the share was taken",
            );
        }
        await w.role("heading", "unlock-open-title").waitFor();
        await w.button("ui-next").click();
        await w.page.locator(".dns-record").first().waitFor();
        await w.button("join-to-mail").click();
        await w.page.locator(".frame").waitFor();
        await planting.cookies("found");
        await planting.signOut();
        await w.page
            .locator('input[name="username"]')
            .fill(`${founder[w.say("join-address")]}@${w.world.domain}`);
    },
    { profile: JSON.parse(process.env.WORLD).profile },
);
