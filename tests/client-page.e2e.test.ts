import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { must, post } from '../testkit/client';
import { connectCompany, openCompany, type Company } from '../testkit/company';
import { FORGED_HOST, linksIn, mutateForged } from '../testkit/forged-host';
import { keptMail, settledMails } from '../testkit/kept-mails';
import { pngOf } from '../testkit/pictures';
import { useProduct } from '../testkit/product';

/* The page of a client's link, as a browser without JavaScript uses it. */

const product = useProduct('all in one process');
const BROWSER = 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36';
let identity: DataSource;
let company: Company;
let leadId = '';

const ask = (query: string, variables: Record<string, unknown> = {}) =>
  must(post(`${product.url}/graphql`, company.tokens.manager, query, variables));
const mutate = async (name: string, input: object, fields: string) => {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
  const document = `mutation ($input: ${type}) { ${name}(input: $input) { ${fields} userErrors { code message } } }`;
  return (await ask(document, { input }))[name];
};

beforeAll(async () => {
  identity = await connectIdentity(await product.database.urlFor('identity'));
  company = await openCompany(product.url, identity);
  await connectCompany(product, company, 'acme-demo');
  const { leads } = await ask('{ leads(first: 1) { edges { node { id } } } }');
  leadId = leads.edges[0].node.id;
});
beforeEach(() => company.renew()); // on a busy machine all of this takes longer than a token lives
afterAll(() => identity?.destroy());

const HOSTILE = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>';

async function draft(content: object = {}): Promise<string> {
  const sections = [{ name: 'Стены', positions: [{ name: 'Краска', quantity: '2.5', unitPrice: '1000' }] }];
  const input = { title: 'Кухня', currency: 'RUB', taxRate: '20', leadId, sections, ...content };
  return (await mutate('createEstimate', input, 'estimate { id }')).estimate.id as string;
}
async function sent(content: object = {}): Promise<string> {
  const id = await draft(content);
  await mutate('sendEstimate', { id }, '');
  return id;
}

async function link(estimateId: string, input: object = {}): Promise<string> {
  const { url } = await mutate('createEstimateLink', { estimateId, ...input }, 'url');
  return new URL(url).pathname;
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${product.url}${path}`, {
    redirect: 'manual',
    headers: { 'user-agent': BROWSER, 'accept-language': 'en', ...headers },
  });
const press = (path: string, form: Record<string, string>) =>
  fetch(`${product.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'user-agent': BROWSER, 'accept-language': 'en' },
    body: new URLSearchParams(form),
  });
/** Opens a link as a person does. */
async function open(path: string): Promise<string> {
  const pressed = await press(path, { act: 'open' });
  expect([pressed.status, pressed.headers.get('location')]).toEqual([303, path]);
  return (await get(path)).text();
}
/** The code of a mail: that of the link may be there before. */
const CODE = /^ *(\d{6})$/m;
const codeFor = async (email: string) =>
  CODE.exec((await keptMail(product, email, ({ text }) => CODE.test(text))).text)?.[1] ?? '';
const headingOf = (html: string) => /<h1>([^<]*)<\/h1>/.exec(html)?.[1];
const hashIn = (html: string) => /name="contentHash" value="([0-9a-f]{64})"/.exec(html)?.[1] ?? '';
const statusOf = async (id: string) => (await ask(`{ estimate(id: "${id}") { status } }`)).estimate.status;

it('shows a cover first; the estimate is VIEWED once somebody presses its button, and not by whoever only looks', async () => {
  const id = await sent();
  const path = await link(id, { language: 'EN' });
  const looks = [
    get(path),
    get(path, { 'user-agent': 'Mozilla/5.0 (compatible; SkypeUriPreview Preview/0.5)' }),
    get(path, { 'sec-purpose': 'prefetch;prerender' }),
    fetch(`${product.url}${path}`, { method: 'HEAD' }),
  ];
  for (const page of await Promise.all(looks)) {
    expect(page.status).toBe(200);
    expect(await page.text()).not.toMatch(/Кухня|Краска|2[,.\s]*500|contentHash/);
  }
  expect(await statusOf(id)).toBe('SENT');
  const html = await open(path);
  expect(await statusOf(id)).toBe('VIEWED');
  expect(headingOf(html)).toMatch(/^Estimate № \d{4}-\d{6}$/);
  for (const text of ['Кухня', 'Краска', '2.5', '1,000.00', '2,500.00', '3,000.00', 'Approve the estimate']) {
    expect(html).toContain(text);
  }
});

it.each([
  ['approve', '', 'Approved', 'APPROVED'],
  ['change', 'Плитку другую', 'Changes were asked for', 'CHANGES_REQUESTED'],
  ['decline', 'Дорого', 'Declined', 'DECLINED'],
])('lets a client %s, once, and says what was decided from then on', async (act, comment, title, status) => {
  const id = await sent();
  const path = await link(id, { language: 'EN' });
  const form = { act, contentHash: hashIn(await open(path)), name: 'Ann <Lee>', comment };
  const both = await Promise.all([press(path, form), press(path, form)]);
  expect(both.map((answer) => answer.status)).toEqual([303, 303]);
  const html = await (await get(path)).text();
  expect(html).toContain(title);
  expect(html).toContain('Ann &lt;Lee&gt;');
  expect(html).not.toContain('<form method="post"');
  const { estimate } = await ask(`{ estimate(id: "${id}") { status history { to } decisionReason } }`);
  expect(estimate).toMatchObject({ status, decisionReason: comment || null });
  expect(estimate.history).toHaveLength(4);
});

it('asks for a code from the mail where the link wants one, and shows again what was typed', async () => {
  const email = 'code.client@example.com';
  const path = await link(await sent(), { email, language: 'EN' });
  const contentHash = hashIn(await open(path));
  const form = { act: 'decline', contentHash, name: 'Ann Lee', comment: 'Too "dear"' };
  const refused = await press(path, { ...form, code: '' });
  const again = await refused.text();
  expect(refused.status).toBe(422);
  expect(again).toContain('Give the code from the mail.');
  expect(again).toContain('Too &quot;dear&quot;');
  const asked = await press(path, { act: 'code' });
  expect(await asked.text()).toContain('A code is on its way to c•••@example.com');
  const code = await codeFor(email);
  expect((await press(path, { ...form, code })).status).toBe(303);
});

it.each([
  [
    'createEstimateLink',
    async () => ({ estimateId: await sent() }),
    (email: string) => ({ email, mail: true }),
  ],
  ['sendEstimate', async () => ({ id: await draft() }), (to: string) => ({ mail: { to } })],
] as const)('%s: mails lead to us, whatever host the request names', async (name, made, mailed) => {
  const to = `${name}.client@example.com`;
  const input = { ...(await made()), ...mailed(to) };
  const fields = name === 'createEstimateLink' ? 'url' : '';
  const answer = await mutateForged(product.url, company.tokens.manager, name, input, { fields });
  const [mail] = await settledMails(product, to);
  expect(mail).toBeDefined();
  const links = [...(answer.url ? [answer.url] : []), ...(mail ? linksIn(mail) : [])];
  const origins = new Set(links.map((link) => new URL(link).origin));
  expect(origins).toEqual(new Set([`http://localhost:${product.port}`]));
  expect(JSON.stringify([answer, mail])).not.toContain(FORGED_HOST);
});

it('gives a client the photos that were sent with a line, and none of one’s own', async () => {
  const positions = [{ name: 'Стена', unitPrice: '1000' }];
  const content = { title: 'Кухня', currency: 'RUB', taxRate: '20', leadId, positions };
  const made = await mutate('createEstimate', content, 'estimate { id positions { id } }');
  const { id: estimateId, positions: lines } = made.estimate;
  for (const [name, audience] of [
    ['стена.png', 'CLIENT'],
    ['own.png', 'TEAM'],
  ] as const) {
    const { upload, url } = await mutate(
      'createUpload',
      { purpose: 'ATTACHMENT', name, size: pngOf().length },
      'upload { id } url',
    );
    await fetch(`${product.url}${new URL(url).pathname}`, { method: 'PUT', body: new Uint8Array(pngOf()) });
    const attach = { estimateId, positionId: lines[0].id, uploadId: upload.id, audience };
    expect((await mutate('attachFile', attach, '')).userErrors).toEqual([]);
  }
  await mutate('sendEstimate', { id: estimateId }, '');
  const path = await link(estimateId, { language: 'RU' });
  const html = await open(path);
  expect(html).toContain('Фотографии и документы');
  expect(html).not.toContain('own.png');
  const [, address = ''] = /<a href="([^"]*)">стена\.png<\/a>/.exec(html) ?? [];
  const led = await get(address);
  expect([led.status, led.headers.get('location')]).toEqual([302, expect.stringMatching(/^\/downloads\//)]);
  const bytes = Buffer.from(await (await get(led.headers.get('location') ?? '')).arrayBuffer());
  expect(bytes.equals(pngOf())).toBe(true);
  expect((await get(address.replace(/[^/]*$/, estimateId))).status).toBe(200); // the page itself
});

/** What can be ticked, as a browser sends it. */
const ticksIn = (html: string) =>
  [
    ...html.matchAll(
      /<input form="approve" type="(\w+)" name="(\w+)" value="(\w+)"( checked)?><span>([^<]*)/g,
    ),
  ].map(([, type = '', name = '', value = '', checked, label = '']) => ({
    type,
    name,
    value,
    checked,
    label,
  }));
const hiddenIn = (html: string, name: string) =>
  [...html.matchAll(new RegExp(`type="hidden" name="${name}" value="([^"]*)"`, 'g'))][0]?.[1] ?? '';
/** The form of an approval with these ticked. */
function approvalOf(html: string, labels: readonly string[], fields: object): URLSearchParams {
  const [contentHash, shown] = [hiddenIn(html, 'contentHash'), hiddenIn(html, 'shown')];
  const form = new URLSearchParams({ for: 'approve', ticks: '1', contentHash, shown, ...fields });
  for (const { name, value, label } of ticksIn(html)) if (labels.includes(label)) form.append(name, value);
  return form;
}
const send = (path: string, body: URLSearchParams) =>
  fetch(`${product.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'user-agent': BROWSER },
    body,
  });
const checkedIn = (html: string) =>
  ticksIn(html)
    .filter(({ checked }) => checked)
    .map(({ label }) => label);

it('keeps what is ticked through codes, mistakes and a change of mind, each section’s alternatives by themselves', async () => {
  const one = (name: string, group: string | null, taken: boolean) => {
    return { name, unitPrice: '100', choice: { group, taken } };
  };
  const sections = ['Кухня', 'Ванная'].map((name) => ({
    name,
    positions: [
      one(`${name}: плитка`, 'Пол', true),
      one(`${name}: паркет`, 'Пол', false),
      one(`${name}: тёплый пол`, null, false),
    ],
  }));
  const email = 'choosing.client@example.com';
  const id = await sent({ sections, taxRate: '0' });
  const path = await link(id, { email, language: 'EN' });
  const first = await open(path);
  expect([...first.matchAll(/<legend>([^<]*)/g)].map(([, legend]) => legend)).toEqual([
    'Пол · Кухня',
    'Options · Кухня',
    'Пол · Ванная',
    'Options · Ванная',
  ]);
  expect(new Set(ticksIn(first).flatMap(({ type, name }) => (type === 'radio' ? [name] : []))).size).toBe(2);
  const wish = ['Кухня: паркет', 'Кухня: тёплый пол', 'Ванная: плитка'];

  const asked = await send(path, approvalOf(first, wish, { act: 'code', name: 'Ann Lee' }));
  const withCode = await asked.text();
  expect(withCode).toContain('A code is on its way');
  expect([checkedIn(withCode), withCode.includes('value="Ann Lee"')]).toEqual([wish, true]);
  expect(withCode).toContain('for 300.00');
  const fields = { act: 'approve', name: 'Ann Lee', code: await codeFor(email) };

  const other = [...wish, 'Ванная: тёплый пол'];
  const changed = await send(path, approvalOf(withCode, other, fields));
  const seen = await changed.text();
  expect([changed.status, checkedIn(seen)]).toEqual([422, other]);
  expect(seen).toContain('You ticked something else.');
  expect(seen).toContain('for 400.00');
  const mistaken = await send(path, approvalOf(seen, other, { ...fields, name: '' }));
  expect([mistaken.status, checkedIn(await mistaken.text())]).toEqual([422, other]);
  expect((await send(path, approvalOf(seen, other, fields))).status).toBe(303);
  const { estimate } = await ask(`{ estimate(id: "${id}") { status agreed { payable { amount } taken } } }`);
  expect(estimate).toMatchObject({ status: 'APPROVED', agreed: { payable: { amount: '400.00' } } });
  expect(estimate.agreed.taken).toHaveLength(4);
});

it('lets a client take more than a thousand options, whichever they are', async () => {
  const positions = Array.from({ length: 1_101 }, (_, index) => {
    return { name: `O${index}`, unitPrice: '1', choice: { group: null, taken: index > 0 } };
  });
  const id = await sent({ sections: [], taxRate: '0', positions });
  const path = await link(id, { language: 'EN' });
  const html = await open(path);
  const labels = ticksIn(html).flatMap(({ label }, index) => (index % 12 === 0 ? [] : [label]));
  const chosen = await (await send(path, approvalOf(html, labels, { act: 'choose' }))).text();
  const approved = await send(path, approvalOf(chosen, labels, { act: 'approve', name: 'Ann' }));
  expect([checkedIn(chosen).length, approved.status]).toEqual([labels.length, 303]);
  expect(labels.length).toBeGreaterThan(1_000);
  const { estimate } = await ask(`{ estimate(id: "${id}") { agreed { payable { amount } } } }`);
  expect(estimate.agreed.payable.amount).toBe(`${labels.length}.00`);
});

it('tells why it shows nothing: a clear page each, and nothing of the estimate', async () => {
  const id = await sent();
  const [path, revoked] = [await link(id), await link(id)];
  await open(path);
  const { estimate } = await ask(`{ estimate(id: "${id}") { clientLinks { id } } }`);
  await mutate('revokeEstimateLink', { id: estimate.clientLinks[0].id }, '');
  const revision = await mutate('reviseEstimate', { id }, 'estimate { id }');
  await mutate('sendEstimate', { id: revision.estimate.id }, '');
  const cancelled = await link(revision.estimate.id);
  await mutate('cancelEstimate', { id: revision.estimate.id, reason: 'Lost' }, '');
  const nowhere = `/e/${'A'.repeat(43)}`;
  for (const [where, status, title] of [
    [revoked, 410, 'This link was taken back'],
    [path, 410, 'There is a newer revision'],
    [cancelled, 410, 'This estimate was taken back'],
    [nowhere, 404, 'This link leads nowhere'],
    [`/e/${'%00x'.repeat(20)}`, 404, 'This link leads nowhere'],
  ] as const) {
    for (const answer of [
      await get(`${where}?lang=en`),
      await press(`${where}?lang=en`, { act: 'approve', name: 'A' }),
      await get(`${where}/pdf?lang=en`),
    ]) {
      const html = await answer.text();
      expect([answer.status, headingOf(html)]).toEqual([status, title]);
      expect(html).not.toMatch(/Кухня|Краска|<form/);
    }
  }
});

it('runs no script, loads nothing, is framed by nobody, kept nowhere, and tells its address to nobody', async () => {
  const title = `Кухня ${HOSTILE}`;
  const id = await sent({
    title,
    notes: HOSTILE,
    positions: [{ name: HOSTILE, description: HOSTILE, unitPrice: '1' }],
  });
  const path = await link(id);
  const shown = await open(path);
  const refused = await press(path, {
    ...{ act: 'approve', contentHash: HOSTILE, name: HOSTILE.repeat(9), comment: HOSTILE },
  });
  for (const html of [shown, await refused.text()])
    expect(html).not.toMatch(/<script|<img|onerror=alert\(1\)>"/);
  for (const page of [await get(path), await get(`/e/${encodeURIComponent(HOSTILE)}`)]) {
    expect(await page.text()).not.toContain('<script');
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none';style-src 'nonce-[\w+/=]+';form-action 'self';base-uri 'none';frame-ancestors 'none'$/,
      ),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'x-content-type-options': 'nosniff',
    });
    expect(page.headers.get('set-cookie')).toBeNull();
  }
});

it('refuses a comment of a megabyte with a page of its own, before it is read', async () => {
  const path = await link(await sent());
  const size = 1024 * 1024;
  const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': size };
    const request = httpRequest(`${product.url}${path}?lang=en`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on('error', reject);
    request.write('act=decline&comment=');
  });
  expect([answer.status, headingOf(answer.text)]).toEqual([413, 'That is too long']);
});

it('gives the PDF of what was sent', async () => {
  const path = await link(await sent());
  await open(path);
  let answer = await get(`${path}/pdf`);
  for (const deadline = Date.now() + 90_000; answer.status !== 302 && Date.now() < deadline;) {
    await sleep(200); // a job writes it
    answer = await get(`${path}/pdf`);
  }
  const file = await get(answer.headers.get('location') ?? '');
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename=/);
  expect(
    Buffer.from(await file.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
});

it('is written in the language of the link, or the one that its reader chooses', async () => {
  const path = await link(await sent({ supplyDate: '2027-05-01' }), { language: 'RU' });
  const html = await open(path);
  expect(html).toContain('<html lang="ru">');
  expect(html).toContain('Дата поставки: 01.05.2027');
  expect(html).toContain('2\u00a0500,00');
  expect(html).toContain('Согласовать смету');
  const english = await (await get(`${path}?lang=en`)).text();
  expect(english).toContain('<html lang="en">');
  expect(english).toContain('Approve the estimate');
  expect(english).toContain('Date of supply: 2027-05-01');
  expect(await open(await link(await sent(), { language: 'EN' }))).not.toContain('Date of supply');
});
