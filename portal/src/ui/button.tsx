// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ComponentChildren, Ref } from "preact";
import { useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";

interface ButtonProps {
    children: ComponentChildren;
    icon?: IconName;
    kind?: "primary" | "danger" | "plain";
    small?: boolean;
    wide?: boolean;
    type?: "button" | "submit";
    disabled?: boolean;
    /// While it goes on the button waits, and says so.
    onClick?: () => unknown;
    busy?: boolean;
    id?: string;
    class?: string;
    /// For screen readers, where several buttons of a page say the same.
    label?: string;
    innerRef?: Ref<HTMLButtonElement>;
}

export function Button({
    children,
    icon,
    kind,
    small,
    wide,
    type = "button",
    disabled,
    onClick,
    busy,
    id,
    label,
    innerRef,
    class: more,
}: ButtonProps) {
    const [running, setRunning] = useState(false);
    const waits = busy || running;
    const click = async () => {
        if (!onClick || waits) return;
        const going = onClick();
        if (!(going instanceof Promise)) return;
        setRunning(true);
        try {
            await going;
        } finally {
            setRunning(false);
        }
    };
    return (
        <button
            ref={innerRef}
            id={id}
            type={type}
            class={["button", kind, small && "small", wide && "wide", more].filter(Boolean).join(" ")}
            disabled={disabled}
            aria-label={label}
            aria-busy={waits}
            onClick={onClick && click}
        >
            {waits ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} small={small} />}
            <span>{children}</span>
        </button>
    );
}

interface IconButtonProps {
    icon: IconName;
    label: string;
    onClick?: (event: MouseEvent) => unknown;
    pressed?: boolean;
    disabled?: boolean;
    filled?: boolean;
    class?: string;
    expanded?: boolean;
    popup?: "menu" | "dialog" | "listbox";
    type?: "button" | "submit";
    keys?: string;
    innerRef?: Ref<HTMLButtonElement>;
    tabIndex?: number;
}

/// Its label is its name for screen readers and its tooltip.
export function IconButton(props: IconButtonProps) {
    const {
        icon,
        label,
        pressed,
        filled,
        expanded,
        popup,
        keys,
        innerRef,
        class: more,
        type = "button",
        ...rest
    } = props;
    return (
        <button
            {...rest}
            ref={innerRef}
            type={type}
            class={["icon-button", more].filter(Boolean).join(" ")}
            aria-label={label}
            title={keys ? `${label} (${keys})` : label}
            aria-pressed={pressed}
            aria-expanded={expanded}
            aria-haspopup={popup}
            aria-keyshortcuts={keys}
        >
            <Icon name={icon} filled={filled} />
        </button>
    );
}
