import { router } from '../../trpc.ts';
import { exportStep } from './export.ts';
import { list } from './list.ts';
import { preview } from './preview.ts';
import { previewVoid } from './preview-void.ts';
import { record } from './record.ts';
import { voidOne } from './void.ts';

export const paymentsRouter = router({ list, exportStep, preview, record, previewVoid, void: voidOne });
