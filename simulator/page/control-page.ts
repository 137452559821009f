import type { Account } from '../accounts/account';
import type { Entity } from '../store/collection';
import { FAULT_KINDS, type Fault } from '../faults';
import type { DeliveryRecord, RequestRecord } from '../request-log';
import { escapeHtml } from '../oauth/consent-page';
import type { World } from '../world';

/* The page of the control port, as HTML without scripts: what there is, what was asked and sent, and which faults are set. */

/** What stands in every form, so that no other page can send one; and what its styles are known by. */
export interface PageKeys {
  token: string;
  nonce: string;
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1f2a37}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
td,th{padding:.25rem .8rem .25rem 0;text-align:left;border-bottom:1px solid #e2e8f0;vertical-align:top;overflow-wrap:anywhere}
td.n{font-variant-numeric:tabular-nums}form{display:block;margin:.6rem 0}fieldset{border:1px solid #cbd5e1;border-radius:.5rem;padding:.6rem 1rem}
label{margin-right:1rem;white-space:nowrap}input,select,button{font:inherit;padding:.3rem .5rem}
button{border:0;border-radius:.4rem;background:#2563eb;color:#fff;cursor:pointer}button.no{background:#b91c1c}
.bad{color:#b91c1c}.quiet{color:#64748b}`;

const instant = (seconds: number): string =>
  new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ');

/** A whole document; `body` is HTML, escaped by the caller. */
export function document(title: string, body: string, { nonce }: PageKeys): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style nonce="${nonce}">${STYLE}</style></head><body>${body}</body></html>
`;
}

type Cell = string | number | null | { html: string };
const cell = (value: Cell): string => {
  if (typeof value === 'object' && value !== null) return `<td>${value.html}</td>`;
  return typeof value === 'number' ? `<td class="n">${value}</td>` : `<td>${escapeHtml(value ?? '–')}</td>`;
};

function table(head: readonly string[], rows: readonly (readonly Cell[])[], empty: string): string {
  if (rows.length === 0) return `<p class="quiet">${escapeHtml(empty)}</p>`;
  const heads = head.map((name) => `<th>${escapeHtml(name)}</th>`).join('');
  const lines = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  return `<table><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table>`;
}

const hidden = (name: string, value: string): string =>
  `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;

const button = (keys: PageKeys, action: string, label: string, fields = ''): string =>
  `<form method="post" action="${action}">${hidden('token', keys.token)}${fields}<button class="no">${escapeHtml(label)}</button></form>`;

/** Tables of an account that the page shows. */
export const TABLES = ['leads', 'contacts', 'companies', 'tasks'] as const;
export type TableName = (typeof TABLES)[number];

const link = (href: string, text: string): { html: string } => ({
  html: `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`,
});

function accountRow(account: Account): Cell[] {
  const hooks = account.webhooks.all();
  const off = hooks.filter(({ disabled }) => disabled).length;
  return [
    account.profile.name,
    account.subdomain,
    account.id,
    ...TABLES.map((name) => link(`/accounts/${account.subdomain}/${name}`, String(account[name].count()))),
    account.unsorted.waiting().length,
    off > 0 ? `${hooks.length}, ${off} switched off` : hooks.length,
    account.plan.paid ? 'paid' : 'unpaid',
  ];
}

function faultRow(fault: Fault): Cell[] {
  const { match, kind, times, probability, delay_ms: delay } = fault;
  const often =
    probability === undefined ? (times === undefined ? 'always' : `${times} more`) : `${probability * 100} %`;
  return [
    kind,
    String(match.account ?? 'all'),
    match.method ?? 'all',
    match.path ?? 'all',
    often,
    delay ?? null,
  ];
}

function faultForm(world: World, { token }: PageKeys): string {
  const option = (value: string, text = value): string =>
    `<option value="${escapeHtml(value)}">${escapeHtml(text)}</option>`;
  const accounts = world.accounts.map(({ subdomain }) => option(subdomain)).join('');
  return `<form method="post" action="/faults"><fieldset>${hidden('token', token)}
<label>Fault <select name="kind">${FAULT_KINDS.map((kind) => option(kind)).join('')}</select></label>
<label>Account <select name="account">${option('', 'all')}${accounts}</select></label>
<label>Method <select name="method">${['', 'GET', 'POST', 'PATCH', 'DELETE'].map((name) => option(name, name || 'all')).join('')}</select></label>
<label>Path <input name="path" placeholder="/api/v4/leads*" maxlength="200"></label>
<label>Times <input name="times" type="number" min="1" max="1000000"></label>
<label>Delay, ms <input name="delay_ms" type="number" min="0" max="600000"></label>
<button>Set</button></fieldset></form>`;
}

const requestRow = (record: RequestRecord): Cell[] => [
  record.n,
  instant(record.at),
  record.account,
  record.method,
  `${record.path}${record.query === '' ? '' : `?${decodeQuery(record.query)}`}`,
  record.status >= 400 ? { html: `<span class="bad">${record.status}</span>` } : record.status,
  record.fault,
];

function decodeQuery(query: string): string {
  try {
    return decodeURIComponent(query.replace(/^\?/, ''));
  } catch {
    return query;
  }
}

const deliveryRow = (record: DeliveryRecord): Cell[] => [
  instant(record.at),
  record.kind,
  record.url,
  record.status ?? 'no answer',
  record.attempt ?? null,
  record.duration_ms ?? null,
];

const SHOWN = 50;
const latest = <T>(rows: readonly T[]): T[] => rows.slice(-SHOWN).reverse();

/** The first page: everything at one glance. */
export function overview(world: World, keys: PageKeys): string {
  const faults = world.faults.all();
  const heads = [
    'Account',
    'Subdomain',
    'Id',
    'Leads',
    'Contacts',
    'Companies',
    'Tasks',
    'Incoming',
    'Webhooks',
    'Plan',
  ];
  return document(
    'Kommo simulator',
    `<h1>Kommo simulator</h1>
<p>Its clock says <b>${instant(world.clock.now())}</b> UTC. All data is made up. How it works: simulator/README.md</p>
<h2>Accounts</h2>${table(heads, world.accounts.map(accountRow), 'There is none.')}
<h2>Faults set</h2>${table(['Fault', 'Account', 'Method', 'Path', 'How often', 'Delay, ms'], faults.map(faultRow), 'None: it answers as Kommo does.')}
${faults.length > 0 ? button(keys, '/faults/clear', 'Clear all') : ''}
${faultForm(world, keys)}
<h2>Webhooks and hooks sent</h2>${table(['At', 'What', 'To', 'Answer', 'Attempt', 'Took, ms'], latest(world.requests.deliveries()).map(deliveryRow), 'None yet.')}
<h2>Requests</h2>${table(['No.', 'At', 'Account', 'Method', 'Path', 'Answer', 'Fault'], latest(world.requests.find()).map(requestRow), 'None yet.')}`,
    keys,
  );
}

interface Shown extends Entity {
  name?: string;
  text?: string;
  responsible_user_id: number;
}

/** The rows of one of an account's tables, 50 a page, by number. */
export function rowsPage(account: Account, name: TableName, wanted: number, keys: PageKeys): string {
  const found = account[name].find({
    state: 'live',
    order: 'id',
    descending: false,
    ranges: [],
    cacheKey: '',
  });
  const pages = Math.max(1, Math.ceil(found.total / SHOWN));
  const page = Math.min(Math.max(1, wanted), pages);
  const first = (page - 1) * SHOWN;
  const count = Math.min(SHOWN, found.total - first);
  const rows = Array.from({ length: Math.max(0, count) }, (_, at): Cell[] => {
    const row = found.rowAt(first + at) as Shown;
    const label = row.name ?? row.text ?? '';
    return [row.id, label, instant(row.created_at), instant(row.updated_at), row.responsible_user_id];
  });
  const to = (number: number, text: string): string =>
    number < 1 || number > pages
      ? ''
      : link(`/accounts/${account.subdomain}/${name}?page=${number}`, text).html;
  return document(
    `${name} of ${account.subdomain}`,
    `<p>${link('/', 'Kommo simulator').html}</p><h1>${escapeHtml(account.profile.name)}: ${name}</h1>
<p>${found.total} rows, page ${page} of ${pages} ${to(page - 1, 'Previous')} ${to(page + 1, 'Next')}</p>
${table(['Id', name === 'tasks' ? 'Text' : 'Name', 'Made', 'Changed', 'Responsible'], rows, 'There is none.')}`,
    keys,
  );
}
