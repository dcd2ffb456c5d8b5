// SPDX-License-Identifier: AGPL-3.0-or-later
// By an invitation to a first sign-in, and back in by the recovery code.
import { walk } from "../browser.mjs";
import { newPassword, signOut, takeDown } from "./entry_parts.mjs";

const refused = /status of 401/;

await walk(async (w) => {
    const { invitation, login } = w.world;
    await w.expecting([refused], async () => {
        // Without one, and with one that does not hold.
        await w.go("/portal/join");
        await w.role("heading", "join-title").waitFor();
        await w.state("ask");
        await w.role("textbox", "join-token").fill("https://elsewhere.example/portal/join#nothing");
        await w.button("ui-next").click();
        await w.page
            .getByRole("alert")
            .filter({ hasText: w.say("join-token-wrong") })
            .waitFor();
        await w.state("wrong");
        // By its link, whose secret stays in no address.
        await w.go(`/portal/join#${invitation}`);
        await w.role("heading", "join-welcome", { domain: w.world.domain }).waitFor();
        w.check(!w.page.url().includes("#"), "the invitation is in the address no more");
        await w.state("form");
        await w.button("join-go").click();
        await w.page
            .getByRole("alert")
            .filter({ hasText: w.say("join-address-needed") })
            .waitFor();
        await w.state("empty");
        const address = w.role("textbox", "join-address");
        await newPassword(w.page, "six random words make one");
        for (const [typed, words] of [
            ["support", "join-address-reserved"],
            ["first", "join-address-taken"],
            ["a b", "join-address-form"],
        ]) {
            await address.fill(typed);
            await w.button("join-go").click();
            await w.page
                .getByRole("alert")
                .filter({ hasText: w.say(words) })
                .waitFor();
        }
        await address.fill(login);
        await w.button("join-go").click();
        await w.role("heading", "recovery-title", undefined, { level: 1 }).waitFor();
        await w.state("card");
        await w.page.emulateMedia({ media: "print" });
        w.equal(await w.page.locator("form.taken").isVisible(), false, "on paper there is the card alone");
        w.equal(await w.page.locator(".paper").isVisible(), true, "the card is on paper");
        await w.picture("printed");
        await w.page.emulateMedia({ media: "screen" });
        const code = await takeDown(w, w.page, "join-to-mail");
        await w.role("heading", "mail-empty-inbox").waitFor();
        await w.state("inside");
        await signOut(w);
        // Forgotten.
        await w.page.getByRole("link", { name: w.say("sign-in-forgotten"), exact: true }).click();
        await w.role("heading", "recover-title").waitFor();
        await w.page.locator('input[name="username"]').fill(`${login}@${w.world.domain}`);
        await w.role("textbox", "recover-code").fill("nnnn-nnnn-nnnn-nnnn-nnnn-nnnn-nnnn-nnnn");
        await newPassword(w.page, "another one of six words");
        await w.button("recover-go").click();
        await w.page
            .getByRole("alert")
            .filter({ hasText: w.say("recover-wrong") })
            .waitFor();
        await w.state("recover-wrong");
        // As somebody else's scanner has it.
        await w.role("textbox", "recover-code").fill(`milpa:${code}`);
        await w.button("recover-go").click();
        const next = await takeDown(w, w.page, "join-to-mail");
        w.check(next !== code, "the next code is another");
        await w.role("heading", "mail-empty-inbox").waitFor();
    });
});
