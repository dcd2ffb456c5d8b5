// SPDX-License-Identifier: AGPL-3.0-or-later
// Secrets in every field of the care of the whole, typed by an administrator.
import { walk } from "../browser.mjs";
import { Planting } from "../planting.mjs";

await walk(
    async (w) => {
        const planting = new Planting(w);
        const { member } = w.world.members;
        w.expected.push(/status of 4\d\d/, /eventsource/);
        const dialog = w.page.locator("dialog[open]").last();
        const press = (sentence, about) =>
            w.button(sentence, about).filter({ visible: true }).first().click();
        const submit = async () => {
            await dialog.locator('button[type="submit"]').click();
            await dialog.waitFor({ state: "detached" });
        };
        const page = async (name) => {
            await w.page.locator(".room-menu").locator(`a[href$="/care/${name}"]`).click();
            await w.page.locator(`.room-menu a[href$="/care/${name}"][aria-current="page"]`).waitFor();
            visited.add(name);
        };
        const visited = new Set();

        await w.go("/portal/care/overview");
        await planting.signIn(member.address, member.password, "sign-in of an administrator");
        await w.page.locator(".room-menu").waitFor();
        const all = (
            await w.page
                .locator(".room-menu a")
                .evaluateAll((links) => links.map((one) => one.pathname.split("/").at(-1)))
        ).sort();

        await page("overview");
        await page("members");
        await press("care-member-add");
        await planting.fill(dialog, "care: member");
        await dialog.locator('button[type="submit"]').click();
        planting.note(
            (await w.page.locator(".secret").textContent()).trim(),
            "care: the password that was drawn",
        );
        await press("ui-next");
        await planting.paper("care: the recovery code of a new member");
        const more = w.page.locator(".member-list").getByRole("button").last();
        for (const what of ["care-member-name", "care-member-addresses"]) {
            await more.click();
            await w.choose(what);
            const own = { [w.say("care-address-first")]: (word) => `${word}@${w.world.domain}` };
            await planting.fill(dialog, `care: ${what}`, { own });
            await submit();
        }
        await page("invitations");
        await press("care-invitation-new");
        await planting.fill(dialog, "care: invitation");
        await dialog.locator('button[type="submit"]').click();
        const link = (await w.page.locator(".secret-link").textContent()).trim();
        planting.note(link.split("#")[1], "care: token of an invitation");
        await press("ui-done");

        await page("domains");
        await press("care-domain-add");
        const domain = planting.word("care: domain");
        await dialog.getByLabel(w.say("care-domain"), { exact: true }).fill(`${domain}.test`);
        await submit();
        await press("care-alias-new");
        await planting.fill(dialog, "care: alias", {
            own: { [w.say("care-alias-targets")]: (word) => `${member.address}\n${word}@elsewhere.test` },
        });
        await dialog.locator('button[type="submit"]').click();
        await dialog.waitFor({ state: "detached" });

        await page("certificates");
        await press("care-bring-go");
        const pem = (what) => (word) => `-----BEGIN ${what}-----\n${word}\n-----END ${what}-----`;
        await planting.fill(dialog, "care: certificate", {
            own: {
                [w.say("care-bring-chain")]: pem("CERTIFICATE"),
                [w.say("care-bring-key")]: pem("PRIVATE KEY"),
            },
        });
        await dialog.locator('button[type="submit"]').click();
        await dialog.getByRole("alert").waitFor();
        await w.page.keyboard.press("Escape");

        await page("queue");
        await page("starts");
        await w.page.locator(".start-list li").first().waitFor();
        // Where the server keeps explanations.
        if ((await w.page.locator(".start-list button").count()) > 0) {
            await w.page.locator(".start-list button").first().click();
            await planting.fill(dialog, "care: start");
            await submit();
        }
        await page("keyholders");
        await press("care-keyholders-change");
        await dialog.locator('button[type="submit"]').click();
        await w.button("care-approval-give").waitFor();
        await press("care-approval-give");
        await planting.fill(w.page.locator(".settings-item form"), "care: a share that is none");
        await w.page.locator('.settings-item form button[type="submit"]').click();
        await w.page.locator(".settings-item form").getByRole("alert").waitFor();

        await page("page");
        const form = w.page.locator(".room-page form");
        await form.or(w.page.locator(".room-page .empty")).first().waitFor();
        // Where the server keeps what it says.
        if (await form.isVisible()) {
            await planting.fill(form, "care: public page", {
                own: { [w.say("care-page-contact")]: (word) => `${word}@elsewhere.test` },
            });
            await press("ui-save");
            await w.page
                .locator(".save-bar")
                .getByText(w.say("care-page-unsaved"))
                .waitFor({ state: "detached" });
        }
        await page("held");
        await w.page.getByLabel(w.say("care-held-whom"), { exact: true }).selectOption({ index: 1 });
        await page("machine");
        w.equal([...visited].sort(), all, "pages of the care");
        await planting.signOut();
    },
    { profile: JSON.parse(process.env.WORLD).profile },
);
