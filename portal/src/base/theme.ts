// SPDX-License-Identifier: AGPL-3.0-or-later
// Light or dark: as the system has it, unless somebody chose on this device.

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
const key = "theme";

export function theme(): Theme {
    try {
        const kept = localStorage.getItem(key);
        return kept === "light" || kept === "dark" ? kept : "system";
    } catch {
        // Storage may be forbidden: then it is as the system has it.
        return "system";
    }
}

/// Before anything is drawn, so that nothing flashes.
export function applyTheme(): void {
    const chosen = theme();
    if (chosen === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = chosen;
}

export function chooseTheme(next: Theme): void {
    try {
        if (next === "system") localStorage.removeItem(key);
        else localStorage.setItem(key, next);
    } catch {
        // Then it holds until the page is left.
        if (next === "system") delete document.documentElement.dataset["theme"];
        else document.documentElement.dataset["theme"] = next;
        return;
    }
    applyTheme();
}
