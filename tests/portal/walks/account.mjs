// SPDX-License-Identifier: AGPL-3.0-or-later
// What opens an account, changed by its member: password, codes, passkeys, the recovery code, sessions.
import { walk } from "../browser.mjs";
import { codeOf, newPassword, password, prove, securityKey, signOut, takeDown } from "./entry_parts.mjs";

const refused = /status of 401/;

await walk(async (w) => {
    const { member } = w.world.members;
    let secret = member.password;
    await w.signIn(member);
    await w.signIn(member);
    await w.go("/portal/settings/signing-in");
    await securityKey(w);
    await w.role("heading", "session-title").waitFor();
    await w.state("page");

    await w.button("signing-password-change").click();
    await newPassword(w.page, "too");
    await w.page
        .locator("form")
        .getByRole("button", { name: w.say("signing-password-change"), exact: true })
        .click();
    await w.page
        .getByRole("alert")
        .filter({ hasText: w.say("password-too-short") })
        .waitFor();
    await w.state("password");
    await newPassword(w.page, "seven other random words");
    await w.page
        .locator("form")
        .getByRole("button", { name: w.say("signing-password-change"), exact: true })
        .click();
    const dialog = w.role("dialog", "proof-title");
    await password(w).fill("not this one");
    await dialog.getByRole("button", { name: w.say("proof-go"), exact: true }).click();
    await dialog
        .getByRole("alert")
        .filter({ hasText: w.say("proof-wrong") })
        .waitFor();
    await w.state("proof");
    await prove(w, secret);
    await w.toast("signing-password-changed");
    secret = "seven other random words";
    // The other session is over.
    await w.until(
        async () =>
            (await w.page.locator(".badge", { hasText: w.say("session-this") }).count()) === 1 &&
            (await w.button("session-end-others").count()) === 0,
        "one session",
    );

    // A passkey that opens alone; from then on it shows who one is.
    await w.button("passkeys-add").click();
    await w.state("passkey");
    await w
        .role("dialog", "passkeys-add")
        .getByRole("button", { name: w.say("ui-next"), exact: true })
        .click();
    await prove(w, secret);
    await w.toast("passkeys-opens-now");
    await w.button("signing-code-renew").click();
    await dialog.getByRole("button", { name: w.say("sign-in-passkey"), exact: true }).click();
    await w.page.locator(".paper").waitFor();
    await w.state("code");
    const code = await takeDown(w, w.page, "ui-done");
    await w.toast("signing-code-renewed");
    await signOut(w);
    await w.button("sign-in-passkey").click();
    await w.page.locator(".frame").waitFor();

    // Codes of an authenticator program.
    await w.go("/portal/settings/signing-in");
    await w.button("codes-begin").click();
    await prove(w, secret);
    const codes = w.role("dialog", "codes-begin");
    await codes.locator(".qr").waitFor();
    await w.state("codes");
    const shared = await codes.locator("code").innerText();
    await w.expecting([refused], async () => {
        await codes.getByRole("textbox").fill("000000");
        await codes.getByRole("button", { name: w.say("codes-confirm"), exact: true }).click();
        await codes
            .getByRole("alert")
            .filter({ hasText: w.say("codes-wrong") })
            .waitFor();
    });
    await codes.getByRole("textbox").fill(codeOf(shared));
    await codes.getByRole("button", { name: w.say("codes-confirm"), exact: true }).click();
    await w.toast("codes-done");
    await signOut(w);
    await w.page.locator('input[name="username"]').fill(member.address);
    await password(w).fill(secret);
    await w.button("sign-in-go").click();
    await w.role("heading", "sign-in-second-title").waitFor();
    await w.state("second-step");
    await w.button("sign-in-by-recovery").click();
    await w.role("textbox", "recovery-title").fill(code);
    await w.button("sign-in-go").click();
    await w.page.locator(".frame").waitFor();
    await w.go("/portal/settings/signing-in");
    await w.button("codes-remove").click();
    await w
        .role("dialog", "codes-remove-title")
        .getByRole("button", { name: w.say("codes-remove"), exact: true })
        .click();
    await prove(w, secret);
    await w.toast("codes-removed");
    await w.page
        .getByRole("button", { name: w.say("passkeys-remove") })
        .first()
        .click();
    await w.page
        .getByRole("dialog")
        .getByRole("button", { name: w.say("passkeys-remove"), exact: true })
        .click();
    await prove(w, secret);
    await w.until(
        async () => (await w.page.getByText(w.say("passkeys-opens"), { exact: false }).count()) === 0,
        "no passkey",
    );
    await w.page.getByText(w.say("former-title"), { exact: true }).click();
    await w.page.locator("details").getByLabel(w.say("former-secret"), { exact: true }).fill("something old");
    await w.button("former-go").click();
    await prove(w, secret);
    await w.page.getByText(w.say("former-none"), { exact: true }).waitFor();
    await w.state("end");
});
