import type { PanelPage } from '../nav.ts';

/** Of the family in web/ui/icon.tsx: 24 px grid, 1.75 px strokes, round ends. */
const paths: Readonly<Record<PanelPage, string>> = {
  overview: 'M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z',
  members:
    'M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 20c.6-3.6 3-5.5 6.5-5.5s5.9 1.9 6.5 5.5M16 4.5a3.5 3.5 0 010 6.3M18 14.9c2 .8 3.2 2.5 3.6 5.1',
  linked: 'M10 14l4-4M8.5 11.5l-3 3a3 3 0 004.2 4.2l3-3M11.3 8.5l3-3a3 3 0 014.2 4.2l-3 3',
  logins: 'M8 14.5a5 5 0 114.6-7H21v4h-2.5v3h-4v-3h-1.9A5 5 0 018 14.5zM8 9.5h.1',
  roles: 'M12 3l7.5 3v5.5c0 4.6-3 7.9-7.5 9.5-4.5-1.6-7.5-4.9-7.5-9.5V6zM9 11.5l2.2 2.2L15.5 9.5',
  payments: 'M3 6h18v12H3zM3 10h18M7 14.5h3',
  discounts: 'M3.5 12.5V4h8.5l8.5 8.5-8 8zM8 8h.1',
  referrals:
    'M4 9.5h16v4H4zM5.5 13.5h13v7h-13zM12 9.5v11M12 9.5c-4.8 0-5.6-5-2.8-5 1.8 0 2.8 2.6 2.8 5zM12 9.5c4.8 0 5.6-5 2.8-5-1.8 0-2.8 2.6-2.8 5z',
  plans: 'M4 5h16v5H4zM4 14h10v5H4zM17.5 14v5M15 16.5h5',
  groups: 'M3 7h7l2 2.5h9V19H3zM7 4h5l1.5 2H19',
  servers: 'M4 4h16v6.5H4zM4 13.5h16V20H4zM7.5 7.25h.1M7.5 16.75h.1',
  libraries: 'M5 4h3v16H5zM10.5 4h3v16h-3zM16 4.8l2.9-.8 4 15.2-2.9.8z',
  locations:
    'M12 21c4.2-4.4 6.5-7.9 6.5-11a6.5 6.5 0 10-13 0c0 3.1 2.3 6.6 6.5 11zM12 12.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5z',
  migrations: 'M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4',
  holds: 'M12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17zM9.75 9v6M14.25 9v6',
  notices: 'M4 5h16v14H4zM4 14h4.5l1.5 2.5h4l1.5-2.5H20',
  audit: 'M6 3.5h9l4 4V20.5H6zM14.5 3.5v4.5H19M9 12.5h7M9 16h7',
  settings: 'M4 7h9M17 7h3M15 5v4M4 12h3M11 12h9M9 10v4M4 17h11M19 17h1M17 15v4',
};

export function NavIcon(props: { readonly page: PanelPage }) {
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
      class="shrink-0"
      aria-hidden="true"
    >
      <path d={paths[props.page]} />
    </svg>
  );
}
