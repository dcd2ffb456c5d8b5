// SPDX-License-Identifier: AGPL-3.0-or-later
// A new password, typed twice. How good it is, is judged here alone, by its length: nothing of it leaves the page.
import { useState } from "preact/hooks";
import { PasswordField } from "../ui/field";
import { say } from "../words/words";

/// Octets, as the server counts (docs/API.md).
const passwordOctetsMin = 8;
/// From how many characters on a password is poor, fair, good, strong.
const steps = [8, 12, 16, 20];

const octetsOf = (text: string): number => new TextEncoder().encode(text.normalize("NFC")).length;

/// 0 (not enough) to 4. The same few characters over and over are no length.
export function strength(password: string): number {
    const characters = [...password];
    const length = Math.min(characters.length, new Set(characters).size * 2);
    const counted = /^\d*$/.test(password) ? length / 2 : length;
    return octetsOf(password) < passwordOctetsMin ? 0 : steps.filter((step) => counted >= step).length;
}

function strengthText(password: string): string {
    switch (strength(password)) {
        case 0:
            return say("password-strength-short");
        case 1:
            return say("password-strength-poor");
        case 2:
            return say("password-strength-fair");
        case 3:
            return say("password-strength-good");
        default:
            return say("password-strength-strong");
    }
}

export interface NewPassword {
    value: string;
    again: string;
    /// Somebody tried to go on: what is wrong is said from then on.
    tried: boolean;
}

/// What is kept of the two fields; `check` says whether one may go on, and shows why not.
export function useNewPassword(): [NewPassword, (next: NewPassword) => void, () => boolean] {
    const [password, setPassword] = useState<NewPassword>({ value: "", again: "", tried: false });
    const check = () => {
        setPassword({ ...password, tried: true });
        return octetsOf(password.value) >= passwordOctetsMin && password.value === password.again;
    };
    return [password, setPassword, check];
}

export function NewPasswordFields({
    password,
    onChange,
    autofocus,
}: {
    password: NewPassword;
    onChange: (next: NewPassword) => void;
    autofocus?: boolean;
}) {
    const { value, again, tried } = password;
    const isShort = octetsOf(value) < passwordOctetsMin;
    return (
        <>
            <div class="stack-small">
                <PasswordField
                    label={say("password-new")}
                    hint={say("password-new-hint")}
                    value={value}
                    onInput={(next) => onChange({ ...password, value: next })}
                    wrong={tried && isShort ? say("password-too-short") : undefined}
                    autocomplete="new-password"
                    autofocus={autofocus}
                    required
                />
                <div class={value === "" ? "strength unsaid" : `strength s${strength(value)}`}>
                    <span class="bars" aria-hidden="true">
                        <i />
                        <i />
                        <i />
                        <i />
                    </span>
                    <span class="small quiet" role="status">
                        {value !== "" && strengthText(value)}
                    </span>
                </div>
            </div>
            <PasswordField
                label={say("password-again")}
                value={again}
                onInput={(next) => onChange({ ...password, again: next })}
                wrong={tried && !isShort && again !== value ? say("password-differs") : undefined}
                autocomplete="new-password"
                required
            />
        </>
    );
}
