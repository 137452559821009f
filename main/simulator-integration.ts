import { DEMO_INTEGRATION } from '../simulator/options';

/** The private integration the simulator knows, as an administrator would copy it from Kommo's settings. */
export interface KnownIntegration {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
}

/** @param port of the gateway: Kommo sends the browser back there */
export const simulatorIntegration = (port: number): KnownIntegration => ({
  clientId: DEMO_INTEGRATION.clientId,
  clientSecret: DEMO_INTEGRATION.clientSecret,
  redirectUri: `http://127.0.0.1:${port}/oauth/kommo/callback`,
});
