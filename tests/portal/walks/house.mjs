// SPDX-License-Identifier: AGPL-3.0-or-later
// The house: what every member reads of it, and that there is nothing there for those with a duty.
import { walk } from "../browser.mjs";

await walk(async (w) => {
    await w.signIn(w.world.members.member);
    await w.go("/portal/care");
    const menu = w.page.locator(".room-menu a");
    await menu.first().waitFor({ state: "attached" });
    w.equal(
        await menu.evaluateAll((all) => all.map((one) => one.pathname.split("/").at(-1))),
        ["overview", "starts", "keyholders"],
        "pages",
    );
    for (const [name, sentence] of [
        ["overview", "care-standing"],
        ["starts", undefined],
        ["keyholders", "care-acts"],
    ]) {
        await w.go(`/portal/care/${name}`);
        if (sentence) await w.role("heading", sentence).waitFor();
        else await w.page.locator(".start").first().waitFor();
        await w.state(name);
    }
    w.equal(
        await w.page.getByRole("button", { name: w.say("care-keyholders-change") }).count(),
        0,
        "buttons that the server would refuse",
    );
    // Who knows the address of a page for others is where everybody is.
    await w.go("/portal/care/members");
    await (w.isPhone ? menu.first() : w.role("heading", "care-standing")).waitFor();
    w.equal(await w.page.locator(".member-list").count(), 0, "lists of members");
});
