import { z } from 'zod';
import { OperationError, reasonOf } from '../errors.ts';

/** What a generation is made of. A system can be without k3s. */
export const componentNames = ['k3os', 'k3s', 'kernel'] as const;
export type ComponentName = (typeof componentNames)[number];

/** The same shape twice: a version reads what a newer one has written, and writes nothing that it does not know. */
function shape(object: typeof z.object) {
  const File = object({ size: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
  const Component = object({
    version: z.string().min(1),
    /** Of `/k3os/system/<component>`. */
    folder: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+~_-]*$/),
    files: z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+_-]*$/), File),
  });
  return object({
    number: z.int().min(1),
    created: z.iso.datetime(),
    /** Where it came from, for people. */
    origin: z.string(),
    components: object({ k3os: Component, k3s: Component.optional(), kernel: Component }),
  });
}

const Generation = shape(z.object);
const GenerationAsWritten = shape(z.strictObject as typeof z.object);

/** `generation.json`; never changed after it was written. */
export type Generation = z.infer<typeof Generation>;
export type Component = Generation['components']['k3os'];

/** @throws OperationError naming what is wrong with the text */
export function parseGeneration(content: Buffer | string, path: string): Generation {
  try {
    return Generation.parse(JSON.parse(content.toString()));
  } catch (error) {
    const reason =
      error instanceof z.ZodError
        ? error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join(', ')
        : reasonOf(error);
    throw new OperationError(`${path} is no record of a generation: ${reason}`);
  }
}

export function renderGeneration(generation: Generation): string {
  return `${JSON.stringify(GenerationAsWritten.parse(generation), undefined, 2)}\n`;
}

/** In the order of `componentNames`; those that the generation has. */
export function componentsOf({ components }: Generation): [ComponentName, Component][] {
  return componentNames.flatMap((name) => {
    const component = components[name];
    return component === undefined ? [] : [[name, component] as [ComponentName, Component]];
  });
}
