// SPDX-License-Identifier: AGPL-3.0-or-later
// The five questions of a founding, one on each page.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Failure } from "../jmap/client";
import { Button } from "../ui/button";
import { Choice, SelectField, TextField } from "../ui/field";
import { Notice } from "../ui/parts";
import { number } from "../words/format";
import { say } from "../words/words";
import {
    type Answers,
    type Authority,
    type Page,
    argumentsOf,
    isAnswered,
    isDomain,
    pageOf,
    pages,
    questions,
} from "./found_answers";
import { foundingFailure } from "./found";
import { Entry } from "./frame";
import { NewPasswordFields } from "./new_password";
import { StepTitle } from "./paper";
import { Grains } from "./unlock";

/// n and k that suit many.
const usual = [
    [3, 2],
    [5, 3],
    [7, 4],
] as const;

interface QuestionsProps {
    answers: Answers;
    most: number;
    onChange: (answers: Answers) => void;
    onFound: (begin: Record<string, unknown>) => Promise<void>;
}

export function Questions({ answers, most, onChange, onFound }: QuestionsProps) {
    const [page, setPage] = useState<Page>("name");
    const [tried, setTried] = useState(false);
    const [refused, setRefused] = useState<{ property: string; text: string }>();
    const [busy, setBusy] = useState(false);
    const at = pages.indexOf(page);
    const set = (some: Partial<Answers>) => {
        setRefused(undefined);
        onChange({ ...answers, ...some });
    };
    const to = (next: Page) => {
        setTried(false);
        setPage(next);
    };
    const found = async () => {
        setBusy(true);
        setRefused(undefined);
        try {
            await onFound(argumentsOf(answers));
        } catch (failed) {
            const properties =
                failed instanceof Failure ? (failed.more["properties"] as string[] | undefined) : undefined;
            const property = properties?.[0] ?? "";
            setRefused({ property, text: foundingFailure(failed) });
            const where = pageOf[property];
            if (where) to(where);
        } finally {
            setBusy(false);
        }
    };
    const next = () => {
        setTried(true);
        if (page === "founder") set({ password: { ...answers.password, tried: true } });
        if (!isAnswered(page, answers)) return;
        if (page === "look") void found();
        else to(pages[at + 1]!);
    };
    const parts = {
        answers,
        set,
        tried,
        refused: (property: string) => (refused?.property === property ? refused.text : undefined),
    };
    return (
        <Entry title={say("found-title")}>
            <form
                class="card"
                noValidate
                key={page}
                onSubmit={(event) => {
                    event.preventDefault();
                    next();
                }}
            >
                <Progress at={at} />
                {page === "name" && <Name {...parts} />}
                {page === "domain" && <Domain {...parts} />}
                {page === "keyholders" && <Keyholders {...parts} most={most} />}
                {page === "founder" && <Founder {...parts} />}
                {page === "certificates" && <Certificates {...parts} />}
                {page === "look" && <Look answers={answers} onChange={to} />}
                {refused && !pageOf[refused.property] && <Notice kind="danger">{refused.text}</Notice>}
                <div class="found-moves">
                    {at > 0 ? <Button onClick={() => to(pages[at - 1]!)}>{say("ui-back")}</Button> : <span />}
                    <Button type="submit" kind="primary" busy={busy}>
                        {say(page === "look" ? "found-go" : "ui-next")}
                    </Button>
                </div>
            </form>
        </Entry>
    );
}

function Progress({ at }: { at: number }) {
    return (
        <div class="found-progress">
            <span class="small quiet">
                {at < questions ? say("found-question", { at: at + 1, all: questions }) : say("found-last")}
            </span>
            <span class="bars" aria-hidden="true">
                {pages.slice(0, questions).map((one, i) => (
                    <i key={one} class={i <= at ? "full" : undefined} />
                ))}
            </span>
        </div>
    );
}

interface PartProps {
    answers: Answers;
    set: (some: Partial<Answers>) => void;
    /// Somebody tried to go on: what is missing is said.
    tried: boolean;
    refused: (property: string) => string | undefined;
}

function Name({ answers, set, tried, refused }: PartProps) {
    return (
        <>
            <StepTitle>{say("found-name-title")}</StepTitle>
            <p>{say("found-name-text")}</p>
            <TextField
                label={say("found-name")}
                hint={say("found-name-hint")}
                value={answers.name}
                onInput={(name) => set({ name })}
                wrong={
                    refused("name") ??
                    (tried && answers.name.trim() === "" ? say("found-name-needed") : undefined)
                }
                autofocus
                maxLength={100}
            />
        </>
    );
}

function Domain({ answers, set, tried, refused }: PartProps) {
    const domain = answers.domain.trim();
    const isGood = isDomain(domain);
    // While it is being typed only what cannot become one is said.
    const wrong =
        refused("domain") ??
        (domain !== "" && (/[\s/:@]/.test(domain) || (tried && !isGood))
            ? say("found-domain-form")
            : tried && domain === ""
              ? say("found-domain-form")
              : undefined);
    return (
        <>
            <StepTitle>{say("found-domain-title")}</StepTitle>
            <p>{say("found-domain-text")}</p>
            <TextField
                label={say("found-domain")}
                value={answers.domain}
                onInput={(value) => set({ domain: value })}
                wrong={wrong}
                inputMode="url"
                autocomplete="off"
                autofocus
                ltr
            />
            <div role="status">
                {isGood && !wrong && (
                    <Notice>
                        {say("found-domain-means", { address: `ana@${domain}`, host: `mail.${domain}` })}
                    </Notice>
                )}
            </div>
        </>
    );
}

function Keyholders({ answers, set, refused, most }: PartProps & { most: number }) {
    const { keyholders, threshold } = answers;
    const isUsual = usual.some(([n, k]) => n === keyholders && k === threshold);
    const [other, setOther] = useState(!isUsual);
    const options = (from: number, to: number) =>
        Array.from({ length: to - from + 1 }, (_, i) => [String(from + i), number(from + i)] as const);
    return (
        <>
            <StepTitle>{say("found-keyholders-title")}</StepTitle>
            <p>{say("found-keyholders-text")}</p>
            <fieldset>
                <legend class="field-label">{say("found-keyholders-how-many")}</legend>
                {usual.map(([n, k]) => (
                    <Choice
                        key={n}
                        radio="quorum"
                        label={say("found-keyholders-usual", { keyholders: n, threshold: k })}
                        hint={
                            n === 3
                                ? say("found-keyholders-3")
                                : n === 5
                                  ? say("found-keyholders-5")
                                  : say("found-keyholders-7")
                        }
                        checked={!other && keyholders === n && threshold === k}
                        onChange={() => {
                            setOther(false);
                            set({ keyholders: n, threshold: k });
                        }}
                    />
                ))}
                <Choice
                    radio="quorum"
                    label={say("found-keyholders-other")}
                    checked={other}
                    onChange={() => setOther(true)}
                />
            </fieldset>
            {other && (
                <div class="columns">
                    <SelectField
                        label={say("found-keyholders-n")}
                        value={String(keyholders)}
                        onChange={(next) =>
                            set({ keyholders: Number(next), threshold: Math.min(threshold, Number(next)) })
                        }
                        options={options(1, most)}
                        wrong={refused("keyholders")}
                    />
                    <SelectField
                        label={say("found-keyholders-k")}
                        value={String(threshold)}
                        onChange={(next) => set({ threshold: Number(next) })}
                        options={options(1, keyholders)}
                        wrong={refused("threshold")}
                    />
                </div>
            )}
            <Meaning keyholders={keyholders} threshold={threshold} />
            <details class="small">
                <summary>{say("found-keyholders-who")}</summary>
                <p>{say("found-keyholders-who-text")}</p>
            </details>
        </>
    );
}

/// The picture of n and k, and what they mean on a bad day.
function Meaning({ keyholders, threshold }: { keyholders: number; threshold: number }) {
    const spare = keyholders - threshold;
    return (
        <div class="found-meaning" role="status">
            <Grains
                keyholders={keyholders}
                collected={Array.from({ length: threshold }, (_, i) => i + 1)}
                example
            />
            <p>{say("found-means-open", { keyholders, threshold })}</p>
            {threshold === 1 ? (
                <Notice kind="danger">{say("found-means-one")}</Notice>
            ) : (
                <p>{say("found-means-few", { count: threshold - 1 })}</p>
            )}
            {spare === 0 ? (
                <Notice kind="warning">
                    {say(keyholders === 1 ? "found-means-alone" : "found-means-all")}
                </Notice>
            ) : (
                <p>{say("found-means-spare", { count: spare })}</p>
            )}
        </div>
    );
}

function Founder({ answers, set, tried, refused }: PartProps) {
    return (
        <>
            <StepTitle>{say("found-founder-title")}</StepTitle>
            <p>{say("found-founder-text")}</p>
            <TextField
                label={say("join-address")}
                hint={say("found-founder-hint")}
                value={answers.address}
                onInput={(address) => set({ address: address.split("@")[0]! })}
                wrong={
                    refused("address") ??
                    (tried && answers.address.trim() === "" ? say("join-address-needed") : undefined)
                }
                suffix={<span class="suffix ltr">@{answers.domain.trim()}</span>}
                joined
                autocomplete="username"
                autofocus
                ltr
            />
            <TextField
                label={say("join-name")}
                hint={say("join-name-hint")}
                value={answers.memberName}
                onInput={(memberName) => set({ memberName })}
                wrong={refused("memberName")}
                autocomplete="off"
                maxLength={100}
            />
            <NewPasswordFields password={answers.password} onChange={(password) => set({ password })} />
            {refused("password") && <Notice kind="danger">{refused("password")}</Notice>}
        </>
    );
}

function Certificates({ answers, set, tried, refused }: PartProps) {
    const { authority } = answers;
    const choose = (next: Authority) => () => set({ authority: next });
    return (
        <>
            <StepTitle>{say("found-certificates-title")}</StepTitle>
            <p>{say("found-certificates-text")}</p>
            <fieldset>
                <legend class="visually-hidden">{say("found-certificates-title")}</legend>
                <Choice
                    radio="authority"
                    label={say("found-certificates-letsencrypt")}
                    hint={say("found-certificates-letsencrypt-hint")}
                    checked={authority === "letsencrypt"}
                    onChange={choose("letsencrypt")}
                />
                <Choice
                    radio="authority"
                    label={say("found-certificates-other")}
                    checked={authority === "other"}
                    onChange={choose("other")}
                />
                <Choice
                    radio="authority"
                    label={say("found-certificates-none")}
                    hint={say("found-certificates-none-hint")}
                    checked={authority === "none"}
                    onChange={choose("none")}
                />
            </fieldset>
            {authority === "other" && (
                <TextField
                    label={say("found-certificates-directory")}
                    hint={say("found-certificates-directory-hint")}
                    type="url"
                    value={answers.directory}
                    onInput={(directory) => set({ directory })}
                    wrong={
                        refused("acmeDirectory") ??
                        (tried && !answers.directory.trim().startsWith("https://")
                            ? say("found-certificates-directory-form")
                            : undefined)
                    }
                    autocomplete="off"
                    ltr
                />
            )}
            {authority !== "none" && (
                <>
                    <TextField
                        label={say("found-contact")}
                        hint={say("found-contact-hint")}
                        value={answers.contact}
                        onInput={(contact) => set({ contact })}
                        wrong={refused("contact")}
                        autocomplete="off"
                        ltr
                    />
                    <Choice
                        label={say("found-agree")}
                        hint={authority === "letsencrypt" ? <TermsLink /> : undefined}
                        checked={answers.agreed}
                        onChange={(agreed) => set({ agreed })}
                    />
                    {tried && !answers.agreed && <Notice kind="danger">{say("found-agree-needed")}</Notice>}
                </>
            )}
        </>
    );
}

function TermsLink() {
    return (
        <a href="https://letsencrypt.org/repository/" target="_blank" rel="noreferrer">
            {say("found-terms")}
        </a>
    );
}

function Look({ answers, onChange }: { answers: Answers; onChange: (page: Page) => void }) {
    const domain = answers.domain.trim();
    const authority: Record<Authority, string> = {
        letsencrypt: "Let’s Encrypt",
        other: answers.directory.trim(),
        none: say("found-certificates-none"),
    };
    const row = (page: Page, label: string, value: ComponentChildren) => (
        <div>
            <dt>{label}</dt>
            <dd class="row-between">
                <span>{value}</span>
                <Button small onClick={() => onChange(page)}>
                    {say("ui-edit")}
                    <span class="visually-hidden"> {label}</span>
                </Button>
            </dd>
        </div>
    );
    return (
        <>
            <StepTitle>{say("found-look-title")}</StepTitle>
            <dl class="facts">
                {row("name", say("found-name"), answers.name.trim())}
                {row("domain", say("found-domain"), <span class="ltr">{domain}</span>)}
                {row(
                    "keyholders",
                    say("unlock-grains"),
                    say("found-keyholders-usual", {
                        keyholders: answers.keyholders,
                        threshold: answers.threshold,
                    }),
                )}
                {row(
                    "founder",
                    say("sign-in-address"),
                    <span class="ltr">{`${answers.address.trim()}@${domain}`}</span>,
                )}
                {row("certificates", say("found-certificates"), authority[answers.authority])}
            </dl>
            <Notice>{say("found-look-text", { count: answers.keyholders })}</Notice>
        </>
    );
}
