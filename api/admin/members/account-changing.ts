import { z } from 'zod';
import { memberIds } from './input.ts';

export const accountChangeInput = z.object({ memberIds, isRequired: z.boolean() });
