import { decodeBase64 } from '../../lib/base64.ts';

/**
 * User-data of a cloud that takes nothing but base64. What is none was put there as it is: it is used so, and the person is told.
 * @param name in the notice
 */
export function declaredBase64(
  text: string | undefined,
  name: string,
): { readonly content?: Buffer; readonly notices: readonly string[] } {
  if (text === undefined || text.trim() === '') {
    return { notices: [] };
  }
  const content = decodeBase64(text);
  return content === undefined
    ? { content: Buffer.from(text), notices: [`${name} should be base64, and is used as it is`] }
    : { content, notices: [] };
}
