import { auth } from '../../ui/auth.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { tell } from '../../ui/toast.tsx';
import { explain } from '../data.ts';
import { FormMessage } from '../form-message.tsx';
import { createPasswordRules, NewPassword } from '../new-password.tsx';
import { words } from '../words/index.ts';

export interface ChangePasswordProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly email: string;
}

export function ChangePassword(props: ChangePasswordProps) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title={words().account.changePassword}>
      <Form email={props.email} onDone={props.onClose} />
    </Dialog>
  );
}

function Form(props: { readonly email: string; readonly onDone: () => void }) {
  const { isGood } = createPasswordRules();
  const form = createForm({
    initial: { currentPassword: '', newPassword: '' },
    check: (values) => ({
      ...(values.currentPassword === '' ? { currentPassword: words().wrong.password } : {}),
      ...(isGood(values.newPassword) ? {} : { newPassword: words().wrong.passwordRule }),
    }),
    send: async (values) => {
      await auth.changePassword(values.currentPassword, values.newPassword);
      tell(words().account.passwordChanged);
      props.onDone();
    },
    explain: (failure) =>
      failure.reason === 'INVALID_PASSWORD'
        ? { message: null, fields: { currentPassword: words().wrong.currentPassword } }
        : explain(failure),
  });
  return (
    <form class="grid gap-5" onSubmit={form.submit} novalidate>
      <FormMessage text={form.message()} />
      <input type="email" autocomplete="username" value={props.email} hidden readonly />
      <TextField
        label={words().field.currentPassword}
        type="password"
        autocomplete="current-password"
        value={form.values.currentPassword}
        onInput={(event) => form.set('currentPassword', event.currentTarget.value)}
        error={form.reason('currentPassword')}
      />
      <NewPassword
        label={words().field.newPassword}
        value={form.values.newPassword}
        onInput={(value) => form.set('newPassword', value)}
        error={form.reason('newPassword')}
      />
      <Button type="submit" look="primary" busy={form.isBusy()}>
        {words().account.changePassword}
      </Button>
    </form>
  );
}
