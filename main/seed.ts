import type { DataSource } from 'typeorm';
import { setTimeout as sleep } from 'node:timers/promises';
import { SYSTEM_ROLES, type SystemRole } from '../schema/permissions';
import { demoClient } from './demo-client';
import type { Platform } from './platform';
import { simulatorIntegration } from './simulator-integration';

const PASSWORD = 'demo-password-2026';

/** The demo organisation's people, one per role; development only. */
const PEOPLE: Record<SystemRole, [firstName: string, lastName: string]> = {
  owner: ['Olivia', 'Ortega'],
  admin: ['Adrian', 'Weber'],
  manager: ['Mara', 'Lindqvist'],
  estimator: ['Emil', 'Novak'],
  viewer: ['Vera', 'Kim'],
};

export const emailOf = (role: SystemRole): string => `${role}@demo.example`;
export const DEMO_OWNER = { email: emailOf('owner'), password: PASSWORD };
