import { newId } from '../../../../service-kit/data/ids';
import { isStream, type SubgraphStream } from '../../../../service-kit/subgraph/subgraph-stream';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { hasEnded, nextOf } from '../../../../testkit/streams';
import { viewerWith } from '../../../../testkit/tokens';

const WATCH = 'subscription ($id: ID!) { estimateChanged(id: $id) { id title version } }';

const graph = useEstimates();
const estimator = viewerWith('estimator');
const tokenOf = (viewer: Viewer | null) => viewer && graph.parts.tokens.sign(viewer);

async function watch(token: string | null, id: string): Promise<SubgraphStream> {
  const answer = await graph.subscribe(token, WATCH, { id });
  if (!isStream<SubgraphStream>(answer)) throw new Error(JSON.stringify(answer));
  return answer;
}

const refusalOf = async (token: string | null, id: string) => {
  const answer = await graph.subscribe(token, WATCH, { id });
  if (isStream(answer)) throw new Error('It was let in.');
  return answer.errors?.map(({ message, extensions }) => [message, extensions?.['code']]);
};

const rename = (viewer: Viewer, id: string, title: string) =>
  graph.mutate(viewer, 'updateEstimate', { id, title }, 'estimate { version }');

it('shows the state at once, and the new one after another person’s change', async () => {
  const { id } = await graph.estimate(estimator, { title: 'Before' });
  const stream = await watch(tokenOf(estimator), id);
  expect((await nextOf(stream)).data).toMatchObject({ estimateChanged: { id, title: 'Before', version: 1 } });
  await rename(viewerWith('owner', estimator.orgId), id, 'After');
  expect((await nextOf(stream)).data).toMatchObject({ estimateChanged: { title: 'After', version: 2 } });
});

it('takes fast changes together and ends with the last one', async () => {
  const { id } = await graph.estimate(estimator);
  const began = Date.now();
  const stream = await watch(tokenOf(estimator), id);
  const seen: string[] = [];
  const reading = (async () => {
    for await (const { data } of stream) {
      const title = (data as { estimateChanged: { title: string } }).estimateChanged.title;
      seen.push(title);
      if (title === 'Title 20') return;
    }
  })();
  for (let number = 1; number <= 20; number += 1) await rename(estimator, id, `Title ${number}`);
  await reading;
  expect(seen.at(-1)).toBe('Title 20');
  expect(seen.length).toBeLessThanOrEqual(2 + (Date.now() - began) / 250); // four a second at most
});

it('tells of a change of the content, and ends with NOT_FOUND at the deletion', async () => {
  const { id } = await graph.estimate(estimator);
  const stream = await watch(tokenOf(estimator), id);
  await nextOf(stream);
  const position = { estimateId: id, name: 'Tiles', quantity: '1', unitPrice: '5' };
  await graph.mutate(estimator, 'addPosition', position);
  expect((await nextOf(stream)).data).toMatchObject({ estimateChanged: { version: 2 } });
  const { errors } = await graph.tryMutate(estimator, 'deleteEstimate', { id }, 'deletedId');
  expect(errors).toEqual([]);
  expect((await nextOf(stream)).errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
  expect(await hasEnded(stream)).toBe(true);
});

it('refuses a foreign, an unknown and a malformed id with the same words', async () => {
  const { id } = await graph.estimate(estimator);
  const stranger = tokenOf(viewerWith('owner'));
  const refused = await refusalOf(stranger, id);
  expect(refused).toEqual([['Estimate not found.', 'NOT_FOUND']]);
  expect(await refusalOf(stranger, newId())).toEqual(refused);
  expect(await refusalOf(stranger, 'nonsense')).toEqual(refused);
});

it('refuses whoever is not logged in, has no permission, or has an expired token, before anything is watched', async () => {
  const { id } = await graph.estimate(estimator);
  const without = { ...estimator, permissions: new Set<string>(['crm:read']) };
  const codes = async (token: string | null) => (await refusalOf(token, id))?.map(([, code]) => code);
  expect(await codes(null)).toEqual(['UNAUTHENTICATED']);
  expect(await codes(tokenOf(without))).toEqual(['FORBIDDEN']);
  expect(await codes(graph.parts.tokens.sign(estimator, -3_600))).toEqual(['UNAUTHENTICATED']);
});

it('ends with UNAUTHENTICATED when the session is ended, though nothing changes', async () => {
  const { id } = await graph.estimate(estimator);
  const viewer = { ...estimator, sessionId: newId() };
  const stream = await watch(tokenOf(viewer), id);
  await nextOf(stream);
  const next = nextOf(stream);
  graph.parts.tokens.revoke(viewer.sessionId);
  expect((await next).errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
  expect(await hasEnded(stream)).toBe(true);
});

it('ends at once when the reader leaves while waiting', async () => {
  const { id } = await graph.estimate(estimator);
  const stream = await watch(tokenOf(estimator), id);
  await nextOf(stream);
  const waiting = stream.next();
  await stream.return();
  expect((await waiting).done).toBe(true);
});
