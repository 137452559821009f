import { setTimeout as sleep } from 'node:timers/promises';
import { useIdentity } from '../../../../testkit/identity';
import { useMailbox } from '../../../../testkit/mailbox';
import type { SeededOrganization } from '../../../../testkit/seed';
import { codes } from '../../../../testkit/subgraph';

const graph = useIdentity();
const mailbox = useMailbox(graph);
const LOG_IN = `mutation L($input: LogInInput!) { logIn(input: $input) { userErrors { code } } }`;

let org: SeededOrganization;
beforeEach(async () => {
  await graph.sql('DELETE FROM identity.log_in_attempts');
  await graph.sql('DELETE FROM identity.known_devices');
  org = await graph.seed();
});

const subjects = async (email: string): Promise<string[]> =>
  (await mailbox.deliver(org.org.id, email)).map(({ subject }) => String(subject));
const guess = (email: string) => graph.execute(null, LOG_IN, { input: { email, password: 'wrong' } });

it('tells the owner, once, when guesses have to wait, with the way to a new password', async () => {
  const { email } = org.manager;
  for (let tries = 0; tries < 4; tries += 1) await guess(email);
  expect(await subjects(email)).toEqual([]);
  await guess(email);
  let mails = await mailbox.deliver(org.org.id, email);
  while (mails.length === 0) {
    await sleep(20);
    mails = await mailbox.deliver(org.org.id, email);
  }
  expect(mails.map(({ subject }) => subject)).toEqual(['Somebody tries to log in to your account']);
  expect(mails[0]?.text).toContain('http://localhost:4000/forgot-password');
  expect(codes(await guess(email))).toEqual(['RATE_LIMITED']);
});

it('tells of a new device, neither of the first log-in nor of one from a device that is known', async () => {
  const { email } = org.manager;
  await graph.logIn(org.manager);
  await graph.logIn(org.manager);
  expect(await subjects(email)).toEqual([]);
  await graph.sql(`UPDATE identity.sessions SET user_agent = 'another program' WHERE user_id = $1`, [
    org.manager.userId,
  ]);
  await graph.logIn(org.manager);
  await graph.logIn(org.manager);
  expect(await subjects(email)).toEqual(['A new device logged in']);
});
