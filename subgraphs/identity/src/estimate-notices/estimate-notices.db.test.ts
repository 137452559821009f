import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { ESTIMATE_MOVED, ESTIMATE_WAITS, LINK_NOT_MAILED, PDF_NOT_MAILED } from '../../../../schema/events';
import { newId } from '../../../../service-kit/data/ids';
import { createMailer } from '../../../../service-kit/mail/mails';
import { consumeEvents } from '../../../../service-kit/outbox/consume';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import type { EventPart } from '../../../../service-kit/outbox/events';
import { relayEvents } from '../../../../service-kit/outbox/relay';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { silentLogger } from '../../../../service-kit/process/logger';
import { useIdentity } from '../../../../testkit/identity';
import { MAIL_KEYS } from '../../../../testkit/mail-keys';
import { useMailbox } from '../../../../testkit/mailbox';
import type { SeededUser } from '../../../../testkit/seed';
import { dataOf } from '../../../../testkit/subgraph';
import { estimateNotices } from './estimate-notices.feature';

const graph = useIdentity();
const mailbox = useMailbox(graph);

type Moved = z.infer<typeof ESTIMATE_MOVED.payload>;
const moved = (author: SeededUser, change: Partial<Moved>): Moved => ({
  ...{ estimateId: newId(), leadId: newId(), projectId: null, authorId: author.viewer.userId, actorId: null },
  ...{ number: '2026-000007', revision: 1, title: 'Kitchen <b>', from: 'SENT', status: 'APPROVED' },
  ...{ byClient: true, clientName: 'Ann Lee', reason: 'Begin in May', currency: 'EUR' },
  ...{ total: '1200.50', payable: '1200.50', contentHash: null, at: '2026-11-30T10:00:00.000Z' },
  ...change,
});

/** Tells identity of a move, and has it looked for twice. @returns the author's mails */
const tell = (author: SeededUser, change: Partial<Moved> = {}) =>
  deliver(author, (db, orgId) => recordEvents(db, orgId, ESTIMATE_MOVED, [moved(author, change)]));

async function deliver(author: SeededUser, record: (db: EntityManager, orgId: string) => Promise<unknown>) {
  const { orgId } = author.viewer;
  const { source } = graph.parts;
  const part: EventPart = {
    name: 'identity',
    source,
    consumers: [estimateNotices],
    mailer: createMailer(MAIL_KEYS),
  };
  await inOrganization(source, orgId, (db) => record(db, orgId));
  await relayEvents(part, [part], orgId);
  for (let times = 0; times < 2; times += 1)
    await consumeEvents(part, estimateNotices, orgId, silentLogger());
  return mailbox.deliver(orgId, author.email);
}

it('tells the author what the client did, once, with the client’s name and words', async () => {
  const { manager } = await graph.seed();
  const mails = await tell(manager);
  expect(mails.map(({ subject }) => subject)).toEqual(['Approved: estimate 2026-000007']);
  for (const words of ['Kitchen <b>', 'Ann Lee', 'Begin in May', '1,200.50\u00a0€']) {
    expect(mails[0]?.text).toContain(words);
  }
  expect(String(mails[0]?.html)).toContain('Kitchen &lt;b&gt;');
});

it('tells who is responsible for the lead, too, and of a sending whoever did not send it', async () => {
  const { manager, owner } = await graph.seed();
  const responsibleId = owner.viewer.userId;
  const subjects = async (who: SeededUser) =>
    (await mailbox.deliver(who.viewer.orgId, who.email)).map(({ subject }) => subject);
  await tell(manager, { responsibleId });
  expect(await subjects(owner)).toEqual(['Approved: estimate 2026-000007']);
  await tell(manager, { status: 'SENT', byClient: false, actorId: manager.viewer.userId, responsibleId });
  expect((await subjects(owner)).at(-1)).toBe('Sent to the client: estimate 2026-000007');
  expect((await subjects(manager)).join()).not.toContain('Sent');
  await tell(manager, { status: 'VIEWED', responsibleId: manager.viewer.userId });
  expect((await subjects(manager)).filter((subject) => subject?.startsWith('Opened'))).toHaveLength(1);
});

it('tells nothing of what else one’s own people did, and nobody who is no longer there or may not see estimates', async () => {
  const { manager } = await graph.seed();
  expect(await tell(manager, { byClient: false, actorId: newId() })).toEqual([]);
  expect(await tell(manager, { status: 'SUPERSEDED' })).toEqual([]);
  expect(await tell(manager, { authorId: newId() })).toEqual([]);
  const setRights = (sql: string) =>
    graph.sql(
      `UPDATE identity.roles SET permissions = ${sql} WHERE org_id = $1 AND id = (SELECT role_id FROM identity.memberships WHERE org_id = $1 AND user_id = $2)`,
      [manager.viewer.orgId, manager.viewer.userId],
    );
  await setRights(`array_remove(permissions, 'estimates:read')`);
  expect(await tell(manager)).toEqual([]);
  await setRights(`permissions || '{estimates:read}'`);
  await graph.sql(`UPDATE identity.memberships SET status = 'DISABLED' WHERE user_id = $1`, [
    manager.viewer.userId,
  ]);
  expect(await tell(manager)).toEqual([]);
});

it('is turned off by whoever wants none', async () => {
  const { manager } = await graph.seed();
  const document = `mutation ($input: UpdateNoticesInput!) { updateNotices(input: $input) { userErrors { code } } }`;
  dataOf(await graph.execute(manager.viewer, document, { input: { turnOff: ['ESTIMATE_ANSWERS'] } }));
  expect(await tell(manager, { status: 'VIEWED' })).toEqual([]);
});

it('reminds the author of what no client has decided about, unless they want none or the organisation is closed', async () => {
  const { manager } = await graph.seed();
  const waits = (reminded: number) =>
    deliver(manager, (db, orgId) =>
      recordEvents(db, orgId, ESTIMATE_WAITS, [
        {
          ...{ estimateId: newId(), authorId: manager.viewer.userId, number: '2026-000008', title: 'Bath' },
          ...{ payable: '1200.50', currency: 'EUR', validUntil: '2027-01-31', reminded },
        },
      ]),
    );
  const [mail] = await waits(1);
  expect(mail?.subject).toBe('Not decided yet: estimate 2026-000008');
  for (const words of ['1,200.50\u00a0€', '2027-01-31', 'is being reminded by mail'])
    expect(mail?.text).toContain(words);
  await graph.sql(`UPDATE identity.organizations SET status = 'DELETED' WHERE org_id = $1`, [
    manager.viewer.orgId,
  ]);
  expect(await waits(0)).toHaveLength(1);
  await graph.sql(`UPDATE identity.organizations SET status = 'ACTIVE' WHERE org_id = $1`, [
    manager.viewer.orgId,
  ]);
  const document = `mutation ($input: UpdateNoticesInput!) { updateNotices(input: $input) { userErrors { code } } }`;
  dataOf(await graph.execute(manager.viewer, document, { input: { turnOff: ['ESTIMATE_REMINDERS'] } }));
  expect(await waits(1)).toHaveLength(1);
});

it('tells the author, and who had it mailed, that a client got no PDF, even where they want no notices', async () => {
  const { manager, owner } = await graph.seed();
  const document = `mutation ($input: UpdateNoticesInput!) { updateNotices(input: $input) { userErrors { code } } }`;
  dataOf(await graph.execute(manager.viewer, document, { input: { turnOff: ['ESTIMATE_ANSWERS'] } }));
  const tell = (senderId: string, reason: 'NOT_WRITTEN' | 'TOO_LARGE') =>
    deliver(manager, (db, orgId) =>
      recordEvents(db, orgId, PDF_NOT_MAILED, [
        {
          ...{ estimateId: newId(), authorId: manager.viewer.userId, senderId, reason },
          ...{ number: '2026-000009', title: 'Hall <b>', to: 'ann@example.com' },
        },
      ]),
    );
  const [mail, more] = await tell(owner.viewer.userId, 'TOO_LARGE');
  expect([mail?.subject, more]).toEqual(['Mailed without its PDF: estimate 2026-000009', undefined]);
  for (const words of ['Hall <b>', 'ann@example.com', 'too large']) expect(mail?.text).toContain(words);
  expect(await mailbox.deliver(owner.viewer.orgId, owner.email)).toHaveLength(1);
  expect((await tell(manager.viewer.userId, 'NOT_WRITTEN')).at(-1)?.text).toContain('in time');
  expect(await mailbox.deliver(owner.viewer.orgId, owner.email)).toHaveLength(1);
});

it('tells the author, and who had it mailed, that a client got no mail at all', async () => {
  const { manager, owner } = await graph.seed();
  const [mail, more] = await deliver(manager, (db, orgId) =>
    recordEvents(db, orgId, LINK_NOT_MAILED, [
      {
        ...{ estimateId: newId(), authorId: manager.viewer.userId, senderId: owner.viewer.userId },
        ...{ number: '2026-000010', title: 'Hall <b>', to: 'ann@example.com' },
      },
    ]),
  );
  expect([mail?.subject, more]).toEqual(['Not delivered: estimate 2026-000010', undefined]);
  for (const words of ['Hall <b>', 'ann@example.com', 'twenty hours']) expect(mail?.text).toContain(words);
  expect(await mailbox.deliver(owner.viewer.orgId, owner.email)).toHaveLength(1);
});
