import type { Access } from '../../src/datasources/access.ts';
import { usualHost } from '../../src/datasources/asking/reach.ts';
import { dmiFields, type Platform, type Volume } from '../../src/datasources/machine/platform.ts';
import type { Media } from '../../src/datasources/media/media.ts';
import { type RecordedHttp, type Routes, recordedHttp } from './metadata-server.ts';
import { recordingSystem, type SystemGiven } from './recording-system.ts';

type PlatformGiven = Partial<Omit<Platform, 'dmi'>> & { readonly dmi?: Partial<Platform['dmi']> };

/** A machine that says nothing of itself, but for what is given. */
export function platform({ dmi, ...given }: PlatformGiven = {}): Platform {
  const nothing = Object.fromEntries(dmiFields.map((field) => [field, '']));
  return {
    dmi: { ...nothing, ...dmi } as Platform['dmi'],
    ...{ hypervisorUuid: '', cmdline: '', oemStrings: [], volumes: [], links: [], present: [] },
    ...given,
  };
}

export function volume(given: Partial<Volume> & Pick<Volume, 'device'>): Volume {
  return { type: 'iso9660', label: '', uuid: '', isOptical: false, ...given };
}

export interface AccessGiven extends Pick<SystemGiven, 'files' | 'programs'> {
  readonly platform?: PlatformGiven;
  readonly web?: Routes;
  /** Volumes that come only to who waits for them, and how long that is where nothing says that they must come. */
  readonly late?: readonly Volume[];
  readonly lateMs?: number;
  /** By device, files by their names. */
  readonly trees?: Readonly<Record<string, Readonly<Record<string, string | Buffer>>>>;
}

/** What a source is given to ask, with recorded answers. */
export function access(given: AccessGiven = {}): Access & { readonly http: RecordedHttp } {
  const { files, programs, web = {}, trees = {}, late = [], lateMs = 0 } = given;
  const own = platform(given.platform);
  const system = recordingSystem({
    ...(files === undefined ? {} : { files }),
    ...(programs === undefined ? {} : { programs }),
  });
  return {
    platform: own,
    ...{ http: recordedHttp(web), host: usualHost },
    media: recordedMedia(own.volumes, late, trees),
    lateMs,
    files: system.files,
    exec: system.exec,
  };
}

function recordedMedia(
  volumes: readonly Volume[],
  late: readonly Volume[],
  trees: NonNullable<AccessGiven['trees']>,
): Media {
  return {
    async find(isWanted, waitMs) {
      const now = volumes.filter(isWanted);
      return now.length > 0 || waitMs === 0 ? now : late.filter(isWanted);
    },
    async read({ device }, names) {
      const tree = trees[device];
      if (tree === undefined) {
        throw new Error(`${device}: no medium found`);
      }
      const lower = new Map(Object.entries(tree).map(([name, body]) => [name.toLowerCase(), body]));
      return Object.fromEntries(
        names.map((name) => {
          const body = lower.get(name.toLowerCase());
          return [name, body === undefined ? undefined : Buffer.from(body as string)];
        }),
      );
    },
  };
}
