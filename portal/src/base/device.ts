// SPDX-License-Identifier: AGPL-3.0-or-later
// A name for this browser, drawn by chance: so that each has its own subscription to pushes and its own key of its copy.
const kept = "milpa-device";

export function device(): string {
    let name = localStorage.getItem(kept);
    if (!name) localStorage.setItem(kept, (name = crypto.randomUUID()));
    return name;
}

/// Whoever signs in here next is not to be taken for who was here before.
export function forgetDevice(): void {
    localStorage.removeItem(kept);
}
