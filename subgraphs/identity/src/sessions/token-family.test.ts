import { newId } from '../../../../service-kit/data/ids';
import { isOfFamily, makeRefreshToken, newFamilyKey, readFamily } from './token-family';

const family = { orgId: newId(), sessionId: newId() };
const key = newFamilyKey();

it("says where a token belongs, and proves it by the session's key only", () => {
  const token = makeRefreshToken(family, key);
  expect(token).toMatch(/^[\w-]{107}$/);
  expect(readFamily(token)).toEqual(family);
  expect(isOfFamily(token, key)).toBe(true);
  expect(isOfFamily(token, newFamilyKey())).toBe(false);
  expect(isOfFamily(token, null)).toBe(false);
  expect(makeRefreshToken(family, key)).not.toBe(token);
});

it('takes no changed byte for a member', () => {
  const token = Buffer.from(makeRefreshToken(family, key), 'base64url');
  for (let at = 0; at < token.length; at += 1) {
    const changed = Buffer.from(token);
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    expect(isOfFamily(changed.toString('base64url'), key)).toBe(false);
  }
});

it.each(['', 'x', 'A'.repeat(43), 'A'.repeat(108), 'ä'.repeat(107), `${'A'.repeat(106)}=`, '\0'.repeat(107)])(
  'reads no family in %j',
  (text) => {
    expect(readFamily(text)).toBeNull();
    expect(isOfFamily(text, key)).toBe(false);
  },
);
