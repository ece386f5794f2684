import { logLevels } from '../lib/log.ts';
import { choice, choiceOr, type OptionsOf, option, switchOn } from './option.ts';
import { reportMode, scenarioOptions } from './options.ts';
import { count, duration, more, names } from './values.ts';

/** Options on the runs. */
const runOptions = {
  suite: option('<name|file>', 'every scenario that the contract of this platform calls for'),
  repeat: option(
    '<n>',
    "run the command so often under each scenario; default: the scenario's own number, else 1",
    { read: count },
  ),
  jobs: option('<n>', 'scenarios at once', { read: count, otherwise: 1 }),
  timeLimit: option('<duration>', 'end the command after this long', {
    ...{ read: duration, otherwise: 120_000, spelled: '2m' },
  }),
  maxAttempts: option('<n>', 'end the command after so many requests', { read: count, otherwise: 1_000 }),
  trust: choice(
    '<root>',
    'corporate: run it with the root of the corporate proxy trusted, and once more without',
    ['corporate'],
  ),
  watch: switchOn('run again when a scenario file changes'),
};

/** Options on verdicts and reports. The variable for a journal is that of `serve`, where it is a file. */
const judgeOptions = {
  only: option('<expectations>', 'judge these alone: honours-retry-after,recovers', { read: names }),
  baseline: option('<file>', 'fail on findings alone that are not in this JSON report'),
  report: option('<file>', 'write a report, its form by the ending; may be given again', { read: more }),
  reportMode,
  journal: option('<folder>', 'keep what happened, a file for each run', { variable: 'none' }),
  logLevel: choiceOr('error', '<level>', 'least severe line to log', logLevels),
  json: switchOn("the report as JSON on standard output; the command's output goes to standard error"),
};

export const drillOptions = { ...runOptions, ...scenarioOptions, ...judgeOptions };
export type DrillOptions = OptionsOf<typeof drillOptions>;

export const drillHelp = `
Example:
  badgateway drill rate-limited-then-recovers -- node examples/client.mjs

The command finds the gateway in OPENAI_BASE_URL and OPENAI_API_KEY (and in BADGATEWAY_URL,
BADGATEWAY_TLS_URL, BADGATEWAY_CA). What it made of the answers it says by its exit code, or for each call:
  curl -d '{"outcome":"success"}' "$BADGATEWAY_OUTCOME_URL"

Exit codes: 0 held, or known to the baseline, 1 an expectation was broken, 2 could not run,
3 stopped by a limit and nothing was broken, 4 suspect or inconclusive. Of several, the first of 2, 1, 3, 4.
`;
