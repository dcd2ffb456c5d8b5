// SPDX-License-Identifier: AGPL-3.0-or-later
// Dates, sizes and lists as people of the page's language write them.
import { language } from "./words";

const locale = language;
const make = <T>(build: () => T) => {
    let made: T | undefined;
    return () => (made ??= build());
};
const clock = make(() => new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }));
const weekday = make(() => new Intl.DateTimeFormat(locale, { weekday: "short" }));
const day = make(() => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }));
const dayAndYear = make(() => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" }));
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
        unitDisplay: "short",
        maximumFractionDigits: amount < 10 && step > 0 ? 1 : 0,
    }).format(amount);
}
