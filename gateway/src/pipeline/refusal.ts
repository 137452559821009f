import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../../service-kit/errors/errors';

/** A refusal with an HTTP status of its own; Apollo Server and the lane of known documents read it from `extensions.http`. */
export function refusal(
  status: number,
  code: ErrorCode,
  message: string,
  more: { extensions?: Record<string, unknown>; headers?: [string, string][] } = {},
): GraphQLError {
  const http = { status, headers: new HeaderMap(more.headers) };
  const extensions: Record<string, unknown> = { ...more.extensions, code, http };
  return new GraphQLError(message, { extensions });
}
