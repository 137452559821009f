import { QueryFailedError } from 'typeorm';
import { createLogger } from './logger';

function logged(what: object): string {
  let written = '';
  createLogger({ name: 'test', to: { write: (line) => (written += line) } }).error(what, 'failed');
  return written;
}

it('writes why a statement failed, and neither its parameters nor the row', () => {
  const driverError = Object.assign(
    new Error('duplicate key value violates unique constraint "users_email"'),
    {
      code: '23505',
      constraint: 'users_email',
      detail: 'Key (email)=(jane@example.com) already exists.',
    },
  );
  const line = logged({
    err: new QueryFailedError(
      'INSERT INTO users VALUES ($1, $2)',
      ['jane@example.com', '$argon2id$hash'],
      driverError,
    ),
  });
  expect(line).toContain('INSERT INTO users VALUES ($1, $2)');
  expect(JSON.parse(line).err).toMatchObject({ code: '23505', constraint: 'users_email' });
  expect(line).not.toMatch(/jane|argon2id/);
});

it('writes any other error with its stack', () => {
  const line = logged({ err: new Error('unlike any other') });
  expect(JSON.parse(line).err).toMatchObject({
    message: 'unlike any other',
    stack: expect.stringContaining('logger.test'),
  });
});

it.each([
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'clientSecret',
  'authorization',
  'cookie',
  'secret',
])('writes no %s, wherever it stands', (key) => {
  const line = logged({ [key]: 'hunter2', input: { [key]: 'hunter2', deep: { [key]: 'hunter2' } } });
  expect(line).not.toContain('hunter2');
  expect(line.split('[redacted]')).toHaveLength(4);
});
