// SPDX-License-Identifier: AGPL-3.0-or-later
// The public page: what the collective says of itself to everybody, by language.
import { useState } from "preact/hooks";
import { Section, useAsked } from "../settings/page";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice } from "../ui/failure";
import { SelectField, TextArea, TextField } from "../ui/field";
import { Icon } from "../ui/icon";
import { Empty, Notice, Spinner } from "../ui/parts";
import { tell } from "../ui/toast";
import { languageName, onlyDate } from "../words/format";
import { language as ownLanguage, languages, say } from "../words/words";
import { ifKnown, list, update } from "./ask";
import type { PageTexts, PublicPage } from "./types";

const fields = ["about", "services", "joining", "canary", "transparency"] as const;
const lettersMax = 20_000;
const languagesMax = 20;
/// Languages that are offered; others can be typed.
const offered = [
    ...Object.keys(languages),
    "ca",
    "de",
    "el",
    "eu",
    "fa",
    "gl",
    "it",
    "ku",
    "nah",
    "qu",
    "tr",
];

async function look(): Promise<PublicPage | "none"> {
    const found = await ifKnown(list<PublicPage>("Collective"));
    return found?.[0] ?? "none";
}

export function PublicPageForm() {
    const { value, error, again } = useAsked(look);
    if (!value) return error ? <FailureNotice error={error} area="care" again={again} /> : <Spinner />;
    if (value === "none")
        return (
            <Empty icon="door" title={say("care-page-none")}>
                <p>{say("care-page-none-text")}</p>
            </Empty>
        );
    return <Form page={value} again={again} />;
}

function Form({ page, again }: { page: PublicPage; again: () => Promise<void> }) {
    const [name, setName] = useState(page.name);
    const [contact, setContact] = useState(page.contact ?? "");
    const [main, setMain] = useState(page.language);
    const [texts, setTexts] = useState<Record<string, PageTexts>>(
        Object.keys(page.texts).length > 0 ? page.texts : { [page.language]: {} },
    );
    const [open, setOpen] = useState(page.texts[ownLanguage] ? ownLanguage : Object.keys(texts)[0]!);
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const patch = patchFrom(page, {
        name: name.trim(),
        contact: contact.trim() || null,
        language: main,
        texts,
    });
    const isChanged = Object.keys(patch).length > 0;
    const save = async () => {
        setBusy(true);
        setError(undefined);
        try {
            await update("Collective", "singleton", patch);
            tell(say("care-page-saved"));
            await again();
        } catch (failed) {
            setError(failed);
        } finally {
            setBusy(false);
        }
    };
    const drop = async () => {
        if (
            !(await ask(
                say("care-page-drop-title", { language: languageName(open) }),
                say("care-page-drop-text"),
                say("care-page-drop"),
            ))
        )
            return;
        const { [open]: _, ...rest } = texts;
        setTexts(rest);
        setOpen(Object.keys(rest)[0]!);
        if (main === open) setMain(Object.keys(rest)[0]!);
    };
    return (
        <form
            class="stack"
            noValidate
            autocomplete="off"
            onSubmit={(event) => {
                event.preventDefault();
                void save();
            }}
        >
            <div class="row-between">
                <p class="quiet lead">{say("care-page-text")}</p>
                <a class="button" href="/" target="_blank" rel="noopener">
                    <Icon name="eye" /> {say("care-page-look")}
                </a>
            </div>
            <Section title={say("care-page-all-languages")}>
                <TextField label={say("care-page-name")} value={name} onInput={setName} maxLength={200} />
                <TextField
                    label={say("care-page-contact")}
                    hint={say("care-page-contact-hint")}
                    value={contact}
                    onInput={setContact}
                    ltr
                />
                <SelectField
                    label={say("care-page-main")}
                    hint={say("care-page-main-hint")}
                    value={main}
                    onChange={setMain}
                    options={Object.keys({ ...texts, [main]: {} }).map(
                        (one) => [one, languageName(one)] as const,
                    )}
                />
            </Section>
            <Languages
                texts={texts}
                open={open}
                onOpen={setOpen}
                onAdd={(code) => (setTexts({ ...texts, [code]: {} }), setOpen(code))}
            />
            <Section
                title={languageName(open)}
                aside={
                    Object.keys(texts).length > 1 && (
                        <Button small kind="danger" onClick={drop}>
                            {say("care-page-drop")}
                        </Button>
                    )
                }
            >
                <Texts
                    key={open}
                    page={page}
                    language={open}
                    texts={texts[open] ?? {}}
                    onChange={(next) => setTexts({ ...texts, [open]: next })}
                />
            </Section>
            <FailureNotice error={error} area="care" />
            <div class={isChanged ? "save-bar is-changed" : "save-bar"}>
                <span class="quiet small grow" role="status">
                    {isChanged ? say("care-page-unsaved") : ""}
                </span>
                <Button type="submit" kind="primary" busy={busy} disabled={!isChanged || name.trim() === ""}>
                    {say("ui-save")}
                </Button>
            </div>
        </form>
    );
}

/// What is another now; texts one by one, so that nobody overwrites what somebody else writes meanwhile.
function patchFrom(
    page: PublicPage,
    now: Pick<PublicPage, "name" | "contact" | "language" | "texts">,
): Record<string, unknown> {
    const patch: Record<string, unknown> = {};
    for (const name of ["name", "contact", "language"] as const)
        if (now[name] !== page[name]) patch[name] = now[name];
    for (const [language, texts] of Object.entries(now.texts)) {
        const before = page.texts[language];
        if (!before) {
            const some = Object.fromEntries(
                fields.filter((one) => texts[one]?.trim()).map((one) => [one, texts[one]!.trim()]),
            );
            if (Object.keys(some).length > 0) patch[`texts/${language}`] = some;
            continue;
        }
        for (const one of fields)
            if ((texts[one] ?? "").trim() !== (before[one] ?? "").trim())
                patch[`texts/${language}/${one}`] = (texts[one] ?? "").trim();
    }
    for (const language of Object.keys(page.texts))
        if (!now.texts[language]) patch[`texts/${language}`] = null;
    return patch;
}

function Languages({
    texts,
    open,
    onOpen,
    onAdd,
}: {
    texts: Record<string, PageTexts>;
    open: string;
    onOpen: (code: string) => void;
    onAdd: (code: string) => void;
}) {
    const left = offered.filter((one) => !texts[one]);
    return (
        <div class="row-between">
            <div class="row" role="group" aria-label={say("care-page-languages")}>
                {Object.keys(texts).map((code) => (
                    <button
                        key={code}
                        type="button"
                        class="button small"
                        aria-pressed={code === open}
                        onClick={() => onOpen(code)}
                    >
                        {languageName(code)}
                    </button>
                ))}
            </div>
            {Object.keys(texts).length < languagesMax && (
                <SelectField
                    label={say("care-page-add-language")}
                    value=""
                    onChange={(code) => code && onAdd(code)}
                    options={[["", "—"] as const, ...left.map((one) => [one, languageName(one)] as const)]}
                />
            )}
        </div>
    );
}

const rightToLeft = new Set(["ar", "fa", "he", "ku", "ps", "ur"]);

function Texts({
    page,
    language,
    texts,
    onChange,
}: {
    page: PublicPage;
    language: string;
    texts: PageTexts;
    onChange: (texts: PageTexts) => void;
}) {
    const words: Record<(typeof fields)[number], [string, string]> = {
        about: [say("care-page-about"), say("care-page-about-hint")],
        services: [say("care-page-services"), say("care-page-services-hint")],
        joining: [say("care-page-joining"), say("care-page-joining-hint")],
        canary: [say("care-page-canary"), say("care-page-canary-hint")],
        transparency: [say("care-page-transparency"), say("care-page-transparency-hint")],
    };
    const updated: Partial<Record<string, string>> = {
        canary: page.canaryUpdated[language],
        transparency: page.transparencyUpdated[language],
    };
    return (
        <>
            {fields.map((one) => {
                const since = updated[one];
                return (
                    <TextArea
                        key={one}
                        label={words[one][0]}
                        hint={
                            since
                                ? `${words[one][1]} ${say("care-page-changed", { date: onlyDate(new Date(since)) })}`
                                : words[one][1]
                        }
                        value={texts[one] ?? ""}
                        onInput={(text) => onChange({ ...texts, [one]: text })}
                        rows={one === "about" ? 6 : 4}
                        maxLength={lettersMax}
                        dir={rightToLeft.has(language.split("-")[0]!) ? "rtl" : "ltr"}
                    />
                );
            })}
            <Notice>{say("care-page-plain")}</Notice>
        </>
    );
}
