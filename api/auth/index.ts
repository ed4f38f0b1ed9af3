import { createEmailVerificationToken } from 'better-auth/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Login } from '../context.ts';
import { ADDRESS_HEADER, CONFIRM_SECONDS, createSignIn, type SignIn, type SignInParts } from './sign-in.ts';

export interface Session {
  readonly id: string;
  readonly login: Login;
}

/** Sign-in as the rest of the API sees it. */
export interface Authentication {
  /** Hands a request to the sign-in library and its answer back. */
  answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
  /** Who asks; null without a living session or when the login has been switched off. */
  sessionOf(request: FastifyRequest, reply: FastifyReply): Promise<Session | null>;
  hashPassword(password: string): Promise<string>;
  /** What the mailed link carries by which an address is confirmed. */
  confirmationToken(login: Pick<Login, 'id' | 'email'>): Promise<string>;
}

export type AuthenticationParts = Omit<SignInParts, 'siteUri'> & { siteUri(): Promise<string> };

export function authentication(parts: AuthenticationParts): Authentication {
  let known: { readonly siteUri: string; readonly signIn: SignIn } | null = null;

  /** The address decides on links and on whether cookies are secure, so a new one makes a new set-up. */
  async function current(): Promise<SignIn> {
    const siteUri = await parts.siteUri();
    if (known?.siteUri !== siteUri) known = { siteUri, signIn: createSignIn({ ...parts, siteUri }) };
    return known.signIn;
  }

  return {
    answer: async (request, reply) => {
      const signIn = await current();
      return send(reply, await signIn.handler(toRequest(request)));
    },
    sessionOf: async (request, reply) => {
      if (request.headers.cookie === undefined) return null;
      const signIn = await current();
      const { headers, response } = await signIn.api.getSession({
        headers: toHeaders(request),
        returnHeaders: true,
      });
      for (const cookie of headers.getSetCookie()) reply.header('set-cookie', cookie);
      if (response === null || response.user.disabled === true) return null;
      return { id: response.session.id, login: loginOf(response.user) };
    },
    hashPassword: async (password) => {
      const context = await (await current()).$context;
      return context.password.hash(password);
    },
    confirmationToken: async ({ id, email }) => {
      const context = await (await current()).$context;
      return createEmailVerificationToken(context.secret, email, undefined, CONFIRM_SECONDS, { userId: id });
    },
  };
}

function loginOf(user: SignIn['$Infer']['Session']['user']): Login {
  const { id, email, name, emailVerified, roleId } = user;
  const role = user.role === 'administrator' ? 'administrator' : 'user';
  return { id, email, name, emailVerified, role, roleId: roleId ?? null };
}

function toRequest(request: FastifyRequest): Request {
  return new Request(new URL(request.url, servedOrigin(request)), {
    method: request.method,
    headers: toHeaders(request),
    ...(request.method === 'GET' ? {} : { body: JSON.stringify(request.body ?? {}) }),
  });
}

/** The origin the browser asked, as far as this process can tell. */
export function servedOrigin(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`;
}

function toHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || name === 'content-length' || name === 'transfer-encoding') continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  if (request.method !== 'GET') headers.set('content-type', 'application/json');
  headers.set(ADDRESS_HEADER, request.ip);
  return headers;
}

async function send(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.status(response.status).header('cache-control', 'no-store');
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') reply.header(name, value);
  }
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
  return reply.send(await response.text());
}
