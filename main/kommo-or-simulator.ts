import type { KommoSimulator } from '../simulator/kommo-simulator';
import type { KommoSettings } from '../subgraphs/crm/src/kommo/settings';
import { configuredKommo, usesSimulator } from './kommo';
import type { Platform } from './platform';
import { openSimulator } from './simulator-server';

/** Real Kommo when its address is configured, and always in production; else a simulator beside this process. */
export async function openKommo(
  platform: Platform,
): Promise<{ kommo: KommoSettings; simulator: KommoSimulator | null }> {
  if (!usesSimulator(platform)) {
    return { kommo: configuredKommo(platform, true), simulator: null };
  }
  const simulator = await openSimulator(platform.settings, platform.dataDir, platform.port);
  platform.lifetime.add('Kommo simulator', simulator, () => simulator.close());
  const { channel } = configuredKommo(platform, true);
  return {
    kommo: {
      ...configuredKommo(platform, true),
      authorizeUrl: simulator.authorizeUrl,
      accountUrl: simulator.accountUrl,
      ...(channel
        ? { channel: { ...channel, url: platform.settings.KOMMO_AMOJO_URL ?? simulator.url } }
        : {}),
    },
    simulator,
  };
}
