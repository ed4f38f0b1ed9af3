import { router } from '../../trpc.ts';
import { list } from './list.ts';
import { previewReversal } from './preview-reversal.ts';
import { reverse } from './reverse.ts';

export const referralsRouter = router({ list, previewReversal, reverse });
