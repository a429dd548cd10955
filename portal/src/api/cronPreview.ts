// The server's preview of an expression; the portal has no cron implementation of its own.
import { queryOptions } from '@tanstack/react-query';
import type { CronPreview, CronPreviewRequest } from '../../../src/contract/cronPreview.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './client/request.ts';

export function cronPreviewQuery(asked: CronPreviewRequest) {
  return queryOptions({
    queryKey: queryKeys.cronPreview(asked),
    queryFn: ({ signal }) => request<CronPreview>('POST', 'api/cron/preview', { body: asked, signal }),
    staleTime: 10_000,
    retry: false,
  });
}
