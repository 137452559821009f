import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { runExtract } from './extract-job';
import { runSweep } from './sweep-job';
import { KnowledgeNode, KnowledgeRelation } from './knowledge-node.entity';
import { knowledgeLoaders } from './knowledge.loaders';
import { knowledgeResolvers } from './knowledge.resolvers';
import { toldKnowledge } from './told-knowledge';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  { table: 'knowledge_nodes', leftOut: 'DERIVED' },
  { table: 'knowledge_relations', leftOut: 'DERIVED' },
  { table: 'knowledge_sources', leftOut: 'MACHINERY' },
];

export const feature = {
  name: 'knowledge',
  entities: [KnowledgeNode, KnowledgeRelation],
  resolvers: knowledgeResolvers,
  loaders: knowledgeLoaders,
  consumers: [toldKnowledge],
  jobs: [runExtract, runSweep],
  dataExports,
} satisfies CrmFeature;
