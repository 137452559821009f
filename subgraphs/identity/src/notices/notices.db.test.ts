import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKeyRing } from '../../../../service-kit/auth/secrets';
import { createMailer } from '../../../../service-kit/mail/mails';
import { createMailRenderer } from '../../../../service-kit/mail/render';
import { useIdentity } from '../../../../testkit/identity';
import { useMailbox } from '../../../../testkit/mailbox';
import type { SeededOrganization, SeededUser } from '../../../../testkit/seed';
import { dataOf } from '../../../../testkit/subgraph';
import { warnOfKeys } from '../api-keys/key-warnings';
import { REGISTERED_AGAIN_MAIL } from './registration-notice';

const graph = useIdentity();
const mailbox = useMailbox(graph);
const UPDATE = `mutation U($input: UpdateNoticesInput!) { updateNotices(input: $input) {
  notices { kind isOn canBeTurnedOff } userErrors { code path } } }`;

let org: SeededOrganization;
beforeEach(async () => {
  await graph.sql('DELETE FROM identity.log_in_attempts');
  org = await graph.seed();
});

const update = async (who: SeededUser, input: object) =>
  dataOf(await graph.execute(who.viewer, UPDATE, { input })).updateNotices;
const off = (who: SeededUser, kind: string) => update(who, { turnOff: [kind] });
const subjects = async (email: string, orgId = org.org.id) =>
  (await mailbox.deliver(orgId, email)).map(({ subject }) => subject);

it('are all on by themselves; those that can’t be turned off say so, and refuse', async () => {
  const { notices } = dataOf(
    await graph.execute(org.viewer.viewer, '{ notices { kind isOn canBeTurnedOff description } }'),
  );
  expect(notices.map(({ isOn }: { isOn: boolean }) => isOn)).toEqual(notices.map(() => true));
  const always = notices.filter(({ canBeTurnedOff }: { canBeTurnedOff: boolean }) => !canBeTurnedOff);
  expect(always.map(({ kind }: { kind: string }) => kind)).toEqual(['ACCOUNT_SECURITY']);
  expect(await off(org.viewer, 'ACCOUNT_SECURITY')).toEqual({
    notices: null,
    userErrors: [{ code: 'NOTICE_ALWAYS_ON', path: ['turnOff', '0'] }],
  });
  const both = { turnOn: ['NEW_DEVICE'], turnOff: ['API_KEY_ENDING', 'NEW_DEVICE'] };
  expect((await update(org.viewer, both)).userErrors).toEqual([
    { code: 'AMBIGUOUS', path: ['turnOff', '1'] },
  ]);
  const many = Array.from({ length: 100 }, () => 'NEW_DEVICE');
  expect((await update(org.viewer, { turnOn: many })).userErrors).toEqual([
    { code: 'TOO_MANY', path: ['turnOn'] },
  ]);
});

it('turn off and on for one person, and want a fresh session where they warn of strangers', async () => {
  const isOn = (payload: { notices: { kind: string; isOn: boolean }[] }) =>
    payload.notices.filter((one) => !one.isOn).map(({ kind }) => kind);
  const kinds = ['NEW_DEVICE', 'API_KEY_ENDING', 'NEW_DEVICE'];
  expect(isOn(await update(org.viewer, { turnOff: kinds }))).toEqual(['NEW_DEVICE', 'API_KEY_ENDING']);
  expect(isOn(await update(org.viewer, { turnOn: ['NEW_DEVICE'] }))).toEqual(['API_KEY_ENDING']);
  expect(isOn(await update(org.manager, {}))).toEqual([]);
  const { accessToken } = await graph.logIn(org.viewer);
  await graph.sql(`UPDATE identity.sessions SET authenticated_at = authenticated_at - interval '11 minutes'`);
  const stale = (kind: string) => graph.executeWithToken(accessToken, UPDATE, { input: { turnOff: [kind] } });
  expect((await stale('LOG_IN_GUESSES')).errors[0]?.extensions).toMatchObject({ reason: 'STEP_UP_REQUIRED' });
  expect((await stale('REGISTRATION_REPEATED')).errors).toEqual([]);
});

it('NEW_DEVICE is not sent to who does not want it, and changes of the second factor still are', async () => {
  const fromElsewhere = async (who: SeededUser) => {
    await graph.logIn(who);
    await graph.sql(`UPDATE identity.sessions SET user_agent = 'another program' WHERE user_id = $1`, [
      who.userId,
    ]);
    await graph.logIn(who);
  };
  await off(org.manager, 'NEW_DEVICE');
  for (const who of [org.manager, org.viewer]) await fromElsewhere(who);
  expect(await subjects(org.viewer.email)).toEqual(['A new device logged in']);
  expect(await subjects(org.manager.email)).toEqual([]);
});

it('LOG_IN_GUESSES is not sent to who does not want it', async () => {
  await off(org.manager, 'LOG_IN_GUESSES');
  const log = `mutation L($input: LogInInput!) { logIn(input: $input) { userErrors { code } } }`;
  const guess = ({ email }: SeededUser) => graph.execute(null, log, { input: { email, password: 'wrong' } });
  for (const who of [org.manager, org.viewer]) for (let tries = 0; tries < 5; tries += 1) await guess(who);
  while ((await subjects(org.viewer.email)).length === 0) await sleep(20); // written after the answer, the manager's before it
  expect(await subjects(org.manager.email)).toEqual([]);
});

it('API_KEY_ENDING goes to the owner who wants it, and not to the one who made the key and does not', async () => {
  const create = `mutation K($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } userErrors { code } } }`;
  const input = { name: 'Bridge', scopes: ['estimates:read'] };
  expect(dataOf(await graph.execute(org.admin.viewer, create, { input })).createApiKey.userErrors).toEqual(
    [],
  );
  await graph.sql(
    `UPDATE identity.api_keys SET expires_at = now() + interval '5 days', created_at = now() - interval '1 year'`,
  );
  await off(org.admin, 'API_KEY_ENDING');
  const mailer = createMailer(createKeyRing([['k1', Buffer.alloc(32, 1)]]));
  expect(await warnOfKeys(graph.parts.source, mailer)).toBeGreaterThan(0);
  expect(await subjects(org.owner.email)).toHaveLength(1);
  expect(await subjects(org.admin.email)).toEqual([]);
});

describe('REGISTRATION_REPEATED', () => {
  const REGISTER = `mutation R($input: RegisterInput!) { register(input: $input) { email userErrors { code } } }`;
  const register = (email: string) =>
    graph.execute(null, REGISTER, {
      input: { email, password: 'nine kettles on a raft', firstName: 'Ann', lastName: 'Lee' },
    });
  /** What came to an address from any organisation: the mail goes out from one that never was. */
  const mails = async (email: string) => {
    const rows = await graph.sql<{ id: string }>('SELECT DISTINCT org_id AS id FROM identity.outbox');
    for (const { id } of rows) await mailbox.deliver(id, email);
    return mailbox.mails.filter(({ to }) => JSON.stringify(to).toLowerCase().includes(email.toLowerCase()));
  };

  it('tells the owner of a known address, once a day, where to log in', async () => {
    const { email } = org.manager;
    await Promise.all([register(email), register(email.toUpperCase()), register(` ${email}`)]);
    await register(email);
    const told = await mails(email);
    expect(told.map(({ subject }) => subject)).toEqual(['You have an account already']);
    expect(told[0]?.text).toContain('http://localhost:4000/forgot-password');
    await graph.sql(
      `UPDATE identity.users SET registration_noticed_at = now() - interval '25 hours' WHERE id = $1`,
      [org.manager.userId],
    );
    await register(email);
    expect(await mails(email)).toHaveLength(2);
  });

  it('tells who belonged to no organisation that they have one again, even if they want no such mail', async () => {
    const { email, userId } = org.manager;
    await off(org.manager, 'REGISTRATION_REPEATED');
    await graph.sql(`UPDATE identity.memberships SET status = 'REMOVED' WHERE user_id = $1`, [userId]);
    await register(email);
    await register(email);
    const told = await mails(email);
    expect(told.map(({ subject }) => subject)).toEqual(['An organisation was made for your account']);
    expect(told[0]?.text).toContain('a new one was made for it');
    expect(told[0]?.text).toContain('you can delete it');
    expect(told[0]?.text).not.toContain('nothing to do');
    const rendered = createMailRenderer([REGISTERED_AGAIN_MAIL], 'CashCraft').render({
      ...{ kind: REGISTERED_AGAIN_MAIL.name, language: 'ru', to: email },
      data: { name: 'Ann', url: 'https://x.test', ip: '::1', at: new Date().toISOString(), isMade: true },
    });
    expect(rendered.subject).toBe('Для вашей учётной записи создана организация');
    expect(rendered.text).not.toContain('делать ничего не нужно');
  });

  it('tells nobody of a new address, nor who does not want it', async () => {
    await off(org.manager, 'REGISTRATION_REPEATED');
    await register(org.manager.email);
    expect(await mails(org.manager.email)).toEqual([]);
    const fresh = `${randomUUID()}@example.com`;
    await register(fresh);
    expect((await mails(fresh)).map(({ subject }) => subject)).toEqual(['Confirm your e-mail address']);
  });
});
