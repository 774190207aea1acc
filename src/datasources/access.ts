import type { System } from '../effects/system.ts';
import type { MetadataHttp } from './http/metadata-http.ts';
import type { Platform } from './machine/platform.ts';
import type { Media } from './media/media.ts';

/** All that a source may ask. Its time is limited: what is asked later than its budget throws. */
export interface Access {
  readonly platform: Platform;
  readonly http: MetadataHttp;
  /** Of the service of the cloud, as it stands in a URL; most clouds have it at one address only. */
  readonly host: string;
  readonly media: Media;
  /** How long a medium is waited for that is not there, and of which nothing but its name in the list says that it will be. */
  readonly lateMs: number;
  /** Aborted when nobody waits for an answer any more. */
  readonly signal?: AbortSignal | undefined;
  readonly files: Pick<System['files'], 'read' | 'list' | 'status'>;
  readonly exec: System['exec'];
}
