import { z } from 'zod';
import {
  DEFAULT_ATTEMPTS,
  DEFAULT_TIMEOUT_SECONDS,
  type JobDefinition,
} from '../../../../service-kit/jobs/job-kind';
import type { Context } from '../context';

/** A kind of job as it is shown. */
export interface ShownKind {
  kind: string;
  title: string;
  inputSchema: unknown;
  permission: string;
  isOpen: boolean;
  mayEnqueue: boolean;
  maxAttempts: number;
  timeoutSeconds: number;
}

const may = (ctx: Context, permission: string): boolean => ctx.viewer.permissions.has(permission);

/** Every kind, in the order of `schema/jobs.ts`. */
export const listKinds = (ctx: Context): ShownKind[] =>
  ctx.crm.jobKinds.map((definition) => ({
    kind: definition.kind,
    title: definition.title,
    inputSchema: schemaOf(definition),
    permission: definition.permission,
    isOpen: definition.isOpen,
    mayEnqueue: definition.isOpen && may(ctx, definition.permission),
    maxAttempts: definition.attempts ?? DEFAULT_ATTEMPTS,
    timeoutSeconds: definition.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
  }));

const schemas = new WeakMap<JobDefinition, unknown>();

function schemaOf(definition: JobDefinition): unknown {
  const known =
    schemas.get(definition) ?? z.toJSONSchema(definition.input, { io: 'input', unrepresentable: 'any' });
  schemas.set(definition, known);
  return known;
}

/** A kind by its name. */
export const kindOf = (ctx: Context, kind: string): JobDefinition | undefined =>
  ctx.crm.jobKinds.find((definition) => definition.kind === kind);

/** The kinds whose jobs the caller may see, whoever asked for them. */
export const visibleKinds = (ctx: Context): string[] =>
  ctx.crm.jobKinds.filter(({ readPermission }) => may(ctx, readPermission)).map(({ kind }) => kind);
