// SPDX-License-Identifier: AGPL-3.0-or-later
// Where one is signed in, and how to be so no longer.
import { checkSet, client, collective } from "../jmap/client";
import type { Id } from "../jmap/types";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice, tellFailure } from "../ui/failure";
import { Icon } from "../ui/icon";
import { Spinner } from "../ui/parts";
import { tell } from "../ui/toast";
import { onlyDate } from "../words/format";
import { say } from "../words/words";
import { Section, useAsked } from "./page";

interface LoginSession {
    id: Id;
    label: string;
    created: string;
    expires: string;
    means: string;
    isCurrent: boolean;
}

async function sessions(): Promise<LoginSession[]> {
    const said = await client.call("LoginSession/get", { accountId: collective, ids: null });
    return (said["list"] as LoginSession[]).sort(
        (a, b) => Number(b.isCurrent) - Number(a.isCurrent) || b.created.localeCompare(a.created),
    );
}

function meansText(means: string): string {
    switch (means) {
        case "password":
            return say("session-by-password");
        case "passwordAndCode":
            return say("session-by-code");
        case "passwordAndPasskey":
            return say("session-by-second-passkey");
        case "passwordAndRecoveryCode":
            return say("session-by-recovery");
        case "appPassword":
            return say("session-by-app-password");
        case "passkey":
            return say("session-by-passkey");
        default:
            return "";
    }
}

export function Sessions() {
    const { value, error, again } = useAsked(sessions);
    const end = async (ids: Id[]) => {
        try {
            checkSet(await client.call("LoginSession/set", { accountId: collective, destroy: ids }));
            tell(say("session-ended", { count: ids.length }));
        } catch (failed) {
            tellFailure(failed);
        }
        await again();
    };
    const others = value?.filter((one) => !one.isCurrent).map((one) => one.id) ?? [];
    const endOthers = async () => {
        if (
            await ask(
                say("session-end-others-title"),
                say("session-end-others-text", { count: others.length }),
                say("session-end-others"),
            )
        )
            await end(others);
    };
    return (
        <Section
            title={say("session-title")}
            text={say("session-text")}
            aside={
                others.length > 1 && (
                    <Button small kind="danger" onClick={endOthers}>
                        {say("session-end-others")}
                    </Button>
                )
            }
        >
            {!value && !error && <Spinner />}
            <FailureNotice error={error} again={again} />
            <ul class="settings-list">
                {value?.map((one) => (
                    <li key={one.id}>
                        <Icon name={/Android|iOS/.test(one.label) ? "phone" : "server"} />
                        <div class="grow">
                            <strong>{one.label || say("session-unnamed")}</strong>
                            <p class="small quiet">
                                {[
                                    meansText(one.means),
                                    say("settings-since", { date: onlyDate(new Date(one.created)) }),
                                    say("session-until", { date: onlyDate(new Date(one.expires)) }),
                                ]
                                    .filter(Boolean)
                                    .join(" · ")}
                            </p>
                        </div>
                        {one.isCurrent ? (
                            <span class="badge">{say("session-this")}</span>
                        ) : (
                            <Button small onClick={() => end([one.id])}>
                                {say("session-end")}
                                <span class="visually-hidden"> {one.label}</span>
                            </Button>
                        )}
                    </li>
                ))}
            </ul>
        </Section>
    );
}
