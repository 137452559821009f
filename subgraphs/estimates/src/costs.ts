import { forbidden } from '../../../service-kit/errors/errors';
import type { Context } from './context';

/*
 * Internal cost is behind permissions of its own (requirement E3). Fields that always show cost carry
 * @requiresScopes in the SDL; what depends on the data is decided here.
 */

/** @throws GraphQLError FORBIDDEN without costs:read */
export function requireCostsRead(ctx: Context): void {
  if (!ctx.viewer.permissions.has('costs:read')) throw forbidden('costs:read');
}

/** @throws GraphQLError FORBIDDEN without costs:write */
export function requireCostsWrite(ctx: Context): void {
  if (!ctx.viewer.permissions.has('costs:write')) throw forbidden('costs:write');
}
