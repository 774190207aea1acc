import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../../../src/datasources/http/answers.ts';

const now = new Date(0);

describe('an answer that is expected', () => {
  it.each([
    { status: 401, otherwise: 'final' },
    { status: 404, otherwise: 'none' },
    { status: 503, otherwise: 'again' },
  ])('of $status is found, and not $otherwise', ({ status, otherwise }) => {
    const answer = { status, headers: {} };

    expect(judgeAnswer(answer, {}, now).kind).toBe(otherwise);
    expect(judgeAnswer(answer, { expected: [status] }, now).kind).toBe('found');
  });

  it('leaves the meaning of other statuses alone', () => {
    const answer = { status: 403, headers: {} };

    expect(judgeAnswer(answer, { expected: [401] }, now).kind).toBe('final');
  });
});
