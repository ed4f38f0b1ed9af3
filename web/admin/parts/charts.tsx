import { createMemo, createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { panelWords } from '../words.ts';

export interface Point {
  readonly label: string;
  readonly value: number;
  /** The value for people, with unit or currency. */
  readonly text: string;
}

export interface ChartProps {
  readonly title: string;
  readonly points: readonly Point[];
  readonly columns: readonly [string, string];
  readonly kind: 'line' | 'bars';
  /** Stands beside the title. */
  readonly figure?: JSX.Element;
}

const WIDTH = 600;
const HEIGHT = 150;

/** A small drawing with its numbers behind it: nothing is told by the picture alone. */
export function Chart(props: ChartProps) {
  const [isTable, setTable] = createSignal(false);
  const first = () => props.points[0];
  const last = () => props.points.at(-1);
  return (
    <section class="rounded-md border border-line bg-surface p-5">
      <div class="mb-3 flex flex-wrap items-start justify-between gap-3">
        <div>
          <h2 class="font-bold">{props.title}</h2>
          <Show when={props.figure}>
            <p class="figures mt-1 text-title font-bold">{props.figure}</p>
          </Show>
        </div>
        <Button look="quiet" size="small" aria-pressed={isTable()} onClick={() => setTable(!isTable())}>
          {isTable() ? panelWords().chart.asChart : panelWords().chart.asTable}
        </Button>
      </div>
      <Show when={!isTable()} fallback={<NumbersTable {...props} />}>
        <Show when={props.kind === 'line'} fallback={<Bars points={props.points} title={props.title} />}>
          <Line points={props.points} title={props.title} />
        </Show>
        <div class="figures mt-1 flex justify-between text-sm text-ink-soft" aria-hidden="true">
          <span>{first()?.label}</span>
          <span>{last()?.label}</span>
        </div>
      </Show>
    </section>
  );
}

/** The highest value, rounded up so that the drawing does not touch its frame. */
function ceilingOf(points: readonly Point[]): number {
  return Math.max(1, ...points.map((point) => point.value)) * 1.08;
}

function summaryOf(title: string, points: readonly Point[]): string {
  const last = points.at(-1);
  return last === undefined ? title : `${title}: ${last.label}, ${last.text}`;
}

function Line(props: { readonly points: readonly Point[]; readonly title: string }) {
  const fill = createUniqueId();
  const path = createMemo(() => {
    const ceiling = ceilingOf(props.points);
    const step = WIDTH / Math.max(1, props.points.length - 1);
    return props.points
      .map((point, index) => {
        const y = HEIGHT - (point.value / ceiling) * HEIGHT;
        return `${index === 0 ? 'M' : 'L'}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
      })
      .join('');
  });
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      class="h-36 w-full"
      role="img"
      aria-label={summaryOf(props.title, props.points)}
    >
      <defs>
        <linearGradient id={fill} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-color="var(--accent)" stop-opacity="0.22" />
          <stop offset="1" stop-color="var(--accent)" stop-opacity="0" />
        </linearGradient>
      </defs>
      <path d={`${path()}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} fill={`url(#${fill})`} />
      <path
        d={path()}
        fill="none"
        stroke="var(--accent)"
        stroke-width="2"
        stroke-linejoin="round"
        vector-effect="non-scaling-stroke"
      />
      <line
        x1="0"
        x2={WIDTH}
        y1={HEIGHT}
        y2={HEIGHT}
        stroke="var(--line)"
        vector-effect="non-scaling-stroke"
      />
    </svg>
  );
}

function Bars(props: { readonly points: readonly Point[]; readonly title: string }) {
  const width = () => WIDTH / Math.max(1, props.points.length);
  const ceiling = createMemo(() => ceilingOf(props.points));
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      class="h-36 w-full"
      role="img"
      aria-label={summaryOf(props.title, props.points)}
    >
      <For each={props.points}>
        {(point, index) => {
          const height = () => (Math.max(0, point.value) / ceiling()) * HEIGHT;
          return (
            <rect
              x={index() * width() + width() * 0.14}
              y={HEIGHT - height()}
              width={width() * 0.72}
              height={height()}
              fill="var(--accent)"
              opacity={index() === props.points.length - 1 ? 1 : 0.55}
            >
              <title>{`${point.label}: ${point.text}`}</title>
            </rect>
          );
        }}
      </For>
      <line
        x1="0"
        x2={WIDTH}
        y1={HEIGHT}
        y2={HEIGHT}
        stroke="var(--line)"
        vector-effect="non-scaling-stroke"
      />
    </svg>
  );
}

function NumbersTable(props: ChartProps) {
  return (
    <div class="max-h-44 overflow-y-auto" tabindex="0" role="region" aria-label={props.title}>
      <table class="figures w-full text-sm">
        <thead>
          <tr class="text-ink-soft">
            <th scope="col" class="py-1 text-left font-semibold">
              {props.columns[0]}
            </th>
            <th scope="col" class="py-1 text-right font-semibold">
              {props.columns[1]}
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={props.points.toReversed()}>
            {(point) => (
              <tr class="border-t border-line">
                <td class="py-1">{point.label}</td>
                <td class="py-1 text-right">{point.text}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

/** A share as a bar, with the numbers beside it in words. */
export function Meter(props: { readonly label: string; readonly used: number; readonly of: number | null }) {
  const share = () => (props.of === null ? null : Math.min(1, props.used / props.of));
  const tone = () => {
    const value = share() ?? 0;
    if (value >= 1) return 'bg-bad';
    return value >= 0.9 ? 'bg-gold' : 'bg-accent';
  };
  return (
    <div
      class="h-2 overflow-hidden rounded-full bg-sunken"
      role="meter"
      aria-label={props.label}
      aria-valuemin="0"
      aria-valuemax={props.of ?? undefined}
      aria-valuenow={props.used}
    >
      <div class={`h-full ${tone()}`} style={{ width: `${(share() ?? 0) * 100}%` }} />
    </div>
  );
}
