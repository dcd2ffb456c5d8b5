// SPDX-License-Identifier: AGPL-3.0-or-later
// What leaves later: among the folders, taken back another day, and what it answered.
import { walk } from "../browser.mjs";

await walk(async (w) => {
    const { member, other } = w.world.members;
    const program = await w.program();
    await program.put([
        {
            subject: "The well",
            id: "well@x.test",
            from: { name: "Otra", email: other.address },
            text: "Who mends it?",
        },
    ]);
    await w.signIn(member);
    await w.go();
    const composer = w.page.locator(".composer:not(.folded)");
    const text = composer.getByRole("textbox", { name: w.say("compose-text"), exact: true });
    const isAnswered = async () =>
        (await program.emails({ hasKeyword: "$answered" }, "subject")).some(
            (one) => one.subject === "The well",
        );

    // An answer that leaves in the morning.
    await w.row("The well").locator(".row-link").click();
    await w.page
        .locator(".letter-answer")
        .getByRole("button", { name: w.say("mail-reply"), exact: true })
        .click();
    await text.locator("blockquote", { hasText: "Who mends it?" }).waitFor();
    await w.page.keyboard.type("I do.");
    await composer.getByRole("button", { name: w.say("compose-schedule"), exact: true }).click();
    await w.page
        .getByRole("dialog", { name: w.say("compose-schedule"), exact: true })
        .getByRole("button", { name: w.say("compose-tomorrow") })
        .click();
    await composer.waitFor({ state: "detached" });
    await program.until(isAnswered, "the mark of what is answered");

    // Another day: it stands among the folders.
    await w.go("/portal/mail/scheduled");
    const item = w.page.locator(".scheduled li");
    await item.getByText("Re: The well").waitFor();
    w.equal(await item.count(), 1, "what leaves later");
    await w.state("waits");
    await item.getByRole("button", { name: w.say("mail-take-back"), exact: true }).click();
    await text.getByText("I do.").waitFor();
    await program.until(async () => !(await isAnswered()), "the mark to be taken away");
    const [, got] = await program.do(
        ["EmailSubmission/query", { filter: { undoStatus: "pending" } }],
        ["EmailSubmission/get", { "#ids": { resultOf: "0", name: "EmailSubmission/query", path: "/ids" } }],
    );
    w.equal(got.list, [], "nothing waits any more");
    await composer.getByRole("button", { name: w.say("compose-close"), exact: true }).click();
    await composer.waitFor({ state: "detached" });
    await w.page.getByText(w.say("mail-scheduled-empty")).waitFor();
    await w.state("nothing");

    // It leaves at once after all, and answers again.
    await w.go("/portal/mail/drafts");
    await w.row("The well").locator(".row-link").click();
    await text.getByText("I do.").waitFor();
    await composer.getByRole("button", { name: w.say("compose-send"), exact: true }).click();
    await w.toast("compose-sent");
    await program.until(isAnswered, "the mark again");
});
