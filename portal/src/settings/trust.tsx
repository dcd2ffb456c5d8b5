// SPDX-License-Identifier: AGPL-3.0-or-later
// The trusted group, for the day on which somebody is detained; and the accounts that are entrusted to oneself.
import { useEffect, useState } from "preact/hooks";
import { Failure, checkSet, client, collective } from "../jmap/client";
import type { Answer, Id } from "../jmap/types";
import { session } from "../store/account";
import { Button, IconButton } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice, failureText, tellFailure } from "../ui/failure";
import { SelectField, TextField } from "../ui/field";
import { Empty, Notice, Spinner } from "../ui/parts";
import { tell } from "../ui/toast";
import { listOf, number } from "../words/format";
import { say } from "../words/words";
import { Section, useAsked } from "./page";
import { withProof } from "./proof";

export function TrustPage() {
    return (
        <>
            <Group />
            <EntrustedToMe />
        </>
    );
}

interface TrustedGroup {
    addresses: string[];
    threshold: number;
}

async function group(): Promise<TrustedGroup> {
    const said = await client.call("TrustedGroup/get", { accountId: collective, ids: null });
    return (said["list"] as TrustedGroup[])[0]!;
}

/// Who freezes must not be needed to thaw (Members::set_trusted_group).
const thresholdMost = (count: number): number => Math.max(1, count - 1);

function Group() {
    const { value, error, again } = useAsked(group);
    return (
        <Section title={say("trust-group")} text={say("trust-group-text")}>
            {!value && !error && <Spinner />}
            <FailureNotice error={error} again={again} />
            {value && (
                <GroupForm
                    key={value.addresses.join(" ") + String(value.threshold)}
                    saved={value}
                    onSaved={again}
                />
            )}
        </Section>
    );
}

function GroupForm({ saved, onSaved }: { saved: TrustedGroup; onSaved: () => Promise<void> }) {
    const [addresses, setAddresses] = useState(saved.addresses);
    const [threshold, setThreshold] = useState(Math.max(1, saved.threshold));
    const [typed, setTyped] = useState("");
    const [wrong, setWrong] = useState<string>();
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    const count = addresses.length;
    const most = thresholdMost(count);
    useEffect(() => {
        if (threshold > most) setThreshold(most);
    }, [most]);
    const isSame =
        addresses.join(" ") === saved.addresses.join(" ") && (count === 0 || threshold === saved.threshold);
    const domain = session.value?.username.split("@")[1] ?? "";
    const add = () => {
        const one = typed.trim().toLowerCase();
        if (one === "") return;
        const whole = one.includes("@") ? one : `${one}@${domain}`;
        if (whole === session.value?.username) return setWrong(say("trust-not-yourself"));
        setWrong(undefined);
        setError(undefined);
        if (!addresses.includes(whole)) setAddresses([...addresses, whole]);
        setTyped("");
    };
    const save = async () => {
        setBusy(true);
        setError(undefined);
        try {
            await withProof(async (proof) => {
                checkSet(
                    await client.call("TrustedGroup/set", {
                        accountId: collective,
                        proof,
                        update: {
                            singleton: { addresses, threshold: count === 0 ? 0 : Math.min(threshold, most) },
                        },
                    }),
                );
                tell(say(count === 0 ? "trust-group-none" : "settings-saved"));
                await onSaved();
            });
        } catch (failed) {
            setError(failed);
        } finally {
            setBusy(false);
        }
    };
    const isNobody = error instanceof Failure && error.type === "invalidProperties";
    return (
        <div class="stack">
            {count > 0 && (
                <ul class="row" aria-label={say("trust-group")}>
                    {addresses.map((one) => (
                        <li key={one} class="chip">
                            <span class="ltr">{one}</span>
                            <IconButton
                                icon="close"
                                label={say("trust-remove", { address: one })}
                                onClick={() => setAddresses(addresses.filter((other) => other !== one))}
                            />
                        </li>
                    ))}
                </ul>
            )}
            <form
                class="narrow"
                noValidate
                autocomplete="off"
                onSubmit={(event) => {
                    event.preventDefault();
                    add();
                }}
            >
                <TextField
                    label={say("trust-add")}
                    hint={say("trust-add-hint")}
                    value={typed}
                    onInput={setTyped}
                    wrong={wrong}
                    autocomplete="off"
                    ltr
                    suffix={
                        <Button type="submit" icon="plus">
                            {say("trust-add-go")}
                        </Button>
                    }
                />
            </form>
            {count > 1 && (
                <div class="narrow">
                    <SelectField
                        label={say("trust-threshold")}
                        hint={say("trust-threshold-hint")}
                        value={String(Math.min(threshold, most))}
                        onChange={(next) => setThreshold(Number(next))}
                        options={Array.from(
                            { length: most },
                            (_, i) =>
                                [
                                    String(i + 1),
                                    say("trust-threshold-of", { some: number(i + 1), all: number(count) }),
                                ] as const,
                        )}
                    />
                </div>
            )}
            {count > 0 && (
                <Notice>
                    {count === 1
                        ? say("trust-means-one")
                        : say("trust-means", { count, threshold: Math.min(threshold, most) })}
                </Notice>
            )}
            {error !== undefined && (
                <Notice kind="danger">{isNobody ? say("trust-nobody") : failureText(error)}</Notice>
            )}
            <div>
                <Button kind="primary" busy={busy} disabled={isSame} onClick={save}>
                    {say("ui-save")}
                </Button>
            </div>
        </div>
    );
}

interface Entrusted {
    id: Id;
    address: string;
    isFrozen: boolean;
    mayFreeze: boolean;
    threshold: number;
    thaws: string[];
}

async function entrusted(): Promise<Entrusted[]> {
    const said: Answer = await client.call("Entrusted/get", { accountId: collective, ids: null });
    return said["list"] as Entrusted[];
}

function EntrustedToMe() {
    const { value, error, again } = useAsked(entrusted);
    const own = session.value?.username ?? "";
    const freeze = async (one: Entrusted) => {
        const sure = await ask(
            say("entrusted-freeze-title", { address: one.address }),
            <div class="stack">
                <p>{say("entrusted-freeze-text")}</p>
                <p>{say("entrusted-freeze-records")}</p>
            </div>,
            say("entrusted-freeze"),
        );
        if (!sure) return;
        try {
            await client.call("Entrusted/freeze", { accountId: collective, id: one.id });
            tell(say("entrusted-frozen-now", { address: one.address }));
        } catch (failed) {
            tellFailure(failed);
        }
        await again();
    };
    const thaw = (one: Entrusted, isWanted: boolean) =>
        withProof(async (proof) => {
            const said = await client.call("Entrusted/thaw", {
                accountId: collective,
                id: one.id,
                proof,
                isWanted,
            });
            await again();
            if (isWanted)
                tell(
                    said["isFrozen"]
                        ? say("entrusted-thaw-waits")
                        : say("entrusted-thawed", { address: one.address }),
                );
        }).catch(async (failed) => {
            tellFailure(failed);
            await again();
        });
    return (
        <Section title={say("entrusted-title")} text={say("entrusted-text")}>
            {!value && !error && <Spinner />}
            <FailureNotice error={error} again={again} />
            {value?.length === 0 && (
                <Empty icon="shield" title={say("entrusted-none")}>
                    <p>{say("entrusted-none-text")}</p>
                </Empty>
            )}
            {value?.map((one) => {
                const wantsIt = one.thaws.includes(own);
                return (
                    <article key={one.id} class="settings-item" aria-label={one.address}>
                        <div class="row-between">
                            <h3 class="ltr">{one.address}</h3>
                            <span class={one.isFrozen ? "badge warning" : "badge good"}>
                                {say(one.isFrozen ? "entrusted-frozen" : "entrusted-open")}
                            </span>
                        </div>
                        {one.isFrozen ? (
                            <>
                                <p>
                                    {say("entrusted-thaw-needs", { count: one.threshold })}{" "}
                                    {one.thaws.length > 0 &&
                                        say("entrusted-thaw-wanted", { names: listOf(one.thaws) })}
                                </p>
                                <div>
                                    <Button icon="unlock" onClick={() => thaw(one, !wantsIt)}>
                                        {say(wantsIt ? "entrusted-thaw-not" : "entrusted-thaw")}
                                    </Button>
                                </div>
                            </>
                        ) : one.mayFreeze ? (
                            <div>
                                <Button kind="danger" icon="lock" onClick={() => freeze(one)}>
                                    {say("entrusted-freeze")}
                                </Button>
                            </div>
                        ) : (
                            <p class="quiet">{say("entrusted-overruled")}</p>
                        )}
                    </article>
                );
            })}
        </Section>
    );
}
