import { reject, type InputRejected } from '../../../../service-kit/errors/user-errors';
import { KOMMO_ERROR_WORDS, type KommoError } from '../kommo/kommo-error';

interface Words {
  code: string;
  path: string;
  message: string;
}

/** The token endpoint's `hint`s (kommo-api.md 1.5); its other words are localised. */
const HINTS: readonly (readonly [RegExp, Words])[] = [
  [
    /code has expired/i,
    { code: 'KOMMO_CODE_EXPIRED', path: 'code', message: 'The code is older than 20 minutes. Start again.' },
  ],
  [
    /code has been revoked|authorization code/i,
    {
      code: 'KOMMO_CODE_INVALID',
      path: 'code',
      message:
        'Kommo does not accept this code. It was already used, or belongs to another account. Start again.',
    },
  ],
  [
    /redirect_uri/i,
    {
      code: 'KOMMO_REDIRECT_URI_INVALID',
      path: '',
      message:
        'The saved redirect address differs from the one in the integration’s settings in Kommo. They must match exactly.',
    },
  ],
  [
    /client_id/i,
    {
      code: 'KOMMO_CLIENT_INVALID',
      path: '',
      message: 'Kommo does not accept the saved integration id and secret key. Save them again.',
    },
  ],
];

const ACCOUNT_NOT_FOUND: Words = {
  code: 'ACCOUNT_NOT_FOUND',
  path: 'referer',
  message: 'Kommo has no account at this host.',
};

/** Turns Kommo's refusal of a code into what a person can mend. */
export function kommoRejection(error: KommoError): InputRejected {
  const { kind, facts } = error;
  if (facts.hint !== undefined) {
    const known = HINTS.find(([pattern]) => pattern.test(facts.hint ?? ''))?.[1];
    if (known) return reject(known.code, known.path, known.message);
  }
  if (kind === 'not_found')
    return reject(ACCOUNT_NOT_FOUND.code, ACCOUNT_NOT_FOUND.path, ACCOUNT_NOT_FOUND.message);
  if (kind === 'invalid' || (kind === 'unauthorized' && facts.hint !== undefined)) {
    return reject('KOMMO_CODE_INVALID', 'code', 'Kommo does not accept this code. Start again.');
  }
  const { code, message } = KOMMO_ERROR_WORDS[kind];
  return reject(code, '', message);
}
