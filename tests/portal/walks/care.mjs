// SPDX-License-Identifier: AGPL-3.0-or-later
// The care of the whole: people let in, kept out and gone; names; what keyholders approve; what everybody reads; the lock.
import { walk } from "../browser.mjs";

await walk(async (w) => {
    const { member, other } = w.world.members;
    const { shares, domain } = w.world;
    const dialog = w.page.getByRole("dialog");
    const shown = (sentence, about) => w.button(sentence, about).filter({ visible: true }).first();
    const inDialog = (sentence, about) =>
        dialog.getByRole("button", { name: w.say(sentence, about), exact: true });
    const field = (sentence) => dialog.getByLabel(w.say(sentence), { exact: true });
    const page = async (name, sentence) => {
        if (w.isPhone && (await w.page.locator(".room-back").isVisible()))
            await w.page.locator(".room-back").click();
        await w.page.locator(`.room-menu a[href$="/care/${name}"]`).click();
        await w.page.locator(".room-title", { hasText: w.say(sentence) }).waitFor();
    };
    const more = async (name, sentence) => {
        await w.page.locator(".member-list > li", { hasText: name }).getByRole("button").click();
        await w.choose(sentence);
    };
    await w.signIn(member);
    await w.go("/portal/care");
    await w.page.locator(".room-menu").waitFor({ state: "attached" });
    if (w.isPhone) await w.state("menu");
    await page("overview", "care-overview");
    await w.role("heading", "care-standing").waitFor();
    await w.page.getByText(w.say("care-alarm-alone")).waitFor();
    await w.state("overview");

    // Somebody is let in; what is theirs is told once.
    await page("members", "care-members");
    await shown("care-member-add").click();
    await field("care-address").fill("dora");
    await field("care-name").fill("Dora Sur");
    await field("care-quota-field").fill("0,5");
    await w.state("add");
    await inDialog("care-member-add-go").click();
    await w.role("heading", "care-handover-password").waitFor();
    await w.state("password");
    await shown("ui-next").click();
    const groups = w.page.locator(".paper .groups span");
    await groups.first().waitFor();
    await w.state("recovery-code");
    await w.page.getByRole("checkbox").check();
    await w.page
        .getByLabel(w.say("paper-last-group"), { exact: true })
        .fill(await groups.last().textContent());
    await shown("ui-done").click();
    const dora = w.page.locator(".member-list > li", { hasText: "Dora Sur" });
    await dora.waitFor();
    await w.state("members");
    // An address is one member's.
    await more("Dora Sur", "care-member-addresses");
    await inDialog("care-address-add").click();
    await dialog.getByRole("textbox").nth(1).fill(member.address);
    await inDialog("ui-save").click();
    await dialog.getByText(w.say("care-failed-alreadyExists")).waitFor();
    await inDialog("ui-cancel").click();
    // Kept out, and let in again.
    await more("Dora Sur", "care-member-suspend");
    await inDialog("care-member-suspend").click();
    await dora.getByText(w.say("care-member-suspended"), { exact: true }).waitFor();
    await more("Dora Sur", "care-member-restore");
    await dora.getByText(w.say("care-member-suspended"), { exact: true }).waitFor({ state: "detached" });
    // Two who look after it; the last one stays.
    await more("Dora Sur", "care-duty-give");
    await dialog.getByRole("checkbox").check();
    await inDialog("care-duty-give").click();
    await dora.getByText(w.say("care-duty-administrator"), { exact: true }).waitFor();
    await more("Dora Sur", "care-duty-take");
    await inDialog("care-duty-take").click();
    await dora.getByText(w.say("care-duty-administrator"), { exact: true }).waitFor({ state: "detached" });
    await more(member.address, "care-duty-take");
    await inDialog("care-duty-take").click();
    await dialog.getByText(w.say("care-failed-forbidden")).waitFor();
    await inDialog("ui-cancel").click();
    // Gone for good, by whoever types whom.
    await more("Dora Sur", "care-member-remove");
    w.check(await inDialog("care-member-remove").isDisabled(), "nobody is removed by one touch");
    await dialog.getByRole("textbox").fill(`dora@${domain}`);
    await w.state("remove");
    await inDialog("care-member-remove").click();
    await dora.waitFor({ state: "detached" });

    // A link that lets in, shown once.
    await page("invitations", "care-invitations");
    await w.role("heading", "care-invitations-none").waitFor();
    await shown("care-invitation-new").click();
    await field("care-invitation-label").fill("the one with the bicycle");
    await field("care-invitation-days").fill("91");
    await dialog.getByText(w.say("care-number-wrong", { most: 90 })).waitFor();
    await field("care-invitation-days").fill("90");
    await inDialog("care-invitation-make").click();
    const link = await w.page.locator(".secret-link").textContent();
    w.check(/^https:\/\/[^#]+\/portal\/join#[\w-]{40,}$/.test(link), `no link that lets in: ${link}`);
    await w.state("invited");
    await shown("ui-done").click();
    await w.page.locator(".secret-link").waitFor({ state: "detached" });
    await shown("care-revoke-of", { label: "the one with the bicycle" }).click();
    await inDialog("care-revoke").click();
    await w.role("heading", "care-invitations-none").waitFor();

    // Names: what nobody has is marked.
    await page("domains", "care-domains");
    await shown("care-alias-new").click();
    await field("care-address").fill("team");
    await field("care-alias-targets").fill(`${member.address}\nnobody@${domain}`);
    await inDialog("ui-save").click();
    await w.page.getByText(w.say("care-alias-unreachable")).waitFor();
    await w.page.getByText(w.say("care-alias-unreachable")).scrollIntoViewIfNeeded();
    await w.state("names");
    await shown("care-alias-delete", { address: `team@${domain}` }).click();
    await inDialog("ui-delete").click();
    await w.page.getByText(w.say("care-alias-unreachable")).waitFor({ state: "detached" });

    for (const [name, sentence] of [
        ["certificates", "care-certificates"],
        ["queue", "care-queue"],
        ["starts", "care-starts"],
    ]) {
        await page(name, sentence);
        await w.until(async () => (await w.page.locator(".room-page .spinner").count()) === 0, name);
        await w.state(name);
    }
    // Why the server was started is written down, and everybody reads it.
    const start = w.page.locator(".start").first();
    await start.getByText(w.say("care-start-open"), { exact: true }).waitFor();
    await start.getByRole("button").click();
    await field("care-start-reason").fill("This test began it.");
    await inDialog("ui-save").click();
    await start.locator("blockquote", { hasText: "This test began it." }).waitFor();
    await start.getByText(w.say("care-start-open"), { exact: true }).waitFor({ state: "detached" });
    await w.state("explained");

    // A reset takes keyholders; what it gave is told once.
    await page("members", "care-members");
    await more(other.address, "care-member-reset");
    await inDialog("care-reset-ask").click();
    await w.role("heading", "care-approval-reset", { address: other.address }).waitFor();
    const give = async (share) => {
        await shown("care-approval-give").click();
        await w.page.getByLabel(w.say("share-label"), { exact: true }).fill(share);
        await w.page.locator('.room-page form button[type="submit"]').click();
    };
    await give("not a share");
    await w.page.locator(".wrong").waitFor();
    await w.state("wrong-share");
    await w.page
        .locator(".room-page form")
        .getByRole("button", { name: w.say("ui-cancel"), exact: true })
        .click();
    await give(shares[0]);
    await w.page.getByText(w.say("care-approval-missing", { count: 1 })).waitFor();
    await w.state("approval");
    await give(shares[2]);
    await shown("care-approval-collect").click();
    await w.role("heading", "care-handover-password").waitFor();
    await shown("ui-next").click();
    await w.page.getByRole("checkbox").check();
    await w.page
        .getByLabel(w.say("paper-last-group"), { exact: true })
        .fill(await groups.last().textContent());
    await shown("ui-done").click();
    await w.page.getByText(w.say("care-act-resetMember-of", { name: other.address })).waitFor();
    await w.page.getByText(w.say("care-approvals-none")).waitFor();
    await w.state("keyholders");

    // What is held about somebody, the settings read again.
    await page("held", "care-held");
    await w.page.getByLabel(w.say("care-held-whom"), { exact: true }).selectOption({ label: other.address });
    await w.page.getByText(w.say("care-held-text", { address: other.address })).waitFor();
    await w.state("held");
    await page("machine", "care-machine");
    await shown("care-settings-reload").click();
    await w.page.getByText(w.say("care-settings-nothing")).waitFor();
    await w.state("machine");

    // The lock: asked about, typed, done; the page says who is needed now.
    await shown("care-lock-now").click();
    w.check(await inDialog("care-lock-now").isDisabled(), "nobody locks by one touch");
    await dialog.getByRole("textbox").fill(w.say("care-lock-word"));
    await w.state("lock");
    await w.expecting([/503/, /ERR_/, /Failed to load/], async () => {
        await inDialog("care-lock-now").click();
        await w.page.getByRole("heading", { name: w.say("unlock-title") }).waitFor({ timeout: 60_000 });
    });
});
