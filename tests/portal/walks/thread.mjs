// SPDX-License-Identifier: AGPL-3.0-or-later
// A conversation: read, folded, walked through; what one can do with it, and with a letter of it.
import { readFileSync } from "node:fs";
import { pixel } from "../program.mjs";
import { walk } from "../browser.mjs";

await walk(async (w) => {
    const program = await w.program();
    const { member } = w.world.members;
    const at = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString().slice(0, 19) + "Z";
    await program.put([
        {
            subject: "Chairs",
            id: "one@elsewhere.test",
            at: at(50),
            keywords: { $seen: true },
            text: "Who brings the chairs?\n\nhttps://example.org/map and ana@example.org",
        },
        {
            subject: "Re: Chairs",
            id: "two@elsewhere.test",
            answers: "one@elsewhere.test",
            at: at(40),
            keywords: { $seen: true },
            from: { name: "Chico", email: "chico@elsewhere.test" },
            to: [
                { name: null, email: member.address },
                { name: "Berta Luna", email: "berta@elsewhere.test" },
            ],
            text: "I bring ten.\n\n> Who brings the chairs?\n>> older",
        },
        { subject: "Re: Chairs", answers: "two@elsewhere.test", at: at(10), text: "Thanks!" },
        {
            subject: "The minutes",
            at: at(20),
            html: '<h1 style="color:#a3281f">Minutes</h1><p>See <b>below</b>.</p><p><img src="cid:pic@x" alt="The hall" width="40"></p><p><img src="https://tracker.example/p.gif"></p>',
            text: "Minutes. See below.",
            files: [
                { name: "hall.png", type: "image/png", octets: pixel, cid: "pic@x" },
                { name: "budget & <plan>.pdf", type: "application/pdf", octets: Buffer.from("%PDF-1.4 x") },
                { name: "photo.png", type: "image/png", octets: pixel },
            ],
        },
        { subject: "Old", at: at(90), keywords: { $seen: true } },
    ]);
    await w.signIn(member);
    await w.go();
    const letter = w.page.locator("article.letter");
    await w.row("Chairs").waitFor();
    w.equal(await w.row("Chairs").locator(".how-many").textContent(), "3", "letters of the conversation");
    await w.row("Chairs").locator(".row-link").click();
    await letter.nth(2).locator(".plain-text", { hasText: "Thanks!" }).waitFor();
    w.equal(await letter.count(), 3, "letters");
    w.equal(
        await letter.nth(0).locator(".letter-toggle").getAttribute("aria-expanded"),
        "false",
        "the first is folded",
    );
    await program.until(
        async () => (await program.emails({ notKeyword: "$seen" }, "id")).length === 1,
        "what was opened is read",
    );
    await w.state("conversation");
    await letter.nth(1).locator(".letter-toggle").click();
    await letter.nth(1).locator("blockquote.depth-2", { hasText: "older" }).waitFor();
    await letter.nth(0).locator(".letter-toggle").click();
    const link = letter.nth(0).getByRole("link", { name: "https://example.org/map" });
    w.equal(
        [await link.getAttribute("target"), await link.getAttribute("rel")],
        ["_blank", "noopener noreferrer nofollow"],
        "links open elsewhere and say nothing",
    );
    await w.state("unfolded");

    // A star on one letter; its source and its header.
    if (!w.isPhone) {
        await letter
            .nth(1)
            .getByRole("button", { name: w.say("mail-star"), exact: true })
            .click();
        await program.until(
            async () =>
                (await program.emails({ hasKeyword: "$flagged" }, "from"))[0]?.from[0].email ===
                "chico@elsewhere.test",
            "the star",
        );
    }
    const more = letter.nth(1).getByRole("button", { name: w.say("mail-more-of-letter"), exact: true });
    await more.click();
    await w.state("letter-menu");
    await w.choose("mail-source");
    const dialog = w.page.getByRole("dialog");
    await dialog.locator("pre", { hasText: "Message-ID: <two@elsewhere.test>" }).waitFor();
    w.check((await dialog.locator("pre").textContent()).includes("I bring ten."), "the source has the text");
    await w.state("source");
    const [saved] = await Promise.all([
        w.page.waitForEvent("download"),
        dialog.getByRole("link", { name: w.say("mail-download") }).click(),
    ]);
    w.check(
        readFileSync(await saved.path(), "utf8").includes("<two@elsewhere.test>"),
        "the letter as a file",
    );
    await w.button("ui-close").click();
    await dialog.waitFor({ state: "hidden" });
    await more.click();
    await w.choose("mail-details");
    await dialog.locator("pre", { hasText: "Message-ID: <two@elsewhere.test>" }).waitFor();
    w.check(!(await dialog.locator("pre").textContent()).includes("I bring ten."), "the header has no text");
    await w.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });

    // The one below it: HTML in its frame, pictures of its own, nothing from elsewhere.
    const bar = w.page.getByRole("toolbar", { name: w.say("mail-actions") });
    await bar.getByRole("button", { name: w.say("mail-older"), exact: true }).click();
    await w.frame().getByRole("heading", { name: "Minutes" }).waitFor();
    await w.until(
        () =>
            w
                .frame()
                .locator("img")
                .evaluateAll((all) => all.map((one) => one.getAttribute("src")?.slice(0, 15)))
                .then((all) => all.includes("data:image/png;")),
        "the picture of the letter itself",
    );
    await w.page.locator(".remote", { hasText: "tracker.example" }).waitFor();
    await w.page.getByText("budget & <plan>.pdf").waitFor();
    await w.state("html");
    const [file] = await Promise.all([
        w.page.waitForEvent("download"),
        w.page.getByText("budget & <plan>.pdf").click(),
    ]);
    w.equal(readFileSync(await file.path(), "utf8"), "%PDF-1.4 x", "the attachment");
    await w.button("letter-as-text").click();
    await w.page.locator(".plain-text", { hasText: "Minutes. See below." }).waitFor();
    await w.state("as-text");
    await w.button("letter-as-html").click();
    await w.frame().getByRole("heading", { name: "Minutes" }).waitFor();

    // On paper: the letter, without what is around it.
    await w.page.emulateMedia({ media: "print" });
    w.equal(
        await w.page
            .locator("nav.rail, nav.folders, .mail-list, .thread-bar, .letter-answer")
            .evaluateAll((all) =>
                all.filter((one) => one.getClientRects().length > 0).map((one) => one.className),
            ),
        [],
        "what is not printed",
    );
    w.check(
        (await w.page.locator(".thread-subject").isVisible()) &&
            (await w.page.locator(".letter-frame").isVisible()),
        "what is printed",
    );
    await w.picture("print");
    const pdf = await w.page.pdf();
    w.check(pdf.length > 1000, "the page prints");
    await w.page.emulateMedia({ media: "screen" });

    // Unread again, and back in the list.
    await bar.getByRole("button", { name: w.say("mail-mark-unread"), exact: true }).click();
    await w.row("The minutes").waitFor();
    await program.until(
        async () => (await program.emails({ notKeyword: "$seen" }, "subject"))[0]?.subject === "The minutes",
        "unread again",
    );
    await w.page.locator(".row-mail.unread", { hasText: "The minutes" }).waitFor();

    // The whole conversation away, and back.
    await w.row("Chairs").locator(".row-link").click();
    await letter.nth(2).waitFor();
    await bar.getByRole("button", { name: w.say("mail-archive"), exact: true }).click();
    await w.toast("mail-archived", { count: 3 });
    w.equal(await w.row("Chairs").count(), 0, "the conversation left the list");
    await w.page
        .locator(".toast")
        .getByRole("button", { name: w.say("ui-undo") })
        .click();
    await w.row("Chairs").waitFor();
    await w.row("Old").locator(".row-link").click();
    await letter.waitFor();
    await bar.getByRole("button", { name: w.say("mail-delete"), exact: true }).click();
    await w.toast("mail-trashed", { count: 1 });
    await w.row("Old").waitFor({ state: "detached" });
    // What is nowhere is said to be so.
    await w.go("/portal/mail/inbox/nothing-there");
    await w.page.getByRole("alert").waitFor();
    await w.state("missing");
});
