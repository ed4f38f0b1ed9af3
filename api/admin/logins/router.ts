import { router } from '../../trpc.ts';
import { add } from './add.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';
import { sendLink } from './send-link.ts';
import { setDisabled } from './set-disabled.ts';
import { setPassword } from './set-password.ts';
import { setRole } from './set-role.ts';

export const loginsRouter = router({ list, add, setRole, setDisabled, sendLink, setPassword, remove });
