import type { Viewer } from '../../../../service-kit/auth/viewer';
import { newId } from '../../../../service-kit/data/ids';
import { createSpending } from '../../../../service-kit/subgraph/spending';
import { clientLinksOf } from '../../../../testkit/client-links';
import { useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const { link, look } = clientLinksOf(graph);
const SAID = 'comment { id text audience positionOriginId version editedAt author { id } estimate { id } }';
const say = (viewer: Viewer, estimateId: string, text: string, more: object = {}) =>
  graph.mutate(viewer, 'addComment', { estimateId, text, ...more }, SAID);
const draftOf = (viewer: Viewer) =>
  graph.estimate(viewer, {
    positions: [
      { name: 'Wall', unitPrice: '1' },
      { name: 'Floor', unitPrice: '2' },
    ],
  });
/** Another person of the same organisation. */
const colleague = (viewer: Viewer, role: Parameters<typeof viewerWith>[0]): Viewer => ({
  ...viewerWith(role),
  orgId: viewer.orgId,
});
const LISTED = `comments(first: 10) { totalCount edges { node { text } } }
  allPositions { edges { node { id commentCount comments { text } } } }`;
async function listed(viewer: Viewer, id: string) {
  const { estimate } = dataOf(await graph.execute(viewer, `{ estimate(id: "${id}") { ${LISTED} } }`));
  const texts = (all: { text: string }[]) => all.map(({ text }) => text);
  return {
    all: texts(estimate.comments.edges.map(({ node }: { node: object }) => node)),
    count: estimate.comments.totalCount,
    lines: estimate.allPositions.edges.map(({ node }: { node: { comments: { text: string }[] } }) =>
      texts(node.comments),
    ),
    counts: estimate.allPositions.edges.map(
      ({ node }: { node: { commentCount: number } }) => node.commentCount,
    ),
  };
}

it('is said of a line or of the whole, by and to one’s own people, after sending too', async () => {
  const manager = viewerWith('manager');
  const draft = await draftOf(manager);
  const line = draft.positions[0]?.id;
  expect(await say(manager, draft.id, '  Too dear? ', { positionId: line })).toMatchObject({
    comment: {
      text: 'Too dear?',
      audience: 'TEAM',
      version: 1,
      editedAt: null,
      author: { id: manager.userId },
    },
    userErrors: [],
  });
  await say(manager, draft.id, 'Margin is 3 %', { positionId: line, audience: 'COSTS' });
  await graph.mutate(manager, 'sendEstimate', { id: draft.id });
  await say(colleague(manager, 'estimator'), draft.id, 'He called.');
  expect(await listed(manager, draft.id)).toEqual({
    all: ['He called.', 'Margin is 3 %', 'Too dear?'],
    count: 3,
    lines: [['Margin is 3 %', 'Too dear?'], []],
    counts: [2, 0],
  });
  expect(await listed(colleague(manager, 'viewer'), draft.id)).toEqual({
    all: ['He called.', 'Too dear?'],
    count: 2,
    lines: [['Too dear?'], []],
    counts: [1, 0],
  });
  const { token } = await link(manager, draft.id);
  const ROWS = 'document { notes rows { name note } choices { note } files { name } }';
  expect(JSON.stringify(await look(token, ROWS))).not.toMatch(/dear|Margin|called/);
});

it('goes on over all revisions, and not into a duplicate', async () => {
  const manager = viewerWith('manager');
  const draft = await draftOf(manager);
  await say(manager, draft.id, 'First', { positionId: draft.positions[1]?.id });
  await graph.mutate(manager, 'sendEstimate', { id: draft.id });
  const { estimate } = await graph.mutate(manager, 'reviseEstimate', { id: draft.id }, 'estimate { id }');
  const read = `{ estimate(id: "${estimate.id}") { allPositions { edges { node { id } } } } }`;
  const lines = dataOf(await graph.execute(manager, read)).estimate.allPositions.edges;
  const later = await say(manager, estimate.id, 'Second', { positionId: lines[1].node.id });
  expect(later['comment'].estimate.id).toBe(estimate.id);
  for (const id of [draft.id, estimate.id])
    expect(await listed(manager, id)).toMatchObject({
      all: ['Second', 'First'],
      lines: [[], ['Second', 'First']],
    });
  await graph.mutate(manager, 'removePosition', { id: lines[1].node.id });
  expect(await listed(manager, estimate.id)).toMatchObject({ all: ['Second', 'First'], lines: [[]] });
  const copy = await graph.mutate(manager, 'duplicateEstimate', { id: draft.id }, 'estimate { id }');
  expect(await listed(manager, copy['estimate'].id)).toMatchObject({ count: 0, counts: [0, 0] });
  await graph.mutate(manager, 'deleteEstimate', { id: estimate.id });
  expect((await listed(manager, draft.id)).all).toEqual(['First']);
});

it('is changed by who said it, and deleted by them or who runs the organisation', async () => {
  const manager = viewerWith('manager');
  const { id: estimateId } = await draftOf(manager);
  const { comment } = await say(manager, estimateId, 'A');
  const change = (who: Viewer, input: object) =>
    graph.tryMutate(who, 'updateComment', { id: comment.id, ...input }, SAID);
  expect(dataOf(await change(manager, { text: 'B', expectedVersion: 1 })).updateComment).toMatchObject({
    comment: { text: 'B', version: 2, editedAt: expect.any(String) },
  });
  expect(codes(await change(manager, { text: 'C', expectedVersion: 1 }))).toEqual(['CONFLICT']);
  const others = dataOf(await change(colleague(manager, 'owner'), { text: 'C' })).updateComment;
  expect(others).toMatchObject({ comment: null, userErrors: [{ code: 'NOT_YOURS', path: ['id'] }] });
  const remove = (who: Viewer) => graph.tryMutate(who, 'deleteComment', { id: comment.id }, 'deletedId');
  expect(codes(await remove(colleague(manager, 'estimator')))).toEqual(['FORBIDDEN']);
  expect(codes(await remove(viewerWith('owner')))).toEqual(['NOT_FOUND']);
  expect(dataOf(await remove(colleague(manager, 'owner'))).deleteComment.deletedId).toBe(comment.id);
  expect((await listed(manager, estimateId)).count).toBe(0);
});

it.each([
  [{ text: '  ' }, 'REQUIRED', ['text']],
  [{ text: 'x'.repeat(2_001) }, 'TOO_LONG', ['text']],
  [{ text: 'a\u202eb' }, 'INVALID_CHARACTERS', ['text']],
  [{ text: 'a', positionId: newId() }, 'POSITION_NOT_FOUND', ['positionId']],
  [{ text: 'a', positionId: 'x' }, 'POSITION_NOT_FOUND', ['positionId']],
])('refuses %j', async (input, code, path) => {
  const manager = viewerWith('manager');
  const { id } = await draftOf(manager);
  expect(await say(manager, id, '', input)).toMatchObject({ comment: null, userErrors: [{ code, path }] });
});

it('hides what is about costs from who may not see them, and all from strangers', async () => {
  const manager = viewerWith('manager');
  const { id: estimateId } = await draftOf(manager);
  const { comment } = await say(manager, estimateId, 'Cost', { audience: 'COSTS' });
  const estimator = colleague(manager, 'estimator');
  const blind = {
    ...estimator,
    permissions: new Set([...estimator.permissions].filter((one) => !one.startsWith('costs'))),
  };
  const by = (who: Viewer, name: string, input: object) => graph.tryMutate(who, name, input).then(codes);
  expect(await by(blind, 'addComment', { estimateId, text: 'x', audience: 'COSTS' })).toEqual(['FORBIDDEN']);
  expect(await by(blind, 'deleteComment', { id: comment.id })).toEqual(['NOT_FOUND']);
  expect(await by(viewerWith('owner'), 'addComment', { estimateId, text: 'x' })).toEqual(['NOT_FOUND']);
  expect(await by(colleague(manager, 'viewer'), 'addComment', { estimateId, text: 'x' })).toEqual([
    'FORBIDDEN',
  ]);
});

it('costs a list the same statements, however many lines and revisions there are', async () => {
  const manager = viewerWith('manager');
  const counts: number[] = [];
  for (const revisions of [1, 4]) {
    let { id } = await draftOf(manager);
    for (let revision = 1; revision < revisions; revision += 1) {
      await graph.mutate(manager, 'sendEstimate', { id });
      id = (await graph.mutate(manager, 'reviseEstimate', { id }, 'estimate { id }'))['estimate'].id;
      await say(manager, id, `R${revision}`);
    }
    const answer = await graph.execute(manager, `{ estimates(first: 10) { edges { node { ${LISTED} } } } }`);
    dataOf(answer);
    counts.push(answer.statements.length);
  }
  expect(counts[1]).toBe(counts[0]);
});

it('is counted without its text, and is not read where the operation has no points left for it', async () => {
  const manager = viewerWith('manager');
  const { id, positions } = await draftOf(manager);
  for (const text of ['A', 'B', 'C']) await say(manager, id, text, { positionId: positions[0]?.id });
  const ask = (field: string, points: number) => {
    const facts = { token: graph.parts.tokens.sign(manager), spending: createSpending(points) };
    const lines = `{ estimate(id: "${id}") { positions { ${field} } } }`;
    return graph.executeWithFacts(facts, lines);
  };
  const texts = /^\s*SELECT [^;]*\btext\b[^;]*estimates\.comments/;
  const readTexts = ({ statements }: { statements: string[] }) =>
    statements.filter((sql) => texts.test(sql)).length;
  const read = await ask('commentCount comments { text }', 100);
  expect(dataOf(read).estimate.positions).toMatchObject([
    { commentCount: 3, comments: [{ text: 'C' }, { text: 'B' }, { text: 'A' }] },
    { commentCount: 0, comments: [] },
  ]);
  const counted = await ask('commentCount', 100);
  const refused = await ask('comments { text }', 4);
  expect(codes(refused)).toContain('COST_LIMIT_EXCEEDED');
  expect([read, counted, refused].map(readTexts)).toEqual([1, 0, 0]);
});
