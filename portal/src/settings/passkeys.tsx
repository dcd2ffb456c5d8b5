// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys: those that open the account alone, and those that are asked for beside the password.
import { useState } from "preact/hooks";
import { createPasskey, hasPasskeys } from "../entry/passkey";
import { sessionLabel } from "../entry/sign_in";
import { postJson } from "../jmap/client";
import type { Answer } from "../jmap/types";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { failureText, tellFailure } from "../ui/failure";
import { Choice, TextField } from "../ui/field";
import { FormDialog } from "../ui/form_dialog";
import { Icon } from "../ui/icon";
import { tell } from "../ui/toast";
import { onlyDate } from "../words/format";
import { say } from "../words/words";
import { Section } from "./page";
import { assertPasskey, withProof, type Passkey } from "./proof";

/// The browser's own word for somebody who turned away, or waited too long.
const turnedAway = (error: unknown): boolean => (error as Error).name === "NotAllowedError";

/// From now on it opens alone: it computes a secret for that, which not every one can.
async function letOpen(proof: string, id: string): Promise<boolean> {
    try {
        const passkey = await assertPasskey([id]);
        if (!passkey["clientExtensionResults"]?.prf?.results?.first) return false;
        await postJson("/auth/passkeys/open", { proof, passkey });
        return true;
    } catch (error) {
        if (turnedAway(error)) return false;
        throw error;
    }
}

export function Passkeys({ passkeys, onChanged }: { passkeys: Passkey[]; onChanged: () => Promise<void> }) {
    const [adding, setAdding] = useState(false);
    const open = (one: Passkey) =>
        withProof(async (proof) => {
            const opens = await letOpen(proof, one.passkey);
            await onChanged();
            tell(say(opens ? "passkeys-opens-now" : "passkeys-cannot-open"));
        }).catch(tellFailure);
    const remove = async (one: Passkey) => {
        if (
            !(await ask(
                say("passkeys-remove-title", { label: one.label }),
                say("passkeys-remove-text"),
                say("passkeys-remove"),
            ))
        )
            return;
        await withProof(async (proof) => {
            await postJson("/auth/passkeys/remove", { proof, passkey: one.passkey });
            await onChanged();
        }).catch(tellFailure);
    };
    return (
        <Section title={say("passkeys-title")} text={say("passkeys-text")}>
            {passkeys.length > 0 && (
                <ul class="settings-list">
                    {passkeys.map((one) => (
                        <li key={one.passkey}>
                            <Icon name="fingerprint" />
                            <div class="grow">
                                <strong>{one.label || say("passkeys-unnamed")}</strong>
                                <p class="small quiet">
                                    {[
                                        one.opens && say("passkeys-opens"),
                                        one.secondFactor && say("passkeys-second"),
                                        !one.opens && !one.secondFactor && say("passkeys-proves"),
                                        say("settings-since", { date: onlyDate(new Date(one.created)) }),
                                    ]
                                        .filter(Boolean)
                                        .join(" · ")}
                                </p>
                            </div>
                            {!one.opens && !one.secondFactor && (
                                <Button small onClick={() => open(one)}>
                                    {say("passkeys-let-open")}
                                </Button>
                            )}
                            <Button small kind="danger" onClick={() => remove(one)}>
                                {say("passkeys-remove")}
                                <span class="visually-hidden"> {one.label}</span>
                            </Button>
                        </li>
                    ))}
                </ul>
            )}
            {hasPasskeys() ? (
                <div>
                    <Button icon="plus" onClick={() => setAdding(true)}>
                        {say("passkeys-add")}
                    </Button>
                </div>
            ) : (
                <p class="quiet">{say("passkeys-none-here")}</p>
            )}
            {adding && (
                <Add
                    onClose={() => setAdding(false)}
                    onAdded={async (told) => {
                        setAdding(false);
                        await onChanged();
                        tell(told);
                    }}
                />
            )}
        </Section>
    );
}

function Add({ onClose, onAdded }: { onClose: () => void; onAdded: (told: string) => void }) {
    const [label, setLabel] = useState(sessionLabel());
    const [second, setSecond] = useState(false);
    const add = async (proof: string) => {
        const made = await createPasskey(
            (await postJson("/auth/passkeys/offer", { proof }))["passkey"] as Answer,
        );
        // Of one that is for beside the password the secret is none of the server's business.
        if (second) made["clientExtensionResults"] = {};
        const added = (await postJson("/auth/passkeys/add", {
            proof,
            passkey: made,
            label: label.trim(),
            secondFactor: second,
        })) as unknown as Passkey;
        if (second) return onAdded(say("passkeys-second-now"));
        const opens = added.opens || (await letOpen(proof, added.passkey));
        onAdded(say(opens ? "passkeys-opens-now" : "passkeys-cannot-open"));
    };
    const textOf = (error: unknown) => {
        if (turnedAway(error)) return undefined;
        return (error as Error).name === "InvalidStateError" ? say("passkeys-exists") : failureText(error);
    };
    return (
        <FormDialog
            title={say("passkeys-add")}
            yes={say("ui-next")}
            isReady={label.trim() !== ""}
            onYes={() => withProof(add)}
            onClose={onClose}
            textOf={textOf}
        >
            <TextField
                label={say("passkeys-label")}
                hint={say("passkeys-label-hint")}
                value={label}
                onInput={setLabel}
                autocomplete="off"
                maxLength={100}
            />
            <fieldset>
                <legend class="field-label">{say("passkeys-what-for")}</legend>
                <Choice
                    radio="what-for"
                    label={say("passkeys-for-alone")}
                    hint={say("passkeys-for-alone-hint")}
                    checked={!second}
                    onChange={() => setSecond(false)}
                />
                <Choice
                    radio="what-for"
                    label={say("passkeys-for-second")}
                    hint={say("passkeys-for-second-hint")}
                    checked={second}
                    onChange={() => setSecond(true)}
                />
            </fieldset>
        </FormDialog>
    );
}
