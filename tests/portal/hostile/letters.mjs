// SPDX-License-Identifier: AGPL-3.0-or-later
// Hostile letters as octets, each with the words in it that do no harm and are to be read.
import { html } from "./html.mjs";
import { mime } from "./mime.mjs";

const harm = "top.__pwned=1";

/// `trap`: an address of which each request is a failure. `path`: the portal's own paths that no letter may ask for.
export function letters(to, trap, path) {
    const all = [
        ...Object.entries(html).map(([name, text]) => [
            name,
            { body: `MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>MARK</p>\n${text}` },
            true,
        ]),
        ...Object.entries(mime).map(([name, one]) => [name, one, false]),
    ];
    return all.map(([name, one, isHtml], n) => {
        const words = `harmless ${n}`;
        const fill = (text) => {
            const filled = text
                .replaceAll("§", harm)
                .replaceAll("¤", `${trap}/${name}`)
                .replaceAll("MARK", words);
            return isHtml ? filled.replaceAll("~", `${path}${name}`) : filled;
        };
        const head = fill(
            `From: ${one.from ?? `"Stranger" <stranger@elsewhere.test>`}\nTo: ${to}\nSubject: ${one.subject ?? `Letter ${n}: ${name}`}\nMessage-ID: <hostile-${n}@elsewhere.test>\nDate: Sat, 28 Nov 2026 10:00:00 +0000\n${one.more ?? ""}`,
        );
        const body = one.octets ? one.octets(fill) : Buffer.from(fill(one.body));
        return {
            name,
            words,
            isHtml,
            hidden: one.hidden ?? false,
            octets: Buffer.concat([Buffer.from(head), body]),
        };
    });
}
