import { useQuery } from '@tanstack/solid-query';
import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';
import type { AppOutputs } from '../../../api/router.ts';
import { api } from '../../ui/api.ts';
import { keys } from '../data.ts';

export type CheckoutOptions = AppOutputs['checkout']['options'];
export type PlanOption = CheckoutOptions['plans'][number];
/** For somebody with time left of another plan: at once, or when that ends. */
export type Start = 'now' | 'after';

export function createOptions() {
  return useQuery(() => ({ queryKey: keys.options, queryFn: () => api.checkout.options.query() }));
}

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
