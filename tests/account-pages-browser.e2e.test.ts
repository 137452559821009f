import { readFileSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { newId } from '../service-kit/data/ids';
import { inOrganization } from '../service-kit/postgres/database';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { follow, useBrowser } from '../testkit/browser';
import { must, post } from '../testkit/client';
import { logIn, openCompany, type Company } from '../testkit/company';
import { outboxToken } from '../testkit/outbox';
import { useProduct } from '../testkit/product';

/* The pages that mails lead to, in a real browser, on a phone, in both languages, without JavaScript. */

const product = useProduct('all in one process');
const browser = useBrowser();
const PASSWORD = 'eleven lamps on the harbour';
const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 740 }, javaScriptEnabled: false };
let identity: DataSource;
let company: Company;

beforeAll(async () => {
  identity = await connectIdentity(await product.database.urlFor('identity'));
  company = await openCompany(product.url, identity);
});
afterAll(() => identity?.destroy());

async function open(path: string, locale: string): Promise<Page> {
  const page = await (await browser.open({ ...PHONE, locale })).newPage();
  await page.goto(`${product.url}${path}`);
  return page;
}
const title = (page: Page): Promise<string> => page.locator('h1').innerText();
/** Types into the page's only field, and presses its only button. */
async function send(page: Page, text: string): Promise<void> {
  await page.locator('input[type=password]').fill(text);
  await follow(page.locator('form button'));
}
const mailTo = (address: string) => outboxToken(product.dataDir, address);

/** Asks for another address, and answers it with the token of the mail that came there. */
async function askForChange(who: Company['manager']): Promise<{ email: string; token: string }> {
  const email = `moved.${newId()}@example.com`;
  const { accessToken } = await logIn(product.url, who);
  await must(
    post(
      `${product.url}/graphql`,
      accessToken,
      `mutation ($input: RequestEmailChangeInput!) { requestEmailChange(input: $input) { userErrors { code message } } }`,
      { input: { email } },
    ),
  );
  return { email, token: await mailTo(email) };
}

it('an address is changed in Russian, and taken back in English, with forms alone', async () => {
  const who = company.manager;
  const { email, token } = await askForChange(who);
  const page = await open(`/confirm-email?token=${token}`, 'ru-RU');
  expect(await title(page)).toBe('Подтвердите новый адрес');
  await send(page, 'a wrong password');
  expect(await page.locator('.error').innerText()).toContain('не пароль');
  await send(page, who.password);
  expect(await title(page)).toBe('Адрес изменён');
  expect(await page.locator('main').innerText()).toContain(email);
  await logIn(product.url, { email, password: who.password });

  const back = await open(`/undo-email-change?token=${await mailTo(who.email)}`, 'en-GB');
  expect(await title(back)).toBe('Take the change of address back');
  await follow(back.locator('header a')); // the other language, and here again
  expect(await title(back)).toBe('Отмена смены адреса');
  await follow(back.locator('header a'));
  await send(back, PASSWORD);
  expect(await title(back)).toBe('Your address is back');
  await logIn(product.url, { email: who.email, password: PASSWORD });
  await back.goBack();
  await send(back, PASSWORD);
  expect(await back.locator('[role=alert]').innerText()).toContain('This link was used');
});

it('a lost second factor is removed by the page of the mail', async () => {
  const who = company.estimator;
  await inOrganization(identity, company.org.id, (db) =>
    db.query(
      `INSERT INTO identity.passkeys (id, user_id, credential_id, public_key, counter, name) VALUES ($1::uuid, $2, $1::uuid::text, '\\x00', 0, 'K')`,
      [newId(), who.userId],
    ),
  );
  const { accessToken } = await logIn(product.url, company.owner);
  await must(
    post(
      `${product.url}/graphql`,
      accessToken,
      `mutation ($input: ResetSecondFactorInput!) { resetSecondFactor(input: $input) { userErrors { code message } } }`,
      { input: { userId: who.userId } },
    ),
  );
  const page = await open(`/reset-second-factor?token=${await mailTo(who.email)}`, 'ru');
  expect(await title(page)).toBe('Удаление утраченного второго фактора');
  await send(page, who.password);
  expect(await title(page)).toBe('Второй фактор удалён');
  await logIn(product.url, who);
});

const PATHS = [
  '/confirm-email',
  '/undo-email-change',
  '/reset-second-factor',
  '/verify-email',
  '/reset-password',
];
it.each(PATHS)('%s fits a phone, and has no fault that axe knows', async (path) => {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  for (const locale of ['en', 'ru']) {
    const page = await (await browser.open({ ...PHONE, javaScriptEnabled: true, locale })).newPage();
    const refused: string[] = [];
    page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    await page.goto(`${product.url}${path}?token=x`);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(360);
    await page.evaluate(axe);
    const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string }[] };
    expect(violations.map(({ id }) => id)).toEqual([]);
    expect(refused).toEqual([]); // of the page's own parts its policy lets in all
  }
});
