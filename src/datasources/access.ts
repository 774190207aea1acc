import type { System } from '../effects/system.ts';
import type { MetadataHttp } from './http/metadata-http.ts';
import type { Media } from './media/media.ts';
import type { Platform } from './platform.ts';

/** All that a source may ask. Its time is limited: what is asked later than its budget throws. */
export interface Access {
  readonly platform: Platform;
  readonly http: MetadataHttp;
  readonly media: Media;
  readonly files: Pick<System['files'], 'read' | 'list' | 'status'>;
  readonly exec: System['exec'];
}
