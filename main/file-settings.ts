import { z } from 'zod';
import { numberSetting, urlSetting } from '../service-kit/process/config';

/** Where files are kept; see `.env.example`. */
export const fileSettings = {
  S3_ENDPOINT: urlSetting('http', 'https').optional(),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  FILES_QUOTA_MB: numberSetting({ least: 1, most: 1_000_000_000 }).default(5120),
};

const NEEDED = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;

/** What is missing when some of S3's variables are set; nothing when all are, or none. */
export function missingOfS3(
  settings: Partial<Record<(typeof NEEDED)[number], string | undefined>>,
): string[] {
  const missing = NEEDED.filter((name) => settings[name] === undefined);
  if (missing.length === NEEDED.length) return [];
  return missing.map((name) => `${name}: must be set, because other S3 variables are`);
}
