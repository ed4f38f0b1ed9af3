import { router } from '../../trpc.ts';
import { exportStep } from './export.ts';
import { list } from './list.ts';
import { remove, setActive } from './remove.ts';
import { save } from './save.ts';
import { uses } from './uses.ts';

export const discountsRouter = router({ list, exportStep, save, remove, setActive, uses });
