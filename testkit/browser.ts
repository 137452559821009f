import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
} from 'playwright-core';
import { programOf } from './programs';

/** A real Chromium for a test file. */
export interface TestBrowser {
  /**
   * A person's browser: cookies and a language of its own. It ends with the file.
   *
   * @param options of Playwright: `{ locale: 'ru-RU', javaScriptEnabled: false }`
   */
  open(options?: BrowserContextOptions): Promise<BrowserContext>;
}

/**
 * Starts Chromium once for the file.
 *
 * @param hosts asked when it starts: names that lead to ports of this machine, `{ 'api.shop.localhost': 4000 }`. Names below
 *   `localhost` are as good as TLS to a browser, and `app.shop.localhost` is of one site with `api.shop.localhost`.
 */
export function useBrowser(hosts: () => Readonly<Record<string, number>> = () => ({})): TestBrowser {
  let browser: Browser;
  beforeAll(async () => {
    const rules = Object.entries(hosts()).map(([host, port]) => `MAP ${host}:80 127.0.0.1:${port}`);
    browser = await chromium.launch({
      executablePath: programOf('CHROMIUM'),
      // Root may not use the sandbox; the pages are our own.
      args: ['--no-sandbox', `--host-resolver-rules=${rules.join(',')}`],
    });
  });
  afterAll(() => browser?.close());
  return {
    open: async (options = {}) => browser.newContext(options),
  };
}

/** Presses what leads to a page, and waits until that is there: a look right after a click may see the former one still. */
export async function follow(button: Locator): Promise<void> {
  await Promise.all([button.page().waitForEvent('load'), button.click()]);
}
