import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { badgateway, hosted, type Ran } from './command.ts';

/** What the tests read of a JSON report. */
export interface Told {
  readonly exit: number;
  readonly command: readonly string[];
  readonly known: readonly string[];
  readonly scenarios: readonly {
    readonly name: string;
    readonly platform: string;
    readonly seed: string;
    readonly outcome: string;
    readonly command: {
      readonly code: number | null;
      readonly stopped: string | null;
      readonly output: string;
    };
    readonly verdicts: readonly {
      readonly expectation: string;
      readonly outcome: string;
      readonly because: string;
      readonly findings: readonly {
        readonly id: string;
        readonly problem: string;
        readonly says: string;
        readonly count: number;
      }[];
    }[];
    readonly calls: readonly {
      readonly id: string;
      readonly outcome: unknown;
      readonly attempts: readonly { readonly status: number | null; readonly gapMs: number | null }[];
    }[];
  }[];
}

/** A folder for scenarios and programs, removed when the file's tests are over. */
export function workshop() {
  const folder = mkdtempSync(join(tmpdir(), 'badgateway-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    write(name: string, text: string): string {
      const file = join(folder, name);
      writeFileSync(file, text);
      return file;
    },
  };
}

/** Too many requests, once for each call. */
export const limitedOnce = `scenario: Rate-limited once
seed: 42
rules:
  - id: once
    when: { route: chat }
    per: call
    sequence: [{ error: { code: rate_limited, retryAfter: 1s } }, ok]
expect: [honours-retry-after, exit: 0]
`;

/**
 * Asks once, and again while it is told to come later; `WAIT` is how long it waits, in milliseconds, else it
 * obeys. Prints the text that it gets.
 */
export const client = `
const { OPENAI_BASE_URL, OPENAI_API_KEY, WAIT } = process.env;
for (let attempt = 1; ; attempt += 1) {
  const messages = [{ role: 'user', content: process.argv[2] ?? 'hi' }];
  const answer = await fetch(OPENAI_BASE_URL + '/chat/completions', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + OPENAI_API_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages }),
  });
  const body = await answer.json();
  if (answer.ok) {
    console.log(body.choices[0].message.content);
    break;
  }
  if (![429, 503].includes(answer.status) || attempt === 3) {
    console.error(body.error.message);
    process.exit(1);
  }
  const wait = WAIT ?? Number(answer.headers.get('retry-after') ?? 1) * 1000;
  await new Promise((resolve) => setTimeout(resolve, wait));
}
`;

/** Runs a drill to its end. */
export function drill(
  args: readonly string[],
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return badgateway(['drill', ...args, '--', ...words], { env });
}

type Reported = Ran & { readonly told: Told };

function reported(ran: Ran): Reported {
  if (ran.out === '') throw new Error(`the drill made no report: ${ran.err}`);
  return { ...ran, told: JSON.parse(ran.out) as Told };
}

/** The same, and its JSON report. */
export async function drilled(...given: Parameters<typeof drill>): Promise<Reported> {
  const [args, words, env] = given;
  return reported(await drill(['--json', ...args], words, env));
}

/** The same without a start of the command, where a test is about the client that is drilled. */
export async function drilledHosted(...given: Parameters<typeof drill>): Promise<Reported> {
  const [args, words, env = {}] = given;
  return reported(await hosted(['drill', '--json', ...args, '--', ...words], { env }));
}

/** A process that has ended and was not waited for is gone too. */
export function isGone(pid: string): boolean {
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', pid]).toString().startsWith('Z');
  } catch {
    return true;
  }
}
