import type { FastifyInstance } from 'fastify';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import type { CrmRuntime } from '../runtime';
import { CALLBACK_HEADERS, callbackPage } from './callback-page';
import { completeByState } from './oauth.service';

/** Where Kommo sends the browser: the redirect address of the integration ends with it. */
export const CALLBACK_PATH = '/oauth/kommo/callback';

interface CallbackAnswer {
  status: number;
  page: string;
}

type Params = Record<string, unknown>;

/** One value of a query parameter; a repeated one counts as absent. */
const textOf = (params: Params, name: string): string => {
  const value = params[name];
  return typeof value === 'string' ? value : '';
};

/** Serves the redirect address (kommo-api.md 1.3). */
export function addCallbackRoute(app: FastifyInstance, runtime: CrmRuntime): void {
  app.get(CALLBACK_PATH, async (request, reply) => {
    const { status, page } = await answerCallback(runtime, request.query as Params);
    return reply.code(status).headers(CALLBACK_HEADERS).send(page);
  });
}

async function answerCallback(runtime: CrmRuntime, params: Params): Promise<CallbackAnswer> {
  const [code, state, referer] = ['code', 'state', 'referer'].map((name) => textOf(params, name)) as [
    string,
    string,
    string,
  ];
  if (textOf(params, 'error') !== '') return declined();
  if (state === '') return withoutState();
  if (code === '' || referer === '') return failed('Kommo sent an incomplete answer. Start again.');
  try {
    const connection = await completeByState(runtime, { code, state, referer });
    return {
      status: 200,
      page: callbackPage(
        'Connected',
        `The Kommo account ${connection.accountName} (${connection.subdomain}) is connected.`,
        'Its data is being copied now. You can close this window.',
      ),
    };
  } catch (error) {
    if (error instanceof InputRejected) {
      return failed(error.userErrors.map(({ message }) => message).join(' '));
    }
    runtime.log.error({ err: error }, 'kommo call-back failed');
    return {
      status: 500,
      page: callbackPage('Not connected', 'Something went wrong on our side. Start again.'),
    };
  }
}

const declined = (): CallbackAnswer => ({
  status: 200,
  page: callbackPage('Not connected', 'Access was not given in Kommo, so nothing was connected.'),
});

/**
 * An install that was started inside Kommo: its code says which account, but not whose organisation here, and binding it
 * to anybody would let a stranger take the account over. Nothing is kept.
 */
const withoutState = (): CallbackAnswer => ({
  status: 200,
  page: callbackPage(
    'One more step',
    'The integration was installed from inside Kommo. To connect the account, log in here and start the connection ' +
      'from your own organisation.',
  ),
});

const failed = (message: string): CallbackAnswer => ({
  status: 400,
  page: callbackPage('Not connected', message),
});
