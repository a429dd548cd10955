// Refuses callers that ask too often, so that one cannot slow down the others. Each process counts for itself, in memory.
import type { RouterMiddleware } from '@koa/router';
import type { Context, Middleware } from 'koa';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../../config.ts';
import { rateClassOf } from '../../contract/rateClasses.ts';
import type { RouteName } from '../../contract/routes.ts';
import { SchedulerError } from '../../domain/errors.ts';
import type { RateClass } from '../../domain/rateLimits.ts';

const WINDOW_SECONDS = 60;

const pass: RouterMiddleware = (_ctx, next) => next();

export function createRateLimits({ rateLimits, credentials }: Pick<Config, 'rateLimits' | 'credentials'>) {
  const limiters = new Map<RateClass, RateLimiterMemory>();
  // In open mode all callers are one, on this machine.
  if (credentials !== null) {
    for (const [name, perMinute] of Object.entries(rateLimits) as [RateClass, number | null][]) {
      if (perMinute === null) continue;
      limiters.set(
        name,
        new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS, keyPrefix: name }),
      );
    }
  }

  return {
    /** For one route, by its class and caller. */
    limitRate(route: RouteName): RouterMiddleware {
      const name = rateClassOf(route);
      const limiter = name && limiters.get(name);
      if (limiter === undefined) return pass;
      return async (ctx, next) => {
        const { kind, principal } = ctx.state.caller;
        const caller = name === 'report' ? (ctx.params['id'] ?? '') : kind === 'nobody' ? ctx.ip : principal;
        const counted = await count(limiter, caller);
        setHeaders(ctx, limiter, counted);
        if (counted.consumedPoints > limiter.points) {
          throw tooMany(ctx, counted, `${limiter.points} requests per minute of the class "${name}"`);
        }
        return next();
      };
    },

    /**
     * Guesses of credentials, by address. An expired token is no guess. Good credentials are let in from any address: behind
     * one proxy, one caller with a wrong token would lock out all others.
     */
    limitGuesses(): Middleware {
      const limiter = limiters.get('signIn');
      if (limiter === undefined) return (_ctx, next) => next();
      return async (ctx, next) => {
        try {
          return await next();
        } catch (error) {
          if (!isGuess(error)) throw error;
          const counted = await count(limiter, ctx.ip);
          if (counted.consumedPoints > limiter.points) throw tooManyGuesses(ctx, limiter, counted);
          throw error;
        }
      };
    },

    /** Beyond that limit nobody signs in from the address, also not with a good token. */
    refuseGuessers(): RouterMiddleware {
      const limiter = limiters.get('signIn');
      if (limiter === undefined) return pass;
      return async (ctx, next) => {
        const counted = await limiter.get(ctx.ip);
        if (counted !== null && counted.consumedPoints >= limiter.points) {
          throw tooManyGuesses(ctx, limiter, counted);
        }
        return next();
      };
    },
  };
}

function tooManyGuesses(
  ctx: Context,
  { points }: RateLimiterMemory,
  counted: RateLimiterRes,
): SchedulerError {
  return tooMany(ctx, counted, `${points} refused credentials per minute`);
}

/** Resolves also beyond the limit. */
async function count(limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key);
  } catch (beyond) {
    if (beyond instanceof RateLimiterRes) return beyond;
    throw beyond;
  }
}

function isGuess(error: unknown): boolean {
  return (
    error instanceof SchedulerError &&
    error.code === 'UNAUTHENTICATED' &&
    typeof error.details === 'object' &&
    error.details !== null &&
    'unknown' in error.details
  );
}

function setHeaders(ctx: Context, { points }: RateLimiterMemory, counted: RateLimiterRes): void {
  ctx.set({
    'ratelimit-limit': String(points),
    'ratelimit-remaining': String(Math.max(counted.remainingPoints, 0)),
    'ratelimit-reset': String(secondsLeft(counted)),
  });
}

function tooMany(ctx: Context, counted: RateLimiterRes, limit: string): SchedulerError {
  const seconds = secondsLeft(counted);
  ctx.set('retry-after', String(seconds));
  return new SchedulerError('RATE_LIMITED', `more than ${limit}; try again in ${seconds} s`, {
    details: { retryAfterSeconds: seconds },
  });
}

function secondsLeft({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1_000));
}
