import { clientLinksOf } from '../../../../testkit/client-links';
import { useEstimates } from '../../../../testkit/estimates';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const manager = viewerWith('manager');
const FIELDS =
  'payments { label mode value amount { amount } limited due days on } warnings { id code } version';
const CONTENT = {
  positions: [
    { name: 'A', unitPrice: '100' },
    { name: 'B', unitPrice: '50.05', choice: { taken: false } },
  ],
  payments: [
    { label: 'Deposit', value: '30', due: 'ON_APPROVAL', days: 5 },
    { label: 'Stage', mode: 'FIXED', value: '50', due: 'ON_DATE', on: '2999-01-31' },
    { label: 'Rest', mode: 'REST', due: 'ON_COMPLETION' },
  ],
};
const read = async (id: string) =>
  dataOf(await graph.execute(manager, `{ estimate(id: "${id}") { ${FIELDS} } }`)).estimate;
const amountsOf = (estimate: { payments: { amount: { amount: string } }[] }) =>
  estimate.payments.map(({ amount }) => amount.amount);

it('shares what is to be paid out, follows the estimate, and warns before a payment that was cut is sent', async () => {
  const { id, positions } = await graph.estimate(manager, CONTENT);
  expect(await read(id)).toMatchObject({
    payments: [
      {
        label: 'Deposit',
        mode: 'PERCENT',
        value: '30',
        amount: { amount: '36.00' },
        due: 'ON_APPROVAL',
        days: 5,
        on: null,
      },
      { mode: 'FIXED', value: '50', amount: { amount: '50.00' }, on: '2999-01-31' },
      { mode: 'REST', value: null, amount: { amount: '34.00' }, limited: false },
    ],
    warnings: [],
  });
  await graph.mutate(manager, 'updatePosition', { id: positions[0]!.id, unitPrice: '30' });
  expect(await read(id)).toMatchObject({
    payments: [
      { limited: false },
      { limited: true, amount: { amount: '25.20' } },
      { amount: { amount: '0.00' } },
    ],
    warnings: [{ id: 'PAYMENT_LIMITED:2', code: 'PAYMENT_LIMITED' }],
  });
  const { userErrors } = await graph.mutate(manager, 'sendEstimate', { id });
  expect(userErrors).toMatchObject([{ code: 'WARNINGS_NOT_ACKNOWLEDGED' }]);
  const copy = await graph.mutate(manager, 'duplicateEstimate', { id }, `estimate { ${FIELDS} }`);
  expect(amountsOf(copy['estimate'])).toEqual(['10.80', '25.20', '0.00']);
});

it('is part of what the client is shown and agrees to, with what is taken', async () => {
  const { sent, link, look, act } = clientLinksOf(graph);
  const { id, contentHash } = await sent(manager, CONTENT);
  const { token } = await link(manager, id);
  await act('openClientEstimate', { token });
  const totals = 'contentHash document { totals { kind label amount { amount } } choices { id } }';
  const shown = await look(token, totals);
  const paymentsIn = (of: {
    document: { totals: { kind: string; label: string; amount: { amount: string } }[] };
  }) =>
    of.document.totals
      .filter(({ kind }) => kind === 'PAYMENT')
      .map(({ label, amount }) => `${label}: ${amount.amount}`);
  expect(paymentsIn(shown)).toEqual([
    'Amount due: Deposit, 30 %, within 5 days of approval: 36.00',
    'Amount due: Stage, by 2999-01-31: 50.00',
    'Amount due: Rest, on completion: 34.00',
  ]);
  expect(shown.contentHash).toBe(contentHash);
  const query = `query ($token: String!, $taken: [ID!]) {
    clientEstimate(token: $token, language: RU, taken: $taken) { ${totals} } }`;
  const taken = [shown.document.choices[0].id];
  const other = dataOf(await graph.execute(null, query, { token, taken })).clientEstimate;
  expect(paymentsIn(other)[0]).toBe('К оплате: Deposit, 30 %, в течение 5 дн. после согласования: 54.02');
  expect(paymentsIn(other)[2]).toContain('76.04');
  const verify = dataOf(await graph.execute(manager, `{ verifyEstimate(id: "${id}") { intact } }`));
  expect(verify.verifyEstimate).toEqual({ intact: true });
});

it('tells what to mend, and raises no version where nothing changes', async () => {
  const { id, version } = await graph.estimate(manager, CONTENT);
  const told = async (payments: object[]) => {
    const { userErrors } = await graph.mutate(manager, 'updateEstimate', { id, payments });
    return userErrors.map(({ code, path }) => `${code} ${path?.join('.')}`);
  };
  expect(
    await told([
      { label: '', value: '101' },
      { label: 'R', mode: 'REST', value: '1', days: 3 },
    ]),
  ).toEqual([
    'REQUIRED payments.0.label',
    'ABOVE_MAXIMUM payments.0.value',
    'INVALID_PAYMENT payments.1.value',
    'INVALID_PAYMENT payments.1.days',
  ]);
  const half = { label: 'Half', value: '50' };
  expect(await told([half])).toEqual(['PAYMENTS_NOT_WHOLE payments']);
  expect(await told([half, half, half, { label: 'R', mode: 'REST' }])).toEqual([
    'PAYMENTS_NOT_WHOLE payments',
  ]);
  expect(await told([{ label: 'R', mode: 'REST' }, half])).toContain('INVALID_PAYMENT payments.0.mode');
  expect(
    await told([
      { ...half, due: 'ON_DATE' },
      { ...half, on: '2999-01-01' },
    ]),
  ).toEqual(['INVALID_PAYMENT payments.0.on', 'INVALID_PAYMENT payments.1.on']);
  expect(
    await told([
      { label: 'F', mode: 'FIXED', value: '1.005' },
      { label: 'R', mode: 'REST' },
    ]),
  ).toEqual(['TOO_MANY_DECIMALS payments.0.value']);
  expect(await told(CONTENT.payments)).toEqual([]);
  expect(await read(id)).toMatchObject({ version });
  expect(await told([half, half])).toEqual([]);
  expect(amountsOf(await read(id))).toEqual(['60.00', '60.00']);
  expect(await told([])).toEqual([]);
  expect((await read(id)).payments).toEqual([]);
});
