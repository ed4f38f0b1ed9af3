import { useNavigate, useSearchParams } from '@solidjs/router';
import { createMemo } from 'solid-js';
import { api } from '../../ui/api.ts';
import { createForm } from '../../ui/form.ts';
import { explain } from '../data.ts';
import { grantable, lacksLocation } from '../location-choice.tsx';
import { words } from '../words/index.ts';
import { type CheckoutOptions, createDiscount, type PlanOption, type Start } from './data.ts';

export const steps = ['plan', 'where', 'pay'] as const;
export type StepName = (typeof steps)[number];

export type Wish = ReturnType<typeof createWish>;

/** What the buyer has chosen so far. Plan and step are in the address, so that a page can be reloaded or shared. */
export function createWish(options: () => CheckoutOptions) {
  const [search, setSearch] = useSearchParams<{ plan?: string; step?: string; start?: string }>();
  const step = (): StepName => steps.find((name) => name === search.step) ?? 'plan';
  const plan = (): PlanOption | undefined =>
    options().plans.find(({ id, refusal }) => id === search.plan && refusal === null);
  const goTo = (next: StepName): void => setSearch({ step: next }, { scroll: true });
  const start = (): Start => startOf(plan(), search.start);
  const discount = createDiscount(() => plan()?.id ?? '');
  const form = createWishForm({ options, plan, start, goTo, discount });
  /** A step comes after those it needs: a reloaded page asks again for what it forgot. */
  const reachable = (): StepName => {
    if (plan() === undefined) return 'plan';
    const lacksName = options().asksUsername && form.values.username.trim() === '';
    const isIncomplete = lacksName || lacksLocation(plan(), form.values.locationId);
    return isIncomplete && step() === 'pay' ? 'where' : step();
  };
  return {
    options,
    form,
    plan,
    start,
    discount,
    /** Whether the plan wants a location to be chosen, and none is. */
    lacksLocation: () => lacksLocation(plan(), form.values.locationId),
    /** What is to be paid, the discount taken off; undefined: no plan is chosen. */
    total: () => discount.applied()?.total ?? plan()?.price,
    /** What would be bought; undefined: no plan is chosen. */
    window: () => windowOf(plan(), start()),
    chooseStart: (chosen: Start) => setSearch({ start: chosen }, { replace: true, scroll: false }),
    /** Kept, so that choosing a plan is no change of step. */
    step: createMemo(reachable),
    goTo,
    choosePlan: (id: string) => setSearch({ plan: id }, { replace: true, scroll: false }),
  };
}

/** As chosen, where that is offered; who chooses nothing keeps what is paid already. */
function startOf(plan: PlanOption | undefined, chosen: string | undefined): Start {
  const starts = plan?.starts;
  if (starts?.now == null) return 'after';
  return chosen === 'now' || !starts.after ? 'now' : 'after';
}

function windowOf(plan: PlanOption | undefined, start: Start): PlanOption['window'] | undefined {
  return start === 'now' ? plan?.starts?.now?.window : plan?.window;
}

interface WishFormParts {
  options(): CheckoutOptions;
  plan(): PlanOption | undefined;
  start(): Start;
  goTo(step: StepName): void;
  readonly discount: ReturnType<typeof createDiscount>;
}

/** What was typed and not applied is neither sent nor forgotten. */
function isUnapplied(code: string, discount: WishFormParts['discount']): boolean {
  return code.trim() !== '' && (code.trim() !== discount.code() || discount.applied() === undefined);
}

function createWishForm({ options, plan, start, goTo, discount }: WishFormParts) {
  const navigate = useNavigate();
  return createForm({
    initial: { username: '', locationId: '', hasAgreed: false, code: '' },
    check: ({ username, hasAgreed, code }) => ({
      ...(options().asksUsername && username.trim() === '' ? { username: words().wrong.username } : {}),
      ...(options().terms !== '' && !hasAgreed ? { hasAgreed: words().wrong.agree } : {}),
      ...(isUnapplied(code, discount) ? { code: discount.problem() ?? words().wrong.code } : {}),
    }),
    send: async ({ username, locationId, hasAgreed }) => {
      const { checkoutId } = await api.checkout.begin.mutate({
        planId: plan()?.id ?? '',
        username: options().asksUsername ? username.trim() : null,
        locationId: grantable(plan(), locationId),
        hasAgreed,
        startMode: start(),
        code: discount.applied()?.code ?? '',
      });
      navigate(`/checkout/${checkoutId}`);
    },
    explain: (failure) => {
      if (['username', 'locationId', 'startMode'].some((field) => failure.fields[field] !== undefined))
        goTo('where');
      if (failure.fields['planId'] !== undefined) goTo('plan');
      const told = explain(failure);
      return failure.fields['code'] === undefined ? told : { ...told, fields: { code: told.message } };
    },
  });
}
