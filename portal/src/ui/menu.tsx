// SPDX-License-Identifier: AGPL-3.0-or-later
// Menus (WAI-ARIA: menu button): arrows walk, letters jump, Escape closes and gives the focus back.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";

export interface MenuItem {
    label: string;
    icon?: IconName;
    onChoose?: () => unknown;
    href?: string;
    danger?: boolean;
    /// A checked one of several.
    checked?: boolean;
    disabled?: boolean;
}
export type MenuEntry = MenuItem | "line" | { group: string };

interface MenuProps {
    label: string;
    entries: () => MenuEntry[];
    /// The button that opens it; it gets these.
    button: (props: {
        expanded: boolean;
        popup: "menu";
        onClick: (event: MouseEvent) => void;
    }) => ComponentChildren;
}

const margin = 8;

export function Menu({ label, entries, button }: MenuProps) {
    const [anchor, setAnchor] = useState<HTMLElement | null>(null);
    const open = (event: MouseEvent) => setAnchor(anchor ? null : (event.currentTarget as HTMLElement));
    return (
        <>
            {button({ expanded: anchor !== null, popup: "menu", onClick: open })}
            {anchor && (
                <OpenMenu label={label} entries={entries()} anchor={anchor} close={() => setAnchor(null)} />
            )}
        </>
    );
}

/// Below the anchor where there is room, else above; never out of the window.
export function placeAt(box: HTMLElement, anchor: DOMRect): void {
    const size = box.getBoundingClientRect();
    const below = anchor.bottom + 4;
    const top =
        below + size.height + margin <= innerHeight ? below : Math.max(margin, anchor.top - size.height - 4);
    const wanted = document.documentElement.dir === "rtl" ? anchor.left : anchor.right - size.width;
    const left = Math.min(Math.max(margin, wanted), innerWidth - size.width - margin);
    box.style.top = `${top}px`;
    box.style.left = `${left}px`;
}

function OpenMenu({
    label,
    entries,
    anchor,
    close,
}: {
    label: string;
    entries: MenuEntry[];
    anchor: HTMLElement;
    close: () => void;
}) {
    const box = useRef<HTMLDivElement>(null);
    const items = () => [
        ...box.current!.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled="true"])'),
    ];
    useLayoutEffect(() => {
        placeAt(box.current!, anchor.getBoundingClientRect());
        items()[0]?.focus();
    }, []);
    useEffect(() => {
        const away = (event: Event) => {
            const target = event.target as Node;
            if (!box.current?.contains(target) && !anchor.contains(target)) close();
        };
        document.addEventListener("pointerdown", away, true);
        addEventListener("resize", close);
        return () => {
            document.removeEventListener("pointerdown", away, true);
            removeEventListener("resize", close);
        };
    }, []);
    const leave = () => {
        close();
        anchor.focus();
    };
    const onKeyDown = (event: KeyboardEvent) => {
        const all = items();
        const at = all.indexOf(document.activeElement as HTMLElement);
        const to = (index: number) => all[(index + all.length) % all.length]?.focus();
        if (event.key === "ArrowDown") to(at + 1);
        else if (event.key === "ArrowUp") to(at - 1);
        else if (event.key === "Home") to(0);
        else if (event.key === "End") to(all.length - 1);
        else if (event.key === "Escape" || event.key === "Tab") leave();
        else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
            const letter = event.key.toLocaleLowerCase();
            const order = [...all.slice(at + 1), ...all.slice(0, at + 1)];
            order.find((one) => one.textContent?.trim().toLocaleLowerCase().startsWith(letter))?.focus();
            if (event.key === " " || event.key === "Enter") return;
        } else return;
        event.preventDefault();
        event.stopPropagation();
    };
    const choose = (item: MenuItem) => {
        leave();
        void item.onChoose?.();
    };
    return (
        <div ref={box} class="menu" role="menu" aria-label={label} onKeyDown={onKeyDown}>
            {entries.map((entry, i) => {
                if (entry === "line") return <hr key={i} />;
                if ("group" in entry)
                    return (
                        <div class="group" role="presentation" key={i}>
                            {entry.group}
                        </div>
                    );
                const inside = (
                    <>
                        {entry.checked !== undefined ? (
                            <span class="icon">{entry.checked && <Icon name="check" />}</span>
                        ) : (
                            entry.icon && <Icon name={entry.icon} />
                        )}
                        <span class="grow">{entry.label}</span>
                    </>
                );
                const role = entry.checked === undefined ? "menuitem" : "menuitemradio";
                const common = {
                    role,
                    tabIndex: -1,
                    class: entry.danger ? "danger" : undefined,
                    "aria-checked": entry.checked,
                    "aria-disabled": entry.disabled || undefined,
                } as const;
                return entry.href ? (
                    <a key={i} {...common} href={entry.href} onClick={leave}>
                        {inside}
                    </a>
                ) : (
                    <button
                        key={i}
                        {...common}
                        type="button"
                        onClick={() => !entry.disabled && choose(entry)}
                    >
                        {inside}
                    </button>
                );
            })}
        </div>
    );
}
