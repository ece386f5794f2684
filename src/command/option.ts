import { type Command, Option } from 'commander';

/** An option has a value always, since it has a default, or only where it is given. */
type Presence = 'always' | 'where-given';

/** One option, declared once: flag, type, help, default and environment variable follow. */
export interface Declared<Value = unknown, Held extends Presence = Presence> {
  readonly presence: Held;
  /** `<port>`; `null`: a switch. */
  readonly takes: string | null;
  /** `off`: `--no-NAME` switches off what is on otherwise. */
  readonly switches: 'on' | 'off';
  readonly says: string;
  readonly details: Details<unknown>;
  /** Carries the type alone; it is never there. */
  readonly value?: Value;
}

interface Details<Value> {
  /** `before`: what an earlier flag of the same name gave. */
  read?(text: string, before?: Value): Value;
  readonly words?: readonly Value[];
  readonly otherwise?: Value;
  /** The default as the help spells it. */
  readonly spelled?: string;
  /** Options that do not go with it. */
  readonly without?: readonly string[];
  /** `none`: it is read from no variable. */
  readonly variable?: 'none';
}

/** Options of a command by their names in camel case: `logLevel` is `--log-level`. */
type Table = Readonly<Record<string, Declared>>;

type ValueOf<Option> = Option extends Declared<infer Value> ? Value : never;

/** What the command gets: the types of a table's values. */
export type OptionsOf<Options extends Table> = {
  readonly [Name in keyof Options as Options[Name]['presence'] extends 'always' ? Name : never]: ValueOf<
    Options[Name]
  >;
} & {
  readonly [Name in keyof Options as Options[Name]['presence'] extends 'always' ? never : Name]?: ValueOf<
    Options[Name]
  >;
};

type Fixed<Value> = Details<Value> & { readonly otherwise: Value };
type Unread = Pick<Details<string>, 'variable'>;

function declared<Value, Held extends Presence>(
  presence: Held,
  takes: string | null,
  says: string,
  details: Details<Value>,
): Declared<Value, Held> {
  return { presence, takes, switches: 'on', says, details };
}

/** `takes`: the word in angle brackets that stands for its value in the help. */
export function option(takes: string, says: string, details?: Unread): Declared<string, 'where-given'>;
export function option<Value>(takes: string, says: string, details: Fixed<Value>): Declared<Value, 'always'>;
export function option<Value>(
  takes: string,
  says: string,
  details: Details<Value>,
): Declared<Value, 'where-given'>;
export function option(takes: string, says: string, details: Details<unknown> = {}): Declared {
  return declared('otherwise' in details ? 'always' : 'where-given', takes, says, details);
}

/** An option that takes one of a few words. */
export function choice<Word extends string>(
  takes: string,
  says: string,
  words: readonly Word[],
): Declared<Word, 'where-given'> {
  return declared('where-given', takes, says, { words });
}

export function choiceOr<Word extends string>(
  otherwise: NoInfer<Word>,
  takes: string,
  says: string,
  words: readonly Word[],
): Declared<Word, 'always'> {
  return declared('always', takes, says, { words, otherwise });
}

export function switchOn(
  says: string,
  details: Pick<Details<never>, 'variable' | 'without'> = {},
): Declared<boolean, 'where-given'> {
  return declared('where-given', null, says, details);
}

export function switchOff(says: string): Declared<boolean, 'always'> {
  return { ...declared<boolean, 'always'>('always', null, says, {}), switches: 'off' };
}

/** `logLevel` → `log-level`. */
export function kebab(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function optionOf(key: string, { takes, switches, says, details }: Declared): Option {
  const name = switches === 'off' ? `no-${kebab(key)}` : kebab(key);
  const made = new Option(takes === null ? `--${name}` : `--${name} ${takes}`, says);
  const { read, words, otherwise, spelled, without, variable } = details;
  if (variable !== 'none') made.env(`BADGATEWAY_${name.replaceAll('-', '_').toUpperCase()}`);
  if (otherwise !== undefined) made.default(otherwise, spelled);
  if (words !== undefined) made.choices(words.map(String));
  if (read !== undefined) made.argParser(read);
  if (without !== undefined) made.conflicts([...without]);
  return made;
}

export function withOptions(command: Command, table: Table): Command {
  for (const [key, declared] of Object.entries(table)) command.addOption(optionOf(key, declared));
  return command;
}

const off = new Set(['', '0', 'false', 'no', 'off']);

/** The parser turns a switch on if its variable has any value; this turns it off again for `=false`. */
export function settled<Options extends object>(options: Options, command: Command): Options {
  const unset = command.options
    .filter((each) => each.isBoolean() || each.negate)
    .filter((each) => {
      const value = process.env[each.envVar ?? ''];
      const isFromEnv = command.getOptionValueSource(each.attributeName()) === 'env';
      return isFromEnv && value !== undefined && off.has(value.toLowerCase());
    })
    .map((each) => [each.attributeName(), each.negate] as const);
  return { ...options, ...Object.fromEntries(unset) };
}
