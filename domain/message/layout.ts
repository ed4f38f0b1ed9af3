interface Page {
  readonly subject: string;
  /** Ready html. */
  readonly body: string;
  readonly siteName: string;
  readonly siteUri: string;
}

/**
 * The frame of every html part: one column, no images, no remote parts. Colours stand inline for programs that
 * drop the style sheet; the sheet adds the dark ones.
 */
export function htmlPage({ subject, body, siteName, siteUri }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subject)}</title>
<style>${sheet}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f3f3f6">
<table role="presentation" width="100%" style="border-collapse:collapse">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" style="max-width:560px;border-collapse:collapse;font-family:${fonts}">
<tr><td class="brand" style="padding:0 8px 14px;font-size:15px;font-weight:600;color:#45454d">${siteLink(siteName, siteUri)}</td></tr>
<tr><td class="card" style="padding:28px 28px 14px;border-radius:12px;background:#ffffff;color:#1b1b20">
${body}
</td></tr>
<tr><td class="foot" style="padding:16px 8px;font-size:13px;line-height:1.5;color:#595962">You receive this message because your address is known at ${escapeHtml(siteName)}.</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

export function textPage(body: string, siteName: string, siteUri: string): string {
  const signature = siteUri === '' ? siteName : `${siteName}\n${siteUri}`;
  return `${body
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n\n-- \n${signature}\n`;
}

function siteLink(name: string, uri: string): string {
  if (uri === '') return escapeHtml(name);
  return `<a class="brand" href="${escapeHtml(uri)}" style="color:#45454d;text-decoration:none">${escapeHtml(name)}</a>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;');
}

const fonts = "system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

const sheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
.card h1 { margin: 0 0 16px; font-size: 22px; line-height: 1.3; }
.card p { margin: 0 0 16px; font-size: 16px; line-height: 1.55; }
.card a { color: #2753c4; }
.card a.button { color: #ffffff; }
@media (prefers-color-scheme: dark) {
  .page { background: #131317 !important; }
  .card { background: #1e1e24 !important; color: #ececf1 !important; }
  .card a { color: #a9c1ff; }
  .card a.button { background: #a9c1ff !important; color: #10131c !important; }
  .brand, .foot, .quiet { color: #b0b0bb !important; }
}
`;
