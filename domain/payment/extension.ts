import type { Duration } from '../plan/duration.ts';
import { type LastWindow, type Window, windowFor } from './window.ts';

/** More time on the plan that somebody has: so much of it, or up to an instant. */
export type Extension =
  | { readonly kind: 'for'; readonly duration: Duration }
  | { readonly kind: 'until'; readonly at: number };

export interface Extendable {
  readonly isPermanent: boolean;
  readonly isClosed: boolean;
  /** A master who is extended as well gives them the same time. */
  readonly isGiven: boolean;
  /** The latest window that is paid for, ended or not; null: none ever was, so there is no plan to extend. */
  readonly last: LastWindow | null;
}

export type Extended =
  | { readonly kind: 'extended'; readonly window: Window }
  | { readonly kind: 'leftOut'; readonly why: LeftOut };

export type LeftOut = 'permanent' | 'noPlan' | 'closed' | 'paidBeyond' | 'givenByMaster';

export interface ExtensionGround {
  readonly extension: Extension;
  readonly now: number;
  /** The site's zone, in which days and months are counted. */
  readonly zone: string;
}

/** The window that an extension gives, from now or after what is paid already; or why there is none. */
export function extensionFor(member: Extendable, { extension, now, zone }: ExtensionGround): Extended {
  const { last } = member;
  if (member.isClosed) return leftOut('closed');
  if (member.isPermanent) return leftOut('permanent');
  if (member.isGiven) return leftOut('givenByMaster');
  if (last === null) return leftOut('noPlan');
  if (extension.kind === 'for')
    return { kind: 'extended', window: windowFor({ duration: extension.duration, zone, now, last }) };
  const from = Math.max(now, last.to);
  if (extension.at <= from) return leftOut('paidBeyond');
  return { kind: 'extended', window: { from, to: extension.at, anchorAt: from, anchorCount: 0 } };
}

function leftOut(why: LeftOut): Extended {
  return { kind: 'leftOut', why };
}
