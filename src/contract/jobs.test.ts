import { expect, it } from 'vitest';
import { JobRegistration } from './jobs.ts';

const takes = (endpoint: string) => JobRegistration.shape.endpoint.safeParse(endpoint).success;

it.each([
  '/run',
  '/a..b/...',
  '/run?next=https://example.com/../x&path=..;%252e',
  '/a%2fb',
  '/100%25',
  '/a;v=1/b',
])('takes %s', (endpoint) => expect(takes(endpoint)).toBe(true));

it.each([
  'run',
  '//host/run',
  '/a//b?c',
  '/..?c=1',
  '/a/..#b',
  '/a/%2e%2e/b',
  '/a/..%2fb',
  '/a/..;/b',
  '/a/..;x=1/b',
  '/a/%2e%2e%3bx/b',
  '/%252e%252e/b',
  '/a%25252Fb',
  '/a\\b',
])('refuses %s', (endpoint) => expect(takes(endpoint)).toBe(false));
