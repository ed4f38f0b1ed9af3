import { listMembers, type MemberRow } from '../../../db/queries/member-list.ts';
import { adminProcedure } from '../../trpc.ts';
import { instant, instantOrNull } from '../answer.ts';
import { memberListInput } from './input.ts';

export const list = adminProcedure.input(memberListInput).query(async ({ ctx, input }) => {
  const { rows, total } = await listMembers(ctx.db, { ...input, now: ctx.clock() });
  return { rows: rows.map(memberAnswer), total };
});

export function memberAnswer(member: MemberRow) {
  return {
    ...member,
    until: instantOrNull(member.until),
    nextAt: instantOrNull(member.nextAt),
    joinedAt: instant(member.joinedAt),
  };
}
