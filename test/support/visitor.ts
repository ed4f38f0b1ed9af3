import type { Kysely } from 'kysely';
import type { DB } from '../../db/schema.ts';
import type { Seal } from '../../db/seal.ts';

export interface Answer {
  readonly status: number;
  // Answers differ; tests name the fields they look at.
  readonly body: Record<string, unknown>;
}

/** A browser as far as the API sees one: it keeps cookies and says where its pages come from. */
export interface Visitor {
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Calls a query; answers its data, or the error's data with `status` above 399. */
  query(procedure: string, input?: unknown): Promise<Answer>;
  mutate(procedure: string, input?: unknown): Promise<Answer>;
  /** The reply itself, for streams. */
  open(path: string, signal: AbortSignal): Promise<Response>;
  hasCookies(): boolean;
}

let visitors = 0;

export function visitor(url: string): Visitor {
  const cookies = new Map<string, string>();
  visitors += 1;
  // An address of its own, as behind a proxy: limits count by address.
  const address = `10.${visitors >> 16}.${(visitors >> 8) & 255}.${visitors & 255}`;

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${url}${path}`, {
      redirect: 'manual',
      ...init,
      headers: {
        origin: url,
        'x-forwarded-for': address,
        ...(cookie === '' ? {} : { cookie }),
        ...init.headers,
      },
    });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    return response;
  }

  const post: Visitor['post'] = async (path, body, headers = {}) =>
    answerOf(
      await ask(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    );
  return {
    get: async (path) => answerOf(await ask(path)),
    post,
    query: async (procedure, input) => {
      const text = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
      return unwrap(await answerOf(await ask(`/api/trpc/${procedure}${text}`)));
    },
    mutate: async (procedure, input) => unwrap(await post(`/api/trpc/${procedure}`, input ?? {})),
    open: (path, signal) => ask(path, { signal }),
    hasCookies: () => cookies.size > 0,
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';', 1);
  const name = pair.slice(0, pair.indexOf('='));
  if (/max-age=0/i.test(line)) cookies.delete(name);
  else cookies.set(name, pair.slice(pair.indexOf('=') + 1));
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text };
  return { status: response.status, body };
}

function unwrap({ status, body }: Answer): Answer {
  const { result, error } = body as { result?: { data: unknown }; error?: { data: unknown } };
  return { status, body: (result?.data ?? error?.data ?? body) as Record<string, unknown> };
}

/** The link in the last message owed to an address, as its reader would get it. */
export async function mailedLink(db: Kysely<DB>, seal: Seal, email: string): Promise<URL> {
  const notice = await db
    .selectFrom('notices')
    .select(['sealed', 'event'])
    .where('recipient', '=', email.toLowerCase())
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  if (notice.sealed === null) throw new Error('the message carries no link any more');
  return new URL((JSON.parse(seal.open(notice.sealed)) as { url: string }).url);
}
