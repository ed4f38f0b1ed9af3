import { listLocations } from '../../../db/queries/locations.ts';
import { adminProcedure } from '../../trpc.ts';

export const list = adminProcedure.query(({ ctx }) => listLocations(ctx.db));
