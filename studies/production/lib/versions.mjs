/** Which version of each client is installed: that of the repository's packages, or of the system. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemVersions } from '../../clients/lib/clients.mjs';

/** A package's own file, by its path: not every package exports it. */
function packaged(name) {
  const file = fileURLToPath(new URL(`../../../node_modules/${name}/package.json`, import.meta.url));
  return `${name} ${JSON.parse(readFileSync(file, 'utf8')).version}`;
}

/** Of packages that the atlas has in several versions, or in a place of their own. */
const realNames = {
  'openai-6': 'openai',
  'ai-6': 'ai',
  'openai-compatible-2': '@ai-sdk/openai-compatible',
  '@langchain/openai/node_modules/openai': 'openai',
};

/** `openai 6.49.0`, `curl 7.88.1`, of what is named by a client's `version`. */
export function versionReader() {
  const system = systemVersions();
  return (part) => (part in system ? `${part} ${system[part]}` : packaged(realNames[part] ?? part));
}

export const nodeItself = `Node ${process.versions.node}`;
