// SPDX-License-Identifier: AGPL-3.0-or-later
// For eyes that need it otherwise: enlarged four times, in the dark, without movement, with larger letters.
import { walk } from "../browser.mjs";

await walk(async (w) => {
    const { member } = w.world.members;
    const program = await w.program();
    await program.put([
        {
            subject: "A long subject of a letter that does not fit into one line of a list on a small screen",
            html: "<h1>Title</h1><p>Some <b>text</b> of a letter.</p><table><tr><td>one</td><td>two</td></tr></table>",
            text: "Some text.",
        },
        ...Array.from({ length: 8 }, (_, n) => ({
            subject: `Letter ${n}`,
            keywords: n > 3 ? { $seen: true } : { $flagged: true },
        })),
    ]);
    const look = async (name) => {
        await w.signIn(member);
        await w.go();
        await w.row("Letter 3").waitFor();
        await w.state(`${name}-list`);
        await w.row("A long subject").locator(".row-link").click();
        await w.frame().getByText("of a letter.").waitFor();
        await w.state(`${name}-letter`);
        await w.page
            .locator(".letter-answer")
            .getByRole("button", { name: w.say("mail-reply"), exact: true })
            .click();
        await w.page.getByRole("textbox", { name: w.say("compose-text"), exact: true }).waitFor();
        await w.state(`${name}-writing`);
        await w.page
            .getByRole("button", { name: w.say("compose-send"), exact: true })
            .scrollIntoViewIfNeeded();
        const box = await w.page
            .getByRole("button", { name: w.say("compose-send"), exact: true })
            .boundingBox();
        const { width, height } = w.page.viewportSize();
        w.check(
            box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height,
            `${name}: what sends is in sight: ${JSON.stringify(box)}`,
        );
        await w.page
            .locator(".composer")
            .getByRole("button", { name: w.say("compose-options"), exact: true })
            .click();
        await w.choose("compose-discard");
        await w.page
            .getByRole("dialog", { name: w.say("compose-discard-title"), exact: true })
            .getByRole("button", { name: w.say("compose-discard"), exact: true })
            .click();
        await w.page.locator(".composer").waitFor({ state: "detached" });
    };
    // WCAG 1.4.10: 1280 by 1024, four times enlarged.
    await w.renew({ viewport: { width: 320, height: 256 } });
    await look("zoom");
    await w.renew({ colorScheme: "dark" });
    await look("dark");
    // Whoever wants no movement has none.
    await w.renew({ reducedMotion: "reduce" });
    await w.signIn(member);
    await w.go();
    await w.row("Letter 3").waitFor();
    const moving = () =>
        w.page.evaluate(() =>
            [...document.querySelectorAll("*")]
                .filter((one) => {
                    const style = getComputedStyle(one);
                    return [style.transitionDuration, style.animationDuration].some((text) =>
                        text.split(",").some((part) => parseFloat(part) > 0.02),
                    );
                })
                .map((one) => one.className?.baseVal ?? one.className),
        );
    w.equal(await moving(), [], "what moves");
    await w.renew({ forcedColors: "active" });
    await w.signIn(member);
    await w.go();
    await w.row("Letter 3").waitFor();
    await w.picture("forced-colours");
    // Letters twice as large (WCAG 1.4.4).
    await w.page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    const over = await w.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    w.check(over <= 0, `${over} px beyond the edge with large letters`);
    const clash = () =>
        w.page
            .locator(".row-mail")
            .evaluateAll(
                (all) =>
                    all
                        .slice(1)
                        .filter(
                            (one, n) =>
                                one.getBoundingClientRect().top < all[n].getBoundingClientRect().bottom - 1,
                        ).length,
            );
    await w.until(async () => (await clash()) === 0, "rows that do not lie over each other");
    await w.picture("large-letters");
});
