import DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { readById } from '../cards/kommo-key-query';
import type { Context } from '../context';
import { Rule } from './rule.entity';

declare module '../context' {
  interface Loaders {
    readonly crmRules: DataLoader<string, Rule | null>;
  }
}

const READS = { crmRules: readById(Rule) };

export const ruleLoaders = {
  crmRules: (ctx) => new DataLoader((ids) => READS.crmRules(ctx, ids)),
} satisfies LoaderMakers<Context>;
