import { useQuery } from '@tanstack/solid-query';
import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';
import type { AppOutputs } from '../../../api/router.ts';
import { api } from '../../ui/api.ts';
import { readFailure } from '../../ui/failure.ts';
import { explain, keys } from '../data.ts';

export type CheckoutOptions = AppOutputs['checkout']['options'];
export type PlanOption = CheckoutOptions['plans'][number];
/** For somebody with time left of another plan: at once, or when that ends. */
export type Start = 'now' | 'after';
export type AppliedCode = AppOutputs['checkout']['applyCode'];

export function createOptions() {
  return useQuery(() => ({ queryKey: keys.options, queryFn: () => api.checkout.options.query() }));
}

/** The code that was applied, and what it does to the price of the plan that is chosen by now. */
export function createDiscount(planId: Accessor<string>) {
  const [code, setCode] = createSignal('');
  const asked = useQuery(() => ({
    queryKey: ['checkout', 'code', planId(), code()],
    queryFn: () => api.checkout.applyCode.query({ planId: planId(), code: code() }),
    enabled: code() !== '' && planId() !== '',
    retry: false,
    staleTime: 0,
  }));
  const isAsked = () => code() !== '' && planId() !== '';
  const problem = (): string | undefined => {
    if (!isAsked() || !asked.isError) return undefined;
    const failure = readFailure(asked.error);
    const told = explain(failure);
    return failure.reason === 'badInput' ? (told.fields['code'] ?? told.message) : told.message;
  };
  return {
    /** What it was applied as; blank: no code. */
    code,
    applied: () => (isAsked() && asked.isSuccess ? asked.data : undefined),
    problem,
    isAsking: () => isAsked() && asked.isFetching,
    apply: (typed: string) => (typed === code() ? void asked.refetch() : setCode(typed)),
    drop: () => setCode(''),
  };
}

export type UsernameCheck = ReturnType<typeof createUsernameCheck>;

const TYPING_MS = 300;

/** Asks about a name once the typing pauses. */
export function createUsernameCheck(username: Accessor<string>) {
  const [settled, setSettled] = createSignal(username().trim());
  createEffect(() => {
    const text = username().trim();
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    onCleanup(() => clearTimeout(timer));
  });
  const check = useQuery(() => ({
    queryKey: ['checkout', 'username', settled()],
    queryFn: () => api.checkout.checkUsername.query({ username: settled() }),
    enabled: settled() !== '',
    staleTime: 60_000,
  }));
  const isAbout = () => settled() !== '' && settled() === username().trim();
  return {
    isChecking: () => username().trim() !== '' && (!isAbout() || check.isPending),
    answer: () => (isAbout() && !check.isPending ? check.data : undefined),
  };
}
