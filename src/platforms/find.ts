import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { errorCode, messageOf, UsageError } from '../lib/errors.ts';
import { unknownName } from '../lib/nearest.ts';
import type { Platform } from '../model/platform.ts';
import { platformNames } from './index.ts';

/** Imported on demand: a start with precompiled platforms needs neither the YAML parser nor the schema. */
async function parse(text: string, file: string): Promise<Platform> {
  const { parsePlatform } = await import('./load.ts');
  return parsePlatform(text, file);
}

async function readTheirs(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const cause = errorCode(error) === 'ENOENT' ? 'no such file' : messageOf(error);
    throw new UsageError(
      `Failed to read platform ${file}: ${cause}; shipped ones: ${platformNames.join(', ')}`,
    );
  }
}

/** The platform as the build compiled it, validated then. `null` if run from source. */
async function compiled(name: string): Promise<Platform | null> {
  try {
    return JSON.parse(await readFile(new URL(`./${name}.json`, import.meta.url), 'utf8')) as Platform;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** A shipped platform by name, or another one by file; a file has a slash or ends in .yaml. */
export async function findPlatform(nameOrFile: string): Promise<Platform> {
  if (basename(nameOrFile) !== nameOrFile || /\.ya?ml$/.test(nameOrFile))
    return parse(await readTheirs(nameOrFile), nameOrFile);
  if (!platformNames.some((name) => name === nameOrFile))
    throw new UsageError(
      `${unknownName('platform', nameOrFile, platformNames)}; a file is given as ./mine.yaml`,
    );
  const ready = await compiled(nameOrFile);
  if (ready !== null) return ready;
  const file = new URL(`./${nameOrFile}.yaml`, import.meta.url);
  return parse(await readFile(file, 'utf8'), `${nameOrFile}.yaml`);
}
