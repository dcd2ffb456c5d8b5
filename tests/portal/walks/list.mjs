// SPDX-License-Identifier: AGPL-3.0-or-later
// The list: what a row says, stars, what is done to many, what is undone, and searching.
import { pixel } from "../program.mjs";
import { walk } from "../browser.mjs";

await walk(async (w) => {
    const program = await w.program();
    const letters = Array.from({ length: 30 }, (_, n) => ({
        subject: `Letter ${n + 1}`,
        text: `The ${n + 1}. word is tepozteco.`,
        from: { name: `Person ${n % 5}`, email: `p${n % 5}@elsewhere.test` },
        keywords: n > 5 ? { $seen: true } : {},
    }));
    letters[2].files = [{ name: "photo.png", type: "image/png", octets: pixel }];
    letters[3].from = { name: null, email: "nobody@elsewhere.test" };
    letters[4].subject = "";
    letters[5].subject = "الماء والأرض <b>ليس عنوانا</b>";
    await program.put(letters);
    await w.signIn(w.world.members.member);
    await w.go();
    const first = w.row("Letter 1").filter({ hasNotText: "Letter 1\\d" }).first();
    await first.waitFor();
    w.equal(
        await w.page.locator(".row-mail").first().getAttribute("aria-setsize"),
        "30",
        "length of the list",
    );
    await w.page.locator(".row-mail", { hasText: w.say("mail-no-subject") }).waitFor();
    await w.row("<b>ليس عنوانا</b>").waitFor();
    await w.state("inbox");

    // Stars.
    const star = w.button("mail-star-this", { subject: "Letter 2" });
    await star.click();
    w.equal(await star.getAttribute("aria-pressed"), "true", "the star");
    await program.until(
        async () =>
            (await program.emails({ hasKeyword: "$flagged" }, "subject")).some(
                (one) => one.subject === "Letter 2",
            ),
        "the star on the server",
    );

    // Some at once: archived, and back.
    const tick = (subject) =>
        w.page.getByRole("checkbox", { name: w.say("mail-select", { subject }), exact: true });
    await tick("Letter 1").check({ force: true });
    await tick("Letter 3").click({ modifiers: ["Shift"], force: true });
    const bulk = w.page.getByRole("toolbar", { name: w.say("mail-bulk") });
    await bulk.getByText(w.say("mail-selected", { count: 3 })).waitFor();
    await w.state("bulk");
    await bulk.getByRole("button", { name: w.say("mail-archive"), exact: true }).click();
    await w.toast("mail-archived", { count: 3 });
    await w.row("Letter 2").first().waitFor();
    w.equal(await tick("Letter 2").count(), 0, "what was archived left the list");
    await w.state("archived");
    const archive = await program.folder("archive");
    await program.until(
        async () => (await program.emails({ inMailbox: archive }, "id")).length === 3,
        "the archive",
    );
    await w.page
        .locator(".toast")
        .getByRole("button", { name: w.say("ui-undo") })
        .click();
    await tick("Letter 2").waitFor({ state: "attached" });
    await program.until(
        async () => (await program.emails({ inMailbox: archive }, "id")).length === 0,
        "the archive, empty again",
    );

    const more = async (sentence) => {
        await bulk.getByRole("button", { name: w.say("mail-more"), exact: true }).click();
        await w.choose(sentence);
    };
    const unread = async () => (await program.emails({ notKeyword: "$seen" }, "id")).length;
    await tick("Letter 1").check({ force: true });
    await tick("Letter 2").check({ force: true });
    await more("mail-mark-read");
    await bulk.waitFor({ state: "hidden" });
    await program.until(async () => (await unread()) === 4, "two that are read");
    await tick("Letter 1").check({ force: true });
    await more("mail-mark-unread");
    await program.until(async () => (await unread()) === 5, "one that is unread");

    // Moved by the menu, and deleted.
    await tick("Letter 7").check({ force: true });
    await bulk.getByRole("button", { name: w.say("mail-move"), exact: true }).click();
    await w.state("move");
    await w.choose("mail-folder-archive");
    await w.toast("mail-moved", { count: 1, name: w.say("mail-folder-archive") });
    await tick("Letter 8").check({ force: true });
    await bulk.getByRole("button", { name: w.say("mail-delete"), exact: true }).click();
    await w.toast("mail-trashed", { count: 1 });
    const trash = await program.folder("trash");
    await program.until(
        async () => (await program.emails({ inMailbox: trash }, "subject"))[0]?.subject === "Letter 8",
        "the trash",
    );
    await tick("Letter 9").check({ force: true });
    await bulk.getByRole("button", { name: w.say("mail-more"), exact: true }).click();
    await w.choose("mail-junk");
    const junk = await program.folder("junk");
    await program.until(
        async () => (await program.emails({ inMailbox: junk }, "keywords"))[0]?.keywords.$junk,
        "the junk",
    );

    // For good, from the trash, when somebody says so.
    await w.go("/portal/mail/trash");
    await tick("Letter 8").check({ force: true });
    await bulk.getByRole("button", { name: w.say("mail-delete"), exact: true }).click();
    const dialog = w.page.getByRole("dialog");
    await dialog.getByText(w.say("mail-destroy-title", { count: 1 })).waitFor();
    await w.state("destroy");
    await w.button("mail-destroy").click();
    await w.page.getByRole("heading", { name: w.say("mail-empty-folder"), exact: true }).waitFor();
    await w.state("empty-folder");
    await program.until(
        async () => (await program.emails({ inMailbox: trash }, "id")).length === 0,
        "the trash, emptied",
    );

    // Searching.
    await w.go("/portal/mail/inbox");
    const search = w.page.getByRole("searchbox", { name: w.say("mail-search"), exact: true });
    await search.fill("tepozteco from:p1@elsewhere.test");
    await search.press("Enter");
    await w.page.locator(".row-mail mark", { hasText: "tepozteco" }).first().waitFor();
    const senders = await w.page.locator(".row-mail .people").allTextContents();
    w.check(senders.length > 0 && senders.every((one) => one === "Person 1"), `found: ${senders}`);
    await w.state("search");
    // Its words are in no address, which the browser would keep in its history: a page that comes anew knows nothing of them.
    w.check(!w.page.url().includes("tepozteco"), w.page.url());
    await w.page.reload();
    await w.role("heading", "mail-folder-inbox").waitFor();
    w.equal(await search.inputValue(), "", "the words after a reload");
    await w.button("mail-search-help").click();
    await w.state("search-help");
    await search.fill("has:attachment");
    await search.press("Enter");
    await w.until(async () => (await w.page.locator(".row-mail").count()) === 1, "one with an attachment");
    await search.fill("is:starred is:read");
    await search.press("Enter");
    await w.until(
        async () => (await w.page.locator(".row-mail .subject").allTextContents()).join() === "Letter 2",
        "the star that is read",
    );
    await search.fill("nothing has this word in it");
    await search.press("Enter");
    await w.role("heading", "mail-empty-search").waitFor();
    await w.state("search-empty");
    await w.button("mail-search-end").click();
    await first.waitFor();
    await w.go("/portal/mail/starred");
    await w.until(
        async () => (await w.page.locator(".row-mail .subject").allTextContents()).join() === "Letter 2",
        "stars",
    );
});
