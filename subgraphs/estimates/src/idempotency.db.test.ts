import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectClient } from '../../../service-kit/postgres/database-roles';
import { newId } from '../../../service-kit/data/ids';
import { projectRoot } from '../../../service-kit/process/paths';
import type { Viewer } from '../../../service-kit/auth/viewer';
import { draftOf, estimateCases } from '../../../testkit/estimate-mutations';
import { useEstimates } from '../../../testkit/estimates';
import { codes, dataOf } from '../../../testkit/subgraph';
import { viewerWith } from '../../../testkit/tokens';

const graph = useEstimates();
const owner = () => viewerWith('owner');

const CASES = estimateCases(graph);
const draft = (viewer: Viewer) => draftOf(graph, viewer);

const documentOf = (name: string, fields: string) =>
  `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) {
    ${name}(input: $input) { ${fields} userErrors { code path } }
  }`;

/** Rows that mutations make, and the sum of versions they raise: what a second effect would change. */
const STATE = `SELECT
  (SELECT count(*) || ' ' || coalesce(sum(version), 0) FROM estimates.estimates) AS estimates,
  (SELECT count(*) || ' ' || coalesce(sum(version), 0) FROM estimates.projects) AS projects,
  (SELECT count(*) FROM estimates.positions) AS positions,
  (SELECT count(*) FROM estimates.sections) AS sections`;
async function asAdmin(sql: string): Promise<unknown[]> {
  const client = await connectClient(graph.parts.database.url);
  const { rows } = await client.query(sql);
  await client.end();
  return rows as unknown[];
}
const state = () => asAdmin(STATE);

describe('a mutation under an Idempotency-Key', () => {
  it('has a case here for each that is marked', () => {
    const sdl = readFileSync(join(projectRoot, 'schema', 'estimates.graphql'), 'utf8');
    const marked = [
      ...sdl.matchAll(/^ {2}(\w+)\([^)]*\): \w+!(?:\s+@\w+(?:\(.*?\)(?=\s))?)*?\s+@idempotent/gm),
    ];
    expect(marked.map(([, name]) => name).sort()).toEqual(Object.keys(CASES).sort());
  });

  it.each(Object.keys(CASES))('%s happens once, and answers alike the second time', async (name) => {
    const viewer = owner();
    const { input, fields } = await CASES[name]!(viewer);
    const key = newId();
    const run = () => graph.executeUnderKey(key, viewer, documentOf(name, fields), { input });
    const first = dataOf(await run())[name];
    expect(first.userErrors).toEqual([]);
    const before = await state();
    expect(dataOf(await run())[name]).toEqual(first);
    expect(await state()).toEqual(before);
  });

  it('happens once when it is sent ten times at once', async () => {
    const viewer = owner();
    const { id } = await draft(viewer);
    const [key, input] = [newId(), { estimateId: id, name: 'N', unitPrice: '5' }];
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        graph.executeUnderKey(key, viewer, documentOf('addPosition', 'position { id }'), { input }),
      ),
    );
    const ids = answers.map((answer) => dataOf(answer).addPosition.position.id);
    expect(new Set(ids).size).toBe(1);
    const [row] = await asAdmin(
      `SELECT count(*)::int AS n FROM estimates.positions WHERE name = 'N' AND estimate_id = '${id}'`,
    );
    expect(row).toEqual({ n: 1 });
  });

  it('is refused with other arguments, and free again for another field, person or organisation', async () => {
    const viewer = owner();
    const key = newId();
    const create = (who: Viewer, name: string, alias = 'createProject') =>
      graph.executeUnderKey(
        key,
        who,
        `mutation ($input: CreateProjectInput!) { ${alias}: createProject(input: $input) { project { id } } }`,
        { input: { name } },
      );
    const ids = new Set<string>();
    ids.add(dataOf(await create(viewer, 'A')).createProject.project.id);
    expect(codes(await create(viewer, 'B'))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    ids.add(dataOf(await create(viewer, 'B', 'other')).other.project.id);
    ids.add(dataOf(await create({ ...viewer, userId: newId() }, 'B')).createProject.project.id);
    ids.add(dataOf(await create(owner(), 'B')).createProject.project.id);
    expect(ids.size).toBe(4);
  });

  it('is tried again after it was refused: nothing had happened', async () => {
    const viewer = owner();
    const [key, leadId] = [newId(), newId()];
    const run = (name: string) =>
      graph.executeUnderKey(key, viewer, documentOf('createProject', 'project { name }'), {
        input: { name, leadId },
      });
    expect(dataOf(await run('A')).createProject.userErrors).toHaveLength(1);
    expect(dataOf(await run('B')).createProject.userErrors).toHaveLength(1);
  });

  it('is remembered for 24 hours; what is over goes', async () => {
    const viewer = owner();
    const key = newId();
    const run = () =>
      graph.executeUnderKey(key, viewer, documentOf('createProject', 'project { id }'), {
        input: { name: 'P' },
      });
    const first = dataOf(await run()).createProject.project.id;
    await asAdmin(
      `UPDATE estimates.idempotent_effects SET created_at = now() - interval '23 hours 59 minutes'
       WHERE key = '${key}'`,
    );
    expect(dataOf(await run()).createProject.project.id).toBe(first);
    await asAdmin(
      `UPDATE estimates.idempotent_effects SET created_at = now() - interval '24 hours 1 minute' WHERE key = '${key}'`,
    );
    await graph.executeUnderKey(newId(), viewer, documentOf('createProject', 'project { id }'), {
      input: { name: 'Q' },
    });
    const left = await asAdmin(`SELECT key FROM estimates.idempotent_effects WHERE key = '${key}'`);
    expect(left).toEqual([]);
    expect(dataOf(await run()).createProject.project.id).not.toBe(first);
  });
});
