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

export function readFailure(error: unknown): Failure {
  const nothing = { fields: {}, reason: null, errorId: null };
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
