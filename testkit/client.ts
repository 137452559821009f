/** A GraphQL answer as HTTP brought it. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  /** The body as it came, for searching. */
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into answers of every shape
  data: any;
  errors: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[];
}

/** Sends an operation over HTTP as any client would. */
export async function post(
  url: string,
  token: string | null,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const body = JSON.parse(text) as { data?: unknown; errors?: HttpAnswer['errors'] };
  return {
    status: response.status,
    headers: response.headers,
    text,
    data: body.data ?? null,
    errors: body.errors ?? [],
  };
}

/** Begins a subscription as an event stream; answers its first result, or what refused it, and leaves. */
export async function firstResult(
  url: string,
  token: string | null,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<HttpAnswer> {
  const leave = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ query, variables }),
    signal: leave.signal,
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  const text = isStream ? await firstEvent(response) : await response.text();
  leave.abort();
  const body = JSON.parse(text) as { data?: unknown; errors?: HttpAnswer['errors'] };
  const { status, headers } = response;
  return { status, headers, text, data: body.data ?? null, errors: body.errors ?? [] };
}

async function firstEvent(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const data = /^event: next\ndata: (.*)\n$/m.exec(text)?.[1];
    if (data) return data;
  }
  throw new Error(`No result came: ${text}`);
}

/** The answer's data. @throws Error with the whole answer when anything went wrong, `userErrors` included */
export async function must(answering: Promise<HttpAnswer>): Promise<HttpAnswer['data']> {
  const answer = await answering;
  const rejected = Object.values(
    (answer.data ?? {}) as Record<string, { userErrors?: unknown[] } | null>,
  ).some((payload) => (payload?.userErrors?.length ?? 0) > 0);
  if (answer.errors.length > 0 || rejected) throw new Error(`Unexpected answer: ${answer.text}`);
  return answer.data;
}

/** Every code in an answer: of its errors and of its payloads' `userErrors`. */
export function allCodes(answer: HttpAnswer): string[] {
  const payloads = Object.values((answer.data ?? {}) as Record<string, unknown>) as {
    userErrors?: { code: string }[];
  }[];
  return [
    ...answer.errors.map((error) => error.extensions?.code ?? 'NONE'),
    ...payloads.flatMap((payload) => payload?.userErrors ?? []).map(({ code }) => code),
  ];
}
