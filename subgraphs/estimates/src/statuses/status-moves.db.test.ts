import { Client } from 'pg';
import { newId } from '../../../../service-kit/data/ids';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { Position } from '../positions/position.entity';
import { Section } from '../sections/section.entity';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { calculateContent } from '../drafts/draft-totals';
import { plainDecimal } from '../calculation/decimal-text';
import { OrganizationSettings } from '../organizations/organization-settings.entity';
import { dayIn } from '../organizations/organization-settings.service';
import { ALL_STATUSES, isLegalMove } from './statuses';
import { hashOf, shownContent } from '../snapshots/shown-content';
import { Estimate } from '../estimates/estimate.entity';

const graph = useEstimates();
const STATUS = 'estimate { status version sentAt decidedAt decidedBy { id } decisionReason contentHash }';
const CONTENT = {
  positions: [{ name: 'Survey', unitPrice: '50', unitCost: '20' }],
  sections: [
    {
      name: 'Walls',
      adjustments: [{ name: 'Haste', kind: 'MARKUP', value: '12.5' }],
      positions: [{ name: 'Paint', quantity: '2.333333', unitPrice: '10.10', taxRate: '7' }],
    },
  ],
};

async function sent(viewer: Viewer) {
  const estimate = await graph.estimate(viewer, CONTENT);
  const payload = await graph.mutate(viewer, 'sendEstimate', { id: estimate.id }, 'estimate { number }');
  expect(payload.userErrors).toEqual([]);
  return { ...estimate, number: payload['estimate'].number as string };
}

/** Sets an organisation's time zone. */
const liveIn = ({ orgId }: Viewer, timeZone: string) =>
  inOrganization(graph.parts.source, orgId, (db) => db.save(OrganizationSettings, { orgId, timeZone }));

/** A day later by 26 hours than in {@link WEST}: never the same. */
const EAST = 'Etc/GMT-14';
const WEST = 'Etc/GMT+12';

/** Everything of one estimate, as the application reads it. */
function contentOf(viewer: Viewer, id: string) {
  return inOrganization(graph.parts.source, viewer.orgId, async (db) => ({
    estimate: await db.findOneByOrFail(Estimate, { id }),
    sections: await db.findBy(Section, { estimateId: id }),
    positions: await db.findBy(Position, { estimateId: id }),
  }));
}

const contentHash = (content: Awaited<ReturnType<typeof contentOf>>) =>
  hashOf(shownContent(content, calculateContent(content)));

describe('sendEstimate, approveEstimate, declineEstimate', () => {
  it('sends a draft and records the approval, each move in the history', async () => {
    const manager = viewerWith('manager');
    const { id } = await sent(manager);
    const { estimate } = await graph.mutate(manager, 'approveEstimate', { id, expectedVersion: 2 }, STATUS);
    expect(estimate).toEqual({
      status: 'APPROVED',
      version: 3,
      sentAt: expect.any(String),
      decidedAt: expect.any(String),
      decidedBy: { id: manager.userId },
      decisionReason: null,
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const answer = await graph.execute(
      manager,
      `{ estimate(id: "${id}") { history { from to actor { id } reason at } } }`,
    );
    expect(dataOf(answer).estimate.history).toMatchObject([
      { from: null, to: 'DRAFT' },
      { from: 'DRAFT', to: 'SENT' },
      { from: 'SENT', to: 'APPROVED', actor: { id: manager.userId }, reason: null },
    ]);
  });

  it('records a refusal with its reason', async () => {
    const manager = viewerWith('manager');
    const { id } = await sent(manager);
    const { estimate } = await graph.mutate(manager, 'declineEstimate', { id, reason: ' Too dear ' }, STATUS);
    expect(estimate).toMatchObject({ status: 'DECLINED', decisionReason: 'Too dear' });
  });

  it.each<[string, object]>([
    ['approveEstimate', {}],
    ['declineEstimate', { reason: 'No' }],
  ])('%s refuses a draft', async (name, input) => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager, CONTENT);
    const payload = await graph.mutate(manager, name, { id, ...input }, STATUS);
    expect(payload).toMatchObject({
      estimate: null,
      userErrors: [{ code: 'ILLEGAL_STATUS_MOVE', path: ['id'] }],
    });
  });

  it('moves a decided or sent estimate no further', async () => {
    const manager = viewerWith('manager');
    const { id } = await sent(manager);
    const codeOf = async (name: string, input = {}) =>
      (await graph.mutate(manager, name, { id, ...input })).userErrors[0]?.code;
    expect(await codeOf('sendEstimate')).toBe('ILLEGAL_STATUS_MOVE');
    expect(await codeOf('approveEstimate')).toBeUndefined();
    expect(await codeOf('declineEstimate', { reason: 'No' })).toBe('ILLEGAL_STATUS_MOVE');
    expect(await codeOf('approveEstimate')).toBe('ILLEGAL_STATUS_MOVE');
  });

  it('refuses to send an empty estimate, or one of remarks only', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager, { positions: [{ kind: 'TEXT', name: 'Thank you' }] });
    expect((await graph.mutate(manager, 'sendEstimate', { id })).userErrors[0]?.code).toBe('EMPTY_ESTIMATE');
  });

  it('refuses to send what is no longer valid', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager, CONTENT);
    await inOrganization(graph.parts.source, manager.orgId, (db) =>
      db.update(Estimate, { id }, { validUntil: '2020-01-01' }),
    );
    expect((await graph.mutate(manager, 'sendEstimate', { id })).userErrors[0]?.code).toBe('VALIDITY_OVER');
  });

  it.each([
    [{ reason: '' }, 'REQUIRED'],
    [{ reason: 'x'.repeat(2001) }, 'TOO_LONG'],
  ])('declines only with a reason: %j', async (input, code) => {
    const manager = viewerWith('manager');
    const { id } = await sent(manager);
    const { userErrors } = await graph.mutate(manager, 'declineEstimate', { id, ...input });
    expect(userErrors).toMatchObject([{ code, path: ['reason'] }]);
  });

  it('refuses another version than the sender saw', async () => {
    const manager = viewerWith('manager');
    const { id } = await graph.estimate(manager, CONTENT);
    await graph.mutate(manager, 'addPosition', { estimateId: id, name: 'Unseen', unitPrice: '9999' });
    const answer = await graph.tryMutate(manager, 'sendEstimate', { id, expectedVersion: 1 });
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', currentVersion: 2 });
  });

  it('needs estimates:send and estimates:decide, which an estimator has not', async () => {
    const owner = viewerWith('owner');
    const { id } = await graph.estimate(owner, CONTENT);
    const estimator = viewerWith('estimator', owner.orgId);
    for (const [name, input] of [
      ['sendEstimate', {}],
      ['approveEstimate', {}],
      ['declineEstimate', { reason: 'No' }],
    ] as const) {
      expect(codes(await graph.tryMutate(estimator, name, { id, ...input }))).toEqual(['FORBIDDEN']);
      const stranger = await graph.tryMutate(viewerWith('owner'), name, { id, ...input });
      expect(codes(stranger)).toEqual(['NOT_FOUND']);
    }
  });
});

describe('a sent estimate', () => {
  it('refuses every change of its content', async () => {
    const manager = viewerWith('manager');
    const { id, sections, positions } = await sent(manager);
    const [section, position] = [sections[0]?.id, positions[0]?.id];
    const edits: [string, object][] = [
      ['updateEstimate', { id, title: 'Other' }],
      ['deleteEstimate', { id }],
      ['addSection', { estimateId: id, name: 'More' }],
      ['updateSection', { id: section, name: 'Other' }],
      ['moveSection', { id: section }],
      ['removeSection', { id: section }],
      ['addPosition', { estimateId: id, name: 'More' }],
      ['addPositions', { estimateId: id, positions: [{ name: 'More' }] }],
      ['updatePosition', { id: position, name: 'Other' }],
      ['updatePositions', { estimateId: id, positions: [{ id: position, name: 'Other' }] }],
      ['movePosition', { id: position, sectionId: section }],
      ['copyPosition', { id: position }],
      ['removePosition', { id: position }],
    ];
    for (const [name, input] of edits) {
      const { userErrors } = await graph.mutate(manager, name, input);
      expect([name, userErrors[0]?.code]).toEqual([name, 'ESTIMATE_NOT_DRAFT']);
      expect([['id'], ['estimateId']]).toContainEqual(userErrors[0]?.path);
    }
  });

  /** A connection of the application's own role, inside the organisation, without any service in between. */
  async function asApplication(viewer: Viewer, sql: string): Promise<string> {
    const client = new Client({ connectionString: await graph.parts.database.urlFor('estimates') });
    await client.connect();
    try {
      await client.query(`SELECT set_config('app.org_id', $1, false)`, [viewer.orgId]);
      const { rowCount } = await client.query(sql);
      return `${rowCount} rows`;
    } catch (error) {
      return (error as Error).message;
    } finally {
      await client.end();
    }
  }

  it('is kept by PostgreSQL too, against the application itself', async () => {
    const manager = viewerWith('manager');
    const { id, number, sections } = await sent(manager);
    const columns = `org_id, id, estimate_id, rank, name, adjustments, adjustment_totals, lines_subtotal, sections_subtotal,
      total, cost, positions_without_cost, version, created_at, updated_at`;
    const kept = `estimate ${number} was sent: its content is kept`;
    expect(
      await asApplication(manager, `UPDATE estimates.estimates SET status = 'DRAFT' WHERE id = '${id}'`),
    ).toBe('an estimate that is SENT can not become DRAFT');
    for (const sql of [
      `UPDATE estimates.estimates SET title = 'Other' WHERE id = '${id}'`,
      `UPDATE estimates.estimates SET total = 1, net = 1, tax = 0 WHERE id = '${id}'`,
      `UPDATE estimates.estimates SET currency = 'USD' WHERE id = '${id}'`,
      `UPDATE estimates.estimates SET content_hash = repeat('0', 64) WHERE id = '${id}'`,
      `DELETE FROM estimates.estimates WHERE id = '${id}'`,
      `UPDATE estimates.sections SET name = 'Other' WHERE estimate_id = '${id}'`,
      `DELETE FROM estimates.sections WHERE estimate_id = '${id}'`,
      `INSERT INTO estimates.sections (${columns}) SELECT ${columns.replace(' id,', ` gen_random_uuid(),`)}
         FROM estimates.sections WHERE id = '${sections[0]?.id}'`,
      `UPDATE estimates.positions SET unit_price = 0 WHERE estimate_id = '${id}'`,
      `UPDATE estimates.positions SET unit_cost = 1 WHERE estimate_id = '${id}'`,
      `DELETE FROM estimates.positions WHERE estimate_id = '${id}'`,
    ]) {
      expect([sql, await asApplication(manager, sql)]).toEqual([sql, kept]);
    }
  });

  it('has a decision that PostgreSQL keeps: who, when, why and on what evidence', async () => {
    const manager = viewerWith('manager');
    const { id, number } = await sent(manager);
    const set = (change: string) =>
      asApplication(manager, `UPDATE estimates.estimates SET ${change} WHERE id = '${id}'`);
    const kept = `the decision on estimate ${number} is kept`;
    expect(await set(`decided_at = now()`)).toBe(kept);
    expect(await set(`superseded_by_id = id`)).toBe(kept);
    await graph.mutate(manager, 'declineEstimate', { id, reason: 'Dear' });
    for (const change of [
      `decided_at = now()`,
      `decided_by = gen_random_uuid()`,
      `decision_reason = 'Cheap'`,
      `decision_evidence = '{}'`,
      `status = 'CANCELLED', decision_reason = NULL`,
    ]) {
      expect([change, await set(change)]).toEqual([change, kept]);
    }
    expect(await set(`status = 'APPROVED'`)).toBe('an estimate that is DECLINED can not become APPROVED');
    expect(await set(`status = 'CANCELLED'`)).toBe('1 rows');
  });

  it('moves in PostgreSQL just as the table of moves says', async () => {
    const pairs = ALL_STATUSES.flatMap((from) => ALL_STATUSES.map((to) => [from, to] as const));
    const rows: { legal: boolean }[] = await graph.parts.source.query(
      `SELECT estimates.is_legal_move(pair ->> 0, pair ->> 1) AS legal
         FROM jsonb_array_elements($1) WITH ORDINALITY AS given(pair, place) ORDER BY place`,
      [JSON.stringify(pairs)],
    );
    expect(rows.map(({ legal }) => legal)).toEqual(pairs.map(([from, to]) => isLegalMove(from, to)));
  });

  it('takes no content from a draft by SQL, and a draft takes none from it', async () => {
    const manager = viewerWith('manager');
    const { id, number } = await sent(manager);
    const draft = await graph.estimate(manager, CONTENT);
    const kept = `estimate ${number} was sent: its content is kept`;
    const move = (from: string, to: string) =>
      `UPDATE estimates.positions SET estimate_id = '${to}', section_id = NULL WHERE estimate_id = '${from}'`;
    expect(await asApplication(manager, move(draft.id, id))).toBe(kept);
    expect(await asApplication(manager, move(id, draft.id))).toBe(kept);
  });

  it('has a history that the application can only add to', async () => {
    const manager = viewerWith('manager');
    await sent(manager);
    for (const sql of [
      `UPDATE estimates.status_changes SET reason = 'x'`,
      'DELETE FROM estimates.status_changes',
    ]) {
      expect(await asApplication(manager, sql)).toBe('permission denied for table status_changes');
    }
  });

  it('recalculates to the same bytes, and its hash covers what the client is shown', async () => {
    const manager = viewerWith('manager');
    const { id } = await sent(manager);
    const content = await contentOf(manager, id);
    expect(contentHash(content)).toBe(content.estimate.contentHash);
    const totals = calculateContent(content);
    expect(plainDecimal(content.estimate.total)).toBe(plainDecimal(totals.total));
    const [first] = content.positions as [Position];
    const { unitPrice } = first;
    first.unitPrice = '51';
    expect(contentHash(content)).not.toBe(content.estimate.contentHash);
    first.unitPrice = unitPrice;
    first.unitCost = '21';
    expect(contentHash(content)).toBe(content.estimate.contentHash);
  });

  it('is not found by another organisation', async () => {
    const { id } = await sent(viewerWith('manager'));
    for (const given of [id, newId(), 'x']) {
      const answer = await graph.execute(viewerWith('owner'), `{ estimate(id: "${given}") { title } }`);
      expect(answer.data).toEqual({ estimate: null });
      expect(answer.errors.map(({ message }) => message)).toEqual(['Estimate not found.']);
    }
  });
});

describe('the last day', () => {
  it("ends with the day in the organisation's time zone; approved after it is EXPIRED, declined is not", async () => {
    const manager = viewerWith('manager');
    await liveIn(manager, WEST);
    const validUntil = dayIn(WEST, new Date(Date.now() + 3_600_000)); // also when the day ends there meanwhile
    const ids: string[] = [];
    for (let count = 0; count < 2; count += 1) {
      const { id } = await graph.estimate(manager, { ...CONTENT, validUntil });
      expect((await graph.mutate(manager, 'sendEstimate', { id })).userErrors).toEqual([]);
      ids.push(id);
    }
    await liveIn(manager, EAST);
    expect(await graph.mutate(manager, 'approveEstimate', { id: ids[0] })).toMatchObject({
      userErrors: [{ code: 'EXPIRED', path: ['id'] }],
    });
    const declined = { id: ids[0], reason: 'Too late' };
    expect((await graph.mutate(manager, 'declineEstimate', declined)).userErrors).toEqual([]);
    await liveIn(manager, WEST);
    expect((await graph.mutate(manager, 'approveEstimate', { id: ids[1] })).userErrors).toEqual([]);
  });
});

describe('warnings', () => {
  const warningsOf = async (viewer: Viewer, id: string) =>
    dataOf(
      await graph.execute(
        viewer,
        `{ estimate(id: "${id}") { warnings { id code adjustmentId sectionId } } }`,
      ),
    ).estimate.warnings;

  it('stand in the way until they are mended or acknowledged, each by its id', async () => {
    const manager = viewerWith('manager');
    const { id, sections } = await graph.estimate(manager, {
      taxRate: null,
      positions: [{ name: 'P', unitPrice: '10' }],
      sections: [
        {
          name: 'S',
          positions: [{ name: 'Q', unitPrice: '10' }],
          adjustments: [{ name: 'Off', kind: 'DISCOUNT', mode: 'FIXED', value: '25' }],
        },
        { name: 'Empty', adjustments: [{ name: 'Fee', kind: 'MARKUP', mode: 'FIXED', value: '5' }] },
      ],
    });
    const found = await warningsOf(manager, id);
    expect(found).toMatchObject([
      { id: 'TAX_NOT_CHOSEN', adjustmentId: null, sectionId: null },
      { code: 'DISCOUNT_LIMITED', sectionId: sections[0]?.id },
      { code: 'MARKUP_WITHOUT_LINES', sectionId: sections[1]?.id },
    ]);
    const send = (acknowledgedWarnings: string[]) =>
      graph.mutate(manager, 'sendEstimate', { id, acknowledgedWarnings }, 'estimate { status }');
    expect((await send([])).userErrors.map(({ code }) => code)).toEqual(
      Array(3).fill('WARNINGS_NOT_ACKNOWLEDGED'),
    );
    const [tax, off, fee] = found.map((each: { id: string }) => each.id);
    expect((await send([tax, off, 'FEE'])).userErrors).toMatchObject([
      { message: expect.stringContaining(fee) },
    ]);
    await graph.mutate(manager, 'updateEstimate', { id, taxRate: '0' });
    expect(await warningsOf(manager, id)).toHaveLength(2);
    expect(await send([off, fee])).toEqual({ estimate: { status: 'SENT' }, userErrors: [] });
  });
});
