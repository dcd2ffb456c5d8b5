// SPDX-License-Identifier: AGPL-3.0-or-later
// Every other screen once, as everybody and as who looks after the collective: in the light, and some in the dark.
import { readFileSync } from "node:fs";
import { walk } from "../browser.mjs";

/// Rooms of a screen, as its source names them.
const rooms = (path) =>
    [
        ...readFileSync(new URL(`../../../portal/src/${path}`, import.meta.url), "utf8").matchAll(
            /\{ name: "([\w-]+)", icon/g,
        ),
    ].map(([, name]) => name);

await walk(async (w) => {
    const { member, other } = w.world.members;
    // An alarm that is rightly there is no failure.
    const failures = [
        "broken",
        "refused",
        "forbidden",
        "notFound",
        "invalidProperties",
        "network",
        "limit",
    ].map((kind) => w.say(`failed-${kind}`));
    const visit = async (path, name) => {
        await w.go(`/portal/${path}`);
        await w.page.locator("h1").filter({ visible: true }).first().waitFor();
        await w.until(
            async () => (await w.page.locator("main .spinner").count()) === 0,
            `${path} to be there`,
        );
        const said = (await w.page.locator("main .notice.danger").allTextContents()).filter((text) =>
            failures.some((one) => text.includes(one)),
        );
        w.equal(said, [], `failures at ${path}`);
        await w.state(name);
    };
    await w.signIn(member);
    await visit("settings", "settings");
    for (const room of rooms("settings/settings.tsx")) await visit(`settings/${room}`, `settings-${room}`);
    for (const room of ["contacts", "contacts/birthdays", "contacts/all/new"])
        await visit(room, room.replaceAll("/", "-"));
    await visit("care", "house");
    // Who looks after the collective sees all of it.
    await w.renew();
    await w.signIn(other);
    for (const room of rooms("care/care.tsx")) await visit(`care/${room}`, `care-${room}`);
    await w.renew({ colorScheme: "dark" });
    await w.signIn(other);
    for (const room of ["settings/signing-in", "contacts/all/new", "care/overview", "care/members"])
        await visit(room, `dark-${room.replaceAll("/", "-")}`);
});
