import type { EstimateContent } from '../drafts/estimate-content';
import { DOCUMENT_SETTINGS, type Estimate } from '../estimates/estimate.entity';

/** What a template keeps of an estimate's own fields: how it is calculated and written, and nothing of whom it was for or what became of it. */
const KEPT = [...DOCUMENT_SETTINGS, 'policyVersion'] as const satisfies readonly (keyof Estimate)[];

/** All that is in a template. Rows of an older version lack what is new since. */
export interface TemplateContent extends Pick<EstimateContent, 'sections' | 'positions'> {
  readonly estimate: Pick<Estimate, (typeof KEPT)[number]>;
}

/** What a template keeps of an estimate; its files are a client's, and nobody else's. */
export function templateContent({ estimate, sections, positions }: EstimateContent): TemplateContent {
  const kept = Object.fromEntries(KEPT.map((field) => [field, estimate[field]]));
  return { estimate: kept as unknown as TemplateContent['estimate'], sections, positions };
}
