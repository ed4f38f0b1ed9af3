import { useQuery } from '@tanstack/solid-query';
import { api } from '../../ui/api.ts';
import { keys } from '../data.ts';

export type Roles = Awaited<ReturnType<typeof api.admin.roles.list.query>>;
export type Role = Roles['roles'][number];

export function createRoles(isWanted: () => boolean = () => true) {
  return useQuery(() => ({
    queryKey: [...keys.all, 'roles'],
    queryFn: () => api.admin.roles.list.query(),
    enabled: isWanted(),
  }));
}
