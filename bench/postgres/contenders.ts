import type { Contender, StartContender } from '../contenders/contender';
import type { OwnWords } from './own-words';
import { POSTGRAPHILE_WORDS } from './postgraphile-words';
import type { StoredSetup } from './stored-setup';

export interface StoredContender extends Contender<StoredSetup> {
  /** Of one with a schema of its own. */
  readonly words?: OwnWords;
}

/** The least that gives the answers: what ratios are relative to. */
export const BARE = 'bare';
/** The product, which tells where pages begin: cursors are its own. */
export const PRODUCT = 'ours';

/** The whole product. @param options see `product.ts` */
const product = (options: { listed?: boolean; cached?: boolean }) => async () => {
  const { startOurProduct } = await import('./product');
  const start: StartContender<StoredSetup> = (setup) => startOurProduct(setup, options);
  return { start };
};

/** Who takes part, in the order of the tables. */
export const STORED_CONTENDERS: readonly StoredContender[] = [
  { name: PRODUCT, title: 'our product', load: product({}) },
  { name: 'ours-fast', title: 'our product, known documents', load: product({ listed: true }) },
  { name: 'ours-cached', title: 'our product, answers from the cache', load: product({ cached: true }) },
  {
    name: 'ours-fast-cached',
    title: 'our product, known documents, answers from the cache',
    load: product({ listed: true, cached: true }),
  },
  {
    name: 'postgraphile',
    title: 'PostGraphile 5, its own schema',
    isPeer: true,
    words: POSTGRAPHILE_WORDS,
    load: () => import('./postgraphile'),
  },
  { name: BARE, title: 'bare handler: one write, narrow', load: () => import('./bare') },
];
