import { GraphQLError } from 'graphql';
import type { OperationRequest } from '../pipeline/stage';
import { cappedErrors, errorCap, OmittedErrors } from './error-cap';

const answerWith = (count: number) =>
  errorCap(100)(async () => ({
    data: { a: 1 },
    errors: Array.from({ length: count }, (_, i) => new GraphQLError(`error ${i}`)),
  }))({} as OperationRequest);

it('an answer keeps a hundred errors', async () => {
  expect((await answerWith(100)).errors).toHaveLength(100);
});

it('an answer with more says how many are left out', async () => {
  const { data, errors = [] } = await answerWith(5_000);
  expect(data).toEqual({ a: 1 });
  expect(errors).toHaveLength(101);
  expect(errors[99]?.message).toBe('error 99');
  expect(errors[100]).toMatchObject({
    message: 'There are 4900 more errors, which are left out.',
    extensions: { code: 'ERRORS_OMITTED' },
  });
});

it('counts what was left out before it', () => {
  const errors = [
    ...Array.from({ length: 100 }, (_, i) => new GraphQLError(`error ${i}`)),
    new OmittedErrors(400),
  ];
  expect(cappedErrors(errors, 100).at(-1)?.message).toBe('There are 400 more errors, which are left out.');
  const fewer = cappedErrors(errors, 10);
  expect(fewer).toHaveLength(11);
  expect(fewer[10]?.message).toBe('There are 490 more errors, which are left out.');
});
