// SPDX-License-Identifier: AGPL-3.0-or-later
// Without a mouse: every key that the portal knows, the way of Tab, where the focus is and where it comes back to.
import { walk } from "../browser.mjs";

await walk(async (w) => {
    const program = await w.program();
    await program.put(
        Array.from({ length: 12 }, (_, n) => ({
            subject: `Letter ${n + 1}`,
            text: `Text ${n + 1}.`,
            ...(n === 1 ? { html: '<p>Text 2. <a href="https://example.org/">a link</a></p>' } : {}),
        })),
    );
    await w.signIn(w.world.members.member);
    await w.go();
    await w.row("Letter 12").or(w.row("Letter 1")).first().waitFor();
    const press = (...keys) =>
        keys.reduce((before, key) => before.then(() => w.page.keyboard.press(key)), Promise.resolve());
    const subject = (text) =>
        w.page.locator(".thread-subject", { hasText: new RegExp(`^${text}$`) }).waitFor();
    const focus = () =>
        w.page.evaluate(() => {
            const at = document.activeElement;
            return at?.getAttribute("aria-label") ?? at?.textContent?.trim().slice(0, 60) ?? "";
        });
    const folder = async (role) =>
        (await program.emails({ inMailbox: await program.folder(role) }, "subject")).map(
            (one) => one.subject,
        );

    // Through the conversations; the focus may be anywhere but in a field.
    await press("j");
    await subject("Letter 1");
    await press("j");
    await subject("Letter 2");
    await w.frame().getByText("Text 2.").waitFor();
    // Within the frame of a letter as well.
    await w.frame().getByRole("link", { name: "a link" }).focus();
    await press("j");
    await subject("Letter 3");
    await press("k");
    await subject("Letter 2");
    await press("s");
    await program.until(
        async () => (await program.emails({ hasKeyword: "$flagged" }, "subject"))[0]?.subject === "Letter 2",
        "the star by s",
    );
    await press("e");
    await w.toast("mail-archived", { count: 1 });
    await program.until(async () => (await folder("archive")).includes("Letter 2"), "the archive by e");
    await press("j");
    await subject("Letter 1");
    await press("#");
    await program.until(async () => (await folder("trash")).includes("Letter 1"), "the trash by #");
    await press("j");
    await subject("Letter 3");
    await press("!");
    await program.until(async () => (await folder("junk")).includes("Letter 3"), "the junk by !");
    await press("j");
    await subject("Letter 4");
    await program.until(
        async () =>
            (await program.emails({ notKeyword: "$seen" }, "subject")).every(
                (one) => one.subject !== "Letter 4",
            ),
        "that it is read",
    );
    await press("U");
    await program.until(
        async () =>
            (await program.emails({ notKeyword: "$seen" }, "subject")).some(
                (one) => one.subject === "Letter 4",
            ),
        "unread by Shift+U",
    );
    await press("j", "x");
    await subject("Letter 4");
    await w.page.locator(".row-mail.ticked").waitFor({ state: "attached" });
    await press("Escape");
    await w.page.locator(".row-mail.ticked").waitFor({ state: "detached" });
    await press("u");
    await w.page.locator(".thread-subject").waitFor({ state: "detached" });

    // Writing: begun, folded, left; the focus comes back to the page.
    await press("c");
    const composer = w.page.locator(".composer:not(.folded)");
    await composer.getByRole("combobox").first().waitFor();
    await w.until(
        async () =>
            (await focus()) === "" &&
            (await w.page.evaluate(() => document.activeElement.getAttribute("role"))) === "combobox",
        "the focus in the field of recipients",
    );
    await w.page.keyboard.type("c/?j");
    w.equal(await composer.getByRole("combobox").first().inputValue(), "c/?j", "keys in a field are letters");
    await composer.getByRole("combobox").first().fill("");
    await composer.getByRole("button", { name: w.say("compose-close"), exact: true }).focus();
    await press("Enter");
    await composer.waitFor({ state: "detached" });
    await press("j");
    await subject("Letter 4");
    for (const [key, start] of [
        ["r", "Re: Letter 4"],
        ["a", "Re: Letter 4"],
        ["f", "Fwd: Letter 4"],
    ]) {
        await press(key);
        await composer.getByLabel(w.say("compose-subject"), { exact: true }).waitFor();
        w.equal(
            await composer.getByLabel(w.say("compose-subject"), { exact: true }).inputValue(),
            start,
            `by ${key}`,
        );
        await composer.getByRole("button", { name: w.say("compose-close"), exact: true }).click();
        await composer.waitFor({ state: "detached" });
    }

    // Places, searching, help.
    await press("g", "t");
    await w.page.getByRole("heading", { level: 1, name: w.say("mail-folder-sent"), exact: true }).waitFor();
    await press("g", "i");
    await w.page.getByRole("heading", { level: 1, name: w.say("mail-folder-inbox"), exact: true }).waitFor();
    await press("/");
    w.equal(await focus(), w.say("mail-search"), "the focus by /");
    await press("Escape");
    await press("?");
    const dialog = w.page.getByRole("dialog");
    await dialog.waitFor();
    await w.state("help");
    await press("Escape");
    await dialog.waitFor({ state: "detached" });

    // By Tab alone: the way past what is around comes first, and whatever has the focus is seen to have it.
    await w.page.reload();
    await w.row("Letter 5").waitFor();
    await press("Tab");
    w.equal(await focus(), w.say("app-skip"), "first of all");
    await w.picture("skip");
    await press("Enter");
    w.equal(await w.page.evaluate(() => document.activeElement.id), "main", "the main part");
    const seen = [];
    for (let n = 0; n < 26; n += 1) {
        await press("Tab");
        const at = await w.page.evaluate(() => {
            const one = document.activeElement;
            if (!one || one === document.body) return null;
            const box = one.getBoundingClientRect();
            const style = getComputedStyle(one);
            const around = one.closest(".search");
            const lines = [style, ...(around ? [getComputedStyle(around)] : [])];
            // A checkbox shows itself by its place in the row.
            const shows =
                lines.some((line) => line.outlineStyle !== "none" && parseFloat(line.outlineWidth) > 0) ||
                style.boxShadow !== "none";
            const hidden =
                box.width === 0 ||
                box.bottom < 0 ||
                box.right < 0 ||
                box.top > innerHeight ||
                box.left > innerWidth;
            return {
                name: one.getAttribute("aria-label") ?? one.textContent.trim().slice(0, 40),
                shows,
                hidden,
            };
        });
        if (at) seen.push(at);
    }
    w.equal(
        seen.filter((one) => !one.shows || one.hidden),
        [],
        "what has the focus and does not show it",
    );
    for (const name of [
        w.say("mail-search"),
        w.say("mail-select", { subject: "Letter 5" }),
        w.say("mail-star-this", { subject: "Letter 5" }),
    ]) {
        w.check(
            seen.some((one) => one.name === name),
            `Tab passes ${name}: ${seen.map((one) => one.name)}`,
        );
    }
    await w.picture("focus");

    // Menus and dialogs: in, through, and back to where one was.
    await w.row("Letter 5").locator(".row-link").focus();
    await press("Enter");
    await subject("Letter 5");
    const more = w.page
        .getByRole("toolbar", { name: w.say("mail-actions") })
        .getByRole("button", { name: w.say("mail-more"), exact: true });
    await more.focus();
    await press("Enter");
    await w.page.getByRole("menu").waitFor();
    w.equal(await focus(), w.say("mail-junk"), "the first of the menu");
    await press("ArrowUp");
    w.equal(await focus(), w.say("mail-source"), "the last of the menu");
    await press("Home", "ArrowDown");
    w.equal(await focus(), w.say("mail-print"), "the second of the menu");
    await press("Escape");
    w.equal(await focus(), w.say("mail-more"), "the focus after the menu");
    await press("Enter", "End", "Enter");
    await dialog.waitFor();
    w.check(await dialog.evaluate((one) => one.contains(document.activeElement)), "the focus in the dialog");
    for (let n = 0; n < 8; n += 1) {
        await press("Tab");
        w.check(
            await w.page.evaluate(
                () =>
                    document.activeElement === document.body ||
                    document.querySelector("dialog").contains(document.activeElement),
            ),
            "the focus stays in the dialog",
        );
    }
    await press("Escape");
    await dialog.waitFor({ state: "detached" });
    w.equal(await focus(), w.say("mail-more"), "the focus after the dialog");
    await press("Escape");
    await w.page.locator(".thread-subject").waitFor({ state: "detached" });
    await w.until(
        () =>
            w.page.evaluate(
                () => document.activeElement?.closest(".row-mail")?.textContent.includes("Letter 5") ?? false,
            ),
        "the focus on the row that was read",
    );
});
