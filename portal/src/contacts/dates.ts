// SPDX-License-Identifier: AGPL-3.0-or-later
// Birthdays and other days, with and without a year.
import type { Known } from "../store/contacts";
import { locale } from "../words/words";
import { type PartialDate, dayIn, partialOf } from "./card";

const dayLength = 86_400_000;

/// As people write it: "3 May 1990", "3 May", "May 1990", "1990".
export function dateText(date: PartialDate): string {
    const { year, month, day } = partialOf(date);
    const at = new Date(Date.UTC(2000, (month ?? 1) - 1, day ?? 1));
    // Years below 100 are those of the first century here, not 19xx.
    if (year) at.setUTCFullYear(year);
    return new Intl.DateTimeFormat(locale, {
        timeZone: "UTC",
        ...(year ? { year: "numeric" as const } : {}),
        ...(month ? { month: "long" as const } : {}),
        ...(day && month ? { day: "numeric" as const } : {}),
    }).format(at);
}

export const monthNames = (): string[] => {
    const format = new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" });
    return Array.from({ length: 12 }, (_, i) => format.format(new Date(Date.UTC(2001, i, 1))));
};

/// Whole years on that day; nothing where the year is not known.
export function yearsOn(date: PartialDate, day: Date): number | undefined {
    const { year } = partialOf(date);
    return year && day.getFullYear() >= year ? day.getFullYear() - year : undefined;
}

/// How old somebody is today.
export function ageNow(date: PartialDate, now = new Date()): number | undefined {
    const { year, month } = partialOf(date);
    if (!year || !month) return undefined;
    const birthday = dayIn(date, now.getFullYear());
    const age = now.getFullYear() - year - (birthday && birthday > now ? 1 : 0);
    return age >= 0 ? age : undefined;
}

export interface Coming {
    one: Known;
    day: Date;
    /// From today on.
    inDays: number;
    turns?: number;
}

const midnight = (date: Date): Date => new Date(date.getFullYear(), date.getMonth(), date.getDate());

/// Birthdays of the next so many days, the nearest first.
export function comingBirthdays(people: readonly Known[], days: number, now = new Date()): Coming[] {
    const today = midnight(now);
    const found: Coming[] = [];
    for (const one of people) {
        for (const entry of Object.values(one.card.anniversaries ?? {})) {
            if (entry.kind !== "birth") continue;
            const candidates = [
                dayIn(entry.date, today.getFullYear()),
                dayIn(entry.date, today.getFullYear() + 1),
            ];
            const day = candidates.find((date) => date && date >= today);
            if (!day) continue;
            // Days are not all as long where clocks are changed.
            const inDays = Math.round((day.getTime() - today.getTime()) / dayLength);
            if (inDays <= days) found.push({ one, day, inDays, turns: yearsOn(entry.date, day) });
        }
    }
    return found.sort((a, b) => a.inDays - b.inDays);
}
