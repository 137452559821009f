import { readHookBody } from './hook-body';

const form = (pairs: Record<string, string>): string => new URLSearchParams(pairs).toString();
const ACCOUNT = { 'account[subdomain]': 'acme-demo', 'account[id]': '31250001' };

it.each([
  [
    { 'leads[add][0][id]': '5', 'leads[add][0][name]': 'x' },
    [{ entity: 'LEADS', kommoId: '5', isDeletion: false }],
  ],
  [
    { 'leads[delete][0][id]': '5', 'leads[delete][0][status_id]': '9' },
    [{ entity: 'LEADS', kommoId: '5', isDeletion: true }],
  ],
  [
    { 'leads[status][0][id]': '5', 'leads[update][0][id]': '5', 'leads[responsible][7][id]': '6' },
    [
      { entity: 'LEADS', kommoId: '5', isDeletion: false },
      { entity: 'LEADS', kommoId: '6', isDeletion: false },
    ],
  ],
  [
    {
      'contacts[update][0][id]': '7',
      'contacts[update][0][type]': 'company',
      'contacts[update][1][id]': '8',
    },
    [
      { entity: 'COMPANIES', kommoId: '7', isDeletion: false },
      { entity: 'CONTACTS', kommoId: '8', isDeletion: false },
    ],
  ],
  [{ 'companies[add][0][id]': '7' }, [{ entity: 'COMPANIES', kommoId: '7', isDeletion: false }]],
  [
    {
      'leads[note][0][note][id]': '1',
      'leads[note][0][note][element_id]': '5',
      'leads[note][0][type]': 'lead',
    },
    [
      { entity: 'LEADS', kommoId: '5', isDeletion: false },
      { entity: 'LEAD_NOTES', kommoId: '1', isDeletion: false },
    ],
  ],
  [{ 'task[add][0][id]': '5' }, [{ entity: 'TASKS', kommoId: '5', isDeletion: false }]],
  [{ 'task[delete][0][id]': '5' }, [{ entity: 'TASKS', kommoId: '5', isDeletion: true }]],
  [{ 'leads[add][0][custom_fields][0][id]': '5', 'leads[add][0][tags][0][id]': '6' }, []],
] as const)('reads what is named: %p', (pairs, hints) => {
  const read = readHookBody(form({ ...ACCOUNT, ...pairs }));
  expect(read).toEqual({ accountId: '31250001', subdomain: 'acme-demo', hints });
});

it('takes the largest number a row can have', () => {
  expect(readHookBody('leads[add][0][id]=9223372036854775807').hints).toMatchObject([
    { kommoId: '9223372036854775807' },
  ]);
});

it('takes brackets in the open and escaped, and plus signs for spaces', () => {
  const body = 'account[id]=31250001&leads%5Bupdate%5D%5B0%5D%5Bid%5D=5&leads[update][0][name]=a+b';
  expect(readHookBody(body)).toMatchObject({ accountId: '31250001', hints: [{ kommoId: '5' }] });
});

it.each([
  '',
  '%',
  '&&&===',
  '{"leads":{"add":[{"id":1}]}}',
  '__proto__[add][0][id]=1&constructor[add][0][id]=1&toString[add][0][id]=1',
  'leads[__proto__][id]=1&leads[add][__proto__][polluted]=1',
  `leads${'[a]'.repeat(5_000)}=1`,
  'leads[add[0][id]=1&leads[add]]0[[id]=1&leads]add[=1',
  'leads[add][0][id]=abc&leads[add][1][id]=&leads[add][2][id]=-5&leads[add][3][id]=1e3&leads[add][4][id]=99999999999999999999',
  'leads[add][0][id]=9223372036854775808&leads[note][0][note][element_id]=9999999999999999999&account[id]=9999999999999999999',
])('makes nothing of %p', (body) => {
  expect(readHookBody(body).hints).toEqual([]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

it('survives a key that is a value and a branch at once, gaps, and a hundred thousand keys', () => {
  const body =
    'leads[note]=3&leads[note][0]=x&leads[note][9][note][element_id]=5&leads[add]=1&leads[add][77][id]=6';
  expect(readHookBody(body).hints.map((hint) => hint.kommoId)).toEqual(['5', '6']);
  const flood = Array.from({ length: 100_000 }, (_, at) => `leads[update][${at}][id]=${at + 1}`).join('&');
  expect(readHookBody(flood).hints).toHaveLength(20_000);
});
