import { ESTIMATE_MOVED } from '../../../../schema/events';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { newId } from '../../../../service-kit/data/ids';
import { bindRunners, runNextJob } from '../../../../service-kit/jobs/run-job';
import { consumeEvents } from '../../../../service-kit/outbox/consume';
import { recordEvents } from '../../../../service-kit/outbox/emit';
import type { EventPart } from '../../../../service-kit/outbox/events';
import { relayEvents } from '../../../../service-kit/outbox/relay';
import { createPaperLinks } from '../../../../service-kit/files/file-links';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { silentLogger } from '../../../../service-kit/process/logger';
import { expectWholeCopy } from '../../../../testkit/crm/copy-check';
import { useWrites, type Copied } from '../../../../testkit/crm/write-world';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { refetchCards } from '../sync/refetch';
import { ruleConsumer } from './rule-events';
import { runCrmRule } from './run-rule';
import { trimRuleRuns } from './trim-rule-runs';

const { world, copied, run, theirs } = useWrites({ webhookBase: 'http://127.0.0.1:9' });
const CREATE =
  'createCrmRule(input: $input) { rule { id name isActive stage { id } actions { kind text stage { id } } } userErrors { code path } }';
const RUNS = `query($filter: CrmRuleRunFilter) { crmRuleRuns(filter: $filter) { edges { node {
  state estimateId lead { id } rule { id } steps { kind outcome detail } error { code } } } } }`;
const kommo = () => world.kommo.control;
const runsOf = async (viewer: Viewer, filter?: object) =>
  dataOf(await world.graph.execute(viewer, RUNS, { filter })).crmRuleRuns.edges.map(
    ({ node }: { node: object }) => node,
  );

/** Events to their consumers, and the jobs that follow, until nothing is left. */
async function settle(orgId: string): Promise<void> {
  const crm: EventPart = { name: 'crm', source: world.deps.source, consumers: [ruleConsumer] };
  await relayEvents(crm, [crm], orgId);
  await consumeEvents(crm, ruleConsumer, orgId, silentLogger());
  const { changes, log, source } = world.runtime;
  const [runner] = bindRunners([runCrmRule], world.runtime);
  const stop = new AbortController().signal;
  while (await runNextJob({ source }, runner!, orgId, { changes, log, stop }));
}
/** As estimates would tell; its events come here by way of the same relay. */
const moved = ({ owner, leads }: Copied, status: string, payable = '1234.50', currency = 'USD') =>
  inOrganization(world.deps.source, owner.orgId, (db) =>
    recordEvents(db, owner.orgId, ESTIMATE_MOVED, [
      {
        estimateId: '0190a000-0000-7000-8000-00000000e571',
        leadId: leads[0]?.id ?? '',
        number: '2026-7',
        title: 'Kitchen',
        revision: 1,
        from: 'DRAFT',
        status,
        payable,
        currency,
      },
    ]),
  );
const asWorld = async () => {
  const copy = await copied();
  const stage = (kommoId: string) => copy.stages.find((one) => one.kommoId === kommoId);
  return { ...copy, won: stage('142'), lost: stage('143') };
};
const notesOf = async (kommoId: string | undefined): Promise<string[]> => {
  const list = await theirs(`/leads/${kommoId}/notes?limit=250`);
  return (list?._embedded.notes ?? []).map(({ params }: { params: { text?: string } }) => params.text);
};

it('moves the lead, sets its price and adds a note when an estimate is approved, once', async () => {
  const copy = await asWorld();
  const { owner, leads, won, lost } = copy;
  const actions = [
    { kind: 'MOVE_STAGE', stageId: won?.id },
    { kind: 'SET_PRICE' },
    {
      kind: 'ADD_NOTE',
      text: 'Approved: {number} {title}, {total} {currency}: https://app.test/e/{estimateId}',
    },
  ];
  const made = await run(owner, CREATE, { name: 'Won', trigger: 'ESTIMATE_APPROVED', actions });
  expect(made).toMatchObject({
    rule: { name: 'Won', isActive: true, actions: [{ stage: { id: won?.id } }, {}, {}] },
    userErrors: [],
  });
  // A rule for the stage that the first one sets: an echo of ours makes it not run.
  await run(owner, CREATE, {
    name: 'Echo',
    trigger: 'LEAD_ENTERS_STAGE',
    stageId: won?.id,
    actions: [{ kind: 'MOVE_STAGE', stageId: lost?.id }],
  });
  await moved(copy, 'SENT');
  await moved(copy, 'APPROVED');
  await settle(owner.orgId);
  await settle(owner.orgId);
  const note =
    'Approved: 2026-7 Kitchen, 1234.50 USD: https://app.test/e/0190a000-0000-7000-8000-00000000e571';
  expect(await theirs(`/leads/${leads[0]?.kommoId}`)).toMatchObject({ status_id: 142, price: 1235 });
  expect((await notesOf(leads[0]?.kommoId)).filter((text) => text === note)).toHaveLength(1);
  const runs = await runsOf(owner);
  expect(runs).toEqual([
    expect.objectContaining({
      state: 'DONE',
      lead: { id: leads[0]?.id },
      rule: { id: made.rule.id },
      estimateId: '0190a000-0000-7000-8000-00000000e571',
      error: null,
    }),
  ]);
  expect(runs[0].steps.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['DONE', 'DONE', 'DONE']);
  await expectWholeCopy(world, owner.orgId);
});

it('links to the PDF in a note, and shows the link to nobody else', async () => {
  const copy = await asWorld();
  const { owner, leads } = copy;
  const actions = [{ kind: 'ADD_NOTE', text: 'Sent {number}: {pdf}' }];
  const { rule } = await run(owner, CREATE, { name: 'Paper', trigger: 'ESTIMATE_SENT', actions });
  await moved(copy, 'SENT');
  await settle(owner.orgId);
  const note = (await notesOf(leads[0]?.kommoId)).find((text) => text.startsWith('Sent 2026-7: ')) ?? '';
  const [, base, token = ''] = /: (http:\/\/127\.0\.0\.1:9)\/downloads\/paper\/([\w.-]+)$/.exec(note) ?? [];
  expect(base).toBe('http://127.0.0.1:9');
  const links = createPaperLinks(world.deps.keyRing, '');
  expect(links.read(token)).toEqual({
    kind: 'file',
    orgId: owner.orgId,
    fileId: '0190a000-0000-7000-8000-00000000e571',
  });
  const log = JSON.stringify(await runsOf(owner));
  expect(log).toContain('Sent 2026-7: (link to the PDF)');
  expect(log).not.toContain(token);
  const preview = 'query($input: PreviewCrmRuleInput!) { previewCrmRule(input: $input) { detail } }';
  const input = { ruleId: rule.id, leadId: leads[0]?.id, number: '1' };
  expect(JSON.stringify(dataOf(await world.graph.execute(owner, preview, { input })))).not.toContain(
    '/paper/',
  );
});

it('sets mapped custom fields, and leaves one alone that has got another type', async () => {
  const copy = await asWorld();
  const { owner, leads } = copy;
  const list = `{ customFields(first: 100, filter: { kind: LEADS }) { edges { node { id name } } } }`;
  const known = dataOf(await world.graph.execute(owner, list)).customFields.edges;
  const mapped = async (name: string, key: string): Promise<void> => {
    const customFieldId = known.find(({ node }: { node: { name: string } }) => node.name === name)?.node.id;
    const MAP = 'mapCustomField(input: $input) { userErrors { code } }';
    expect(await run(owner, MAP, { customFieldId, key })).toEqual({ userErrors: [] });
  };
  await mapped('Source note', 'note');
  await mapped('Prepayment', 'sum');
  const set = (fieldKey: string, text: string) => ({ kind: 'SET_CUSTOM_FIELD', fieldKey, text });
  const wrong = await run(owner, CREATE, {
    name: 'Wrong',
    trigger: 'ESTIMATE_SENT',
    actions: [set('none', 'x')],
  });
  expect(wrong.userErrors).toEqual([{ code: 'CUSTOM_FIELD_NOT_FOUND', path: ['actions', '0', 'fieldKey'] }]);
  const actions = [set('note', 'Offer {number}'), set('sum', '{total}'), set('sum', 'much')];
  await run(owner, CREATE, { name: 'Fields', trigger: 'ESTIMATE_SENT', actions });
  await moved(copy, 'SENT');
  await settle(owner.orgId);
  const values = (await theirs(`/leads/${leads[0]?.kommoId}`)).custom_fields_values;
  expect(values).toContainEqual(
    expect.objectContaining({ field_id: 601001, values: [{ value: 'Offer 2026-7' }] }),
  );
  expect(values).toContainEqual(
    expect.objectContaining({ field_id: 601010, values: [{ value: '1234.50' }] }),
  );
  const outcomes = async () =>
    (await runsOf(owner))[0].steps.map(({ outcome }: { outcome: string }) => outcome);
  expect(await outcomes()).toEqual(['DONE', 'DONE', 'SKIPPED']);
  await theirs('/leads/custom_fields/601001', { type: 'numeric' });
  await world.sync(owner, copy.connectionId);
  await moved(copy, 'SENT', '99');
  await settle(owner.orgId);
  expect(await outcomes()).toEqual(['SKIPPED', 'DONE', 'SKIPPED']);
  const NOTICES = 'query($id: ID!) { crmConnection(id: $id) { notices { code message } } }';
  const shown = dataOf(await world.graph.execute(owner, NOTICES, { id: copy.connectionId }));
  expect(shown.crmConnection.notices).toContainEqual({
    code: 'CUSTOM_FIELD_RETYPED',
    message: expect.stringContaining('set by the rules “Fields”'),
  });
});

it('has nothing to do a second time, and takes no price of another currency', async () => {
  const copy = await asWorld();
  const { owner, won } = copy;
  const actions = [{ kind: 'MOVE_STAGE', stageId: won?.id }, { kind: 'SET_PRICE' }];
  await run(owner, CREATE, { name: 'Sent', trigger: 'ESTIMATE_SENT', actions });
  await moved(copy, 'SENT');
  await settle(owner.orgId);
  await moved(copy, 'SENT', '9', 'EUR');
  await settle(owner.orgId);
  const [second, first] = await runsOf(owner);
  expect(first.state).toBe('DONE');
  expect(second).toMatchObject({
    state: 'SKIPPED',
    steps: [{ outcome: 'NOTHING_TO_DO' }, { outcome: 'SKIPPED', detail: expect.stringContaining('EUR') }],
  });
});

it('goes on where it was when Kommo fails, and adds its note once', async () => {
  const copy = await asWorld();
  const { owner, leads } = copy;
  const actions = [{ kind: 'SET_PRICE' }, { kind: 'ADD_NOTE', text: 'Sent {number}' }];
  await run(owner, CREATE, { name: 'Sent', trigger: 'ESTIMATE_SENT', actions });
  const path = `/api/v4/leads/${leads[0]?.kommoId}`;
  kommo().faults({ match: { method: 'PATCH', path }, kind: '504_html', times: 1 });
  kommo().faults({ match: { method: 'POST', path: `${path}/notes` }, kind: '504_html', times: 1 });
  await moved(copy, 'SENT', '77');
  await settle(owner.orgId);
  expect(await theirs(`/leads/${leads[0]?.kommoId}`)).toMatchObject({ price: 77 });
  expect((await notesOf(leads[0]?.kommoId)).filter((text) => text === 'Sent 2026-7')).toHaveLength(1);
  expect(await runsOf(owner)).toEqual([expect.objectContaining({ state: 'DONE' })]);
  kommo().faults({ match: { method: 'PATCH', path }, kind: '403', times: 1 });
  await moved(copy, 'SENT', '78');
  await settle(owner.orgId);
  expect((await runsOf(owner))[0]).toMatchObject({ state: 'FAILED', error: { code: 'KOMMO_FORBIDDEN' } });
});

it('wants a draft when a lead comes to a stage, once for a lead, and not for what was so before', async () => {
  const copy = await asWorld();
  const { owner, connectionId, leads, won, lost } = copy;
  const actions = [{ kind: 'CREATE_ESTIMATE', text: 'Offer for {leadName}' }];
  await run(owner, CREATE, { name: 'Draft', trigger: 'LEAD_ENTERS_STAGE', stageId: won?.id, actions });
  const ids = [Number(leads[1]?.kommoId)];
  const pipeline_id = Number((await theirs(`/leads/${ids[0]}`)).pipeline_id);
  const move = async (stage: number) => {
    kommo().clock({ advance_s: 60 });
    kommo().mutate('acme-demo', { bulk: { entity: 'leads', ids, set: { status_id: stage, pipeline_id } } });
    const ref = { orgId: owner.orgId, connectionId };
    await refetchCards(world.runtime, ref, 'LEADS', ids.map(String)); // as a webhook has it done
    await settle(owner.orgId);
  };
  const [rule] = dataOf(await world.graph.execute(owner, '{ crmRules { id stage { id } } }')).crmRules;
  const stages = copy.stages.filter(({ kommoId }) => kommoId === '142');
  const own = dataOf(
    await world.graph.execute(owner, 'query($id: ID!) { lead(id: $id) { pipeline { id } } }', {
      id: leads[1]?.id,
    }),
  ).lead.pipeline.id;
  await run(owner, 'updateCrmRule(input: $input) { userErrors { code } }', {
    id: rule.id,
    stageId: stages.find(({ pipelineId }) => pipelineId === own)?.id,
  });
  await world.sync(owner, connectionId, 'FULL');
  await settle(owner.orgId);
  expect(await runsOf(owner)).toEqual([]);
  const wanted = async () =>
    (await inOrganization(world.deps.source, owner.orgId, (db) =>
      db.query(`SELECT payload FROM crm.outbox WHERE org_id = $1 AND type = 'crm.estimate-wanted'`, [
        owner.orgId,
      ]),
    )) as unknown[];
  await move(143);
  await move(142);
  expect(await wanted()).toHaveLength(1);
  const [first, ...others] = await runsOf(owner);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ state: 'WAITING', lead: { id: leads[1]?.id } });
  await move(143);
  await move(142);
  const [again] = await runsOf(owner);
  expect(again).toMatchObject({ state: 'SKIPPED', steps: [{ outcome: 'NOTHING_TO_DO' }] });
  expect(await wanted()).toEqual([]); // the first was handed on, and no other has been asked for
  expect(lost).toBeDefined();

  const { orgId } = owner;
  const commit = <T>(work: Parameters<typeof inOrganization<T>>[2]) =>
    inOrganization(world.deps.source, orgId, work);
  const trim = () => trimRuleRuns({ ref: { orgId, connectionId }, run: { commit } });
  await trim();
  expect(await runsOf(owner)).toHaveLength(2);
  await commit((db) =>
    db.query(
      `UPDATE crm.rule_runs SET created_at = created_at - interval '401 days',
              estimate_id = CASE WHEN state = 'WAITING' THEN gen_random_uuid() END WHERE org_id = $1`,
      [orgId],
    ),
  );
  await trim(); // a year later all goes but what says that the lead has its draft
  expect(await runsOf(owner)).toEqual([{ ...first, estimateId: expect.any(String) }]);
});

it('waits for a pause to end; a run that has failed goes on when its job is begun again', async () => {
  const copy = await asWorld();
  const { owner, leads, connectionId } = copy;
  const actions = [{ kind: 'SET_PRICE' }];
  await run(owner, CREATE, { name: 'Sent', trigger: 'ESTIMATE_SENT', actions });
  const sql = (text: string) =>
    inOrganization(world.deps.source, owner.orgId, (db) => db.query(text, [owner.orgId]));
  const pause = (until: string) =>
    sql(`UPDATE crm.connections SET paused_until = ${until} WHERE org_id = $1 AND id = '${connectionId}'`);
  await pause("now() + interval '1 hour'");
  await moved(copy, 'SENT', '77');
  await settle(owner.orgId);
  expect(await runsOf(owner)).toEqual([expect.objectContaining({ state: 'QUEUED' })]);
  await sql(
    `UPDATE jobs.jobs SET attempt = max_attempts - 1, next_at = now() WHERE org_id = $1 AND kind = 'RUN_CRM_RULE'`,
  );
  await settle(owner.orgId);
  expect(await runsOf(owner)).toEqual([
    expect.objectContaining({ state: 'FAILED', error: { code: 'CONNECTION_UNUSABLE' } }),
  ]);
  await pause('NULL');
  const [{ id }] = (await sql(`SELECT id FROM jobs.jobs WHERE org_id = $1 AND kind = 'RUN_CRM_RULE'`)) as [
    { id: string },
  ];
  await run(owner, 'retryJob(input: $input) { job { id } userErrors { code } }', { id });
  await settle(owner.orgId);
  expect(await theirs(`/leads/${leads[0]?.kommoId}`)).toMatchObject({ price: 77 });
  expect(await runsOf(owner)).toEqual([expect.objectContaining({ state: 'DONE', error: null })]);
});

it('lets no older run undo what a newer one sets', async () => {
  const copy = await asWorld();
  const { owner, leads } = copy;
  const actions = [{ kind: 'SET_PRICE' }];
  await run(owner, CREATE, { name: 'Sent', trigger: 'ESTIMATE_SENT', actions });
  await moved(copy, 'SENT', '77');
  const path = `/api/v4/leads/${leads[0]?.kommoId}`;
  kommo().faults({ match: { method: 'PATCH', path }, kind: '500', times: 1 });
  await settle(owner.orgId);
  await moved(copy, 'SENT', '88');
  await settle(owner.orgId);
  await inOrganization(world.deps.source, owner.orgId, (db) =>
    db.query(`UPDATE jobs.jobs SET next_at = now() WHERE org_id = $1 AND state = 'QUEUED'`, [owner.orgId]),
  );
  await settle(owner.orgId);
  expect(await theirs(`/leads/${leads[0]?.kommoId}`)).toMatchObject({ price: 88 });
  expect((await runsOf(owner)).map(({ state }: { state: string }) => state)).toEqual(['DONE', 'SKIPPED']);
});

it('tells in a dry run what it would do, and does nothing', async () => {
  const copy = await asWorld();
  const { owner, leads, won } = copy;
  const actions = [
    { kind: 'MOVE_STAGE', stageId: won?.id },
    { kind: 'SET_PRICE' },
    { kind: 'ADD_NOTE', text: '{total}' },
  ];
  const { rule } = await run(owner, CREATE, {
    name: 'Dry',
    trigger: 'ESTIMATE_APPROVED',
    actions,
    isActive: false,
  });
  const preview =
    'query($input: PreviewCrmRuleInput!) { previewCrmRule(input: $input) { kind outcome detail } }';
  const input = { ruleId: rule.id, leadId: leads[0]?.id, total: '99.50' };
  kommo().clearRequests();
  expect(dataOf(await world.graph.execute(owner, preview, { input })).previewCrmRule).toEqual([
    { kind: 'MOVE_STAGE', outcome: 'DONE', detail: expect.stringContaining('142') },
    { kind: 'SET_PRICE', outcome: 'DONE', detail: 'Sets the price to 100.' },
    { kind: 'ADD_NOTE', outcome: 'DONE', detail: 'Adds a note: 99.50' },
  ]);
  await moved(copy, 'APPROVED');
  await settle(owner.orgId);
  expect(await runsOf(owner)).toEqual([]);
  expect(kommo().requests()).toEqual([]);
  const stranger = viewerWith('owner');
  expect(codes(await world.graph.execute(stranger, preview, { input }))).toEqual(['NOT_FOUND']);
  expect(dataOf(await world.graph.execute(stranger, '{ crmRules { id } }')).crmRules).toEqual([]);
});

it('refuses rules that make no sense, and says what to mend', async () => {
  const { owner, won } = await asWorld();
  const note = { kind: 'ADD_NOTE', text: 'x' };
  const wrong: [object, string, string[]][] = [
    [{ name: ' ', actions: [note] }, 'REQUIRED', ['name']],
    [{ actions: [] }, 'ACTIONS_NEEDED', ['actions']],
    [{ actions: [{ kind: 'ADD_NOTE', text: '{secret}' }] }, 'UNKNOWN_PLACE', ['actions', '0', 'text']],
    [
      { trigger: 'LEAD_ENTERS_STAGE', stageId: won?.id, actions: [{ kind: 'ADD_NOTE', text: '{pdf}' }] },
      'NOT_FOR_TRIGGER',
      ['actions', '0', 'text'],
    ],
    [{ actions: [{ kind: 'MOVE_STAGE' }] }, 'REQUIRED', ['actions', '0', 'stageId']],
    [{ actions: [{ kind: 'MOVE_STAGE', stageId: newId() }] }, 'STAGE_NOT_FOUND', ['actions', '0', 'stageId']],
    [{ actions: [{ kind: 'CREATE_ESTIMATE' }] }, 'NOT_FOR_TRIGGER', ['actions', '0', 'kind']],
    [{ trigger: 'LEAD_ENTERS_STAGE', actions: [note] }, 'REQUIRED', ['stageId']],
    [
      { trigger: 'LEAD_ENTERS_STAGE', stageId: won?.id, actions: [{ kind: 'SET_PRICE' }] },
      'NOT_FOR_TRIGGER',
      ['actions', '0', 'kind'],
    ],
    [
      { trigger: 'LEAD_ENTERS_STAGE', stageId: won?.id, actions: [{ kind: 'MOVE_STAGE', stageId: won?.id }] },
      'NOTHING_TO_DO',
      ['actions'],
    ],
  ];
  for (const [input, code, path] of wrong) {
    const { userErrors } = await run(owner, CREATE, { name: 'x', trigger: 'ESTIMATE_SENT', ...input });
    expect(userErrors).toEqual([{ code, path }]);
  }
  const writer = { ...owner, permissions: new Set(['crm:read', 'crm:write']) };
  const draft = {
    name: 'x',
    trigger: 'LEAD_ENTERS_STAGE',
    stageId: won?.id,
    actions: [{ kind: 'CREATE_ESTIMATE' }],
  };
  expect((await run(writer, CREATE, draft)).userErrors).toEqual([
    { code: 'ESTIMATES_WRITE_NEEDED', path: ['actions', '0', 'kind'] },
  ]);
  const paper = { name: 'x', trigger: 'ESTIMATE_SENT', actions: [{ kind: 'ADD_NOTE', text: '{pdf}' }] };
  expect((await run(writer, CREATE, paper)).userErrors).toEqual([
    { code: 'ESTIMATES_READ_NEEDED', path: ['actions', '0', 'text'] },
  ]);
});
