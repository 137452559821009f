import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../../service-kit/errors';

/** The operation is not on the list, and only listed ones are run. */
export const notAllowed = (isListedForOthers: boolean) =>
  refusal(
    'OPERATION_NOT_ALLOWED',
    403,
    isListedForOthers
      ? 'This operation is listed for another client: send your client\'s name as "apollographql-client-name".'
      : "Only listed operations are run here, and this is none of them: publish it in your client's manifest.",
  );

/** Nobody knows a document by this id. */
export const unknownId = () =>
  refusal('PERSISTED_QUERY_NOT_FOUND', 404, 'There is no document of this id here. Send the whole query.');

export const malformedHash = () =>
  refusal(
    'BAD_REQUEST',
    400,
    'The sha256Hash of a persisted query is the SHA-256 of its text, as 64 hexadecimal digits in lower case.',
  );

/** The request names different documents. */
export const contradiction = () =>
  refusal(
    'BAD_REQUEST',
    400,
    'The request names one document and sends or names another. Leave all but one of them out.',
  );

function refusal(code: ErrorCode, status: number, message: string): GraphQLError {
  const extensions: Record<string, unknown> = { code, http: { status, headers: new HeaderMap() } };
  return new GraphQLError(message, { extensions });
}
