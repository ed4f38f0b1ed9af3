import { countBuiltIn, listRoles } from '../../../db/queries/roles.ts';
import { actions, permissionGrid } from '../../../domain/login/permissions.ts';
import { adminProcedure } from '../../trpc.ts';

/** The custom roles, and the grid that their permissions are chosen from. */
export const list = adminProcedure.query(async ({ ctx }) => ({
  roles: await listRoles(ctx.db),
  /** How many logins have a built-in role. */
  builtIn: await countBuiltIn(ctx.db),
  actions,
  grid: permissionGrid,
}));
