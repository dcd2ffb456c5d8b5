// SPDX-License-Identifier: AGPL-3.0-or-later
// A field for recipients: what is typed becomes chips, and whom one writes to is offered (WAI-ARIA: combobox).
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Signal } from "@preact/signals";
import type { Address } from "../jmap/types";
import { IconButton } from "../ui/button";
import { Avatar } from "../ui/parts";
import { say } from "../words/words";
import { readAddress, readAddresses, unique, writeAddress } from "./addresses";
import { type Offer, complete } from "./completion";

const offeredMax = 6;

interface RecipientsProps {
    label: string;
    list: Signal<Address[]>;
    onChange: () => void;
    autofocus?: boolean;
    wrong?: string | undefined;
    /// What was typed and is no address yet.
    rest: Signal<string>;
}

export function Recipients({ label, list, onChange, autofocus, wrong, rest }: RecipientsProps) {
    const id = useId();
    const input = useRef<HTMLInputElement>(null);
    const [offered, setOffered] = useState<Offer[]>([]);
    const [at, setAt] = useState(0);
    const typed = rest.value;
    useEffect(() => {
        let current = true;
        const prefix = typed.trim();
        if (prefix.length < 1) setOffered([]);
        else
            void complete(prefix).then((found) => {
                if (!current) return;
                setOffered(
                    found.filter((one) => unique(one.addresses, list.peek()).length > 0).slice(0, offeredMax),
                );
                setAt(0);
            });
        return () => {
            current = false;
        };
    }, [typed]);
    // Before it is seen: whoever is quick would type elsewhere.
    useLayoutEffect(() => {
        if (autofocus) input.current?.focus();
    }, []);
    const add = (more: Address[]) => {
        list.value = unique([...list.value, ...more]);
        rest.value = "";
        setOffered([]);
        onChange();
    };
    const remove = (index: number) => {
        list.value = list.value.filter((_, i) => i !== index);
        onChange();
        input.current?.focus();
    };
    /// What is there becomes chips; what is no address stays to be mended.
    const take = (): boolean => {
        const { addresses, rest: left } = readAddresses(rest.peek());
        if (addresses.length === 0) return false;
        add(addresses);
        rest.value = left;
        return true;
    };
    const isOpen = offered.length > 0;
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.isComposing) return;
        if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
            setAt((at + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length);
        } else if (event.key === "Escape" && isOpen) {
            setOffered([]);
        } else if (event.key === "Enter" || event.key === "," || event.key === ";" || event.key === "Tab") {
            if (typed.trim() === "") return;
            const asTyped = readAddress(typed);
            if (isOpen && (event.key === "Enter" || event.key === "Tab") && !asTyped)
                add(offered[at]!.addresses);
            else if (!take() && event.key === "Tab") return;
            if (event.key === "Tab") return;
        } else if (event.key === "Backspace" && typed === "" && list.value.length > 0) {
            remove(list.value.length - 1);
        } else return;
        event.preventDefault();
        event.stopPropagation();
    };
    return (
        <div class="recipients">
            <label for={id}>{label}</label>
            <div class="chips">
                {list.value.map((one, i) => (
                    <span class="chip" key={one.email} title={writeAddress(one)}>
                        <span dir="auto">{one.name || one.email}</span>
                        <IconButton
                            icon="close"
                            label={say("compose-remove-recipient", { name: one.name || one.email })}
                            onClick={() => remove(i)}
                        />
                    </span>
                ))}
                <input
                    ref={input}
                    id={id}
                    type="text"
                    inputMode="email"
                    role="combobox"
                    aria-expanded={isOpen}
                    aria-controls={`${id}-list`}
                    aria-autocomplete="list"
                    aria-activedescendant={isOpen ? `${id}-${at}` : undefined}
                    aria-invalid={wrong ? true : undefined}
                    aria-describedby={wrong ? `${id}-wrong` : undefined}
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck={false}
                    value={typed}
                    onInput={(event) => {
                        rest.value = event.currentTarget.value;
                        if (/[,;\n]/.test(event.currentTarget.value)) take();
                    }}
                    onPaste={(event) => {
                        const text = event.clipboardData?.getData("text") ?? "";
                        const { addresses, rest: left } = readAddresses(text);
                        if (addresses.length === 0) return;
                        event.preventDefault();
                        add(addresses);
                        rest.value = left;
                    }}
                    onBlur={() => {
                        take();
                        // A click on what is offered comes first.
                        setTimeout(() => document.activeElement !== input.current && setOffered([]), 200);
                    }}
                    onKeyDown={onKeyDown}
                />
            </div>
            {isOpen && (
                <div
                    class="menu offered"
                    role="listbox"
                    id={`${id}-list`}
                    aria-label={say("compose-offered")}
                >
                    {offered.map((one, i) => (
                        <div
                            key={`${one.name} ${one.addresses[0]?.email}`}
                            id={`${id}-${i}`}
                            role="option"
                            aria-selected={i === at}
                            onPointerDown={(event) => {
                                event.preventDefault();
                                add(one.addresses);
                            }}
                        >
                            <Avatar size="small" name={one.name || one.addresses[0]!.email} />
                            <span class="grow">
                                <span class="clip" dir="auto">
                                    {one.name || one.addresses[0]!.email}
                                </span>
                                {one.addresses.length > 1 ? (
                                    <span class="small quiet clip">
                                        {say("compose-people", { count: one.addresses.length })}
                                    </span>
                                ) : (
                                    one.name && (
                                        <span class="small quiet clip ltr">{one.addresses[0]!.email}</span>
                                    )
                                )}
                            </span>
                        </div>
                    ))}
                </div>
            )}
            {wrong && (
                <p class="wrong small" id={`${id}-wrong`} role="alert">
                    {wrong}
                </p>
            )}
        </div>
    );
}
