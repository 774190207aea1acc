/** By this name a part of the program asks for the program's own `errors.ts`. */
export const sharedErrors = 'k3os:errors';
