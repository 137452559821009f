import type { Operation } from './operations';

/** A request ready to be sent again and again. */
export interface PreparedRequest {
  headers: Record<string, string>;
  body: string;
}

/** One request per input of the operation, in their order. @param tokenOf the access token of a user */
export const prepareRequests = (
  { name, query, inputs }: Pick<Operation, 'name' | 'query' | 'inputs'>,
  tokenOf: (userId: string) => string,
): PreparedRequest[] =>
  inputs.map(({ variables, userId }) => ({
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${tokenOf(userId)}`,
    },
    body: JSON.stringify({ operationName: name, query, variables }),
  }));
