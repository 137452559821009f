import { GraphQLError } from 'graphql';
import {
  badInput,
  conflict,
  ERROR_CODES,
  forbidden,
  formatErrorWith,
  notFound,
  rateLimited,
  unauthenticated,
} from './errors';

function formatted(original: Error) {
  const reported: unknown[] = [];
  const located = new GraphQLError(original.message, {
    path: ['estimate'],
    originalError: original,
    extensions: original instanceof GraphQLError ? original.extensions : {},
  });
  const answer = formatErrorWith({ report: (error) => void reported.push(error) })(
    { ...located.toJSON(), extensions: { ...located.toJSON().extensions, stacktrace: ['at secret.ts'] } },
    located,
  );
  return { answer, reported };
}

describe('errors at the surface', () => {
  it.each([
    [unauthenticated(), 'UNAUTHENTICATED'],
    [forbidden('crm:read'), 'FORBIDDEN'],
    [notFound('Lead'), 'NOT_FOUND'],
    [badInput('Mend it.'), 'BAD_USER_INPUT'],
    [conflict('Changed.'), 'CONFLICT'],
    [rateLimited(1500), 'RATE_LIMITED'],
  ])('%s keeps its message and code', (error, code) => {
    const { answer, reported } = formatted(error);
    expect(answer.message).toBe(error.message);
    expect(answer.extensions?.['code']).toBe(code);
    expect(ERROR_CODES).toContain(code);
    expect(reported).toEqual([]);
  });

  it('masks everything else, and reports the original', () => {
    const { answer, reported } = formatted(
      new Error('duplicate key value violates "users_pkey" (password=hunter2)'),
    );
    expect(JSON.stringify(answer)).not.toMatch(/users_pkey|hunter2|secret\.ts/);
    expect(answer).toMatchObject({ path: ['estimate'], extensions: { code: 'INTERNAL_SERVER_ERROR' } });
    expect(reported).toHaveLength(1);
  });

  it('masks a GraphQLError without a code of the closed list', () => {
    const { answer } = formatted(new GraphQLError('internal words', { extensions: { code: 'MADE_UP' } }));
    expect(answer.message).not.toContain('internal words');
    expect(answer.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
  });

  it('says that the database is away rather than that we have a bug', () => {
    const { answer } = formatted(
      Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' }),
    );
    expect(answer.extensions?.['code']).toBe('SERVICE_UNAVAILABLE');
    expect(JSON.stringify(answer)).not.toContain('10.0.0.7');
  });

  it.each([
    Object.assign(new Error('terminating connection because of crash'), { code: '57P02' }),
    Object.assign(new Error('sorry, too many clients already'), { code: '53300' }),
    Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }),
    new Error('Client has encountered a connection error and is not queryable'),
    new Error('Query runner already released.', { cause: new Error('Connection terminated unexpectedly') }),
  ])('says the same when a connection breaks: %s', (error) => {
    expect(formatted(error).answer.extensions?.['code']).toBe('SERVICE_UNAVAILABLE');
  });

  it('never lets a stack trace pass', () => {
    expect(formatted(notFound('Lead')).answer.extensions).not.toHaveProperty('stacktrace');
  });
});
