import { OperationError, reasonOf } from '../../errors.ts';
import type { InstanceData } from '../instance-data.ts';
import type { Documents } from './documents.ts';

/** In place of a document that is a help and no more, and could not be had: why. */
const missing = 'missing';

/** A document without which the rest counts. It is asked for a few times, not as long as there is time. */
export async function fetchOptional(
  name: string,
  fetch: (request: { readonly maxTries: number }) => Promise<Buffer | undefined>,
): Promise<Documents> {
  try {
    return { [name]: await fetch({ maxTries: 6 }) };
  } catch (error) {
    return { [missing]: Buffer.from(reasonOf(error)) };
  }
}

/** With what `fetchOptional` could not bring. Pure. */
export function withMissing(data: InstanceData, documents: Documents): InstanceData {
  const why = documents[missing]?.toString();
  return why === undefined
    ? data
    : { ...data, isPartial: true, notices: [...(data.notices ?? []), `${why}: left out`] };
}

/**
 * What a document says that is a help and no more. Pure.
 * @param notices where one is added when it makes no sense
 * @returns undefined then, and where it is not there
 */
export function readable<T>(read: () => T, notices: string[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof OperationError)) {
      throw error;
    }
    notices.push(`${reasonOf(error)}: left out`);
    return undefined;
  }
}
