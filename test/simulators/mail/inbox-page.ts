const sheet = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f3f3f6, #131317); --card: light-dark(#ffffff, #1e1e24); --text: light-dark(#1b1b20, #ececf1);
  --quiet: light-dark(#595962, #b0b0bb); --line: light-dark(#dedee4, #34343d); --accent: light-dark(#2753c4, #a9c1ff);
  --chosen: light-dark(#e8eefc, #2a3040);
}
* { box-sizing: border-box; }
body { margin: 0; height: 100vh; display: grid; grid-template: auto minmax(0, 1fr) / minmax(260px, 380px) 1fr;
  background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
header { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; padding: 12px 16px;
  border-bottom: 1px solid var(--line); background: var(--card); }
h1 { margin: 0; font-size: 18px; }
header p { margin: 0; color: var(--quiet); font-variant-numeric: tabular-nums; }
header label { margin-left: auto; color: var(--quiet); }
input { font: inherit; padding: 5px 10px; width: 260px; max-width: 60vw; color: inherit; background: var(--page);
  border: 1px solid var(--line); border-radius: 6px; }
nav { overflow-y: auto; border-right: 1px solid var(--line); background: var(--card); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: 10px 16px; border-bottom: 1px solid var(--line); color: inherit; text-decoration: none; }
nav a:hover, nav a[aria-current] { background: var(--chosen); }
nav a[aria-current] { box-shadow: inset 3px 0 var(--accent); }
nav strong, nav span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
nav span { color: var(--quiet); font-size: 13px; }
main { display: flex; flex-direction: column; min-width: 0; overflow: auto; padding: 16px; gap: 12px; }
main h2 { margin: 0; font-size: 20px; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 0; font-size: 14px; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
iframe { flex: 1; min-height: 420px; width: 100%; border: 1px solid var(--line); border-radius: 10px; background: var(--page); }
pre { flex: 1; margin: 0; padding: 16px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, Menlo, Consolas, monospace;
  border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
.tabs { display: flex; gap: 8px; }
button { font: inherit; padding: 4px 14px; min-height: 32px; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
button[aria-pressed='true'] { background: var(--chosen); border-color: var(--accent); }
.empty { margin: auto; max-width: 34ch; text-align: center; color: var(--quiet); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
[hidden] { display: none !important; }
@media (max-width: 720px) { body { height: auto; grid-template: auto auto auto / 1fr; } nav { max-height: 40vh; border-right: 0; } }
`;

/** Runs in the browser. What comes out of a mail is only ever set as text or shown in the sandboxed frame. */
const script = `
const part = (id) => document.getElementById(id);
let listed = '', shown = null, asText = false;

const chosen = () => Number(location.hash.slice(1)) || null;
const time = (at) => new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' });

function lineOf(mail) {
  const link = document.createElement('a');
  link.href = '#' + mail.id;
  if (mail.id === chosen()) link.setAttribute('aria-current', 'true');
  for (const [tag, text] of [['strong', mail.subject || '(no subject)'], ['span', mail.to.join(', ')], ['span', time(mail.receivedAt)]]) {
    const element = document.createElement(tag);
    element.textContent = text;
    link.append(element);
  }
  const item = document.createElement('li');
  item.append(link);
  return item;
}

async function refresh() {
  const to = part('to').value.trim();
  const answer = await fetch('/mails' + (to === '' ? '' : '?to=' + encodeURIComponent(to)));
  const mails = await answer.json();
  const state = JSON.stringify([mails.map((mail) => mail.id), chosen()]);
  if (state === listed) return;
  listed = state;
  part('list').replaceChildren(...mails.map(lineOf));
  part('count').textContent = mails.length === 1 ? '1 mail' : mails.length < 300 ? mails.length + ' mails' : 'the latest 300 mails';
  if (shown === null) part('nothing').textContent = mails.length === 0 ? 'No mail yet. Whatever the site sends appears here.' : 'Choose a mail on the left.';
}

async function show() {
  const id = chosen();
  const answer = id === null ? null : await fetch('/mails/' + id);
  shown = answer?.ok ? await answer.json() : null;
  part('nothing').hidden = shown !== null;
  part('mail').hidden = shown === null;
  listed = '';
  if (shown !== null) {
    part('subject').textContent = shown.subject || '(no subject)';
    part('from').textContent = shown.from;
    part('recipients').textContent = shown.to.join(', ');
    part('received').textContent = time(shown.receivedAt);
    part('message-id').textContent = shown.messageId;
    part('text').textContent = shown.text;
    part('html').src = '/mails/' + id + '/html';
    showPart();
  }
  await refresh();
}

function showPart() {
  const isText = asText || !shown.hasHtml;
  part('html').hidden = isText;
  part('text').hidden = !isText;
  part('as-html').setAttribute('aria-pressed', String(!isText));
  part('as-text').setAttribute('aria-pressed', String(isText));
}

part('as-html').addEventListener('click', () => { asText = false; showPart(); });
part('as-text').addEventListener('click', () => { asText = true; showPart(); });
part('to').addEventListener('input', refresh);
addEventListener('hashchange', show);
async function keepFresh() {
  try { await refresh(); } catch { part('count').textContent = 'not reachable'; listed = ''; }
  setTimeout(keepFresh, 1500);
}
show().then(keepFresh, keepFresh);
`;

export const inboxPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inbox of the mail simulator</title>
<link rel="icon" href="data:,">
<style>${sheet}</style>
</head>
<body>
<header>
<h1>Inbox</h1>
<p id="count" role="status"></p>
<label>Only to <input id="to" type="search" placeholder="member@example.org" autocomplete="off"></label>
</header>
<nav aria-label="Mails" tabindex="0"><ul id="list"></ul></nav>
<main>
<p class="empty" id="nothing">Loading</p>
<div id="mail" hidden style="display:contents">
<h2 id="subject"></h2>
<dl>
<dt>From</dt><dd id="from"></dd>
<dt>To</dt><dd id="recipients"></dd>
<dt>Received</dt><dd id="received"></dd>
<dt>Message-ID</dt><dd id="message-id"></dd>
</dl>
<div class="tabs" role="group" aria-label="Part">
<button type="button" id="as-html" aria-pressed="true">HTML</button>
<button type="button" id="as-text" aria-pressed="false">Text</button>
</div>
<iframe id="html" title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<pre id="text" tabindex="0" hidden></pre>
</div>
</main>
<script>${script}</script>
</body>
</html>
`;
