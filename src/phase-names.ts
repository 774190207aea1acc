/** In boot order; what each does is in phases.ts. */
export const phaseNames = ['initrd', 'boot', 'runtime'] as const;

export type PhaseName = (typeof phaseNames)[number];
