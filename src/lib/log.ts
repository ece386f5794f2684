import type { Clock } from './clock.ts';
import { errorCode, messageOf } from './errors.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

type Level = Exclude<LogLevel, 'silent'>;
type Fields = Readonly<Record<string, unknown>>;
type Write = (level: Level, fields: Fields, message: string) => void;

type Line = (fields: Fields, message: string) => void;

export interface Log extends Readonly<Record<Level, Line>> {
  /** Whether people read it, on a terminal; else its lines are JSON. */
  readonly isForPeople: boolean;
  /** Resolves when every line is written; await it before the process exits. */
  flush(): Promise<void>;
}

/** Standard error, or a substitute in tests. */
export interface LogTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** `true`: JSON lines on a terminal too. Without a terminal, lines are always JSON. */
  readonly json: boolean;
  readonly target: LogTarget;
  readonly clock: Clock;
  /** Applied to each finished line, as the last step against secrets in the log. */
  redact(line: string): string;
  /** Whether a field holds a secret by its name alone, in whatever form. */
  isSecret(field: string): boolean;
}

type IsSecret = LogOptions['isSecret'];

/** A value in the form that is logged: errors as code and message, secrets hidden, nesting limited. */
function shown(value: unknown, isSecret: IsSecret, depth = 0): unknown {
  if (value instanceof Error) return { code: errorCode(value, value.name), message: messageOf(value) };
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 4) return '…';
  if (Array.isArray(value)) return value.map((item) => shown(item, isSecret, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      isSecret(name) ? '**********' : shown(item, isSecret, depth + 1),
    ]),
  );
}

/**
 * `14:03:07Z warn  upstream failed  code=ECONNREFUSED`. UTC, because local time would add 20 ms to the start.
 */
function humanWrite({ target, clock, redact }: LogOptions): Write {
  return (level, fields, message) => {
    const pairs = Object.entries(fields).map(([name, value]) => {
      const plain = typeof value === 'string' && /^[^\s"=]+$/.test(value);
      return `${name}=${plain ? value : JSON.stringify(value)}`;
    });
    // The time within `Sun, 06 Nov 1994 08:49:37 GMT`.
    const time = clock.httpDate(clock.now()).slice(17, 25);
    const line = [`${time}Z ${level.padEnd(5)} ${message}`, ...pairs].join('  ');
    target.write(`${redact(line)}\n`);
  };
}

/** Imports `pino` with the first line, so that a start without log lines does not load it. */
async function jsonWrite({ target, redact }: LogOptions): Promise<Write> {
  const { pino } = await import('pino');
  const logger = pino(
    { level: 'debug', base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
    { write: (line) => target.write(redact(line)) },
  );
  return (level, fields, message) => logger[level](fields, message);
}

export function createLog(options: LogOptions): Log {
  const json = options.json || options.target.isTTY !== true;
  let write: Write | null = json ? null : humanWrite(options);
  let loading: Promise<void> | null = null;
  const waiting: Parameters<Write>[] = [];

  async function load(): Promise<void> {
    write = await jsonWrite(options);
    for (const line of waiting.splice(0)) write(...line);
  }

  function lineAt(level: Level): Log[Level] {
    if (logLevels.indexOf(level) < logLevels.indexOf(options.level)) return () => {};
    return (given, message) => {
      const fields = shown(given, options.isSecret) as Fields;
      const line: Parameters<Write> = [
        level,
        json ? { time: options.clock.now(), ...fields } : fields,
        message,
      ];
      if (write !== null) return write(...line);
      waiting.push(line);
      loading ??= load();
    };
  }

  return {
    isForPeople: !json,
    debug: lineAt('debug'),
    info: lineAt('info'),
    warn: lineAt('warn'),
    error: lineAt('error'),
    flush: async () => {
      await loading;
    },
  };
}
