import { z } from 'zod';
import { id } from '../input.ts';

/** An account as its server names it. */
export const accountName = z.object({ serverId: id, externalId: z.string().min(1).max(100) });
