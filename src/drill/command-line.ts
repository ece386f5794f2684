import type { Platform } from '../model/platform.ts';
import { isSecret } from '../secrets/names.ts';
import { createRedactor, hidden } from '../secrets/redact.ts';

/** Names of environment variables whose values are secrets. */
const secretVariable = /key|token|secret|passw|credential|auth(?!or)/i;
/** Shorter secrets are not masked: they would match parts of ordinary words. */
const shortestSecret = 8;

/** `--api-key=VALUE`, `OPENAI_API_KEY=VALUE`. */
function withoutValue(word: string): string {
  const [, option = '', optionName = ''] = /^(--?([\w-]+)=)./.exec(word) ?? [];
  if (option !== '' && isSecret('log', optionName)) return option + hidden;
  const [, assigned = '', variable = ''] = /^(([A-Z_][A-Z0-9_]*)=)./.exec(word) ?? [];
  return assigned !== '' && secretVariable.test(variable) ? assigned + hidden : word;
}

/** Whether the word after this one is the value of a secret option: `--api-key VALUE`. */
function takesSecret(word: string | undefined): boolean {
  const [, name = ''] = /^--([\w-]+)$/.exec(word ?? '') ?? [];
  return name !== '' && isSecret('log', name);
}

/** The command as reports show it, with keys and the values of secret environment variables masked. */
export function shownCommand(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  platforms: readonly Platform[],
): readonly string[] {
  const { text } = createRedactor(platforms);
  const secrets = Object.entries(env).flatMap(([name, value = '']) =>
    secretVariable.test(name) && value.length >= shortestSecret ? [value] : [],
  );
  // Longest first, since one secret may be part of another.
  secrets.sort((a, b) => b.length - a.length);
  return command.map((word, index) => {
    if (takesSecret(command[index - 1])) return hidden;
    return secrets.reduce((rest, secret) => rest.replaceAll(secret, hidden), text(withoutValue(word)));
  });
}
