import { execFileSync } from 'node:child_process';
import { QueryFailedError } from 'typeorm';
import { collectSpans } from '../../testkit/spans';
import { inSpan, setTracer } from '../telemetry/tracing';
import { createLogger } from './logger';
import { projectRoot } from './paths';

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
  'newPassword',
  'currentPassword',
  'apiKey',
  'privateKey',
])('writes no %s, wherever it stands', (key) => {
  const line = logged({ [key]: 'hunter2', input: { [key]: 'hunter2', deep: { [key]: 'hunter2' } } });
  expect(line).not.toContain('hunter2');
  expect(line.split('[redacted]')).toHaveLength(4);
});

describe('what clients send', () => {
  const HOSTILE = 'Name\n{"level":50,"msg":"forged"}\r\u001b[2J\u009b2J\u2028\u007f';

  it('ends no line and steers no terminal, as JSON', () => {
    const written = logged({ operation: HOSTILE, err: new Error(HOSTILE) });
    expect(written.trimEnd().split('\n')).toHaveLength(1);

    expect(written.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    expect(JSON.parse(written)).toMatchObject({ operation: HOSTILE, msg: 'failed' });
  });

  it('nor in a terminal: what ends a line there is indented', () => {
    const script = `
      const { createLogger } = require('./service-kit/process/logger');
      const log = createLogger({ name: 'test', pretty: true });
      const hostile = JSON.parse(process.env.HOSTILE);
      log.error({ operation: hostile, err: new Error(hostile) }, hostile);`;
    const env = { ...process.env, HOSTILE: JSON.stringify(HOSTILE), NO_COLOR: '1' };
    const shown = execFileSync(process.execPath, ['-r', '@swc-node/register', '-e', script], {
      cwd: projectRoot,
      env,
      encoding: 'utf8',
    });

    const words = shown.replace(/\u001b\[\d*m/g, '');

    expect(words).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/);
    expect(words.split('\n').filter((line) => line.startsWith('{'))).toEqual([]);
  });
});

it('says in which trace a line was written, while spans are made', () => {
  collectSpans();
  try {
    const span = inSpan(
      'GET /',
      () => ({ kind: 'server' }),
      (open) => ({ line: logged({}), open }),
    );
    expect(JSON.parse(span.line)).toMatchObject({ traceId: span.open?.traceId, spanId: span.open?.spanId });
  } finally {
    setTracer(null);
  }
});
