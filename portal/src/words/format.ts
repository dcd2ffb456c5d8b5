// SPDX-License-Identifier: AGPL-3.0-or-later
// Dates, sizes and lists as people of the page's language write them.
import { locale } from "./words";

const make = <T>(build: () => T) => {
    let made: T | undefined;
    return () => (made ??= build());
};
const clock = make(() => new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }));
const weekday = make(() => new Intl.DateTimeFormat(locale, { weekday: "short" }));
const day = make(() => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }));
const dayAndYear = make(
    () => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" }),
);
const whole = make(() => new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" }));
const short = make(() => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }));
const numbers = make(() => new Intl.NumberFormat(locale));
const people = make(() => new Intl.ListFormat(locale, { type: "conjunction", style: "long" }));
const dayLength = 86_400_000;

/// As in a list of letters: the hour of today, the day of this week, the date of this year.
export function briefDate(date: Date, now = new Date()): string {
    if (date.toDateString() === now.toDateString()) return clock().format(date);
    const age = now.getTime() - date.getTime();
    if (age > 0 && age < 6 * dayLength) return weekday().format(date);
    return (date.getFullYear() === now.getFullYear() ? day() : dayAndYear()).format(date);
}
export const wholeDate = (date: Date): string => whole().format(date);
export const shortDate = (date: Date): string => short().format(date);
export const onlyDate = (date: Date): string => dayAndYear().format(date);
export const clockTime = (date: Date): string => clock().format(date);
export const number = (value: number): string => numbers().format(value);
export const listOf = (names: string[]): string => people().format(names);

/// "es" is "Spanish".
export function languageName(code: string): string {
    try {
        return new Intl.DisplayNames(locale, { type: "language" }).of(code) ?? code;
    } catch {
        return code;
    }
}

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
/// 1 500 000 octets are "1.5 MB".
export function octets(value: number): string {
    let step = 0;
    let amount = value;
    while (amount >= 1000 && step < units.length - 1) {
        amount /= 1000;
        step += 1;
    }
    return new Intl.NumberFormat(locale, {
        style: "unit",
        unit: units[step]!,
        // "655 bytes": a short form of that has no plural.
        unitDisplay: step === 0 ? "long" : "short",
        maximumFractionDigits: amount < 10 && step > 0 ? 1 : 0,
    }).format(amount);
}

const periods = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
    ["second", 1],
] as const;
/// 93 600 seconds are "1 day, 2 hours": the two largest parts.
export function duration(seconds: number): string {
    let rest = Math.max(0, Math.round(seconds));
    const parts: string[] = [];
    for (const [unit, length] of periods) {
        const amount = Math.floor(rest / length);
        rest -= amount * length;
        if (amount > 0 || (unit === "second" && parts.length === 0))
            parts.push(
                new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(amount),
            );
        if (parts.length === 2) break;
    }
    return new Intl.ListFormat(locale, { type: "unit", style: "narrow" }).format(parts);
}

/// "in 3 days", "yesterday": by the largest part.
export function relative(date: Date, now = new Date()): string {
    const seconds = (date.getTime() - now.getTime()) / 1000;
    const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
    for (const [unit, length] of [["year", 31_557_600] as const, ["month", 2_629_800] as const, ...periods])
        if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
    return format.format(0, "second");
}
