// The shape of every error answer.
import { expect } from 'vitest';
import type { ApiAnswer } from './apiAnswer.ts';

export function expectError(answer: ApiAnswer, status: number, code: string, message: RegExp = /./): void {
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  expect(answer.body).toMatchObject({
    error: expect.any(String),
    code,
    message: expect.stringMatching(message),
    requestId: answer.headers.get('x-request-id'),
  });
}
