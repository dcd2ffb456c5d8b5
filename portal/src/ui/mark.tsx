// SPDX-License-Identifier: AGPL-3.0-or-later
// A cob between two leaves: the mark of the house.

export function Mark() {
    return (
        <svg viewBox="0 0 64 64" aria-hidden="true">
            <rect width="64" height="64" rx="14" fill="#1f5b3a" />
            <path d="M32 53V27" stroke="#fbf8f1" stroke-width="3.5" stroke-linecap="round" />
            <path
                d="M32 46c-11 0-17-6-18-16 10 0 17 5 18 16zM32 46c11 0 17-6 18-16-10 0-17 5-18 16z"
                fill="#8fce9f"
            />
            <ellipse cx="32" cy="19.500" rx="7" ry="11" fill="#e3b341" />
            <path
                d="M29 10.500v18M32 9v21M35 10.500v18M25.500 16h13M25 20.500h14M26 25h12"
                stroke="#1f5b3a"
                stroke-width="1.100"
                opacity=".55"
            />
        </svg>
    );
}
