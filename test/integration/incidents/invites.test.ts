import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Panel, startPanel } from '../../support/panel.ts';
import { choosePassword, mailedToken, signIn } from '../../support/sign-in.ts';

let panel: Panel;
beforeAll(async () => {
  panel = await startPanel();
});
afterAll(() => panel.stop());

const EMAIL = 'nora.newcomer@members.example';

/** What the facts hold for the invited address. */
async function madeOf(email: string) {
  const { db } = panel.api;
  const logins = await db.selectFrom('logins').select('id').where('email', '=', email).execute();
  const members = await db.selectFrom('members').select('login_id').where('email', '=', email).execute();
  return { logins, members };
}

async function whoCanSignIn(passwords: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(
    passwords.map((password) => signIn(panel.api, { email: EMAIL, password })),
  );
  return passwords.filter((_one, index) => answers[index]?.status === 200);
}

describe('an invitation', () => {
  // D1
  it('50 parallel joins on one invite give one account', async () => {
    await panel.addMember('Nora Newcomer');
    await panel.admin.mutate('admin.logins.add', { name: 'Nora', email: EMAIL });
    const token = await mailedToken(panel.api, EMAIL);
    const passwords = Array.from({ length: 50 }, (_none, index) => `Correct-horse-${index}`);

    const joins = await Promise.all(
      passwords.map((newPassword) => choosePassword(panel.api, { token, newPassword })),
    );

    const joined = passwords.filter((_one, index) => joins[index]?.status === 200);
    expect(joined).toHaveLength(1);
    const [refused = ''] = passwords.filter((one) => !joined.includes(one));
    expect(await whoCanSignIn([...joined, refused])).toEqual(joined);
    const { logins, members } = await madeOf(EMAIL);
    expect(logins).toHaveLength(1);
    expect(members).toEqual([{ login_id: logins[0]?.id }]);
  });
});
