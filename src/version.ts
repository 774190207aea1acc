/** Put in by the bundler (src/dev/build.ts); absent when the sources run as they are. */
declare const bakedK3osVersion: string | undefined;

/** `v0.1.0` of a release, else with the commit: `v0.1.0+g1ac5185`. */
export const k3osVersion: string =
  typeof bakedK3osVersion === 'string' ? bakedK3osVersion : 'v0.0.0+source';
