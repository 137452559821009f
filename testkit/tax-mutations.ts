import type { Viewer } from '../service-kit/auth/viewer';
import type { MadeEstimate, TestEstimates } from './estimates';

/** As the cases of `estimate-mutations.ts`. */
type Case = (viewer: Viewer) => Promise<{ input: object; fields: string }>;

/** One for each mutation that is about taxes. @param draft makes one with positions */
export function taxCases(
  graph: TestEstimates,
  draft: (viewer: Viewer) => Promise<MadeEstimate>,
): Record<string, Case> {
  const VAT = { name: 'VAT', periods: [{ rate: '20' }] };
  return {
    createTax: async () => ({ input: VAT, fields: 'tax { id name version createdAt }' }),
    updateTax: async (viewer) => {
      const { tax } = await graph.mutate(viewer, 'createTax', VAT, 'tax { id }');
      return { input: { id: tax.id, name: 'GST' }, fields: 'tax { id name version updatedAt }' };
    },
    updateEstimateDefaults: async () => ({ input: { taxRate: '20' }, fields: 'defaults { taxRate }' }),
    retaxEstimate: async (viewer) => {
      await graph.mutate(viewer, 'updateEstimateDefaults', { taxRate: '20' });
      const estimateId = (await draft(viewer)).id;
      await graph.mutate(viewer, 'updateEstimateDefaults', { taxRate: '22' });
      const fields = 'estimate { id version title status totals { total { amount } } } changed';
      return { input: { estimateId }, fields };
    },
  };
}
