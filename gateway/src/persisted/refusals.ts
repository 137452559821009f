import { refusal } from '../pipeline/refusal';

/** The operation is not on the list, and only listed ones are run. */
export const notAllowed = (isListedForOthers: boolean) =>
  refusal(
    403,
    'OPERATION_NOT_ALLOWED',
    isListedForOthers
      ? 'This operation is listed for another client: send your client\'s name as "apollographql-client-name".'
      : "This server runs registered operations only, and this one is not registered. Publish it in your client's manifest.",
  );

/** Nobody knows a document by this id. */
export const unknownId = () =>
  refusal(404, 'PERSISTED_QUERY_NOT_FOUND', 'No document with this id is stored here. Send the whole query.');

export const malformedHash = () =>
  refusal(
    400,
    'BAD_REQUEST',
    'The sha256Hash of a persisted query is the SHA-256 of its text, as 64 hexadecimal digits in lower case.',
  );

/** The request names different documents. */
export const contradiction = () =>
  refusal(400, 'BAD_REQUEST', 'The request names more than one document. Send only one.');
