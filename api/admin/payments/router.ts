import { router } from '../../trpc.ts';
import { edit } from './edit.ts';
import { exportStep } from './export.ts';
import { list } from './list.ts';
import { preview } from './preview.ts';
import { previewEdit } from './preview-edit.ts';
import { previewVoid } from './preview-void.ts';
import { record } from './record.ts';
import { voidOne } from './void.ts';

export const paymentsRouter = router({
  list,
  exportStep,
  preview,
  record,
  previewEdit,
  edit,
  previewVoid,
  void: voidOne,
});
