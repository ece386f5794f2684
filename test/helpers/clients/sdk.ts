import OpenAI, { type ClientOptions } from 'openai';
import { validKey } from '../facts.ts';

/** The unmodified SDK, told where the gateway is. It retries only where a test says so. */
export function sdk(url: string, options: ClientOptions = {}): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: validKey, maxRetries: 0, ...options });
}

/** The error that a promise was rejected with. */
export async function failureOf(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure, and it succeeded');
}
