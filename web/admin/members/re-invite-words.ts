import { dictionary } from '../../ui/language.ts';

const en = {
  open: 'Re-invite…',
  title: (count: number) => (count === 1 ? 'Re-invite a member' : `Re-invite ${count} members`),
  action: 'Re-invite',
  help: 'Whose account was removed on the server gets a new one: on the server they had where it has room, else on another. The new sign-in details are sent by e-mail. Paid time stays as it is.',
  leftOut:
    'Left out is who is not paid, whose account is there, who is suspended and who has to change the account.',
  done: (count: number, leftOut: number) =>
    `${count === 1 ? '1 member is' : `${count} members are`} being let in again${leftOut === 0 ? '' : `, ${leftOut} left out`}`,
};

export const words = dictionary({ en });
