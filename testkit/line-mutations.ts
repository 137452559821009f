import type { Viewer } from '../service-kit/auth/viewer';
import type { TestEstimates } from './estimates';
import { sentFile } from './imports';

const ESTIMATE = 'estimate { id version title status }';

const draftOf = (graph: TestEstimates, viewer: Viewer) =>
  graph.estimate(viewer, { positions: [{ name: 'A', unitPrice: '2' }] });

/** As the cases of `estimate-mutations.ts`. */
type LineCase = (viewer: Viewer) => Promise<{ input: object; fields: string }>;

/** Those about files and comments; see `estimateCases`. */
export function lineCases(graph: TestEstimates): Record<string, LineCase> {
  const comment = async (viewer: Viewer): Promise<string> => {
    const input = { estimateId: (await draftOf(graph, viewer)).id, text: 'Hm' };
    return (await graph.mutate(viewer, 'addComment', input, 'comment { id }'))['comment'].id;
  };
  const toAttach = async (viewer: Viewer) => ({
    estimateId: (await draftOf(graph, viewer)).id,
    uploadId: await sentFile(graph, viewer, 'a.pdf', Buffer.from('%PDF-1.7'), 'ATTACHMENT'),
    audience: 'TEAM',
  });
  const attachment = async (viewer: Viewer): Promise<string> =>
    (await graph.mutate(viewer, 'attachFile', await toAttach(viewer), 'attachment { id }'))['attachment'].id;

  return {
    attachFile: async (viewer) => ({
      input: await toAttach(viewer),
      fields: `${ESTIMATE} attachment { id name createdAt }`,
    }),
    updateAttachment: async (viewer) => ({
      input: { id: await attachment(viewer), audience: 'COSTS' },
      fields: `${ESTIMATE} attachment { id audience }`,
    }),
    removeAttachment: async (viewer) => ({
      input: { id: await attachment(viewer) },
      fields: `${ESTIMATE} removedId`,
    }),
    addComment: async (viewer) => ({
      input: { estimateId: (await draftOf(graph, viewer)).id, text: 'Hm' },
      fields: 'comment { id text createdAt }',
    }),
    updateComment: async (viewer) => ({
      input: { id: await comment(viewer), text: 'Well' },
      fields: 'comment { id text editedAt }',
    }),
    deleteComment: async (viewer) => ({ input: { id: await comment(viewer) }, fields: 'deletedId' }),
  };
}
