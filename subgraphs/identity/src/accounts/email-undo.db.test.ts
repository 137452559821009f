import { newId } from '../../../../service-kit/data/ids';
import { useIdentity, type TokensShown } from '../../../../testkit/identity';
import { useMailbox } from '../../../../testkit/mailbox';
import type { SeededOrganization, SeededUser } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';

/* Somebody has taken an account, and moved it to an address of theirs: its owner gets it back. */

const graph = useIdentity();
const mailbox = useMailbox(graph);
const NEW_PASSWORD = 'eleven lamps on the harbour';

let org: SeededOrganization;
let who: SeededUser;
let session: TokensShown;
beforeEach(async () => {
  await graph.sql('DELETE FROM identity.log_in_attempts');
  org = await graph.seed();
  who = org.manager;
  session = await graph.logIn(who);
});

const address = () => `thief.${newId()}@example.com`;
async function say(name: string, input: object, token: string | null = null) {
  const type = `${name.replace(/^./, (first) => first.toUpperCase())}Input!`;
  const document = `mutation M($input: ${type}) { ${name}(input: $input) { email userErrors { code path } } }`;
  const answer = await graph.executeWithToken(token, document, { input });
  return dataOf(answer)[name] as { email: string | null; userErrors: { code: string; path: string[] }[] };
}
const errorsOf = async (...args: Parameters<typeof say>) =>
  (await say(...args)).userErrors.map(({ code }) => code);

/** Moves the account, and answers the token that the address before got. */
async function move(from: string, to: string): Promise<string> {
  await graph.sql(`UPDATE identity.email_changes SET requested_at = requested_at - interval '61 seconds'`);
  expect(await errorsOf('requestEmailChange', { email: to }, session.accessToken)).toEqual([]);
  const token = await mailbox.token(org.org.id, to);
  expect(await errorsOf('confirmEmailChange', { token }, session.accessToken)).toEqual([]);
  return mailbox.token(org.org.id, from);
}
const undo = (token: string, password = NEW_PASSWORD) => say('undoEmailChange', { token, password });
const register = (email: string) =>
  say('register', { email, password: 'a password of the thief', firstName: 'Ann', lastName: 'Lee' });
const emailOf = async (): Promise<string | undefined> =>
  (await graph.sql<{ email: string }>('SELECT email FROM identity.users WHERE id = $1', [who.userId]))[0]
    ?.email;
const canLogIn = async (email: string, password: string) => (await graph.logIn({ email, password })) !== null;

it('brings the address back with a new password, and ends every session', async () => {
  const there = address();
  const token = await move(who.email, there);
  expect(await undo(token, 'short')).toMatchObject({ userErrors: [{ code: 'PASSWORD_TOO_SHORT' }] });
  expect(await undo(token)).toEqual({ email: who.email, userErrors: [] });
  expect(codes(await graph.executeWithToken(session.accessToken, '{ me { id } }'))).toEqual([]); // registry is not asked here
  const live = await graph.sql('SELECT 1 FROM identity.sessions WHERE user_id = $1 AND revoked_at IS NULL', [
    who.userId,
  ]);
  expect(live).toEqual([]);
  expect(await canLogIn(who.email, NEW_PASSWORD)).toBe(true);
  expect(await canLogIn(there, NEW_PASSWORD)).toBe(false);
  expect(await canLogIn(who.email, who.password)).toBe(false);
  const subject = (await mailbox.deliver(org.org.id, there)).at(-1)?.subject;
  expect(subject).toBe('The change to this e-mail address was taken back');
  expect(await undo(token)).toMatchObject({ userErrors: [{ code: 'TOKEN_INVALID' }] });
});

it('works after a second change, and takes the link of that one with it', async () => {
  const [second, third] = [address(), address()];
  const first = await move(who.email, second);
  const later = await move(second, third);
  expect((await undo(first)).email).toBe(who.email);
  expect(await undo(later)).toMatchObject({ userErrors: [{ code: 'TOKEN_INVALID' }] });
  expect(await emailOf()).toBe(who.email);
});

it('of two links works the later one first, and the earlier one still', async () => {
  const second = address();
  const first = await move(who.email, second);
  const later = await move(second, address());
  expect((await undo(later)).email).toBe(second);
  expect((await undo(first)).email).toBe(who.email);
});

it('works once, of ten at once too, and for 7 days', async () => {
  const token = await move(who.email, address());
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => undo(token)));
  expect(outcomes.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  session = await graph.logIn({ email: who.email, password: NEW_PASSWORD });
  const late = await move(who.email, address());
  await graph.sql(`UPDATE identity.email_changes SET undo_expires_at = undo_expires_at - interval '7 days'`);
  expect(await undo(late)).toMatchObject({ userErrors: [{ code: 'TOKEN_INVALID' }] });
});

it('keeps the address for its owner meanwhile: nobody registers it or moves there, and nobody is told why', async () => {
  const token = await move(who.email, address());
  expect(await register(who.email)).toEqual({ email: who.email, userErrors: [] });
  expect(await canLogIn(who.email, 'a password of the thief')).toBe(false);
  const other = await graph.logIn(org.viewer);
  expect(await errorsOf('requestEmailChange', { email: who.email }, other.accessToken)).toEqual([]);
  const theirs = await mailbox.token(org.org.id, who.email);
  expect(await errorsOf('confirmEmailChange', { token: theirs }, other.accessToken)).toEqual(['EMAIL_TAKEN']);
  expect((await undo(token)).email).toBe(who.email);
});

it('says so when the address is another account’s by then, and keeps the link', async () => {
  const token = await move(who.email, address());
  const key = who.email.toLowerCase();
  await graph.sql('UPDATE identity.users SET email_key = $2 WHERE id = $1', [org.viewer.userId, key]);
  expect((await undo(token)).userErrors).toMatchObject([{ code: 'EMAIL_TAKEN' }]);
  await graph.sql(`UPDATE identity.users SET email_key = lower(email) WHERE id = $1`, [org.viewer.userId]);
  expect((await undo(token)).email).toBe(who.email);
});

it('gives the address to others when nothing can be taken back any more', async () => {
  await move(who.email, address());
  await graph.sql(`UPDATE identity.email_changes SET undo_expires_at = undo_expires_at - interval '7 days'`);
  await register(who.email);
  expect(await canLogIn(who.email, 'a password of the thief')).toBe(true);
});

it('lets the owner move back by a change of their own', async () => {
  const there = address();
  await move(who.email, there);
  await move(there, who.email);
  expect(await emailOf()).toBe(who.email);
});

it('removes what was added to the second factor since, and keeps what was there before', async () => {
  const add = (hours: number) =>
    graph.sql(
      `INSERT INTO identity.passkeys (id, user_id, credential_id, public_key, counter, name, created_at)
       VALUES ($1, $2, $3, '\\x00', 0, $4, now() + make_interval(hours => $5))`,
      [newId(), who.userId, newId(), hours < 0 ? 'owner' : 'thief', hours],
    );
  await add(-5);
  const token = await move(who.email, address());
  await add(1);
  await undo(token);
  const keys = await graph.sql<{ name: string }>('SELECT name FROM identity.passkeys WHERE user_id = $1', [
    who.userId,
  ]);
  expect(keys).toEqual([{ name: 'owner' }]);
});

it('gives no link to an address that was never confirmed: it may be a stranger’s', async () => {
  await graph.sql('UPDATE identity.users SET email_verified_at = NULL WHERE id = $1', [who.userId]);
  await expect(move(who.email, address())).rejects.toThrow('No mail with a link');
  const mail = (await mailbox.deliver(org.org.id, who.email)).at(-1);
  expect(mail?.text).toContain('never confirmed');
  await register(who.email); // nobody else's to keep
  expect(await canLogIn(who.email, 'a password of the thief')).toBe(true);
});
