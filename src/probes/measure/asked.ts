import { z } from 'zod';
import { duration } from '../../lib/shapes.ts';

const hint = 'expected a URL such as http://127.0.0.1:8080/health, without a password';

export const urlField = z.string({ error: hint }).refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}, hint);

/** What every probe takes that asks a server. */
export const askedShape = z.strictObject({
  token: z
    .string()
    .regex(/^env:[A-Za-z_]\w*$/, 'expected env:NAME: a token comes from the environment, never from a file')
    .exactOptional()
    .describe('Environment variable with a bearer token, env:NAME. Default: none is sent.'),
  timeout: duration
    .refine((ms) => ms > 0, 'expected more than 0s')
    .prefault('2s')
    .describe('How long an answer may take.'),
});

export function optionsOf({ token, timeout }: z.output<typeof askedShape>) {
  return { tokenFrom: token === undefined ? null : token.slice('env:'.length), timeoutMs: timeout };
}

/** Without query, which may be long and tell a secret. */
export function shownUrl(text: string): string {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`;
}

/** `undefined`: the text is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
