import { router } from '../../trpc.ts';
import { ignore, offerAgain } from './ignore.ts';
import { importPeople } from './import.ts';
import { list } from './list.ts';
import { readAgain } from './read-again.ts';
import { unknown } from './unknown.ts';

export const accountsRouter = router({
  list,
  unknown,
  readAgain,
  import: importPeople,
  ignore,
  offerAgain,
});
