// SPDX-License-Identifier: AGPL-3.0-or-later
// Entries of a card's form: they come and go, and each has a kind.
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Button, IconButton } from "../ui/button";
import { SelectField } from "../ui/field";
import { say, sayIfKnown } from "../words/words";
import type { Kind } from "./form";

/// A part of the form with entries that come and go.
export function Part({
    title,
    children,
    add,
    onAdd,
}: {
    title: string;
    children: ComponentChildren;
    add: string;
    onAdd: () => void;
}) {
    const box = useRef<HTMLFieldSetElement>(null);
    const addOne = () => {
        onAdd();
        // The new one is the last; its first field is where one goes on.
        setTimeout(() => {
            const all = box.current?.querySelectorAll<HTMLElement>(".piece");
            all?.[all.length - 1]
                ?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")
                ?.focus();
        });
    };
    return (
        <fieldset class="entries" ref={box}>
            <legend>{title}</legend>
            {children}
            <div>
                <Button kind="plain" small icon="plus" onClick={addOne}>
                    {add}
                </Button>
            </div>
        </fieldset>
    );
}

export function RemoveButton({
    title,
    value,
    onClick,
}: {
    title: string;
    value: string;
    onClick: () => void;
}) {
    return (
        <IconButton
            icon="close"
            label={
                value.trim()
                    ? say("contacts-remove", { what: value })
                    : say("contacts-remove-empty", { what: title })
            }
            onClick={onClick}
        />
    );
}

const kindName = (kind: Kind): string =>
    kind ? (sayIfKnown(`contacts-kind-${kind}`) ?? kind) : say("contacts-kind-other");

export function KindField({
    kind,
    kinds,
    onChange,
}: {
    kind: Kind;
    kinds: Kind[];
    onChange: (kind: Kind) => void;
}) {
    const all = kinds.includes(kind) ? kinds : [...kinds, kind];
    return (
        <SelectField
            label={say("contacts-kind")}
            value={kind}
            onChange={onChange}
            options={all.map((one) => [one, kindName(one)] as const)}
        />
    );
}
