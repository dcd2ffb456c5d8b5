// SPDX-License-Identifier: AGPL-3.0-or-later
// What is around every screen before one is signed in: the mark, the languages.
import type { ComponentChildren } from "preact";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Mark } from "../ui/mark";
import { chooseLanguage, language, languages, say } from "../words/words";

/// Whose house it is: what a founding calls it, else the address by which one came.
export const houseName = signal("");

export function Entry({
    title,
    wide,
    children,
}: {
    title: string;
    wide?: boolean;
    children: ComponentChildren;
}) {
    useEffect(() => {
        document.title = `${title} · Milpa`;
    }, [title]);
    return (
        <div class={wide ? "entry wide" : "entry"}>
            <header>
                <span class="mark">
                    <Mark />
                </span>
                {houseName.value ? (
                    <span class="name" dir="auto">
                        {houseName.value}
                    </span>
                ) : (
                    <span class="name ltr">{location.hostname}</span>
                )}
            </header>
            <main>{children}</main>
            <footer>
                <nav class="languages" aria-label={say("app-languages")}>
                    {Object.entries(languages).map(([code, name]) => (
                        <button
                            key={code}
                            type="button"
                            lang={code}
                            class="button plain small"
                            aria-current={code === language ? "true" : undefined}
                            onClick={() => chooseLanguage(code)}
                        >
                            {name}
                        </button>
                    ))}
                </nav>
                <a href="/plain/">{say("app-plain")}</a>
            </footer>
        </div>
    );
}
