import type { Ticks } from '../changes/ticks';

/** A subscription's two resolvers. Types say "never" of the events: they carry nothing. */
export interface LiveField<Args, Context, Result> {
  subscribe(root: unknown, args: Args, ctx: Context): Promise<AsyncIterable<never>>;
  resolve(root: unknown, args: Args, ctx: Context): Result | Promise<Result>;
}

/**
 * Makes a subscription field that shows a thing's state.
 *
 * @param begin looks whether the caller may see the thing, and begins to watch it; what it throws refuses the subscription
 * @param read the state, with the context of each event
 */
export const liveField = <Args, Context, Result>(
  begin: (ctx: Context, args: Args) => Promise<Ticks>,
  read: (ctx: Context, args: Args) => Promise<Result>,
): LiveField<Args, Context, Result> => ({
  subscribe: async (_root, args, ctx) =>
    (await begin(ctx, args)) as AsyncIterable<unknown> as AsyncIterable<never>,
  resolve: (_root, args, ctx) => read(ctx, args),
});
