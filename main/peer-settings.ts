import { z } from 'zod';
import { portSetting, urlSetting } from '../service-kit/process/config';

/** Where the parts of a separated product find one another. */
export const peerSettings = {
  IDENTITY_URL: urlSetting('http', 'https').default('http://127.0.0.1:4001'),
  CRM_URL: urlSetting('http', 'https').default('http://127.0.0.1:4002'),
  ESTIMATES_URL: urlSetting('http', 'https').default('http://127.0.0.1:4003'),
  /** Of the worker that `npm run processes` starts; nobody but probes asks it. */
  WORKER_PORT: portSetting(4004),
};

/** Kommo's addresses; unset means Kommo's own in production, and a simulator in development. */
export const kommoSettings = {
  KOMMO_AUTHORIZE_URL: urlSetting('http', 'https').optional(),
  KOMMO_ACCOUNT_URL: z
    .string()
    .refine((value) => value.includes('{subdomain}') && URL.canParse(value.replace('{subdomain}', 'x')), {
      error: 'must be a URL that holds {subdomain}, for example https://{subdomain}.kommo.com',
    })
    .optional(),
};
