import DataLoader from 'dataloader';
import type { Page, PageArgs } from './pagination';

/** A page of one parent's list. */
interface PageKey<Args extends PageArgs = PageArgs> {
  readonly parent: string;
  readonly args: Args;
}

export type PageLoader<T, Args extends PageArgs = PageArgs> = DataLoader<PageKey<Args>, Page<T>, string>;

/**
 * Loads pages of many parents' lists.
 *
 * @param readPages reads the same page of several parents at once, in the order of their ids; what it throws is the answer of each
 */
export function pageLoader<T, Args extends PageArgs = PageArgs>(
  readPages: (parents: readonly string[], args: Args) => Promise<Page<T>[]>,
): PageLoader<T, Args> {
  return new DataLoader(
    async (keys) => {
      const kinds = keys.map(({ args }) => JSON.stringify(args));
      const found = new Map<string, Page<T> | Error>();
      await Promise.all(
        [...new Set(kinds)].map(async (kind) => {
          const parents = keys.flatMap(({ parent }, index) => (kinds[index] === kind ? parent : []));
          const pages = await readPages(parents, JSON.parse(kind) as Args).catch((error: Error) => error);
          parents.forEach((parent, index) =>
            found.set(`${kind} ${parent}`, pages instanceof Error ? pages : (pages[index] as Page<T>)),
          );
        }),
      );
      return keys.map(({ parent }, index) => found.get(`${kinds[index]} ${parent}`) as Page<T> | Error);
    },
    { cacheKeyFn: ({ parent, args }) => `${parent} ${JSON.stringify(args)}` },
  );
}
