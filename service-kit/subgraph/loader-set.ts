import type { BaseContext } from './context';
import type { LoaderMakers } from './feature';

/**
 * Prepares the loaders of requests. A request uses few of a subgraph's loaders, so each is made when it is first asked
 * for.
 *
 * @param makers of all features, merged
 * @returns makes the loaders of one context
 */
export function loaderSets<C extends BaseContext<object>>(makers: LoaderMakers<C>): (ctx: C) => C['loaders'] {
  class Loaders {
    readonly made: unknown[] = [];

    constructor(readonly ctx: C) {}
  }
  Object.entries(makers).forEach(([name, make], index) => {
    Object.defineProperty(Loaders.prototype, name, {
      get(this: Loaders) {
        return (this.made[index] ??= (make as (ctx: C) => unknown)(this.ctx));
      },
    });
  });
  return (ctx) => new Loaders(ctx);
}
