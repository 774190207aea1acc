import { describe, expect, it } from 'vitest';
import { declaredBase64 } from '../../../../src/datasources/documents/declared-base64.ts';

describe('user-data that is declared as base64', () => {
  it.each([
    { what: 'is', text: 'aG9zdG5hbWU6IGEK', content: 'hostname: a\n' },
    { what: 'is with line breaks in it', text: 'aG9zdG5h\r\nbWU6IGEK\n', content: 'hostname: a\n' },
  ])('is decoded where it $what', ({ text, content }) => {
    expect(declaredBase64(text, 'user_data')).toEqual({
      content: Buffer.from(content),
      notices: [],
    });
  });

  it.each([undefined, '', ' \n'])('is none where there is %j', (text) => {
    expect(declaredBase64(text, 'user_data')).toEqual({ notices: [] });
  });

  it('is used as it is where it is none, and that is said', () => {
    expect(declaredBase64('hostname: a', 'user_data')).toEqual({
      content: Buffer.from('hostname: a'),
      notices: ['user_data should be base64, and is used as it is'],
    });
  });
});
