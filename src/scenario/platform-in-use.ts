import { FileMistakes, type Mistake } from '../config/mistakes.ts';
import type { Part } from '../config/validate.ts';
import { UsageError } from '../lib/errors.ts';
import type { Platform, PlatformInUse } from '../model/platform.ts';
import { findPlatform } from '../platforms/find.ts';
import { putInUse, settingObjections } from '../platforms/in-use.ts';
import { defaultPlatform } from './defaults.ts';
import { seenFrom } from './resolve-relative.ts';
import { platformUseShape } from './schema.ts';

/** A platform is given by name or as a file. */
const isFile = (name: string): boolean => /[\\/]|\.ya?ml$/i.test(name);

async function readPlatform(part: Part, name: string, mistakes: Mistake[]): Promise<Platform | null> {
  try {
    return await findPlatform(name);
  } catch (error) {
    if (error instanceof FileMistakes) mistakes.push(...error.mistakes);
    else if (error instanceof UsageError) part.refuse(error.message);
    else throw error;
    return null;
  }
}

/**
 * Reads a name, a file, or `{ name, settings }`. `null`: refused; checks against the platform are skipped
 * then.
 */
export async function platformInUse(part: Part, mistakes: Mistake[]): Promise<PlatformInUse | null> {
  const whole = typeof part.value === 'object' ? part : part.as({ name: part.value ?? defaultPlatform });
  const { name, settings = {} } = whole.fields(platformUseShape);
  if (name === undefined) return null;
  const file = isFile(name) ? seenFrom(whole.at('name').file, name) : null;
  const platform = await readPlatform(whole.at('name'), file ?? name, mistakes);
  if (platform === null) return null;
  const objections = settingObjections(platform, settings);
  for (const { path, message } of objections) whole.at('settings', ...path).refuse(message);
  if (objections.length > 0) return null;
  return { ...putInUse(platform, settings), ...(file === null ? {} : { file }) };
}
