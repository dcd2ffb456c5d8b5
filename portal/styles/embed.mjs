// SPDX-License-Identifier: AGPL-3.0-or-later
// The stylesheet of the plain pages (tokens.css and plain.css) as a source of C++, and the path at which it is served,
// which changes with it:
//
//     node portal/styles/embed.mjs OUT
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [out] = process.argv.slice(2);
if (!out) {
    console.error("usage: node portal/styles/embed.mjs OUT");
    process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
const octets = Buffer.concat(["tokens.css", "plain.css"].map((name) => readFileSync(join(here, name))));
const hash = createHash("sha256").update(octets).digest("hex").slice(0, 16);
const lines = [
    "// Made by portal/styles/embed.mjs.",
    '#include "pages/shell.hpp"',
    "namespace milpa::pages {",
    "std::string_view stylesheet() {",
    "    static constexpr char octets[] = {",
];
for (let at = 0; at < octets.length; at += 24)
    lines.push(
        `        ${[...octets.subarray(at, at + 24)].map((one) => (one > 127 ? one - 256 : one)).join(", ")},`,
    );
lines.push(
    "    };",
    `    return {octets, ${octets.length}};`,
    "}",
    `std::string_view stylesheet_path() { return "/plain/plain.${hash}.css"; }`,
    "}  // namespace milpa::pages",
    "",
);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "style.cpp"), lines.join("\n"));
