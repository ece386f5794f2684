import type { Platform } from '../model/platform.ts';
import { maskKey } from '../secrets/mask.ts';
import { createRedactor, hidden } from '../secrets/redact.ts';

/** Names of environment variables whose values are secrets. */
const secretVariable = /key|token|secret|passw|credential|auth(?!or)/i;
/** Shorter secrets are not masked: they would match parts of ordinary words. */
const shortestSecret = 8;

/** The command as reports show it, with the values of secret environment variables masked. */
export function shownCommand(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  platforms: readonly Platform[],
): readonly string[] {
  const { text } = createRedactor(platforms, maskKey);
  const secrets = Object.entries(env).flatMap(([name, value = '']) =>
    secretVariable.test(name) && value.length >= shortestSecret ? [value] : [],
  );
  // Longest first, since one secret may be part of another.
  secrets.sort((a, b) => b.length - a.length);
  return command.map((word) => secrets.reduce((rest, secret) => rest.replaceAll(secret, hidden), text(word)));
}
