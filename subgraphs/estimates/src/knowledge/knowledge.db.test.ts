import type { Viewer } from '../../../../service-kit/auth/viewer';
import { newId } from '../../../../service-kit/data/ids';
import { recordJob } from '../../../../service-kit/jobs/enqueue-job';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { TELL_KNOWLEDGE } from '../../../../schema/jobs';
import { useEstimates } from '../../../../testkit/estimates';
import { runPreviewOf, sentFile } from '../../../../testkit/imports';
import { viewerWith } from '../../../../testkit/tokens';
import { runProcessAsset } from '../assets/asset-job';
import { runTell } from './tell-job';

const graph = useEstimates();

interface Told {
  generation: string | null;
  nodes: object[];
  relations: object[];
  gone: object[];
  isLast: boolean;
}
const told = async (viewer: Viewer): Promise<Told[]> => {
  const { source } = graph.parts;
  const rows = await inOrganization(source, viewer.orgId, (db) =>
    db.query<{ payload: Told }[]>(
      `SELECT payload FROM estimates.outbox WHERE type = 'estimates.knowledge-told' AND org_id = $1 ORDER BY id`,
      [viewer.orgId],
    ),
  );
  return rows.map(({ payload }) => payload);
};
async function tell(viewer: Viewer): Promise<string> {
  const generation = newId();
  await inOrganization(graph.parts.source, viewer.orgId, (db) =>
    recordJob(db, viewer.orgId, viewer.userId, TELL_KNOWLEDGE, { generation }),
  );
  expect(await runPreviewOf(graph, viewer, runTell)).toBe(true);
  return generation;
}

it('tells of projects, estimates and files, what they are for and whom files name; then of what is deleted', async () => {
  const viewer = viewerWith('owner');
  const stranger = viewerWith('owner');
  await graph.estimate(stranger);
  const leadId = graph.lead(viewer);
  const { project } = await graph.mutate(
    viewer,
    'createProject',
    { name: 'House', leadId },
    'project { id }',
  );
  const estimate = await graph.estimate(viewer, { projectId: project.id, leadId, title: 'Kitchen' });
  const between = `${'x'.repeat(30_000)}\n`.repeat(8); // more than one statement looks at
  const text = `Call +7 (912) 345-67-89 10:30 or 8 912 345 67 89,\n${between}ann@example.com. 1234567890 is no number; 1 500 000 neither.`;
  const uploadId = await sentFile(graph, viewer, 'note.txt', Buffer.from(text), 'ASSET');
  await graph.mutate(viewer, 'processAsset', { uploadId, projectId: project.id });
  await runPreviewOf(graph, viewer, runProcessAsset);
  const generation = await tell(viewer);
  const events = await told(viewer);
  expect(new Set(events.map((event) => event.generation))).toEqual(new Set([generation]));
  expect(events.map(({ isLast }) => isLast)).toEqual([false, false, false, true]);
  const [file, phone, mail] = [
    { kind: 'FILE', key: uploadId },
    { kind: 'PHONE', key: '9123456789' },
    { kind: 'EMAIL', key: 'ann@example.com' },
  ];
  expect(events.flatMap(({ nodes }) => nodes)).toEqual([
    { kind: 'PROJECT', key: project.id, label: 'House' },
    { kind: 'ESTIMATE', key: estimate.id, label: expect.stringContaining('Kitchen') },
    { ...file, label: 'note.txt.csv' },
    { ...phone, label: expect.stringContaining('345') },
    { ...mail, label: 'ann@example.com' },
  ]);
  const lead = { kind: 'LEAD', key: leadId };
  const house = { kind: 'PROJECT', key: project.id };
  const kitchen = { kind: 'ESTIMATE', key: estimate.id };
  expect(events.flatMap(({ relations }) => relations)).toEqual([
    { from: house, to: lead, kind: 'MADE_FOR' },
    { from: kitchen, to: lead, kind: 'MADE_FOR' },
    { from: kitchen, to: house, kind: 'PART_OF' },
    { from: file, to: house, kind: 'PART_OF' },
    { from: file, to: phone, kind: 'MENTIONS' },
    { from: file, to: mail, kind: 'MENTIONS' },
  ]);

  await graph.mutate(viewer, 'deleteAsset', { id: uploadId });
  await graph.mutate(viewer, 'deleteEstimate', { id: estimate.id });
  await graph.mutate(viewer, 'deleteProject', { id: project.id });
  expect((await told(viewer)).slice(4).map(({ generation: none, gone }) => [none, gone])).toEqual([
    [null, [file]],
    [null, [kitchen]],
    [null, [house]],
  ]);
});
