import type { Schemas } from '@bulkgate/client';

export type Problem = Schemas['Problem'];

/** The server has answered with a problem. */
export class ApiProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiProblem';
  }
}

/** The server has not answered: it is away, or the network is. */
export class NoAnswer extends Error {
  constructor(cause: unknown) {
    super('The server does not answer', { cause });
    this.name = 'NoAnswer';
  }
}

/** The fields that the server refuses, with a sentence for each; none for any other error. */
export function faultsOf(error: Error | null): NonNullable<Problem['errors']> {
  return error instanceof ApiProblem ? (error.problem.errors ?? []) : [];
}

export interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** What a call was answered with. @throws ApiProblem, NoAnswer */
export async function dataOf<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw new NoAnswer(cause);
  });
  if (response.ok) return data as Data;
  // Between the browser and us stands a proxy, which has answers of its own.
  throw isProblem(error) ? new ApiProblem(error) : new NoAnswer(error);
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'status' in error;
}
