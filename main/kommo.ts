import type { KommoSettings } from '../subgraphs/crm/src/kommo/settings';
import type { KommoSimulator } from '../simulator/kommo-simulator';
import type { Platform } from './platform';
import { openSimulator } from './simulator-server';

/** Kommo as configured: its own addresses unless others are set. */
export function configuredKommo({ settings }: Platform): KommoSettings {
  return {
    authorizeUrl: settings.KOMMO_AUTHORIZE_URL ?? 'https://www.kommo.com/oauth',
    accountUrl: settings.KOMMO_ACCOUNT_URL ?? 'https://{subdomain}.kommo.com',
    pollIntervalMs: settings.SYNC_INTERVAL_SECONDS * 1_000,
  };
}

/** Whether a simulator stands in for Kommo. */
export const usesSimulator = ({ settings }: Pick<Platform, 'settings'>): boolean =>
  settings.NODE_ENV !== 'production' && !settings.KOMMO_ACCOUNT_URL;

/** Real Kommo when its address is configured, and always in production; else a simulator beside this process. */
export async function openKommo(
  platform: Platform,
): Promise<{ kommo: KommoSettings; simulator: KommoSimulator | null }> {
  if (!usesSimulator(platform)) {
    return { kommo: configuredKommo(platform), simulator: null };
  }
  const simulator = await openSimulator(platform.settings, platform.dataDir, platform.port);
  platform.lifetime.add('Kommo simulator', simulator, () => simulator.close());
  return {
    kommo: {
      ...configuredKommo(platform),
      authorizeUrl: simulator.authorizeUrl,
      accountUrl: simulator.accountUrl,
    },
    simulator,
  };
}
