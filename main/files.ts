import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { createDownloadLinks, createUploadLinks, type FileLinks } from '../service-kit/files/file-links';
import type { FileStore } from '../service-kit/files/file-store';
import type { FileSetting } from '../service-kit/files/files';
import { createLocalStore } from '../service-kit/files/local-store';
import { createS3Store } from '../service-kit/files/s3-store';
import { loadKeyRing } from '../service-kit/process/data-dir';
import { createLinks, type Links } from '../subgraphs/identity/src/links';
import type { Platform } from './platform';

/** Where the bytes of files lie: an S3-compatible store when one is configured, else the data folder. */
export function openStore({ settings, dataDir, lifetime }: Platform): FileStore {
  if (settings.S3_ENDPOINT === undefined) return createLocalStore(join(dataDir, 'files'));
  // That the others are set, too, was checked with the configuration.
  const store = createS3Store({
    endpoint: settings.S3_ENDPOINT,
    bucket: settings.S3_BUCKET as string,
    region: settings.S3_REGION,
    accessKeyId: settings.S3_ACCESS_KEY_ID as string,
    secretAccessKey: settings.S3_SECRET_ACCESS_KEY as string,
  });
  return lifetime.add('file store', store, (open) => open.close());
}

/** Where a subgraph keeps its files: in an S3-compatible store when one is configured, else in the data folder. */
export function openFiles(platform: Platform, source: DataSource, schema: string): FileSetting {
  const { settings, dataDir, log } = platform;
  const store = openStore(platform);
  log.debug({ schema, place: store.place }, 'files');
  return {
    source,
    schema,
    store,
    spool: join(dataDir, 'spool'),
    quotaBytes: settings.FILES_QUOTA_MB * 1024 * 1024,
  };
}

/** Where people reach us. @param isPublic whether the gateway is in this process, too, where no setting names it */
const publicUrlOf = ({ settings, port }: Platform, isPublic: boolean): string =>
  settings.PUBLIC_URL ?? `http://localhost:${isPublic ? port : 4000}`;

/** Makes links to files. @param isPublic as in {@link publicUrlOf} */
export function openLinks(
  platform: Platform,
  isPublic: boolean,
): { links: FileLinks; uploadLinks: FileLinks } {
  const publicUrl = publicUrlOf(platform, isPublic);
  const keyRing = loadKeyRing(platform.settings.SECRETS_KEYS, platform.dataDir);
  return {
    links: createDownloadLinks(keyRing, publicUrl),
    uploadLinks: createUploadLinks(keyRing, publicUrl),
  };
}

/** The addresses of clients' pages, which the gateway serves. @param isPublic as in {@link publicUrlOf} */
export function clientUrlOf(platform: Platform, isPublic: boolean): (token: string) => string {
  const base = publicUrlOf(platform, isPublic).replace(/\/+$/, '');
  return (token) => `${base}/e/${token}`;
}

/** The addresses in mails. @param isPublic whether this process is the one that people reach, where no setting names it */
export const linksOf = ({ settings: { APP_URL, PUBLIC_URL }, port }: Platform, isPublic: boolean): Links =>
  createLinks(APP_URL ?? PUBLIC_URL ?? `http://localhost:${isPublic ? port : 4000}`);
