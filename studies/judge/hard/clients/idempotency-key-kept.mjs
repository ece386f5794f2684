// Three workers ask the same 100 ms apart; each call keeps its Idempotency-Key.
import { randomUUID } from 'node:crypto';
import { ask, chat, post, report, workers } from '../lib.mjs';

async function call() {
  const headers = { 'idempotency-key': randomUUID() };
  return ask(() => post(chat('What is next?'), { headers }));
}
report(...(await workers(3, 100, call)));
