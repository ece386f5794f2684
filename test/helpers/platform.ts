import { readFileSync } from 'node:fs';
import type { PlatformInUse } from '../../src/model/platform.ts';
import { putInUse } from '../../src/platforms/in-use.ts';
import { parsePlatform } from '../../src/platforms/load.ts';

/** A shipped platform with its default settings, but for those given. */
export function platformInUse(
  name = 'token-factory',
  settings: Readonly<Record<string, string>> = {},
): PlatformInUse {
  const file = new URL(`../../src/platforms/${name}.yaml`, import.meta.url);
  const platform = parsePlatform(readFileSync(file, 'utf8'), `${name}.yaml`);
  return putInUse(platform, settings);
}
