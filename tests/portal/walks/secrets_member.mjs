// SPDX-License-Identifier: AGPL-3.0-or-later
// Secrets in every field that a member meets: joining, recovery, mail, contacts, settings; and the copy on the device.
import { pixel } from "../program.mjs";
import { walk } from "../browser.mjs";
import { Planting } from "../planting.mjs";

await walk(
    async (w) => {
        const planting = new Planting(w);
        const { other } = w.world.members;
        w.expected.push(/status of [45]\d\d/, /eventsource/);
        const dialog = w.page.locator("dialog[open]").last();
        const press = (sentence, about) =>
            w.button(sentence, about).filter({ visible: true }).first().click();
        const submit = async (within = dialog) => {
            await within.locator('button[type="submit"]').last().click();
            await within.waitFor({ state: "detached" });
        };

        // Joining, with a link that holds nothing, and with one that does.
        await w.go("/portal/join");
        await w.button("ui-next").waitFor();
        await planting.fill(w.page, "join: a token that is none");
        await press("ui-next");
        await w.page.getByText(w.say("join-token-wrong")).waitFor();
        await w.go(`/portal/join#${planting.note(w.world.invitation, "join: token")}`);
        await w.button("join-go").waitFor();
        const passwords = { twice: [w.say("password-new"), w.say("password-again")] };
        const joined = await planting.fill(w.page, "join", { ...passwords });
        const address = `${joined[w.say("join-address")]}@${w.world.domain}`;
        await press("join-go");
        await w.page.locator(".paper").waitFor();
        const code = await planting.paper("join: recovery code");
        await w.page.locator(".frame").waitFor();
        await planting.cookies("joined");
        await planting.signOut();

        // Forgotten.
        await w.page.getByRole("link", { name: w.say("sign-in-forgotten"), exact: true }).click();
        await w.button("recover-go").waitFor();
        await planting.fill(w.page, "recovery: of nobody", passwords);
        await press("recover-go");
        await w.page.getByText(w.say("recover-wrong")).waitFor();
        const recovered = await planting.fill(w.page, "recovery", {
            ...passwords,
            own: { [w.say("sign-in-address")]: () => address, [w.say("recover-code")]: () => code },
        });
        await press("recover-go");
        await w.page.locator(".paper").waitFor();
        await planting.paper("recovery: another code");
        await w.page.locator(".frame").waitFor();
        await planting.signOut();
        const password = recovered[w.say("password-new")];
        await planting.signIn(address, password);

        // Folders, and what is looked for.
        await w.button("mail-new-folder").click();
        await planting.fill(dialog, "mail: folder");
        await submit();
        await w.page
            .locator("nav.folders .folder")
            .filter({ hasText: /^[a-z]{14}$/ })
            .click();
        for (const condition of ["", "from:", "to:", "subject:"]) {
            await w.page.locator("#search").fill(`${condition}${planting.word("mail: search")}`);
            await w.page.locator("#search").press("Enter");
            await w.button("mail-search-end").waitFor();
        }
        await w.button("mail-search-end").click();

        // Letters.
        const composer = w.page.locator(".composer:not(.folded)");
        const text = () => composer.locator(".editor");
        const field = (sentence) => composer.getByRole("combobox", { name: w.say(sentence), exact: true });
        const subject = () => composer.getByLabel(w.say("compose-subject"), { exact: true });
        const option = async (sentence) => {
            await composer.getByRole("button", { name: w.say("compose-options"), exact: true }).click();
            await w.choose(sentence);
        };
        const saved = () => composer.locator(".saved", { hasText: w.say("compose-saved") }).waitFor();
        const write = async (what, to = other.address) => {
            await w.button("mail-write").filter({ visible: true }).first().click();
            await text().waitFor();
            await field("compose-to").fill(`${planting.word(`${what}: name of whom`)} <${to}>,`);
            await subject().fill(planting.word(`${what}: subject`));
            await text().click();
            await w.page.keyboard.type(planting.word(`${what}: text`));
        };
        const send = async () => {
            await composer.getByRole("button", { name: w.say("compose-send"), exact: true }).click();
            await composer.waitFor({ state: "detached" });
        };
        await write("mail: rich letter");
        await composer.getByRole("button", { name: w.say("compose-more-fields"), exact: true }).click();
        for (const one of ["compose-cc", "compose-bcc"])
            await field(one).fill(
                `${planting.word(`mail: ${one}`)} <${planting.word(`mail: ${one}`)}@elsewhere.test>,`,
            );
        await composer
            .locator('input[type="file"]')
            .first()
            .setInputFiles({
                name: `${planting.word("mail: name of a file")}.txt`,
                mimeType: "text/plain",
                buffer: Buffer.from(planting.word("mail: a file")),
            });
        const [chooser] = await Promise.all([w.page.waitForEvent("filechooser"), option("compose-picture")]);
        await chooser.setFiles({
            name: `${planting.word("mail: name of a picture")}.png`,
            mimeType: "image/png",
            buffer: pixel,
        });
        await text().locator("img").waitFor();
        await saved();
        await send();
        await write("mail: plain letter");
        await option("compose-plain");
        await text().fill(planting.word("mail: plain letter: text"));
        await send();
        await write("mail: scheduled");
        await composer.getByRole("button", { name: w.say("compose-schedule"), exact: true }).click();
        await dialog.getByRole("button", { name: w.say("compose-tomorrow") }).click();
        await composer.waitFor({ state: "detached" });
        await write("mail: draft");
        await saved();
        await composer.getByRole("button", { name: w.say("compose-close"), exact: true }).click();
        await composer.waitFor({ state: "detached" });
        await write("mail: discarded draft");
        await saved();
        await option("compose-discard");
        await dialog.locator('button[type="submit"]').click();
        await composer.waitFor({ state: "detached" });

        // Contacts.
        await w.go("/portal/contacts/all/new");
        const form = w.page.locator(".contact-form");
        await form.waitFor();
        for (const part of ["email", "phone", "service", "link", "address"])
            await form.getByRole("button", { name: w.say(`contacts-add-${part}`), exact: true }).click();
        const card = await planting.fill(form, "contacts: card");
        await form.locator('input[type="file"]').setInputFiles({
            name: `${planting.word("contacts: name of a picture")}.png`,
            mimeType: "image/png",
            buffer: pixel,
        });
        await submit();
        await form.getByRole("button", { name: w.say("contacts-add-key"), exact: true }).click();
        await form
            .getByLabel(w.say("contacts-key-paste"), { exact: true })
            .fill(planting.word("contacts: a key that is none"));
        await press("contacts-key-take");
        await form.locator('button[type="submit"]').first().click();
        await form.waitFor({ state: "detached" });
        w.check(Object.keys(card).length >= 15, `fields of a card: ${Object.keys(card)}`);
        for (const what of ["contacts-group-new", "contacts-book-new"]) {
            await press(what);
            await planting.fill(dialog, what);
            await submit();
        }
        await w.page
            .getByRole("searchbox", { name: w.say("contacts-search"), exact: true })
            .fill(planting.word("contacts: search"));
        await press("contacts-search-end");
        await press("contacts-import");
        const vcard = [
            "BEGIN:VCARD",
            "VERSION:4.0",
            ...["FN", "N", "NICKNAME", "NOTE", "ORG", "TEL", "X-OWN"].map(
                (one) => `${one}:${planting.word(`contacts: import: ${one}`)}`,
            ),
            `EMAIL:${planting.word("contacts: import: address")}@elsewhere.test`,
            "END:VCARD",
            "",
        ];
        await dialog.locator('input[type="file"]').setInputFiles({
            name: `${planting.word("contacts: name of a file")}.vcf`,
            mimeType: "text/vcard",
            buffer: Buffer.from(vcard.join("\r\n")),
        });
        await dialog.locator('button[type="submit"]').click();
        await press("ui-done");

        // Settings.
        const visited = [];
        const page = async (name) => {
            await w.page.locator(`.room-menu a[href$="/settings/${name}"]`).click();
            await w.page.locator(`.room-menu a[href$="/settings/${name}"][aria-current="page"]`).waitFor();
            visited.push(name);
        };
        await w.go("/portal/settings");
        await page("you");
        const all = await w.page
            .locator(".room-menu a")
            .evaluateAll((links) => links.map((one) => one.pathname.split("/").at(-1)));
        const identity = w.page.locator("details form").first();
        await w.page.locator("details summary").first().waitFor();
        if (!(await identity.isVisible())) await w.page.locator("details summary").first().click();
        await planting.fill(identity, "settings: identity");
        await identity.locator('button[type="submit"]').click();
        await w.toast("settings-saved");
        await press("you-identity-add");
        await planting.fill(dialog, "settings: another identity");
        await submit();

        await page("signing-in");
        await press("signing-password-change");
        const change = w.page
            .locator(".room-page form")
            .filter({ has: w.page.locator('input[autocomplete="new-password"]') });
        const changed = await planting.fill(change, "settings: new password", passwords);
        const now = changed[w.say("password-new")];
        await change.locator('button[type="submit"]').click();
        await planting.prove(password);
        await w.page.getByText(w.say("former-title"), { exact: true }).click();
        await planting.fill(w.page.locator("details.folded"), "settings: a password of before");
        await press("former-go");
        await planting.prove(now);
        await w.page
            .getByText(w.say("former-none"))
            .or(w.page.getByText(w.say("former-wrong")))
            .waitFor();
        await press("codes-begin");
        await planting.prove(now);
        await dialog.locator("code").first().waitFor();
        planting.note(
            (await dialog.locator("code").first().textContent()).replace(/\s/g, ""),
            "settings: secret of an authenticator program",
        );
        await planting.fill(dialog, "settings: code");
        await w.page.keyboard.press("Escape");

        await press("passkeys-add");
        await planting.fill(dialog, "settings: label of a passkey");
        await w.page.keyboard.press("Escape");

        await page("mail-programs");
        await press("programs-add");
        await planting.fill(dialog, "settings: label of an app password");
        await dialog.locator('button[type="submit"]').click();
        await planting.prove(now);
        await w.page.getByRole("tablist", { name: w.say("programs-device"), exact: true }).waitFor();
        for (const device of await w.page.getByRole("tab").all()) {
            await device.click();
            for (const secret of await w.page.locator(".secret").all())
                planting.note((await secret.textContent()).trim(), "settings: app password");
        }
        await press("programs-done");

        await page("trust");
        await planting.fill(w.page.locator(".room-page form").first(), "settings: trusted group");
        await press("trust-add-go");
        await press("ui-save");
        await planting.prove(now);
        await w.page.getByRole("alert").waitFor();

        await page("openpgp");
        await press("openpgp-make");
        await dialog
            .getByLabel(w.say("openpgp-new-passphrase"), { exact: true })
            .fill(planting.word("settings: passphrase of OpenPGP"));
        const passphrase = await dialog
            .getByLabel(w.say("openpgp-new-passphrase"), { exact: true })
            .inputValue();
        await dialog.getByLabel(w.say("openpgp-passphrase-again"), { exact: true }).fill(passphrase);
        await submit();
        await press("openpgp-bring");
        await planting.fill(dialog, "settings: a secret key that is none");
        await dialog.locator('button[type="submit"]').click();
        await dialog.getByRole("alert").waitFor();
        await w.page.keyboard.press("Escape");

        await page("device");
        await press("device-copy-begin");
        const copy = await planting.fill(dialog, "settings: passphrase of the copy", {
            twice: [w.say("device-passphrase"), w.say("device-passphrase-again")],
        });
        await submit();
        await page("held");
        await w.button("held-save").waitFor();
        w.equal(visited.sort(), all.sort(), "pages of the settings");

        // A letter that is sealed, and read again with the passphrase.
        await w.go("/portal/mail/inbox");
        await write("mail: sealed", address);
        await w.button("openpgp-seal").click();
        await planting.fill(dialog, "mail: wrong passphrase");
        await dialog.locator('button[type="submit"]').click();
        await dialog.getByRole("alert").waitFor();
        await dialog.locator("input").fill(passphrase);
        await submit();
        await saved();
        await send();
        await w.go("/portal/mail/sent");
        await w.page.locator(".row-mail").first().click();
        await planting.fill(w.page.locator(".passphrase"), "mail: wrong passphrase");
        await w.page.locator('.passphrase button[type="submit"]').click();
        await w.page.locator(".passphrase").getByRole("alert").waitFor();
        await w.page.locator(".passphrase input").fill(passphrase);
        await w.page.locator('.passphrase button[type="submit"]').click();
        await w.page.locator(".passphrase").waitFor({ state: "detached" });
        console.log(
            `member: ${JSON.stringify({ address, password: now, copy: copy[w.say("device-passphrase")] })}`,
        );
    },
    { profile: JSON.parse(process.env.WORLD).profile },
);
