import { splitProps } from 'solid-js';
import type { JSX } from 'solid-js';

/** One family: 24 px grid, 1.75 px strokes, round ends. Drawn for this product. */
const paths = {
  arrowRight: 'M5 12h14M13 6l6 6-6 6',
  arrowLeft: 'M19 12H5M11 6l-6 6 6 6',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  close: 'M6 6l12 12M18 6L6 18',
  warning: 'M12 4L2.8 20h18.4L12 4zM12 10v4.5M12 17.4v.1',
  info: 'M12 21a9 9 0 100-18 9 9 0 000 18zM12 11v5.5M12 7.6v.1',
  sun: 'M12 16a4 4 0 100-8 4 4 0 000 8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  moon: 'M20 14.5A8.5 8.5 0 019.5 4a8.5 8.5 0 1010.5 10.5z',
  screen: 'M4 5h16v11H4zM9 20h6M12 16v4',
  user: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6',
  ticket: 'M3 8.5V6h18v2.5a3.5 3.5 0 000 7V18H3v-2.5a3.5 3.5 0 000-7zM14.5 6v2.5M14.5 11v2M14.5 15.5V18',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  search: 'M11 18a7 7 0 100-14 7 7 0 000 14zM16.2 16.2L21 21',
  more: 'M5 12h.1M12 12h.1M19 12h.1',
  refresh: 'M20 11a8 8 0 10-2.3 6.7M20 5v6h-6',
  plus: 'M12 5v14M5 12h14',
  clock: 'M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5.3l3.4 2',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3',
  external: 'M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9',
  chevronDown: 'M6 9l6 6 6-6',
  chevronRight: 'M9 6l6 6-6 6',
  signOut: 'M14 4H5v16h9M10.5 12H21M17 8l4 4-4 4',
} as const;

export type IconName = keyof typeof paths;

export interface IconProps extends JSX.SvgSVGAttributes<SVGSVGElement> {
  readonly name: IconName;
  /** Only where the icon stands alone; beside a text it says nothing new. */
  readonly label?: string;
}

export function Icon(props: IconProps) {
  const [own, rest] = splitProps(props, ['name', 'label', 'class']);
  return (
    <svg
      viewBox="0 0 24 24"
      width="1.25em"
      height="1.25em"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      class={`shrink-0 ${own.class ?? ''}`}
      role={own.label === undefined ? undefined : 'img'}
      aria-label={own.label}
      aria-hidden={own.label === undefined ? 'true' : undefined}
      {...rest}
    >
      <path d={paths[own.name]} />
    </svg>
  );
}
