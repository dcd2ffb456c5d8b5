// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures of numbers over time, drawn as SVG. They say the same in words, and all of it as a table; lines differ by more
// than their colour; time runs as one reads.
import { useId, useState } from "preact/hooks";
import { clockTime, number } from "../words/format";
import { isRightToLeft, say } from "../words/words";

export interface Point {
    at: Date;
    /// One for each name; nothing where it is not known.
    values: (number | null)[];
}

interface ChartProps {
    title: string;
    names: string[];
    points: Point[];
    /// How a value is written.
    write?: (value: number) => string;
    /// How often something happened, not how it stood.
    isCount?: boolean;
}

const width = 600;
const height = 120;
/// As many as a small picture can show.
const shownMax = 96;
const barsMax = 24;

/// Fewer points: of what stands the most, of what happens the sum.
export function gathered(points: Point[], most: number, isCount: boolean): Point[] {
    const step = Math.ceil(points.length / most);
    if (step <= 1) return points;
    const made: Point[] = [];
    for (let at = 0; at < points.length; at += step) {
        const some = points.slice(at, at + step);
        const values = some[0]!.values.map((_, i) => {
            const known = some
                .map((one) => one.values[i] ?? null)
                .filter((one): one is number => one !== null);
            if (known.length === 0) return null;
            return isCount ? known.reduce((sum, one) => sum + one, 0) : Math.max(...known);
        });
        made.push({ at: some[some.length - 1]!.at, values });
    }
    return made;
}

/// A round number above: 7 is 10, 23 is 25, 180 is 200.
export function roundUp(value: number): number {
    if (value <= 0) return 1;
    const base = 10 ** Math.floor(Math.log10(value));
    return [1, 2, 2.5, 5, 10].map((one) => one * base).find((one) => one >= value)!;
}

const x = (i: number, count: number): number => {
    const at = count > 1 ? (i / (count - 1)) * width : width / 2;
    return isRightToLeft ? width - at : at;
};

function lineOf(points: Point[], series: number, top: number): string {
    let path = "";
    let isOpen = false;
    points.forEach((point, i) => {
        const value = point.values[series] ?? null;
        if (value === null) {
            isOpen = false;
            return;
        }
        path += `${isOpen ? "L" : "M"}${x(i, points.length).toFixed(1)} ${(height - (value / top) * height).toFixed(1)}`;
        isOpen = true;
    });
    return path;
}

export function Chart({ title, names, points, write = number, isCount = false }: ChartProps) {
    const [asTable, setAsTable] = useState(false);
    const id = useId();
    const some = gathered(points, isCount ? barsMax : shownMax, isCount);
    const most = Math.max(0, ...some.flatMap((point) => point.values.map((one) => one ?? 0)));
    const top = roundUp(most);
    const last = some[some.length - 1];
    return (
        <figure class="chart" aria-labelledby={id}>
            <figcaption id={id}>
                <strong>{title}</strong>
                <span class="quiet small">{summary(names, some, write, isCount)}</span>
            </figcaption>
            {asTable ? (
                <Table title={title} names={names} points={some} write={write} />
            ) : (
                <>
                    <div class="chart-area">
                        <span class="chart-top small quiet">{write(top)}</span>
                        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
                            <path
                                class="grid"
                                d={`M0 ${height / 2}H${width}M0 .5H${width}M0 ${height - 0.5}H${width}`}
                            />
                            {names.map((name, series) =>
                                isCount ? (
                                    <Bars
                                        key={name}
                                        points={some}
                                        series={series}
                                        of={names.length}
                                        top={top}
                                    />
                                ) : (
                                    <path
                                        key={name}
                                        class={`line s${series}`}
                                        d={lineOf(some, series, top)}
                                    />
                                ),
                            )}
                        </svg>
                    </div>
                    {last && (
                        <div class="chart-times small quiet">
                            <span>{clockTime(some[0]!.at)}</span>
                            <span>{clockTime(last.at)}</span>
                        </div>
                    )}
                </>
            )}
            <div class="row-between">
                {names.length > 1 ? (
                    <ul class="chart-names small">
                        {names.map((name, series) => (
                            <li key={name}>
                                <svg viewBox="0 0 24 10" aria-hidden="true">
                                    {isCount ? (
                                        <rect class={`bar s${series}`} x="4" width="16" height="10" />
                                    ) : (
                                        <path class={`line s${series}`} d="M0 5H24" />
                                    )}
                                </svg>
                                {name}
                            </li>
                        ))}
                    </ul>
                ) : (
                    <span />
                )}
                <button type="button" class="button plain small" onClick={() => setAsTable(!asTable)}>
                    {say(asTable ? "ui-as-picture" : "ui-as-table")}
                    <span class="visually-hidden">: {title}</span>
                </button>
            </div>
        </figure>
    );
}

/// In words what the picture shows at a glance.
function summary(
    names: string[],
    points: Point[],
    write: (value: number) => string,
    isCount: boolean,
): string {
    return names
        .map((name, series) => {
            const known = points.filter((point) => (point.values[series] ?? null) !== null);
            const values = known.map((point) => point.values[series]!);
            if (values.length === 0) return "";
            if (isCount)
                return say("ui-chart-sum", { name, sum: write(values.reduce((sum, one) => sum + one, 0)) });
            const most = Math.max(...values);
            return say("ui-chart-now", {
                name,
                now: write(values[values.length - 1]!),
                most: write(most),
                time: clockTime(known[values.indexOf(most)]!.at),
            });
        })
        .filter(Boolean)
        .join(" ");
}

function Bars({ points, series, of, top }: { points: Point[]; series: number; of: number; top: number }) {
    const slot = width / Math.max(1, points.length);
    const wide = (slot * 0.8) / of;
    return (
        <>
            {points.map((point, i) => {
                const tall = ((point.values[series] ?? 0) / top) * height;
                const at = slot * i + slot * 0.1 + wide * series;
                return tall > 0 ? (
                    <rect
                        key={i}
                        class={`bar s${series}`}
                        x={isRightToLeft ? width - at - wide : at}
                        y={height - tall}
                        width={wide}
                        height={tall}
                    />
                ) : null;
            })}
        </>
    );
}

function Table({
    title,
    names,
    points,
    write,
}: {
    title: string;
    names: string[];
    points: Point[];
    write: (value: number) => string;
}) {
    return (
        <div class="chart-table" tabIndex={0} role="region" aria-label={title}>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{say("ui-chart-time")}</th>
                        {names.map((name) => (
                            <th scope="col" key={name}>
                                {name}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {points.map((point) => (
                        <tr key={point.at.getTime()}>
                            <th scope="row">{clockTime(point.at)}</th>
                            {point.values.map((value, i) => (
                                <td key={i}>{value === null ? "–" : write(value)}</td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}
