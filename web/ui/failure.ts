import { TRPCClientError } from '@trpc/client';

/** Why a call did not work, ready for a page. */
export interface Failure {
  readonly kind: 'refused' | 'signedOut' | 'offline' | 'broken';
  readonly message: string;
  /** Field -> what is allowed. */
  readonly fields: Readonly<Record<string, string>>;
  /** Names the reason, for texts in the reader's language. */
  readonly reason: string | null;
  /** The number that is also in the server's log. */
  readonly errorId: string | null;
}

interface FailureData {
  readonly code?: string;
  readonly userMessage?: string;
  readonly fields?: Record<string, string>;
  readonly reason?: string | null;
  readonly errorId?: string | null;
}

interface RequestFailureBody {
  /** 0: no answer at all. */
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly errorId?: string;
}

/** A plain request that was answered with a no, or not at all. */
export class RequestFailure extends Error {
  readonly body: RequestFailureBody;

  constructor(body: RequestFailureBody) {
    super(body.message ?? `status ${body.status}`);
    this.name = 'RequestFailure';
    this.body = body;
  }
}

export function readFailure(error: unknown): Failure {
  const nothing = { fields: {}, reason: null, errorId: null };
  if (error instanceof RequestFailure) return readRequestFailure(error);
  if (!(error instanceof TRPCClientError)) {
    return { ...nothing, kind: 'broken', message: error instanceof Error ? error.message : String(error) };
  }
  const data = (error.data ?? null) as FailureData | null;
  if (data === null) return { ...nothing, kind: 'offline', message: 'The site cannot be reached.' };
  return {
    kind:
      data.code === 'UNAUTHORIZED'
        ? 'signedOut'
        : data.code === 'INTERNAL_SERVER_ERROR'
          ? 'broken'
          : 'refused',
    message: data.userMessage ?? error.message,
    fields: data.fields ?? {},
    reason: data.reason ?? null,
    errorId: data.errorId ?? null,
  };
}

function readRequestFailure({ body, message }: RequestFailure): Failure {
  const kind =
    body.status === 0 ? 'offline' : body.status >= 500 && body.code === undefined ? 'broken' : 'refused';
  return {
    kind,
    message,
    fields: body.fields ?? {},
    reason: body.code ?? null,
    errorId: body.errorId ?? null,
  };
}
