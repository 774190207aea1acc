import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../../../src/datasources/http/answers.ts';

const now = new Date('2026-01-02T03:04:05Z');
const judge = (status: number, headers = {}, request = {}) =>
  judgeAnswer({ status, headers }, request, now);

describe('an answer of a metadata service', () => {
  it.each([
    { status: 200, kind: 'found' },
    { status: 204, kind: 'found' },
    { status: 404, kind: 'none' },
    { status: 408, kind: 'again' },
    { status: 425, kind: 'again' },
    { status: 429, kind: 'again' },
    { status: 500, kind: 'again' },
    { status: 504, kind: 'again' },
    { status: 400, kind: 'final' },
    { status: 401, kind: 'final' },
    { status: 403, kind: 'final' },
  ])('with status $status is $kind', ({ status, kind }) => {
    expect(judge(status).kind).toBe(kind);
  });

  it('means what the source says it means', () => {
    expect(judge(404, {}, { none: [] })).toEqual({ kind: 'final', reason: 'answered 404' });
    expect(judge(403, {}, { none: [403] }).kind).toBe('none');
    expect(judge(404, {}, { none: [], notYet: [404, 410] }).kind).toBe('again');
  });

  it.each([401, 404, 503, 302])('with status %d is found where the source expects it', (status) => {
    expect(judge(status).kind).not.toBe('found');
    expect(judge(status, {}, { expected: [status], none: [404] }).kind).toBe('found');
    expect(judge(status, {}, { expected: [418] })).toEqual(judge(status));
  });

  it('that leads elsewhere is none, and its secrets are not shown', () => {
    expect(judge(302, { location: 'http://me:secret@192.0.2.1/a?token=t' })).toEqual({
      kind: 'final',
      reason: 'is redirected to http://192.0.2.1/a, which a metadata service never does',
    });
  });

  it.each([
    { value: '7', afterMs: 7000 },
    { value: 'Fri, 02 Jan 2026 03:04:15 GMT', afterMs: 10_000 },
    { value: 'Fri, 02 Jan 2026 03:00:00 GMT', afterMs: 0 },
    { value: '86400', afterMs: 30_000 },
    { value: 'soon', afterMs: undefined },
  ])('that asks to come back after "$value" is waited for', ({ value, afterMs }) => {
    expect(judge(503, { 'retry-after': value })).toEqual({ kind: 'again', afterMs });
  });
});
