import { createKommoClient, type AccessSource, type KommoClient } from '../kommo/client';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { createTokenKeeper } from './token-keeper';

/** A client for one connection's account; keep it no longer than one piece of work. */
export const clientOf = (
  runtime: CrmRuntime,
  ref: ConnectionRef,
  access: AccessSource = createTokenKeeper(runtime, ref),
): KommoClient =>
  createKommoClient({
    http: runtime.http,
    settings: runtime.settings,
    governor: runtime.governors.of(ref.connectionId),
    pace: runtime.pace,
    access,
  });
