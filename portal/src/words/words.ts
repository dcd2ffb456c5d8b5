// SPDX-License-Identifier: AGPL-3.0-or-later
// Every sentence of the portal, in the language of the page (portal/words/).
import { FluentBundle, FluentResource } from "@fluent/bundle";
import type { Messages, Value } from "#words";

export const languages: Record<string, string> = {
    es: "Español",
    en: "English",
    pt: "Português",
    fr: "Français",
    ar: "العربية",
};
export const language = document.documentElement.lang || "en";
/// Dates and numbers. Browsers differ in the digits of Arabic; people who write in one portal see the same.
export const locale = `${language}-u-nu-latn`;
export const isRightToLeft = document.documentElement.dir === "rtl";

const bundle = new FluentBundle(locale, { useIsolating: true });
const loads = new Map<string, Promise<void>>();

function places(): Record<string, string> {
    const meta = document.querySelector<HTMLMetaElement>('meta[name="words"]');
    return JSON.parse(meta?.content ?? "{}") as Record<string, string>;
}

async function load(area: string): Promise<void> {
    const path = places()[area];
    if (!path) throw new Error(`no words for ${area}`);
    const answer = await fetch(path);
    if (!answer.ok) throw new Error(`words of ${area}: ${answer.status}`);
    bundle.addResource(new FluentResource(await answer.text()));
}

/// Areas are files of portal/words/LANGUAGE/. A failure is told, and the next call tries again.
export async function loadWords(...areas: string[]): Promise<void> {
    await Promise.all(
        areas.map((area) => {
            let loading = loads.get(area);
            if (!loading) {
                loading = load(area).catch((error: unknown) => {
                    loads.delete(area);
                    throw error;
                });
                loads.set(area, loading);
            }
            return loading;
        }),
    );
}

type Sentence = keyof Messages;
type Arguments<K extends Sentence> = Messages[K] extends void ? [] : [Messages[K]];

/// The sentence, with what it is about. One whose words are not loaded is a mistake of ours: its name is shown.
export function say<K extends Sentence>(id: K, ...about: Arguments<K>): string {
    const pattern = bundle.getMessage(id)?.value;
    if (!pattern) return id;
    return bundle.formatPattern(pattern, (about[0] ?? null) as Record<string, Value> | null, []);
}

/// A sentence whose name is made of what the server said; nothing where there is none.
export function sayIfKnown(id: string, about: Record<string, Value> = {}): string | undefined {
    const pattern = bundle.getMessage(id)?.value;
    return pattern ? bundle.formatPattern(pattern, about, []) : undefined;
}

/// The choice is a cookie, which the server reads; the page comes anew in it.
export function chooseLanguage(next: string): void {
    document.cookie = `lang=${next}; Path=/; Max-Age=31536000; SameSite=Lax; Secure`;
    location.reload();
}
