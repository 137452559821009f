import type { BaseContext } from '../../../service-kit/subgraph/context';
import type { CrmRuntime } from './runtime';

/** The DataLoaders of a request: each feature declares its own beside their makers (`<nouns>.loaders.ts`). */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by declaration merging
export interface Loaders {}

/** What crm's resolvers and services are given. */
export interface Context extends BaseContext<Loaders> {
  readonly crm: CrmRuntime;
}
