import type { Platform } from '../model/platform.ts';
import { maskKey } from '../secrets/mask.ts';
import { createRedactor, hidden } from '../secrets/redact.ts';

/** Variables whose values are nobody's business. */
const secretVariable = /key|token|secret|passw|credential|auth(?!or)/i;
/** A shorter value is found in too many words. */
const shortestSecret = 8;

/** The command as reports show it: without what a shell put into it of the secrets of the environment. */
export function shownCommand(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  platforms: readonly Platform[],
): readonly string[] {
  const { text } = createRedactor(platforms, maskKey);
  const secrets = Object.entries(env).flatMap(([name, value = '']) =>
    secretVariable.test(name) && value.length >= shortestSecret ? [value] : [],
  );
  // One may be part of another.
  secrets.sort((a, b) => b.length - a.length);
  return command.map((word) => secrets.reduce((rest, secret) => rest.replaceAll(secret, hidden), text(word)));
}
