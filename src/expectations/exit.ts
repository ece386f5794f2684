import { z } from 'zod';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { describeEnd, describeSilence, isAsWanted, problemOf } from './observe/exit.ts';

const hint = 'expected exit: and a status from 0 to 255, any, or nonzero, such as exit: 0';

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
      return { ...nothing, unclear: describeSilence(command) };
    const problems = isAsWanted(command.code, wanted) ? [] : [problemOf(command.code, wanted)];
    return {
      samples: 1,
      problems,
      unclear: null,
      says: describeEnd(command),
    };
  },
});
