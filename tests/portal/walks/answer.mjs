// SPDX-License-Identifier: AGPL-3.0-or-later
// Answering, answering all, and handing on: who gets it, what it is called, what it quotes, and to what it belongs.
import { pixel } from "../program.mjs";
import { walk } from "../browser.mjs";

await walk(async (w) => {
    const { member, other } = w.world.members;
    const program = await w.program();
    const there = await w.program(other);
    const me = { name: null, email: member.address };
    await program.put([
        {
            subject: "RE: re: The well",
            id: "well2@x.test",
            answers: "well1@x.test",
            from: { name: "Otra", email: other.address },
            to: [me, { name: "Third", email: "third@portal.test" }],
            cc: [{ name: "First", email: "first@portal.test" }],
            html: '<p style="color:red">The <b>pump</b> is broken.</p><p><img src="cid:p@x" alt="Pump"><img src="https://tracker.example/1.gif"></p><script>1</script>',
            text: "The pump is broken.",
            files: [
                { name: "pump.png", type: "image/png", octets: pixel, cid: "p@x" },
                { name: "bill.txt", type: "text/plain", octets: Buffer.from("300") },
            ],
        },
    ]);
    await w.signIn(member);
    await w.go();
    const composer = w.page.locator(".composer:not(.folded)");
    const text = composer.getByRole("textbox", { name: w.say("compose-text"), exact: true });
    const chips = () => composer.locator(".chip > span").allTextContents();
    const send = async () => {
        await composer.getByRole("button", { name: w.say("compose-send"), exact: true }).click();
        await w.toast("compose-sent");
        await composer.waitFor({ state: "detached" });
    };
    const came = (subject) =>
        there.until(
            async () =>
                (
                    await there.emails(
                        {},
                        "subject",
                        "inReplyTo",
                        "references",
                        "bodyValues",
                        "htmlBody",
                        "textBody",
                        "attachments",
                    )
                ).find((one) => one.subject === subject),
            `“${subject}”`,
            40,
        );
    await w.row("The well").locator(".row-link").click();
    await w.frame().getByText("The pump is broken.").waitFor();

    // Answered: to who wrote, under one "Re:", below what was quoted.
    await w.page
        .locator(".letter-answer")
        .getByRole("button", { name: w.say("mail-reply"), exact: true })
        .click();
    await text.locator("blockquote", { hasText: "The pump is broken." }).waitFor();
    w.equal(await chips(), ["Otra"], "to");
    w.equal(
        await composer.getByLabel(w.say("compose-subject"), { exact: true }).inputValue(),
        "Re: The well",
        "subject",
    );
    w.equal(
        await text.locator("img").evaluateAll((all) => all.map((one) => one.alt)),
        ["Pump"],
        "pictures of the letter stay, those from elsewhere do not",
    );
    w.check(await text.evaluate((one) => one.contains(document.activeElement)), "one writes at once");
    await w.page.keyboard.type("I mend it.");
    await w.state("reply");
    await send();
    const answer = await came("Re: The well");
    w.equal(
        [answer.inReplyTo, answer.references],
        [["well2@x.test"], ["well1@x.test", "well2@x.test"]],
        "what it answers",
    );
    const quoted = answer.bodyValues[answer.textBody[0].partId].value;
    w.check(quoted.startsWith("I mend it.") && quoted.includes("The pump is broken."), `text: ${quoted}`);
    const html = answer.bodyValues[answer.htmlBody[0].partId].value;
    w.check(
        html.includes('<blockquote type="cite">') && !/style=|tracker|script/.test(html),
        `html: ${html}`,
    );
    w.equal(
        answer.attachments.map((one) => one.name),
        ["pump.png"],
        "files of an answer",
    );
    await program.until(
        async () =>
            (await program.emails({ hasKeyword: "$answered" }, "subject"))[0]?.subject === "RE: re: The well",
        "that it was answered",
    );

    // Answered to all: whoever got it, but not oneself.
    await w.go("/portal/mail/inbox");
    await w.row("The well").locator(".row-link").click();
    const letter = w.page.locator("article.letter").first();
    await letter.waitFor();
    if ((await letter.locator(".letter-toggle").getAttribute("aria-expanded")) === "false")
        await letter.locator(".letter-toggle").click();
    await letter.getByRole("button", { name: w.say("mail-more-of-letter"), exact: true }).click();
    await w.choose("mail-reply-all");
    await text.waitFor();
    w.equal(await chips(), ["Otra", "Third", "First"], "to all");
    await composer.getByRole("button", { name: w.say("compose-close"), exact: true }).click();
    await composer.waitFor({ state: "detached" });

    // Handed on, with its files.
    await letter.getByRole("button", { name: w.say("mail-more-of-letter"), exact: true }).click();
    await w.choose("mail-forward");
    await text.getByText("The pump is broken.").waitFor();
    w.equal(
        await composer.getByLabel(w.say("compose-subject"), { exact: true }).inputValue(),
        "Fwd: RE: re: The well",
        "subject",
    );
    await composer.locator(".files", { hasText: "bill.txt" }).waitFor();
    w.equal(await chips(), [], "to");
    await composer.getByRole("combobox", { name: w.say("compose-to"), exact: true }).fill(other.address);
    await w.state("forward");
    await send();
    const handed = await came("Fwd: RE: re: The well");
    w.equal(
        handed.attachments.map((one) => one.name).sort(),
        ["bill.txt", "pump.png"],
        "files that were handed on",
    );
    w.equal(handed.inReplyTo, null, "what is handed on answers nothing");
    w.check(handed.bodyValues[handed.textBody[0].partId].value.includes(other.address), "from whom it was");
});
