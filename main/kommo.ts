import type { KommoSettings } from '../subgraphs/crm/src/kommo/settings';
import type { Platform } from './platform';

/** Where the public reaches us in development, when no address is configured. */
const localBase = ({ settings, port }: Platform, isPublic: boolean): string | undefined =>
  settings.NODE_ENV === 'production' ? undefined : `http://127.0.0.1:${isPublic ? port : 4000}`;

/** The installation's chat channel; undefined where none is configured. */
function channelOf(settings: Platform['settings']): KommoSettings['channel'] {
  const { KOMMO_CHANNEL_ID: id, KOMMO_CHANNEL_SECRET: secret, KOMMO_CHANNEL_BOT_ID: botId } = settings;
  if (!id || !secret || !botId) return undefined;
  return { url: settings.KOMMO_AMOJO_URL ?? 'https://amojo.kommo.com', id, secret, botId };
}

/**
 * Kommo as configured: its own addresses unless others are set.
 *
 * @param isPublic whether this process serves the public: then its port is the one Kommo posts to in development
 */
export function configuredKommo(platform: Platform, isPublic = false): KommoSettings {
  const { settings } = platform;
  return {
    authorizeUrl: settings.KOMMO_AUTHORIZE_URL ?? 'https://www.kommo.com/oauth',
    accountUrl: settings.KOMMO_ACCOUNT_URL ?? 'https://{subdomain}.kommo.com',
    pollIntervalMs: settings.SYNC_INTERVAL_SECONDS * 1_000,
    requestsPerSecond: settings.KOMMO_REQUESTS_PER_SECOND,
    webhookSources: settings.KOMMO_WEBHOOK_SOURCES,
    channel: channelOf(settings),
    webhookBase: settings.PUBLIC_URL ?? localBase(platform, isPublic),
  };
}

/** Whether a simulator stands in for Kommo. */
export const usesSimulator = ({ settings }: Pick<Platform, 'settings'>): boolean =>
  settings.NODE_ENV !== 'production' && !settings.KOMMO_ACCOUNT_URL;
