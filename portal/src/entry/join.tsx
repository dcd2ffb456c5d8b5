// SPDX-License-Identifier: AGPL-3.0-or-later
// Joining by an invitation: /portal/join#TOKEN, or the link pasted into a field.
import { useEffect, useState } from "preact/hooks";
import { forgetFragment, fragment, go, to } from "../base/router";
import { Failure, client, collective } from "../jmap/client";
import { Button } from "../ui/button";
import { FailureNotice, failureText } from "../ui/failure";
import { TextField } from "../ui/field";
import { Notice, Spinner } from "../ui/parts";
import { octets, shortDate } from "../words/format";
import { say } from "../words/words";
import { Entry } from "./frame";
import { NewPasswordFields, useNewPassword } from "./new_password";
import { RecoveryCard, StepTitle } from "./paper";
import { continueSignIn } from "./sign_in";

interface Invitation {
    token: string;
    domain: string;
    expires: Date;
    quota: number;
}

/// A link, or the token alone.
export const secretIn = (typed: string): string => typed.slice(typed.lastIndexOf("#") + 1).trim();

async function look(token: string): Promise<Invitation> {
    const said = await client.call("Invitation/look", { accountId: collective, token });
    return {
        token,
        domain: String(said["domain"]),
        expires: new Date(said["expires"]),
        quota: Number(said["quota"]),
    };
}

export function Join() {
    const [invitation, setInvitation] = useState<Invitation>();
    const [member, setMember] = useState<{ address: string; password: string; code: string }>();
    return (
        <Entry title={say("join-title")}>
            {member ? (
                <RecoveryCard
                    code={member.code}
                    address={member.address}
                    go={say("join-to-mail")}
                    onTaken={async () => {
                        go([], "replace");
                        await continueSignIn(member.address, member.password);
                    }}
                />
            ) : invitation ? (
                <Choose
                    invitation={invitation}
                    onJoined={setMember}
                    onGone={() => setInvitation(undefined)}
                />
            ) : (
                <Ask onFound={setInvitation} />
            )}
        </Entry>
    );
}

function Ask({ onFound }: { onFound: (invitation: Invitation) => void }) {
    const [typed, setTyped] = useState("");
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(fragment.value !== "");
    const find = async (token: string) => {
        setError(undefined);
        setBusy(true);
        try {
            onFound(await look(token));
        } catch (failed) {
            setError(failed);
        } finally {
            setBusy(false);
        }
    };
    const given = fragment.value;
    useEffect(() => {
        if (given === "") return;
        forgetFragment();
        setTyped(given);
        void find(given);
    }, [given]);
    const refused = error instanceof Failure && error.kind === "refused";
    return (
        <form
            class="card"
            noValidate
            onSubmit={(event) => {
                event.preventDefault();
                void find(secretIn(typed));
            }}
        >
            <StepTitle quiet>{say("join-title")}</StepTitle>
            {busy && given !== "" ? (
                <Spinner />
            ) : (
                <>
                    <p>{say("join-ask")}</p>
                    <TextField
                        label={say("join-token")}
                        hint={say("join-token-hint")}
                        value={typed}
                        onInput={setTyped}
                        wrong={refused ? say("join-token-wrong") : undefined}
                        autocomplete="off"
                        autofocus
                        required
                        mono
                        ltr
                    />
                    {!refused && <FailureNotice error={error} />}
                    <Button type="submit" kind="primary" busy={busy} disabled={typed.trim() === ""}>
                        {say("ui-next")}
                    </Button>
                    <p class="small">
                        <a href={to()}>{say("join-have-account")}</a>
                    </p>
                </>
            )}
        </form>
    );
}

interface ChooseProps {
    invitation: Invitation;
    onJoined: (member: { address: string; password: string; code: string }) => void;
    onGone: () => void;
}

function Choose({ invitation, onJoined, onGone }: ChooseProps) {
    const [local, setLocal] = useState("");
    const [name, setName] = useState("");
    const [password, setPassword, checkPassword] = useNewPassword();
    const [wrongAddress, setWrongAddress] = useState<string>();
    const [error, setError] = useState<unknown>();
    const [busy, setBusy] = useState(false);
    /// Of a refusal: which field it is about.
    const explain = async (failure: Failure) => {
        if (failure.type === "alreadyExists") setWrongAddress(say("join-address-taken"));
        else if (failure.type === "invalidArguments") setWrongAddress(say("join-address-form"));
        else if (failure.type === "forbidden") {
            // Either the invitation is gone meanwhile, or the address is not for everybody.
            await look(invitation.token).then(() => setWrongAddress(say("join-address-reserved")), onGone);
        } else setError(failure);
    };
    const join = async () => {
        const address = local.trim().split("@")[0]!;
        setError(undefined);
        setWrongAddress(address === "" ? say("join-address-needed") : undefined);
        if (!checkPassword() || address === "") return;
        setBusy(true);
        try {
            const said = await client.call("Invitation/accept", {
                accountId: collective,
                token: invitation.token,
                address: `${address}@${invitation.domain}`,
                name: name.trim() || null,
                password: password.value,
            });
            onJoined({
                address: String(said["address"]),
                password: password.value,
                code: String(said["recoveryCode"]),
            });
        } catch (failed) {
            if (failed instanceof Failure && failed.kind === "refused") await explain(failed);
            else setError(failed);
        } finally {
            setBusy(false);
        }
    };
    return (
        <form
            class="card"
            noValidate
            onSubmit={(event) => {
                event.preventDefault();
                void join();
            }}
        >
            <StepTitle>{say("join-welcome", { domain: invitation.domain })}</StepTitle>
            <p>{say("join-text")}</p>
            <p class="small quiet">
                {say("join-until", { date: shortDate(invitation.expires) })}{" "}
                {invitation.quota > 0 && say("join-quota", { octets: octets(invitation.quota) })}
            </p>
            <TextField
                label={say("join-address")}
                hint={say("join-address-hint")}
                value={local}
                onInput={setLocal}
                wrong={wrongAddress}
                suffix={<span class="suffix ltr">@{invitation.domain}</span>}
                joined
                autocomplete="username"
                autofocus
                required
                ltr
                name="username"
            />
            <TextField
                label={say("join-name")}
                hint={say("join-name-hint")}
                value={name}
                onInput={setName}
                autocomplete="off"
                maxLength={100}
            />
            <NewPasswordFields password={password} onChange={setPassword} />
            {error !== undefined && <Notice kind="danger">{failureText(error)}</Notice>}
            <Button type="submit" kind="primary" busy={busy}>
                {say("join-go")}
            </Button>
        </form>
    );
}
