import { explainOutput, explainSpawnError, withFileErrors } from './embedded-postgres-error';

const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

it.each([
  ['ENOSPC', 'DISK_FULL', /No space left.*\/data.*DATA_DIR/],
  ['EROFS', 'NOT_WRITABLE', /cannot write to \/data.*DATA_DIR/],
  ['EACCES', 'NOT_WRITABLE', /cannot write to \/data/],
])('explains %s', async (system, code, message) => {
  await expect(withFileErrors('/data', failing(system))).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});

it('leaves errors that are not about the folder as they are', async () => {
  await expect(withFileErrors('/data', failing('EMFILE'))).rejects.toMatchObject({ code: 'EMFILE' });
});

it('recognises a full disk in what the server prints', () => {
  const output = 'FATAL:  could not write lock file "postmaster.pid": No space left on device';
  expect(explainOutput('postgres', output, '/data')).toMatchObject({ code: 'DISK_FULL' });
});

it('quotes the telling lines of what the server prints', () => {
  const output = 'LOG:  starting\nFATAL:  could not load /data/pg_hba.conf\nHINT:  mend it\nLOG:  shut down';
  const { code, message } = explainOutput('postgres', output, '/data');
  expect(code).toBe('START_FAILED');
  expect(message).toMatch(/postgres said:\nFATAL: {2}could not load .*\nHINT: {2}mend it$/);
});

it('takes a program that is there and cannot be found for a system with another C library', () => {
  const error = Object.assign(new Error('spawn ENOENT'), { code: 'ENOENT' });
  expect(explainSpawnError('postgres', error)).toMatchObject({ code: 'UNSUPPORTED_PLATFORM' });
});
