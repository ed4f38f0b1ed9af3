import { useQuery } from '@tanstack/solid-query';
import type { AppOutputs } from '../../../api/router.ts';
import { api } from '../../ui/api.ts';
import { keys } from '../data.ts';

export type TrialOptions = AppOutputs['trial']['options'];

export function createTrialOptions() {
  return useQuery(() => ({ queryKey: keys.trial, queryFn: () => api.trial.options.query() }));
}
