import { InvalidArgumentError, Option } from 'commander';
import { type LogLevel, logLevels } from '../lib/log.ts';
import { durationHint, parseDuration } from '../lib/units.ts';
import { more, names, scenarioOptions, variable } from './options.ts';

/** Options of `drill`. Precedence: flag, environment, scenario file, default. */
export interface DrillOptions {
  readonly platform?: string;
  readonly upstream?: string;
  readonly rule?: string;
  readonly seed?: string;
  readonly suite?: string;
  readonly repeat: number;
  readonly jobs: number;
  readonly only?: readonly string[];
  readonly baseline?: string;
  readonly report?: readonly string[];
  readonly trust?: 'corporate';
  readonly timeLimit: number;
  readonly maxAttempts: number;
  readonly journal?: string;
  readonly watch?: boolean;
  readonly logLevel: LogLevel;
  readonly json?: boolean;
}

function count(text: string): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('expected a whole number from 1.');
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new InvalidArgumentError(`expected ${durationHint}.`);
}

/** Options on the runs. */
const runOptions = (): Option[] => [
  new Option('--suite <name|file>', 'every scenario that the contract of this platform calls for').env(
    variable('SUITE'),
  ),
  new Option('--repeat <n>', 'run the command so often under each scenario; some things show only then')
    .env(variable('REPEAT'))
    .default(1)
    .argParser(count),
  new Option('--jobs <n>', 'scenarios at once').env(variable('JOBS')).default(1).argParser(count),
  new Option('--time-limit <duration>', 'end the command after this long')
    .env(variable('TIME_LIMIT'))
    .default(120_000, '2m')
    .argParser(duration),
  new Option('--max-attempts <n>', 'end the command after so many requests')
    .env(variable('MAX_ATTEMPTS'))
    .default(1_000)
    .argParser(count),
  new Option('--trust <root>', "corporate: let it trust the root of scenario corporate-proxy's proxy too")
    .env(variable('TRUST'))
    .choices(['corporate']),
  new Option('--watch', 'run again when a scenario file changes').env(variable('WATCH')),
];

/** Options on verdicts and reports. */
const judgeOptions = (): Option[] => [
  new Option('--only <expectations>', 'judge these alone: honours-retry-after,recovers')
    .env(variable('ONLY'))
    .argParser(names),
  new Option('--baseline <file>', 'fail on findings alone that are not in this JSON report').env(
    variable('BASELINE'),
  ),
  new Option('--report <file>', 'write a report, its form by the ending; may be given again')
    .env(variable('REPORT'))
    .argParser(more),
  new Option('--journal <folder>', 'keep what happened, a file for each run'),
  new Option('--log-level <level>', 'least severe line to log')
    .env(variable('LOG_LEVEL'))
    .default('error')
    .choices([...logLevels]),
  new Option(
    '--json',
    "the report as JSON on standard output; the command's output goes to standard error",
  ).env(variable('JSON')),
];

export const drillOptions = (): Option[] => [...runOptions(), ...scenarioOptions(), ...judgeOptions()];

export const drillHelp = `
Example:
  badgateway drill rate-limited-then-recovers -- node examples/client.mjs

The command finds the gateway in OPENAI_BASE_URL and OPENAI_API_KEY (and in BADGATEWAY_URL,
BADGATEWAY_TLS_URL, BADGATEWAY_CA). What it made of the answers it says by its exit code, or for each call:
  curl -d '{"outcome":"success"}' "$BADGATEWAY_OUTCOME_URL"

Exit codes: 0 held, 1 an expectation was broken, 2 could not run, 3 stopped by a limit, 4 inconclusive.
`;
