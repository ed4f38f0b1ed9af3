import { formatDay, formatLasting, formatList, formatMoney } from '../../ui/format.ts';
import { words } from '../words/index.ts';
import type { CheckoutOptions, PlanOption, Start } from './data.ts';

export interface StartAsked {
  readonly plan: PlanOption;
  readonly start: Start;
  readonly zone: string | undefined;
}

/** What beginning then means for the time that is paid already, in plain words. */
export function startText({ left }: CheckoutOptions, { plan, start, zone }: StartAsked): string {
  const { checkout: texts } = words();
  const old = formatList([...new Set(left.map(({ planName }) => planName))]);
  if (start === 'after') return texts.afterText(old, formatDay(plan.window.from, zone), plan.name);
  const now = plan.starts?.now;
  if (now == null) return '';
  const hasCredit = BigInt(now.credit.amount) > 0n;
  const credited = hasCredit
    ? [texts.creditText(formatMoney(now.credit), formatLasting(now.extraMs), plan.name)]
    : [];
  const forfeited = now.forfeitedMs > 0 ? [texts.noCreditText(formatLasting(now.forfeitedMs))] : [];
  return [texts.nowText(old), ...credited, ...forfeited].join(' ');
}
