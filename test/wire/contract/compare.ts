import { expect } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import type { Expectation } from './rows.ts';
import type { Printed } from './shell.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What `curl -i` prints of one answer after the other. */
function answersOf(out: string): Answer[] {
  return out
    .split(/^(?=HTTP\/1\.1 )|(?<=[}\n])(?=HTTP\/1\.1 \d{3} )/m)
    .filter((part) => part.startsWith('HTTP/1.1 '))
    .map((part) => {
      const [head = '', ...rest] = part.split('\r\n\r\n');
      const [line = '', ...fields] = head.split('\r\n');
      const headers = fields.map((field) => [
        field.slice(0, field.indexOf(':')).toLowerCase(),
        field.slice(field.indexOf(':') + 1).trim(),
      ]);
      return {
        status: Number(line.split(' ')[1]),
        headers: Object.fromEntries(headers),
        body: rest.join('\r\n\r\n'),
      };
    });
}

function shapeOf(value: Json): string {
  const members = Object.entries(value ?? {}).map(([name, inner]) =>
    typeof inner === 'object' && inner !== null ? `${name}: ${shapeOf(inner)}` : name,
  );
  return `{ ${members.join(', ')} }`;
}

/** `/…/` and `/…/m` are patterns. */
function patternOf(text: string): RegExp | null {
  const [, pattern, flags] = /^\/(.*)\/(m?)$/s.exec(text) ?? [];
  return pattern === undefined ? null : new RegExp(pattern, flags);
}

function compare(met: unknown, expected: unknown, what: string): void {
  if (expected === 'absent') expect(met, what).toBeUndefined();
  else if (typeof expected === 'object' && expected !== null)
    for (const [name, inner] of Object.entries(expected))
      compare((met as Record<string, unknown> | undefined)?.[name], inner, `${what}.${name}`);
  else {
    const pattern = typeof expected === 'string' ? patternOf(expected) : null;
    if (pattern === null) expect(met, what).toBe(expected);
    else expect(met, what).toMatch(pattern);
  }
}

/** Holds what a command printed against what its row expects. */
export function compareAll({ exit, out, err }: Printed, expected: Expectation): void {
  const { status, statuses, headers, envelope, body, output } = expected;
  expect(exit, `exit status; it printed ${out}${err}`).toBe(expected.exit);
  const answers = answersOf(out);
  const last = answers.at(-1);
  if (status !== undefined) expect(last?.status, out).toBe(status);
  if (statuses !== undefined) expect(answers.map((answer) => answer.status)).toEqual(statuses);
  compare(last?.headers ?? {}, headers, 'header');
  if (envelope !== undefined) expect(shapeOf(JSON.parse(last?.body ?? '') as Json)).toBe(envelope);
  if (Object.keys(body).length > 0) compare(JSON.parse(last?.body ?? ''), body, 'body');
  if (output !== undefined) expect(out + err).toMatch(patternOf(output) ?? output);
}
