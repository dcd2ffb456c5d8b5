// SPDX-License-Identifier: AGPL-3.0-or-later
// What happens elsewhere is seen here: a letter that comes, what another program does, a session that is ended.
import { deliver } from "../program.mjs";
import { walk } from "../browser.mjs";

await walk(async (w) => {
    const { member } = w.world.members;
    const program = await w.program();
    await program.put([{ subject: "There before", keywords: { $seen: true } }]);
    await w.signIn(member);
    await w.go();
    await w.row("There before").waitFor();
    const letter = (subject, more = "") =>
        `From: Berta <berta@elsewhere.test>\nTo: ${member.address}\nSubject: ${subject}\nMessage-ID: <${subject.replace(/\W/g, "")}@elsewhere.test>\n${more}\nHello.\n`;
    await deliver(w.world, member.address, letter("Comes now"));
    await w.row("Comes now").waitFor();
    w.equal(await w.page.title(), `(1) ${w.say("mail-folder-inbox")} · Milpa`, "title");
    if (!w.isPhone)
        await w.page
            .locator("nav.folders")
            .getByText(w.say("mail-count-unread", { count: 1 }))
            .waitFor({ state: "attached" });
    await w.page.locator(".row-mail.unread", { hasText: "Comes now" }).waitFor();

    // Another program reads it, stars it, moves it.
    const [one] = await program.emails({ subject: "Comes now" }, "id");
    await program.do([
        "Email/set",
        { update: { [one.id]: { "keywords/$seen": true, "keywords/$flagged": true } } },
    ]);
    await w.page.locator(".row-mail:not(.unread) .star.starred").waitFor();
    await program.do([
        "Email/set",
        { update: { [one.id]: { mailboxIds: { [await program.folder("archive")]: true } } } },
    ]);
    await w.row("Comes now").waitFor({ state: "detached" });
    await program.do(["Mailbox/set", { create: { one: { name: "Elsewhere made" } } }]);
    if (!w.isPhone) await w.page.locator("nav.folders").getByText("Elsewhere made").waitFor();

    // An answer comes into the conversation that is read.
    await w.row("There before").locator(".row-link").click();
    await w.page.locator("article.letter").waitFor();
    const [before] = await program.emails({ subject: "There before" }, "messageId");
    await deliver(
        w.world,
        member.address,
        letter(
            "Re: There before",
            `In-Reply-To: <${before.messageId[0]}>\nReferences: <${before.messageId[0]}>\n`,
        ),
    );
    await w.until(
        async () => (await w.page.locator("article.letter").count()) === 2,
        "the answer in the conversation",
    );

    // The session is ended elsewhere: whoever goes on is asked who they are.
    await w.expecting([/status of 401/], async () => {
        await w.context.clearCookies();
        await w.page.reload();
        await w.page.locator('input[name="username"]').waitFor();
    });
});
