/** Debian's name of what this machine is, as in the names of releases. */
export type Architecture = 'amd64' | 'arm64';

export const ownArchitecture: Architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
