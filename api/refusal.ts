import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc';

export type RefusalCode =
  /** What was typed is not accepted; `fields` says where. */
  | 'badInput'
  | 'notSignedIn'
  | 'notAllowed'
  | 'notFound'
  /** Somebody else changed it first, or it exists already. */
  | 'conflict'
  /** The facts do not allow it now. */
  | 'notPossible'
  | 'tooManyRequests'
  /** A part this needs is not reachable. */
  | 'unavailable';

export interface RefusalDetails {
  /** What the reader should do now. Never a provider's words on a member's page. */
  readonly userMessage: string;
  /** Field -> what is allowed. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Names the reason, so that a page can say it in its own language. */
  readonly reason?: string;
}

/** An expected "no" of a procedure. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly userMessage: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly reason: string | null;

  constructor(code: RefusalCode, details: RefusalDetails) {
    super(details.userMessage);
    this.name = 'Refusal';
    this.code = code;
    this.userMessage = details.userMessage;
    this.fields = details.fields ?? {};
    this.reason = details.reason ?? null;
  }
}

export const transportCodes: Readonly<Record<RefusalCode, TRPC_ERROR_CODE_KEY>> = {
  badInput: 'BAD_REQUEST',
  notSignedIn: 'UNAUTHORIZED',
  notAllowed: 'FORBIDDEN',
  notFound: 'NOT_FOUND',
  conflict: 'CONFLICT',
  notPossible: 'PRECONDITION_FAILED',
  tooManyRequests: 'TOO_MANY_REQUESTS',
  unavailable: 'SERVICE_UNAVAILABLE',
};
