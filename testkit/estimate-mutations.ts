import type { Viewer } from '../service-kit/auth/viewer';
import { dataOf } from './subgraph';
import type { MadeEstimate, TestEstimates } from './estimates';
import { runPreviewOf, sentFile } from './imports';
import { lineCases } from './line-mutations';
import { taxCases } from './tax-mutations';

/** Makes what a mutation needs, and says how it is called and what is asked of its payload. */
export type EstimateCase = (viewer: Viewer) => Promise<{ input: object; fields: string }>;

const ESTIMATE = 'estimate { id version title status totals { total { amount } } }';
const POSITION = `${ESTIMATE} position { id name quantity createdAt }`;
const SECTION = `${ESTIMATE} section { id name createdAt }`;

const ADJUSTMENT = `${ESTIMATE} adjustment { id name value version }`;

/** A draft with a position of its own, and a section with one. */
export const draftOf = (graph: TestEstimates, viewer: Viewer): Promise<MadeEstimate> =>
  graph.estimate(viewer, {
    positions: [{ name: 'A', unitPrice: '2' }],
    sections: [{ name: 'S', positions: [{ name: 'X', unitPrice: '1' }] }],
  });

/** One for each mutation of estimates that is marked `@idempotent`. */
// eslint-disable-next-line max-lines-per-function -- a table
export function estimateCases(graph: TestEstimates): Record<string, EstimateCase> {
  const draft = (viewer: Viewer) => draftOf(graph, viewer);
  const sent = async (viewer: Viewer) => {
    const { id } = await draft(viewer);
    await graph.mutate(viewer, 'sendEstimate', { id });
    return id;
  };
  const deleted = async (viewer: Viewer) => {
    const { id } = await draft(viewer);
    await graph.mutate(viewer, 'deleteEstimate', { id });
    return id;
  };
  const project = async (viewer: Viewer): Promise<string> =>
    (await graph.mutate(viewer, 'createProject', { name: 'P' }, 'project { id }'))['project'].id;
  const adjusted = async (viewer: Viewer) => {
    const { id: estimateId } = await draft(viewer);
    const input = { estimateId, name: 'N', kind: 'MARKUP', value: '5' };
    const { adjustment } = await graph.mutate(viewer, 'addAdjustment', input, 'adjustment { id }');
    return { estimateId, id: adjustment.id };
  };

  const catalogue = async (viewer: Viewer): Promise<string> =>
    (await graph.mutate(viewer, 'createCatalogue', { name: 'C', currency: 'EUR' }, 'catalogue { id }'))[
      'catalogue'
    ].id;
  const item = async (viewer: Viewer): Promise<string> => {
    const items = [{ code: 'a', name: 'A', unitPrice: '3' }];
    const input = { catalogueId: await catalogue(viewer), items };
    await graph.mutate(viewer, 'putCataloguePrices', input);
    const found = await graph.execute(viewer, '{ catalogueItems { edges { node { id } } } }');
    return dataOf(found).catalogueItems.edges[0].node.id;
  };

  const template = async (viewer: Viewer): Promise<string> => {
    const input = { estimateId: (await draft(viewer)).id, name: 'T' };
    return (await graph.mutate(viewer, 'saveTemplate', input, 'template { id }'))['template'].id;
  };

  const savedFilter = async (viewer: Viewer): Promise<string> => {
    const input = { name: 'F', filter: { search: 'kitchen' } };
    return (await graph.mutate(viewer, 'createSavedFilter', input, 'savedFilter { id }'))['savedFilter'].id;
  };

  return {
    ...lineCases(graph),
    ...taxCases(graph, draft),
    saveTemplate: async (viewer) => ({
      input: { estimateId: (await draft(viewer)).id, name: 'T' },
      fields: 'template { id name version createdAt }',
    }),
    updateTemplate: async (viewer) => ({
      input: { id: await template(viewer), name: 'U' },
      fields: 'template { id name version updatedAt }',
    }),
    deleteTemplate: async (viewer) => ({ input: { id: await template(viewer) }, fields: 'deletedId' }),
    createFromTemplate: async (viewer) => ({
      input: { templateId: await template(viewer), leadId: graph.lead(viewer) },
      fields: ESTIMATE,
    }),
    updateLetterhead: async () => ({
      input: { legalName: 'ООО «Ромашка»', taxIds: [{ label: 'ИНН', value: '7701234567' }] },
      fields: 'letterhead { legalName taxIds { label value } updatedAt }',
    }),
    createSavedFilter: async () => ({
      input: { name: 'F', filter: { status: ['SENT'] } },
      fields: 'savedFilter { id name version createdAt }',
    }),
    updateSavedFilter: async (viewer) => ({
      input: { id: await savedFilter(viewer), name: 'G' },
      fields: 'savedFilter { id name version updatedAt }',
    }),
    deleteSavedFilter: async (viewer) => ({ input: { id: await savedFilter(viewer) }, fields: 'deletedId' }),
    setUnitSynonym: async () => ({
      input: { word: 'квадрат', unit: 'sq m' },
      fields: 'unit { symbol ownSynonyms }',
    }),
    createCatalogue: async () => ({
      input: { name: 'C', currency: 'EUR' },
      fields: 'catalogue { id name version createdAt }',
    }),
    updateCatalogue: async (viewer) => ({
      input: { id: await catalogue(viewer), name: 'D' },
      fields: 'catalogue { id name version updatedAt }',
    }),
    deleteCatalogue: async (viewer) => ({ input: { id: await catalogue(viewer) }, fields: 'deletedId' }),
    putCataloguePrices: async (viewer) => ({
      input: { catalogueId: await catalogue(viewer), items: [{ code: 'b', name: 'B', unitPrice: '1' }] },
      fields: 'catalogue { id version } version { number priceCount }',
    }),
    setAssembly: async (viewer) => {
      const itemId = await item(viewer);
      const items = [{ code: 'c', name: 'C', unitPrice: '1' }];
      await graph.mutate(viewer, 'putCataloguePrices', { catalogueId: await catalogue(viewer), items });
      const found = await graph.execute(
        viewer,
        '{ catalogueItems(filter: { code: "c" }) { edges { node { id } } } }',
      );
      const part = dataOf(found).catalogueItems.edges[0].node.id;
      return {
        input: { itemId, components: [{ itemId: part, quantity: '2' }] },
        fields: 'item { id components { name quantity } } catalogue { id version }',
      };
    },
    addFromCatalogue: async (viewer) => ({
      input: { estimateId: (await draft(viewer)).id, items: [{ itemId: await item(viewer) }] },
      fields: `${ESTIMATE} positions { id name }`,
    }),
    repriceEstimate: async (viewer) => {
      const estimateId = (await draft(viewer)).id;
      const itemId = await item(viewer);
      await graph.mutate(viewer, 'addFromCatalogue', { estimateId, items: [{ itemId }] });
      const read = `{ catalogueItems { edges { node { catalogue { id } } } } }`;
      const { catalogueItems } = dataOf(await graph.execute(viewer, read));
      const catalogueId = catalogueItems.edges[0].node.catalogue.id;
      const items = [{ code: 'a', unitPrice: '4' }];
      await graph.mutate(viewer, 'putCataloguePrices', { catalogueId, items });
      return { input: { estimateId }, fields: `${ESTIMATE} changedCount` };
    },
    createProject: async () => ({ input: { name: 'P' }, fields: 'project { id name version createdAt }' }),
    updateProject: async (viewer) => ({
      input: { id: await project(viewer), name: 'Q' },
      fields: 'project { id name version updatedAt }',
    }),
    deleteProject: async (viewer) => ({ input: { id: await project(viewer) }, fields: 'deletedId' }),
    createEstimate: async (viewer) => ({
      input: {
        title: 'T',
        currency: 'EUR',
        leadId: graph.lead(viewer),
        positions: [{ name: 'A', unitPrice: '1' }],
      },
      fields: ESTIMATE,
    }),
    updateEstimate: async (viewer) => ({
      input: { id: (await draft(viewer)).id, title: 'U' },
      fields: ESTIMATE,
    }),
    deleteEstimate: async (viewer) => ({ input: { id: (await draft(viewer)).id }, fields: 'deletedId' }),
    restoreFromTrash: async (viewer) => ({
      input: { id: await deleted(viewer) },
      fields: 'estimate { id title version }',
    }),
    deleteForGood: async (viewer) => ({ input: { id: await deleted(viewer) }, fields: 'deletedId' }),
    sendEstimate: async (viewer) => ({ input: { id: (await draft(viewer)).id }, fields: ESTIMATE }),
    approveEstimate: async (viewer) => ({ input: { id: await sent(viewer) }, fields: ESTIMATE }),
    declineEstimate: async (viewer) => ({
      input: { id: await sent(viewer), reason: 'Too dear' },
      fields: ESTIMATE,
    }),
    requestEstimateChanges: async (viewer) => ({
      input: { id: await sent(viewer), reason: 'Fewer' },
      fields: ESTIMATE,
    }),
    cancelEstimate: async (viewer) => ({
      input: { id: await sent(viewer), reason: 'Lost' },
      fields: ESTIMATE,
    }),
    submitEstimate: async (viewer) => ({ input: { id: (await draft(viewer)).id }, fields: ESTIMATE }),
    returnEstimate: async (viewer) => {
      const { id } = await draft(viewer);
      await graph.mutate(viewer, 'submitEstimate', { id });
      return { input: { id, reason: 'Too cheap' }, fields: ESTIMATE };
    },
    convertEstimate: async (viewer) => {
      const id = await sent(viewer);
      await graph.mutate(viewer, 'approveEstimate', { id });
      return { input: { id, convertedTo: 'INV-1' }, fields: ESTIMATE };
    },
    reviseEstimate: async (viewer) => ({ input: { id: await sent(viewer) }, fields: ESTIMATE }),
    duplicateEstimate: async (viewer) => ({ input: { id: await sent(viewer) }, fields: ESTIMATE }),
    exportEstimate: async (viewer) => ({
      input: { estimateId: await sent(viewer), format: 'CSV' },
      fields: 'job { id }',
    }),
    createEstimateLink: async (viewer) => ({
      input: { estimateId: await sent(viewer) },
      fields: 'url link { id createdAt }',
    }),
    revokeEstimateLink: async (viewer) => {
      const input = { estimateId: await sent(viewer) };
      const { link } = await graph.mutate(viewer, 'createEstimateLink', input, 'link { id }');
      return { input: { id: link.id }, fields: 'link { id revokedAt }' };
    },
    createUpload: async () => ({
      input: { purpose: 'IMPORT', name: 'a.csv', size: 3 },
      fields: 'upload { id name size isReceived }',
    }),
    previewImport: async (viewer) => ({
      input: { uploadId: await sentFile(graph, viewer) },
      fields: 'import { id state mode } job { id }',
    }),
    processAsset: async (viewer) => ({
      input: { uploadId: await sentFile(graph, viewer, 'a.csv', Buffer.from('a'), 'ASSET') },
      fields: 'asset { id state } job { id }',
    }),
    deleteAsset: async (viewer) => {
      const uploadId = await sentFile(graph, viewer, 'a.csv', Buffer.from('a'), 'ASSET');
      await graph.mutate(viewer, 'processAsset', { uploadId });
      return { input: { id: uploadId }, fields: 'deletedId' };
    },
    applyImport: async (viewer) => {
      const uploadId = await sentFile(graph, viewer);
      const asked = await graph.mutate(viewer, 'previewImport', { uploadId }, 'import { id }');
      await runPreviewOf(graph, viewer);
      const newEstimate = { title: 'I', currency: 'EUR', leadId: graph.lead(viewer) };
      return {
        input: { importId: asked['import'].id, newEstimate },
        fields: `import { id state } ${ESTIMATE}`,
      };
    },
    importPrices: async (viewer) => {
      const bytes = Buffer.from('Code;Name;Quantity;Price\nC1;A;1;2\n');
      const uploadId = await sentFile(graph, viewer, 'p.csv', bytes);
      const asked = await graph.mutate(viewer, 'previewImport', { uploadId }, 'import { id }');
      await runPreviewOf(graph, viewer);
      return {
        input: { importId: asked['import'].id, catalogueId: await catalogue(viewer) },
        fields: 'import { id state } catalogue { id version }',
      };
    },
    addSection: async (viewer) => ({
      input: { estimateId: (await draft(viewer)).id, name: 'N' },
      fields: SECTION,
    }),
    updateSection: async (viewer) => ({
      input: { id: (await draft(viewer)).sections[0]!.id, name: 'N' },
      fields: SECTION,
    }),
    moveSection: async (viewer) => {
      const { id, sections } = await draft(viewer);
      await graph.mutate(viewer, 'addSection', { estimateId: id, name: 'Other' });
      return { input: { id: sections[0]!.id, parentId: null }, fields: SECTION };
    },
    copySections: async (viewer) => ({
      input: { ids: [(await draft(viewer)).sections[0]!.id] },
      fields: `${ESTIMATE} sections { id name createdAt } source { id version }`,
    }),
    removeSection: async (viewer) => ({
      input: { id: (await draft(viewer)).sections[0]!.id },
      fields: ESTIMATE,
    }),
    addAdjustment: async (viewer) => ({
      input: { estimateId: (await draft(viewer)).id, name: 'N', kind: 'MARKUP', value: '5' },
      fields: ADJUSTMENT,
    }),
    updateAdjustment: async (viewer) => ({
      input: { ...(await adjusted(viewer)), value: '6' },
      fields: ADJUSTMENT,
    }),
    deleteAdjustment: async (viewer) => ({ input: await adjusted(viewer), fields: ESTIMATE }),
    addPosition: async (viewer) => ({
      input: { estimateId: (await draft(viewer)).id, name: 'N', unitPrice: '5' },
      fields: POSITION,
    }),
    addPositions: async (viewer) => ({
      input: { estimateId: (await draft(viewer)).id, positions: [{ name: 'N', unitPrice: '5' }] },
      fields: `${ESTIMATE} positions { id name }`,
    }),
    updatePosition: async (viewer) => ({
      input: { id: (await draft(viewer)).positions[0]!.id, quantity: '3' },
      fields: POSITION,
    }),
    updatePositions: async (viewer) => {
      const { id, positions } = await draft(viewer);
      return {
        input: { estimateId: id, positions: [{ id: positions[0]!.id, quantity: '3' }] },
        fields: `${ESTIMATE} positions { id quantity }`,
      };
    },
    movePosition: async (viewer) => {
      const { positions, sections } = await draft(viewer);
      return { input: { id: positions[0]!.id, sectionId: sections[0]!.id }, fields: POSITION };
    },
    copyPosition: async (viewer) => ({
      input: { id: (await draft(viewer)).positions[0]!.id },
      fields: POSITION,
    }),
    removePosition: async (viewer) => ({
      input: { id: (await draft(viewer)).positions[0]!.id },
      fields: ESTIMATE,
    }),
  };
}
