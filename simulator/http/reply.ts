import type { Behaviour } from '../options';

/** An answer before it is written: `body` becomes JSON, `text` goes out as it is. */
export interface Reply {
  status: number;
  body?: unknown;
  text?: string;
  contentType?: string;
  headers?: Record<string, string>;
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Payload Too Large',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
};

/** A successful answer in Kommo's media type. */
export function hal(body: unknown, status = 200): Reply {
  return { status, body, contentType: 'application/hal+json' };
}

/** 204: nothing here (kommo-api.md 2.2, 2.3). */
export const NO_CONTENT: Reply = { status: 204 };

/** The common error shape of kommo-api.md 2.6, with more keys put in front or behind as given. */
export function problem(status: number, detail: string, extra: Record<string, unknown> = {}): Reply {
  const title = TITLES[status] ?? 'Error';
  return {
    status,
    contentType: 'application/problem+json',
    body: { title, type: `https://httpstatus.es/${status}`, status, detail, ...extra },
  };
}

export interface FieldError {
  code: string;
  path: string;
  detail: string;
}

/** 400 for rows that do not pass validation. */
export function validationProblem(
  rows: readonly { request_id: string; errors: readonly FieldError[] }[],
): Reply {
  const { body, ...rest } = problem(400, 'Request validation failed');
  return { ...rest, body: { 'validation-errors': rows, ...(body as object) } };
}

/** Errors of the token endpoint have their own shape (kommo-api.md 1.5). */
export function oauthProblem(status: number, hint: string | null, detail?: string): Reply {
  return {
    status,
    contentType: 'application/problem+json',
    body: {
      ...(hint === null ? {} : { hint }),
      title: status === 400 ? 'Bad request' : status === 404 ? 'Not Found' : 'Authorization failed',
      type: 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson',
      status,
      detail:
        detail ?? 'The request misses a required parameter, has an invalid parameter value or is malformed.',
    },
  };
}

export const unauthorized = (): Reply => problem(401, 'Invalid user name or password');

export const accountNotFound = (): Reply => problem(401, 'Account not found');

export const paymentRequired = (): Reply => problem(402, 'Payment required');

/** 429 with the waiting time in the body, and in a header only where asked. */
export function tooManyRequests(retryAfter: number, behaviour: Behaviour): Reply {
  const detail = 'You have sent too many requests in a given amount of time. Please try again later.';
  const { retryAfterHeader, retryAfterBody, retryAfterText } = behaviour;
  const seconds = 'retryAfterBody' in behaviour ? retryAfterBody : retryAfter;
  const reply = problem(429, detail, seconds === null ? {} : { retry_after: seconds });
  const header = retryAfterText ?? (retryAfterHeader ? String(retryAfter) : undefined);
  return header === undefined ? reply : { ...reply, headers: { 'Retry-After': header } };
}

/** The newer 500 body. */
export function internalError(traceId: string): Reply {
  const detail = 'Something failed on the server side.';
  const body = { title: 'ErrInternalServer', status: 500, detail, trace_id: traceId };
  return { status: 500, contentType: 'application/problem+json', body };
}

/** The HTML page that nginx shows in front of Kommo. */
export function nginxPage(status: number, title: string): Reply {
  const line = `${status} ${title}`;
  const text =
    `<html>\n<head><title>${line}</title></head>\n<body>\n<center><h1>${line}</h1></center>\n` +
    '<hr><center>nginx</center>\n</body>\n</html>\n';
  return { status, text, contentType: 'text/html' };
}
