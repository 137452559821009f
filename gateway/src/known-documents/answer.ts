import type { GraphQLFormattedError } from 'graphql';
import { asGraphQLError, formattedOf } from '../../../service-kit/errors/errors';
import type { ResponseHead } from '../pipeline/stage';

/*
 * How Apollo Server turns errors into an answer, word for word: what the differential test of the two lanes compares.
 */

/** The answer's head, filled by stages and errors. */
export class AnswerHead implements ResponseHead {
  status: number | undefined = undefined;
  #headers: Map<string, string> | null = null;

  get headers(): { set(name: string, value: string): unknown } {
    return (this.#headers ??= new LowerCaseMap());
  }

  /** Null when nobody set one, as usual. */
  get given(): ReadonlyMap<string, string> | null {
    return this.#headers;
  }
}

/** As Apollo Server's HeaderMap. */
class LowerCaseMap extends Map<string, string> {
  override set(name: string, value: string): this {
    return super.set(name.toLowerCase(), value);
  }
}

type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/**
 * Formats errors, and lets those that say something of HTTP (`extensions.http`) say it in the head.
 *
 * @param unlessSaid the status when no error says one
 */
export function formatErrors(
  errors: readonly unknown[],
  head: AnswerHead,
  formatError: FormatError,
  unlessSaid?: number,
): GraphQLFormattedError[] {
  let status: number | undefined;
  const formatted = errors.map((error) => {
    const graphQLError = asGraphQLError(error);
    const extensions: Record<string, unknown> = {
      ...graphQLError.extensions,
      code: graphQLError.extensions['code'] ?? 'INTERNAL_SERVER_ERROR',
    };
    const { http } = extensions;
    if (isHttp(http)) {
      status = http.status || status;
      for (const [name, value] of http.headers ?? []) head.headers.set(name, value);
      delete extensions['http'];
    }
    return formatError({ ...formattedOf(graphQLError), extensions }, error);
  });
  status ??= unlessSaid;
  if (status) head.status = status;
  return formatted;
}

interface Http {
  status?: number;
  headers?: Map<string, string>;
}

const isHttp = (http: unknown): http is Http =>
  typeof http === 'object' &&
  http !== null &&
  (!('status' in http) || typeof http.status === 'number') &&
  (!('headers' in http) || http.headers instanceof Map);
