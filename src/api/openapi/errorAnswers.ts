// The errors of a route by HTTP status, each with its codes.
import { z } from 'zod';
import { ApiErrorBody } from '../../contract/errors.ts';
import { CODES_OF_EVERY_ROUTE } from '../../contract/routes/routeContract.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import { ERROR_STATUSES } from '../response/errorStatuses.ts';

export function errorAnswers(
  codes: readonly ErrorCode[],
): Map<string, { description: string; schema: z.ZodType }> {
  const possible = new Set<ErrorCode>([...codes, ...CODES_OF_EVERY_ROUTE]);
  // It is an answer to methods that are not described.
  possible.delete('METHOD_NOT_ALLOWED');
  const byStatus = Map.groupBy(possible, (code) => ERROR_STATUSES[code].status);
  return new Map(
    [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((code) => `\`${code}\``).join(', '),
        schema: ApiErrorBody.and(z.looseObject({ code: z.enum(group) })),
      },
    ]),
  );
}
