import type { UserRecord } from './world.ts';

export interface PageFacts {
  readonly name: string;
  readonly version: string;
  readonly libraries: readonly string[];
  readonly users: readonly UserRecord[];
}

/** What a person sees who opens the simulator: its accounts, as it has them right now. */
export function page({ name, version, libraries, users }: PageFacts): string {
  const rows = [...users]
    .sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name))
    .map(row);
  const count = (state: UserRecord['state']) => users.filter((user) => user.state === state).length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="3">
<title>${escaped(name)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<h1>${escaped(name)}</h1>
<p>Simulated Jellyfin ${escaped(version)}. ${libraries.map(escaped).join(', ') || 'No library'}.</p>
<p class="counts"><b>${count('enabled')}</b> enabled <b>${count('disabled')}</b> disabled <b>${count('removed')}</b> removed</p>
</header>
<table>
<thead><tr><th scope="col">Account</th><th scope="col">State</th><th scope="col">Libraries</th><th scope="col">Signed in</th><th scope="col">Since</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</main>
</body>
</html>
`;
}

const ORDER = { enabled: 0, disabled: 1, removed: 2 } as const;

function rank(user: UserRecord): number {
  return ORDER[user.state];
}

function row(user: UserRecord): string {
  const name = `${escaped(user.name)}${user.isAdministrator ? ' <small>administrator</small>' : ''}`;
  const libraries =
    user.state === 'removed'
      ? ''
      : user.libraryNames.map((title) => `<i>${escaped(title)}</i>`).join(' ') || 'none';
  return `<tr class="${user.state}"><td>${name}</td><td><span>${user.state}</span></td><td>${libraries}</td><td>${devices(user.signIns)}</td><td>${since(user)}</td></tr>`;
}

function devices(number: number): string {
  return number === 0 ? '' : `${number} device${number === 1 ? '' : 's'}`;
}

function since(user: UserRecord): string {
  const at = user.removedAt ?? user.disabledAt ?? user.createdAt;
  return `<time>${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC</time>`;
}

function escaped(text: string): string {
  const signs: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#dfe3e8, #2c333c); --soft: light-dark(#5b6570, #9aa5b1); }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; background: light-dark(#f6f7f9, #14181d); color: light-dark(#1b2026, #e6eaef); }
main { max-width: 64rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { margin: 0; font-size: 1.5rem; }
header p { margin: .25rem 0; color: var(--soft); }
.counts b { color: light-dark(#1b2026, #e6eaef); margin-left: .75rem; }
.counts b:first-child { margin-left: 0; }
table { width: 100%; margin-top: 1.5rem; border-collapse: collapse; background: light-dark(#fff, #1b2027); border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
th, td { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-size: .8rem; color: var(--soft); font-weight: 600; }
tr:last-child td { border-bottom: 0; }
small, time { color: var(--soft); }
time { white-space: nowrap; font-variant-numeric: tabular-nums; }
i { font-style: normal; display: inline-block; padding: 0 .45rem; border-radius: .4rem; background: light-dark(#eef1f4, #262d36); }
span { display: inline-block; padding: 0 .5rem; border-radius: 1rem; font-size: .85rem; }
.enabled span { background: light-dark(#dcf3e4, #17392a); color: light-dark(#12613a, #8fdcb1); }
.disabled span { background: light-dark(#fdecd2, #40300f); color: light-dark(#7a4b00, #f0c479); }
.removed span { background: light-dark(#eceef1, #2a3038); color: var(--soft); }
.removed td { color: var(--soft); }
`;
