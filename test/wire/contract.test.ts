import { afterAll, beforeAll, describe } from 'vitest';
import { type Serving, serving } from '../helpers/command.ts';
import { needs } from '../helpers/system.ts';
import { compareAll } from './contract/compare.ts';
import { pages } from './contract/rows.ts';
import { makeShell } from './contract/shell.ts';

// Every command of docs/contract.md, as a reader pastes it. One gateway has all platforms, each at a URL.

const shell = await makeShell();
let gateway: Serving;

beforeAll(async () => {
  gateway = await serving(['examples/contract']);
});

afterAll(async () => {
  await gateway.stop();
  shell.remove();
});

describe.each(pages)('$platform', ({ platform, key, chat, rows }) => {
  for (const { place, shows } of rows)
    for (const { run, at = [''], expect: expected, needs: parts } of shows)
      needs('curl', ...parts).concurrent(`${place}: ${run}`, { timeout: 120_000 }, async () => {
        const variables = { ROOT: gateway.url, URL: `${gateway.url}/@${platform}`, KEY: key, CHAT: chat };
        for (const each of at) compareAll(await shell.run(run, { ...variables, AT: each }), expected);
      });
});
