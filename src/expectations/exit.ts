import { z } from 'zod';
import { type Violation, wrong } from '../timeline/violation.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';

type Wanted = number | 'any' | 'nonzero';

const hint = 'expected exit: and a status from 0 to 255, any, or nonzero, such as exit: 0';

/** A command that a signal ended has no exit status: only `any` accepts that. */
function isAsWanted(code: number | null, wanted: Wanted): boolean {
  if (wanted === 'any') return true;
  return wanted === 'nonzero' ? code !== null && code !== 0 : code === wanted;
}

function describeEnd(code: number | null): string {
  return code === null ? 'a signal' : `status ${code}`;
}

function problemOf(code: number | null, wanted: Wanted): Violation {
  return {
    ...{ ...wrong, problem: 'ended-otherwise', dependsOnFaults: true, met: describeEnd(code) },
    call: null,
    attempts: [],
    says: `the command ended with ${describeEnd(code)}; ${wanted} was expected`,
  };
}

export const exit = expectation({
  name: 'exit',
  summary: "the drill's command ends with the status that is expected: 0, another one, nonzero or any",
  params: z.union([z.int(hint).min(0, hint).max(255, hint), z.literal(['any', 'nonzero'])], { error: hint }),
  standard: {
    says: 'a command that did what it was asked for ends with 0, one that failed with more',
    source: 'POSIX.1-2017, Shell & Utilities, section 1.4',
  },
  fix:
    'let the exit status show success or failure: an error without recovery ends with a status above 0 ' +
    '(process.exit(1), sys.exit(1), set -e), a recovered one with 0; or write exit: STATUS',
  check: 'badgateway drill healthy expired-certificate -- CMD: it ends with 0, then with more',
  checkOn: playedOnDeeptoken('healthy expired-certificate', 'it ends with 0, then with more'),
  falsePositiveRate: null,
  observe({ command, calls, openings, fired }, wanted) {
    const nothing = { samples: 0, problems: [], says: '' };
    if (command === null) return { ...nothing, unclear: 'no command was run: badgateway drill runs one' };
    if (command.stopped !== null && wanted !== 'any')
      return { ...nothing, unclear: 'a limit stopped the command' };
    if (calls.length === 0 && openings.length === 0 && fired.size === 0)
      return { ...nothing, unclear: 'the command sent no request' };
    const problems = isAsWanted(command.code, wanted) ? [] : [problemOf(command.code, wanted)];
    return {
      samples: 1,
      problems,
      unclear: null,
      says: `the command ended with ${describeEnd(command.code)}`,
    };
  },
});
