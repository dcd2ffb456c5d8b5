// SPDX-License-Identifier: AGPL-3.0-or-later
// What the server could be made to hand over about a member: for who answers an order, and whoever asks.
import { go, place } from "../base/router";
import { HeldPage } from "../settings/held";
import { useAsked } from "../settings/page";
import { FailureNotice } from "../ui/failure";
import { SelectField } from "../ui/field";
import { Empty, Spinner } from "../ui/parts";
import { say } from "../words/words";
import { list } from "./ask";
import { type Member, callMember } from "./types";

export function HeldOfPage() {
    const { value, error, again } = useAsked(() => list<Member>("Member"));
    const id = place.value[2] ?? "";
    if (!value) return error ? <FailureNotice error={error} area="care" again={again} /> : <Spinner />;
    const member = value.find((one) => one.id === id);
    const address = member?.addresses[0] ?? "";
    return (
        <>
            <div class="no-print stack">
                <p class="quiet">{say("care-held-about")}</p>
                <SelectField
                    label={say("care-held-whom")}
                    value={member?.id ?? ""}
                    onChange={(next) => go(next ? ["care", "held", next] : ["care", "held"])}
                    options={[
                        ["", say("care-held-choose")] as const,
                        ...value.map(
                            (one) =>
                                [
                                    one.id,
                                    one.name ? `${one.name} (${one.addresses[0]})` : callMember(one),
                                ] as const,
                        ),
                    ]}
                />
            </div>
            {member ? (
                <HeldPage
                    key={member.id}
                    member={{ id: member.id, address, text: say("care-held-text", { address }) }}
                />
            ) : (
                <Empty icon="eye" title={say("care-held-nobody")} />
            )}
        </>
    );
}
