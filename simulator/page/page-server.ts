import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ZodError } from 'zod';
import type { SimulatorControl } from '../control';
import type { FaultInput } from '../control-schemas';
import { escapeHtml } from '../oauth/consent-page';
import type { World } from '../world';
import { document, overview, rowsPage, TABLES, type PageKeys } from './control-page';

/*
 * Serves the page of the control port. It sets faults, so a form counts only with the token that this page alone has; and a name that
 * was made to lead here by somebody's DNS is not answered.
 */

const OWN_NAMES = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;
const ACCOUNT = /^\/accounts\/([a-z0-9-]{1,63})\/([a-z]+)$/;

/** The pages of the control port. */
export class ControlPages {
  private readonly token = randomBytes(24).toString('base64url');

  /** @param host what the server listens at: that name is its own, too */
  constructor(
    private readonly control: SimulatorControl,
    private readonly world: () => World,
    private readonly host: string,
  ) {}

  /** @returns whether the request was for a page */
  serve({ method, headers }: IncomingMessage, response: ServerResponse, url: URL, body: string): boolean {
    if (url.pathname.startsWith('/__sim/')) return false;
    const name = headers.host ?? '';
    if (!OWN_NAMES.test(name) && name.replace(/:\d+$/, '') !== this.host) {
      this.refuse(response, 421, 'The simulator has no page under this name.');
      return true;
    }
    if (method === 'GET') return this.get(response, url);
    if (method !== 'POST') return false;
    const form = new URLSearchParams(body);
    if (url.pathname === '/faults') this.act(response, form, () => this.control.faults(faultIn(form)));
    else if (url.pathname === '/faults/clear') this.act(response, form, () => this.control.clearFaults());
    else return false;
    return true;
  }

  private get(response: ServerResponse, url: URL): boolean {
    if (url.pathname === '/') {
      this.show(response, 200, (keys) => overview(this.world(), keys));
      return true;
    }
    const [, subdomain = '', name = ''] = ACCOUNT.exec(url.pathname) ?? [];
    const account = this.world().accountOf(subdomain);
    const table = TABLES.find((one) => one === name);
    if (!account || !table) return false;
    const page = Math.trunc(Number(url.searchParams.get('page') ?? 1)) || 1;
    this.show(response, 200, (keys) => rowsPage(account, table, page, keys));
    return true;
  }

  private act(response: ServerResponse, form: URLSearchParams, work: () => unknown): void {
    const given = Buffer.from(form.get('token') ?? '');
    const own = Buffer.from(this.token);
    if (given.length !== own.length || !timingSafeEqual(given, own)) {
      return this.refuse(
        response,
        403,
        'The form is of another start of the simulator. Open its page again.',
      );
    }
    try {
      work();
    } catch (error) {
      if (!(error instanceof ZodError)) throw error;
      const words = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
      return this.refuse(response, 400, words.join('; '));
    }
    response.writeHead(303, { Location: '/' });
    response.end();
  }

  private refuse(response: ServerResponse, status: number, words: string): void {
    const body = `<h1>That did not work</h1><p>${escapeHtml(words)}</p><p><a href="/">Back</a></p>`;
    this.show(response, status, (keys) => document('Kommo simulator', body, keys));
  }

  private show(response: ServerResponse, status: number, make: (keys: PageKeys) => string): void {
    const nonce = randomBytes(16).toString('base64');
    const policy = `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
    response.writeHead(status, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    });
    response.end(make({ token: this.token, nonce }));
  }
}

/** A fault as the form gives it: what is left empty is not said. */
function faultIn(form: URLSearchParams): FaultInput {
  const text = (name: string): string | undefined => form.get(name)?.trim() || undefined;
  const number = (name: string): object => {
    const given = text(name);
    return given === undefined ? {} : { [name]: Number(given) };
  };
  const match = { method: text('method'), path: text('path'), account: text('account') };
  return {
    kind: text('kind') as FaultInput['kind'],
    match: Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined)),
    ...number('times'),
    ...number('delay_ms'),
  };
}
