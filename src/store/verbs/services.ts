// Services: their limits and pauses.
import { z } from 'zod';
import { StoredService } from '../../contract/services.ts';
import type { Verb } from '../verb.ts';
import { Cursor, Instant } from '../../contract/fields.ts';
import { EffectsAnswer } from './effects.ts';
import type { Author } from './fields.ts';

/** Fields that are not given stay as they are. */
export interface ServiceChange extends Author {
  service: string;
  /** Null: as declared. */
  maxConcurrent?: number | null | undefined;
  paused?: boolean | undefined;
  reason?: string | undefined;
}

export const serviceVerbs = (verb: Verb) => ({
  setService: verb<ServiceChange>()('set_service', EffectsAnswer.extend({ service: StoredService })),
  listServices: verb<{ cursor?: string | undefined }>()(
    'list_services',
    z.object({ services: z.array(StoredService), nextCursor: Cursor }),
  ),
  noteServiceTokenUse: verb<{ tokenId: string }>()('note_service_token_use', z.object({})),
  listServiceTokenUses: verb()(
    'list_service_token_uses',
    z.object({ uses: z.array(z.object({ tokenId: z.string(), lastUsedAt: Instant })) }),
  ),
  declareLimits: verb<{ limits: Record<string, number> }>()('declare_limits', z.object({ changed: z.int() })),
  admitWaiting: verb<{ service: string }>()('admit_waiting', EffectsAnswer),
});
