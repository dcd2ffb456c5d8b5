// SPDX-License-Identifier: AGPL-3.0-or-later
// What the portal says, in the language of a walk: from the same files, in the same way.
import { readFileSync, readdirSync } from "node:fs";
import { FluentBundle, FluentResource } from "../../portal/node_modules/@fluent/bundle/esm/index.js";

const folder = new URL("../../portal/words/", import.meta.url);

/// `say(name, about)`; a sentence that there is not is a mistake of the walk.
export function wordsOf(language) {
    const bundle = new FluentBundle(`${language}-u-nu-latn`, { useIsolating: true });
    const place = new URL(`${language}/`, folder);
    for (const name of readdirSync(place)) {
        if (name.endsWith(".ftl"))
            bundle.addResource(new FluentResource(readFileSync(new URL(name, place), "utf8")), {
                allowOverrides: true,
            });
    }
    return (id, about = {}) => {
        const pattern = bundle.getMessage(id)?.value;
        if (!pattern) throw new Error(`no sentence ${id} in ${language}`);
        return bundle.formatPattern(pattern, about, []);
    };
}
