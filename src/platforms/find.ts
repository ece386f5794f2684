import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import { unknownName } from '../lib/nearest.ts';
import { readTextFile } from '../lib/text-file.ts';
import type { Platform } from '../model/platform.ts';
import { platformNames } from './index.ts';

/** Imported late: a start with compiled platforms needs neither the YAML parser nor the schema. */
async function parse(text: string, file: string): Promise<Platform> {
  const { parsePlatform } = await import('./load.ts');
  return parsePlatform(text, file);
}

async function readUserFile(file: string): Promise<string> {
  try {
    return await readTextFile(file);
  } catch (error) {
    throw new UsageError(`${messageOf(error)}; shipped platforms: ${platformNames.join(', ')}`);
  }
}

/** The platform that the build has compiled from YAML and checked. `null`: run from source. */
async function compiled(name: string): Promise<Platform | null> {
  try {
    return JSON.parse(await readFile(new URL(`./${name}.json`, import.meta.url), 'utf8')) as Platform;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Finds a shipped platform by name, or reads a user's file, whose path has a slash or ends in .yaml. */
export async function findPlatform(nameOrFile: string): Promise<Platform> {
  if (basename(nameOrFile) !== nameOrFile || /\.ya?ml$/.test(nameOrFile))
    return parse(await readUserFile(nameOrFile), nameOrFile);
  if (!platformNames.some((name) => name === nameOrFile))
    throw new UsageError(
      `${unknownName('platform', nameOrFile, platformNames)}; a file is given as ./mine.yaml`,
    );
  const ready = await compiled(nameOrFile);
  if (ready !== null) return ready;
  const file = new URL(`./${nameOrFile}.yaml`, import.meta.url);
  return parse(await readFile(file, 'utf8'), `${nameOrFile}.yaml`);
}
