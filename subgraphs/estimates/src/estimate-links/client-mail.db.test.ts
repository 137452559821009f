import { newId } from '../../../../service-kit/data/ids';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { clientLinksOf } from '../../../../testkit/client-links';
import { useEstimates } from '../../../../testkit/estimates';
import { useMailbox } from '../../../../testkit/mailbox';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const mailbox = useMailbox(graph, 'estimates');
const { sent, look } = clientLinksOf(graph);

const SEND = `mutation ($input: SendEstimateInput!) {
  sendEstimate(input: $input) { estimate { status } link { id email requiresCode } userErrors { code path } } }`;
const send = async (viewer: Viewer, input: object, key = newId()) =>
  dataOf(await graph.executeUnderKey(key, viewer, SEND, { input })).sendEstimate;
const draft = (viewer: Viewer) =>
  graph.estimate(viewer, { title: 'Кухня <b>', positions: [{ name: 'A', unitPrice: '1234.5' }] });

it('mails the client a link when it is sent, in their language, once under one key', async () => {
  const manager = viewerWith('manager');
  await inOrganization(graph.parts.source, manager.orgId, (db) =>
    db.query(
      `INSERT INTO estimates.organization_settings (org_id, name, locale) VALUES ($1, 'ООО «Дом»', 'ru')`,
      [manager.orgId],
    ),
  );
  const { id } = await draft(manager);
  const to = 'ann.buyer@example.com';
  const input = { id, mail: { to, text: 'Добрый день,\nэто смета.' } };
  const key = newId();
  const first = await send(manager, input, key);
  expect(first).toMatchObject({
    estimate: { status: 'SENT' },
    link: { email: to, requiresCode: true },
    userErrors: [],
  });
  expect(await send(manager, input, key)).toEqual(first);
  const mails = await mailbox.deliver(manager.orgId, to);
  expect(mails).toHaveLength(1);
  const [mail] = mails;
  expect(mail?.subject).toMatch(/^ООО «Дом»: смета \d{4}-000001$/);
  expect(mail?.text).toContain('Добрый день,\nэто смета.');
  expect(mail?.text).toContain('1\u00a0481,40\u00a0€');
  expect(String(mail?.html)).toContain('Кухня &lt;b&gt;');
  const token = /\/e\/([\w-]{43})/.exec(mail?.text ?? '')?.[1] ?? '';
  expect(await look(token, 'state requiresCode')).toEqual({ state: 'OPEN', requiresCode: true });
});

it('mails a link that is made later, in English where nobody says otherwise', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const email = 'bo.buyer@example.com';
  const made = { estimateId: id, email, mail: true, requiresCode: false };
  const { url, userErrors } = await graph.mutate(manager, 'createEstimateLink', made, 'url');
  expect(userErrors).toEqual([]);
  const [mail] = await mailbox.deliver(manager.orgId, email);
  expect(mail?.subject).toMatch(/^An estimate for you: estimate \d{4}-000001$/);
  expect(mail?.text).toContain(url);
});

it.each([
  [{ to: ' ' }, 'REQUIRED', ['mail', 'to']],
  [{ to: 'no address' }, 'INVALID_EMAIL', ['mail', 'to']],
  [{ to: 'a@example.com\r\nBcc: b@example.com' }, 'INVALID_EMAIL', ['mail', 'to']],
  [{ to: 'a@example.com', text: 'x'.repeat(2_001) }, 'TOO_LONG', ['mail', 'text']],
])('sends nothing with %j', async (mail, code, path) => {
  const manager = viewerWith('manager');
  const { id } = await draft(manager);
  expect(await send(manager, { id, mail })).toEqual({
    estimate: null,
    link: null,
    userErrors: [{ code, path }],
  });
  expect(dataOf(await graph.execute(manager, `{ estimate(id: "${id}") { status } }`)).estimate.status).toBe(
    'DRAFT',
  );
});

it('refuses to mail a link to nobody', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const payload = await graph.mutate(manager, 'createEstimateLink', { estimateId: id, mail: true }, 'url');
  expect(payload).toMatchObject({ url: null, userErrors: [{ code: 'MAIL_NEEDS_EMAIL', path: ['email'] }] });
});
