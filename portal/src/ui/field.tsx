// SPDX-License-Identifier: AGPL-3.0-or-later
// Fields of forms: each with its label, its hint, and what is wrong with it, tied together for screen readers.
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { say } from "../words/words";
import { IconButton } from "./button";
import { Icon } from "./icon";

interface Common {
    label: string;
    hint?: ComponentChildren;
    wrong?: string | undefined;
}

function described(id: string, { hint, wrong }: Common): string | undefined {
    return [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ") || undefined;
}

function Around({ id, label, hint, wrong, children }: Common & { id: string; children: ComponentChildren }) {
    return (
        <div class="field">
            <label for={id}>{label}</label>
            {hint && (
                <div class="hint" id={`${id}-hint`}>
                    {hint}
                </div>
            )}
            {children}
            {wrong && (
                <div class="wrong" id={`${id}-wrong`} role="alert">
                    <Icon name="warning" small /> <span>{wrong}</span>
                </div>
            )}
        </div>
    );
}

interface TextFieldProps extends Common {
    value: string;
    onInput: (value: string) => void;
    type?: "text" | "email" | "search" | "number" | "date" | "datetime-local" | "url" | "tel";
    /// "off" where nothing else is said: what a browser may offer again it writes to the disk, in clear.
    autocomplete?: string;
    autofocus?: boolean;
    required?: boolean;
    mono?: boolean;
    ltr?: boolean;
    placeholder?: string;
    inputMode?: "text" | "numeric" | "email" | "url";
    min?: number | string;
    max?: number | string;
    maxLength?: number;
    name?: string;
    /// Of a datalist.
    list?: string;
    suffix?: ComponentChildren;
    /// The suffix goes on with what is typed: both read the same way.
    joined?: boolean;
}

export function TextField(props: TextFieldProps) {
    const {
        label,
        hint,
        wrong,
        value,
        onInput,
        mono,
        ltr,
        suffix,
        joined,
        type = "text",
        autocomplete = "off",
        ...rest
    } = props;
    const id = useId();
    const input = (
        <input
            {...rest}
            id={id}
            type={type as "text"}
            autocomplete={autocomplete}
            class={["input", mono && "mono"].filter(Boolean).join(" ")}
            dir={ltr ? "ltr" : undefined}
            value={value}
            spellcheck={false}
            autocapitalize="off"
            aria-invalid={wrong ? true : undefined}
            aria-describedby={described(id, props)}
            onInput={(event) => onInput(event.currentTarget.value)}
        />
    );
    return (
        <Around id={id} label={label} hint={hint} wrong={wrong}>
            {suffix ? (
                <div class="with-button" dir={ltr && joined ? "ltr" : undefined}>
                    {input}
                    {suffix}
                </div>
            ) : (
                input
            )}
        </Around>
    );
}

interface PasswordFieldProps extends Common {
    value: string;
    onInput: (value: string) => void;
    autocomplete: "current-password" | "new-password" | "off" | "one-time-code";
    autofocus?: boolean;
    required?: boolean;
    minLength?: number;
}

export function PasswordField(props: PasswordFieldProps) {
    const { label, hint, wrong, value, onInput, ...rest } = props;
    const id = useId();
    const [shown, setShown] = useState(false);
    return (
        <Around id={id} label={label} hint={hint} wrong={wrong}>
            <div class="with-button">
                <input
                    {...rest}
                    id={id}
                    type={(shown ? "text" : "password") as "text"}
                    class="input"
                    dir="ltr"
                    value={value}
                    spellcheck={false}
                    autocapitalize="off"
                    aria-invalid={wrong ? true : undefined}
                    aria-describedby={described(id, props)}
                    onInput={(event) => onInput(event.currentTarget.value)}
                />
                <IconButton
                    icon={shown ? "eyeOff" : "eye"}
                    label={say(shown ? "ui-hide" : "ui-show")}
                    pressed={shown}
                    onClick={() => setShown(!shown)}
                />
            </div>
        </Around>
    );
}

interface TextAreaProps extends Common {
    value: string;
    onInput: (value: string) => void;
    rows?: number;
    maxLength?: number;
    placeholder?: string;
    dir?: "auto" | "ltr" | "rtl";
    mono?: boolean;
}

export function TextArea(props: TextAreaProps) {
    const { label, hint, wrong, value, onInput, rows = 5, mono, ...rest } = props;
    const id = useId();
    return (
        <Around id={id} label={label} hint={hint} wrong={wrong}>
            <textarea
                {...rest}
                id={id}
                autocomplete="off"
                rows={rows}
                class={["textarea", mono && "mono"].filter(Boolean).join(" ")}
                value={value}
                aria-invalid={wrong ? true : undefined}
                aria-describedby={described(id, props)}
                onInput={(event) => onInput(event.currentTarget.value)}
            />
        </Around>
    );
}

interface SelectFieldProps<T extends string> extends Common {
    value: T;
    onChange: (value: T) => void;
    options: readonly (readonly [value: T, label: string])[];
}

export function SelectField<T extends string>(props: SelectFieldProps<T>) {
    const { label, hint, wrong, value, onChange, options } = props;
    const id = useId();
    return (
        <Around id={id} label={label} hint={hint} wrong={wrong}>
            <select
                id={id}
                class="select input"
                value={value}
                aria-describedby={described(id, props)}
                onChange={(event) => onChange(event.currentTarget.value as T)}
            >
                {options.map(([one, text]) => (
                    <option key={one} value={one} selected={one === value}>
                        {text}
                    </option>
                ))}
            </select>
        </Around>
    );
}

interface ChoiceProps {
    label: ComponentChildren;
    hint?: ComponentChildren;
    checked: boolean;
    onChange: (checked: boolean) => void;
    /// With it, one of several of that name.
    radio?: string;
    disabled?: boolean;
}

export function Choice({ label, hint, checked, onChange, radio, disabled }: ChoiceProps) {
    const id = useId();
    return (
        <div class="choice">
            <input
                id={id}
                type={radio ? "radio" : "checkbox"}
                name={radio}
                checked={checked}
                disabled={disabled}
                aria-describedby={hint ? `${id}-hint` : undefined}
                onChange={(event) => onChange(event.currentTarget.checked)}
            />
            <div>
                <label for={id}>{label}</label>
                {hint && (
                    <div class="quiet small" id={`${id}-hint`}>
                        {hint}
                    </div>
                )}
            </div>
        </div>
    );
}
