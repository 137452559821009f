import type { RightOn, SimulatorUser } from '../accounts/people';
import type { Call, Handler } from '../http/call';
import { problem } from '../http/reply';
import { isObject } from './row-check';

/** A user's right to write; administrators have all. */
export const rightTo = ({ isAdmin, right, writes }: SimulatorUser, on: RightOn, to: 'add' | 'edit') =>
  isAdmin ? 'A' : (writes[on]?.[to] ?? right);

/** The rows that a change names: in its path, or each in its body. */
function namedIn({ params, body }: Call): number[] {
  if (params.id !== undefined) return [Number(params.id)];
  return Array.isArray(body) ? body.flatMap((row) => (isObject(row) ? [Number(row.id)] : [])) : [];
}

/** Answers 403 where the user's rights leave out the write, or the change of a row that is not theirs (kommo-api.md 2.6, 3.2). */
export const withRight =
  (on: RightOn, to: 'add' | 'edit', handler: Handler): Handler =>
  (call) => {
    const { user, account } = call;
    const right = rightTo(user, on, to);
    const isTheirs = (id: number): boolean => {
      const row = account[on].get(id);
      if (!row || right === 'A') return true;
      return right === 'M' ? row.responsible_user_id === user.id : row.group_id === (user.groupId ?? 0);
    };
    const isAllowed = right !== 'D' && (to === 'add' || namedIn(call).every(isTheirs));
    return isAllowed ? handler(call) : problem(403, 'Forbidden');
  };
