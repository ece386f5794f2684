import { type Command, InvalidArgumentError, Option } from 'commander';
import { type LogLevel, logLevels } from '../lib/log.ts';

/** Options of `serve`. Precedence: flag, environment, scenario file, default. */
export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly controlPort: number;
  readonly controlHost: string;
  readonly platform?: string;
  readonly upstream?: string;
  readonly record?: string;
  readonly rule?: string;
  readonly seed?: string;
  readonly journal?: string;
  readonly report?: readonly string[];
  readonly tlsName?: readonly string[];
  readonly caDir?: string;
  readonly watch?: boolean;
  readonly label: boolean;
  readonly logLevel: LogLevel;
  readonly json?: boolean;
}

export function port(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('expected a port from 0 (any free one) to 65535.');
}

/** Parser of a repeatable option that takes one name or several, separated by commas. */
export const names = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(','),
];

/** Parser of a repeatable option. */
export const more = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

const off = new Set(['', '0', 'false', 'no', 'off']);
const switches = ['watch', 'json', 'label'] as const;

/** The parser turns a switch on if its variable has any value; this turns it off again for `=false`. */
export function settled<Options extends object>(options: Options, command: Command): Options {
  const fromOff = switches.filter((name) => {
    const { envVar = '' } = command.options.find((option) => option.attributeName() === name) ?? {};
    const value = process.env[envVar];
    return (
      command.getOptionValueSource(name) === 'env' && value !== undefined && off.has(value.toLowerCase())
    );
  });
  const unset = fromOff.map((name) => [name, name === 'label'] as const);
  return { ...options, ...Object.fromEntries(unset) };
}

export const variable = (name: string): string => `BADGATEWAY_${name}`;

/** Options that override the scenario file. */
export const scenarioOptions = (): Option[] => [
  new Option('--platform <name|file>', 'envelopes and rules of this platform').env(variable('PLATFORM')),
  new Option(
    '--upstream <stub|url|replay:file>',
    'answer from the stub, forward to a real gateway, or replay a tape',
  ).env(variable('UPSTREAM')),
  new Option('--rule <sequence>', "a rule on the spot: '429, 429, ok'").env(variable('RULE')),
  new Option('--seed <value>', 'repeat the chance of an earlier run').env(variable('SEED')),
];

export const controlOptions = (): Option[] => [
  new Option('--control-port <port>', 'port of the control listener')
    .env(variable('CONTROL_PORT'))
    .default(4011)
    .argParser(port),
  new Option('--control-host <address>', 'address of the control listener')
    .env(variable('CONTROL_HOST'))
    .default('127.0.0.1'),
];

/** Relative to the working directory. */
export const defaultCaDir = 'badgateway-ca';

const tlsNameOption = (): Option =>
  new Option('--tls-name <names>', 'further hosts for certificates: a.internal,*.b.internal,10.0.0.5')
    .env(variable('TLS_NAME'))
    .argParser(names);

const caDirOption = (): Option =>
  new Option('--ca-dir <folder>', 'folder that keeps the root of all certificates').env(variable('CA_DIR'));

export const serveOptions = (): Option[] => [
  new Option('--port <port>', 'port for clients; 0 takes any free one')
    .env(variable('PORT'))
    .default(4010)
    .argParser(port),
  new Option('--host <address>', 'address for clients').env(variable('HOST')).default('127.0.0.1'),
  ...controlOptions(),
  ...scenarioOptions(),
  tlsNameOption(),
  caDirOption(),
  new Option('--record <file>', 'keep what the upstream answers on a tape').env(variable('RECORD')),
  new Option('--journal <file>', 'append every journal entry as a line of JSON').env(variable('JOURNAL')),
  new Option('--report <file>', 'write verdicts when it ends, in a form by the ending; may be given again')
    .env(variable('REPORT'))
    .argParser(more),
  new Option('--watch', 'read scenarios again when their files change').env(variable('WATCH')),
  new Option('--no-label', 'leave x-badgateway-fault off injected answers').env(variable('NO_LABEL')),
  new Option('--log-level <level>', 'least severe line to log')
    .env(variable('LOG_LEVEL'))
    .default('info')
    .choices([...logLevels]),
  new Option('--json', 'one line of JSON when ready; JSON log lines').env(variable('JSON')),
];

export const caOptions = (): Option[] => [
  caDirOption().default(defaultCaDir),
  tlsNameOption(),
  new Option('--corporate', "also the root of scenario corporate-proxy's proxy"),
  new Option(
    '--client',
    'also a certificate for a client, which scenario client-certificate-required asks for',
  ),
  new Option('--renew', 'new roots in the place of those that are kept'),
  new Option('--print', 'print the root as PEM, and nothing else').conflicts(['corporate', 'client', 'json']),
  new Option('--json', 'the same as JSON'),
];
