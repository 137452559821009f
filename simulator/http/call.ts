import type { Account } from '../accounts/account';
import type { SimulatorUser } from '../accounts/people';
import type { World } from '../world';
import type { QueryTree } from './query-string';
import type { Reply } from './reply';

/** An authorised API request on its way to a handler. */
export interface Call {
  world: World;
  account: Account;
  /** The user the token acts for. */
  user: SimulatorUser;
  clientId: string;
  scopes: readonly string[];
  method: string;
  /** Path inside the account, for example `/api/v4/leads`. */
  path: string;
  /** Values of the `:name` parts of the route. */
  params: Readonly<Record<string, string>>;
  query: QueryTree;
  rawQuery: string;
  /** Parsed JSON; undefined when there was none or it was broken. */
  body: unknown;
  now: number;
}

export type Handler = (call: Call) => Reply;
