import type { FastifyInstance } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { addressKey } from '../../../../service-kit/http/address-key';
import type { CrmRuntime } from '../runtime';
import { InstallsFull, receiveInstall, type ReceivedInstall } from '../pending-installs/receive-install';
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

/** Calls without a state that came to nothing, from one address: anybody may call, and each makes us ask Kommo. */
const MISSES_A_MINUTE = 30;

/** Serves the redirect address (kommo-api.md 1.3). */
export function addCallbackRoute(app: FastifyInstance, runtime: CrmRuntime): void {
  const misses = new RateLimiterMemory({ points: MISSES_A_MINUTE, duration: 60 });
  app.get(CALLBACK_PATH, async (request, reply) => {
    const params = request.query as Params;
    const { status, page } = hasState(params)
      ? await answerCallback(runtime, params)
      : await answerInstall(runtime, params, misses, addressKey(request.ip));
    return reply.code(status).headers(CALLBACK_HEADERS).send(page);
  });
}

const hasState = (params: Params): boolean =>
  textOf(params, 'state') !== '' || textOf(params, 'error') !== '';

/** An install that was begun inside Kommo. */
async function answerInstall(
  runtime: CrmRuntime,
  params: Params,
  misses: RateLimiterMemory,
  address: string,
): Promise<CallbackAnswer> {
  const call = {
    code: textOf(params, 'code'),
    referer: textOf(params, 'referer'),
    clientId: textOf(params, 'client_id'),
  };
  // Counted before Kommo is asked, and given back after: any number at once come to no more.
  const isAllowed = await misses.consume(address).then(
    () => true,
    () => false,
  );
  if (!isAllowed) return { status: 429, page: callbackPage('Too many calls', 'Try again in a minute.') };
  try {
    const received = await receiveInstall(runtime, call);
    if (!received) return oneMoreStep();
    await misses.reward(address);
    return waits(received);
  } catch (error) {
    if (error instanceof InstallsFull) return noRoom();
    runtime.log.error({ err: error }, 'an install could not be taken in');
    return oneMoreStep();
  }
}

async function answerCallback(runtime: CrmRuntime, params: Params): Promise<CallbackAnswer> {
  const [code, state, referer] = ['code', 'state', 'referer'].map((name) => textOf(params, name)) as [
    string,
    string,
    string,
  ];
  if (textOf(params, 'error') !== '') return declined();
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

/** The install waits for its person; the code is told to nobody else, and here only. */
const waits = ({ accountName, subdomain, claimCode }: ReceivedInstall): CallbackAnswer => ({
  status: 200,
  page: callbackPage(
    'One more step',
    `The integration was installed in the Kommo account ${accountName} (${subdomain}). Nothing is copied yet.`,
    'To connect the account, log in here and claim the install within a day. With the address that you have in Kommo, confirmed ' +
      'here, you need nothing else; otherwise you are asked for this claim code:',
    claimCode,
  ),
});

const noRoom = (): CallbackAnswer => ({
  status: 503,
  page: callbackPage(
    'Not kept',
    'The integration was installed from inside Kommo, and too many other installs of it wait to be claimed: this one was not kept.',
    'Start the connection from your own organisation, or install it again when others were claimed; after a day none waits.',
  ),
});

/** Nothing of it could be kept, and no stranger learns why. */
const oneMoreStep = (): CallbackAnswer => ({
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
