// SPDX-License-Identifier: AGPL-3.0-or-later
// App passwords: one for each program, and codes that set up a phone with it.
import { useState } from "preact/hooks";
import { StepTitle } from "../entry/paper";
import { checkSet, client, collective } from "../jmap/client";
import type { Answer, Id } from "../jmap/types";
import { self, session } from "../store/account";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice, tellFailure } from "../ui/failure";
import { TextField } from "../ui/field";
import { FormDialog } from "../ui/form_dialog";
import { Icon } from "../ui/icon";
import { Copyable, Notice, Secret, Spinner } from "../ui/parts";
import { QrCode } from "../ui/qr";
import { tell } from "../ui/toast";
import { onlyDate } from "../words/format";
import { say } from "../words/words";
import { Section, useAsked } from "./page";
import { withProof } from "./proof";
import { appleProfile, davCode, servers, thunderbirdCode, type MailServer, type Servers } from "./servers";

interface AppPassword {
    id: Id;
    label: string;
    created: string;
}
interface Fresh {
    label: string;
    secret: string;
}

const address = (): string => session.value?.username ?? "";

async function appPasswords(): Promise<AppPassword[]> {
    const said = await client.call("AppPassword/get", { accountId: collective, ids: null });
    return (said["list"] as AppPassword[]).sort((a, b) => b.created.localeCompare(a.created));
}

export function ProgramsPage() {
    const all = useAsked(appPasswords);
    const known = useAsked(() => servers(address()));
    const [adding, setAdding] = useState(false);
    const [fresh, setFresh] = useState<Fresh>();
    if (fresh) return <Setup fresh={fresh} known={known.value} onDone={() => setFresh(undefined)} />;
    const remove = async (one: AppPassword) => {
        if (
            !(await ask(
                say("programs-remove-title", { label: one.label }),
                say("programs-remove-text"),
                say("programs-remove"),
            ))
        )
            return;
        try {
            checkSet(await client.call("AppPassword/set", { accountId: collective, destroy: [one.id] }));
            tell(say("programs-removed", { label: one.label }));
        } catch (failed) {
            tellFailure(failed);
        }
        await all.again();
    };
    return (
        <>
            <Section title={say("programs-title")} text={say("programs-text")}>
                {!all.value && !all.error && <Spinner />}
                <FailureNotice error={all.error} again={all.again} />
                {all.value?.length === 0 && <p class="quiet">{say("programs-none")}</p>}
                <ul class="settings-list">
                    {all.value?.map((one) => (
                        <li key={one.id}>
                            <Icon name="phone" />
                            <div class="grow">
                                <strong>{one.label}</strong>
                                <p class="small quiet">
                                    {say("settings-since", { date: onlyDate(new Date(one.created)) })}
                                </p>
                            </div>
                            <Button small kind="danger" onClick={() => remove(one)}>
                                {say("programs-remove")}
                                <span class="visually-hidden"> {one.label}</span>
                            </Button>
                        </li>
                    ))}
                </ul>
                <div>
                    <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
                        {say("programs-add")}
                    </Button>
                </div>
            </Section>
            <Section title={say("programs-by-hand")} text={say("programs-by-hand-text")}>
                {known.value ? (
                    <ByHand known={known.value} />
                ) : known.error ? (
                    <FailureNotice error={known.error} again={known.again} />
                ) : (
                    <Spinner />
                )}
            </Section>
            {adding && (
                <NewAppPassword
                    onClose={() => setAdding(false)}
                    onMade={(made) => {
                        setAdding(false);
                        setFresh(made);
                        void all.again();
                    }}
                />
            )}
        </>
    );
}

function NewAppPassword({ onClose, onMade }: { onClose: () => void; onMade: (made: Fresh) => void }) {
    const [label, setLabel] = useState("");
    const make = async (proof: string) => {
        const said = checkSet(
            await client.call("AppPassword/set", {
                accountId: collective,
                proof,
                create: { one: { label: label.trim() } },
            }),
        );
        const made = (said["created"] as Record<string, Answer>)["one"]!;
        onMade({ label: label.trim(), secret: String(made["secret"]) });
    };
    return (
        <FormDialog
            title={say("programs-add")}
            yes={say("ui-next")}
            isReady={label.trim() !== ""}
            onYes={() => withProof(make)}
            onClose={onClose}
        >
            <TextField
                label={say("programs-label")}
                hint={say("programs-label-hint")}
                value={label}
                onInput={setLabel}
                autocomplete="off"
                autofocus
                required
                maxLength={100}
            />
        </FormDialog>
    );
}

const ways = ["android", "apple", "other"] as const;
type Way = (typeof ways)[number];

function likelyWay(): Way {
    return /iPhone|iPad|Mac OS/.test(navigator.userAgent) ? "apple" : "android";
}

/// The new secret, once, and what to do with it on which device.
function Setup({ fresh, known, onDone }: { fresh: Fresh; known: Servers | undefined; onDone: () => void }) {
    const [way, setWay] = useState<Way>(likelyWay());
    const label: Record<Way, string> = {
        android: say("programs-android"),
        apple: say("programs-apple"),
        other: say("programs-other"),
    };
    const step = (to: number) => {
        const next = ways[(ways.indexOf(way) + to + ways.length) % ways.length]!;
        setWay(next);
        document.getElementById(`way-${next}`)?.focus();
    };
    return (
        <section class="card stack">
            <StepTitle level={2}>{say("programs-setup", { label: fresh.label })}</StepTitle>
            <Notice kind="warning">{say("programs-once")}</Notice>
            <div
                class="tabs"
                role="tablist"
                aria-label={say("programs-device")}
                onKeyDown={(event) => {
                    const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
                    const back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
                    if (event.key !== forward && event.key !== back) return;
                    event.preventDefault();
                    step(event.key === forward ? 1 : -1);
                }}
            >
                {ways.map((one) => (
                    <button
                        key={one}
                        type="button"
                        role="tab"
                        id={`way-${one}`}
                        aria-selected={way === one}
                        aria-controls="way"
                        tabIndex={way === one ? 0 : -1}
                        onClick={() => setWay(one)}
                    >
                        {label[one]}
                    </button>
                ))}
            </div>
            <div id="way" role="tabpanel" aria-labelledby={`way-${way}`} class="stack">
                {!known ? (
                    <Spinner />
                ) : way === "android" ? (
                    <Android fresh={fresh} known={known} />
                ) : way === "apple" ? (
                    <Apple fresh={fresh} />
                ) : (
                    <Other fresh={fresh} known={known} />
                )}
            </div>
            <div>
                <Button kind="primary" onClick={onDone}>
                    {say("programs-done")}
                </Button>
            </div>
        </section>
    );
}

function Android({ fresh, known }: { fresh: Fresh; known: Servers }) {
    const mail = thunderbirdCode(address(), String(self.value?.["name"] ?? ""), fresh.secret, known);
    const contacts = davCode(address(), fresh.secret, known);
    const isHere = /Android/.test(navigator.userAgent);
    return (
        <>
            {mail ? (
                <div class="with-qr">
                    <div class="stack-small">
                        <h3>{say("programs-android-mail")}</h3>
                        <ol class="steps">
                            <li>{say("programs-android-1")}</li>
                            <li>{say("programs-android-2")}</li>
                            <li>{say("programs-android-3")}</li>
                        </ol>
                    </div>
                    <QrCode text={mail} label={say("programs-android-qr")} />
                </div>
            ) : (
                <Other fresh={fresh} known={known} />
            )}
            {contacts && (
                <div class="with-qr">
                    <div class="stack-small">
                        <h3>{say("programs-dav")}</h3>
                        <p>{say("programs-dav-text")}</p>
                        {isHere && (
                            <p>
                                <a class="button" href={contacts}>
                                    {say("programs-dav-open")}
                                </a>
                            </p>
                        )}
                    </div>
                    <QrCode text={contacts} label={say("programs-dav-qr")} />
                </div>
            )}
            <Notice>{say("programs-qr-warning")}</Notice>
        </>
    );
}

function Apple({ fresh }: { fresh: Fresh }) {
    const profile = appleProfile(address());
    return (
        <>
            <div class="with-qr">
                <div class="stack-small">
                    <ol class="steps">
                        <li>{say("programs-apple-1")}</li>
                        <li>{say("programs-apple-2")}</li>
                        <li>{say("programs-apple-3")}</li>
                    </ol>
                    <p>
                        <a class="button" href={profile}>
                            <Icon name="download" /> <span>{say("programs-apple-here")}</span>
                        </a>
                    </p>
                </div>
                <QrCode text={profile} label={say("programs-apple-qr")} />
            </div>
            <h3>{say("programs-secret")}</h3>
            <Secret text={fresh.secret} label={say("programs-secret")} />
        </>
    );
}

function Other({ fresh, known }: { fresh: Fresh; known: Servers }) {
    return (
        <>
            <h3>{say("programs-secret")}</h3>
            <Secret text={fresh.secret} label={say("programs-secret")} />
            <p>{say("programs-other-text")}</p>
            <ByHand known={known} />
        </>
    );
}

function ByHand({ known }: { known: Servers }) {
    const rows: (readonly [label: string, text: string])[] = [[say("programs-user"), address()]];
    const server = (label: string, one: MailServer | undefined) => {
        if (one) rows.push([label, `${one.host}:${one.port}, ${one.isTls ? "SSL/TLS" : "STARTTLS"}`]);
    };
    server(say("programs-imap"), known.imap);
    server(say("programs-smtp"), known.smtp);
    server(say("programs-smtp-other"), known.otherSmtp);
    if (known.contacts) rows.push([say("programs-carddav"), known.contacts]);
    return (
        <dl class="facts">
            {rows.map(([label, text]) => (
                <div key={label}>
                    <dt>{label}</dt>
                    <dd>
                        <Copyable text={text} label={say("programs-copy", { what: label })} />
                    </dd>
                </div>
            ))}
            <div>
                <dt>{say("programs-kind")}</dt>
                <dd>{say("programs-kind-text")}</dd>
            </div>
        </dl>
    );
}
