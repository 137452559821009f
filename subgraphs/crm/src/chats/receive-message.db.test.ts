import { KOMMO_WRITE } from '../../../../schema/jobs';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { bindRunners, runNextJob } from '../../../../service-kit/jobs/run-job';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { DEMO_CHANNEL } from '../../../../simulator/amojo/channel';
import { ask } from '../../../../simulator/simulator-client';
import { useHookedCrm } from '../../../../testkit/crm/hooked-crm';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { processHooks } from '../webhooks/process-hooks';
import { runKommoWrite } from '../writes/write-job';

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:1';
let isAway = false;
const channel = {
  ...DEMO_CHANNEL,
  get url() {
    return isAway ? NOWHERE : world.kommo.url;
  },
};
const world = useHookedCrm(
  { contacts: 4, leads: 4, companies: 1, clock: 'virtual' },
  { channel, writeSettleMs: 50 },
);
const kommo = () => world.kommo.control;

const RECEIVE = `mutation($input: ReceiveChatMessageInput!) { receiveChatMessage(input: $input) {
  message { id kommoId direction state text authorName clientMessageId attachment { type fileName url } sentBy { id } }
  job { id } userErrors { code path } } }`;
const MESSAGES = `{ crmMessages(first: 50) { edges { node {
  id kommoId direction state text authorName talk { id isOwnChannel } contact { name } error { code } } } } }`;

interface Shown {
  id: string;
  kommoId: string;
  direction: string;
  state: string;
  text: string;
  talk: { id: string; isOwnChannel: boolean } | null;
  contact: { name: string } | null;
  error: { code: string } | null;
}

interface Connected {
  owner: Viewer;
  connectionId: string;
  input: Record<string, unknown>;
}

let conversations = 0;

/** A connected account with the channel in it, and what a customer writes in a conversation that nobody knows yet. */
async function connected(): Promise<Connected> {
  kommo().reset({ keep_tokens: true });
  kommo().clearFaults();
  const owner = viewerWith('owner');
  const connectionId = await world.connect(owner);
  await world.sync(owner, connectionId);
  kommo().channel({ hook_url: `${world.deps.kommo.webhookBase ?? ''}/webhooks/kommo-chats/:scope_id` });
  kommo().clock({ advance_s: 60 });
  kommo().clearRequests();
  conversations += 1;
  const input = {
    connectionId,
    conversationId: `conversation ${conversations}`,
    customer: { id: `customer ${conversations}`, name: 'Zoe', phone: '+15550100001' },
    text: 'Do you do kitchens?',
    clientMessageId: 'in-1',
  };
  return { owner, connectionId, input };
}

const receive = async (owner: Viewer, input: object) =>
  dataOf(await world.graph.execute(owner, RECEIVE, { input })).receiveChatMessage;
const messagesOf = async (owner: Viewer): Promise<Shown[]> =>
  dataOf(await world.graph.execute(owner, MESSAGES)).crmMessages.edges.map(
    ({ node }: { node: Shown }) => node,
  );
const ofCustomer = async (owner: Viewer, text: string) =>
  (await messagesOf(owner)).filter((one) => one.text === text);
/** What Kommo has of them, in all conversations. */
async function theirs(text: string): Promise<object[]> {
  const base = world.kommo.accountUrl.replace('{subdomain}', 'acme-demo');
  const token = world.kommo.issueLongLivedToken('acme-demo');
  const get = async (path: string) => (await ask(`${base}/api/v4${path}`, { token })).body;
  const found: object[] = [];
  for (const { talk_id: id } of (await get('/talks?limit=250'))._embedded.talks) {
    const page = await get(`/talks/${id}/messages?limit=250`);
    found.push(...(page?._embedded.messages ?? []).filter((one: { text: string }) => one.text === text));
  }
  return found;
}
const told = () =>
  kommo()
    .requests({ method: 'POST' })
    .filter(({ path }) => /^\/v2\/origin\/custom\/[^/]+_[^/]+$/.test(path));
/** Takes up what a request has left open. */
async function job(owner: Viewer): Promise<void> {
  await inOrganization(world.deps.source, owner.orgId, (db) =>
    db.query('UPDATE jobs.jobs SET next_at = now() WHERE org_id = $1 AND kind = $2', [
      owner.orgId,
      KOMMO_WRITE.kind,
    ]),
  );
  const { changes, log, source } = world.runtime;
  const [runner] = bindRunners([runKommoWrite], world.runtime);
  if (!runner) throw new Error('There is no runner.');
  await runNextJob({ source }, runner, owner.orgId, { changes, log, stop: new AbortController().signal });
}

it('hands a customer’s message to Kommo, where it begins a conversation that is answered by the channel', async () => {
  const { owner, connectionId, input } = await connected();
  const done = await receive(owner, input);
  expect(done).toEqual({
    message: {
      ...{ id: expect.any(String), kommoId: expect.any(String), direction: 'INCOMING', state: 'RECEIVED' },
      ...{ text: input['text'], authorName: 'Zoe', clientMessageId: 'in-1', attachment: null },
      sentBy: { id: owner.userId },
    },
    job: null,
    userErrors: [],
  });
  await world.sync(owner, connectionId);
  await processHooks(world.runtime, { orgId: owner.orgId, connectionId });
  const [message, ...others] = await ofCustomer(owner, 'Do you do kitchens?');
  expect(others).toEqual([]);
  expect(message).toMatchObject({
    ...{ id: done.message.id, kommoId: done.message.kommoId, state: 'RECEIVED' },
    talk: { isOwnChannel: true },
  });
  expect(await theirs('Do you do kitchens?')).toEqual([
    expect.objectContaining({ id: done.message.kommoId, type: 'incoming' }),
  ]);
  const send = `mutation($input: SendMessageInput!) { sendMessage(input: $input) { message { state } userErrors { code } } }`;
  const answer = { talkId: message?.talk?.id, text: 'Yes!', clientMessageId: 'out-1' };
  kommo().clearRequests();
  expect(dataOf(await world.graph.execute(owner, send, { input: answer })).sendMessage).toEqual({
    message: { state: 'SENT' },
    userErrors: [],
  });
  expect(told()).toHaveLength(1); // by the channel, in the customer's conversation
  expect(await theirs('Yes!')).toHaveLength(1);
});

it('hands it in once, also when it comes many times and at once', async () => {
  const { owner, input } = await connected();
  const many = await Promise.all(Array.from({ length: 5 }, () => receive(owner, input)));
  expect(new Set(many.map(({ message }) => message.id)).size).toBe(1);
  const again = await receive(owner, input);
  expect(again.message).toMatchObject({ id: many[0].message.id, state: 'RECEIVED' });
  expect(told()).toHaveLength(1);
  expect(await theirs('Do you do kitchens?')).toHaveLength(1);
  const used = [{ code: 'CLIENT_MESSAGE_ID_USED', path: ['clientMessageId'] }];
  for (const other of [
    { text: 'Other' },
    { conversationId: 'another' },
    { customer: { id: 'x', name: 'Y' } },
  ])
    expect((await receive(owner, { ...input, ...other })).userErrors).toEqual(used);
  expect(told()).toHaveLength(1);
});

it.each([
  ['taken', '504_html', 1],
  ['not taken', '502_html', 2],
] as const)(
  'looks for it in the history where the answer was lost, and it was %s',
  async (_what, kind, sent) => {
    const { owner, input } = await connected();
    kommo().faults({ match: { method: 'POST', path: '/v2/origin/custom/*_*' }, kind, times: 1 });
    const lost = await receive(owner, input);
    expect(lost.userErrors).toEqual([]);
    if (lost.job !== null) {
      expect(lost.message.state).toBe('QUEUED');
      await job(owner);
    }
    const [message] = await ofCustomer(owner, 'Do you do kitchens?');
    expect(message).toMatchObject({ id: lost.message.id, state: 'RECEIVED', kommoId: expect.any(String) });
    expect(told()).toHaveLength(sent);
    expect(await theirs('Do you do kitchens?')).toHaveLength(1);
  },
);

it('says that it does not know where Kommo shows no history, and never tells it again', async () => {
  const { owner, input } = await connected();
  kommo().faults({ match: { method: 'POST', path: '/v2/origin/custom/*_*' }, kind: '504_html', times: 1 });
  kommo().faults({ match: { method: 'GET', path: '/v2/origin/custom/*' }, kind: '403_scope', times: 99 });
  const lost = await receive(owner, input);
  expect(lost.userErrors).toEqual([{ code: 'KOMMO_UNCERTAIN', path: [] }]);
  const [message] = await ofCustomer(owner, 'Do you do kitchens?');
  expect(message).toMatchObject({ state: 'FAILED', error: { code: 'KOMMO_UNCERTAIN' } });
  kommo().clearFaults();
  expect(await receive(owner, input)).toEqual({ message: null, job: null, userErrors: lost.userErrors });
  expect(told()).toHaveLength(1);
});

it.each(['nobody listens there', 'the channel is not registered'])(
  'goes on with what certainly did not come to Kommo, where %s',
  async (why) => {
    const { owner, input } = await connected();
    isAway = why.startsWith('nobody');
    if (!isAway)
      kommo().faults({ match: { method: 'POST', path: '/v2/origin/custom/*_*' }, kind: '404', times: 2 });
    const kept = await receive(owner, input);
    expect(kept).toMatchObject({
      message: { state: 'QUEUED' },
      job: { id: expect.any(String) },
      userErrors: [],
    });
    await job(owner);
    expect(await ofCustomer(owner, 'Do you do kitchens?')).toMatchObject([{ state: 'QUEUED' }]);
    isAway = false;
    await job(owner);
    const [message] = await ofCustomer(owner, 'Do you do kitchens?');
    expect(message).toMatchObject({ id: kept.message.id, state: 'RECEIVED', kommoId: expect.any(String) });
    expect(await theirs('Do you do kitchens?')).toHaveLength(1);
    expect((await receive(owner, input)).userErrors).toEqual([]);
  },
);

it('takes one message of the history for each of two alike that were lost, by their files', async () => {
  const { owner, connectionId, input } = await connected();
  const picture = (name: string, more: object = {}) => ({
    ...{ ...input, text: null, writtenAt: new Date(kommo().now() * 1_000).toISOString() },
    ...{ clientMessageId: name, attachment: { type: 'PICTURE', url: `https://files.example/${name}.png` } },
    ...more,
  });
  kommo().behaviour({ namelessHistory: true });
  try {
    // The second one never came; only the first is in the history, whose answer was lost.
    kommo().faults({ match: { method: 'POST', path: '/v2/origin/custom/*_*' }, kind: '504_html', times: 1 });
    kommo().faults({ match: { method: 'GET', path: '/v2/origin/custom/*' }, kind: '500', times: 99 });
    const first = await receive(owner, picture('first'));
    kommo().faults({ match: { method: 'POST', path: '/v2/origin/custom/*_*' }, kind: '502_html', times: 1 });
    const second = await receive(owner, picture('second'));
    const third = await receive(owner, picture('third', { ...picture('first'), clientMessageId: 'third' }));
    expect([first, second].map(({ message }) => message.state)).toEqual(['QUEUED', 'QUEUED']);
    expect(third.message.state).toBe('RECEIVED');
    kommo().clearFaults();
    await job(owner);
    await job(owner);
    await job(owner);
    const all = (await messagesOf(owner)).filter(
      ({ direction, text }) => direction === 'INCOMING' && text === '',
    );
    expect(new Set(all.map(({ kommoId }) => kommoId)).size).toBe(3);
    expect(all.map(({ state }) => state)).toEqual(['RECEIVED', 'RECEIVED', 'RECEIVED']);
    const links = (await theirs('')).map((one) => (one as { attachment: { link: string } }).attachment.link);
    expect(links.sort()).toEqual(
      ['first', 'first', 'second'].map((name) => `https://files.example/${name}.png`),
    );
    await world.sync(owner, connectionId);
    expect((await messagesOf(owner)).filter(({ text }) => text === '')).toHaveLength(3);
  } finally {
    kommo().behaviour({ namelessHistory: false });
  }
});

it('puts what is written after a talk is over into the next one', async () => {
  const { owner, connectionId, input } = await connected();
  await receive(owner, input);
  await world.sync(owner, connectionId);
  await processHooks(world.runtime, { orgId: owner.orgId, connectionId });
  const [first] = await ofCustomer(owner, 'Do you do kitchens?');
  const { kommoId } = dataOf(
    await world.graph.execute(owner, 'query($id: ID!) { crmTalk(id: $id) { kommoId } }', {
      id: first?.talk?.id,
    }),
  ).crmTalk;
  const base = world.kommo.accountUrl.replace('{subdomain}', 'acme-demo');
  const token = world.kommo.issueLongLivedToken('acme-demo');
  const closed = await ask(`${base}/api/v4/talks/${kommoId}/close`, { method: 'POST', token, body: {} });
  expect(closed.status).toBeLessThan(300);
  kommo().clock({ advance_s: 60 });
  const isInWork = async () =>
    dataOf(
      await world.graph.execute(owner, 'query($id: ID!) { crmTalk(id: $id) { isInWork } }', {
        id: first?.talk?.id,
      }),
    ).crmTalk.isInWork;
  while (await isInWork()) {
    await new Promise((resolve) => setTimeout(resolve, 50)); // its webhook is on its way
    await processHooks(world.runtime, { orgId: owner.orgId, connectionId });
  }
  const later = await receive(owner, { ...input, text: 'And doors?', clientMessageId: 'in-2' });
  expect(later.message.state).toBe('RECEIVED');
  expect(await ofCustomer(owner, 'And doors?')).toMatchObject([{ talk: null }]);
  await world.sync(owner, connectionId);
  const [second] = await ofCustomer(owner, 'And doors?');
  expect(second?.talk).toMatchObject({ isOwnChannel: true });
  expect(second?.talk?.id).not.toBe(first?.talk?.id);
  expect((await ofCustomer(owner, 'Do you do kitchens?'))[0]?.talk?.id).toBe(first?.talk?.id);
});

it('takes Kommo’s word for the talk of a message against what was guessed by its chat', async () => {
  const { owner, connectionId, input } = await connected();
  await receive(owner, input);
  await world.sync(owner, connectionId);
  await processHooks(world.runtime, { orgId: owner.orgId, connectionId });
  const [first] = await ofCustomer(owner, 'Do you do kitchens?');
  // A talk that ended meanwhile, and that nobody has told us of yet: ours still looks as if it were in work.
  const { kommoId } = dataOf(
    await world.graph.execute(owner, 'query($id: ID!) { crmTalk(id: $id) { kommoId } }', {
      id: first?.talk?.id,
    }),
  ).crmTalk;
  const base = world.kommo.accountUrl.replace('{subdomain}', 'acme-demo');
  const token = world.kommo.issueLongLivedToken('acme-demo');
  await ask(`${base}/api/v4/talks/${kommoId}/close`, { method: 'POST', token, body: {} });
  kommo().clock({ advance_s: 60 });
  await receive(owner, { ...input, text: 'And doors?', clientMessageId: 'in-2' });
  expect((await ofCustomer(owner, 'And doors?'))[0]?.talk?.id).toBe(first?.talk?.id);
  await world.sync(owner, connectionId);
  await processHooks(world.runtime, { orgId: owner.orgId, connectionId });
  const [second] = await ofCustomer(owner, 'And doors?');
  expect(second?.talk).toMatchObject({ isOwnChannel: true });
  expect(second?.talk?.id).not.toBe(first?.talk?.id);
});

it('takes Kommo’s own news of it for the same message, whichever comes first', async () => {
  const { owner, connectionId, input } = await connected();
  kommo().faults({ match: { method: 'POST', path: '/v2/origin/custom/*_*' }, kind: '504_html', times: 1 });
  kommo().faults({ match: { method: 'GET', path: '/v2/origin/custom/*' }, kind: '500', times: 1 });
  const lost = await receive(owner, input);
  await world.sync(owner, connectionId); // its list of messages has it
  if (lost.job !== null) await job(owner);
  const found = await ofCustomer(owner, 'Do you do kitchens?');
  expect(found).toEqual([
    expect.objectContaining({ id: lost.message.id, state: 'RECEIVED', talk: expect.any(Object) }),
  ]);
});

it('brings files as links, in the order they were written', async () => {
  const { owner, connectionId, input } = await connected();
  const at = (seconds: number) => new Date((kommo().now() + seconds) * 1_000).toISOString();
  const picture = {
    ...{ ...input, text: null, clientMessageId: 'in-2', writtenAt: at(-30) },
    attachment: { type: 'PICTURE', url: 'https://files.example/kitchen.png', fileName: 'kitchen.png' },
  };
  expect((await receive(owner, picture)).message).toMatchObject({
    text: '',
    attachment: { type: 'picture', url: 'https://files.example/kitchen.png', fileName: 'kitchen.png' },
  });
  await receive(owner, { ...input, writtenAt: at(-45) });
  await world.sync(owner, connectionId);
  const texts = (await messagesOf(owner)).filter((one) => one.talk?.isOwnChannel).map(({ text }) => text);
  expect(texts).toEqual(['', 'Do you do kitchens?']); // the latest first
});

it('says in our words what can’t be handed in, and where', async () => {
  const { owner, input } = await connected();
  const refusedOf = async (other: object) => (await receive(owner, { ...input, ...other })).userErrors;
  const invalid = (...path: string[]) => [{ code: 'INVALID', path }];
  expect(await refusedOf({ clientMessageId: 'two words' })).toEqual(invalid('clientMessageId'));
  expect(await refusedOf({ text: ' ' })).toEqual([{ code: 'REQUIRED', path: ['text'] }]);
  expect(await refusedOf({ conversationId: '' })).toEqual([{ code: 'REQUIRED', path: ['conversationId'] }]);
  expect(await refusedOf({ writtenAt: '2200-01-01T00:00:00Z' })).toEqual(invalid('writtenAt'));
  const file = { type: 'FILE', url: 'javascript:alert(1)' };
  expect(await refusedOf({ attachment: file })).toEqual(invalid('attachment', 'url'));
  expect(await refusedOf({ customer: { id: 'a\0', name: 'Zoe' } })).toEqual([
    { code: 'INVALID_CHARACTERS', path: ['customer', 'id'] },
  ]);
  expect(await refusedOf({ connectionId: 'nonsense' })).toEqual([
    { code: 'CONNECTION_NOT_FOUND', path: ['connectionId'] },
  ]);
  expect((await receive(viewerWith('owner'), input)).userErrors).toEqual([
    { code: 'CONNECTION_NOT_FOUND', path: ['connectionId'] },
  ]);
  const reader = { ...owner, permissions: new Set(['crm:read']) };
  expect(codes(await world.graph.execute(reader, RECEIVE, { input }))).toEqual(['FORBIDDEN']);
  const fresh = viewerWith('owner');
  const unsynced = await world.connect(fresh); // the channel is connected with the first synchronisation
  expect((await receive(fresh, { ...input, connectionId: unsynced })).userErrors).toEqual([
    { code: 'NO_OWN_CHANNEL', path: ['connectionId'] },
  ]);
  expect(told()).toEqual([]);
});
