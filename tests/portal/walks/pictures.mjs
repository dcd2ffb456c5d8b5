// SPDX-License-Identifier: AGPL-3.0-or-later
// The pictures of README.md: what the portal looks like with some life in it. `python3 tests/portal/pictures.py` makes them.
import { walk } from "../browser.mjs";

const person = (name, email) => ({ name, email });
const berta = person("Berta Luna", "berta@huerta.example");
const chico = person("Chico Mendes", "chico@radio.example");
const dina = person("دينا", "dina@warsha.example");
const ago = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString().slice(0, 19) + "Z";

const letters = (me) => [
    {
        from: dina,
        subject: "الترجمة العربية جاهزة",
        text: "مرحبا،\n\nأنهينا ترجمة صفحات الدليل. نراجعها معا مساء الخميس؟",
        at: ago(0.4),
    },
    {
        from: berta,
        to: [me, chico],
        id: "seeds@x",
        subject: "Seed exchange on Saturday",
        at: ago(9),
        keywords: { $seen: true },
        text: "Hello everybody,\n\nthe seed exchange is on Saturday at ten, under the big tree. Beans, maize and squash are there already; we still look for herbs.\n\nWho can bring two tables?\n\nBerta",
    },
    {
        from: chico,
        to: [me, berta],
        answers: "seeds@x",
        subject: "Re: Seed exchange on Saturday",
        at: ago(1.2),
        text: "I have two tables, and the van is free.\n\nHere is the list of what people bring; add yours!\n\n> Who can bring two tables?\n\nChico",
        files: [
            {
                name: "seeds.ods",
                type: "application/vnd.oasis.opendocument.spreadsheet",
                octets: Buffer.alloc(18_000, 7),
            },
        ],
    },
    {
        from: person("Radio Sur", "mesa@radio.example"),
        subject: "Programme for the week",
        at: ago(3),
        text: "Monday: water. Tuesday: housing. Wednesday: music from the coast. Who takes the microphone on Thursday?",
        keywords: { $flagged: true, $seen: true },
    },
    {
        from: person("Assembly", "assembly@example.org"),
        subject: "Minutes of the assembly",
        at: ago(20),
        text: "Present: eleven people. We decided to buy the second disk, and to meet with the neighbours about the well.",
        keywords: { $seen: true },
        files: [{ name: "minutes.pdf", type: "application/pdf", octets: Buffer.alloc(64_000, 7) }],
    },
    {
        from: person("Ema Ruiz", "ema@coop.example"),
        subject: "Bread orders",
        at: ago(26),
        text: "Twelve loaves for Friday, as always? The oven is warm from six in the morning.",
        keywords: { $seen: true, $answered: true },
    },
    {
        from: person("Taller de bicis", "taller@bici.example"),
        subject: "Your bicycle is ready",
        at: ago(30),
        text: "New chain, new brakes, and we found the noise. Come by before seven.",
        keywords: { $seen: true },
    },
    {
        from: person("Library", "library@barrio.example"),
        subject: "The book that you asked for",
        at: ago(50),
        text: "It is here and waits for you until the end of the month.",
        keywords: { $seen: true },
    },
    {
        from: person("Noor Haddad", "noor@elsewhere.example"),
        subject: "Photos of the garden",
        at: ago(75),
        text: "The first flowers of the squash. It will be a good year.",
        keywords: { $seen: true },
    },
    {
        from: person("Jun", "jun@print.example"),
        subject: "Posters",
        at: ago(99),
        text: "Two hundred, on the thick paper. The blue came out beautifully.",
        keywords: { $seen: true },
    },
];

await walk(async (w) => {
    const { member } = w.world.members;
    const program = await w.program();
    await program.put(letters({ name: null, email: member.address }));
    await w.signIn(member);
    const shot = async (name) => {
        await w.page.waitForTimeout(800);
        await w.page.screenshot({ path: `${w.world.into}/${name}.png` });
    };
    if (w.look.width > 960) {
        await w.go("/portal/mail/inbox");
        await w.row("Seed exchange").locator("a").click();
        await w.page.locator(".letter.open").first().waitFor();
        await shot("portal-mail");
        await w.go("/portal/care");
        await w.page.locator("h1").first().waitFor();
        await shot("portal-care");
        return;
    }
    await w.go("/portal/mail/inbox");
    await w.row("Seed exchange").waitFor();
    await shot("phone-list");
    await w.row("Seed exchange").locator("a").click();
    await w.page.locator(".letter.open").first().waitFor();
    await shot("phone-thread");
    await w.go("/portal/settings/mail-programs");
    await w.role("heading", "settings-programs").first().waitFor();
    await shot("phone-settings");
});
