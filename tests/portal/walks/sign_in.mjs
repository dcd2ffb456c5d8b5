// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in by the form, wrongly and rightly; and out again.
import { walk } from "../browser.mjs";

// What a browser says of a session that is not there.
const refused = /status of 401/;

await walk(async (w) => {
    const { member } = w.world.members;
    await w.expecting([refused], async () => {
        await w.go();
        await w.page.locator('input[name="username"]').waitFor();
        w.equal(
            await w.page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]),
            [w.look.language, w.look.language === "ar" ? "rtl" : "ltr"],
            "language of the page",
        );
        await w.state("empty");
        await w.page.locator('input[name="username"]').fill(member.address);
        const password = w.page.locator('input[autocomplete="current-password"]');
        await password.fill("not this one at all");
        await w.button("sign-in-go").click();
        await w.page
            .getByRole("alert")
            .filter({ hasText: w.say("sign-in-wrong") })
            .waitFor();
        w.equal(await password.getAttribute("aria-invalid"), "true", "the field that is wrong");
        await w.state("wrong");
        await w.button("ui-show").click();
        w.equal(
            await w.page.locator('input[autocomplete="current-password"]').getAttribute("type"),
            "text",
            "the password is shown",
        );
        await w.button("ui-hide").click();
        await password.fill(member.password);
        await password.press("Enter");
        await w.page.locator(".frame").waitFor();
    });
    await w.role("heading", "mail-empty-inbox").waitFor();
    await w.state("inside");
    w.equal(await w.page.title(), `${w.say("mail-folder-inbox")} · Milpa`, "title");
    // The session is the browser's: it stays when the page comes anew, and no script can read it.
    await w.page.reload();
    await w.role("heading", "mail-empty-inbox").waitFor();
    w.equal(
        await w.page.evaluate(() => document.cookie.includes("session")),
        false,
        "the session's cookie is hidden from scripts",
    );
    w.equal(
        await w.page.evaluate(() => [localStorage.length, sessionStorage.length]),
        [0, 0],
        "nothing is kept in storage",
    );
    await w.page.locator("button.account").click();
    await w.choose("app-sign-out");
    await w.page.locator('input[name="username"]').waitFor();
    await w.expecting([refused], async () => {
        await w.page.reload();
        await w.page.locator('input[name="username"]').waitFor();
    });
});
