import { router } from '../../trpc.ts';
import { file } from './file.ts';
import { list } from './list.ts';
import { preview } from './preview.ts';

export const librariesRouter = router({ list, preview, file });
